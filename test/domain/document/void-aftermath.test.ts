import { describe, expect, it } from 'vitest';
import { changeBy } from '../../../functions/domain/balance.ts';
import { gapFaults, numberedFaults } from '../../../functions/domain/document/void-aftermath.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aBalance, aContext, aLine, anItem } from '../builders.ts';

const PLACE = { itemId: 'phone', locationId: 'main' };
const LOOSE = anItem({ serialPolicy: { creditor: 'optional', internal: 'optional', debtor: 'optional' } });

/** What is wrong with a change of stock, where so much is there. */
const gaps = (
  item: ReturnType<typeof anItem> | undefined,
  there: { quantity: number; serials: number } | undefined,
  by: { quantity?: number; serials?: number; inTransit?: number; sentSerials?: number },
) => {
  const counts = Object.fromEntries(
    Object.entries(by).map(([name, n]) => [
      name,
      name === 'quantity' || name === 'inTransit' ? pieces(n) : n,
    ]),
  );
  return gapFaults(
    [changeBy(PLACE, counts)],
    aContext({
      items: item === undefined ? [] : [item],
      balances: there === undefined ? [] : [aBalance(there)],
    }),
  );
};

describe('stock that a void leaves', () => {
  it('is as many units as numbers of what is fully tracked, here and on the way', () => {
    const full = anItem();
    expect(gaps(full, { quantity: 3, serials: 3 }, { quantity: -1, serials: -1 })).toEqual([]);
    expect(gaps(full, { quantity: 3, serials: 3 }, { quantity: -1 })).toEqual([
      {
        pointer: '/movementIds',
        itemId: 'phone',
        locationId: 'main',
        code: 'numbers-incomplete',
        detail:
          'Units of item phone at location main were numbered since; this would leave 2 in stock for 3 serials.',
      },
    ]);
    expect(gaps(full, { quantity: 3, serials: 3 }, { serials: -1 })).toHaveLength(1);
    expect(gaps(full, undefined, { inTransit: -2, sentSerials: -2 })).toEqual([]);
    expect(gaps(full, undefined, { inTransit: -2, sentSerials: -1 })).toHaveLength(1);
    expect(gaps(full, undefined, { quantity: -1, serials: -1, inTransit: -1 })).toHaveLength(1);
  });

  it('is whatever it comes to of what is loosely bound, where numbers and stock may differ', () => {
    for (const policy of [LOOSE.serialPolicy, SERIAL_TYPES['creditor-and-debtor']]) {
      const item = anItem({ serialPolicy: policy });
      expect(gaps(item, { quantity: 3, serials: 3 }, { quantity: -1 })).toEqual([]);
      expect(gaps(item, { quantity: 0, serials: 0 }, { serials: 1 })).toEqual([]);
    }
  });

  it('is of no account where the item has no numbers, or is none of those at hand', () => {
    const batch = anItem({ tracking: 'batch', serialPolicy: SERIAL_TYPES['not-serialised'] });
    expect(gaps(batch, { quantity: 3, serials: 3 }, { quantity: -3 })).toEqual([]);
    expect(gaps(undefined, { quantity: 3, serials: 3 }, { quantity: -3 })).toEqual([]);
  });
});

describe('rows that a void leaves', () => {
  it('have no more numbered units than posted ones', () => {
    const row = (line: number, posted: number, postedSerials: number) =>
      aLine({ line, quantity: 5, posted, postedSerials });
    expect(numberedFaults([row(1, 2, 2), row(2, 2, 1), row(3, 0, 0)])).toEqual([]);
    expect(numberedFaults([row(1, 2, 2), row(2, 1, 2)])).toEqual([
      {
        pointer: '/movementIds',
        line: 2,
        code: 'void-superseded',
        detail: 'Line 2 would have 2 numbered units and 1 posted ones; take back what numbered them as well.',
        expected: 1,
        actual: 2,
      },
    ]);
  });
});
