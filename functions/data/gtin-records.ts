import type { GtinRepository } from '../app/ports.ts';
import { RECORD_TYPES } from './attributes.ts';
import { gtinKey } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

/** Which item a GTIN is of: written with the item, so that it is exact, and one GTIN has one item. */
export const gtinRecords = (table: Table): GtinRepository => ({
  itemOf: async (tenant, gtin) => {
    const [record] = await table.getMany([gtinKey(tenant, gtin)]);
    return record === undefined ? undefined : parseStored(STORED.gtin, record).itemId;
  },
  claim: (tenant, gtin, itemId) => ({
    action: 'put',
    key: gtinKey(tenant, gtin),
    attributes: { v: 1, type: RECORD_TYPES.gtin, gtin, itemId },
    condition: { name: 'absent' },
  }),
  // The item's own condition guards it: only who changes the item from having this GTIN lets go of it.
  release: (tenant, gtin) => ({
    action: 'delete',
    key: gtinKey(tenant, gtin),
    condition: { name: 'always' },
  }),
});
