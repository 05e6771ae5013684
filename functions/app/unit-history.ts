import { notFound } from '../domain/errors.ts';
import type { Unit } from '../domain/unit.ts';
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
};

/** Backwards from the number of today: only renames changed it. */
const numbered = (movements: readonly MovementHead[], serial: string): UnitEvent[] => {
  let then = serial;
  return movements
    .toReversed()
    .map((movement) => {
      if (movement.kind === 'rename') then = movement.units?.[0]?.serial ?? then;
      return { movement, serial: then };
    })
    .toReversed();
};

/** A unit and every movement that touched it, oldest first: one query and one batch-get (up to 100 movements). */
export const unitHistory = async (
  deps: Deps,
  caller: Caller,
  name: { readonly itemId: string; readonly id: string },
): Promise<{ readonly unit: Unit; readonly events: readonly UnitEvent[] }> => {
  const { unit, movementIds } = await unitOf(deps, caller, name);
  const movements = await deps.store.movements.readHeads(caller.tenant, movementIds);
  const byId = new Map(movements.map((movement) => [movement.movementId, movement]));
  const its = movementIds.flatMap((id) => byId.get(id) ?? []);
  return { unit, events: numbered(its, unit.serial) };
};
