import { type Balance, balanceName } from '../../domain/balance.ts';
import { checkWindow } from '../lists/months.ts';
import type { List } from '../lists/ports.ts';
import { listProposals } from '../lists/proposals.ts';
import type { Caller, Deps, MovementHead, Page, PageRequest } from '../ports.ts';

/** Pages of the ledger and of what it comes to, as lists and exports show them. */

export type MovementFilter = {
  readonly itemId?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

const movementsBy = ({ itemId, partnerId }: MovementFilter): List & { of: 'movements' } => {
  if (itemId !== undefined) return { of: 'movements', by: { itemId } };
  return { of: 'movements', by: partnerId === undefined ? undefined : { partnerId } };
};

/** @throws LedgerError `refused` where the window is turned round */
export const listMovements = async (
  deps: Deps,
  { tenant }: Caller,
  { filter, page }: { readonly filter: MovementFilter; readonly page: PageRequest },
): Promise<Page<MovementHead>> => {
  const { itemId, partnerId, from, to } = filter;
  checkWindow(filter);
  return listProposals(deps, tenant, {
    list: { ...movementsBy(filter), from, to },
    page,
    read: async (proposals) => {
      const ids = proposals.map(({ ref }) => ref[0]);
      const movements = await deps.store.movements.readHeads(
        tenant,
        ids.flatMap((id) => id ?? []),
      );
      const found = new Map(movements.map((movement) => [movement.movementId, movement]));
      return ids.map((id) => found.get(id ?? ''));
    },
    keep: (movement) =>
      (itemId === undefined || movement.itemId === itemId) &&
      (partnerId === undefined || movement.partnerId === partnerId),
  });
};

export type StockFilter = { readonly itemId?: string | undefined; readonly locationId?: string | undefined };

export const listStock = async (
  deps: Deps,
  { tenant }: Caller,
  { filter, page }: { readonly filter: StockFilter; readonly page: PageRequest },
): Promise<Page<Balance>> => {
  const { itemId, locationId } = filter;
  const keep = (balance: Balance) => locationId === undefined || balance.locationId === locationId;
  if (itemId !== undefined) {
    const found = await deps.store.balances.listOfItem(tenant, itemId, page);
    return { items: found.items.filter(keep), next: found.next };
  }
  return listProposals(deps, tenant, {
    list: { of: 'balances', locationId },
    page,
    read: async (proposals) => {
      const names = proposals.map(({ ref: [item = '', place = '', batch] }) => ({
        itemId: item,
        locationId: place,
        batch,
      }));
      const balances = await deps.store.balances.readMany(tenant, names);
      const found = new Map(balances.map((balance) => [balanceName(balance), balance]));
      return names.map((name) => found.get(balanceName(name)));
    },
    keep,
  });
};
