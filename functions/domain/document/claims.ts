import { type Entity, entityAfter, makesEntity } from '../entity/entity.ts';
import { isFullyTracked } from '../policy.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import {
  hasPast,
  isAnnounced,
  type Reservation,
  remember,
  stateOf,
  type Unit,
  unitKey,
} from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { DecisionContext, UnitChange } from './context.ts';
import type { DocumentLine, LedgerDocument } from './document.ts';
import { unitToCome } from './to-come.ts';
import { documentInWords, inTheWay, otherModelFault, placeOf } from './unit-faults.ts';
import { spilledOf } from './unit-step.ts';

/** What numbers on a line that isn't posted do to their units: an order expects them, a sales order reserves them. */

export type ClaimPlan = {
  readonly document: LedgerDocument;
  readonly line: DocumentLine;
  readonly item: Item;
  readonly movementId: string;
};

export type ClaimResult = { readonly change?: UnitChange; readonly violations: readonly Violation[] };
type ClaimUnit = (entry: SerialEntry, plan: ClaimPlan, context: DecisionContext) => ClaimResult;

const unitFor = (entry: SerialEntry, plan: ClaimPlan, context: DecisionContext): Unit | undefined =>
  context.units.get(unitKey(plan.item.itemId, entry.key));

const changed = (before: Unit | undefined, after: Unit): ClaimResult => ({
  change: { before, after, spilled: spilledOf(before, after) },
  violations: [],
});

const exists = (entry: SerialEntry, unit: Unit): Violation => {
  const where = inTheWay(entry, unit);
  const by = where.documentNumber ?? where.documentId;
  const detail = `"${unit.serial}" exists already: it is ${where.status}${by === undefined ? '' : ` by document ${by}`}.`;
  return { ...where, code: 'serial-exists', detail };
};

const ON_ORDER = { order: true, stockUpdate: false } as const;

const expect: ClaimUnit = (entry, plan, context) => {
  const before = unitFor(entry, plan, context);
  if (before !== undefined) {
    if (stateOf(before) !== 'none' && !isAnnounced(before)) return { violations: [exists(entry, before)] };
    // Also of one that was taken back: nothing could bring it.
    const fault = otherModelFault(entry, before, plan.item);
    if (fault !== undefined) return { violations: [fault] };
  }
  const { document, line, item } = plan;
  return changed(before, {
    ...unitToCome(entry, before, { ...plan, context }),
    batch: line.batch,
    documentId: document.documentId,
    documentNumber: document.number,
    line: line.line,
    entity: entityAfter(before, item, ON_ORDER),
  });
};

const isExpectedHere = (unit: Unit | undefined, { document, line }: ClaimPlan): unit is Unit =>
  unit?.status === 'expected' && unit.documentId === document.documentId && unit.line === line.line;

/** An expected unit goes with its row, unless it was made apart from it or is sold on order meanwhile: then it waits on. */
export const leftByOrder = (unit: Unit): Unit | undefined => {
  const { entity, reservedBy } = unit;
  if (entity === undefined || (entity.advance !== true && reservedBy === undefined)) return undefined;
  const waiting: Entity = { ...entity, advance: true };
  const nowhere = { documentId: undefined, documentNumber: undefined, line: undefined, onList: undefined };
  return { ...unit, ...nowhere, batch: undefined, entity: waiting };
};

/** An expected unit goes without a trace, unless it has a past: then it is again what it was, taken back. */
const unexpect: ClaimUnit = (entry, plan, context) => {
  const before = unitFor(entry, plan, context);
  if (!isExpectedHere(before, plan)) return { violations: [] };
  const apart = leftByOrder(before);
  if (apart !== undefined) {
    const asOf = { movementId: plan.movementId, at: context.recordedAt };
    const left = { ...apart, asOf, ...remember(before, plan.movementId), version: before.version + 1 };
    return changed(before, left);
  }
  if (!hasPast(before)) return { change: { before }, violations: [] };
  return changed(before, {
    ...before,
    status: 'written-off',
    voided: true,
    batch: undefined,
    onList: undefined,
    asOf: { movementId: plan.movementId, at: context.recordedAt },
    ...remember(before, plan.movementId),
    version: before.version + 1,
  });
};

/** Sold before it has arrived: from now on it is known, and waited for (D10, D14). */
const soldAhead = (
  entry: SerialEntry,
  before: Unit | undefined,
  { plan, context }: { readonly plan: ClaimPlan; readonly context: DecisionContext },
): ClaimResult => {
  const made = entityAfter(before, plan.item, ON_ORDER);
  return changed(before, {
    ...unitToCome(entry, before, { ...plan, context }),
    reservedBy: reservationBy(plan),
    entity: made === undefined ? undefined : { ...made, advance: true },
  });
};

const reservationBy = ({ document, line }: ClaimPlan): Reservation => ({
  documentId: document.documentId,
  ...(document.number === undefined ? {} : { documentNumber: document.number }),
  line: line.line,
});

/** What forbids that a unit is sold on order, wherever it is: another order, a hold, another model. */
const markFaults = (entry: SerialEntry, unit: Unit, { item }: ClaimPlan): Violation[] => {
  const where = inTheWay(entry, unit);
  const { reservedBy: by, heldBy = [] } = unit;
  const faults: Violation[] = [otherModelFault(entry, unit, item) ?? []].flat();
  if (by !== undefined) {
    const detail = `"${unit.serial}" is reserved${documentInWords(by)}.`;
    faults.push({ ...inTheWay(entry, unit, by), code: 'serial-reserved', detail });
  }
  if (heldBy.length > 0) {
    const reasons = heldBy.map(({ reason }) => reason).join('; ');
    faults.push({ ...where, code: 'serial-held', detail: `"${unit.serial}" is held: ${reasons}.` });
  }
  return faults;
};

const reserve: ClaimUnit = (entry, plan, context) => {
  const unit = unitFor(entry, plan, context);
  const { document, line, item, movementId } = plan;
  const isMade = makesEntity(item, ON_ORDER);
  if (isMade && (unit === undefined || stateOf(unit) === 'none')) {
    const faults = unit === undefined ? [] : markFaults(entry, unit, plan);
    return faults.length > 0 ? { violations: faults } : soldAhead(entry, unit, { plan, context });
  }
  if (unit === undefined || stateOf(unit) === 'none') {
    const detail = `"${entry.text}" is not a known unit of item ${item.itemId}.`;
    return { violations: [{ ...placeOf(entry), code: 'serial-unknown', line: line.line, detail }] };
  }
  const where = inTheWay(entry, unit);
  // Entities are sold on order from the moment that they are known.
  const isAhead = unit.status === 'expected' && (unit.entity !== undefined || isMade);
  if (unit.status !== 'in-stock' && !isAhead) {
    const detail = `"${unit.serial}" is not in stock: it is ${unit.status}.`;
    return { violations: [{ ...where, code: 'serial-not-in-stock', detail }] };
  }
  const faults = markFaults(entry, unit, plan);
  if (!isAhead && isFullyTracked(context.settings, item) && unit.locationId !== document.locationId) {
    const detail = `"${unit.serial}" is at location ${unit.locationId}, not at ${document.locationId}.`;
    faults.push({ ...where, code: 'serial-elsewhere', detail });
  }
  if (faults.length > 0) return { violations: faults };
  return changed(unit, {
    ...unit,
    reservedBy: reservationBy(plan),
    entity: entityAfter(unit, item, ON_ORDER),
    ...remember(unit, movementId),
    version: unit.version + 1,
  });
};

const unreserve: ClaimUnit = (entry, plan, context) => {
  const unit = unitFor(entry, plan, context);
  if (unit?.reservedBy?.documentId !== plan.document.documentId) return { violations: [] };
  return changed(unit, {
    ...unit,
    reservedBy: undefined,
    ...remember(unit, plan.movementId),
    version: unit.version + 1,
  });
};

/** By claim: what putting a number on a line does, and what taking it off does. */
export const CLAIMS = {
  expect: {
    add: { movement: 'assign', unit: expect },
    remove: { movement: 'remove', unit: unexpect },
  },
  reserve: {
    add: { movement: 'reserve', unit: reserve },
    remove: { movement: 'unreserve', unit: unreserve },
  },
} as const;
