import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isWhole,
  pieces,
  QUANTITY_MAX,
  quantityFrom,
  quantityShown,
} from '../../functions/domain/quantity.ts';

describe('a quantity', () => {
  it.each([
    [1, 10_000],
    [0.0001, 1],
    [0.1, 1000],
    [1.005, 10_050],
    [2.6789, 26_789],
    [99_999_999.9999, 999_999_999_999],
    [100_000_000, 1_000_000_000_000],
  ])('of %d is kept as %d ten-thousandths', (value, kept) => {
    expect(quantityFrom(value)).toBe(kept);
  });

  it.each([
    0,
    -0,
    -1,
    -0.0001,
    0.00001,
    0.00005,
    1.00001,
    100_000_000.0001,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('cannot be %d', (value) => {
    expect(quantityFrom(value)).toBeUndefined();
  });

  it('is shown as it was given, and adds up without rounding', () => {
    const kept = fc.integer({ min: 1, max: pieces(QUANTITY_MAX) });
    fc.assert(
      fc.property(kept, (quantity) => {
        expect(quantityFrom(quantityShown(quantity))).toBe(quantity);
      }),
    );
    expect(quantityShown(quantityFrom(0.1)! + quantityFrom(0.2)!)).toBe(0.3);
  });

  it('is whole where it is of pieces only', () => {
    expect(pieces(3)).toBe(30_000);
    expect([0, 1, 3].map((count) => isWhole(pieces(count)))).toEqual([true, true, true]);
    expect([0.5, 2.9999, 0.0001].map((value) => isWhole(quantityFrom(value)!))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
