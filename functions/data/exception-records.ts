import type { ExceptionRepository } from '../app/ports.ts';
import { RECORD_TYPES } from './attributes.ts';
import { exceptionKey } from './keys.ts';
import { nextVersion } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

export const exceptionRecords = (table: Table): ExceptionRepository => ({
  readMany: async (tenant, ids) =>
    (await table.getMany(ids.map((id) => exceptionKey(tenant, id)))).map((record) =>
      parseStored(STORED.exception, record),
    ),
  save: (tenant, exception) => ({
    action: 'put',
    key: exceptionKey(tenant, exception.exceptionId),
    attributes: { ...exception, v: 1, type: RECORD_TYPES.exception },
    condition: nextVersion(exception.version),
  }),
});
