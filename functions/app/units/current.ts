import { type Unit, unitKey } from '../../domain/unit/unit.ts';
import type { Deps } from '../ports.ts';

/** A unit as something names it that may be older than its number of today. */
export type NamedUnit = { readonly itemId: string; readonly key: string; readonly id: string };

/** The units of today by position, also those renamed since; nothing where there is no such unit any more. */
export const currentUnits = async (
  { store }: Pick<Deps, 'store'>,
  tenant: string,
  named: readonly NamedUnit[],
): Promise<(Unit | undefined)[]> => {
  const units = await store.units.readMany(tenant, named);
  const byName = new Map(units.map((unit) => [unitKey(unit.itemId, unit.key), unit]));
  return Promise.all(
    named.map(async ({ itemId, key, id }) => {
      const unit = byName.get(unitKey(itemId, key));
      return unit?.id === id ? unit : (await store.units.readById(tenant, itemId, id))?.unit;
    }),
  );
};
