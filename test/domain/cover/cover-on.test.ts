import { describe, expect, it } from 'vitest';
import {
  coverFrom,
  customerCoverOn,
  type Sale,
  saleOf,
  supplierCoverOn,
  termEnd,
} from '../../../functions/domain/cover/cover.ts';
import { aUnit } from '../builders.ts';

const FROM = '2026-03-01';
const UNTIL = '2027-03-01';

describe('a term', () => {
  it('is of calendar months or of days, and its first day is not counted', () => {
    expect(termEnd('2026-01-15', { months: 12 })).toBe('2027-01-15');
    expect(termEnd('2026-01-15', { days: 30 })).toBe('2026-02-14');
  });

  it('is that which the item promises for the side', () => {
    const warranty = { supplier: { months: 12 }, customer: { days: 10 } };
    expect(coverFrom({ warranty }, 'supplier', FROM)).toEqual({ until: UNTIL });
    expect(coverFrom({ warranty }, 'customer', FROM)).toEqual({ until: '2026-03-11' });
    expect(coverFrom({ warranty: { supplier: { months: 12 } } }, 'customer', FROM)).toBeUndefined();
    expect(coverFrom({}, 'supplier', FROM)).toBeUndefined();
  });
});

describe('the cover of a supplier', () => {
  const unit = aUnit('A1', { supplierId: 'maker', supplierCover: { until: UNTIL } });
  const since = { from: FROM, partnerId: 'maker', until: UNTIL };
  const reason = 'agreed by phone';

  it.each([
    ['holds on the day of the receipt', unit, FROM, { ...since, covered: true }],
    ['holds on its last day', unit, UNTIL, { ...since, covered: true }],
    [
      'is over on the day after',
      unit,
      '2027-03-02',
      { ...since, covered: false, reason: 'ended on 2027-03-01' },
    ],
    [
      'has not begun before the receipt',
      unit,
      '2026-02-28',
      { covered: false, from: FROM, reason: 'received on 2026-03-01' },
    ],
    [
      'says why it is not as the item promises',
      { ...unit, supplierCover: { until: UNTIL, reason } },
      FROM,
      { ...since, covered: true, reason },
    ],
    [
      'says why it is void',
      { ...unit, supplierCover: { until: UNTIL, reason: 'opened', voided: true } },
      FROM,
      { ...since, covered: false, reason: 'void: opened' },
    ],
    [
      'is void also where nobody said why',
      { ...unit, supplierCover: { until: UNTIL, voided: true } },
      FROM,
      { ...since, covered: false, reason: 'void: no reason given' },
    ],
    [
      'is none where the item had no warranty',
      { ...unit, supplierCover: undefined },
      FROM,
      { covered: false, from: FROM, partnerId: 'maker', reason: 'the item had no warranty then' },
    ],
    [
      'is none where nobody supplied the unit',
      aUnit('A1', { supplierId: undefined }),
      FROM,
      { covered: false, from: FROM, reason: 'no supplier is on record' },
    ],
    [
      'is none before the receipt, whoever supplied the unit',
      aUnit('A1', { supplierId: undefined }),
      '2026-02-28',
      { covered: false, from: FROM, reason: 'received on 2026-03-01' },
    ],
    [
      'is none of a unit that is expected',
      aUnit('A1', { status: 'expected', addedDate: undefined, origin: undefined }),
      FROM,
      { covered: false, reason: 'its receipt is not on record: not received yet' },
    ],
    [
      'is none of a unit whose receipt nobody knows',
      aUnit('A1', { addedDate: undefined, origin: { known: false, reason: 'not registered at receipt' } }),
      FROM,
      { covered: false, reason: 'its receipt is not on record: not registered at receipt' },
    ],
    [
      'may be given by hand where nobody knows the receipt',
      { ...unit, addedDate: undefined, supplierCover: { until: UNTIL, reason } },
      '2020-01-01',
      { covered: true, partnerId: 'maker', until: UNTIL, reason },
    ],
  ] as const)('%s', (_, given, on, expected) => {
    expect(supplierCoverOn(given, on)).toEqual(expected);
  });
});

describe('the cover of a buyer', () => {
  const jane: Sale = {
    soldOn: '2026-01-10',
    partnerId: 'jane',
    cover: { until: '2026-06-10' },
    endedOn: '2026-02-10',
  };
  const joe: Sale = { soldOn: '2026-02-20', partnerId: 'joe', cover: { until: '2026-07-20' } };
  const ofJane = { from: '2026-01-10', partnerId: 'jane', until: '2026-06-10' };
  const ofJoe = { from: '2026-02-20', partnerId: 'joe', until: '2026-07-20' };

  it.each([
    [
      'is none before the first sale',
      '2026-01-09',
      { covered: false, from: '2026-01-10', reason: 'sold on 2026-01-10' },
    ],
    ['holds from the day of the sale', '2026-01-10', { ...ofJane, covered: true }],
    ['holds up to the day before the unit came back', '2026-02-09', { ...ofJane, covered: true }],
    [
      'is over on the day that the unit came back',
      '2026-02-10',
      { ...ofJane, covered: false, reason: 'came back on 2026-02-10' },
    ],
    [
      'is over until the unit is sold again',
      '2026-02-19',
      { ...ofJane, covered: false, reason: 'came back on 2026-02-10' },
    ],
    ['is that of the next buyer from then on', '2026-02-20', { ...ofJoe, covered: true }],
    ['ends with its last day', '2026-07-20', { ...ofJoe, covered: true }],
    ['is over afterwards', '2026-07-21', { ...ofJoe, covered: false, reason: 'ended on 2026-07-20' }],
  ])('%s', (_, on, expected) => {
    expect(customerCoverOn([jane, joe], on)).toEqual(expected);
  });

  it('is none of a unit that was never sold', () => {
    expect(customerCoverOn([], '2026-01-10')).toEqual({ covered: false, reason: 'never sold' });
  });

  it('is none of an item without a warranty, also where the unit has come back', () => {
    const sale = { soldOn: '2026-01-10', partnerId: 'jane' };
    const sold = { covered: false, from: '2026-01-10', partnerId: 'jane' };
    expect(customerCoverOn([sale], '2026-01-10')).toEqual({
      ...sold,
      reason: 'the item had no warranty then',
    });
    expect(customerCoverOn([{ ...sale, endedOn: '2026-01-12' }], '2026-01-12')).toEqual({
      ...sold,
      reason: 'came back on 2026-01-12',
    });
  });

  it('goes to the second buyer where the unit came back and was sold again on the same day', () => {
    const again = { ...joe, soldOn: '2026-02-10' };
    expect(customerCoverOn([jane, again], '2026-02-10')).toMatchObject({ covered: true, partnerId: 'joe' });
  });

  it('is that of the last sale, as the unit’s record has it', () => {
    const customerCover = { until: '2026-07-20' };
    const sold = aUnit('A1', { status: 'sold', soldOn: '2026-02-20', partnerId: 'joe', customerCover });
    expect(saleOf(sold)).toEqual(joe);
    expect(saleOf(aUnit('A1'))).toBeUndefined();
  });
});
