import { BALANCE_MAX, type BalanceChange, balanceName, sumChanges } from '../balance.ts';
import type { Violation } from '../errors.ts';
import { type Movement, movementIdOf } from '../movement.ts';
import { pieces, type Quantity, quantityShown } from '../quantity.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial-input.ts';
import { isInStock } from '../unit.ts';
import type { Decision, DecisionContext, UnitChange } from './context.ts';
import { type DocumentLine, type LedgerDocument, outstanding, statusFrom } from './document.ts';
import { kindRule } from './kinds.ts';
import { batchFaults, needOf, postingFaults } from './line-rules.ts';
import { type StepPlan, stepUnit } from './unit-step.ts';

/** What is posted of one line. */
export type LinePosting = {
  readonly line: DocumentLine;
  readonly quantity: Quantity;
  readonly entries: readonly SerialEntry[];
  /** How many numbers were meant, the faulty ones too. */
  readonly meant: number;
  /** Where the line stands in the request. */
  readonly pointer: string;
};

export type Posting = {
  readonly document: LedgerDocument;
  readonly lines: readonly LinePosting[];
  readonly effectiveDate: string;
};

type LineOutcome = {
  readonly posting: LinePosting;
  readonly violations: readonly Violation[];
  readonly units: readonly UnitChange[];
  readonly movement: Movement;
  readonly balances: readonly BalanceChange[];
};

const movementOf = (
  given: Posting & { readonly posted: LinePosting; readonly n: number },
  context: DecisionContext,
): Movement => {
  const { document, posted } = given;
  const rule = kindRule(document.kind);
  return {
    movementId: movementIdOf(context.postingId, given.n),
    kind: rule.post.movement,
    partnerClass: rule.partnerClass,
    documentId: document.documentId,
    documentKind: document.kind,
    documentNumber: document.number,
    line: posted.line.line,
    itemId: posted.line.itemId,
    quantity: posted.quantity,
    ...(rule.post.direction === 'in' ? { to: document.locationId } : { from: document.locationId }),
    batch: posted.line.batch,
    partnerId: document.partnerId,
    user: context.user,
    effectiveDate: given.effectiveDate,
    recordedAt: context.recordedAt,
    serialCount: posted.entries.length,
    serials: posted.entries.map((entry) => entry.text),
  };
};

/** Serials are counted where the record says the unit is, quantity where the document says (M22–M25). */
const serialCounts = (changes: readonly UnitChange[], batch: string | undefined): BalanceChange[] =>
  changes.flatMap(({ before, after }) => {
    const count = (unit: typeof before, serials: number): BalanceChange[] =>
      unit === undefined || !isInStock(unit) || unit.locationId === undefined
        ? []
        : [{ itemId: unit.itemId, locationId: unit.locationId, batch, quantity: 0, serials, untracked: 0 }];
    return [...count(before, -1), ...count(after, 1)];
  });

const balancesOf = (
  posted: LinePosting,
  item: Item,
  { document, changes }: { readonly document: LedgerDocument; readonly changes: readonly UnitChange[] },
): BalanceChange[] => {
  const sign = kindRule(document.kind).post.direction === 'in' ? 1 : -1;
  const unnumbered = item.tracking === 'serial' && pieces(posted.entries.length) < posted.quantity;
  const { batch } = posted.line;
  return [
    {
      itemId: item.itemId,
      locationId: document.locationId,
      batch,
      quantity: sign * posted.quantity,
      serials: 0,
      untracked: unnumbered ? 1 : 0,
    },
    ...serialCounts(changes, batch),
  ];
};

const outstandingFaults = ({ line, quantity, pointer }: LinePosting): Violation[] => {
  const left = outstanding(line);
  if (quantity <= left) return [];
  const [asked, there] = [quantityShown(quantity), quantityShown(left)];
  const detail = `${asked} of line ${line.line} cannot be posted; ${there} are outstanding.`;
  return [
    {
      pointer: `${pointer}/quantity`,
      code: 'quantity-exceeds-outstanding',
      detail,
      line: line.line,
      expected: there,
      actual: asked,
    },
  ];
};

/** Numbers that stay assigned must still find room in what stays outstanding. */
const leftoverFaults = ({ line, quantity, entries, pointer }: LinePosting): Violation[] => {
  const used = new Set(entries.map((entry) => entry.key));
  const assigned = line.assigned.filter(({ key }) => !used.has(key)).length;
  const left = outstanding(line) - quantity;
  if (left < 0 || pieces(assigned) <= left) return [];
  const shown = quantityShown(left);
  const detail = `${assigned} other serials are assigned to line ${line.line}, but only ${shown} would be outstanding; remove them first.`;
  return [
    {
      pointer: `${pointer}/serials`,
      code: 'serials-exceed-quantity',
      detail,
      line: line.line,
      expected: shown,
      actual: assigned,
    },
  ];
};

const judgeLine = (
  posting: Posting,
  { posted, n, item }: { readonly posted: LinePosting; readonly n: number; readonly item: Item },
  context: DecisionContext,
): LineOutcome => {
  const { document } = posting;
  const rule = kindRule(document.kind).post;
  const movement = movementOf({ ...posting, posted, n }, context);
  const plan: StepPlan = {
    step: rule.step,
    firstSight: rule.firstSight,
    expected: rule.expected,
    document,
    line: posted.line.line,
    item,
    movementId: movement.movementId,
    effectiveDate: posting.effectiveDate,
  };
  const steps = posted.entries.map((entry) => stepUnit(entry, plan, context));
  const units = steps.flatMap(({ change }) => (change === undefined ? [] : [change]));
  const numbered = {
    item,
    quantity: posted.quantity,
    serialCount: posted.meant,
    pointer: posted.pointer,
    line: posted.line.line,
  };
  const need = needOf(context.settings, item, document.kind);
  return {
    posting: posted,
    violations: [
      ...outstandingFaults(posted),
      ...leftoverFaults(posted),
      ...batchFaults(item, posted.line.batch, posted.pointer),
      ...postingFaults(numbered, need, document.kind),
      ...steps.flatMap((step) => step.violations),
    ],
    units,
    movement,
    balances: balancesOf(posted, item, { document, changes: units }),
  };
};

/** Less there than asked for is refused whole, never clipped (decision 10); so is more than can be counted. */
const stockFaults = (outcomes: readonly LineOutcome[], context: DecisionContext): Violation[] =>
  sumChanges(outcomes.flatMap((o) => o.balances)).flatMap((sum): Violation[] => {
    const there = context.balances.get(balanceName(sum))?.quantity ?? 0;
    const after = there + sum.quantity;
    const at = outcomes.find((o) => o.balances.some((b) => balanceName(b) === balanceName(sum)));
    const { itemId, locationId } = sum;
    const where = { pointer: `${at?.posting.pointer ?? ''}/quantity`, itemId, locationId };
    const [moved, shown] = [quantityShown(Math.abs(sum.quantity)), quantityShown(there)];
    if (Math.abs(after) > BALANCE_MAX) {
      const detail = `With ${shown} of item ${itemId} at location ${locationId}, ${moved} more are too many to be counted exactly.`;
      return [
        { ...where, code: 'stock-too-large', detail, expected: quantityShown(BALANCE_MAX), actual: moved },
      ];
    }
    if (sum.quantity >= 0 || after >= 0 || context.settings.allowNegativeStock) return [];
    const detail = `${moved} of item ${itemId} are taken at location ${locationId}; ${shown} are there.`;
    return [{ ...where, code: 'stock-insufficient', detail, expected: moved, actual: shown }];
  });

const lineAfter = (line: DocumentLine, outcomes: readonly LineOutcome[]): DocumentLine => {
  const mine = outcomes.filter((o) => o.posting.line.line === line.line);
  const used = new Set(mine.flatMap((o) => o.posting.entries.map((entry) => entry.key)));
  return {
    ...line,
    assigned: line.assigned.filter(({ key }) => !used.has(key)),
    posted: mine.reduce((sum, o) => sum + o.posting.quantity, line.posted),
    postedSerials: mine.reduce((sum, o) => sum + o.posting.entries.length, line.postedSerials),
  };
};

const documentAfter = (document: LedgerDocument, outcomes: readonly LineOutcome[]): LedgerDocument => {
  const lines = document.lines.map((line) => lineAfter(line, outcomes));
  return {
    ...document,
    lines,
    status: statusFrom(lines, kindRule(document.kind).assign !== undefined),
    movementIds: [...document.movementIds, ...outcomes.map((o) => o.movement.movementId)],
    version: document.version + 1,
  };
};

/**
 * Decides a posting on resolved state: either everything that forbids it, or everything it writes.
 * Lines whose item isn't known must have been refused before.
 */
export const decidePosting = (
  posting: Posting,
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const outcomes = posting.lines.flatMap((posted, i) => {
    const item = context.items.get(posted.line.itemId);
    return item === undefined ? [] : [judgeLine(posting, { posted, n: i + 1, item }, context)];
  });
  return {
    violations: [...outcomes.flatMap((o) => o.violations), ...stockFaults(outcomes, context)],
    decision: {
      document: documentAfter(posting.document, outcomes),
      units: outcomes.flatMap((o) => o.units),
      movements: outcomes.map((o) => o.movement),
      balances: sumChanges(outcomes.flatMap((o) => o.balances)),
    },
  };
};
