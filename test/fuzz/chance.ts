/** Choices that a seed repeats. */

export type Chance = {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  /** Whether something of this likelihood happens. */
  readonly is: (likelihood: number) => boolean;
  /** From 0 up to, not including, the bound. */
  readonly below: (bound: number) => number;
  readonly of: <T>(all: readonly T[]) => T;
};

/** mulberry32 */
export const chanceFrom = (seed: number): Chance => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return { next, below, is: (likelihood) => next() < likelihood, of: (all) => all[below(all.length)]! };
};
