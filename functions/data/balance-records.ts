import type { BalanceRepository } from '../app/ports.ts';
import type { Condition } from '../app/write-part.ts';
import type { Balance, BalanceChange } from '../domain/balance.ts';
import { RECORD_TYPES } from './attributes.ts';
import { balanceKey, stockPartition } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

const balanceFrom = (record: StoredRecord): Balance => parseStored(STORED.balance, record);

/** What is taken must be there; what is added may always be. */
const conditionOf = ({ quantity }: BalanceChange, allowNegative: boolean): Condition =>
  quantity >= 0 || allowNegative
    ? { name: 'always' }
    : { name: 'suffices', attribute: 'quantity', atLeast: -quantity };

export const balanceRecords = (table: Table): BalanceRepository => ({
  readMany: async (tenant, balances) =>
    (await table.getMany(balances.map((name) => balanceKey(tenant, name)))).map(balanceFrom),
  listOfItem: async (tenant, itemId, page) => {
    const { records, more } = await table.query({
      ...page,
      pk: stockPartition(tenant, itemId),
      consistent: true,
    });
    return { items: records.map(balanceFrom), next: more ? records.at(-1)?.sk : undefined };
  },
  change: (tenant, change, { allowNegativeStock }) => ({
    action: 'add',
    key: balanceKey(tenant, change),
    amounts: {
      quantity: change.quantity,
      serials: change.serials,
      inTransit: 0,
      untracked: change.untracked,
      version: 1,
    },
    attributes: {
      v: 1,
      type: RECORD_TYPES.balance,
      itemId: change.itemId,
      locationId: change.locationId,
      batch: change.batch,
    },
    condition: conditionOf(change, allowNegativeStock),
  }),
});
