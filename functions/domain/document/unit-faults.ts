import { isExpired } from '../batch.ts';
import { entityIdOf } from '../entity/entity.ts';
import { effectiveNeed, isFullyTracked } from '../policy.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import { isHere, shownStatus, UNIT_TRANSITIONS, type Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { DecisionContext } from './context.ts';
import { kindRule } from './kinds.ts';
import type { StepPlan } from './unit-step.ts';

/** What may stand in the way of a unit's step. */

export const placeOf = (entry: SerialEntry): Pick<Violation, 'pointer' | 'position' | 'serial'> => ({
  pointer: entry.pointer,
  ...(entry.position === undefined ? {} : { position: entry.position }),
  serial: entry.text,
});

export type By = Pick<Unit, 'documentId' | 'documentNumber'>;

/** A document as violations have it, as far as there is one. */
export const documentOf = ({ documentId, documentNumber }: By) => ({
  ...(documentId === undefined ? {} : { documentId }),
  ...(documentNumber === undefined ? {} : { documentNumber }),
});

/** The same in words, behind what it did. */
export const documentInWords = ({ documentId, documentNumber }: By): string =>
  documentId === undefined ? '' : ` by document ${documentNumber ?? documentId}`;

/** Whatever put the unit into the state that it shows. */
const putBy = (unit: Unit): By => (shownStatus(unit) === 'reserved' ? unit.reservedBy : undefined) ?? unit;

/** Names the unit that is in the way: its state and the document that put it there, or another that has it. */
export const inTheWay = (
  entry: SerialEntry,
  unit: Unit,
  by: By = putBy(unit),
): Omit<Violation, 'code' | 'detail'> => ({
  ...placeOf(entry),
  itemId: unit.itemId,
  status: shownStatus(unit),
  ...documentOf(by),
  ...(unit.locationId === undefined ? {} : { locationId: unit.locationId }),
});

/** The item was linked to another model since the entity was made; what is ours already stays so, and comes home. */
export const otherModelFault = (
  entry: SerialEntry,
  unit: Unit,
  { itemId, entity: rules }: Pick<Item, 'itemId' | 'entity'>,
): Violation | undefined => {
  const { entity } = unit;
  if (entity === undefined || rules === undefined || entity.modelId === rules.modelId) return undefined;
  if (isHere(unit)) return undefined;
  const detail = `"${unit.serial}" is entity ${entityIdOf(unit)} of model ${entity.modelId}; item ${itemId} is of model ${rules.modelId}.`;
  return { ...inTheWay(entry, unit), code: 'entity-model-differs', detail };
};

export const byDocument = (unit: Unit): string => documentInWords(putBy(unit));

/** What a unit is, and by which document. */
export const isNow = (unit: Unit): string => `it is ${shownStatus(unit)}${byDocument(unit)}`;

export const wrongState = (entry: SerialEntry, unit: Unit | undefined, plan: StepPlan): Violation => {
  if (unit === undefined) {
    const detail = `"${entry.text}" is not a known unit of item ${plan.item.itemId}.`;
    return { ...placeOf(entry), code: 'serial-unknown', line: plan.line.line, detail };
  }
  const where = inTheWay(entry, unit);
  const is = isNow(unit);
  if (plan.flow.stock === 'arrive' || plan.flow.stock === 'bring-back') {
    const detail = `"${unit.serial}" is not on its way: ${is}.`;
    return { ...where, code: 'serial-not-dispatched', detail };
  }
  const from: readonly string[] = UNIT_TRANSITIONS[plan.flow.step].from;
  if (from.includes('none')) {
    return { ...where, code: 'serial-exists', detail: `"${unit.serial}" exists already: ${is}.` };
  }
  const detail = `"${unit.serial}" is not ${from.join(' or ')}: ${is}.`;
  return { ...where, code: from.includes('in-stock') ? 'serial-not-in-stock' : 'serial-wrong-state', detail };
};

/** Why a number without a record can't take part, if it can't (DESIGN section 2, *First sight of a number*). */
export const unknownFault = (
  entry: SerialEntry,
  plan: StepPlan,
  context: DecisionContext,
): Violation | undefined => {
  const { flow, item } = plan;
  const owed = effectiveNeed(context.settings, item, 'creditor') === 'required';
  const allowed =
    flow.unknown !== undefined && (!owed || (item.allowUnknownAtSale === true && flow.exceptional === true));
  return allowed ? undefined : wrongState(entry, undefined, plan);
};

/** A unit that was used before its receipt, on a receipt that says it comes after the fact. */
export const isUnknownReceipt = (unit: Unit | undefined, { document }: StepPlan): unit is Unit =>
  document.retrospective === true &&
  kindRule(document.kind).retrospective === true &&
  unit !== undefined &&
  unit.voided !== true &&
  unit.origin?.known === false;

type Given = { readonly plan: StepPlan; readonly context: DecisionContext };
type Rule = (entry: SerialEntry, unit: Unit, given: Given) => Violation[];

/**
 * An order receives what is expected on its own line; any receipt takes what some order expects. An entity made in advance
 * waits for whatever brings it.
 */
const expectedElsewhere: Rule = (entry, unit, { plan }) =>
  unit.status === 'expected' &&
  unit.documentId !== undefined &&
  plan.flow.expected !== 'any-order' &&
  (plan.flow.expected === undefined ||
    unit.documentId !== plan.document.documentId ||
    unit.line !== plan.line.line)
    ? [wrongState(entry, unit, plan)]
    : [];

const reserved: Rule = (entry, unit, { plan }) => {
  const { reservedBy } = unit;
  const { flow, document } = plan;
  if (reservedBy === undefined || flow.reserved === 'keep') return [];
  if (flow.reserved === 'own' && reservedBy.documentId === document.documentId) return [];
  const detail = `"${unit.serial}" is reserved${documentInWords(reservedBy)}.`;
  return [{ ...inTheWay(entry, unit, reservedBy), code: 'serial-reserved', detail }];
};

export const held: Rule = (entry, unit, { plan }) => {
  if (plan.flow.held === 'keep' || unit.heldBy === undefined || unit.heldBy.length === 0) return [];
  const reasons = unit.heldBy.map(({ reason }) => reason).join('; ');
  return [{ ...inTheWay(entry, unit), code: 'serial-held', detail: `"${unit.serial}" is held: ${reasons}.` }];
};

/** What was taken back counts for nothing, perhaps its very date was wrong. */
const beforeUnit: Rule = (entry, unit, { plan }) => {
  const { lastEffectiveDate: last } = unit;
  if (!isHere(unit) || last === undefined || last <= plan.effectiveDate) return [];
  const detail = `"${unit.serial}" last moved on ${last}, after ${plan.effectiveDate}.`;
  return [{ ...inTheWay(entry, unit), code: 'date-before-unit', detail }];
};

const OUTWARD: ReadonlySet<string> = new Set(['out', 'move', 'dispatch']);

/** The place is checked against the record only where serials per place equal stock per place (M11). */
const elsewhere: Rule = (entry, unit, { plan, context }) => {
  const { flow, document, item } = plan;
  if (unit.status !== 'in-stock' || !OUTWARD.has(flow.stock)) return [];
  if (unit.locationId === document.locationId || !isFullyTracked(context.settings, item)) return [];
  const detail = `"${unit.serial}" is at location ${unit.locationId}, not at ${document.locationId}.`;
  return [{ ...inTheWay(entry, unit), code: 'serial-elsewhere', detail }];
};

const notDispatched: Rule = (entry, unit, { plan }) => {
  const { flow, document, line } = plan;
  if (flow.stock !== 'arrive' && flow.stock !== 'bring-back') return [];
  if (unit.documentId === document.documentId && unit.line === line.line) return [];
  const detail = `"${unit.serial}" is on its way${byDocument(unit)}, not by line ${line.line} of this one.`;
  return [{ ...inTheWay(entry, unit), code: 'serial-not-dispatched', detail }];
};

const partner: Rule = (entry, unit, { plan }) => {
  const { flow, document } = plan;
  if (flow.partner === undefined) return [];
  const of = flow.partner === 'buyer' ? unit.partnerId : unit.supplierId;
  if (of === undefined || of === document.partnerId) return [];
  const what = flow.partner === 'buyer' ? 'was sold to' : 'came from';
  const detail = `"${unit.serial}" ${what} ${of}, not ${document.partnerId ?? 'nobody'}.`;
  return [{ ...inTheWay(entry, unit), code: 'partner-differs', detail }];
};

const expired: Rule = (entry, unit, { plan, context }) => {
  if (plan.flow.fresh !== true || context.settings.allowExpiredSale) return [];
  if (!isExpired(unit.expiresOn, plan.effectiveDate)) return [];
  const detail = `"${unit.serial}" expired on ${unit.expiresOn}.`;
  return [{ ...inTheWay(entry, unit), code: 'serial-expired', detail }];
};

/** A unit that stays in stock, or is again, could be moved by the same document twice; nothing else would tell. */
const movedAlready: Rule = (entry, unit, { plan }) => {
  const { flow, document } = plan;
  const isThere = unit.documentId === document.documentId && unit.locationId === document.toLocationId;
  if ((flow.stock !== 'move' && flow.stock !== 'dispatch') || !isThere) return [];
  const detail = `"${unit.serial}" was moved by line ${unit.line} of this document already.`;
  return [{ ...inTheWay(entry, unit), code: 'serial-duplicate', detail }];
};

/** A unit's batch is where it came from; what goes out says the same or nothing. */
const otherBatch: Rule = (entry, unit, { plan }) => {
  const { batch } = plan.line;
  if (plan.flow.stock === 'in' || unit.batch === undefined || batch === undefined) return [];
  if (unit.batch === batch) return [];
  const detail = `"${unit.serial}" is of batch ${unit.batch}, not ${batch}.`;
  return [{ ...inTheWay(entry, unit), code: 'batch-differs', detail }];
};

/** What comes in as an item of a model is an entity of that model. */
const otherModel: Rule = (entry, unit, { plan }) => {
  const fault = plan.flow.stock === 'in' ? otherModelFault(entry, unit, plan.item) : undefined;
  return fault === undefined ? [] : [fault];
};

const RULES = [
  otherBatch,
  otherModel,
  expectedElsewhere,
  reserved,
  held,
  beforeUnit,
  elsewhere,
  notDispatched,
  partner,
  expired,
];

/** Everything that stands in the way of a unit that is in a state for the step. */
export const faultsOf = (entry: SerialEntry, unit: Unit, given: Given): Violation[] => {
  const again = movedAlready(entry, unit, given);
  return again.length > 0 ? again : RULES.flatMap((rule) => rule(entry, unit, given));
};
