import type { Balance } from '../../domain/balance.ts';
import { keyOf, normaliseText } from '../../domain/serial/text.ts';
import { isInStock, type ShownStatus, shownStatus, type Unit, unitKey } from '../../domain/unit/unit.ts';
import type { List, Proposal } from '../lists/ports.ts';
import { listProposals } from '../lists/proposals.ts';
import type { Caller, Deps, Page, PageRequest, UnitName } from '../ports.ts';
import { balancesOf, itemOf } from '../registry/save-item.ts';

export type UnitFilter = {
  readonly itemId: string;
  readonly serial?: string | undefined;
  readonly prefix?: string | undefined;
  readonly status?: ShownStatus | undefined;
  readonly locationId?: string | undefined;
};

const keep = (filter: UnitFilter) => (unit: Unit) =>
  (filter.status === undefined || shownStatus(unit) === filter.status) &&
  (filter.locationId === undefined || unit.locationId === filter.locationId);

const nameOf = ([itemId, key]: readonly string[]): UnitName[] =>
  itemId === undefined || key === undefined ? [] : [{ itemId, key }];

/** The units that refs (item, key, id) name, by position; a unit that is gone leaves its place empty. */
export const readUnits = async (
  { store }: Deps,
  tenant: string,
  refs: readonly (readonly string[])[],
): Promise<(Unit | undefined)[]> => {
  const units = await store.units.readMany(tenant, refs.flatMap(nameOf));
  const byName = new Map(units.map((unit) => [unitKey(unit.itemId, unit.key), unit]));
  return refs.map(([itemId, key, id]) => {
    const unit = byName.get(unitKey(itemId ?? '', key ?? ''));
    // A number that was taken off and given again names another unit now; the old entry proposes nothing.
    return unit?.id === id ? unit : undefined;
  });
};

/** Reads the units that a list proposes. */
export const readProposed = (deps: Deps, tenant: string) => (proposals: readonly Proposal[]) =>
  readUnits(
    deps,
    tenant,
    proposals.map(({ ref }) => ref),
  );

/** Numbered units of an item: received and sold ever, in stock now (D13). */
export const serialCounts = async (
  deps: Deps,
  { tenant }: Caller,
  itemId: string,
): Promise<{ readonly bought: number; readonly sold: number; readonly inStock: number }> => {
  const balances = await balancesOf(deps, tenant, itemId);
  const sum = (count: (balance: Balance) => number) => balances.reduce((n, one) => n + count(one), 0);
  return {
    bought: sum(({ bought }) => bought),
    sold: sum(({ sold }) => sold),
    inStock: sum(({ serials, sentSerials }) => serials + sentSerials),
  };
};

/**
 * An item's serials (I16), in order of their keys. An exact serial is read by key, so it never lags.
 * @throws LedgerError `not-found` for the item
 */
export const listUnits = async (
  deps: Deps,
  caller: Caller,
  given: { readonly filter: UnitFilter; readonly page: PageRequest },
): Promise<Page<Unit>> => {
  const { filter, page } = given;
  const { tenant } = caller;
  const [settings] = await Promise.all([
    deps.store.settings.read(tenant),
    itemOf(deps, caller, filter.itemId),
  ]);
  const keyed = (text: string) => keyOf(normaliseText(text), settings.caseSensitive);
  const prefix = filter.prefix === undefined ? undefined : keyed(filter.prefix);
  if (filter.serial !== undefined) {
    const key = keyed(filter.serial);
    const units = await deps.store.units.readByNumber(tenant, { itemId: filter.itemId, key });
    return { items: key.startsWith(prefix ?? '') ? units.filter(keep(filter)) : [] };
  }
  const { itemId, locationId } = filter;
  const list: List =
    (filter.status === 'in-stock' || filter.status === 'reserved') && locationId !== undefined
      ? { of: 'units-in-stock', itemId, locationId, prefix }
      : { of: 'units', itemId, prefix };
  return listProposals(deps, tenant, {
    list,
    page,
    read: readProposed(deps, tenant),
    keep: (unit) => keep(filter)(unit) && (list.of === 'units' || isInStock(unit)),
  });
};
