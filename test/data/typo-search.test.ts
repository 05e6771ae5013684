import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SearchPosition, searchSerials } from '../../functions/app/enquiry/search-serials.ts';
import { fold } from '../../functions/domain/search/entry.ts';
import { FOLDED, typoEndings, typosOf } from '../../functions/domain/search/typos.ts';
import type { Unit } from '../../functions/domain/unit/unit.ts';
import { aWorld, CALLER, refusal, type World } from '../app/world.ts';
import { aUnit } from '../domain/builders.ts';
import { distance } from '../domain/search/damerau.ts';

/** Units in the ledger, and as the stream brings them to the index. */
const withUnits = async (units: readonly Unit[]): Promise<World> => {
  const world = await aWorld();
  for (let from = 0; from < units.length; from += 75) {
    const some = units.slice(from, from + 75);
    await world.store.unitOfWork.write(
      some.flatMap((after) => world.store.units.change(CALLER.tenant, { after })),
    );
  }
  await world.settle();
  return world;
};

type Asked = {
  readonly q: string;
  readonly limit: number;
  readonly itemId?: string;
  readonly status?: 'sold';
};

/** Every hit over all pages, which keep to their limit. */
const hitsOf = async (world: World, asked: Asked): Promise<string[]> => {
  const hits: string[] = [];
  let after: SearchPosition | undefined;
  do {
    const page = await searchSerials(world.deps, CALLER, { ...asked, after });
    expect(page.hits.length).toBeLessThanOrEqual(asked.limit);
    hits.push(...page.hits.map(({ unit, match, alias }) => `${match} ${unit.id} ${alias ?? unit.serial}`));
    after = page.next;
  } while (after !== undefined);
  return hits;
};

const sold = (unit: Unit): Unit => ({ ...unit, status: 'sold' });
const readsOf = async (world: World, act: () => Promise<unknown>): Promise<number> => {
  const before = world.table.calls().query;
  await act();
  return world.table.calls().query - before;
};

describe('typos in the index', () => {
  /** Numbers of few characters, so that many lie near one another, each for some items and with some ends alike. */
  const text = fc.string({ unit: fc.constantFrom('0', '1', 'A', 'C'), minLength: 4, maxLength: 7 });
  const units = fc
    .uniqueArray(fc.record({ text, itemId: fc.constantFrom('phone', 'radio') }), {
      maxLength: 90,
      selector: (given) => `${given.itemId} ${given.text}`,
    })
    .map((given) =>
      given.map(({ text: serial, itemId }, i) => aUnit(serial, { id: `u${i}.x`, key: serial, itemId })),
    );

  it('are all found, in order and once, by pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        units,
        fc.string({ unit: fc.constantFrom('0', '1', 'A', 'C'), minLength: 5, maxLength: 7 }),
        fc.integer({ min: 1, max: 7 }),
        async (all, query, limit) => {
          const world = await withUnits(all);
          const given = { variants: typosOf(query), endings: typoEndings(query) };
          const found: string[] = [];
          const sorts: string[] = [];
          let after: string | undefined;
          do {
            const page = await world.store.indexes.typos(CALLER.tenant, { ...given, limit, after });
            expect(page.items.length).toBeLessThanOrEqual(limit);
            found.push(...page.items.map(({ id }) => id));
            sorts.push(...page.items.map(({ sort }) => sort));
            after = page.next;
          } while (after !== undefined);
          const near = all.filter(({ serial }) => distance(serial, query) === 1);
          expect(found.sort()).toEqual(near.map(({ id }) => id).sort());
          expect(sorts).toEqual([...sorts].sort());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are found where more numbers end alike than one look takes, with no more reads than variants', async () => {
    const heads = FOLDED.flatMap((a) => FOLDED.map((b) => `${a}${b}`));
    const serials = heads.map((head) => `${head}Q-2026`);
    const world = await withUnits(
      serials.map((serial) => aUnit(serial, { id: `${serial}.x`, key: serial, itemId: 'phone' })),
    );
    const query = 'AUQ2026';
    const variants = typosOf(query);
    const near = serials.map(fold).filter((serial) => distance(serial, query) === 1);
    let found: string[] = [];
    const reads = await readsOf(world, async () => {
      const asked = { variants, endings: typoEndings(query), limit: 100 };
      const page = await world.store.indexes.typos(CALLER.tenant, asked);
      found = page.items.map(({ folded }) => folded);
    });
    expect(found).toEqual(near.sort());
    expect(found).toHaveLength(59);
    expect(reads).toBeLessThanOrEqual(4 + 4 * variants.length);
  });

  it('go on only at a variant', async () => {
    const world = await withUnits([]);
    const given = { variants: typosOf('AC123'), endings: typoEndings('AC123'), limit: 5 };
    for (const after of ['', '!', 'AC123!phone!00!u', 'AC124', 'ZZZ', '\u0000', 'AC1\ud800']) {
      const codes = await refusal(world.store.indexes.typos(CALLER.tenant, { ...given, after }));
      expect([after, codes.length === 0 || codes[0] === 'invalid-cursor']).toEqual([after, true]);
    }
  });
});

describe('a search for a number with a typo', () => {
  const unit = (serial: string, more: Partial<Unit> = {}): Unit =>
    aUnit(serial, { id: `${serial}.x`, key: serial, itemId: 'phone', ...more });

  it('finds it where nothing matches, and only there', async () => {
    const world = await withUnits(['AC-1234', 'AC-1235', 'XX-9'].map((serial) => unit(serial)));
    const hits = (q: string) => hitsOf(world, { q, limit: 50 });
    expect(await hits('ac1235')).toEqual(['exact AC-1235.x AC-1235']);
    expect(await hits('ac-1236')).toEqual(['typo AC-1234.x AC-1234', 'typo AC-1235.x AC-1235']);
    expect(await hits('ca1234')).toEqual(['typo AC-1234.x AC-1234']);
    expect(await hits('a1234')).toEqual(['typo AC-1234.x AC-1234']);
    expect(await hits('acc 1234')).toEqual(['typo AC-1234.x AC-1234']);
    expect(await hits('xx8')).toEqual([]);
    expect(await hits('XX9X')).toEqual([]);
  });

  it('keeps to item and status, in which nothing may match though elsewhere something does', async () => {
    const world = await withUnits([
      unit('AC-1234'),
      unit('AC-1235', { itemId: 'radio' }),
      sold(unit('AC-1236')),
    ]);
    const hits = (more: Partial<Asked>) => hitsOf(world, { q: 'AC1235', limit: 1, ...more });
    expect(await hits({})).toEqual(['exact AC-1235.x AC-1235']);
    expect(await hits({ itemId: 'phone' })).toEqual(['typo AC-1234.x AC-1234', 'typo AC-1236.x AC-1236']);
    expect(await hits({ itemId: 'phone', status: 'sold' })).toEqual(['typo AC-1236.x AC-1236']);
    expect(await hits({ itemId: 'lamp' })).toEqual([]);
  });

  it('leads from a number of before to the unit, which is shown once', async () => {
    const world = await withUnits([
      unit('QQ-9999', { aliases: ['AC-1234'] }),
      unit('AC-1237', { aliases: ['AC-1239', 'AC-1238'] }),
      unit('PP-7777', { aliases: ['AC-123F', 'AC-123E'] }),
    ]);
    expect(await hitsOf(world, { q: 'AC1236', limit: 1 })).toEqual([
      'typo QQ-9999.x AC-1234',
      'typo AC-1237.x AC-1237',
      'typo PP-7777.x AC-123E',
    ]);
  });

  it('finds one number in very many items, page by page', async () => {
    const many = Array.from({ length: 230 }, (_, i) =>
      unit('AC-1234', {
        itemId: `item-${i}`,
        id: `${i}.x`,
        ...(i % 3 === 0 ? { status: 'sold' as const } : {}),
      }),
    );
    const world = await withUnits(many);
    for (const q of ['AC1235', 'XC1234', 'AC123', 'AD1234', 'CA1234']) {
      const hits = await hitsOf(world, { q, limit: 50 });
      expect(hits).toHaveLength(230);
      expect(new Set(hits).size).toBe(230);
    }
    expect(await hitsOf(world, { q: 'AC1235', limit: 7, status: 'sold' })).toHaveLength(77);
  });

  it('is not led to typos by a page that shows nothing after one that did', async () => {
    // More than a page of entries of another item, so that hits and empty pages alternate.
    const others = Array.from({ length: 140 }, (_, i) => unit(`AC-1235-${i}`, { itemId: 'radio' }));
    const hit = unit('AC-1235', { itemId: 'phone' });
    const world = await withUnits([...others, hit, unit('AC-1234')]);
    expect(await hitsOf(world, { q: 'AC1235', limit: 5, itemId: 'phone' })).toEqual([
      'exact AC-1235.x AC-1235',
    ]);
    expect(await hitsOf(world, { q: 'AC1235', limit: 5, status: 'sold' })).toEqual([]);
    await world.store.unitOfWork.write(world.store.units.change(CALLER.tenant, { before: hit }));
    await world.settle();
    expect(await hitsOf(world, { q: 'AC1235', limit: 5, itemId: 'phone' })).toEqual([
      'typo AC-1234.x AC-1234',
    ]);
  });
});

describe('what a search for a number with a typo reads', () => {
  const number = (n: number): string => `SN-${n.toString().padStart(7, '0')}`;

  it.each([
    ['sequential numbers', number],
    ['sequential numbers that all end alike', (n: number) => `${number(n)}-2026`],
    [
      'scattered numbers',
      (n: number) => `SN-${(Math.imul(n + 1, 2_654_435_761) >>> 0).toString(36).toUpperCase()}`,
    ],
  ])(
    'stays small: %s',
    async (_, numberOf) => {
      const serials = Array.from({ length: 3_000 }, (__, n) => numberOf(n));
      const world = await withUnits(
        serials.map((serial) => aUnit(serial, { id: `${serial}.x`, key: serial, itemId: 'phone' })),
      );
      const counts: number[] = [];
      for (const n of [17, 1234, 2999]) {
        const serial = fold(numberOf(n));
        for (const at of [0, 2, 4, serial.length - 1]) {
          const q = `${serial.slice(0, at)}${serial[at] === 'Y' ? 'X' : 'Y'}${serial.slice(at + 1)}`;
          counts.push(
            await readsOf(world, async () => expect(await hitsOf(world, { q, limit: 50 })).not.toEqual([])),
          );
        }
      }
      expect(Math.max(...counts)).toBeLessThan(300);
    },
    120_000,
  );
});
