import type { BalanceRepository } from '../app/ports.ts';
import type { Condition } from '../app/write-part.ts';
import { BALANCE_MAX, type Balance, type BalanceChange } from '../domain/balance.ts';
import { RECORD_TYPES } from './attributes.ts';
import { balanceKey, stockPartition } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

const balanceFrom = (record: StoredRecord): Balance => parseStored(STORED.balance, record);

/** What is taken must be there, and what is added must leave a number that is exact. */
const conditionOf = (
  { quantity, inTransit, version }: BalanceChange,
  { allowNegativeStock, epoch, isNew }: { allowNegativeStock: boolean; epoch: number; isNew: boolean },
): Condition => {
  if (isNew) return { name: 'absent' };
  const equals = { epoch, ...(version === undefined ? {} : { version }) };
  const sent = inTransit < 0 ? { inTransit: -inTransit } : {};
  if (quantity > 0) {
    return { name: 'holds', equals, atLeast: sent, atMost: { quantity: BALANCE_MAX - quantity } };
  }
  if (quantity === 0) return { name: 'holds', equals, atLeast: sent };
  const lowest = allowNegativeStock ? -BALANCE_MAX : 0;
  return { name: 'holds', equals, atLeast: { ...sent, quantity: lowest - quantity } };
};

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
  advance: (tenant, balance) => ({
    action: 'put',
    key: balanceKey(tenant, balance),
    attributes: {
      ...balance,
      v: 1,
      type: RECORD_TYPES.balance,
      epoch: balance.epoch + 1,
      version: balance.version + 1,
    },
    condition: { name: 'unchanged', version: balance.version },
  }),
  change: (tenant, change, given) => ({
    action: 'add',
    key: balanceKey(tenant, change),
    amounts: {
      quantity: change.quantity,
      serials: change.serials,
      inTransit: change.inTransit,
      sentSerials: change.sentSerials,
      untracked: change.untracked,
      bought: change.bought,
      sold: change.sold,
      version: 1,
    },
    attributes: {
      v: 1,
      type: RECORD_TYPES.balance,
      itemId: change.itemId,
      locationId: change.locationId,
      batch: change.batch,
      epoch: given.epoch,
    },
    condition: conditionOf(change, given),
  }),
});
