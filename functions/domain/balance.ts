import type { Quantity } from './quantity.ts';

/** What is at a place: the quantity of an item (and batch) and how many of its units are in stock there. */
export type Balance = {
  readonly itemId: string;
  readonly locationId: string;
  readonly batch?: string | undefined;
  readonly quantity: Quantity;
  readonly serials: number;
  readonly inTransit: Quantity;
  /** A running number of movements that left units unnumbered here, so that "last heard" differs from "known". */
  readonly untracked: number;
  readonly epoch: number;
  readonly version: number;
};

/** The largest quantity of a balance; sums of up to a million million pieces stay exact. */
export const BALANCE_MAX: Quantity = 9_000_000_000_000_000;

/** A posting's sum for one balance. */
export type BalanceChange = {
  readonly itemId: string;
  readonly locationId: string;
  readonly batch?: string | undefined;
  readonly quantity: Quantity;
  readonly serials: number;
  readonly untracked: number;
};

export type BalanceName = Pick<Balance, 'itemId' | 'locationId' | 'batch'>;

/** Tells balances apart; no part can hold `#`. */
export const balanceName = ({ itemId, locationId, batch }: BalanceName): string =>
  [itemId, locationId, batch ?? ''].join('#');

/** Sums changes that meet in one balance; those that come to nothing fall away. */
export const sumChanges = (changes: readonly BalanceChange[]): BalanceChange[] => {
  const sums = new Map<string, BalanceChange>();
  for (const change of changes) {
    const name = balanceName(change);
    const sum = sums.get(name);
    sums.set(name, {
      ...change,
      quantity: change.quantity + (sum?.quantity ?? 0),
      serials: change.serials + (sum?.serials ?? 0),
      untracked: change.untracked + (sum?.untracked ?? 0),
    });
  }
  return [...sums.values()].filter((c) => c.quantity !== 0 || c.serials !== 0 || c.untracked !== 0);
};
