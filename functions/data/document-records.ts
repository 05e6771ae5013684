import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { DocumentRepository } from '../app/ports.ts';
import type { WritePart } from '../app/write-part.ts';
import {
  type AssignedSerial,
  type DocumentLine,
  type LedgerDocument,
  LINES_PER_DOCUMENT,
  SERIALS_PER_DOCUMENT,
} from '../domain/document/document.ts';
import { LedgerError } from '../domain/errors.ts';
import { RECORD_TYPES } from './attributes.ts';
import {
  documentKey,
  documentPartition,
  isLine,
  lineKey,
  lineSerialsKey,
  lineSerialsPrefix,
} from './keys.ts';
import { nextVersion } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/** How many numbers of a line lie in one record. */
const PER_CHUNK = 1_000;
/** A line's numbers, and how often a torn read is repeated. */
const RECORDS_MAX = LINES_PER_DOCUMENT + 2 * (SERIALS_PER_DOCUMENT / PER_CHUNK) + LINES_PER_DOCUMENT;
const READS = 5;

type StoredLine = z.output<typeof STORED.line>;

const chunksOf = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / PER_CHUNK) }, (_, i) =>
    all.slice(i * PER_CHUNK, (i + 1) * PER_CHUNK),
  );

const numbersIn = (line: StoredLine, records: readonly StoredRecord[]): readonly AssignedSerial[] => {
  const prefix = lineSerialsPrefix(line.line);
  const chunks = records.filter(({ sk }) => sk.startsWith(prefix));
  return chunks.flatMap((record, i) =>
    // What a shortened list left behind isn't counted.
    i < line.chunks.length ? parseStored(STORED.lineSerials, record).serials : [],
  );
};

/** A document put together, or nothing where its records are of different times: a query is no transaction. */
const assembled = (records: readonly StoredRecord[]): LedgerDocument | undefined => {
  const head = parseStored(STORED.document, records.find(({ sk }) => sk === 'head') ?? { pk: '', sk: '' });
  const lines = records.filter(isLine).map((record) => parseStored(STORED.line, record));
  const read = lines.map(({ chunks, ...line }) => ({
    chunks,
    line: { ...line, assigned: numbersIn({ ...line, chunks }, records) },
  }));
  const whole = read.every(
    ({ chunks, line }) => chunks.reduce((sum, n) => sum + n, 0) === line.assigned.length,
  );
  const versions = lines.reduce((sum, { version }) => sum + version, 0);
  if (!whole || versions !== head.lineVersions) return undefined;
  const { lineVersions: _, ...told } = head;
  return { ...told, lines: read.map(({ line }) => line) };
};

const lineParts = (
  tenant: string,
  documentId: string,
  { line, before }: { readonly line: DocumentLine; readonly before: DocumentLine | undefined },
): WritePart[] => {
  const { assigned, ...rest } = line;
  const [now, then] = [chunksOf(assigned), chunksOf(before?.assigned ?? [])];
  const numbers = now.flatMap((serials, chunk): WritePart[] =>
    isDeepStrictEqual(serials, then[chunk])
      ? []
      : [
          {
            action: 'put',
            key: lineSerialsKey(tenant, documentId, { line: line.line, chunk }),
            attributes: { v: 1, type: RECORD_TYPES.lineSerials, line: line.line, chunk, serials },
            // The line's own condition guards its numbers: they are written with it only.
            condition: { name: 'always' },
          },
        ],
  );
  const version = (before?.version ?? 0) + 1;
  return [
    {
      action: 'put',
      key: lineKey(tenant, documentId, line.line),
      attributes: {
        ...rest,
        chunks: now.map(({ length }) => length),
        v: 1,
        type: RECORD_TYPES.line,
        version,
      },
      condition: nextVersion(version),
    },
    ...numbers,
  ];
};

export const documentRecords = (table: Table): DocumentRepository => ({
  read: async (tenant, documentId) => {
    const pk = documentPartition(tenant, documentId);
    for (let n = 0; n < READS; n += 1) {
      const { records } = await table.query({ pk, limit: RECORDS_MAX, consistent: true });
      if (!records.some(({ sk }) => sk === 'head')) return undefined;
      const document = assembled(records);
      if (document !== undefined) return document;
    }
    throw new LedgerError({ code: 'busy', retryAfter: 1 });
  },
  save: (tenant, document, before) => {
    const { lines, ...head } = document;
    const { documentId } = document;
    const earlier = new Map(before?.lines.map((line) => [line.line, line]));
    const changed = lines.filter((line) => !isDeepStrictEqual(line, earlier.get(line.line)));
    const lineVersions = lines.reduce((sum, { version }) => sum + version, 0) + changed.length;
    return [
      {
        action: 'put',
        key: documentKey(tenant, documentId),
        attributes: { ...head, lineVersions, v: 1, type: RECORD_TYPES.document },
        condition: nextVersion(document.version),
      },
      ...changed.flatMap((line) => lineParts(tenant, documentId, { line, before: earlier.get(line.line) })),
    ];
  },
});
