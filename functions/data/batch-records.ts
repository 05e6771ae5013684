import type { BatchRepository } from '../app/ports.ts';
import { RECORD_TYPES } from './attributes.ts';
import { batchKey } from './keys.ts';
import { nextVersion } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

export const batchRecords = (table: Table): BatchRepository => ({
  readMany: async (tenant, batches) =>
    (await table.getMany(batches.map((name) => batchKey(tenant, name)))).map((record) =>
      parseStored(STORED.batch, record),
    ),
  save: (tenant, batch) => ({
    action: 'put',
    key: batchKey(tenant, batch),
    attributes: { ...batch, v: 1, type: RECORD_TYPES.batch },
    condition: nextVersion(batch.version),
  }),
});
