import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { ImportRepository } from '../app/imports/ports.ts';
import { once } from '../domain/lazily.ts';
import { VIOLATIONS, type ViolationCode } from '../domain/violations.ts';
import { RECORD_TYPES } from './attributes.ts';
import { importKey, importRejectsKey, importRejectsPrefix, importRowsKey } from './import-keys.ts';
import { CorruptRecord, parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

const code = z.string().transform((given, context): ViolationCode => {
  const isKnown = (name: string): name is ViolationCode => Object.hasOwn(VIOLATIONS, name);
  if (isKnown(given)) return given;
  context.addIssue({ code: 'custom', message: 'is no code of ours' });
  return z.NEVER;
});
const rawRows = once(() =>
  z.array(
    z.object({
      row: z.number(),
      cells: z.array(z.string()),
      fault: z.object({ code, detail: z.string() }).optional(),
    }),
  ),
);
const rejectedRows = once(() =>
  z.array(z.object({ row: z.number(), serial: z.string(), code, detail: z.string() })),
);

const packed = (value: unknown): string => gzipSync(JSON.stringify(value)).toString('base64');
const unpacked = (text: string): unknown =>
  JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString('utf8'));

export const importRecords = (table: Table): ImportRepository => ({
  read: async (tenant, importId) => {
    const [record] = await table.getMany([importKey(tenant, importId)]);
    if (record === undefined) return undefined;
    const { v: _, ...made } = parseStored(STORED.import, record);
    return made;
  },
  begin: (tenant, made) => ({
    action: 'put',
    key: importKey(tenant, made.importId),
    attributes: { ...made, columns: { ...made.columns }, v: 1, type: RECORD_TYPES.import },
    condition: { name: 'absent' },
  }),
  putChunks: (tenant, { importId, expiresAt }, chunks) =>
    table.writeMany({
      puts: chunks.map((rows, chunk) => ({
        key: importRowsKey(tenant, { importId, chunk }),
        attributes: { v: 1, type: RECORD_TYPES.importRows, packed: packed(rows), expiresAt },
      })),
      deletes: [],
    }),
  readChunk: async (tenant, importId, chunk) => {
    const key = importRowsKey(tenant, { importId, chunk });
    const [record] = await table.getMany([key]);
    if (record === undefined) throw new CorruptRecord(key, 'it is gone');
    return rawRows().parse(unpacked(parseStored(STORED.importRows, record).packed));
  },
  putRejects: (tenant, { importId, expiresAt }, { chunk, from, rejected }) => ({
    action: 'put',
    key: importRejectsKey(tenant, { importId, chunk, from }),
    attributes: {
      v: 1,
      type: RECORD_TYPES.importRejects,
      chunk,
      from,
      packed: packed(rejected),
      expiresAt,
    },
    condition: { name: 'absent' },
  }),
  listRejects: async (tenant, importId, { limit, after: last }) => {
    const { pk } = importKey(tenant, importId);
    const after = last && importRejectsKey(tenant, { importId, ...last }).sk;
    const page = await table.query({ pk, prefix: importRejectsPrefix, after, limit, consistent: true });
    return page.records.map((record) => {
      const { chunk, from, packed: rows } = parseStored(STORED.importRejects, record);
      return { chunk, from, rejected: rejectedRows().parse(unpacked(rows)) };
    });
  },
});
