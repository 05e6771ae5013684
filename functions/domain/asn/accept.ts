import { CLAIMS } from '../document/claims.ts';
import type { Decision, DecisionContext, UnitChange } from '../document/context.ts';
import type { AssignedSerial, DocumentLine, LedgerDocument } from '../document/document.ts';
import { statusFrom } from '../document/document.ts';
import { stillMovement } from '../document/movement-of.ts';
import { otherModelFault, placeOf } from '../document/unit-faults.ts';
import { spilledOf } from '../document/unit-step.ts';
import { type Movement, movementIdOf } from '../movement.ts';
import { isAnnounced, remember, stateOf, type Unit, unitKey } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { AsnEntry, OnList } from './asn.ts';
import {
  type Announcement,
  expecting,
  itemFaults,
  type Known,
  placed,
  type Row,
  type Sorted,
} from './place.ts';
import type { ListEntry } from './read-list.ts';

/** What accepting a list does to its order and to the units that it announces: one posting of the difference. */

const isExpectedBy = (unit: Unit | undefined, { documentId }: LedgerDocument): boolean =>
  unit?.status === 'expected' && unit.documentId === documentId;

const unitFor = ({ itemId, key }: AsnEntry, { units }: DecisionContext): Unit | undefined =>
  units.get(unitKey(itemId, key));

/** An individual that was made known in advance, or was taken back, whose item was linked to another model since. */
const isOfOtherModel = (entry: ListEntry, unit: Unit, { items }: DecisionContext): boolean => {
  const item = items.get(entry.itemId);
  const isFree = isAnnounced(unit) || stateOf(unit) === 'none';
  return isFree && item !== undefined && otherModelFault(entry, unit, item) !== undefined;
};

const sorted = (
  { asnNumber, document, lines, entries, before, done, explain }: Announcement,
  context: DecisionContext,
): Sorted => {
  const told = new Set(before.map(({ itemId, key }) => unitKey(itemId, key)));
  const fresh: ListEntry[] = [];
  const adopted: Known[] = [];
  const violations: Violation[] = [];
  const ordered = new Set(expecting(document).map(({ itemId }) => itemId));
  const first = new Map<string, ListEntry>();
  for (const entry of entries) {
    // Of an item that isn't on the order nothing is told, not even which of its numbers there are.
    if (!ordered.has(entry.itemId)) continue;
    const unit = unitFor(entry, context);
    const at = { ...placeOf(entry), itemId: entry.itemId };
    const same = first.get(unitKey(entry.itemId, entry.key));
    first.set(unitKey(entry.itemId, entry.key), same ?? entry);
    // Two numbers for one unit: the one it bears, and the one it bore when it was announced.
    if (same !== undefined) {
      const detail = `"${entry.text}" is the same unit as at ${same.pointer}.`;
      violations.push({ ...at, code: 'serial-duplicate', detail });
      continue;
    }
    if (unit !== undefined && isOfOtherModel(entry, unit, context)) {
      violations.push({ ...at, code: 'entity-model-differs', detail: explain(unit) });
    } else if (unit === undefined || stateOf(unit) === 'none' || isAnnounced(unit)) fresh.push(entry);
    else if (!isExpectedBy(unit, document)) {
      // Received on the order without the list, it stays on the list.
      const hasCome = unit.origin?.known === true && unit.origin.documentId === document.documentId;
      if (hasCome && told.has(unitKey(entry.itemId, entry.key))) continue;
      violations.push({ ...at, code: 'serial-exists', detail: explain(unit) });
    } else if (unit.onList === undefined) adopted.push({ entry, unit, onList: { asnNumber, adopted: true } });
    else if (unit.onList.asnNumber !== asnNumber && done.has(unit.onList.asnNumber)) {
      adopted.push({ entry, unit, onList: { ...unit.onList, asnNumber } });
    } else if (unit.onList.asnNumber !== asnNumber) {
      const detail = `"${unit.serial}" is on list ${unit.onList.asnNumber} of this order.`;
      violations.push({ ...at, code: 'serial-on-list', detail });
    } else {
      const sent = lines.find(({ itemId }) => itemId === entry.itemId);
      const batch = sent?.batch ?? document.lines.find(({ line }) => line === unit.line)?.batch;
      // What a new version says of its batch counts for the units that it keeps.
      if (batch !== unit.batch) adopted.push({ entry, unit, onList: unit.onList });
    }
  }
  return { fresh, adopted, violations };
};

const marked = (
  before: Unit,
  changes: { readonly onList: OnList | undefined; readonly batch: string | undefined },
  movementId: string,
): UnitChange => {
  const after: Unit = {
    ...before,
    ...changes,
    ...remember(before, movementId),
    version: before.version + 1,
  };
  return { before, after, spilled: spilledOf(before, after) };
};

type Written = Pick<Decision, 'units' | 'movements'> & { readonly line: DocumentLine };

const entryOf = (
  { document, asnNumber }: Announcement,
  given: Pick<Movement, 'movementId' | 'kind' | 'line' | 'itemId'> & {
    readonly changes: readonly UnitChange[];
  },
  context: DecisionContext,
): Movement[] =>
  given.changes.length === 0
    ? []
    : [stillMovement({ document, ...given, reason: `advance list ${asnNumber}` }, context)];

const writeRow = (
  announcement: Announcement,
  { row, n }: { readonly row: Row; readonly n: number },
  context: DecisionContext,
): Written => {
  const { document, asnNumber, lines } = announcement;
  const { line, add, adopt, remove, drop } = row;
  const { itemId } = line;
  const item = context.items.get(itemId);
  if (item === undefined) return { units: [], movements: [], line };
  const sent = lines.find((one) => one.itemId === itemId);
  const at = (movementId: string) => ({
    document,
    item,
    movementId,
    line: { ...line, batch: sent?.batch ?? line.batch },
  });
  const offId = movementIdOf(context.postingId, 2 * n + 1);
  const onId = movementIdOf(context.postingId, 2 * n + 2);
  const entryFor = ({ key, serial }: Unit) => ({ key, text: serial, pointer: '' });
  const off = [
    ...remove.flatMap((unit) => CLAIMS.expect.remove.unit(entryFor(unit), at(offId), context).change ?? []),
    ...drop.map((unit) => marked(unit, { onList: undefined, batch: line.batch }, offId)),
  ];
  const on = [
    ...add.flatMap((entry): UnitChange[] => {
      const { change } = CLAIMS.expect.add.unit(entry, at(onId), context);
      return change?.after === undefined
        ? []
        : [{ ...change, after: { ...change.after, onList: { asnNumber } } }];
    }),
    ...adopt.map(({ unit, onList }) => marked(unit, { onList, batch: sent?.batch ?? line.batch }, onId)),
  ];
  const told = { line: line.line, itemId };
  const taken = new Set(remove.map(({ key }) => key));
  const added = on.flatMap(({ before, after }): AssignedSerial[] =>
    after === undefined || isExpectedBy(before, document)
      ? []
      : [{ text: after.serial, key: after.key, id: after.id }],
  );
  return {
    units: [...off, ...on],
    movements: [
      ...entryOf(announcement, { ...told, movementId: offId, kind: 'remove', changes: off }, context),
      ...entryOf(announcement, { ...told, movementId: onId, kind: 'assign', changes: on }, context),
    ],
    line: { ...line, assigned: [...line.assigned.filter(({ key }) => !taken.has(key)), ...added] },
  };
};

/** Decides what a list, or a new version of one, changes; or everything that forbids it. */
export const decideAnnouncement = (
  announcement: Announcement,
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const { document, asnNumber, entries, before } = announcement;
  const wanted = new Set(entries.map(({ itemId, key }) => unitKey(itemId, key)));
  const gone = before.flatMap((entry): Unit[] => {
    const unit = unitFor(entry, context);
    if (unit === undefined || !isExpectedBy(unit, document)) return [];
    return unit.onList?.asnNumber === asnNumber && !wanted.has(unitKey(entry.itemId, entry.key))
      ? [unit]
      : [];
  });
  const judged = sorted(announcement, context);
  const { rows, violations } = placed(announcement, judged, gone);
  const written = rows.map((row, n) => writeRow(announcement, { row, n }, context));
  const units = written.flatMap((one) => one.units);
  const lines = written.map(({ line }) => line);
  return {
    violations: [...itemFaults(announcement, context), ...judged.violations, ...violations],
    decision: {
      document:
        units.length === 0
          ? undefined
          : {
              ...document,
              lines,
              status: statusFrom(lines, document.kind),
              version: document.version + 1,
            },
      units,
      movements: written.flatMap((one) => one.movements),
      balances: [],
    },
  };
};
