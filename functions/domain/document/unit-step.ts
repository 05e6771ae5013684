import type { Violation } from '../errors.ts';
import { effectiveNeed, isFullyTracked } from '../policy.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial-input.ts';
import {
  MOVEMENTS_ON_UNIT,
  NOT_REGISTERED_AT_RECEIPT,
  type Origin,
  stateOf,
  UNIT_TRANSITIONS,
  type Unit,
  type UnitState,
  type UnitStep,
} from '../unit.ts';
import type { DecisionContext, UnitChange } from './context.ts';
import type { LedgerDocument } from './document.ts';

/** Which step a line's units take, and under which movement. */
export type StepPlan = {
  readonly step: UnitStep;
  readonly firstSight?: UnitStep | undefined;
  readonly expected: 'own-line' | 'any-order';
  readonly document: LedgerDocument;
  readonly line: number;
  readonly item: Item;
  readonly movementId: string;
  readonly effectiveDate: string;
};

export type StepResult = { readonly change?: UnitChange; readonly violations: readonly Violation[] };

const allows = (step: UnitStep, state: UnitState): boolean => {
  const from: readonly UnitState[] = UNIT_TRANSITIONS[step].from;
  return from.includes(state);
};

const placeOf = (entry: SerialEntry): Pick<Violation, 'pointer' | 'position' | 'serial'> => ({
  pointer: entry.pointer,
  ...(entry.position === undefined ? {} : { position: entry.position }),
  serial: entry.text,
});

/** Names the unit that is in the way: its state and the document that put it there. */
const inTheWay = (entry: SerialEntry, unit: Unit): Omit<Violation, 'code' | 'detail'> => ({
  ...placeOf(entry),
  itemId: unit.itemId,
  status: unit.status,
  documentId: unit.documentId,
  ...(unit.documentNumber === undefined ? {} : { documentNumber: unit.documentNumber }),
  ...(unit.locationId === undefined ? {} : { locationId: unit.locationId }),
});

const byDocument = (unit: Unit): string => `by document ${unit.documentNumber ?? unit.documentId}`;

const wrongState = (entry: SerialEntry, unit: Unit | undefined, plan: StepPlan): Violation => {
  if (unit === undefined) {
    const detail = `"${entry.text}" is not a known unit of item ${plan.item.itemId}.`;
    return { ...placeOf(entry), code: 'serial-unknown', line: plan.line, detail };
  }
  const where = inTheWay(entry, unit);
  if (UNIT_TRANSITIONS[plan.step].to === 'sold') {
    const detail = `"${unit.serial}" is not in stock: it is ${unit.status} ${byDocument(unit)}.`;
    return { ...where, code: 'serial-not-in-stock', detail };
  }
  const detail = `"${unit.serial}" exists already: it is ${unit.status} ${byDocument(unit)}.`;
  return { ...where, code: 'serial-exists', detail };
};

/** An order receives what is expected on its own line; any receipt takes what some order expects. */
const expectedElsewhere = (unit: Unit, plan: StepPlan): boolean =>
  unit.status === 'expected' &&
  plan.expected === 'own-line' &&
  (unit.documentId !== plan.document.documentId || unit.line !== plan.line);

const beforeUnit = (entry: SerialEntry, unit: Unit, plan: StepPlan): Violation[] => {
  if (unit.lastEffectiveDate === undefined || unit.lastEffectiveDate <= plan.effectiveDate) return [];
  const detail = `"${unit.serial}" last moved on ${unit.lastEffectiveDate}, after ${plan.effectiveDate}.`;
  return [{ ...inTheWay(entry, unit), code: 'date-before-unit', detail }];
};

/** The place is checked against the record only where serials per place equal stock per place (M11). */
const elsewhere = (
  entry: SerialEntry,
  unit: Unit,
  { plan, context }: { readonly plan: StepPlan; readonly context: DecisionContext },
): Violation[] => {
  if (unit.status !== 'in-stock' || unit.locationId === plan.document.locationId) return [];
  if (!isFullyTracked(context.settings, plan.item)) return [];
  const detail = `"${unit.serial}" is at location ${unit.locationId}, not at ${plan.document.locationId}.`;
  return [{ ...inTheWay(entry, unit), code: 'serial-elsewhere', detail }];
};

const mayAppear = (plan: StepPlan, context: DecisionContext): boolean =>
  plan.firstSight !== undefined && effectiveNeed(context.settings, plan.item, 'creditor') !== 'required';

/** The step that this unit takes, or what forbids it. */
const stepFor = (
  entry: SerialEntry,
  plan: StepPlan,
  context: DecisionContext,
): UnitStep | readonly Violation[] => {
  const unit = context.units.get(`${plan.item.itemId}#${entry.key}`);
  const state = stateOf(unit);
  if (state === 'none' && plan.firstSight !== undefined && mayAppear(plan, context)) return plan.firstSight;
  if (!allows(plan.step, state)) return [wrongState(entry, unit, plan)];
  if (unit === undefined) return plan.step;
  if (expectedElsewhere(unit, plan)) return [wrongState(entry, unit, plan)];
  const found = [...beforeUnit(entry, unit, plan), ...elsewhere(entry, unit, { plan, context })];
  return found.length > 0 ? found : plan.step;
};

const originAfter = (unit: Unit | undefined, step: UnitStep, plan: StepPlan): Origin | undefined => {
  if (unit?.origin !== undefined) return unit.origin;
  if (step === 'sell-unregistered') return { known: false, reason: NOT_REGISTERED_AT_RECEIPT };
  if (UNIT_TRANSITIONS[step].to !== 'in-stock') return undefined;
  return {
    known: true,
    documentId: plan.document.documentId,
    movementId: plan.movementId,
    partnerId: plan.document.partnerId,
    date: plan.effectiveDate,
  };
};

/** Adds a movement to the record; a full record passes its ids on to the life file and starts anew. */
const remember = (unit: Unit | undefined, movementId: string): Pick<Unit, 'movementIds' | 'lifeChunks'> => {
  const [ids, chunks] = [unit?.movementIds ?? [], unit?.lifeChunks ?? 0];
  return ids.length < MOVEMENTS_ON_UNIT
    ? { movementIds: [...ids, movementId], lifeChunks: chunks }
    : { movementIds: [movementId], lifeChunks: chunks + 1 };
};

const unitAfter = (
  entry: SerialEntry,
  step: UnitStep,
  { plan, context }: { readonly plan: StepPlan; readonly context: DecisionContext },
): Unit => {
  const before = context.units.get(`${plan.item.itemId}#${entry.key}`);
  const { to } = UNIT_TRANSITIONS[step];
  const physical = to === 'in-stock' || to === 'sold';
  const { document } = plan;
  return {
    id: before?.id ?? context.newUnitId(entry.key),
    itemId: plan.item.itemId,
    key: entry.key,
    serial: before?.serial ?? entry.text,
    status: to === 'none' ? 'expected' : to,
    locationId: physical ? document.locationId : undefined,
    partnerId: to === 'sold' ? document.partnerId : undefined,
    documentId: document.documentId,
    documentNumber: document.number,
    line: plan.line,
    addedDate: before?.addedDate ?? (to === 'in-stock' ? plan.effectiveDate : undefined),
    origin: originAfter(before, step, plan),
    asOf: { movementId: plan.movementId, at: context.recordedAt },
    lastEffectiveDate: physical ? plan.effectiveDate : before?.lastEffectiveDate,
    ...remember(before, plan.movementId),
    version: (before?.version ?? 0) + 1,
  };
};

/** Takes one unit through a step of a document's line, or says everything that forbids it. */
export const stepUnit = (entry: SerialEntry, plan: StepPlan, context: DecisionContext): StepResult => {
  const step = stepFor(entry, plan, context);
  if (typeof step !== 'string') return { violations: step };
  const before = context.units.get(`${plan.item.itemId}#${entry.key}`);
  if (UNIT_TRANSITIONS[step].to === 'none') return { change: { before }, violations: [] };
  const after = unitAfter(entry, step, { plan, context });
  const spilled =
    before !== undefined && after.lifeChunks > before.lifeChunks ? before.movementIds : undefined;
  return { change: { before, after, spilled }, violations: [] };
};
