import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { DocumentRepository } from '../app/ports.ts';
import type { RecordAttributes, RecordKey, WritePart } from '../app/write-part.ts';
import { type DocumentLine, type LedgerDocument, LINES_PER_DOCUMENT } from '../domain/document/document.ts';
import { LedgerError } from '../domain/errors.ts';
import { RECORD_TYPES } from './attributes.ts';
import {
  documentChunkKey,
  documentKey,
  documentNumberKey,
  documentNumbersPartition,
  documentPartition,
} from './keys.ts';
import { nextVersion } from './registry-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/** How much lies in one record: far from the engine's 400 KB, however long the texts. */
const LINES_PER_CHUNK = 250;
const SERIALS_PER_CHUNK = 1_000;

/**
 * Lines of one group share their chunks of numbers, so that many lines of few numbers fill few records, and a number
 * that is scanned onto a line moves those of its group only.
 */
const GROUPS = Math.ceil(LINES_PER_DOCUMENT / LINES_PER_CHUNK);

/** Far more than a document has; and how often a torn read is repeated. */
const RECORDS_MAX = 1_000;
const READS = 5;
/** Of one number; who has more of them names the documents by their ids. */
const NAMESAKES_MAX = 20;

type StoredLine = z.output<typeof STORED.documentLines>['lines'][number];
type StoredSerial = z.output<typeof STORED.documentSerials>['serials'][number];
type Chunk =
  | { readonly of: 'lines'; readonly rows: readonly StoredLine[] }
  | { readonly of: 'serials'; readonly rows: readonly StoredSerial[] };

const groupOf = ({ line }: { readonly line: number }): number => Math.floor((line - 1) / LINES_PER_CHUNK);

/** Where a line of a document lies. */
export const linesKeyOf = (tenant: string, documentId: string, line: number): RecordKey =>
  documentChunkKey(tenant, documentId, { of: 'lines', chunk: groupOf({ line }) });

const sliced = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

const grouped = (lines: readonly DocumentLine[]): DocumentLine[][] =>
  Array.from({ length: GROUPS }, (_, group) => lines.filter((line) => groupOf(line) === group));

const lineChunks = (lines: readonly DocumentLine[]): StoredLine[][] =>
  grouped(lines)
    .filter((group) => group.length > 0)
    .map((group) => group.map(({ assigned: _, ...line }) => line));

const serialChunks = (lines: readonly DocumentLine[]): StoredSerial[][] =>
  grouped(lines).flatMap((group) =>
    sliced(
      group.flatMap(({ line, assigned }) => assigned.map((one) => ({ line, ...one }))),
      SERIALS_PER_CHUNK,
    ),
  );

type Written = { readonly versions: readonly number[]; readonly parts: readonly WritePart[] };

/** The chunks that differ from what was there, and at which version each stands then. */
const written = (
  { tenant, document }: { readonly tenant: string; readonly document: LedgerDocument },
  now: readonly Chunk[],
  then: { readonly chunks: readonly Chunk[]; readonly versions: readonly number[] },
): Written => {
  const type = { lines: RECORD_TYPES.documentLines, serials: RECORD_TYPES.documentSerials } as const;
  const changes = now.map((chunk, i): { version: number; part?: WritePart } => {
    const kept = then.versions[i];
    if (kept !== undefined && isDeepStrictEqual(chunk.rows, then.chunks[i]?.rows)) return { version: kept };
    const { of, rows } = chunk;
    const attributes: RecordAttributes = { v: 1, type: type[of], at: document.version, [of]: rows };
    const key = documentChunkKey(tenant, document.documentId, { of, chunk: i });
    // The head's own condition guards its chunks: they are written with it only.
    return {
      version: document.version,
      part: { action: 'put', key, attributes, condition: { name: 'always' } },
    };
  });
  const gone = then.versions.slice(now.length).map((_, i): WritePart => {
    const of = then.chunks[0]?.of ?? 'serials';
    const key = documentChunkKey(tenant, document.documentId, { of, chunk: now.length + i });
    return { action: 'delete', key, condition: { name: 'always' } };
  });
  return {
    versions: changes.map(({ version }) => version),
    parts: [...changes.flatMap(({ part }) => part ?? []), ...gone],
  };
};

const chunkOf = <S extends z.ZodType<{ readonly at: number }>>(
  schema: S,
  record: StoredRecord | undefined,
  at: number,
): z.output<S> | undefined => {
  if (record === undefined) return undefined;
  const chunk = parseStored(schema, record);
  return chunk.at === at ? chunk : undefined;
};

/** By which it is found under its number; that never changes. */
const namePart = (tenant: string, { documentId, number, version }: LedgerDocument): WritePart[] =>
  number === undefined || version > 1
    ? []
    : [
        {
          action: 'put',
          key: documentNumberKey(tenant, { number, documentId }),
          attributes: { v: 1, type: RECORD_TYPES.documentNumber, number, documentId },
          condition: { name: 'always' },
        },
      ];

type Read = {
  readonly document: LedgerDocument;
  readonly lineVersions: readonly number[];
  readonly serialVersions: readonly number[];
};

/** A document put together, or nothing where its records are of different times: a query is no transaction. */
const assembled = (
  records: readonly StoredRecord[],
  keyOf: (of: Chunk['of'], chunk: number) => string,
): Read | undefined => {
  const bySort = new Map(records.map((record) => [record.sk, record]));
  const head = parseStored(STORED.document, bySort.get('head') ?? { pk: '', sk: '' });
  const { lineChunks: lineVersions, serialChunks: serialVersions, v: _, ...told } = head;
  const lines = lineVersions.map((at, i) => chunkOf(STORED.documentLines, bySort.get(keyOf('lines', i)), at));
  const serials = serialVersions.map((at, i) =>
    chunkOf(STORED.documentSerials, bySort.get(keyOf('serials', i)), at),
  );
  if ([...lines, ...serials].includes(undefined)) return undefined;
  const assigned = Map.groupBy(
    serials.flatMap((chunk) => chunk?.serials ?? []),
    ({ line }) => line,
  );
  const whole = lines
    .flatMap((chunk) => chunk?.lines ?? [])
    .map((line) => ({
      ...line,
      assigned: (assigned.get(line.line) ?? []).map(({ line: __, ...one }) => one),
    }));
  return { document: { ...told, lines: whole }, lineVersions, serialVersions };
};

export const documentRecords = (table: Table): DocumentRepository => {
  /** At which versions the chunks of a document stand that was read here. */
  const known = new WeakMap<LedgerDocument, Read>();
  return {
    read: async (tenant, documentId) => {
      const pk = documentPartition(tenant, documentId);
      const sortOf = (of: Chunk['of'], chunk: number) =>
        documentChunkKey(tenant, documentId, { of, chunk }).sk;
      for (let n = 0; n < READS; n += 1) {
        const { records } = await table.query({ pk, limit: RECORDS_MAX, consistent: true });
        if (!records.some(({ sk }) => sk === 'head')) return undefined;
        const read = assembled(records, sortOf);
        if (read === undefined) continue;
        known.set(read.document, read);
        return read.document;
      }
      throw new LedgerError({ code: 'busy', retryAfter: 1 });
    },
    idsByNumber: async (tenant, number) => {
      const pk = documentNumbersPartition(tenant, number);
      const { records } = await table.query({ pk, limit: NAMESAKES_MAX, consistent: true });
      return records.map((record) => parseStored(STORED.documentNumber, record).documentId);
    },
    save: (tenant, document, before) => {
      const { lines, ...head } = document;
      const read = before === undefined ? undefined : known.get(before);
      const chunks = (of: readonly DocumentLine[]) => ({
        lines: lineChunks(of).map((rows): Chunk => ({ of: 'lines', rows })),
        serials: serialChunks(of).map((rows): Chunk => ({ of: 'serials', rows })),
      });
      const [now, then] = [chunks(lines), chunks(before?.lines ?? [])];
      const [rows, numbers] = [
        written({ tenant, document }, now.lines, { chunks: then.lines, versions: read?.lineVersions ?? [] }),
        written({ tenant, document }, now.serials, {
          chunks: then.serials,
          versions: read?.serialVersions ?? [],
        }),
      ];
      return [
        {
          action: 'put',
          key: documentKey(tenant, document.documentId),
          attributes: {
            ...head,
            lineChunks: rows.versions,
            serialChunks: numbers.versions,
            v: 1,
            type: RECORD_TYPES.document,
          },
          condition: nextVersion(document.version),
        },
        ...rows.parts,
        ...numbers.parts,
        ...namePart(tenant, document),
      ];
    },
  };
};
