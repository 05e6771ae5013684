import type { Parent, Unit } from '../domain/unit.ts';
import type { Caller, Deps } from './ports.ts';

/**
 * Units with the numbers that their parents bear today; a parent is kept by its id. One that was never made has a
 * number only.
 */
export const withParents = async <T extends Unit>(
  deps: Deps,
  { tenant }: Caller,
  units: readonly T[],
): Promise<readonly T[]> => {
  const named = units.flatMap(({ parent }) =>
    parent?.id === undefined ? [] : [[parent.id, parent] as const],
  );
  if (named.length === 0) return units;
  const found = await Promise.all(
    [...new Map(named).entries()].map(async ([id, { itemId, serial }]): Promise<[string, Parent]> => {
      const known = await deps.store.units.readById(tenant, itemId, id);
      return [id, known === undefined ? { itemId, serial } : { itemId, serial: known.unit.serial, id }];
    }),
  );
  const parents = new Map(found);
  return units.map((unit) =>
    unit.parent?.id === undefined ? unit : { ...unit, parent: parents.get(unit.parent.id) ?? unit.parent },
  );
};
