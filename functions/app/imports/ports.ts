import type { Columns } from '../../domain/imports/columns.ts';
import type { RawRow } from '../../domain/imports/row.ts';
import type { ViolationCode } from '../../domain/violations.ts';
import type { WritePart } from '../write-part.ts';

/** What imports need of the table (docs/adr/0014-imports.md). */

/** The kind of their jobs. */
export const IMPORT_JOB = 'import';

export const IMPORT_MODES = ['accept-good', 'all-or-nothing'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/** A file that was taken. Its job, of the same id, says how far it is. */
export type Import = {
  readonly importId: string;
  readonly mode: ImportMode;
  readonly dryRun: boolean;
  /** The place of opening stock whose rows name none. */
  readonly locationId?: string | undefined;
  /** The header as it was typed, and where in it what we read stands. */
  readonly header: readonly string[];
  readonly columns: Columns;
  readonly rows: number;
  readonly chunks: number;
  readonly notices: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
  /** Seconds since the epoch; what lies with it goes at the same time. */
  readonly expiresAt: number;
};

/** A row that was not taken; its cells lie in its chunk. */
export type Rejected = {
  readonly row: number;
  readonly serial: string;
  readonly code: ViolationCode;
  readonly detail: string;
};

/** Of one chunk, from one of its rows on. */
export type RejectedRows = {
  readonly chunk: number;
  readonly from: number;
  readonly rejected: readonly Rejected[];
};

export type ImportRepository = {
  readonly read: (tenant: string, importId: string) => Promise<Import | undefined>;
  readonly begin: (tenant: string, made: Import) => WritePart;
  /** Durable once it returns; nobody looks at them before their import is begun. */
  readonly putChunks: (
    tenant: string,
    of: Pick<Import, 'importId' | 'expiresAt'>,
    chunks: readonly (readonly RawRow[])[],
  ) => Promise<void>;
  /** @throws Error where it isn't there */
  readonly readChunk: (tenant: string, importId: string, chunk: number) => Promise<readonly RawRow[]>;
  readonly putRejects: (
    tenant: string,
    of: Pick<Import, 'importId' | 'expiresAt'>,
    rows: RejectedRows,
  ) => WritePart;
  /** So many records of rejected rows, each of at most a chunk's, in the order in which they were decided. */
  readonly listRejects: (
    tenant: string,
    importId: string,
    page: { readonly limit: number; readonly after?: Pick<RejectedRows, 'chunk' | 'from'> | undefined },
  ) => Promise<readonly RejectedRows[]>;
};
