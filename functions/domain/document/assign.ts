import type { Violation } from '../errors.ts';
import { type Movement, movementIdOf } from '../movement.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial-input.ts';
import type { Decision, DecisionContext, UnitChange } from './context.ts';
import { type DocumentLine, type LedgerDocument, outstanding, statusFrom } from './document.ts';
import { type DocumentKind, kindRule } from './kinds.ts';
import { assignmentFaults, needOf } from './line-rules.ts';
import { stepUnit } from './unit-step.ts';

/** Numbers put on and taken off the lines of a document that isn't posted (K5, K11, K13, K14). */
export type LineAssignment = {
  readonly line: DocumentLine;
  readonly add: readonly SerialEntry[];
  readonly remove: readonly SerialEntry[];
  /** How many numbers were meant to be added, the faulty ones too. */
  readonly meant: number;
  readonly pointer: string;
};

type Side = {
  readonly kind: 'assign' | 'remove';
  readonly entries: readonly SerialEntry[];
};

type SideOutcome = {
  readonly units: readonly UnitChange[];
  readonly movements: readonly Movement[];
  readonly violations: readonly Violation[];
};

const NOTHING: SideOutcome = { units: [], movements: [], violations: [] };

const claimRule = (kind: DocumentKind, side: Side['kind']) => {
  const rule = kindRule(kind).assign;
  return side === 'assign' ? rule?.step : rule?.undo;
};

/** What is taken off and isn't expected on this line any more (some receipt took it) just leaves the list. */
const stillMine = (entry: SerialEntry, line: DocumentLine, given: Given): boolean => {
  const unit = given.context.units.get(`${line.itemId}#${entry.key}`);
  return (
    unit?.status === 'expected' && unit.documentId === given.document.documentId && unit.line === line.line
  );
};

type Given = { readonly document: LedgerDocument; readonly context: DecisionContext };

const judgeSide = (
  { kind, entries }: Side,
  { line, item, n }: { readonly line: DocumentLine; readonly item: Item; readonly n: number },
  given: Given,
): SideOutcome => {
  const step = claimRule(given.document.kind, kind);
  const claimed = kind === 'assign' ? entries : entries.filter((entry) => stillMine(entry, line, given));
  if (step === undefined || claimed.length === 0) return NOTHING;
  const { document, context } = given;
  const movementId = movementIdOf(context.postingId, n);
  const plan = {
    step,
    expected: 'own-line' as const,
    document,
    line: line.line,
    item,
    movementId,
    effectiveDate: context.today,
  };
  const steps = claimed.map((entry) => stepUnit(entry, plan, context));
  const movement: Movement = {
    movementId,
    kind,
    partnerClass: kindRule(document.kind).partnerClass,
    documentId: document.documentId,
    documentKind: document.kind,
    documentNumber: document.number,
    line: line.line,
    itemId: item.itemId,
    quantity: 0,
    partnerId: document.partnerId,
    user: context.user,
    effectiveDate: context.today,
    recordedAt: context.recordedAt,
    serialCount: claimed.length,
    serials: claimed.map((entry) => entry.text),
  };
  return {
    units: steps.flatMap(({ change }) => (change === undefined ? [] : [change])),
    movements: [movement],
    violations: steps.flatMap(({ violations }) => violations),
  };
};

const lineAfter = ({ line, add, remove }: LineAssignment): DocumentLine => {
  const removed = new Set(remove.map((entry) => entry.key));
  const kept = line.assigned.filter(({ key }) => !removed.has(key));
  return { ...line, assigned: [...kept, ...add.map(({ text, key }) => ({ text, key }))] };
};

/** Decides what adding and removing numbers writes, or everything that forbids it. */
export const decideAssignment = (
  { document, lines }: { readonly document: LedgerDocument; readonly lines: readonly LineAssignment[] },
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const outcomes = lines.flatMap((assignment, i) => {
    const item = context.items.get(assignment.line.itemId);
    if (item === undefined) return [];
    const given = { document, context };
    const after = lineAfter(assignment);
    const numbered = {
      item,
      quantity: outstanding(assignment.line),
      serialCount: after.assigned.length - assignment.add.length + assignment.meant,
      pointer: assignment.pointer,
      line: assignment.line.line,
    };
    const need = needOf(context.settings, item, document.kind);
    const removed = judgeSide(
      { kind: 'remove', entries: assignment.remove },
      { line: assignment.line, item, n: 2 * i + 1 },
      given,
    );
    const added = judgeSide(
      { kind: 'assign', entries: assignment.add },
      { line: assignment.line, item, n: 2 * i + 2 },
      given,
    );
    return [
      {
        after,
        units: [...removed.units, ...added.units],
        movements: [...removed.movements, ...added.movements],
        violations: [
          ...assignmentFaults(numbered, need, document.kind),
          ...removed.violations,
          ...added.violations,
        ],
      },
    ];
  });
  const after = new Map(outcomes.map((o) => [o.after.line, o.after]));
  const linesAfter = document.lines.map((line) => after.get(line.line) ?? line);
  const movements = outcomes.flatMap((o) => o.movements);
  return {
    violations: outcomes.flatMap((o) => o.violations),
    decision: {
      document: {
        ...document,
        lines: linesAfter,
        status: statusFrom(linesAfter, kindRule(document.kind).assign !== undefined),
        version: document.version + 1,
      },
      units: outcomes.flatMap((o) => o.units),
      movements,
      balances: [],
    },
  };
};
