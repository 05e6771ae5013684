import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naturalOrder, sharedBeginning } from '../../../functions/domain/serial/natural-order.ts';

const text = fc
  .array(fc.constantFrom('0', '1', '2', '9', '10', 'A', 'B', '-'), { maxLength: 6 })
  .map((all) => all.join(''));
const sign = (a: string, b: string): number => Math.sign(naturalOrder(a, b));

describe('numbers as people count', () => {
  it.each([
    ['SN9', 'SN10'],
    ['SN-2-9', 'SN-2-10'],
    ['A', 'B'],
    ['A9', 'B1'],
    ['A', 'A1'],
    ['A1', 'A1B'],
    ['9', 'A'],
    ['10', 'A'],
    ['A9-', 'A9B'],
    ['SN9', 'SN-1'],
    ['1-', '1A'],
    ['', '0'],
    ['99999999999999999998', '99999999999999999999'],
    ['007', '8'],
    ['9', '0010'],
  ])('%s comes before %s', (a, b) => {
    expect([sign(a, b), sign(b, a)]).toEqual([-1, 1]);
  });

  it.each([
    ['A1', 'A1'],
    ['A007', 'A7'],
    ['0', '000'],
    ['', ''],
  ])('%s and %s are alike', (a, b) => {
    expect([naturalOrder(a, b), naturalOrder(b, a)]).toEqual([0, 0]);
  });

  it('are in one order, whatever is compared first', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(sign(a, b)).toBe(-sign(b, a) + 0);
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('what all between two begin with', () => {
  it.each([
    ['SN-100', 'SN-199', 'SN-'],
    ['SN-A1', 'SN-A2', 'SN-A'],
    ['SN-A', 'SN-B', 'SN-'],
    ['AB', 'ABC', 'AB'],
    ['AB', 'AB', 'AB'],
    ['A1B2', 'A1B9', 'A'],
    ['SN-7-1', 'SN-7-9', 'SN-'],
    ['SN-0X', 'SN-0Y', 'SN-'],
    ['0-1', '0-2', ''],
    ['12', '19', ''],
    ['A', 'B', ''],
    ['A', '', ''],
  ])('of %s and %s it is "%s"', (a, b, shared) => {
    expect([sharedBeginning(a, b), sharedBeginning(b, a)]).toEqual([shared, shared]);
  });

  it('none of them is without, with however many zeros its numbers are written', () => {
    const zeros = fc.stringMatching(/^0{0,2}$/);
    fc.assert(
      fc.property(text, fc.tuple(text, text, text), zeros, (head, ends, more) => {
        const [first = '', middle = '', last = ''] = ends.map((end) => head + end).sort(naturalOrder);
        const padded = middle.replace(/[0-9]+/g, (digits) => more + digits);
        expect(naturalOrder(middle, padded)).toBe(0);
        expect(padded.startsWith(sharedBeginning(first, last))).toBe(true);
      }),
    );
  });
});
