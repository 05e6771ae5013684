import { balanceName } from '../domain/balance.ts';
import { isMaking } from '../domain/document/kinds.ts';
import { notFound } from '../domain/errors.ts';
import { isFullyTracked } from '../domain/policy.ts';
import type { Unit } from '../domain/unit.ts';
import { partsOf } from './genealogy.ts';
import { type PastMoment, pastOf, wasConsumed } from './past-units.ts';
import type { Caller, Deps, MovementHead, UnitWithLife } from './ports.ts';

/** @throws LedgerError `not-found` where the item has no such unit */
export const unitOf = async (
  deps: Deps,
  caller: Caller,
  name: { readonly itemId: string; readonly id: string },
): Promise<UnitWithLife> => {
  const found = await deps.store.units.readById(caller.tenant, name.itemId, name.id);
  if (found === undefined) throw notFound('unit', name.id);
  return found;
};

export type UnitEvent = {
  readonly movement: MovementHead;
  /** The number that the unit bore then. */
  readonly serial: string;
  /** What it became a part of, or was taken out of. */
  readonly parent?: Unit['parent'];
};

/** Backwards from the number of today: only renames changed it. */
const eventsOf = (movements: readonly MovementHead[], unit: Unit): UnitEvent[] => {
  let then = unit.serial;
  return movements
    .toReversed()
    .map((movement) => {
      const moved = movement.units?.find(({ id }) => id === unit.id);
      if (movement.kind === 'rename') then = moved?.serial ?? then;
      const left = movement.kind === 'take-out' ? (moved?.before?.parent ?? undefined) : undefined;
      return { movement, serial: then, parent: movement.parent ?? left };
    })
    .toReversed();
};

export type UnitHistory = {
  readonly unit: Unit;
  readonly events: readonly UnitEvent[];
  /** Units that are parts of it; those of today. */
  readonly parts: readonly Unit[];
  /** Of a unit that may move without its number: how many movements without numbers its place has seen since `asOf`. */
  readonly untrackedSince?: number | undefined;
};

const untrackedSince = async (deps: Deps, { tenant }: Caller, unit: Unit): Promise<number | undefined> => {
  const { itemId, locationId, asOf } = unit;
  if (locationId === undefined) return undefined;
  const name = { itemId, locationId };
  // Asked for together with the movements: one batch-get for all of it.
  const [settings, [item], balances] = await Promise.all([
    deps.store.settings.read(tenant),
    deps.store.items.readMany(tenant, [itemId]),
    deps.store.balances.readMany(tenant, [name]),
  ]);
  if (item === undefined || isFullyTracked(settings, item)) return undefined;
  const balance = balances.find((one) => balanceName(one) === balanceName(name));
  return Math.max(0, (balance?.untracked ?? 0) - (asOf.untracked ?? 0));
};

/** Only what was made here or for us has parts. */
const partsIn = (
  deps: Deps,
  { tenant }: Caller,
  { unit, movements }: { readonly unit: Unit; readonly movements: readonly MovementHead[] },
) => (movements.some(isMaking) ? partsOf(deps, tenant, { whole: unit }) : []);

/**
 * A unit and every movement that touched it, oldest first: one query and one batch-get (up to 100 movements). With a
 * moment of the past, the unit as it was then, and what had happened to it; of its parts of today those that were in it.
 * @throws LedgerError `not-found` where there is no such unit, or none was known then
 */
export const unitHistory = async (
  deps: Deps,
  caller: Caller,
  asked: { readonly itemId: string; readonly id: string; readonly at?: PastMoment | undefined },
): Promise<UnitHistory> => {
  const { unit, movementIds } = await unitOf(deps, caller, asked);
  const [heads, since] = await Promise.all([
    deps.store.movements.readHeads(caller.tenant, movementIds),
    untrackedSince(deps, caller, unit),
  ]);
  const byId = new Map(heads.map((movement) => [movement.movementId, movement]));
  const its = movementIds.flatMap((id) => byId.get(id) ?? []);
  const { at } = asked;
  const parts = await partsIn(deps, caller, { unit, movements: its });
  if (at === undefined) return { unit, events: eventsOf(its, unit), parts, untrackedSince: since };
  const past = await pastOf(deps, caller.tenant, { unit, movements: its, at });
  if (past === undefined) throw notFound('unit at that moment', asked.id);
  return {
    unit: past.unit,
    events: eventsOf(past.movements, past.unit),
    parts: parts.filter((part) => wasConsumed(part, at)),
  };
};
