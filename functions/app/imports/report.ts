import { notFound } from '../../domain/errors.ts';
import { importPlaceIn } from '../../domain/imports/place.ts';
import type { Job, JobStatus } from '../jobs/ports.ts';
import type { Caller, Deps } from '../ports.ts';
import type { Import, Rejected, RejectedRows } from './ports.ts';

/** What became of an import, as far as it is. */

export type ImportState = {
  readonly imported: Import;
  readonly job: Job;
  readonly status: JobStatus;
  readonly reason?: string | undefined;
};

/** An import that could not be done although its job did all it could has failed as well. */
export const stateOfImport = (imported: Import, job: Job): ImportState => {
  const { failed } = importPlaceIn(job.checkpoint);
  if (failed !== undefined) return { imported, job, status: 'failed', reason: failed };
  return { imported, job, status: job.status, reason: job.status === 'failed' ? job.reason : undefined };
};

/** @throws LedgerError `not-found` */
export const importState = async (
  { store }: Deps,
  { tenant }: Caller,
  importId: string,
): Promise<ImportState> => {
  const [imported, job] = await Promise.all([
    store.imports.read(tenant, importId),
    store.jobs.read(tenant, importId),
  ]);
  if (imported === undefined || job === undefined) throw notFound('import', importId);
  return stateOfImport(imported, job);
};

/** Where a page of rejected rows goes on: behind a record, and behind so many rows of the next. */
export type RejectedPlace = {
  readonly after?: Pick<RejectedRows, 'chunk' | 'from'> | undefined;
  readonly skip: number;
};

export type RejectedRow = Rejected & { readonly chunk: number };

const RECORDS_AT_ONCE = 10;

export const rejectedPage = async (
  { store }: Deps,
  { tenant }: Caller,
  given: { readonly importId: string; readonly limit: number; readonly at: RejectedPlace },
): Promise<{ readonly items: readonly RejectedRow[]; readonly next?: RejectedPlace | undefined }> => {
  const { importId, limit } = given;
  const items: RejectedRow[] = [];
  let { after, skip } = given.at;
  for (;;) {
    const records = await store.imports.listRejects(tenant, importId, { limit: RECORDS_AT_ONCE, after });
    if (records.length === 0) return { items };
    for (const { chunk, from, rejected } of records) {
      const its = rejected.slice(skip).map((one) => ({ ...one, chunk }));
      const room = limit - items.length;
      items.push(...its.slice(0, room));
      if (its.length > room) return { items, next: { after, skip: skip + room } };
      after = { chunk, from };
      skip = 0;
    }
  }
};

/** Rejected rows with their cells as they came. */
export const withCells = async (
  { store }: Deps,
  { tenant }: Caller,
  given: { readonly importId: string; readonly items: readonly RejectedRow[] },
): Promise<readonly (RejectedRow & { readonly cells: readonly string[] })[]> => {
  const chunks = [...new Set(given.items.map(({ chunk }) => chunk))];
  const rows = await Promise.all(
    chunks.map((chunk) => store.imports.readChunk(tenant, given.importId, chunk)),
  );
  const cells = new Map(rows.flat().map(({ row, cells: its }) => [row, its]));
  return given.items.map((item) => ({ ...item, cells: cells.get(item.row) ?? [] }));
};
