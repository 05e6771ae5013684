import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SearchPosition, searchSerials } from '../../functions/app/enquiry/search-serials.ts';
import type { SearchHit } from '../../functions/app/enquiry/search-sources.ts';
import { fold, type Match, stripped } from '../../functions/domain/search/entry.ts';
import { readSerialText } from '../../functions/domain/serial/text.ts';
import type { Unit } from '../../functions/domain/unit/unit.ts';
import { aWorld, CALLER, refusal, type World } from '../app/world.ts';
import { aUnit } from '../domain/builders.ts';
import { distance } from '../domain/search/damerau.ts';

/** Few characters, many of them misread for one another, so that numbers and their parts meet often. */
const number = fc
  .string({
    unit: fc.constantFrom('O', '0', '1', 'l', 'A', 'B', '8', '-', '/', ' '),
    minLength: 1,
    maxLength: 9,
  })
  .map((typed) => readSerialText(typed, false))
  .filter((read) => read.ok)
  .map((read) => (read.ok ? read.serial : { text: '', key: '' }));

const numbers = fc.uniqueArray(number, { minLength: 1, maxLength: 9, selector: ({ key }) => key });

/** The units, half of them sold, of two items in turn, as the stream has brought them to the index. */
const indexed = async (serials: readonly { readonly text: string; readonly key: string }[]) => {
  const world = await aWorld();
  const units = serials.map(({ text, key }, i) =>
    aUnit(text, {
      id: `u${i}.x`,
      key,
      itemId: i % 2 === 0 ? 'phone' : 'radio',
      status: i % 3 === 0 ? 'sold' : 'in-stock',
    }),
  );
  await world.store.unitOfWork.write(
    units.flatMap((after) => world.store.units.change(CALLER.tenant, { after })),
  );
  await world.settle();
  return { world, units };
};

/** The match by what the words say: the best of whole, beginning, end and inside, and told where it looks alike. */
const naive = (unit: Unit, query: string): Match | undefined => {
  const [whole, part] = [fold(unit.serial), fold(query)];
  const match = (): Match | undefined => {
    if (whole === part) return 'exact';
    if (whole.startsWith(part)) return 'prefix';
    if (whole.endsWith(part)) return 'ending';
    return whole.includes(part) ? 'inside' : undefined;
  };
  const found = match();
  const at = found === 'ending' ? whole.length - part.length : whole.indexOf(part);
  const same = stripped(unit.serial).slice(at, at + part.length) === stripped(query);
  return found === undefined || same ? found : 'look-alike';
};

type Asked = {
  readonly q: string;
  readonly limit: number;
  readonly itemId?: string;
  readonly status?: 'sold';
};

/** Every page of a search. */
const pagesOf = async (world: World, asked: Asked): Promise<(readonly SearchHit[])[]> => {
  const pages: (readonly SearchHit[])[] = [];
  let after: SearchPosition | undefined;
  do {
    const page = await searchSerials(world.deps, CALLER, { ...asked, after });
    pages.push(page.hits);
    after = page.next;
  } while (after !== undefined && pages.length < 200);
  return pages;
};

const named = (hits: readonly { readonly unit: Unit; readonly match: Match | undefined }[]): string[] =>
  hits.map(({ unit, match }) => `${unit.itemId} ${unit.serial} ${match}`).sort();

/** Those that match; where none does, those of which the query is a typo. */
const expected = (units: readonly Unit[], q: string): string[] => {
  const found = units.flatMap((unit) => naive(unit, q) ?? []);
  const isTypo = (unit: Unit) => fold(q).length >= 5 && distance(fold(unit.serial), fold(q)) === 1;
  const match = (unit: Unit): Match | undefined =>
    found.length > 0 ? naive(unit, q) : isTypo(unit) ? 'typo' : undefined;
  return named(units.map((unit) => ({ unit, match: match(unit) })).filter((hit) => hit.match !== undefined));
};

const partsOf = (text: string): string[] =>
  Array.from({ length: text.length }, (_, from) =>
    Array.from({ length: text.length - from }, (__, length) => text.slice(from, from + length + 1)),
  )
    .flat()
    .filter((part) => fold(part).length >= 3);

describe('the search', () => {
  it('finds each unit by every part of its number, as what it is, and once over all pages', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, fc.integer({ min: 1, max: 5 }), async (serials, limit) => {
        const { world, units } = await indexed(serials);
        for (const q of new Set(serials.flatMap(({ text }) => partsOf(text)))) {
          const pages = await pagesOf(world, { q, limit });
          expect(named(pages.flat())).toEqual(expected(units, q));
          expect(pages.every((page) => page.length <= limit)).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('finds nothing else, also by parts that no number has', async () => {
    const queries = fc.array(number, { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(numbers, queries, async (serials, asked) => {
        const { world, units } = await indexed(serials);
        for (const q of asked.map(({ text }) => text).filter((text) => fold(text).length >= 3)) {
          expect(named((await pagesOf(world, { q, limit: 3 })).flat())).toEqual(expected(units, q));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('keeps to an item and a status, with whole numbers of any length', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, async (serials) => {
        const { world, units } = await indexed(serials);
        for (const { text: q } of serials) {
          const sold = await pagesOf(world, { q, limit: 2, itemId: 'phone', status: 'sold' });
          const phones = units.filter(({ itemId, status }) => itemId === 'phone' && status === 'sold');
          if (fold(q).length >= 3) expect(named(sold.flat())).toEqual(expected(phones, q));
          const whole = (await pagesOf(world, { q, limit: 50 })).flat();
          expect(whole.map(({ unit }) => unit.serial)).toContain(q);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('shows true hits of a page before those that only look alike', async () => {
    const { world } = await indexed(['B00', '800-1', 'X800', '8OO-2'].map((text) => ({ text, key: text })));
    const { hits } = await searchSerials(world.deps, CALLER, { q: '800', limit: 50 });
    expect(hits.map(({ unit, match }) => `${unit.serial} ${match}`)).toEqual([
      '800-1 prefix',
      'X800 ending',
      'B00 look-alike',
      '8OO-2 look-alike',
    ]);
  });

  it('refuses what is too short, too long or no text, unless it is a whole number or within an item', async () => {
    const { world } = await indexed(['A1', 'A1-22', 'B-1'].map((text) => ({ text, key: text })));
    const search = (q: string, more: { itemId?: string } = {}) =>
      searchSerials(world.deps, CALLER, { q, limit: 50, ...more });
    expect(await refusal(search('A2'))).toEqual(['query-too-short']);
    expect(await refusal(search('-/ '))).toEqual(['query-too-short']);
    expect(await refusal(search('A'.repeat(33)))).toEqual(['query-invalid']);
    expect(await refusal(search('A\u0000BCD'))).toEqual(['query-invalid']);
    expect((await search('a1')).hits.map(({ match }) => match)).toEqual(['exact']);
    expect((await search('A', { itemId: 'phone' })).hits.map(({ unit }) => unit.serial)).toEqual(['A1']);
  });

  it('keeps to its limit and loses nothing also where the query is short', async () => {
    const { world, units } = await indexed(['A1', 'Al', 'A 1'].map((text) => ({ text, key: text })));
    const pages = await pagesOf(world, { q: 'A1', limit: 1 });
    expect(named(pages.flat())).toEqual(expected(units, 'A1'));
    const ofItem = await pagesOf(world, { q: 'A1', limit: 1, itemId: 'phone' });
    expect(ofItem.every((page) => page.length <= 1)).toBe(true);
  });

  it('skips entries whose unit is gone, or gone and made anew', async () => {
    const { world, units } = await indexed([{ text: 'ABC1', key: 'ABC1' }]);
    const [unit] = units;
    if (unit === undefined) throw new Error('there is a unit');
    const { store } = world;
    const search = async () => (await searchSerials(world.deps, CALLER, { q: 'ABC', limit: 9 })).hits;
    await store.unitOfWork.write(store.units.change(CALLER.tenant, { before: unit }));
    expect(await search()).toEqual([]);
    await store.unitOfWork.write(store.units.change(CALLER.tenant, { after: { ...unit, id: 'u9.y' } }));
    expect(await search()).toEqual([]);
    await world.settle();
    expect((await search()).map(({ unit: { id } }) => id)).toEqual(['u9.y']);
  });
});
