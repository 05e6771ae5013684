import { decideRegister, decideWithdraw } from '../../domain/entity/calls.ts';
import { isDrawnNumber, unitNamedBy } from '../../domain/entity/entity.ts';
import { notFound, refuse, refuseIfAny } from '../../domain/errors.ts';
import { LOOKED_FOR, type SerialEntry } from '../../domain/serial/input.ts';
import { isKnownNumber, type Unit } from '../../domain/unit/unit.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Read } from '../documents/input.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, momentOf, readState } from '../posting/decision-context.ts';
import { decisionParts } from '../posting/decision-parts.ts';
import { unitOf } from '../units/history.ts';
import { contextFor, markOf, type UnitMark } from '../units/marks.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';
import {
  type EntityInput,
  itemFor,
  otherItem,
  othersOf,
  parameterFaults,
  readNumber,
  readProjectNumber,
} from './input.ts';
import { entityOf, findEntity, idName, numberName } from './lookup.ts';
import type { EntityName, UnitPlace } from './ports.ts';

/** Individuals of capital goods (D7–D14): fields of their units' records, made by hand here. */

/** The names that an entity has now and had not, and those that it had. */
const nameParts = (
  { store }: Deps,
  { tenant }: Caller,
  { before, after }: { readonly before: Unit | undefined; readonly after: Unit },
): WritePart[] => {
  const place: UnitPlace = { itemId: after.itemId, id: after.id };
  const namesOf = (unit: Unit | undefined): EntityName[] => {
    const { entityId, projectNumber } = unit?.entity ?? {};
    return [
      ...(entityId === undefined ? [] : [idName(entityId)]),
      ...(projectNumber === undefined || isDrawnNumber(projectNumber) ? [] : [numberName(projectNumber)]),
    ];
  };
  const [had, has] = [namesOf(before), namesOf(after)];
  const lacks = (all: readonly EntityName[], one: EntityName): boolean =>
    !all.some(({ of, name }) => of === one.of && name === one.name);
  return [
    ...had.filter((one) => lacks(has, one)).map((one) => store.entityNames.release(tenant, one)),
    ...has.filter((one) => lacks(had, one)).map((one) => store.entityNames.claim(tenant, one, place)),
  ];
};

/**
 * Makes an entity, of a unit that is here or of one to come, or describes it anew.
 * @throws LedgerError `refused`; `not-found` where a made id names none; `version-mismatch`
 */
export const saveEntity = async (
  deps: Deps,
  caller: Caller,
  given: {
    readonly entityId: string;
    readonly input: EntityInput;
    readonly ifMatch: string | undefined;
  },
): Promise<UnitMark & { readonly created: boolean }> => {
  const { entityId, input } = given;
  const [unit, settings, made] = await Promise.all([
    findEntity(deps, caller, entityId),
    deps.store.settings.read(caller.tenant),
    itemFor(deps, caller, input),
  ]);
  // An entity stays with its unit, and so with the unit's item, whichever item its model is of by now.
  const own = unit === undefined ? undefined : await deps.store.items.read(caller.tenant, unit.itemId);
  if (unit === undefined && unitNamedBy(entityId) !== undefined) throw notFound('entity', entityId);
  checkVersion(given.ifMatch, unit?.version);
  if (unit !== undefined && unit.entity?.modelId !== input.modelId) {
    const detail = `Entity ${entityId} is of model ${unit.entity?.modelId}, not ${input.modelId}.`;
    refuse({ pointer: '/modelId', code: 'entity-model-differs', detail, serial: unit.serial });
  }
  const item = own ?? made.item;
  const misplaced = unit === undefined ? made.violations : otherItem(input, unit);
  const projectNumber = await readProjectNumber(deps, caller, { asked: input.projectNumber, unit });
  const faultsWith = ({ violations }: Pick<Read<SerialEntry>, 'violations'>): Violation[] => [
    ...misplaced,
    ...violations,
    ...projectNumber.violations,
    ...parameterFaults(input),
  ];
  const typed: Read<SerialEntry> =
    item === undefined ? { violations: [] } : readNumber(input, { item, settings, unit, ...LOOKED_FOR });
  const entry = typed.value;
  if (item === undefined || entry === undefined) {
    refuseIfAny(faultsWith(typed));
    throw new Error('an entity without its item or serial was not refused');
  }
  const name = { itemId: item.itemId, key: entry.key };
  const state = await readState(deps, caller, { units: [name], balances: [] });
  const context = contextOf(deps, caller, { moment: momentOf(deps, settings), items: [item], state });
  const isKnown = (key: string): boolean => isKnownNumber(context.units, { itemId: item.itemId, key });
  refuseIfAny(faultsWith(readNumber(input, { item, settings, unit, isKnown })));
  const parameters = othersOf(input, { item, unit });
  const description = { entityId, projectNumber: projectNumber.value, parameters };
  const asked = { item, entry, isKnown: unit !== undefined, description };
  const decided = decideRegister(asked, context);
  refuseIfAny(decided.violations);
  const { parts, decision } = await decisionParts(deps, caller, { decision: decided.decision, context });
  const [before] = state.units;
  const after = decision.units[0]?.after ?? unit;
  if (after === undefined) throw new Error('an entity was neither made nor known');
  const names = decision.units.length === 0 ? [] : nameParts(deps, caller, { before, after });
  return {
    parts: decision.units.length === 0 ? [] : [...parts, ...names],
    postingId: context.postingId,
    unit: after,
    created: unit === undefined,
  };
};

/**
 * Takes an entity back that nothing has brought, and that nothing waits for.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const removeEntity = async (
  deps: Deps,
  caller: Caller,
  { entityId, ifMatch }: { readonly entityId: string; readonly ifMatch?: string | undefined },
): Promise<UnitMark> => {
  const { itemId, id } = await entityOf(deps, caller, entityId);
  const { unit } = await unitOf(deps, caller, { itemId, id });
  checkVersion(ifMatch, unit.version);
  const context = await contextFor(deps, caller, { unit, keys: [] });
  const mark = await markOf(deps, caller, { ...decideWithdraw(unit, context), unit, context });
  const after = { ...unit, entity: undefined };
  return { ...mark, unit, parts: [...mark.parts, ...nameParts(deps, caller, { before: unit, after })] };
};
