import { entityAfter } from '../entity/entity.ts';
import type { SerialEntry } from '../serial/input.ts';
import {
  NOT_REGISTERED_AT_RECEIPT,
  type Origin,
  remember,
  UNIT_TRANSITIONS,
  type Unit,
  type UnitStatus,
  type UnitStep,
} from '../unit/unit.ts';
import { asserted } from './asserted.ts';
import type { DecisionContext } from './context.ts';
import { coversAfter } from './cover-after.ts';
import { claimOf, kindRule } from './kinds.ts';
import type { StepPlan } from './unit-step.ts';

/** A unit as a step of a document's line leaves it. */

type Taken = { readonly before: Unit | undefined; readonly step: UnitStep; readonly isUnknown: boolean };

/** First standing receipt: whatever brings a unit in for the first time says where it came from. */
const originAfter = (unit: Unit | undefined, isUnknown: boolean, plan: StepPlan): Origin | undefined => {
  if (unit?.origin !== undefined) return unit.origin;
  if (isUnknown) return { known: false, reason: NOT_REGISTERED_AT_RECEIPT };
  if (plan.flow.stock !== 'in') return undefined;
  const { document, movementId, effectiveDate } = plan;
  return {
    known: true,
    documentId: document.documentId,
    movementId,
    partnerId: document.partnerId,
    date: effectiveDate,
  };
};

const placeAfter = (unit: Unit | undefined, to: UnitStatus, { flow, document }: StepPlan) => {
  if (flow.stock === 'move' || flow.stock === 'arrive') return document.toLocationId;
  // What is lost on its way was last known where it set off.
  return to === 'written-off' && unit?.status === 'in-transit' ? unit.locationId : document.locationId;
};

const holdsAfter = (unit: Unit | undefined, plan: StepPlan, context: DecisionContext) => {
  const { hold } = plan.line;
  if (hold === undefined || plan.flow.stock !== 'in') return unit?.heldBy;
  const { movementId } = plan;
  return [
    ...(unit?.heldBy ?? []),
    { holdId: movementId, reason: hold, at: context.recordedAt, user: context.user },
  ];
};

/** What brings units into stock, and what puts their numbers on an order, may make entities of them. */
export const entityBy = (unit: Unit | undefined, { flow, document, line, item }: StepPlan) =>
  entityAfter(unit, item, {
    order: claimOf(document.kind, line) !== 'none',
    stockUpdate: flow.stock === 'in',
  });

const isGone = (to: UnitStatus): boolean => to !== 'in-stock' && to !== 'in-transit';

export const unitAfter = (
  entry: SerialEntry,
  { before, step, isUnknown }: Taken,
  { plan, context }: { readonly plan: StepPlan; readonly context: DecisionContext },
): Unit => {
  const to = UNIT_TRANSITIONS[step].to;
  const { document, effectiveDate, flow } = plan;
  const status: UnitStatus = to === 'none' ? 'expected' : to;
  const locationId = placeAfter(before, status, plan);
  const place = locationId === undefined ? undefined : { itemId: plan.item.itemId, locationId };
  const received = flow.stock === 'in' && kindRule(document.kind).partnerClass === 'creditor';
  const isSupplied = received && (plan.line.buyBack !== true || context.isFromSupplier === true);
  return {
    ...before,
    id: before?.id ?? entry.id ?? context.newUnitId({ itemId: plan.item.itemId, key: entry.key }),
    itemId: plan.item.itemId,
    key: entry.key,
    serial: before?.serial ?? entry.text,
    status,
    voided: undefined,
    reservedBy: isGone(status) ? undefined : before?.reservedBy,
    heldBy: holdsAfter(before, plan, context),
    locationId,
    partnerId: status === 'sold' || status === 'returned-to-supplier' ? document.partnerId : undefined,
    // What is taken in part exchange from somebody who doesn't supply us goes back to whoever did.
    supplierId: isSupplied ? document.partnerId : before?.supplierId,
    parent: status === 'consumed' ? plan.parent : undefined,
    wasPart: before?.parent === undefined ? before?.wasPart : true,
    batch: flow.stock === 'in' ? (plan.line.batch ?? before?.batch) : (before?.batch ?? plan.line.batch),
    expiresOn: plan.line.expiresOn ?? before?.expiresOn ?? plan.expiresOn,
    documentId: document.documentId,
    documentNumber: document.number,
    line: plan.line.line,
    onList: undefined,
    ...coversAfter(before, status, { plan, isSupplied }),
    entity: entityBy(before, plan),
    addedDate: before?.addedDate ?? (flow.stock === 'in' && !isUnknown ? effectiveDate : undefined),
    origin: originAfter(before, isUnknown, plan),
    asOf: asserted(plan.movementId, { place, context, unnumbered: plan.unnumbered }),
    lastEffectiveDate: effectiveDate,
    ...remember(before, plan.movementId),
    version: (before?.version ?? 0) + 1,
  };
};
