import { describe, expect, it } from 'vitest';
import { BALANCE_MAX, type BalanceChange, changeBy } from '../../../functions/domain/balance.ts';
import { stockFaults } from '../../../functions/domain/document/stock-faults.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aBalance, aContext } from '../builders.ts';

const MAIN = { itemId: 'glue', locationId: 'main' };
const L1 = { ...MAIN, batch: 'L1' };
const THREE = aBalance({ ...MAIN, quantity: 3 });

type Place = Parameters<typeof changeBy>[0];
const out = (count: number, place: Place = MAIN) => changeBy(place, { quantity: -pieces(count) });
const faults = (
  lines: readonly (readonly BalanceChange[])[],
  balances: readonly ReturnType<typeof aBalance>[] = [THREE],
  allowNegativeStock = false,
) =>
  stockFaults(
    lines.map((changes, i) => ({ pointer: `/lines/${i}/quantity`, balances: changes })),
    aContext({ balances, settings: { allowNegativeStock } }),
  );

describe('stock', () => {
  it('may be taken to the last piece, and no further', () => {
    expect(faults([[out(3)]])).toEqual([]);
    expect(faults([[out(3.5)]])).toEqual([
      {
        pointer: '/lines/0/quantity',
        code: 'stock-insufficient',
        itemId: 'glue',
        locationId: 'main',
        detail: '3.5 of item glue are taken at location main; 3 are there.',
        expected: 3.5,
        actual: 3,
      },
    ]);
    expect(faults([[out(1)]], [])).toMatchObject([{ expected: 1, actual: 0 }]);
  });

  it('of a balance is taken by all lines together, and told at the first of them', () => {
    expect(faults([[out(1, L1)], [out(2)], [out(2)]])).toMatchObject([
      { pointer: '/lines/0/quantity', expected: 1, actual: 0 },
      { pointer: '/lines/1/quantity', expected: 4, actual: 3 },
    ]);
    expect(faults([[changeBy(MAIN, { quantity: pieces(1) })], [out(4)]])).toEqual([]);
  });

  it('of a line that goes through several places is told at that line', () => {
    const moved = [changeBy({ ...MAIN, locationId: 'shop' }, { quantity: pieces(4) }), out(4)];
    const fault = { pointer: '/lines/1/quantity', locationId: 'main', expected: 4, actual: 3 };
    expect(faults([[out(1, L1)], moved], [THREE, aBalance({ ...L1, quantity: 1 })])).toMatchObject([fault]);
  });

  it('may run short where the tenant allows it', () => {
    expect(faults([[out(4)]], [THREE], true)).toEqual([]);
  });

  it('that is short already may be filled up, and numbered', () => {
    const short = aBalance({ ...MAIN, quantity: -3 });
    expect(faults([[changeBy(MAIN, { quantity: pieces(1) })]], [short])).toEqual([]);
    expect(faults([[changeBy(MAIN, { serials: 1 })]], [short])).toEqual([]);
    expect(faults([[out(1)]], [short])).toMatchObject([{ code: 'stock-insufficient', actual: -3 }]);
  });
});

describe('more than can be counted exactly', () => {
  const full = { ...THREE, quantity: BALANCE_MAX - pieces(1) };

  it('is refused, whichever way and whatever the tenant allows', () => {
    expect(faults([[changeBy(MAIN, { quantity: pieces(1) })]], [full])).toEqual([]);
    expect(faults([[changeBy(MAIN, { quantity: pieces(2) })]], [full], true)).toEqual([
      {
        pointer: '/lines/0/quantity',
        code: 'stock-too-large',
        itemId: 'glue',
        locationId: 'main',
        detail: 'With 899999999999 of item glue at location main, 2 more are too many to be counted exactly.',
        expected: 900_000_000_000,
        actual: 2,
      },
    ]);
    const owed = { ...THREE, quantity: pieces(1) - BALANCE_MAX };
    expect(faults([[out(1)]], [owed], true)).toEqual([]);
    expect(faults([[out(2)]], [owed], true)).toMatchObject([{ code: 'stock-too-large', actual: 2 }]);
  });
});

describe('what is on its way', () => {
  const arrived = (count: number) => changeBy(MAIN, { inTransit: -pieces(count) });
  const sent = aBalance({ ...MAIN, quantity: 0, inTransit: pieces(2) });

  it('may arrive to the last piece, and no further', () => {
    expect(faults([[arrived(2)]], [sent])).toEqual([]);
    expect(faults([[arrived(2.5)]], [sent])).toEqual([
      {
        pointer: '/lines/0/quantity',
        code: 'stock-insufficient',
        itemId: 'glue',
        locationId: 'main',
        detail: '2.5 of item glue are received that location main has sent; 2 are on their way.',
        expected: 2.5,
        actual: 2,
      },
    ]);
    expect(faults([[arrived(1)]], [])).toMatchObject([{ expected: 1, actual: 0 }]);
  });

  it('may not run short, even where the tenant lets stock do so', () => {
    expect(faults([[arrived(3)]], [sent], true)).toMatchObject([{ code: 'stock-insufficient' }]);
  });

  it('that is short already does not stop what is sent off beside it', () => {
    const short = { ...THREE, inTransit: -pieces(2) };
    const off = changeBy(MAIN, { quantity: -pieces(1), inTransit: pieces(1) });
    expect(faults([[off]], [short])).toEqual([]);
    expect(faults([[out(1)]], [short])).toEqual([]);
  });
});
