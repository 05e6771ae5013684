import type { Balance, BalanceChange } from '../balance.ts';
import type { Movement } from '../movement.ts';
import type { Item } from '../registry.ts';
import type { Settings } from '../settings.ts';
import type { Unit } from '../unit.ts';
import type { LedgerDocument } from './document.ts';

/** All that a decision about a document may look at; resolved before, so that deciding is pure. */
export type DecisionContext = {
  readonly settings: Settings;
  readonly items: ReadonlyMap<string, Item>;
  /** By `unitKey`. */
  readonly units: ReadonlyMap<string, Unit>;
  /** By `balanceName`. */
  readonly balances: ReadonlyMap<string, Balance>;
  readonly user: string;
  /** Today in the tenant's time zone. */
  readonly today: string;
  /** The instant of recording, ISO 8601 in UTC. */
  readonly recordedAt: string;
  readonly postingId: string;
  readonly newUnitId: (key: string) => string;
};

/** A unit before and after; without `before` it is new, without `after` it disappears. */
export type UnitChange = {
  readonly before?: Unit | undefined;
  readonly after?: Unit | undefined;
  /** Movement ids that no longer fit on the record and go to its life file. */
  readonly spilled?: readonly string[] | undefined;
};

/** What a posting writes, all or nothing. */
export type Decision = {
  readonly document: LedgerDocument;
  readonly units: readonly UnitChange[];
  readonly movements: readonly Movement[];
  readonly balances: readonly BalanceChange[];
};
