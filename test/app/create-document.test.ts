import { beforeEach, describe, expect, it } from 'vitest';
import type { NewDocument } from '../../functions/app/documents/create.ts';
import { pieces } from '../../functions/domain/quantity.ts';
import { aWorld, list, violations, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});

const receipt: NewDocument = {
  kind: 'product-receipt',
  partnerId: 'maker',
  locationId: 'main',
  lines: [{ itemId: 'phone', quantity: 1, serials: list('A1') }],
  post: true,
};

describe('a document', () => {
  it('has 500 lines and not one more', async () => {
    const linesOf = (count: number) => Array.from({ length: count }, () => ({ itemId: 'bolt', quantity: 1 }));
    const { documentId } = await world.create({ ...receipt, lines: linesOf(500) });
    expect((await world.document(documentId))?.lines).toHaveLength(500);
    await expect(world.create({ ...receipt, lines: linesOf(501) })).rejects.toMatchObject({
      error: { code: 'posting-too-large', what: 'lines', actual: 501, limit: 500 },
    });
  });
});

describe('a receipt', () => {
  it('posted at once brings units and stock, with one movement for each line', async () => {
    const lines = [
      { itemId: 'phone', quantity: 2, serials: list(' a1', 'A 2') },
      { itemId: 'bolt', quantity: 2.5 },
      { itemId: 'phone', quantity: 1, serials: list('A3') },
    ];
    const { status, movementIds, documentId } = await world.create({ ...receipt, lines });
    expect([status, movementIds.length]).toEqual(['posted', 3]);
    expect(await world.unit('A1')).toMatchObject({ serial: 'a1', status: 'in-stock', locationId: 'main' });
    expect(await world.balance()).toMatchObject({ quantity: pieces(3), serials: 3 });
    expect(await world.balance('bolt')).toMatchObject({ quantity: pieces(2.5), serials: 0 });
    expect(await world.document(documentId)).toMatchObject({ status: 'posted', movementIds });
  });

  it('not posted is a draft that claims neither units nor stock', async () => {
    expect(await world.create({ ...receipt, post: false })).toMatchObject({
      status: 'draft',
      movementIds: [],
    });
    expect(await world.unit('A1')).toBeUndefined();
    expect(await world.balance()).toBeUndefined();
  });

  it('counts the day in the time zone of the tenant', async () => {
    const late = await aWorld({ settings: { timeZone: 'Pacific/Kiritimati' } });
    late.pass(2 * 60 * 60 * 1000);
    await late.receive(['A1']);
    expect(await late.unit('A1')).toMatchObject({ addedDate: '2026-03-11' });
    expect(await late.refused(() => late.receive(['A2'], { effectiveDate: '2026-03-12' }))).toEqual([
      'date-future',
    ]);
  });
});

describe('everything that is wrong', () => {
  it('is told at once, each fault with its place, and nothing is written', async () => {
    const wrong: NewDocument = {
      ...receipt,
      locationId: 'nowhere',
      partnerId: 'jane',
      effectiveDate: '2026-03-11',
      lines: [
        { itemId: 'phone', quantity: 3, serials: list('A1', 'n/a', 'A1') },
        { itemId: 'gone', quantity: 1 },
        { itemId: 'phone', quantity: 1.5 },
        { itemId: 'bolt', quantity: 0.00001, batch: 'b1' },
        { itemId: 'glue', quantity: 1 },
        { itemId: 'phone', quantity: 1, serials: list('a1') },
      ],
    };
    const before = world.table.snapshot();
    const told = (await violations(world.create(wrong))).map(({ pointer, code }) => `${pointer} ${code}`);
    expect(new Set(told)).toEqual(
      new Set([
        '/locationId location-unknown',
        '/partnerId partner-role',
        '/effectiveDate date-future',
        '/lines/0/serials/1 serial-placeholder',
        '/lines/0/serials/2 serial-duplicate',
        '/lines/1/itemId item-unknown',
        '/lines/2/quantity quantity-not-whole',
        '/lines/3/quantity quantity-invalid',
        '/lines/3/batch batch-not-tracked',
        '/lines/4/batch batch-required',
        '/lines/5/serials/0 serial-duplicate',
      ]),
    );
    expect(world.table.snapshot()).toEqual(before);
  });
});

type Rule = readonly [name: string, given: Partial<NewDocument>, codes: readonly string[]];
const line = (given: Partial<NewDocument['lines'][number]>) => ({
  lines: [{ itemId: 'phone', quantity: 1, ...given }],
});
const tooFar = { form: 'range', range: { first: 'A9', count: 2 } } as const;

describe('a document', () => {
  it.each<Rule>([
    [
      'of an order without a supplier',
      { kind: 'purchase-order', partnerId: undefined },
      ['partner-required'],
    ],
    ['with a partner nobody knows', { partnerId: 'who' }, ['partner-unknown']],
    ['of a sale to a supplier', { kind: 'customer-invoice', post: false }, ['partner-role']],
    ['with fewer numbers than required', line({ quantity: 2, serials: list('A1') }), ['serials-missing']],
    ['with more numbers than units', line({ serials: list('A1', 'A2') }), ['serials-exceed-quantity']],
    [
      'with numbers where none are taken',
      line({ itemId: 'bolt', serials: list('A1') }),
      ['serials-not-tracked'],
    ],
    [
      'with numbers that are off at its class',
      line({ itemId: 'radio', serials: list('A1') }),
      ['serials-not-tracked'],
    ],
    ['with a quantity of nothing', line({ itemId: 'bolt', quantity: 0 }), ['quantity-invalid']],
  ])('%s is refused', async (_, given, codes) => {
    expect(await world.refused(() => world.create({ ...receipt, ...given }))).toEqual(codes);
  });

  it.each<Rule>([
    ['with a batch that is none', line({ itemId: 'glue', batch: '--' }), ['batch-invalid']],
    ['with a range that outgrows its digits', line({ serials: tooFar }), ['range-overflow']],
  ])('%s is refused for that alone', async (_, given, codes) => {
    expect(await world.refused(() => world.create({ ...receipt, ...given }))).toEqual(codes);
  });

  it('quotes a batch that is none as it was typed', async () => {
    const details = async (batch: string) => {
      const given = { ...receipt, ...line({ itemId: 'glue', batch }) };
      return (await violations(world.create(given))).map(({ detail }) => detail);
    };
    expect(await details('serial#1')).toEqual([expect.stringMatching(/^"serial#1" holds "#"/)]);
    expect(await details('  ')).toEqual(['The batch is empty.']);
  });

  it('of a lookup item or against a pattern is refused', async () => {
    const lookup = { itemId: 'advice', name: 'Advice', kind: 'lookup', tracking: 'none' } as const;
    const phone = { itemId: 'phone', name: 'Phone', kind: 'stocked', tracking: 'serial' } as const;
    const other = await aWorld({ items: [lookup, { ...phone, pattern: 'SN-##' }] });
    const given = { lines: [{ itemId: 'advice', quantity: 1 }] };
    expect(await other.refused(() => other.create({ ...receipt, ...given }))).toEqual(['item-not-stocked']);
    expect(await other.refused(() => other.receive(['SN-1']))).toEqual(['serial-pattern']);
    expect(await other.refused(() => other.receive(['sn-12']))).toEqual([]);
  });

  it('in a locked period is refused', async () => {
    const locked = await aWorld({ settings: { lockDate: '2026-02-28' } });
    const on = (effectiveDate: string) => locked.refused(() => locked.receive(['A1'], { effectiveDate }));
    expect(await on('2026-02-28')).toEqual(['date-locked']);
    expect(await on('2026-03-01')).toEqual([]);
  });

  it('keeps upper from lower case apart only for a tenant that does', async () => {
    const strict = await aWorld({ settings: { caseSensitive: true } });
    expect(await strict.refused(() => strict.receive(['a1', 'A1']))).toEqual([]);
    expect(await strict.refused(() => strict.receive(['a1']))).toEqual(['serial-exists']);
    expect(await world.refused(() => world.receive(['a1', 'A1']))).toEqual(['serial-duplicate']);
  });
});

describe('a sale', () => {
  it('of a unit at another place is refused where the item is fully tracked, else it takes the quantity', async () => {
    await world.receive(['A1'], { locationId: 'shop' });
    await world.receive(['A2']);
    expect(await world.refused(() => world.sell(['A1']))).toEqual(['serial-elsewhere']);
    await world.receive(['W1'], { itemId: 'watch', locationId: 'shop' });
    await world.receive(['W2'], { itemId: 'watch' });
    expect(await world.refused(() => world.sell(['W1'], { itemId: 'watch' }))).toEqual([]);
    expect(await world.balance('watch', 'main')).toMatchObject({ quantity: 0, serials: 1 });
    expect(await world.balance('watch', 'shop')).toMatchObject({ quantity: pieces(1), serials: 0 });
    expect(await world.unit('W1', 'watch')).toMatchObject({ status: 'sold', locationId: 'main' });
  });

  it('may be the first sight of a number where receipts need not register it', async () => {
    await world.receive([], { itemId: 'radio', quantity: 2 });
    await world.sell(['R1'], { itemId: 'radio' });
    expect(await world.unit('R1', 'radio')).toMatchObject({ status: 'sold', origin: { known: false } });
    expect(await world.refused(() => world.sell(['R1'], { itemId: 'radio' }))).toEqual([
      'serial-not-in-stock',
    ]);
    expect(await world.refused(() => world.sell(['X1']))).toContain('serial-unknown');
  });

  it('beyond the stock is refused whole, unless the tenant allows it', async () => {
    expect(await world.refused(() => world.sell([], { itemId: 'bolt', quantity: 1 }))).toEqual([
      'stock-insufficient',
    ]);
    const lax = await aWorld({ settings: { allowNegativeStock: true } });
    expect(await lax.refused(() => lax.sell([], { itemId: 'bolt', quantity: 1 }))).toEqual([]);
    expect(await lax.balance('bolt')).toMatchObject({ quantity: pieces(-1) });
  });

  it('before the day of the receipt is refused', async () => {
    await world.receive(['A1'], { effectiveDate: '2026-03-05' });
    const on = (effectiveDate: string) => world.refused(() => world.sell(['A1'], { effectiveDate }));
    expect(await on('2026-03-04')).toEqual(['date-before-unit']);
    expect(await on('2026-03-05')).toEqual([]);
  });
});
