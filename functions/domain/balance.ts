import type { Quantity } from './quantity.ts';

/** What is at a place: the quantity of an item (and batch) and how many of its units are in stock there. */
export type Balance = {
  readonly itemId: string;
  readonly locationId: string;
  readonly batch?: string | undefined;
  readonly quantity: Quantity;
  readonly serials: number;
  /** Sent from here and not arrived yet. */
  readonly inTransit: Quantity;
  /** How many numbered units are among those. */
  readonly sentSerials: number;
  /** A running number of movements that left units unnumbered here, so that "last heard" differs from "known". */
  readonly untracked: number;
  /** How many numbered units were ever received and sold through here; voids taken off. */
  readonly bought: number;
  readonly sold: number;
  readonly epoch: number;
  readonly version: number;
};

/** The largest quantity of a balance; sums of up to a million million pieces stay exact. */
export const BALANCE_MAX: Quantity = 9_000_000_000_000_000;

export type BalanceName = Pick<Balance, 'itemId' | 'locationId' | 'batch'>;

const COUNTS = ['quantity', 'serials', 'inTransit', 'sentSerials', 'untracked', 'bought', 'sold'] as const;
type Count = (typeof COUNTS)[number];

/** A posting's sum for one balance. */
export type BalanceChange = BalanceName & {
  readonly [Name in Count]: number;
} & {
  /** Holds only while nobody else has changed the balance: where numbers are fitted to what is there. */
  readonly version?: number | undefined;
};

/** Tells balances apart; no part can hold `#`. */
export const balanceName = ({ itemId, locationId, batch }: BalanceName): string =>
  [itemId, locationId, batch ?? ''].join('#');

/** A change by the counts given, and by nothing else. */
export const changeBy = (
  { itemId, locationId, batch }: BalanceName,
  counts: { readonly [Name in Count]?: number },
): BalanceChange => ({
  itemId,
  locationId,
  ...(batch === undefined ? {} : { batch }),
  quantity: 0,
  serials: 0,
  inTransit: 0,
  sentSerials: 0,
  untracked: 0,
  bought: 0,
  sold: 0,
  ...counts,
});

/** Sums changes that meet in one balance; those that come to nothing fall away. */
export const sumChanges = (changes: readonly BalanceChange[]): BalanceChange[] => {
  const sums = new Map<string, BalanceChange>();
  for (const change of changes) {
    const name = balanceName(change);
    const sum = sums.get(name);
    const counts = Object.fromEntries(COUNTS.map((count) => [count, change[count] + (sum?.[count] ?? 0)]));
    sums.set(name, { ...change, ...counts, version: change.version ?? sum?.version });
  }
  return [...sums.values()].filter((change) => COUNTS.some((count) => change[count] !== 0));
};
