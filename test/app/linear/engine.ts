import type { Clock } from '../../../functions/app/ports.ts';
import { distinct } from '../../../functions/data/coalescing.ts';
import type { Table } from '../../../functions/data/table.ts';

/** An engine whose answers take their time, and the time they take: all of it thrown by seeded dice. */

export type Dice = {
  /** From 0 up to, not including, 1. */
  readonly throw: () => number;
  /** A whole number from 0 up to, not including, `n`. */
  readonly below: (n: number) => number;
  readonly chance: (of: number) => boolean;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
};

/** Mulberry32. */
export const diceOf = (seed: number): Dice => {
  let state = seed | 0;
  const one = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(one() * n);
  return {
    throw: one,
    below,
    chance: (of) => one() < of,
    pick: (from) => from[below(from.length)] ?? from[0],
  };
};

type Sleeper = { readonly at: number; readonly rank: number; readonly wake: () => void };

/** Everything that can go on without time passing has gone on: a tick comes when no promise is left to be continued. */
const quiet = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
/** Whatever else goes on in the process has had its turn. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that moves to the next sleeper's time when nobody else can go on; of those due at once any may be first. */
export const virtualClock = (dice: Dice, start: number) => {
  let now = start;
  const sleepers: Sleeper[] = [];
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      sleepers.push({ at: now + Math.max(0, Math.ceil(milliseconds)), rank: dice.throw(), wake });
    });
  const wakeNext = (): void => {
    const next = sleepers.reduce<Sleeper | undefined>((first, one) => {
      const isFirst =
        first === undefined || one.at < first.at || (one.at === first.at && one.rank < first.rank);
      return isFirst ? one : first;
    }, undefined);
    if (next === undefined) throw new Error('everybody waits for something that never comes');
    sleepers.splice(sleepers.indexOf(next), 1);
    now = next.at;
    next.wake();
  };
  const clock: Clock = { now: () => now, sleep, random: dice.throw };
  return {
    clock,
    run: async (work: Promise<unknown>): Promise<void> => {
      let isOver = false;
      const over = work.finally(() => {
        isOver = true;
      });
      over.catch(() => undefined);
      for (await breath(); !isOver; await quiet()) wakeNext();
      await over;
    },
  };
};

export type Manners = {
  /** One way of a call, milliseconds. */
  readonly delay: () => number;
  /** How often a transaction meets another. */
  readonly contended: number;
  /** Records of one batch are read and written each at a moment of its own, as DynamoDB does. */
  readonly torn: boolean;
};

/** The table as it is seen from afar: each call takes effect at some moment between its beginning and its end. */
export const slowTable = (
  table: Table,
  { clock, dice, manners }: { readonly clock: Clock; readonly dice: Dice; readonly manners: Manners },
): Table => {
  const { delay, contended, torn } = manners;
  const slowly = async <T>(effect: () => Promise<T>): Promise<T> => {
    await clock.sleep(delay());
    const result = await effect();
    await clock.sleep(delay());
    return result;
  };
  return {
    getMany: async (keys) => {
      if (!torn) return slowly(() => table.getMany(keys));
      const reads = distinct(keys).map((key) => slowly(() => table.getMany([key])));
      return (await Promise.all(reads)).flat();
    },
    getTogether: (keys) => slowly(() => table.getTogether(keys)),
    query: (request) => slowly(() => table.query(request)),
    scan: (request) => slowly(() => table.scan(request)),
    transact: (parts) =>
      dice.chance(contended)
        ? slowly(async () => ({ outcome: 'contended' }))
        : slowly(() => table.transact(parts)),
    raise: (given) => slowly(() => table.raise(given)),
    writeMany: async ({ puts, deletes }) => {
      if (!torn) return slowly(() => table.writeMany({ puts, deletes }));
      await Promise.all([
        ...puts.map((put) => slowly(() => table.writeMany({ puts: [put], deletes: [] }))),
        ...deletes.map((key) => slowly(() => table.writeMany({ puts: [], deletes: [key] }))),
      ]);
    },
  };
};
