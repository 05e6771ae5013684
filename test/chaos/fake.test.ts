import { beforeAll, describe, expect, it } from 'vitest';
import { aWorld } from '../app/world.ts';
import { fakeTable } from '../support/fake-table.ts';
import { type Look, look } from './checks.ts';
import { FAULTS, faultyTable } from './faults.ts';
import { ACT_NAMES, ACTS, type ActName, KEY, LIMITS, type Prepared, prepared } from './scenarios.ts';
import { type Ground, type Strike, strike } from './strike.ts';

const RUNS = Number(process.env.CHAOS_RUNS ?? 2_000);
const SEED = Number(process.env.CHAOS_SEED ?? 2026);

let given: Prepared;
const looks = new Map<ActName, { before: Look; after: Look }>();

const groundOf = (from: Prepared, actions: number): Ground => {
  const table = fakeTable(from.records);
  return {
    tenant: 'acme',
    given: from,
    process: ({ n, faults }) =>
      aWorld(
        { idsFrom: n * 10_000, limits: { ...LIMITS, actions } },
        faults === undefined ? table : faultyTable(table, faults),
      ),
  };
};

beforeAll(async () => {
  given = await prepared();
  for (const act of ACT_NAMES) {
    const world = await aWorld({ idsFrom: 1_000, limits: LIMITS }, fakeTable(given.records));
    const before = await look(world, given);
    await ACTS[act](world, given, KEY);
    looks.set(act, { before, after: await look(world, given) });
  }
});

/** A generator of numbers from 0 up to 1, the same for a seed (mulberry32). */
const dice = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

describe('a fault at any call of the engine', () => {
  it.each(ACT_NAMES)('changes %s', (act) => {
    const { before, after } = looks.get(act)!;
    expect(after).not.toEqual(before);
  });

  it(`leaves all or nothing, and a repeated request does it once: ${RUNS} random points`, async () => {
    const roll = dice(SEED);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(roll() * all.length)] as T;
    const struck = new Map<string, number>();
    let points = 0;
    while (points < RUNS) {
      const one: Strike = {
        act: pick(ACT_NAMES),
        n: 1 + Math.floor(roll() * 30),
        fault: pick(FAULTS),
        sweepsFirst: roll() < 0.5,
      };
      const actions = pick([1, 2, 3, 5]);
      try {
        if (!(await strike(groundOf(given, actions), one, looks.get(one.act)!))) continue;
      } catch (error) {
        throw new Error(`${JSON.stringify({ ...one, actions })}: ${String(error)}`, { cause: error });
      }
      points += 1;
      struck.set(`${one.act} ${one.fault}`, (struck.get(`${one.act} ${one.fault}`) ?? 0) + 1);
    }
    expect(struck.size).toBe(ACT_NAMES.length * FAULTS.length);
  }, 600_000);
});
