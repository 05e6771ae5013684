import type { ItemGuardRepository } from '../app/ports.ts';
import { RECORD_TYPES } from './attributes.ts';
import { itemGuardKey } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

export const itemGuards = (table: Table): ItemGuardRepository => ({
  read: async (tenant, itemId) => {
    const [record] = await table.getMany([itemGuardKey(tenant, itemId)]);
    if (record === undefined) return undefined;
    const { epoch, openRows, balances } = parseStored(STORED.guard, record);
    return { epoch, openRows, balances };
  },
  begin: (tenant, itemId, epoch) => ({
    action: 'put',
    key: itemGuardKey(tenant, itemId),
    attributes: { v: 1, type: RECORD_TYPES.guard, itemId, epoch, openRows: 0, balances: 0 },
    condition: { name: 'absent' },
  }),
  advance: (tenant, itemId, { epoch, openRows, balances }) => ({
    action: 'add',
    key: itemGuardKey(tenant, itemId),
    amounts: { epoch: 1 },
    attributes: {},
    condition: { name: 'holds', equals: { epoch, openRows, balances } },
  }),
  check: (tenant, itemId, epoch) => ({
    action: 'check',
    key: itemGuardKey(tenant, itemId),
    condition: { name: 'holds', equals: { epoch } },
  }),
  count: (tenant, itemId, { epoch, openRows, balances }) => ({
    action: 'add',
    key: itemGuardKey(tenant, itemId),
    amounts: { openRows, balances },
    attributes: {},
    condition: { name: 'holds', equals: { epoch } },
    ahead: { as: 'count' },
  }),
});
