import { type Joining, joiningOf } from '../../domain/parts/joins.ts';
import { type Material, materialsAfter } from '../../domain/parts/loose.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Deps, MovementHead, UnitWithLife } from '../ports.ts';
import { type PastMoment, unitsOfMovements } from '../units/past.ts';

/** What was ever in a unit and when: the standing movements into it and out of it, played again. */

/** A movement of goods into a unit or out of it. */
export type Joined = Joining & {
  readonly movement: MovementHead;
  /** What took it back. */
  readonly undone?: MovementHead | undefined;
};

export type Joins = {
  /** Its own id, and such as were planned for it. */
  readonly ids: ReadonlySet<string>;
  /** In the order of the ledger. */
  readonly all: readonly Joined[];
};

const placeOf = ({ recordedAt, movementId }: MovementHead): readonly (string | number)[] => {
  const [posting = '', n] = movementId.split('.');
  return [recordedAt, posting, Number(n)];
};

/** Whether one movement comes before another in the ledger. */
export const isEarlier = (one: MovementHead, other: MovementHead): boolean => {
  const [mine, its] = [placeOf(one), placeOf(other)];
  const at = mine.findIndex((step, i) => step !== its[i]);
  return at >= 0 && (mine[at] ?? 0) < (its[at] ?? 0);
};

/** By the order of the ledger. */
export const inOrder = (one: MovementHead, other: MovementHead): number =>
  isEarlier(one, other) ? -1 : Number(isEarlier(other, one));

/** What was planned under its number, and never made, was meant for what the same document made under that. */
const isMadeBy = ({ origin }: Unit, { documentId }: MovementHead): boolean =>
  origin?.known === true && origin.documentId === documentId;

/** What was planned only has no record. */
type Remembering = Pick<UnitWithLife, 'joins'> & { readonly id: string; readonly unit?: Unit | undefined };

/** What a unit remembers, of movements that have been read. */
export const joinsOfUnit = async (
  deps: Deps,
  tenant: string,
  given: Remembering & { readonly heads: ReadonlyMap<string, MovementHead> },
): Promise<Joins> => {
  const { id: own, unit, joins, heads } = given;
  const told = joins.flatMap(({ id, movementId }) => {
    const movement = heads.get(movementId);
    return movement === undefined ? [] : [{ id, movement }];
  });
  const planned = told.filter(({ movement }) => unit !== undefined && isMadeBy(unit, movement));
  const ids = new Set([own, ...planned.map(({ id }) => id)]);
  const its = told.filter(({ id }) => ids.has(id));
  const movements = [...new Map(its.map(({ movement }) => [movement.movementId, movement])).values()];
  const undone = new Map(movements.flatMap((one) => (one.voids === undefined ? [] : [[one.voids, one]])));
  const unitsIn = await unitsOfMovements(deps, tenant, movements);
  const all = movements.sort(inOrder).flatMap((movement): Joined[] => {
    const units = unitsIn.get(movement.movementId) ?? [];
    const joining = joiningOf({ ...movement, units }, ids);
    return joining === undefined ? [] : [{ ...joining, movement, undone: undone.get(movement.movementId) }];
  });
  return { ids, all };
};

const headsOf = async ({ store }: Deps, tenant: string, ids: readonly string[]) =>
  new Map(
    (ids.length === 0 ? [] : await store.movements.readHeads(tenant, [...new Set(ids)])).map((head) => [
      head.movementId,
      head,
    ]),
  );

/** The movements of a unit, and those of what went into it, by one batch-get (up to 100). */
export const readLife = async (
  deps: Deps,
  tenant: string,
  { unit, movementIds, joins }: UnitWithLife,
): Promise<{ readonly movements: readonly MovementHead[]; readonly joins: Joins }> => {
  const ids = [...movementIds, ...joins.map(({ movementId }) => movementId)];
  const heads = await headsOf(deps, tenant, ids);
  return {
    movements: movementIds.flatMap((id) => heads.get(id) ?? []),
    joins: await joinsOfUnit(deps, tenant, { id: unit.id, unit, joins, heads }),
  };
};

/** What a unit remembers, or what is planned to be one: one query, and a batch-get where there is something. */
export const readJoins = async (
  deps: Deps,
  tenant: string,
  { itemId, id }: Pick<Unit, 'itemId' | 'id'>,
): Promise<Joins> => {
  const found = await deps.store.units.readById(tenant, itemId, id);
  if (found === undefined) {
    const joins = await deps.store.units.readPlanned(tenant, itemId, id);
    const movementIds = joins.map(({ movementId }) => movementId);
    return joinsOfUnit(deps, tenant, { id, joins, heads: await headsOf(deps, tenant, movementIds) });
  }
  return (await readLife(deps, tenant, { ...found, movementIds: [] })).joins;
};

const isBy = ({ recordedAt }: MovementHead, instant: string): boolean =>
  Date.parse(recordedAt) <= Date.parse(instant);

/** As it was known at an instant, when nobody knew what would be taken back; or as it counts for a day. */
export const joinsAt = (joins: Joins, at: PastMoment): Joins => {
  if ('day' in at) {
    const { all } = joins;
    if (all.every(({ movement }) => movement.effectiveDate <= at.day)) return joins;
    const counts = ({ movement }: Joined): boolean =>
      movement.effectiveDate <= at.day && movement.voidedBy === undefined;
    return { ...joins, all: all.filter(counts) };
  }
  const all = joins.all
    .filter(({ movement }) => isBy(movement, at.instant))
    .map((joined): Joined => {
      if (joined.undone === undefined || isBy(joined.undone, at.instant)) return joined;
      return { ...joined, movement: { ...joined.movement, voidedBy: undefined }, undone: undefined };
    });
  return { ...joins, all };
};

/** A numbered part as the movement that put it in tells of it. */
export type Contained = {
  readonly itemId: string;
  readonly id: string;
  /** The number that it bore then. */
  readonly key: string;
  readonly serial: string;
  readonly since: MovementHead;
};

export type Former = Omit<Contained, 'since'> & {
  /** None where nothing is known of how it came in. */
  readonly since?: MovementHead | undefined;
  readonly until: MovementHead;
};

export type Contents = {
  readonly parts: readonly Contained[];
  /** What was taken out again, once for each time. */
  readonly former: readonly Former[];
  /** Goods without numbers, less what was taken out again. */
  readonly materials: readonly Material[];
};

export const contentsOf = ({ all }: Joins): Contents => {
  const parts = new Map<string, Contained>();
  const former: Former[] = [];
  const standing = all.filter(({ movement }) => movement.voidedBy === undefined);
  for (const { does, units, movement } of standing) {
    const { itemId } = movement;
    for (const { id, key, serial } of units) {
      if (does === 'in') parts.set(id, { itemId, id, key, serial, since: movement });
      else former.push({ itemId, id, key, serial, since: parts.get(id)?.since, until: movement });
      if (does === 'out') parts.delete(id);
    }
  }
  return {
    parts: [...parts.values()],
    former,
    materials: materialsAfter(
      standing.map(({ does, loose, movement: { itemId, batch } }) => ({
        itemId,
        batch,
        does,
        quantity: loose,
      })),
    ),
  };
};
