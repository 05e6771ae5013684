import { folded, parametersOf } from '../../domain/entity/entity.ts';
import { type ShownStatus, shownStatus, type Unit } from '../../domain/unit/unit.ts';
import type { List } from '../lists/ports.ts';
import { listProposals } from '../lists/proposals.ts';
import type { Caller, Deps, MovementHead, Page, PageRequest } from '../ports.ts';
import { readProposed } from '../units/list.ts';
import { numberedBy } from './lookup.ts';

/** The individuals that there are, and how often each was bought and sold (D13). */

export type EntitiesAsked = {
  readonly itemId?: string | undefined;
  readonly modelId?: string | undefined;
  readonly projectNumber?: string | undefined;
  /** A parameter and the value that it has, in any spelling. */
  readonly parameter?: { readonly name: string; readonly value: string } | undefined;
  readonly status?: ShownStatus | undefined;
  readonly page: PageRequest;
};

export type EntityFound = { readonly unit: Unit; readonly bought: number; readonly sold: number };

/** Sold from the moment that it stands on a sales order, whether it is here or not (D14). */
export const entityStatus = (unit: Unit): ShownStatus =>
  unit.reservedBy === undefined ? shownStatus(unit) : 'sold';

const hasParameter = (unit: Unit, { name, value }: NonNullable<EntitiesAsked['parameter']>): boolean =>
  Object.entries(parametersOf(unit)).some(
    ([one, is]) => folded(one) === folded(name) && folded(is) === folded(value),
  );

const fits =
  ({ itemId, modelId, projectNumber, parameter, status }: EntitiesAsked) =>
  (unit: Unit): boolean =>
    unit.entity !== undefined &&
    unit.voided !== true &&
    (itemId === undefined || unit.itemId === itemId) &&
    (modelId === undefined || unit.entity.modelId === modelId) &&
    (projectNumber === undefined || folded(unit.entity.projectNumber ?? '') === folded(projectNumber)) &&
    (parameter === undefined || hasParameter(unit, parameter)) &&
    (status === undefined || entityStatus(unit) === status);

/** The list that holds the fewest others. */
const listFor = ({ itemId, modelId, projectNumber, parameter }: EntitiesAsked): List => {
  if (projectNumber !== undefined) {
    return { of: 'entities', by: { projectNumber: folded(projectNumber) } };
  }
  if (parameter !== undefined) {
    return {
      of: 'entities',
      by: { parameter: folded(parameter.name), value: folded(parameter.value) },
    };
  }
  if (itemId !== undefined) return { of: 'units', itemId };
  return modelId === undefined ? { of: 'entities' } : { of: 'entities', by: { modelId } };
};

const stands = ({ kind, voidedBy }: MovementHead): boolean => kind !== 'void' && voidedBy === undefined;

const times = (
  { reservedBy }: Unit,
  movements: readonly MovementHead[],
): Pick<EntityFound, 'bought' | 'sold'> => {
  const count = (is: (movement: MovementHead) => boolean): number => movements.filter(is).length;
  return {
    bought: count(({ kind, to }) => kind === 'receive' || (kind === 'capture' && to !== undefined)),
    sold:
      count(({ kind, to }) => kind === 'sell' || (kind === 'capture' && to === undefined)) +
      (reservedBy === undefined ? 0 : 1),
  };
};

/** How often each was bought and sold, by the movements that stand and the order it is on. */
export const counted = async (
  { store }: Deps,
  { tenant }: Caller,
  units: readonly Unit[],
): Promise<readonly EntityFound[]> => {
  const ids = await Promise.all(
    units.map(async ({ itemId, id, movementIds, lifeChunks }) =>
      lifeChunks === 0
        ? movementIds
        : ((await store.units.readById(tenant, itemId, id))?.movementIds ?? movementIds),
    ),
  );
  const heads = await store.movements.readHeads(tenant, [...new Set(ids.flat())]);
  const standing = new Map(heads.filter(stands).map((head) => [head.movementId, head]));
  return units.map((unit, i) => {
    const its = (ids[i] ?? []).flatMap((id) => standing.get(id) ?? []);
    return { unit, ...times(unit, its) };
  });
};

/** By their numbers. One whose project number was given is found at once; other lists may lag. */
export const listEntities = async (
  deps: Deps,
  caller: Caller,
  asked: EntitiesAsked,
): Promise<Page<EntityFound>> => {
  const { projectNumber, page } = asked;
  const given = projectNumber === undefined ? undefined : await numberedBy(deps, caller, projectNumber);
  if (given !== undefined) {
    return { items: await counted(deps, caller, [given].filter(fits(asked))) };
  }
  const found = await listProposals(deps, caller.tenant, {
    list: listFor(asked),
    page,
    read: readProposed(deps, caller.tenant),
    keep: fits(asked),
  });
  return { ...found, items: await counted(deps, caller, found.items) };
};
