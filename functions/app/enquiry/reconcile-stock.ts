import type { Balance } from '../../domain/balance.ts';
import { pieces } from '../../domain/quantity.ts';
import type { Item } from '../../domain/registry.ts';
import type { Caller, Deps, MovementHead, Page, PageRequest } from '../ports.ts';
import { balancesOf, itemOf } from '../registry/save-item.ts';

export type Difference = {
  readonly balance: Balance;
  /** Movements here that left quantity unnumbered and stand, latest first; the lists that name them may lag. */
  readonly untracked: readonly MovementHead[];
};

const ITEMS_PER_PAGE = 25;
const MOVEMENTS_NAMED = 100;

/** What is sent off to a place changes nothing there before it arrives. */
const partsAt = (place: string, { balances }: MovementHead): boolean =>
  balances.some(({ locationId, quantity, serials }) => locationId === place && quantity !== pieces(serials));

const explained = async (deps: Deps, tenant: string, balance: Balance): Promise<Difference> => {
  const { itemId, locationId } = balance;
  const list = { of: 'untracked' as const, itemId, locationId };
  const proposed = await deps.store.indexes.propose(tenant, list, { limit: MOVEMENTS_NAMED });
  const ids = proposed.items.flatMap(({ ref: [id] }) => id ?? []);
  const movements = await deps.store.movements.readHeads(tenant, ids);
  const standing = movements.filter(({ voidedBy, voids }) => voidedBy === undefined && voids === undefined);
  const explaining = standing.filter((movement) => partsAt(locationId, movement));
  return { balance, untracked: explaining.sort((a, b) => (a.movementId < b.movementId ? 1 : -1)) };
};

/**
 * Where quantity and serials of serial-tracked items differ, and the movements that explain it; a page of items.
 * @throws LedgerError `not-found` for the item
 */
export const reconcileStock = async (
  deps: Deps,
  caller: Caller,
  given: {
    readonly itemId?: string | undefined;
    readonly locationId?: string | undefined;
    readonly page: PageRequest;
  },
): Promise<Page<Difference>> => {
  const { tenant } = caller;
  const { itemId, locationId } = given;
  const items: Page<Item> =
    itemId === undefined
      ? await deps.store.items.list(tenant, { limit: ITEMS_PER_PAGE, after: given.page.after })
      : { items: [await itemOf(deps, caller, itemId)] };
  const tracked = items.items.filter(({ tracking }) => tracking === 'serial');
  const balances = await Promise.all(tracked.map((item) => balancesOf(deps, tenant, item.itemId)));
  const differing = balances
    .flat()
    .filter(({ quantity, serials }) => quantity !== pieces(serials))
    .filter((balance) => locationId === undefined || balance.locationId === locationId);
  return {
    items: await Promise.all(differing.map((balance) => explained(deps, tenant, balance))),
    next: items.next,
  };
};
