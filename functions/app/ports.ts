import type { Balance, BalanceChange, BalanceName } from '../domain/balance.ts';
import type { Batch } from '../domain/batch.ts';
import type { UnitChange } from '../domain/document/context.ts';
import type { LedgerDocument } from '../domain/document/document.ts';
import type { Model } from '../domain/entity/entity.ts';
import type { LedgerException } from '../domain/exception.ts';
import type { Movement } from '../domain/movement.ts';
import type { Join } from '../domain/parts/joins.ts';
import type { Item, Location, Partner } from '../domain/registry.ts';
import type { Settings } from '../domain/settings.ts';
import type { Unit } from '../domain/unit/unit.ts';
import type { AlertRepository, CheckRepository } from './alerts/ports.ts';
import type { AsnRepository } from './asns/ports.ts';
import type { CounterRepository, EntityNameRepository } from './entities/ports.ts';
import type { ImportRepository } from './imports/ports.ts';
import type { JobRepository } from './jobs/ports.ts';
import type { BeaconRepository } from './lists/beacon-ports.ts';
import type { Indexes } from './lists/ports.ts';
import type { Meter } from './metrics.ts';
import type { IdempotencyRepository, Limits, PostingRepository, View } from './posting/ports.ts';
import type { RecallRepository } from './recalls/ports.ts';
import type { WritePart, WriteResult } from './write-part.ts';

/** What use cases need of the world. Every read by key is consistent; every write is a part for `UnitOfWork`. */

export type Caller = {
  readonly tenant: string;
  readonly user: string;
  readonly partner?: string | undefined;
  readonly scopes: readonly string[];
};

export type Clock = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 up to, not including, 1; for jitter. */
  readonly random: () => number;
};

export type Ids = {
  /** Sortable by time (ULID). */
  readonly sortable: () => string;
  /** Eight URL-safe characters that stand for the text: the same for the same text, and of no use to guess others. */
  readonly shortOf: (text: string) => string;
};

export type UnitOfWork = {
  /**
   * Writes all parts or none.
   * @throws LedgerError `posting-too-large` beyond what one transaction takes
   */
  readonly write: (parts: readonly WritePart[]) => Promise<WriteResult>;
};

export type SettingsRepository = {
  readonly read: (tenant: string) => Promise<Settings>;
  readonly save: (tenant: string, settings: Settings) => WritePart;
  /** Writes nothing; holds while numbers are required, or not, as these settings say. */
  readonly check: (tenant: string, settings: Settings) => WritePart;
};

export type Page<T> = { readonly items: readonly T[]; readonly next?: string | undefined };
/** What could be read, and the errors of what could not. */
export type Listing<T> = { readonly found: readonly T[]; readonly unreadable: readonly unknown[] };

export type PageRequest = { readonly limit: number; readonly after?: string | undefined };

/** Records of master data; `version` 0 means that it is new. */
export type RegistryRepository<T> = {
  readonly read: (tenant: string, id: string) => Promise<T | undefined>;
  readonly readMany: (tenant: string, ids: readonly string[]) => Promise<readonly T[]>;
  readonly list: (tenant: string, page: PageRequest) => Promise<Page<T>>;
  readonly save: (tenant: string, record: T) => WritePart;
};

export type UnitName = { readonly itemId: string; readonly key: string };

/** A unit's record with all its movement ids, oldest first, and the movements that put something into it or took it out. */
export type UnitWithLife = {
  readonly unit: Unit;
  readonly movementIds: readonly string[];
  /** Also of ids that only were planned for its first number; which of those it was made for, their documents tell. */
  readonly joins: readonly Omit<Join, 'itemId'>[];
};

export type UnitRepository = {
  readonly readMany: (tenant: string, units: readonly UnitName[]) => Promise<readonly Unit[]>;
  /** One query: the record and its life file. */
  readonly readById: (tenant: string, itemId: string, id: string) => Promise<UnitWithLife | undefined>;
  /** What was planned for a number and isn't made has no record, but may have something in it. */
  readonly readPlanned: (tenant: string, itemId: string, id: string) => Promise<UnitWithLife['joins']>;
  /** Units that bore these numbers last before they were renamed, by `unitKey` of the number. */
  readonly readFormer: (tenant: string, names: readonly UnitName[]) => Promise<ReadonlyMap<string, Unit>>;
  /** Whoever bears the number, or bore it before it was renamed. */
  readonly readByNumber: (tenant: string, name: UnitName) => Promise<readonly Unit[]>;
  readonly change: (tenant: string, change: UnitChange) => readonly WritePart[];
  /** Writes nothing; holds while the unit is as it was read. */
  readonly check: (tenant: string, unit: Unit) => WritePart;
  /** Nothing where there can't be a unit with this id. */
  readonly join: (tenant: string, join: Join) => readonly WritePart[];
};

/** What is of one item only, its GTIN or its model: told by a record that is written together with the item. */
export type ItemClaims = {
  /** By name; what nobody has is left out. */
  readonly itemsOf: (tenant: string, names: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly claim: (tenant: string, name: string, itemId: string) => WritePart;
  readonly release: (tenant: string, name: string) => WritePart;
};

export type BatchRepository = {
  readonly readMany: (
    tenant: string,
    batches: readonly { readonly itemId: string; readonly batch: string }[],
  ) => Promise<readonly Batch[]>;
  readonly save: (tenant: string, batch: Batch, before: Batch | undefined) => WritePart;
};

export type ExceptionRepository = {
  readonly readMany: (tenant: string, ids: readonly string[]) => Promise<readonly LedgerException[]>;
  readonly save: (
    tenant: string,
    exception: LedgerException,
    before: LedgerException | undefined,
  ) => WritePart;
};

/**
 * What stands between an item's tracking and postings that were judged under another. Postings to a balance hold only
 * under the epoch that the balance names; whatever makes a balance, or opens or closes rows, looks here.
 */
export type ItemGuard = {
  readonly epoch: number;
  /** Rows of documents that are not posted. */
  readonly openRows: number;
  /** How many balances the item has. */
  readonly balances: number;
};

export type ItemGuardRepository = {
  readonly read: (tenant: string, itemId: string) => Promise<ItemGuard | undefined>;
  readonly begin: (tenant: string, itemId: string, epoch: number) => WritePart;
  /** Raises the epoch, where nothing of it has changed since. */
  readonly advance: (tenant: string, itemId: string, guard: ItemGuard) => WritePart;
  readonly check: (tenant: string, itemId: string, epoch: number) => WritePart;
  /** Adds to the counts, under the epoch given. */
  readonly count: (tenant: string, itemId: string, more: ItemGuard) => WritePart;
};

export type BalanceRepository = {
  readonly readMany: (tenant: string, balances: readonly BalanceName[]) => Promise<readonly Balance[]>;
  readonly listOfItem: (tenant: string, itemId: string, page: PageRequest) => Promise<Page<Balance>>;
  readonly change: (
    tenant: string,
    change: BalanceChange,
    given: { readonly allowNegativeStock: boolean; readonly epoch: number; readonly isNew: boolean },
  ) => WritePart;
  /** Takes an unchanged balance over into the item's next epoch. */
  readonly advance: (tenant: string, balance: Balance) => WritePart;
};

/** A movement without its units, where they are too many to stand in its record. */
export type MovementHead = Omit<Movement, 'units'> & { readonly units?: Movement['units'] | undefined };

export type MovementRepository = {
  readonly read: (tenant: string, movementId: string) => Promise<Movement | undefined>;
  /** One batch-get for up to 100. */
  readonly readHeads: (tenant: string, movementIds: readonly string[]) => Promise<readonly MovementHead[]>;
  /** Some of its units, in their order. */
  readonly readUnits: (
    tenant: string,
    movement: MovementHead,
    slice: { readonly from: number; readonly count: number },
  ) => Promise<Movement['units']>;
  /** With their units, however many. */
  readonly readMany: (tenant: string, movementIds: readonly string[]) => Promise<readonly Movement[]>;
  readonly add: (tenant: string, movement: Movement) => readonly WritePart[];
  /** Marks a movement as taken back; nothing else of an entry ever changes. */
  readonly markVoided: (tenant: string, movement: Movement) => WritePart;
};

export type DocumentRepository = {
  readonly read: (tenant: string, documentId: string) => Promise<LedgerDocument | undefined>;
  /** Those that bear a number, some at least where they are many. */
  readonly idsByNumber: (tenant: string, number: string) => Promise<readonly string[]>;
  /** The head and the lines that differ from `before`. */
  readonly save: (
    tenant: string,
    document: LedgerDocument,
    before: LedgerDocument | undefined,
  ) => readonly WritePart[];
};

export type Store = {
  /**
   * Whether what was read through a view of the whole is still of one moment as far as postings go.
   * @throws TornRead where it isn't
   */
  readonly confirm: () => Promise<void>;
  readonly unitOfWork: UnitOfWork;
  readonly settings: SettingsRepository;
  readonly items: RegistryRepository<Item>;
  readonly gtins: ItemClaims;
  readonly models: RegistryRepository<Model>;
  readonly modelItems: ItemClaims;
  readonly entityNames: EntityNameRepository;
  readonly counters: CounterRepository;
  readonly guards: ItemGuardRepository;
  readonly locations: RegistryRepository<Location>;
  readonly partners: RegistryRepository<Partner>;
  readonly units: UnitRepository;
  readonly balances: BalanceRepository;
  readonly batches: BatchRepository;
  readonly exceptions: ExceptionRepository;
  readonly movements: MovementRepository;
  readonly documents: DocumentRepository;
  readonly idempotency: IdempotencyRepository;
  readonly indexes: Indexes;
  readonly postings: PostingRepository;
  readonly recalls: RecallRepository;
  readonly beacons: BeaconRepository;
  readonly jobs: JobRepository;
  readonly alerts: AlertRepository;
  readonly checks: CheckRepository;
  readonly asns: AsnRepository;
  readonly imports: ImportRepository;
};

export type Deps = {
  readonly store: Store;
  readonly storeFor: (view: View) => Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly limits: Limits;
  readonly meter: Meter;
};
