import { coverFrom } from '../cover/cover.ts';
import { closed, type LedgerException } from '../exception.ts';
import { effectiveNeed, isFullyTracked } from '../policy.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import {
  isAnnounced,
  type Parent,
  remember,
  stateOf,
  UNIT_TRANSITIONS,
  type Unit,
  type UnitStep,
} from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { DecisionContext, UnitChange } from './context.ts';
import type { DocumentLine, LedgerDocument } from './document.ts';
import type { Flow } from './flows.ts';
import { entityBy, unitAfter } from './unit-after.ts';
import { faultsOf, held, inTheWay, isUnknownReceipt, unknownFault, wrongState } from './unit-faults.ts';

/** Which step a line's units take, and under which movement. */
export type StepPlan = {
  readonly flow: Flow;
  readonly document: LedgerDocument;
  readonly line: DocumentLine;
  readonly item: Item;
  readonly movementId: string;
  readonly effectiveDate: string;
  readonly expiresOn?: string | undefined;
  readonly parent?: Parent | undefined;
  /** How many lines of the same posting leave a balance unnumbered, by its name. */
  readonly unnumbered?: ReadonlyMap<string, number> | undefined;
};

export type StepResult = {
  readonly change?: UnitChange;
  readonly exception?: LedgerException;
  /** Counted in at the same moment, its receipt being unknown. */
  readonly provisional?: true;
  /** A receipt booked after the fact: the unit stays where it is. */
  readonly retrospective?: true;
  readonly violations: readonly Violation[];
};

export const unitOf = (entry: SerialEntry, plan: StepPlan, context: DecisionContext): Unit | undefined =>
  context.units.get(`${plan.item.itemId}#${entry.key}`);

type Given = { readonly plan: StepPlan; readonly context: DecisionContext };

type Chosen = { readonly step: UnitStep; readonly isUnknown: boolean } | { readonly explains: Unit };

const chosen = (
  entry: SerialEntry,
  plan: StepPlan,
  context: DecisionContext,
): Chosen | readonly Violation[] => {
  const unit = unitOf(entry, plan, context);
  const state = stateOf(unit);
  const { flow } = plan;
  if (isUnknownReceipt(unit, plan)) return { explains: unit };
  const from: readonly string[] = UNIT_TRANSITIONS[flow.step].from;
  const isWaiting = isAnnounced(unit);
  if ((state === 'none' || isWaiting) && !from.includes(state)) {
    const fault = unknownFault(entry, plan, context);
    if (fault !== undefined || flow.unknown === undefined) {
      return isWaiting ? [wrongState(entry, unit, plan)] : [fault ?? []].flat();
    }
    // Nobody has it but whoever ordered it; of one that was taken back nothing counts but that it is held.
    const faults = unit === undefined ? [] : (isWaiting ? faultsOf : held)(entry, unit, { plan, context });
    return faults.length > 0 ? faults : { step: flow.unknown, isUnknown: true };
  }
  if (!from.includes(state)) return [wrongState(entry, unit, plan)];
  const faults = unit === undefined ? [] : faultsOf(entry, unit, { plan, context });
  return faults.length > 0 ? faults : { step: flow.step, isUnknown: false };
};

export const spilledOf = (before: Unit | undefined, after: Unit): readonly string[] | undefined =>
  before !== undefined && after.lifeChunks > before.lifeChunks ? before.movementIds : undefined;

/** What the receipt of a unit that was used before fills in; state and place stay as they are. */
const explained = (entry: SerialEntry, unit: Unit, given: Given): StepResult => {
  const { plan, context } = given;
  const { document, movementId, effectiveDate } = plan;
  if (unit.provisionalAt !== undefined && unit.provisionalAt !== document.locationId) {
    const detail = `"${unit.serial}" was counted in at location ${unit.provisionalAt}; receive it there, not at ${document.locationId}.`;
    return {
      violations: [{ ...inTheWay(entry, unit), code: 'retrospective-elsewhere', detail }],
    };
  }
  const { partnerId } = document;
  const after: Unit = {
    ...unit,
    origin: {
      known: true,
      documentId: document.documentId,
      movementId,
      partnerId,
      date: effectiveDate,
    },
    supplierId: partnerId,
    batch: unit.batch ?? plan.line.batch,
    expiresOn: plan.line.expiresOn ?? unit.expiresOn ?? plan.expiresOn,
    addedDate: effectiveDate,
    supplierCover: unit.supplierCover ?? coverFrom(plan.item, 'supplier', effectiveDate),
    lastEffectiveDate:
      unit.lastEffectiveDate === undefined || unit.lastEffectiveDate < effectiveDate
        ? effectiveDate
        : unit.lastEffectiveDate,
    exceptionId: undefined,
    provisionalAt: undefined,
    entity: entityBy(unit, plan),
    ...remember(unit, movementId),
    version: unit.version + 1,
  };
  const open = unit.exceptionId === undefined ? undefined : context.exceptions.get(unit.exceptionId);
  const exception: LedgerException | undefined =
    open?.status === 'open'
      ? closed(open, {
          closedAt: context.recordedAt,
          closedBy: context.user,
          closedByMovementId: movementId,
        })
      : undefined;
  return {
    change: { before: unit, after, spilled: spilledOf(unit, after) },
    ...(exception === undefined ? {} : { exception }),
    retrospective: true,
    violations: [],
  };
};

const exceptionFor = (unit: Unit, plan: StepPlan, context: DecisionContext): LedgerException => ({
  // Short enough for a path: the movement, and the unit's random part.
  exceptionId: `${plan.movementId}.${unit.id.split('.').at(-1)}`,
  kind: 'unknown-number',
  status: 'open',
  itemId: unit.itemId,
  serial: unit.serial,
  id: unit.id,
  documentId: plan.document.documentId,
  movementId: plan.movementId,
  at: context.recordedAt,
  version: 1,
});

/** Takes one unit through a step of a document's line, or says everything that forbids it. */
export const stepUnit = (entry: SerialEntry, plan: StepPlan, context: DecisionContext): StepResult => {
  const step = chosen(entry, plan, context);
  if ('explains' in step) return explained(entry, step.explains, { plan, context });
  if (!('step' in step)) return { violations: step };
  const before = unitOf(entry, plan, context);
  const made = unitAfter(entry, { before, ...step }, { plan, context });
  const owed =
    step.isUnknown && effectiveNeed(context.settings, plan.item, 'creditor') === 'required'
      ? exceptionFor(made, plan, context)
      : undefined;
  const provisional =
    owed !== undefined && plan.flow.movement !== 'capture' && isFullyTracked(context.settings, plan.item);
  const after: Unit = {
    ...made,
    exceptionId: owed?.exceptionId ?? made.exceptionId,
    provisionalAt: provisional ? plan.document.locationId : made.provisionalAt,
  };
  return {
    change: { before, after, spilled: spilledOf(before, after) },
    ...(owed === undefined ? {} : { exception: owed }),
    ...(provisional ? { provisional } : {}),
    violations: [],
  };
};
