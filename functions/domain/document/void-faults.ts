import type { MovedUnit, Movement } from '../movement.ts';
import type { TrackedItem } from '../policy.ts';
import { pieces, quantityShown } from '../quantity.ts';
import { shownStatus, type Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { DecisionContext } from './context.ts';
import { type LedgerDocument, sentSerials } from './document.ts';
import { lineBefore } from './line-before.ts';
import { type By, documentInWords, documentOf } from './unit-faults.ts';
import { boundTo, type RowAfter, type Working } from './void-aftermath.ts';

/** What stands in the way of taking a movement back. */

/** Something else moved the unit since, or tells where it came from: that, and the document that did it. */
export const superseded = (unit: Unit | undefined, moved: MovedUnit, movement: Movement): Violation => {
  const at = { pointer: '/movementIds', serial: unit?.serial ?? moved.serial, itemId: movement.itemId };
  if (unit === undefined) {
    return { ...at, code: 'void-superseded', detail: `"${moved.serial}" is gone.` };
  }
  const { status, asOf } = unit;
  const hasMoved = asOf.movementId !== movement.movementId;
  const origin = !hasMoved && unit.origin?.known === true ? unit.origin : undefined;
  const by = origin ?? { documentId: unit.documentId, documentNumber: unit.documentNumber };
  const movementId = origin?.movementId ?? asOf.movementId;
  const detail = `"${unit.serial}" has changed since: it is ${status}${documentInWords(by)} (movement ${movementId}).`;
  return { ...at, code: 'void-superseded', detail, status, ...documentOf(by), movementId };
};

/** Another document relies on it: no movement of the unit tells which reservation that was. */
export const promisedTo = (unit: Unit, reservedBy: By): Violation => {
  const detail = `"${unit.serial}" has changed since: it is reserved${documentInWords(reservedBy)}.`;
  const at = { pointer: '/movementIds', serial: unit.serial, itemId: unit.itemId };
  return { ...at, code: 'void-superseded', detail, status: shownStatus(unit), ...documentOf(reservedBy) };
};

/** What had sent it has ended: it could neither arrive nor come back. */
export const stranded = (unit: Unit): Violation => {
  const by = unit.documentNumber ?? unit.documentId ?? '';
  const detail = `"${unit.serial}" would be on its way again by document ${by}, which waits for it no more; where it is found, an adjustment brings it in.`;
  const at = { pointer: '/movementIds', serial: unit.serial, itemId: unit.itemId };
  return { ...at, code: 'void-superseded', detail, documentId: unit.documentId ?? '' };
};

/** What has arrived or come back was sent off: without that it would be taken from what others have on its way. */
export const unsentFaults = (
  { line, its, standing, after }: RowAfter,
  document: LedgerDocument,
  working: Working,
): Violation[] => {
  if (!its.some(({ kind }) => kind === 'dispatch')) return [];
  const { dispatched, posted } = its.reduce(lineBefore, line);
  const units = [...working.values()].map(({ now }) => now);
  const lost = sentSerials(after) - sentSerials({ assigned: boundTo(line, document, units) });
  let less = posted + pieces(lost) - dispatched;
  const faults: Violation[] = [];
  for (const { kind, movementId, quantity } of standing.toReversed()) {
    if (less <= 0) break;
    if (kind !== 'arrive' && kind !== 'bring-back') continue;
    const has = kind === 'arrive' ? 'arrived' : 'come back';
    const count = quantityShown(Math.min(less, quantity));
    const detail = `${count} of line ${line.line} would have ${has} without being sent off; take movement ${movementId} back as well.`;
    const at = { pointer: '/movementIds', line: line.line, itemId: line.itemId };
    faults.push({ ...at, code: 'void-superseded', detail, movementId });
    less -= quantity;
  }
  return faults;
};

const TRACKED = { none: 'not tracked', serial: 'tracked by serial', batch: 'tracked by batch' } as const;

/** How the item was tracked when it was posted, where that shows and isn't how it is tracked now. */
const trackedBefore = ({ units, balances }: Movement, { tracking }: TrackedItem): string | undefined => {
  if (units.length > 0) return tracking === 'serial' ? undefined : TRACKED.serial;
  if (balances.length === 0) return undefined;
  const wasByBatch = balances.some(({ batch }) => batch !== undefined);
  if (wasByBatch === (tracking === 'batch')) return undefined;
  return wasByBatch ? TRACKED.batch : `not ${TRACKED.batch}`;
};

/** An item is converted while it has no stock: what a void brought back then would be stock that nothing can move. */
export const convertedFaults = (movements: readonly Movement[], { items }: DecisionContext): Violation[] =>
  movements.flatMap((movement): Violation[] => {
    const { itemId, movementId } = movement;
    const item = items.get(itemId);
    const was = item === undefined ? undefined : trackedBefore(movement, item);
    if (item === undefined || was === undefined) return [];
    const detail = `Item ${itemId} was ${was} when movement ${movementId} was posted, and is ${TRACKED[item.tracking]} now; change its tracking back first.`;
    return [{ pointer: '/movementIds', code: 'item-converted', itemId, movementId, detail }];
  });
