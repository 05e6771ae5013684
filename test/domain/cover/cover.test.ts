import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, isDate } from '../../../functions/domain/calendar.ts';
import {
  customerCoverOn,
  type Sale,
  supplierCoverOn,
  termEnd,
} from '../../../functions/domain/cover/cover.ts';
import { aUnit } from '../builders.ts';

const dates = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2200-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const months = fc.integer({ min: 1, max: 1200 });

describe('months', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-01-31', 2, '2026-03-31'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-01-15', 12, '2027-01-15'],
    ['2100-01-31', 1, '2100-02-28'],
  ])('%s + %i is %s', (from, count, to) => {
    expect(addMonths(from, count)).toBe(to);
  });

  it('lead to a day that exists, in the month meant, on the same day or the last', () => {
    fc.assert(
      fc.property(dates, months, (from, count) => {
        const to = addMonths(from, count);
        expect(isDate(to)).toBe(true);
        const index = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
        expect(index(to) - index(from)).toBe(count);
        const isLast = addDays(to, 1).endsWith('-01');
        expect(to.slice(8) === from.slice(8) || (isLast && to.slice(8) < from.slice(8))).toBe(true);
      }),
    );
  });

  it('keep the order of days, and a longer term ends later', () => {
    fc.assert(
      fc.property(dates, dates, months, months, (a, b, n, m) => {
        const [first, second] = a <= b ? [a, b] : [b, a];
        expect(addMonths(first, n) <= addMonths(second, n)).toBe(true);
        if (n < m) expect(termEnd(a, { months: n }) < termEnd(a, { months: m })).toBe(true);
      }),
    );
  });

  it('agree with days over whole 400-year cycles', () => {
    fc.assert(
      fc.property(dates, (from) => {
        expect(addMonths(from, 4_800)).toBe(addDays(from, 146_097));
      }),
    );
  });
});

describe('the cover of a supplier', () => {
  const supplierCover = { until: '2027-03-01' };
  const from = { known: true, documentId: 'doc-0', movementId: 'm0.1', date: '2026-03-01' } as const;

  it.each([
    ['who supplied it', aUnit('a1', { supplierId: 'maker' }), 'maker'],
    ['who supplied it first, not who did again', aUnit('a1', { supplierId: 'dealer' }), 'maker'],
    [
      'who supplied it, where it first came from nobody',
      aUnit('a1', { supplierId: 'dealer', origin: from }),
      'dealer',
    ],
    ['nobody, where whoever it came from is no supplier', aUnit('a1'), undefined],
    [
      'who supplied it, where nobody knows where it came from',
      aUnit('a1', { supplierId: 'dealer', origin: { known: false, reason: 'found' } }),
      'dealer',
    ],
    [
      'who supplied it, where nothing is said of where it came from',
      aUnit('a1', { supplierId: 'dealer', origin: undefined }),
      'dealer',
    ],
  ])('is that of %s', (_, unit, partnerId) => {
    expect(supplierCoverOn({ ...unit, supplierCover }, '2026-05-01')).toEqual({
      covered: true,
      from: '2026-03-01',
      until: '2027-03-01',
      partnerId,
      reason: undefined,
    });
  });
});

describe('a unit without a cover', () => {
  it('names who supplied it, not the customer whom it first came from in part exchange', () => {
    expect(supplierCoverOn(aUnit('a1', { supplierId: 'dealer' }), '2026-05-01')).toEqual({
      covered: false,
      from: '2026-03-01',
      partnerId: 'dealer',
      reason: 'the item had no warranty then',
    });
  });
});

describe('the cover of a buyer', () => {
  it('on any day is that of the sale then, until it ends or the unit came back', () => {
    const gaps = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), fc.boolean()),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(dates, gaps, fc.integer({ min: -10, max: 3_000 }), (start, steps, offset) => {
        const sales: Sale[] = [];
        let day = start;
        for (const [kept, away, isCovered] of steps) {
          const soldOn = day;
          const endedOn = addDays(soldOn, kept);
          sales.push({ soldOn, endedOn, ...(isCovered ? { cover: { until: addDays(soldOn, 200) } } : {}) });
          day = addDays(endedOn, away);
        }
        const on = addDays(start, offset);
        const expected = sales.some(
          ({ soldOn, endedOn = '', cover }) =>
            cover !== undefined && on >= soldOn && on < endedOn && on <= cover.until,
        );
        const told = customerCoverOn(sales, on);
        expect(told.covered).toBe(expected);
        if (!told.covered) expect(told.reason).toMatch(/\S/);
      }),
    );
  });
});
