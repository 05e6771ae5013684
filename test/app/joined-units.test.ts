import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fakeTable } from '../support/fake-table.ts';
import { aWorld, CALLER, list, refusal, type World } from './world.ts';

/** Units that go into each other at once: none ends up inside itself. */

const KEYS = ['A', 'B', 'C', 'D', 'E'];
const { tenant } = CALLER;

/** What goes along, so that a posting takes several transactions. */
const extra = (key: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${key}-${i}`);

const into = (part: string, whole: string, more: readonly string[] = []) => ({
  kind: 'works-order' as const,
  locationId: 'main',
  post: true,
  lines: [
    {
      itemId: 'phone',
      quantity: 1 + more.length,
      role: 'consume' as const,
      serials: list(part, ...more),
      parentSerial: whole,
      parentItemId: 'phone',
    },
  ],
});

const out = (part: string) => ({
  kind: 'works-order' as const,
  locationId: 'main',
  post: true,
  lines: [{ itemId: 'phone', quantity: 1, role: 'take-out' as const, serials: list(part) }],
});

const wholeOf = async (world: World, key: string): Promise<string | undefined> =>
  (await world.unit(key))?.parent?.serial;

const cycles = async (world: World): Promise<string[]> => {
  const parents = new Map(
    await Promise.all(KEYS.map(async (key) => [key, await wholeOf(world, key)] as const)),
  );
  return KEYS.filter((key) => {
    const seen = new Set<string>();
    for (let at = parents.get(key); at !== undefined && !seen.has(at); at = parents.get(at)) {
      if (at === key) return true;
      seen.add(at);
    }
    return false;
  });
};

const key = fc.constantFrom(...KEYS);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ part: key, whole: key, more: fc.constantFrom(0, 0, 12) }) },
  { weight: 1, arbitrary: fc.record({ part: key }) },
);

it('none is inside itself, whatever goes into what at once, in small postings and large ones', async () => {
  let refusedFor = 0;
  const property = fc.asyncProperty(
    fc.array(fc.array(step, { minLength: 2, maxLength: 4 }), { minLength: 2, maxLength: 4 }),
    async (rounds) => {
      const world = await aWorld({ limits: { actions: 8, concurrency: 2 } });
      await world.receive(KEYS);
      for (const [n, round] of rounds.entries()) {
        const extras = round.map((_, i) => extra(`X${n}${i}`, 12));
        await world.receive(extras.flat());
        const ends = await Promise.all(
          round.map((one, i) =>
            refusal(
              world.create(
                'whole' in one ? into(one.part, one.whole, extras[i]?.slice(0, one.more)) : out(one.part),
              ),
            ),
          ),
        );
        refusedFor += ends.flat().filter((code) => code === 'unit-inside-itself').length;
        expect(await cycles(world)).toEqual([]);
      }
    },
  );
  await fc.assert(property, { numRuns: 40, seed: 2026, endOnFailure: true });
  expect(refusedFor).toBeGreaterThan(0);
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'nor where the other posting comes before the %i. transaction',
  async (n) => {
    for (const more of [[], extra('X', 12)]) {
      const table = fakeTable();
      const limits = { actions: 6, concurrency: 2 };
      const [world, other] = [
        await aWorld({ limits }, table),
        await aWorld({ idsFrom: 5_000, limits }, table),
      ];
      await world.receive(['A', 'B', 'C', ...extra('X', 12)]);
      await world.create(into('B', 'C'));
      let ended: string[] | undefined;
      for (let i = 1; i < n; i += 1) table.beforeNext(async () => {});
      table.beforeNext(async () => {
        ended = await refusal(other.create(into('C', 'A')));
      });
      const mine = await refusal(world.create(into('A', 'B', more)));
      ended ??= await refusal(other.create(into('C', 'A')));
      const codes = [...mine, ...ended].filter((code) => code !== 'serial-busy');
      expect(codes.every((code) => code === 'unit-inside-itself')).toBe(true);
      expect(await cycles(world)).toEqual([]);
      // What something went into is a version later, so that others learn of it.
      const [b] = await world.store.units.readMany(tenant, [{ itemId: 'phone', key: 'B' }]);
      expect(b?.version).toBe(mine.length === 0 ? 3 : 2);
    }
  },
);

it('a take-out that is taken back leads into no cycle either', async () => {
  const world = await aWorld();
  await world.receive(['A', 'B', 'C']);
  await world.create(into('A', 'B'));
  const { documentId } = await world.create(out('A'));
  await world.create(into('B', 'C'));
  await world.create(into('C', 'A'));
  const back = () => world.void({ documentId, reason: 'wrong one' });
  expect(await world.refused(back)).toEqual(['unit-inside-itself']);
});
