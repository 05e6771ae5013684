import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fold } from '../../functions/domain/search/entry.ts';
import { FOLDED, typosOf } from '../../functions/domain/search/typos.ts';
import { type Client, company, receipt, sale, settled } from '../support/client.ts';

/** Numbers as suppliers print them: a few letters, a longer run of both, some parted by separators. */
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
const letters = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...LETTERS), minLength, maxLength });
const number = fc
  .tuple(letters(2, 3), letters(5, 7), letters(3, 4), fc.constantFrom('-', '/', ' ', '.', ''))
  .map(([first, middle, last, separator]) => [first, middle, last].join(separator));

/** Always the same ones, so that a failure can be looked at again. */
const SERIALS = fc.sample(fc.uniqueArray(number, { minLength: 300, maxLength: 300, selector: fold }), {
  numRuns: 1,
  seed: 7,
})[0] as string[];

const CONFUSED = ['O0', 'IL1', 'S5', 'B8', 'Z2'];
const misread = (text: string): string =>
  text.replace(/[OILSBZ01582]/g, (c) => {
    const alike = CONFUSED.find((group) => group.includes(c)) ?? c;
    return alike[(alike.indexOf(c) + 1) % alike.length] ?? c;
  });
const kept = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '');

/** How a number reaches us, by what `at` and `length` choose, and the match that it is promised; typos come after. */
const DAMAGE = {
  none: (serial) => serial,
  'leading part': (serial, { length }) => kept(serial).slice(0, length),
  ending: (serial, { length }) => kept(serial).slice(-length),
  inside: (serial, { at, length }) => kept(serial).slice(1 + (at % 4), 1 + (at % 4) + length),
  'look-alikes': (serial) => misread(serial),
  'look-alikes inside': (serial, { at, length }) => misread(kept(serial)).slice(at % 4, (at % 4) + length),
  'separators dropped': (serial) => kept(serial),
  'separators added': (serial, { at }) => `${serial.slice(0, at)}-${serial.slice(at)}`,
  'separators everywhere': (serial) => [...kept(serial)].join(' - '),
  'lower case': (serial) => serial.toLowerCase(),
} as const satisfies Record<string, (serial: string, by: { at: number; length: number }) => string>;
type Damage = keyof typeof DAMAGE;

const TYPOS = {
  substitution: (text, { at, character }) => `${text.slice(0, at)}${character}${text.slice(at + 1)}`,
  insertion: (text, { at, character }) => `${text.slice(0, at)}${character}${text.slice(at)}`,
  deletion: (text, { at }) => `${text.slice(0, at)}${text.slice(at + 1)}`,
  transposition: (text, { at }) =>
    `${text.slice(0, at)}${text.slice(at + 1, at + 2)}${text[at]}${text.slice(at + 2)}`,
} as const satisfies Record<string, (text: string, by: { at: number; character: string }) => string>;

describe('a search among some hundred numbers', () => {
  let client: Client;
  const search = async (query: Record<string, string>) =>
    (await client.get(`/v1/search/serials?${new URLSearchParams(query)}`)).body;
  /** Every hit over all pages, as item and number. */
  const all = async (query: Record<string, string>): Promise<string[]> => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await search({ ...query, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(Number(query.limit));
      found.push(
        ...page.items.map((hit: { itemId: string; serial: string }) => `${hit.itemId} ${hit.serial}`),
      );
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return found;
  };
  const zeros = Array.from({ length: 40 }, (_, i) => (i % 2 ? `000${i}` : `Q${i}-000`));

  beforeAll(async () => {
    client = await company();
    await client.put('/v1/items/fan', { name: 'Fan', tracking: 'serial', serialType: 'fully-tracked' });
    const lines = (itemId: string, serials: readonly string[]) => ({
      lines: [{ itemId, quantity: serials.length, serials }],
    });
    const made = [
      await client.post('/v1/documents', receipt(SERIALS)),
      await client.post('/v1/documents', receipt(zeros)),
      await client.post('/v1/documents', receipt([], lines('fan', zeros))),
      await client.post('/v1/documents', receipt([], lines('fan', ['WQ-77431', 'WQ-77432', 'WQ-77433']))),
      await client.post('/v1/documents', sale(zeros.slice(0, 13))),
    ];
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    await settled();
  });

  it.each(Object.keys(DAMAGE) as Damage[])('finds the unit on the first page: %s', async (damage) => {
    const some = fc.record({
      serial: fc.constantFrom(...SERIALS),
      at: fc.nat({ max: 9 }),
      length: fc.integer({ min: 6, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(some, async ({ serial, at, length }) => {
        const { items } = await search({ q: DAMAGE[damage](serial, { at, length }) });
        expect(items.map((hit: { serial: string }) => hit.serial)).toContain(serial);
      }),
      { numRuns: 20 },
    );
  });

  it.each(Object.keys(TYPOS) as (keyof typeof TYPOS)[])(
    'finds the unit by its number with a typo: %s',
    async (kind) => {
      const some = fc.record({
        serial: fc.constantFrom(...SERIALS),
        at: fc.nat({ max: 13 }),
        character: fc.constantFrom(...FOLDED),
      });
      const folded = SERIALS.map(fold);
      await fc.assert(
        fc.asyncProperty(some, async ({ serial, at, character }) => {
          const q = TYPOS[kind](kept(serial), { at: at % (kept(serial).length - 1), character });
          // What looks alike is no typo, and what another number has in it is found as that.
          fc.pre(!folded.some((other) => other.includes(fold(q))));
          const { items } = await search({ q });
          const typos = new Set(typosOf(fold(q)));
          const near = SERIALS.filter((other) => typos.has(fold(other)));
          expect(
            items.map((hit: { serial: string; match: string }) => `${hit.match} ${hit.serial}`).sort(),
          ).toEqual(near.map((other) => `typo ${other}`).sort());
          expect(near).toContain(serial);
        }),
        { numRuns: 15 },
      );
    },
  );

  it('pages through very many hits completely and without repetition, also those of an item and a status', async () => {
    const of = (itemId: string, serials: readonly string[]) => serials.map((serial) => `${itemId} ${serial}`);
    const holds000 = [...SERIALS.filter((serial) => fold(serial).includes('000')), ...zeros];
    const wanted = {
      pump: of('pump', holds000),
      fan: of('fan', zeros),
      sold: of('pump', zeros.slice(0, 13)),
    };
    const found = (query: Record<string, string>) => all({ q: '000', limit: '7', ...query });
    expect((await found({})).sort()).toEqual([...wanted.pump, ...wanted.fan].sort());
    expect((await found({ itemId: 'pump' })).sort()).toEqual(wanted.pump.sort());
    expect((await found({ itemId: 'fan' })).sort()).toEqual(wanted.fan.sort());
    expect((await found({ status: 'sold' })).sort()).toEqual(wanted.sold.sort());
    expect(await found({ itemId: 'fan', status: 'sold' })).toEqual([]);
  });

  it('pages through typos one by one', async () => {
    expect(await all({ q: 'WQ77434', limit: '1' })).toEqual(['fan WQ-77431', 'fan WQ-77432', 'fan WQ-77433']);
    expect(await all({ q: 'WQ77434', limit: '1', itemId: 'pump' })).toEqual([]);
    expect(await all({ q: 'WQ77434', limit: '2', itemId: 'fan', status: 'in-stock' })).toHaveLength(3);
  });

  it('refuses a cursor of another tenant or query, and an altered one', async () => {
    const page = await search({ q: 'WQ77434', limit: '1' });
    const cursor: string = page.nextCursor;
    const other = await company();
    const refused = async (asker: Client, query: Record<string, string>): Promise<string> => {
      const { status, body } = await asker.get(`/v1/search/serials?${new URLSearchParams(query)}`);
      return `${status} ${body.code}`;
    };
    const [seal, phase, position] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const altered = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const q = 'WQ77434';
    const answers = [
      await refused(other, { q, cursor }),
      await refused(client, { q: 'WQ77435', cursor }),
      await refused(client, { q, itemId: 'fan', cursor }),
      await refused(client, { q, cursor: cursor.slice(1) }),
      await refused(client, { q, cursor: altered(`x${seal.slice(1)}`, phase, position) }),
      await refused(client, { q, cursor: altered(seal, 'typos', position) }),
      await refused(client, { q, cursor: altered(seal, phase, 'ZZZ') }),
      await refused(client, { q, cursor: altered(seal, 'whole', position) }),
      await refused(client, { q, cursor: altered(seal, phase, position, 1) }),
    ];
    expect(answers).toEqual(answers.map(() => '400 invalid-cursor'));
  });

  it('refuses what no number can be found by', async () => {
    const codeOf = async (q: string): Promise<string> => {
      const { status, body } = await client.get(`/v1/search/serials?${new URLSearchParams({ q })}`);
      return `${status} ${body.code}`;
    };
    for (const q of ['', 'A9', '-', ' / -', '…'])
      expect([q, await codeOf(q)]).toEqual([q, '422 query-too-short']);
    for (const q of [
      'A'.repeat(33),
      'x'.repeat(10_000),
      '-'.repeat(10_000),
      'ABC\u0000',
      'AB\nC',
      '\u007fABC',
      'AB\u0085C',
    ])
      expect([q, await codeOf(q)]).toEqual([q, '422 query-invalid']);
  });
});
