import { refuseIfAny } from '../../domain/errors.ts';
import { readHeader } from '../../domain/imports/columns.ts';
import type { ImportPlace } from '../../domain/imports/place.ts';
import {
  cellOf,
  numberName,
  type RawRow,
  type RowRules,
  readRow,
  rulesOf,
} from '../../domain/imports/row.ts';
import { placeholderFault } from '../../domain/serial/text.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Job } from '../jobs/ports.ts';
import { newJob } from '../jobs/work.ts';
import type { Caller, Deps } from '../ports.ts';
import type { WritePart } from '../write-part.ts';
import { orderNames } from './orders.ts';
import { IMPORT_JOB, type Import, type ImportMode } from './ports.ts';
import { newProgress } from './progress.ts';

/** A file as it was parted into cells, without blank rows. */
export type FileRows = { readonly header: readonly string[]; readonly rows: readonly RawRow[] };

export type NewImport = {
  readonly file: FileRows;
  readonly mode: ImportMode;
  readonly dryRun: boolean;
  readonly locationId?: string | undefined;
};

/** All of them in one posting. */
const ROWS_AT_ONCE = 10_000;
/** In one record each, of 400 KB at most; packed they take less, or a third more where nothing can be packed. */
const ROWS_PER_CHUNK = 1_000;
const BYTES_PER_CHUNK = 200_000;
const BYTES_PER_ROW = 32_000;
/** How long a file, and what came of it, is kept: 30 days. */
const KEPT = 30 * 24 * 60 * 60;

type Shape = Pick<Import, 'columns' | 'header'>;

const bytesOf = ({ cells }: RawRow): number =>
  cells.reduce((sum, cell) => sum + Buffer.byteLength(cell) + 4, 20);

const fitting = (raw: RawRow): RawRow => {
  if (bytesOf(raw) <= BYTES_PER_ROW) return raw;
  const detail = `The row is longer than ${BYTES_PER_ROW} bytes.`;
  const cells = raw.cells.slice(0, 20).map((cell) => cell.slice(0, 64));
  return { row: raw.row, cells, fault: { code: 'row-unreadable', detail } };
};

/** Each row with what is wrong with it by itself, or because its number stands in the file before. */
const judged = (rows: readonly RawRow[], { columns, header }: Shape, rules: RowRules): RawRow[] => {
  const firsts = new Map<string, number>();
  return rows.map(fitting).map((raw) => {
    if (raw.fault !== undefined) return raw;
    const read = readRow(raw, { columns, width: header.length }, rules);
    if ('fault' in read) return { ...raw, fault: read.fault };
    const name = numberName(read.value);
    const first = firsts.get(name);
    if (first === undefined) {
      firsts.set(name, raw.row);
      return raw;
    }
    const { text } = read.value.serial;
    // Of many rows with a placeholder, each is told to have one.
    const placeholder = placeholderFault(text, rules.placeholders);
    const detail = `"${text}" of item ${read.value.itemId} stands in row ${first} of the file already.`;
    return {
      ...raw,
      fault:
        placeholder === undefined
          ? { code: 'serial-duplicate', detail }
          : { code: 'serial-placeholder', detail: placeholder },
    };
  });
};

const orderIn = (cells: RawRow['cells'], columns: Shape['columns']): string =>
  cellOf(cells, columns, 'orderNumber');

/** Rows of one order together, by whichever of its names, in the order in which each order comes first; then fewer postings take them all. */
const ordered = (
  rows: readonly RawRow[],
  { columns }: Shape,
  names: ReadonlyMap<string, string>,
): RawRow[] => {
  const groupOf = ({ cells }: RawRow): string => {
    const order = orderIn(cells, columns);
    return JSON.stringify(
      order === '' ? [cellOf(cells, columns, 'locationId')] : (names.get(order) ?? order),
    );
  };
  return [...Map.groupBy(rows, groupOf).values()].flat();
};

const inChunks = (rows: readonly RawRow[]): RawRow[][] => {
  const chunks: RawRow[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = bytesOf(row);
    const last = chunks.at(-1);
    if (last === undefined || last.length === ROWS_PER_CHUNK || bytes + size > BYTES_PER_CHUNK) {
      chunks.push([row]);
      bytes = size;
    } else {
      last.push(row);
      bytes += size;
    }
  }
  return chunks;
};

/** Pages of an export that were joined into one file bring their headers along. */
const isHeader = ({ cells }: RawRow, header: readonly string[]): boolean =>
  cells.length === header.length &&
  cells.every((cell, i) => cell.replace(/^\uFEFF/, '').trim() === header[i]?.trim());

const headerNotice = (count: number): string[] => {
  if (count === 0) return [];
  const lines = count === 1 ? '1 later line repeats' : `${count} later lines repeat`;
  return [`${lines} the header; no rows were read from ${count === 1 ? 'it' : 'them'}.`];
};

const fileFaults = ({ file, mode }: Pick<NewImport, 'file' | 'mode'>): Violation[] => {
  const { length } = file.rows;
  if (length === 0) {
    return [{ pointer: '', code: 'file-empty', detail: 'The file has no rows beneath its header.' }];
  }
  if (mode === 'accept-good' || length <= ROWS_AT_ONCE) return [];
  const detail = `${length} rows can't be taken all or nothing, at most ${ROWS_AT_ONCE}; take mode accept-good, or several files.`;
  return [{ pointer: '', code: 'rows-too-many', detail, expected: ROWS_AT_ONCE, actual: length }];
};

const orderNotice = (isSorted: boolean): string[] =>
  isSorted
    ? []
    : ['Rows of one order were taken together, so rejected rows may not be in the order of the file.'];

/**
 * Takes a file: its rows are durable before the import is begun, and that is one transaction with the job that does
 * it. What breaks off before leaves rows that nobody looks at, and that expire.
 * @throws LedgerError `refused` where the file can't be taken at all
 */
export const startImport = async (
  deps: Deps,
  caller: Caller,
  given: NewImport,
): Promise<{ readonly parts: readonly WritePart[]; readonly imported: Import; readonly job: Job }> => {
  const { mode, dryRun, locationId } = given;
  const { header } = given.file;
  const file = { header, rows: given.file.rows.filter((row) => !isHeader(row, header)) };
  const { columns, notices, violations } = readHeader(file.header, locationId !== undefined);
  refuseIfAny([...violations, ...(violations.length > 0 ? [] : fileFaults({ file, mode }))]);
  const { store, clock } = deps;
  const settings = await store.settings.read(caller.tenant);
  const shape = { columns, header: file.header };
  const all = judged(file.rows, shape, rulesOf(settings, { locationId }));
  const names = await orderNames(deps, caller, new Set(all.map(({ cells }) => orderIn(cells, columns))));
  const rows = ordered(all, shape, names);
  const chunks = inChunks(rows);
  const begun = newJob(deps, {
    tenant: caller.tenant,
    kind: IMPORT_JOB,
    checkpoint: null,
    createdBy: caller.user,
  });
  const importId = begun.jobId;
  const checkpoint: ImportPlace = { importId, chunk: 0, from: 0 };
  const job: Job = { ...begun, checkpoint, progress: newProgress(rows.length) };
  const imported: Import = {
    importId,
    mode,
    dryRun,
    locationId,
    ...shape,
    rows: rows.length,
    chunks: chunks.length,
    notices: [
      ...notices,
      ...headerNotice(given.file.rows.length - file.rows.length),
      ...orderNotice(rows.every((row, i) => row === all[i])),
    ],
    createdAt: begun.createdAt,
    createdBy: caller.user,
    expiresAt: Math.floor(clock.now() / 1000) + KEPT,
  };
  await store.imports.putChunks(caller.tenant, imported, chunks);
  return {
    parts: [store.imports.begin(caller.tenant, imported), ...store.jobs.begin(job)],
    imported,
    job,
  };
};
