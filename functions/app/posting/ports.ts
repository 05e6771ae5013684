import type { Listing } from '../ports.ts';
import type { RecordAttributes, RecordKey, WritePart } from '../write-part.ts';

/** What a posting of more than one transaction needs of the table (docs/posting.md). */

/** Tells whether what a large posting wrote counts. It never goes. */
export type PostingHead = {
  readonly postingId: string;
  readonly status: 'pending' | 'posted' | 'aborted';
  /** The ids that its decision drew, so that it can be made again alike. */
  readonly drawn: readonly string[];
  /** The instant it is recorded for, milliseconds. */
  readonly at: number;
  /** Until then nobody but a posting that goes before it may end it, milliseconds. */
  readonly leaseUntil: number;
  /** Nobody works on it; the same request may go on with it. */
  readonly released?: true | undefined;
  /** It changes records that were there before. */
  readonly moved?: true | undefined;
  readonly idempotency?: { readonly scope: string; readonly version: number } | undefined;
  readonly version: number;
};

/** Where a record tells which posting has written it ahead: a path, for conditions. */
export const MARKED_BY = 'marker.posting';

/** A record as it stands, whoever wrote it. */
export type Standing = {
  readonly key: RecordKey;
  readonly version: number;
  /** The posting that wrote it last ahead of its commit. */
  readonly postingId: string | undefined;
  /** The posting makes it, or makes it go. */
  readonly appears: boolean;
  readonly vanishes: boolean;
  readonly attributes: RecordAttributes;
  /** What brings it to rest once its posting has ended; nothing where it may stay as it is. */
  readonly settling: (ended: 'posted' | 'aborted') => WritePart | undefined;
};

export type PlannedCount = {
  readonly key: RecordKey;
  readonly amounts: { readonly [name: string]: number };
  /** Under which it holds. */
  readonly epoch: number;
};

/** Records that a posting writes ahead: such as stay, and such as are gone afterwards. */
export type Announced = 'ahead' | 'gone';

/** Counts are raised before the commit and lowered after it. */
export type CountTime = 'early' | 'late';

export type PostingRepository = {
  readonly read: (tenant: string, postingId: string) => Promise<PostingHead | undefined>;
  /** The head, and its place among those under way. */
  readonly begin: (tenant: string, head: PostingHead) => readonly WritePart[];
  readonly save: (tenant: string, head: PostingHead) => WritePart;
  /** A part as it is written ahead of the commit. */
  readonly mark: (part: WritePart, postingId: string) => WritePart;
  /** Says which records will be written ahead, from a chunk on. */
  readonly announcement: (
    tenant: string,
    postingId: string,
    given: { readonly of: Announced; readonly keys: readonly RecordKey[]; readonly chunk: number },
  ) => readonly WritePart[];
  readonly announced: (
    tenant: string,
    postingId: string,
    of: Announced,
  ) => Promise<{ readonly keys: readonly RecordKey[]; readonly chunks: readonly RecordKey[] }>;
  /** Where the first chunks of an announcement are. */
  readonly chunkKeys: (
    tenant: string,
    postingId: string,
    given: { readonly of: Announced; readonly chunks: number },
  ) => readonly RecordKey[];
  /** Written with the counts it names, it says that they have been made; or, late, that they have not. */
  readonly counts: (
    tenant: string,
    postingId: string,
    given: { readonly when: CountTime; readonly chunk: number; readonly counts: readonly PlannedCount[] },
  ) => WritePart;
  readonly counted: (
    tenant: string,
    postingId: string,
    when: CountTime,
  ) => Promise<readonly { readonly key: RecordKey; readonly counts: readonly PlannedCount[] }[]>;
  readonly count: (
    count: PlannedCount,
    given: { readonly back: boolean; readonly anyEpoch: boolean },
  ) => WritePart;
  /** Takes a record of counts away, once. */
  readonly settled: (key: RecordKey) => WritePart;
  readonly standing: (keys: readonly RecordKey[]) => Promise<readonly Standing[]>;
  /** What lies with the head: its movements, or all, units and plan too. */
  readonly entries: (
    tenant: string,
    postingId: string,
    which: 'movements' | 'all',
  ) => Promise<readonly Standing[]>;
  /** The record without its marker; nothing where it has none. */
  readonly unmarking: (entry: Standing) => WritePart | undefined;
  /** Puts that nobody else makes, in no order. */
  readonly writeAhead: (parts: readonly WritePart[]) => Promise<void>;
  readonly remove: (keys: readonly RecordKey[]) => Promise<void>;
  readonly underWay: () => Promise<Listing<{ readonly tenant: string; readonly postingId: string }>>;
  readonly leave: (tenant: string, postingId: string) => WritePart;
};

/** How a request looks at records that large postings have written ahead of their commits. */
export type View = {
  /** The posting that is going on with its own work: to it, its records are as before. */
  readonly own?: string | undefined;
  /** All that is read is to be of one moment as far as postings go. @throws TornRead where it can't be */
  readonly whole?: boolean | undefined;
};

/** A command writes ahead of its decision, and somebody was there before it: it is decided again. */
export class Overtaken extends Error {}

/** A posting was committed while a request read; it reads again. */
export class TornRead extends Error {}

export type Limits = {
  /** Actions of one transaction; a posting of more is written ahead and then committed. At most what the engine takes. */
  readonly actions: number;
  /** Transactions under way at once. */
  readonly concurrency: number;
  /** How long nobody else may end a posting that is under way, milliseconds. */
  readonly lease: number;
  /** How long a request may work on one, milliseconds. */
  readonly work: number;
  /** How many units of a recall are held in one posting; where there are more, so many to each of several. */
  readonly held: number;
  readonly heldOfMore: number;
  /** How many rows of a file are taken in one posting. */
  readonly imported: number;
};

export const LIMITS: Limits = {
  actions: 100,
  concurrency: 4,
  lease: 60_000,
  work: 24_000,
  held: 10_000,
  heldOfMore: 2_000,
  imported: 1_000,
};

/** What is kept of an answer so that a repeated request gets the same bytes. */
export type RecordedAnswer = {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
};

/** With an answer it is done; before, a large posting is under way for it. */
export type IdempotencyRecord = {
  readonly bodyHash: string;
  readonly postingId?: string | undefined;
  readonly answer?: RecordedAnswer | undefined;
  readonly version: number;
};

export type IdempotencyRepository = {
  /** Nothing where the record is older than `at` allows, milliseconds since the epoch. */
  readonly read: (tenant: string, scope: string, at: number) => Promise<IdempotencyRecord | undefined>;
  /** Takes the place of the version before, or of none that lives. */
  readonly save: (
    tenant: string,
    scope: string,
    given: IdempotencyRecord & {
      readonly at: number;
      /** The large posting whose record it takes the place of. */
      readonly over?: string | undefined;
    },
  ) => WritePart;
  readonly forget: (
    tenant: string,
    scope: string,
    of: { readonly version: number; readonly postingId: string },
  ) => WritePart;
};
