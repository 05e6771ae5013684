import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOut, type SerialRange } from '../../../functions/domain/serial/range.ts';

const texts = (range: SerialRange, limit = 1000) => {
  const counted = countOut(range, { limit, caseSensitive: false });
  return counted.ok ? counted.texts : counted.code;
};

describe('a range', () => {
  it.each<[SerialRange, readonly string[] | string]>([
    [{ first: 'A098', count: 4 }, ['A098', 'A099', 'A100', 'A101']],
    [{ first: 'SN-007', last: 'SN-009' }, ['SN-007', 'SN-008', 'SN-009']],
    [{ first: '9', count: 1 }, ['9']],
    [{ first: 'A1', last: 'A1' }, ['A1']],
    [{ first: '2026-09/X', count: 2 }, ['2026-09/X', '2026-10/X']],
    [{ first: 'sn08', last: 'SN10' }, ['sn08', 'sn09', 'sn10']],
    [{ first: '99999999999999999998', count: 2 }, ['99999999999999999998', '99999999999999999999']],
    [{ first: 'A8', count: 3 }, 'range-overflow'],
    [{ first: '99999999999999999999', count: 2 }, 'range-overflow'],
    [{ first: 'A8', last: 'A10' }, 'range-invalid'],
    [{ first: 'A9', last: 'A8' }, 'range-invalid'],
    [{ first: 'A1', last: 'B2' }, 'range-invalid'],
    [{ first: 'A1X', last: 'A2Y' }, 'range-invalid'],
    [{ first: 'ABC', count: 2 }, 'range-invalid'],
    [{ first: 'A1', last: 'ABC' }, 'range-invalid'],
    [{ first: 'A1', count: 0 }, 'range-invalid'],
    [{ first: 'A1', count: -1 }, 'range-invalid'],
    [{ first: 'A1', count: 1.5 }, 'range-invalid'],
    [{ first: 'A1', count: Number.NaN }, 'range-invalid'],
    [{ first: 'A0000', count: 1001 }, 'serials-too-many'],
    [{ first: 'A00000000000000000000', last: 'A99999999999999999999' }, 'serials-too-many'],
  ])('%j', (range, expected) => {
    expect(texts(range)).toEqual(expected);
  });

  const differs = (first: string, last: string) =>
    `"${first}" and "${last}" must differ in their last run of digits only, of one width.`;
  it.each<[SerialRange, string, string]>([
    [{ first: 'ABC', count: 2 }, 'range-invalid', '"ABC" has no digits to count up.'],
    [{ first: 'A1', count: 0 }, 'range-invalid', 'A range has at least one number.'],
    [{ first: 'A9', last: 'A8' }, 'range-invalid', '"A8" comes before "A9".'],
    [{ first: 'A1', last: 'B2' }, 'range-invalid', differs('A1', 'B2')],
    [{ first: 'A8', last: 'A10' }, 'range-invalid', differs('A8', 'A10')],
    [{ first: 'A00', count: 11 }, 'serials-too-many', 'A range has at most 10 numbers.'],
    [{ first: 'A00', last: 'A10' }, 'serials-too-many', 'A range has at most 10 numbers.'],
    [{ first: 'A8', count: 3 }, 'range-overflow', '3 numbers from "A8" need more than 1 digits.'],
  ])('%j is refused with %s: %s', (range, code, detail) => {
    expect(countOut(range, { limit: 10, caseSensitive: false })).toEqual({ ok: false, code, detail });
  });

  it('holds as many numbers as the limit says', () => {
    expect(texts({ first: 'A00', count: 10 }, 10)).toHaveLength(10);
    expect(texts({ first: 'A00', last: 'A09' }, 10)).toHaveLength(10);
  });

  it('of a tenant that tells upper from lower case has ends of one case, before and behind the digits', () => {
    const judged = (first: string, last: string) =>
      countOut({ first, last }, { limit: 10, caseSensitive: true }).ok;
    expect([judged('a1x', 'a2x'), judged('a1x', 'A2x'), judged('a1x', 'a2X')]).toEqual([true, false, false]);
  });

  const start = fc.record({
    before: fc.constantFrom('', 'A', 'SN-', '1-', 'x 2 '),
    width: fc.integer({ min: 1, max: 12 }),
    after: fc.constantFrom('', 'X', '-', '/a'),
    from: fc.bigInt({ min: 0n, max: 999_999_999_999n }),
    count: fc.integer({ min: 1, max: 200 }),
  });

  it('counts out as many as asked, one after the other, of one width, or is refused as outgrown', () => {
    fc.assert(
      fc.property(start, ({ before, width, after, from, count }) => {
        const digits = (from % 10n ** BigInt(width)).toString().padStart(width, '0');
        const first = `${before}${digits}${after}`;
        const counted = countOut({ first, count }, { limit: 1000, caseSensitive: false });
        const overflows = BigInt(digits) + BigInt(count) > 10n ** BigInt(width);
        expect(counted.ok).toBe(!overflows);
        if (!counted.ok) {
          expect(counted.code).toBe('range-overflow');
          return;
        }
        expect(counted.texts).toHaveLength(count);
        expect(counted.texts[0]).toBe(first);
        expect(new Set(counted.texts.map((text) => text.length))).toEqual(new Set([first.length]));
        const numbers = counted.texts.map((text) =>
          BigInt(text.slice(before.length, text.length - after.length)),
        );
        expect(numbers).toEqual(Array.from({ length: count }, (_, i) => BigInt(digits) + BigInt(i)));
      }),
    );
  });

  it('from first to last is the range of that first and as many', () => {
    fc.assert(
      fc.property(start, ({ before, width, after, from, count }) => {
        const digits = (from % 10n ** BigInt(width)).toString().padStart(width, '0');
        const counted = countOut(
          { first: `${before}${digits}${after}`, count },
          { limit: 1000, caseSensitive: false },
        );
        fc.pre(counted.ok);
        const [first, last] = [counted.texts[0]!, counted.texts.at(-1)!];
        expect(countOut({ first, last }, { limit: 1000, caseSensitive: false })).toEqual(counted);
      }),
    );
  });
});
