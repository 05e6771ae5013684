import type { Movement } from '../movement.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import { stateOf, unitKey } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { CLAIMS } from './claims.ts';
import type { Decision, DecisionContext, UnitChange } from './context.ts';
import {
  type AssignedSerial,
  type DocumentLine,
  type LedgerDocument,
  outstanding,
  statusFrom,
} from './document.ts';
import { claimOf } from './kinds.ts';
import { assignmentFaults, needOf } from './line-rules.ts';
import { movementAt, stillMovement } from './movement-of.ts';

/** Numbers put on and taken off the lines of a document that isn't posted (K5, K11, K13, K14). */
export type LineAssignment = {
  readonly line: DocumentLine;
  readonly add: readonly SerialEntry[];
  readonly remove: readonly SerialEntry[];
  /** How many numbers were meant to be added, the faulty ones too. */
  readonly meant: number;
  readonly pointer: string;
};

/** In a posting that also moves units, the movements of claims are numbered behind those. */
export const CLAIMS_FROM = 1_000;

export type Claimed = {
  readonly units: readonly UnitChange[];
  readonly movements: readonly Movement[];
  readonly violations: readonly Violation[];
};

const NOTHING: Claimed = { units: [], movements: [], violations: [] };

type Side = {
  readonly side: 'add' | 'remove';
  readonly entries: readonly SerialEntry[];
  readonly line: DocumentLine;
  readonly item: Item;
  /** The movement's place in the posting. */
  readonly n: number;
};

/** What one side of an assignment does to units, as its line claims them. */
export const claimSide = (
  document: LedgerDocument,
  { side, entries, line, item, n }: Side,
  context: DecisionContext,
): Claimed => {
  const claim = claimOf(document.kind, line);
  if (claim === 'none') return NOTHING;
  const { movement: kind, unit: claimUnit } = CLAIMS[claim][side];
  const movementId = movementAt(context, n);
  const results = entries.map((entry) => claimUnit(entry, { document, line, item, movementId }, context));
  const units = results.flatMap(({ change }) => (change === undefined ? [] : [change]));
  const { reason } = document;
  const told = { movementId, kind, line: line.line, itemId: item.itemId, reason, changes: units };
  const movement = stillMovement({ document, ...told }, context);
  return {
    units,
    movements: units.length === 0 ? [] : [movement],
    violations: results.flatMap(({ violations }) => violations),
  };
};

/** With the units that the numbers mean, as far as there are any: a rename on the way changes a number's text only. */
const lineAfter = (
  { line, add, remove }: LineAssignment,
  claimed: readonly UnitChange[],
  context: DecisionContext,
): DocumentLine => {
  const removed = new Set(remove.map((entry) => entry.key));
  const kept = line.assigned.filter(({ key }) => !removed.has(key));
  const ids = new Map(claimed.flatMap(({ after }) => (after === undefined ? [] : [[after.key, after.id]])));
  const added = add.map(({ text, key }): AssignedSerial => {
    const there = context.units.get(unitKey(line.itemId, key));
    const id = ids.get(key) ?? (stateOf(there) === 'none' ? undefined : there?.id);
    return id === undefined ? { text, key } : { text, key, id };
  });
  return { ...line, assigned: [...kept, ...added] };
};

const onlyRemoves = ({ meant, remove }: LineAssignment): boolean => meant === 0 && remove.length > 0;

/** Decides what adding and removing numbers writes, or everything that forbids it. */
export const decideAssignment = (
  { document, lines }: { readonly document: LedgerDocument; readonly lines: readonly LineAssignment[] },
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const outcomes = lines.flatMap((assignment, i) => {
    const { line, pointer } = assignment;
    const item = context.items.get(line.itemId);
    if (item === undefined) return [];
    const need = needOf(context.settings, item, { kind: document.kind, line });
    const side = (name: 'add' | 'remove', n: number) =>
      claimSide(document, { side: name, entries: assignment[name], line, item, n }, context);
    const [removed, added] = [side('remove', 2 * i + 1), side('add', 2 * i + 2)];
    const after = lineAfter(assignment, added.units, context);
    const numbered = {
      item,
      quantity: outstanding(line),
      serialCount: after.assigned.length - assignment.add.length + assignment.meant,
      pointer,
      line: line.line,
    };
    return [
      {
        after,
        units: [...removed.units, ...added.units],
        movements: [...removed.movements, ...added.movements],
        violations: [
          // Taking numbers off is never against a rule that came later.
          ...(onlyRemoves(assignment) ? [] : assignmentFaults(numbered, need, document.kind)),
          ...removed.violations,
          ...added.violations,
        ],
      },
    ];
  });
  const after = new Map(outcomes.map((o) => [o.after.line, o.after]));
  const linesAfter = document.lines.map((line) => after.get(line.line) ?? line);
  return {
    violations: outcomes.flatMap((o) => o.violations),
    decision: {
      document: {
        ...document,
        lines: linesAfter,
        status: statusFrom(linesAfter, document.kind),
        version: document.version + 1,
      },
      units: outcomes.flatMap((o) => o.units),
      movements: outcomes.flatMap((o) => o.movements),
      balances: [],
    },
  };
};
