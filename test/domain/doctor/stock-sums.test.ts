import { describe, expect, it } from 'vitest';
import { changeBy } from '../../../functions/domain/balance.ts';
import { stockCount, stockFaults } from '../../../functions/domain/doctor/stock-sums.ts';
import type { MovedBalance } from '../../../functions/domain/movement.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aBalance, aDocument, aLine, aUnit } from '../builders.ts';

const MAIN = { itemId: 'phone', locationId: 'main' };
type Counting = ReturnType<typeof stockCount>;

const moved = (
  counting: Counting,
  by: { readonly quantity?: number; readonly serials?: number; readonly inTransit?: number },
  at: { readonly itemId?: string; readonly locationId?: string; readonly batch?: string } = {},
): void => {
  const { itemId, ...balance }: MovedBalance & { itemId: string } = changeBy({ ...MAIN, ...at }, by);
  counting.movement({ itemId, balances: [balance] });
};
const told = (counting: Counting, full: readonly string[] = []) =>
  stockFaults(counting.stock, (itemId) => full.includes(itemId)).map(
    ({ invariant, detail }) => `${invariant}: ${detail}`,
  );

/** One phone here and one on its way, from receipt to row, with nothing wrong. */
const sound = (items?: ReadonlySet<string>): Counting => {
  const counting = stockCount(items);
  moved(counting, { quantity: pieces(2), serials: 2 });
  counting.movement({
    itemId: 'phone',
    balances: [
      {
        ...changeBy(MAIN, {
          quantity: -pieces(1),
          serials: -1,
          inTransit: pieces(1),
          sentSerials: 1,
        }),
      },
    ],
  });
  counting.unit(aUnit('A1'));
  counting.unit(aUnit('A2', { status: 'in-transit' }));
  counting.balance({ ...aBalance({ quantity: 1, serials: 1, sentSerials: 1 }), inTransit: pieces(1) });
  counting.document(aDocument({ status: 'open', lines: [aLine()] }));
  counting.guard({ itemId: 'phone', openRows: 1, balances: 1 });
  return counting;
};

describe('stock that was counted anew', () => {
  it('is sound where balances and guards tell what movements, units and rows make', () => {
    expect(told(sound(), ['phone'])).toEqual([]);
  });

  it('is not, where a balance tells other counts than its movements: those are named, and no others', () => {
    const counting = sound();
    moved(counting, { quantity: pieces(2) });
    expect(stockFaults(counting.stock, () => false)).toEqual([
      {
        invariant: 'balance-differs',
        itemId: 'phone',
        balance: MAIN,
        detail: 'quantity is 10000 and should be 30000',
      },
    ]);
  });

  it('names each count that differs', () => {
    const counting = stockCount();
    counting.movement({
      itemId: 'phone',
      balances: [changeBy(MAIN, { quantity: 1, serials: 2, inTransit: 3, sentSerials: 4 })],
    });
    expect(told(counting)).toEqual([
      'balance-differs: quantity is 0 and should be 1, serials is 0 and should be 2, inTransit is 0 and should be 3, sentSerials is 0 and should be 4',
    ]);
  });

  it('is not, where a balance tells of more or fewer numbers than there are units', () => {
    const one = sound();
    one.unit(aUnit('A3'));
    expect(told(one)).toEqual(['serials-differ: serials is 1 and should be 2']);
    const other = sound();
    other.unit(aUnit('A3', { status: 'in-transit' }));
    expect(told(other)).toEqual(['serials-differ: sentSerials is 1 and should be 2']);
  });

  it('is not, where a balance is of nothing', () => {
    const counting = stockCount();
    counting.balance(aBalance({ quantity: 1 }));
    counting.guard({ itemId: 'phone', openRows: 0, balances: 1 });
    expect(told(counting)).toEqual(['balance-differs: quantity is 10000 and should be 0']);
    expect(told(counting, ['phone'])).toEqual([
      'balance-differs: quantity is 10000 and should be 0',
      'not-fully-tracked: quantity is 10000, its units make 0',
    ]);
  });

  it('is not, where units have no balance', () => {
    const counting = stockCount();
    counting.unit(aUnit('A1', { locationId: 'shop' }));
    expect(stockFaults(counting.stock, (itemId) => itemId === 'phone')).toEqual([
      {
        invariant: 'serials-differ',
        itemId: 'phone',
        balance: { itemId: 'phone', locationId: 'shop' },
        detail: 'serials is 0 and should be 1',
      },
      {
        invariant: 'not-fully-tracked',
        itemId: 'phone',
        balance: { itemId: 'phone', locationId: 'shop' },
        detail: 'quantity is 0, its units make 10000',
      },
    ]);
  });

  it('has as many pieces as units of what is fully tracked, and of nothing else', () => {
    const counting = sound();
    moved(counting, { quantity: pieces(1) });
    counting.balance({ ...aBalance({ quantity: 2, serials: 1, sentSerials: 1 }), inTransit: pieces(1) });
    counting.guard({ itemId: 'phone', openRows: 1, balances: 2 });
    expect(told(counting, ['lamp'])).toEqual([]);
    expect(told(counting, ['phone'])).toEqual(['not-fully-tracked: quantity is 20000, its units make 10000']);
  });

  it('is counted apart for each place and each batch', () => {
    const counting = stockCount();
    for (const at of [{}, { locationId: 'shop' }, { batch: 'B1' }, { itemId: 'glue', batch: 'B1' }]) {
      moved(counting, { quantity: pieces(1) }, at);
    }
    counting.balance(aBalance({ quantity: 1 }));
    counting.balance(aBalance({ quantity: 1, locationId: 'shop' }));
    counting.balance(aBalance({ quantity: 2, batch: 'B1' }));
    counting.balance(aBalance({ quantity: 1, itemId: 'glue', batch: 'B1' }));
    counting.guard({ itemId: 'phone', openRows: 0, balances: 3 });
    counting.guard({ itemId: 'glue', openRows: 0, balances: 1 });
    expect(stockFaults(counting.stock, () => false)).toEqual([
      {
        invariant: 'balance-differs',
        itemId: 'phone',
        balance: { itemId: 'phone', locationId: 'main', batch: 'B1' },
        detail: 'quantity is 20000 and should be 10000',
      },
    ]);
  });

  it('is the sum of its movements in whatever order, and is nothing again where they undo one another', () => {
    const counting = stockCount();
    moved(counting, { quantity: -pieces(2), serials: -1 });
    moved(counting, { quantity: pieces(5) });
    moved(counting, { quantity: -pieces(3), serials: 1 });
    expect(told(counting)).toEqual([]);
  });
});

describe('units that count as stock', () => {
  const counts = (given: Partial<Unit>): string[] => {
    const counting = stockCount();
    counting.unit(aUnit('A1', given));
    return told(counting);
  };

  it.each([
    ['in stock', {}, ['serials-differ: serials is 0 and should be 1']],
    ['on its way', { status: 'in-transit' }, ['serials-differ: sentSerials is 0 and should be 1']],
    ['expected', { status: 'expected' }, []],
    ['sold', { status: 'sold' }, []],
    ['taken back', { voided: true }, []],
    ['nowhere', { locationId: undefined }, []],
    ['part of another', { status: 'consumed' }, []],
  ] as const)('are those here and under way: one that is %s', (_, given, faults) => {
    expect(counts(given)).toEqual(faults);
  });

  it('count for their place, not for their batch', () => {
    const counting = stockCount();
    counting.unit(aUnit('A1', { batch: 'B1' }));
    moved(counting, { serials: 1 });
    counting.balance({ ...aBalance({ quantity: 0, serials: 1 }) });
    counting.guard({ itemId: 'phone', openRows: 0, balances: 1 });
    expect(told(counting)).toEqual([]);
  });
});

describe('the guard of an item', () => {
  it('tells how many open rows and balances there are', () => {
    const counting = stockCount();
    counting.guard({ itemId: 'phone', openRows: 1, balances: 1 });
    expect(stockFaults(counting.stock, () => true)).toEqual([
      {
        invariant: 'guard-differs',
        itemId: 'phone',
        detail: 'openRows is 1 and should be 0, balances is 1 and should be 0',
      },
    ]);
  });

  it('is missed where there are any', () => {
    const counting = stockCount();
    counting.balance(aBalance({ quantity: 0 }));
    expect(told(counting)).toEqual([
      'guard-differs: openRows is 0 and should be 0, balances is 0 and should be 1',
    ]);
    counting.balance(aBalance({ quantity: 0, locationId: 'shop' }));
    counting.document(aDocument({ status: 'open', lines: [aLine(), aLine({ line: 2 })] }));
    expect(told(counting)).toEqual([
      'guard-differs: openRows is 0 and should be 2, balances is 0 and should be 2',
    ]);
    counting.guard({ itemId: 'phone', openRows: 2, balances: 1 });
    expect(told(counting)).toEqual([
      'guard-differs: openRows is 2 and should be 2, balances is 1 and should be 2',
    ]);
    counting.guard({ itemId: 'phone', openRows: 1, balances: 2 });
    expect(told(counting)).toEqual([
      'guard-differs: openRows is 1 and should be 2, balances is 2 and should be 2',
    ]);
    counting.guard({ itemId: 'phone', openRows: 2, balances: 2 });
    expect(told(counting)).toEqual([]);
  });

  it('counts only rows that something is outstanding on', () => {
    const counting = stockCount();
    counting.document(aDocument({ status: 'posted', lines: [aLine()] }));
    counting.document(
      aDocument({
        status: 'partly-posted',
        lines: [aLine({ posted: 1 }), aLine({ line: 2, itemId: 'lamp' })],
      }),
    );
    counting.guard({ itemId: 'lamp', openRows: 1, balances: 0 });
    expect(told(counting)).toEqual([]);
  });
});

describe('a count of some items only', () => {
  it('tells of those, and of no others', () => {
    expect(told(sound(new Set(['phone'])), ['phone'])).toEqual([]);
    const other = sound(new Set(['lamp']));
    expect(told(other, ['phone'])).toEqual([]);
    expect([other.stock.balances.size, other.stock.guards.size, other.stock.counted.size]).toEqual([0, 0, 0]);
    moved(other, { quantity: pieces(1) }, { itemId: 'lamp' });
    expect(told(other)).toEqual(['balance-differs: quantity is 0 and should be 10000']);
  });
});
