import type { Decision, DecisionContext } from '../document/context.ts';
import { unitToCome } from '../document/to-come.ts';
import { documentInWords, inTheWay, otherModelFault } from '../document/unit-faults.ts';
import { spilledOf } from '../document/unit-step.ts';
import { beforeOf } from '../movement.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import { entryFor, marked } from '../unit/calls.ts';
import { hasPast, stateOf, type Unit, unitKey } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { type Entity, entityIdOf } from './entity.ts';

/** Entities by hand: made before anything brings their unit, described, and taken back (D12). */

type Decided = { readonly violations: readonly Violation[]; readonly decision: Decision };
const NOTHING: Decision = { units: [], movements: [], balances: [] };

export type Description = {
  readonly entityId?: string | undefined;
  readonly projectNumber?: string | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
};

type Registered = {
  readonly item: Item;
  readonly entry: SerialEntry;
  /** The unit is known by the entity's name: it is described anew. */
  readonly isKnown: boolean;
  readonly description: Description;
};

const described = (
  unit: Unit | undefined,
  { item, description, isKnown }: Registered,
): Entity | undefined => {
  // What nothing stands of any more has its number still.
  const known = unit?.entity;
  const { entity: rules = known } = item;
  if (rules === undefined) return undefined;
  const { entityId, projectNumber, parameters = {} } = description;
  const modelId = known?.modelId ?? rules.modelId;
  return {
    entityId: isKnown ? known?.entityId : entityId,
    modelId,
    projectNumber: projectNumber ?? known?.projectNumber,
    parameter: (modelId === rules.modelId ? rules.parameter : undefined) ?? known?.parameter,
    parameters: Object.keys(parameters).length === 0 ? undefined : parameters,
    advance: true,
  };
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Attributes in one order, so that what says the same is the same. */
const inOrder = (entity: Entity | undefined) =>
  entity === undefined
    ? undefined
    : [
        entity.entityId,
        entity.modelId,
        entity.projectNumber,
        entity.parameter,
        Object.entries(entity.parameters ?? {}).sort(),
      ];

/** The unit of an entity that nothing has brought yet. */
const announced = (
  before: Unit | undefined,
  { item, entry }: Registered,
  { entity, context }: { readonly entity: Entity | undefined; readonly context: DecisionContext },
): Decision => {
  const { itemId } = item;
  const id = before?.id ?? context.newUnitId({ itemId, key: entry.key });
  const named = { id, itemId, key: entry.key, serial: entry.text };
  const movement = entryFor('register', { unit: named, context });
  const { movementId } = movement;
  const after: Unit = { ...unitToCome(entry, before, { item, movementId, context }), entity };
  const { key, serial } = named;
  const units = [{ id, key, serial, before: beforeOf(before, after) }];
  return {
    units: [{ before, after, spilled: spilledOf(before, after) }],
    movements: [{ ...movement, units }],
    balances: [],
  };
};

/** Makes an entity of a number, known or not, or describes it anew. */
export const decideRegister = (given: Registered, context: DecisionContext): Decided => {
  const { item, entry, isKnown } = given;
  const unit = context.units.get(unitKey(item.itemId, entry.key));
  const isThere = unit !== undefined && stateOf(unit) !== 'none';
  if (isThere && unit.entity !== undefined && !isKnown) {
    const { entity } = unit;
    const detail = `"${unit.serial}" is entity ${entityIdOf(unit)} already, with project number ${entity.projectNumber}.`;
    return { violations: [{ ...inTheWay(entry, unit), code: 'entity-exists', detail }], decision: NOTHING };
  }
  const fault = unit === undefined || isKnown ? undefined : otherModelFault(entry, unit, item);
  if (fault !== undefined) return { violations: [fault], decision: NOTHING };
  const entity = described(unit, given);
  if (!isThere) return { violations: [], decision: announced(unit, given, { entity, context }) };
  if (same(inOrder(unit.entity), inOrder(entity))) return { violations: [], decision: NOTHING };
  const movement = entryFor('register', { unit, context });
  return { violations: [], decision: marked(unit, { entity }, movement) };
};

/** Takes an entity back that nothing has brought yet, or of which nothing stands any more, and that nothing waits for. */
export const decideWithdraw = (unit: Unit, context: DecisionContext): Decided => {
  const { status, reservedBy, documentId, documentNumber, heldBy = [] } = unit;
  const by = reservedBy ?? (documentId === undefined ? undefined : { documentId, documentNumber });
  const isGone = unit.voided === true;
  const [hold] = heldBy;
  const where = by === undefined ? '' : documentInWords(by);
  const used = `${reservedBy === undefined ? status : 'sold'}${where}; only one that nothing has brought and nothing waits for can be taken back`;
  const held = hold === undefined ? undefined : `held: ${hold.reason}; release it first`;
  const is = status === 'expected' && held !== undefined ? held : used;
  if (!isGone && (status !== 'expected' || by !== undefined || hold !== undefined)) {
    const detail = `Entity ${entityIdOf(unit)} with serial "${unit.serial}" is ${is}.`;
    const at = inTheWay({ text: unit.serial, key: unit.key, pointer: '' }, unit);
    return { violations: [{ ...at, code: 'entity-in-use', detail }], decision: NOTHING };
  }
  const movement = entryFor('withdraw', { unit, context });
  if (!isGone && !hasPast(unit)) {
    return { violations: [], decision: { units: [{ before: unit }], movements: [movement], balances: [] } };
  }
  // Its record stays, as that of a unit whose posting was taken back.
  const gone = { status: 'written-off' as const, voided: true as const, entity: undefined };
  return { violations: [], decision: marked(unit, gone, movement) };
};
