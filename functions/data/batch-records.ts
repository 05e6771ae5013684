import type { BatchRepository } from '../app/ports.ts';
import type { Batch } from '../domain/batch.ts';
import { RECORD_TYPES } from './attributes.ts';
import { batchKey } from './keys.ts';
import { nextVersion } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

const attributesOf = (batch: Batch) => ({ ...batch, v: 1, type: RECORD_TYPES.batch });

export const batchRecords = (table: Table): BatchRepository => ({
  readMany: async (tenant, batches) =>
    (await table.getMany(batches.map((name) => batchKey(tenant, name)))).map((record) =>
      parseStored(STORED.batch, record),
    ),
  save: (tenant, batch, before) => ({
    action: 'put',
    key: batchKey(tenant, batch),
    attributes: attributesOf(batch),
    condition: nextVersion(batch.version),
    ahead: { as: 'marked', before: before === undefined ? undefined : attributesOf(before) },
  }),
});
