import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naturalOrder, sharedBeginnings } from '../../../functions/domain/serial/natural-order.ts';

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
    ['SN-A1', 'SN-A2', ['SN-A']],
    ['SN-A', 'SN-B', ['SN-']],
    ['AB', 'ABC', ['AB']],
    ['AB', 'AB', ['AB']],
    ['A', 'B', ['']],
    ['A', '', ['']],
    ['SN-0X', 'SN-0Y', ['SN-']],
    ['0-1', '0-2', ['']],
    ['SN-99', 'SN-101', ['SN-']],
    ['SN-100', 'SN-200', ['SN-']],
    ['SN-100', 'SM-100', ['S']],
    ['SN-100', 'SN-199', ['SN-1', 'SN-01', 'SN-001']],
    ['SN-0100', 'SN-199', ['SN-1', 'SN-01', 'SN-001']],
    ['SN7-1', 'SN7-9', ['SN7', 'SN07', 'SN007', 'SN0007', 'SN00007', 'SN000007']],
    ['1000012', '1000019', ['100001', '0100001']],
    ['A12345678', 'A12345679', ['A1234567']],
  ])('of %s and %s, in eight characters, it is one of %j', (a, b, shared) => {
    expect([sharedBeginnings(a, b, 8), sharedBeginnings(b, a, 8)]).toEqual([shared, shared]);
  });

  it('none of them is without, and each has one, with however many zeros its numbers are written', () => {
    const zeros = fc.stringMatching(/^0{0,2}$/);
    fc.assert(
      fc.property(text, fc.tuple(text, text, text), zeros, (head, ends, more) => {
        const [first = '', middle = '', last = ''] = ends.map((end) => head + end).sort(naturalOrder);
        const padded = middle.replace(/[0-9]+/g, (digits) => more + digits);
        expect(naturalOrder(middle, padded)).toBe(0);
        const beginnings = sharedBeginnings(first, last, padded.length);
        expect(beginnings.filter((one) => padded.startsWith(one))).toHaveLength(1);
      }),
    );
  });
});
