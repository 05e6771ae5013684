import type { Violation } from '../errors.ts';
import type { MovedUnit, Movement } from '../movement.ts';
import { shownStatus, type Unit } from '../unit/unit.ts';

/** What stands in the way of taking a movement back. */

export const superseded = (unit: Unit | undefined, moved: MovedUnit, movement: Movement): Violation => {
  const at = { pointer: '/movementIds', serial: unit?.serial ?? moved.serial, itemId: movement.itemId };
  if (unit === undefined) {
    return { ...at, code: 'void-superseded', detail: `"${moved.serial}" is gone.` };
  }
  const { movementId: last } = unit.asOf;
  const hasMoved = last !== movement.movementId;
  // What goes off reserved is on its way by what sent it, not by who waits for it.
  const booked = hasMoved && unit.status === 'in-transit' ? undefined : unit.reservedBy;
  const isExplained = booked === undefined && !hasMoved;
  const origin = isExplained && unit.origin?.known === true ? unit.origin : undefined;
  const by = booked ?? origin ?? unit;
  const number = 'documentNumber' in by ? by.documentNumber : undefined;
  const movementId = origin?.movementId ?? last;
  const told = by.documentId === undefined ? '' : ` by document ${number ?? by.documentId}`;
  const detail = `"${unit.serial}" has changed since: it is ${shownStatus(unit)}${told} (movement ${movementId}).`;
  return {
    ...at,
    code: 'void-superseded',
    detail,
    status: shownStatus(unit),
    ...(by.documentId === undefined ? {} : { documentId: by.documentId }),
    ...(number === undefined ? {} : { documentNumber: number }),
    movementId,
  };
};

/** What had sent it has ended: it could neither arrive nor come back. */
export const stranded = (unit: Unit): Violation => {
  const by = unit.documentNumber ?? unit.documentId ?? '';
  const detail = `"${unit.serial}" would be on its way again by document ${by}, which waits for it no more.`;
  const at = { pointer: '/movementIds', serial: unit.serial, itemId: unit.itemId };
  return { ...at, code: 'void-superseded', detail, documentId: unit.documentId ?? '' };
};
