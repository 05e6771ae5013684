import { notFound } from '../domain/errors.ts';
import type { Movement } from '../domain/movement.ts';
import type { Unit } from '../domain/unit.ts';
import type { Caller, Deps, UnitWithLife } from './ports.ts';

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

/** A unit and every movement that touched it, oldest first: one query and one batch-get (up to 100 movements). */
export const unitHistory = async (
  deps: Deps,
  caller: Caller,
  name: { readonly itemId: string; readonly id: string },
): Promise<{ readonly unit: Unit; readonly movements: readonly Movement[] }> => {
  const { unit, movementIds } = await unitOf(deps, caller, name);
  const movements = await deps.store.movements.readMany(caller.tenant, movementIds);
  const byId = new Map(movements.map((movement) => [movement.movementId, movement]));
  return {
    unit,
    movements: movementIds.flatMap((id) => {
      const movement = byId.get(id);
      return movement === undefined ? [] : [movement];
    }),
  };
};
