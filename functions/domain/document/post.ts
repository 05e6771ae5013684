import { type BalanceChange, sumChanges } from '../balance.ts';
import { type Batch, batchName } from '../batch.ts';
import type { LedgerException } from '../exception.ts';
import type { Movement } from '../movement.ts';
import { pieces, type Quantity, quantityShown } from '../quantity.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import type { Parent } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { unnumberedHere } from './asserted.ts';
import { CLAIMS_FROM, claimSide } from './assign.ts';
import type { Decision, DecisionContext, UnitChange } from './context.ts';
import {
  atPlaceOf,
  type DocumentLine,
  type LedgerDocument,
  sentSerials,
  statusFrom,
  underWay,
} from './document.ts';
import type { Flow } from './flows.ts';
import { joiningOf } from './inside.ts';
import { claimOf, lineFlow, type Stage } from './kinds.ts';
import { lineAfter, roomFor } from './line-after.ts';
import { batchFaults, expiryOf, needOf, postingFaults } from './line-rules.ts';
import { movementAt, movementOf } from './movement-of.ts';
import { promised } from './promised.ts';
import { balanceChanges, movedBalances, splitBatch } from './stock-effects.ts';
import { stockFaults } from './stock-faults.ts';
import { joinedBy } from './take-out.ts';
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
  readonly stage: Stage;
};

type LineOutcome = {
  readonly posting: LinePosting;
  readonly flow: Flow;
  readonly violations: readonly Violation[];
  readonly units: readonly UnitChange[];
  readonly movement: Movement;
  readonly balances: readonly BalanceChange[];
  readonly exceptions: readonly LedgerException[];
  readonly batch: Batch | undefined;
  readonly parent: Parent | undefined;
  readonly unnumbered: boolean;
};

const roomFaults = ({ line, quantity, pointer }: LinePosting, stage: Stage): Violation[] => {
  const room = roomFor(line, stage);
  if (quantity <= room) return [];
  const [asked, there] = [quantityShown(quantity), quantityShown(room)];
  const detail = `${asked} of line ${line.line} cannot be posted; ${there} are outstanding.`;
  const at = { pointer: `${pointer}/quantity`, line: line.line, expected: there, actual: asked };
  return [{ ...at, code: 'quantity-exceeds-outstanding', detail }];
};

/** Numbers that stay on a row must find room in what stays outstanding; only reservations fall by themselves. */
const leftoverFaults = (
  { line, quantity, entries, pointer }: LinePosting,
  { document, stage }: Posting,
): Violation[] => {
  if (claimOf(document.kind, line) === 'reserve' || stage === 'arrive' || stage === 'bring-back') return [];
  const used = new Set(entries.map((entry) => entry.key));
  const others = line.assigned.filter(({ key, sent }) => !used.has(key) && sent !== true).length;
  const left = roomFor(line, stage) - quantity;
  if (left < 0 || pieces(others) <= left) return [];
  const shown = quantityShown(left);
  const detail = `${others} other serials are assigned to line ${line.line}, but only ${shown} would be outstanding; remove them first.`;
  const at = { pointer: `${pointer}/serials`, line: line.line, expected: shown, actual: others };
  return [{ ...at, code: 'serials-exceed-quantity', detail }];
};

/** What was sent off without numbers comes in or back without: nobody can know them now. */
const sparedOf = (line: DocumentLine, stage: Stage): number =>
  stage === 'arrive' || stage === 'bring-back'
    ? Math.max(0, quantityShown(underWay(line)) - sentSerials(line))
    : 0;

/** What was sent off comes in or back as what it was sent; a line sends one batch. */
const sentFaults = (document: LedgerDocument, line: DocumentLine, pointer: string): Violation[] => {
  const kept = document.lines.find((one) => one.line === line.line);
  if (kept === undefined || kept.dispatched === 0 || kept.batch === line.batch) return [];
  const detail = `Line ${line.line} was sent off with batch ${kept.batch ?? 'none'}, not ${line.batch ?? 'none'}.`;
  return [{ pointer: `${pointer}/batch`, code: 'batch-differs', detail, line: line.line }];
};

const judgeLine = (
  posting: Posting,
  given: { readonly posted: LinePosting; readonly n: number; readonly item: Item; readonly flow: Flow },
  context: DecisionContext,
): LineOutcome => {
  const { stage, effectiveDate } = posting;
  const { posted, n, item, flow } = given;
  const { line, quantity, entries, pointer } = posted;
  const document = atPlaceOf(posting.document, line);
  const movementId = movementAt(context, n);
  const expiry = expiryOf({ item, line, flow, pointer, effectiveDate, entries }, context);
  const parent = joinedBy(posting, posted, { flow, context });
  const plan: StepPlan = {
    flow,
    document,
    line,
    item,
    movementId,
    effectiveDate,
    expiresOn: expiry.expiresOn,
    parent: parent.parent,
    unnumbered: unnumberedHere(posting, context),
  };
  const steps = entries.map((entry) => stepUnit(entry, plan, context));
  const units = steps.flatMap(({ change }) => (change === undefined ? [] : [change]));
  const numbered = { item, quantity, serialCount: posted.meant, pointer, line: line.line };
  const asked = needOf(context.settings, item, { kind: document.kind, line });
  // What was sent with its number comes in or back with it, or would be on its way for ever.
  const isUnderWay = stage === 'arrive' || stage === 'bring-back';
  const need = isUnderWay && asked === 'optional' ? 'required' : asked;
  const batch = splitBatch(item, line.batch);
  const balances = balanceChanges({ flow, document, item, quantity, batch, steps, numbered: entries.length });
  const movement = movementOf(
    { document, line, flow, movementId, effectiveDate, quantity, steps, parent: parent.parent },
    { context, balances: movedBalances(balances), expiresOn: expiry.expiresOn },
  );
  return {
    posting: posted,
    flow,
    violations: [
      ...roomFaults(posted, stage),
      ...leftoverFaults(posted, posting),
      ...batchFaults(item, line.batch, pointer),
      ...sentFaults(document, line, pointer),
      ...expiry.violations,
      ...postingFaults({ ...numbered, spared: sparedOf(line, stage) }, need, document.kind),
      ...parent.violations,
      ...steps.flatMap((step) => step.violations),
    ],
    units,
    movement,
    balances,
    exceptions: steps.flatMap(({ exception }) => (exception === undefined ? [] : [exception])),
    batch: expiry.receives,
    parent: parent.parent,
    unnumbered:
      context.settings.serialTracking && item.tracking === 'serial' && pieces(entries.length) < quantity,
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
  const { document, stage } = posting;
  const outcomes = posting.lines.flatMap((posted, i) => {
    const item = context.items.get(posted.line.itemId);
    const flow = lineFlow(document.kind, posted.line, stage);
    return item === undefined || flow === undefined
      ? []
      : [judgeLine(posting, { posted, n: i + 1, item, flow }, context)];
  });
  const lines = document.lines.map((line) => {
    const its = outcomes.filter((o) => o.posting.line.line === line.line);
    const ids = new Map(
      its.flatMap((o) => o.units.flatMap(({ after }) => (after ? [[after.key, after.id]] : []))),
    );
    const after = lineAfter(
      line,
      its.map((o) => o.posting),
      { stage, effectiveDate: posting.effectiveDate, ids },
    );
    return promised(
      after,
      outcomes.flatMap((o) => o.parent ?? []),
    );
  });
  const freed = document.lines.flatMap((line, i) => {
    const item = context.items.get(line.itemId);
    const kept = new Set(lines[i]?.assigned.map(({ key }) => key));
    const posted = new Set(outcomes.flatMap((o) => o.posting.entries.map(({ key }) => key)));
    const entries = line.assigned
      .filter(({ key }) => !kept.has(key) && !posted.has(key))
      .map(({ text, key }) => ({ text, key, pointer: '' }));
    const given = { side: 'remove' as const, entries, line, item, n: CLAIMS_FROM + i };
    return item === undefined ? [] : [claimSide(document, { ...given, item }, context)];
  });
  const batches = new Map<string, Batch>();
  const differing = outcomes.flatMap(({ batch, posting: { pointer } }): Violation[] => {
    if (batch === undefined) return [];
    const name = batchName(batch.itemId, batch.batch);
    const first = batches.get(name);
    batches.set(name, first === undefined ? batch : { ...first, receipts: first.receipts + 1 });
    if (first === undefined || first.expiresOn === batch.expiresOn) return [];
    const detail = `Batch ${batch.batch} of item ${batch.itemId} expires on ${first.expiresOn} by another line, not on ${batch.expiresOn}.`;
    return [{ pointer: `${pointer}/expiresOn`, code: 'expiry-differs', detail, itemId: batch.itemId }];
  });
  const placed = outcomes.map(({ posting: { pointer }, balances }) => ({
    pointer: `${pointer}/quantity`,
    balances,
  }));
  const units = [...outcomes.flatMap((o) => o.units), ...freed.flatMap((o) => o.units)];
  const joined = outcomes.flatMap(({ posting: { pointer, line }, units: its }) =>
    its.map((change) => ({ change, pointer: `${pointer}/parentSerial`, line: line.line })),
  );
  const joining = joiningOf(joined, units, context.wholes);
  return {
    violations: [
      ...outcomes.flatMap((o) => o.violations),
      ...differing,
      ...joining.violations,
      ...stockFaults(placed, context),
    ],
    decision: {
      document: {
        ...document,
        lines,
        status: statusFrom(lines, document.kind),
        movementIds: [...document.movementIds, ...outcomes.map((o) => o.movement.movementId)],
        version: document.version + 1,
      },
      units,
      relied: joining.relied,
      movements: [...outcomes.map((o) => o.movement), ...freed.flatMap((o) => o.movements)],
      balances: sumChanges(outcomes.flatMap((o) => o.balances)),
      exceptions: outcomes.flatMap((o) => o.exceptions),
      batches: [...batches.values()],
      unnumbered: outcomes.some((o) => o.unnumbered),
    },
  };
};
