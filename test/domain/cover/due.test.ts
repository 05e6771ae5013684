import { describe, expect, it } from 'vitest';
import { dueOn, monthOf, UNIT_DUE_KINDS } from '../../../functions/domain/cover/due.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aUnit } from '../builders.ts';

const COVERED = {
  soldOn: '2026-06-30',
  supplierCover: { until: '2027-01-31' },
  customerCover: { until: '2027-06-30' },
  expiresOn: '2026-12-31',
} as const;
const dues = (given: Partial<Unit>) => {
  const unit = aUnit('A1', { ...COVERED, ...given });
  return UNIT_DUE_KINDS.flatMap((kind) => {
    const on = dueOn(unit, kind);
    return on === undefined ? [] : [`${kind} ${on}`];
  });
};
const [SUPPLIER, CUSTOMER] = ['supplier 2027-01-31', 'customer 2027-06-30'];
const [GAP, EXPIRY] = ['gap 2027-01-31', 'expiry 2026-12-31'];

describe('of a unit there ends', () => {
  it.each([
    ['in-stock', [SUPPLIER, CUSTOMER, GAP, EXPIRY]],
    ['in-transit', [SUPPLIER, CUSTOMER, GAP, EXPIRY]],
    ['sold', [SUPPLIER, CUSTOMER, GAP]],
    ['consumed', [SUPPLIER, CUSTOMER, GAP]],
    ['written-off', []],
    ['returned-to-supplier', []],
    ['expected', []],
  ] as const)('%s: %j', (status, expected) => {
    expect(dues({ status })).toEqual(expected);
  });

  it('nothing where it was taken back', () => {
    expect(dues({ voided: true })).toEqual([]);
  });

  it('no cover that it has not, or that was voided', () => {
    expect(dues({ supplierCover: undefined, customerCover: undefined })).toEqual([EXPIRY]);
    expect(dues({ supplierCover: undefined })).toEqual([CUSTOMER, 'gap 2026-06-30', EXPIRY]);
    expect(dues({ soldOn: undefined })).toEqual([SUPPLIER, CUSTOMER, EXPIRY]);
    const broken = { until: '2027-06-30', voided: true, reason: 'opened' } as const;
    expect(dues({ customerCover: broken })).toEqual([SUPPLIER, EXPIRY]);
    expect(dues({ supplierCover: broken })).toEqual([CUSTOMER, 'gap 2026-06-30', EXPIRY]);
  });

  it('no gap where ours runs no longer than the supplier’s', () => {
    expect(dues({ customerCover: { until: '2027-01-31' } })).toEqual([
      SUPPLIER,
      'customer 2027-01-31',
      EXPIRY,
    ]);
  });
});

it('is listed by its month', () => {
  expect(monthOf('2027-01-31')).toBe('2027-01');
});
