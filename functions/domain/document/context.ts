import type { Balance, BalanceChange } from '../balance.ts';
import type { Batch } from '../batch.ts';
import type { LedgerException } from '../exception.ts';
import type { Movement } from '../movement.ts';
import type { OpenRecall } from '../recall/recall.ts';
import type { Item } from '../registry.ts';
import type { Settings } from '../settings.ts';
import type { Unit } from '../unit/unit.ts';
import type { LedgerDocument } from './document.ts';
import type { Wholes } from './wholes.ts';

/** All that a decision about a document may look at; resolved before, so that deciding is pure. */
export type DecisionContext = {
  readonly settings: Settings;
  readonly items: ReadonlyMap<string, Item>;
  /** By `unitKey`. */
  readonly units: ReadonlyMap<string, Unit>;
  /** By `balanceName`. */
  readonly balances: ReadonlyMap<string, Balance>;
  /** By `batchName`. */
  readonly batches: ReadonlyMap<string, Batch>;
  /** Those that stand open for the units, by id. */
  readonly exceptions: ReadonlyMap<string, LedgerException>;
  /** Whether the document's partner supplies us; told where units are bought back. */
  readonly isFromSupplier?: boolean | undefined;
  /** Recalls that whatever comes in is judged by. */
  readonly recalls: readonly OpenRecall[];
  /** Told where parts go into units, or come out of them. */
  readonly wholes?: Wholes | undefined;
  readonly user: string;
  /** Today in the tenant's time zone. */
  readonly today: string;
  /** The instant of recording, ISO 8601 in UTC. */
  readonly recordedAt: string;
  readonly postingId: string;
  /** How many movements of the posting other decisions have made already; none where it is the only one. */
  readonly movementsBefore?: number | undefined;
  /** The id that a unit gets if this posting makes it: the same however often it is asked for. */
  readonly newUnitId: (name: { readonly itemId: string; readonly key: string }) => string;
};

/** A unit before and after; without `before` it is new, without `after` it disappears. */
export type UnitChange = {
  readonly before?: Unit | undefined;
  readonly after?: Unit | undefined;
  /** Movement ids that no longer fit on the record and go to its life file. */
  readonly spilled?: readonly string[] | undefined;
  /** It bears another number now: the record moves, and the old number stays as an alias. */
  readonly renamed?: boolean | undefined;
};

/** What a posting writes, all or nothing. */
export type Decision = {
  /** None where a call is about units alone. */
  readonly document?: LedgerDocument | undefined;
  readonly units: readonly UnitChange[];
  /** Units that it stands on as they are, and doesn't change. */
  readonly relied?: readonly Unit[] | undefined;
  readonly movements: readonly Movement[];
  readonly balances: readonly BalanceChange[];
  /** As they will be: opened, or closed. */
  readonly exceptions?: readonly LedgerException[] | undefined;
  readonly batches?: readonly Batch[] | undefined;
  /** Movements that were taken back, as they will be. */
  readonly voided?: readonly Movement[] | undefined;
  /** Serial-tracked quantity moves without numbers: it holds only while none are required. */
  readonly unnumbered?: boolean | undefined;
};
