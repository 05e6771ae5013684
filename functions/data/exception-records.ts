import type { ExceptionRepository } from '../app/ports.ts';
import type { LedgerException } from '../domain/exception.ts';
import { RECORD_TYPES } from './attributes.ts';
import { exceptionKey } from './keys.ts';
import { nextVersion } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

const attributesOf = (exception: LedgerException) => ({ ...exception, v: 1, type: RECORD_TYPES.exception });

export const exceptionRecords = (table: Table): ExceptionRepository => ({
  readMany: async (tenant, ids) =>
    (await table.getMany(ids.map((id) => exceptionKey(tenant, id)))).map((record) =>
      parseStored(STORED.exception, record),
    ),
  save: (tenant, exception, before) => ({
    action: 'put',
    key: exceptionKey(tenant, exception.exceptionId),
    attributes: attributesOf(exception),
    condition: nextVersion(exception.version),
    ahead: { as: 'marked', before: before === undefined ? undefined : attributesOf(before) },
  }),
});
