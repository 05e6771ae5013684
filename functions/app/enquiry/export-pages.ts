import type { Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps, Page, PageRequest } from '../ports.ts';
import { listUnits, type UnitFilter } from '../units/list.ts';

/** Long pages for exports, put together of the pages of lists. */

/** So many pages of a list are looked at for one of an export: a filter that fits little makes a short one. */
const PAGES = 40;

export const longPage = async <T>(
  page: PageRequest,
  read: (page: PageRequest) => Promise<Page<T>>,
): Promise<Page<T>> => {
  const items: T[] = [];
  let { after } = page;
  for (let n = 0; n < PAGES; n += 1) {
    const found = await read({ limit: page.limit - items.length, after });
    items.push(...found.items);
    after = found.next;
    if (after === undefined || items.length >= page.limit) break;
  }
  return { items, next: after };
};

/** Where an export of units goes on: at an item, behind one of its units. */
export type UnitsPlace = { readonly itemId: string; readonly after?: string | undefined };

export type UnitsPage = { readonly items: readonly Unit[]; readonly next?: UnitsPlace | undefined };

const ITEMS_AT_ONCE = 100;

/** Items in order of their ids, from one on; a few at a time. */
const itemsFrom = async ({ store }: Deps, tenant: string, from: UnitsPlace | undefined) => {
  const page = await store.items.list(tenant, { limit: ITEMS_AT_ONCE, after: from?.itemId });
  const ids = page.items.map(({ itemId }) => itemId);
  return { ids, last: page.next };
};

/**
 * Units of an item, or of all items one after another.
 * @throws LedgerError `not-found` for an item that is named
 */
export const unitsToExport = async (
  deps: Deps,
  caller: Caller,
  given: {
    readonly filter: Omit<UnitFilter, 'itemId'> & { readonly itemId?: string | undefined };
    readonly limit: number;
    readonly at: UnitsPlace | undefined;
  },
): Promise<UnitsPage> => {
  const { filter, limit, at } = given;
  const items: Unit[] = [];
  const ofItem = async (itemId: string, after: string | undefined): Promise<UnitsPlace | undefined> => {
    const page = { limit: limit - items.length, after };
    const found = await longPage(page, (one) =>
      listUnits(deps, caller, { filter: { ...filter, itemId }, page: one }),
    );
    items.push(...found.items);
    return found.next === undefined ? undefined : { itemId, after: found.next };
  };
  if (filter.itemId !== undefined) {
    const next = await ofItem(filter.itemId, at?.after);
    return { items, next };
  }
  if (at?.after !== undefined) {
    const next = await ofItem(at.itemId, at.after);
    if (next !== undefined) return { items, next };
  }
  const { ids, last } = await itemsFrom(deps, caller.tenant, at);
  // The last item that is done with; the next page begins behind it.
  let done = at?.itemId;
  for (const itemId of ids) {
    if (items.length >= limit && done !== undefined) return { items, next: { itemId: done } };
    const next = await ofItem(itemId, undefined);
    if (next !== undefined) return { items, next };
    done = itemId;
  }
  return { items, next: last === undefined ? undefined : { itemId: last } };
};
