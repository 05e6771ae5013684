import { describe, expect, it } from 'vitest';
import { type CoverChange, decideCover } from '../../../functions/domain/cover/change.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aUnit, RECORDED_AT, TODAY } from '../builders.ts';

const SUPPLIER = { until: '2027-03-01' };
const CUSTOMER = { until: '2027-06-30', reason: 'a regular' };
const VOID = { until: '2027-03-01', reason: 'opened', voided: true } as const;

/** Received on 1 March, and sold. */
const sold = (given: Partial<Unit> = {}): Unit =>
  aUnit('A1', {
    status: 'sold',
    soldOn: '2026-03-05',
    supplierCover: SUPPLIER,
    customerCover: CUSTOMER,
    ...given,
  });
const change = (unit: Unit, given: { readonly supplier?: CoverChange; readonly customer?: CoverChange }) =>
  decideCover(unit, { ...given, reason: 'agreed' }, aContext({ units: [unit] }));
/** The cover of both sides behind a change that must be allowed. */
const coverAfter = (...given: Parameters<typeof change>) => {
  const { violations, decision } = change(...given);
  expect(violations).toEqual([]);
  const after = decision.units[0]?.after;
  return [after?.supplierCover, after?.customerCover];
};

describe('a change of cover', () => {
  it('is a movement of the unit with the reason, which moves nothing', () => {
    const unit = sold();
    const { violations, decision } = change(unit, { supplier: { until: '2028-01-01' } });
    expect(violations).toEqual([]);
    const after = {
      ...unit,
      supplierCover: { until: '2028-01-01', reason: 'agreed' },
      movementIds: ['m0.1', 'p1.1'],
      version: 2,
    };
    expect(decision).toEqual({
      units: [{ before: unit, after, spilled: undefined }],
      movements: [
        {
          movementId: 'p1.1',
          kind: 'cover',
          itemId: 'phone',
          quantity: 0,
          reason: 'agreed',
          user: 'ann',
          effectiveDate: TODAY,
          recordedAt: RECORDED_AT,
          serialCount: 1,
          units: [{ id: unit.id, key: 'A1', serial: 'A1', before: { supplierCover: SUPPLIER } }],
          balances: [],
          version: 1,
        },
      ],
      balances: [],
    });
  });

  it('is of one side, or of both at once', () => {
    const until = '2026-12-31';
    const changed = { until, reason: 'agreed' };
    expect(coverAfter(sold(), { supplier: { until } })).toEqual([changed, CUSTOMER]);
    expect(coverAfter(sold(), { customer: { until } })).toEqual([SUPPLIER, changed]);
    expect(coverAfter(sold(), { supplier: { until }, customer: { until } })).toEqual([changed, changed]);
  });

  it('may give a last day where there was no cover', () => {
    const bare = sold({ supplierCover: undefined, customerCover: undefined });
    const given = { until: '2026-12-31', reason: 'agreed' };
    expect(
      coverAfter(bare, { supplier: { until: '2026-12-31' }, customer: { until: '2026-12-31' } }),
    ).toEqual([given, given]);
    const unknown = sold({ addedDate: undefined, supplierCover: undefined });
    expect(coverAfter(unknown, { supplier: { until: '2020-01-01' } })).toEqual([
      { until: '2020-01-01', reason: 'agreed' },
      CUSTOMER,
    ]);
  });

  it('may end it on the day that it begins, and no sooner', () => {
    expect(coverAfter(sold(), { supplier: { until: '2026-03-01' } })[0]?.until).toBe('2026-03-01');
    expect(coverAfter(sold(), { customer: { until: '2026-03-05' } })[1]?.until).toBe('2026-03-05');
    const both = { supplier: { until: '2026-02-28' }, customer: { until: '2026-03-04' } };
    const { violations, decision } = change(sold(), both);
    expect(violations).toEqual([
      {
        pointer: '/supplier/until',
        code: 'range-reversed',
        serial: 'A1',
        detail: "The cover begins on 2026-03-01; it can't end on 2026-02-28.",
      },
      {
        pointer: '/customer/until',
        code: 'range-reversed',
        serial: 'A1',
        detail: "The cover begins on 2026-03-05; it can't end on 2026-03-04.",
      },
    ]);
    expect(decision.units[0]?.after).toMatchObject({ supplierCover: SUPPLIER, customerCover: CUSTOMER });
  });

  it('may make it longer, by months or by days, from the day on which it ends', () => {
    expect(coverAfter(sold(), { supplier: { extendBy: { months: 6 } } })[0]).toEqual({
      until: '2027-09-01',
      reason: 'agreed',
    });
    expect(coverAfter(sold(), { customer: { extendBy: { days: 1 } } })[1]).toEqual({
      until: '2027-07-01',
      reason: 'agreed',
    });
  });

  it('may make it void, and good again to the same day', () => {
    expect(coverAfter(sold(), { supplier: { voided: true } })[0]).toEqual({
      ...SUPPLIER,
      reason: 'agreed',
      voided: true,
    });
    expect(coverAfter(sold({ supplierCover: VOID }), { supplier: { voided: false } })[0]).toStrictEqual({
      ...SUPPLIER,
      reason: 'agreed',
    });
    // For another reason.
    expect(coverAfter(sold({ supplierCover: VOID }), { supplier: { voided: true } })[0]).toEqual({
      ...VOID,
      reason: 'agreed',
    });
  });
});

describe('a change of cover is refused', () => {
  const isVoid = 'The cover is void: opened. Say voided: false first.';
  const bare = { supplierCover: undefined, customerCover: undefined };

  it.each([
    [
      'of the supplier’s before the unit is received',
      sold({ status: 'expected' }),
      { supplier: { until: '2028-01-01' } },
      '/supplier',
      '"A1" is not received yet: its cover begins then.',
    ],
    [
      'of the supplier’s where the receipt was taken back',
      aUnit('A1', { status: 'written-off', voided: true, addedDate: undefined, origin: undefined }),
      { supplier: { until: '2028-01-01' } },
      '/supplier',
      '"A1" is not received yet: its cover begins then.',
    ],
    [
      'to another day while it is void',
      sold({ supplierCover: VOID }),
      { supplier: { until: '2028-01-01' } },
      '/supplier',
      isVoid,
    ],
    [
      'to a longer term while it is void',
      sold({ customerCover: VOID }),
      { customer: { extendBy: { days: 1 } } },
      '/customer',
      isVoid,
    ],
    [
      'to a longer term while it is void and nobody said why',
      sold({ supplierCover: { until: '2027-03-01', voided: true } }),
      { supplier: { extendBy: { days: 1 } } },
      '/supplier',
      'The cover is void: no reason given. Say voided: false first.',
    ],
    [
      'of ours to a buyer that there is not',
      aUnit('A1'),
      { customer: { until: '2028-01-01' } },
      '/customer',
      '"A1" is not sold: there is no buyer to cover.',
    ],
    [
      'of ours before the unit is received',
      aUnit('A1', { status: 'expected' }),
      { customer: { until: '2028-01-01' } },
      '/customer',
      '"A1" is not sold: there is no buyer to cover.',
    ],
    [
      'to a longer term where there is none',
      sold(bare),
      { supplier: { extendBy: { days: 1 } } },
      '/supplier/extendBy',
      '"A1" has no supplier cover; give it a last day as until.',
    ],
    [
      'to void where there is none',
      sold(bare),
      { customer: { voided: true } },
      '/customer/voided',
      '"A1" has no customer cover; give it a last day as until.',
    ],
  ] as const)('%s', (_, unit, given, pointer, detail) => {
    const { violations, decision } = change(unit, given);
    expect(violations).toEqual([{ pointer, code: 'cover-none', serial: 'A1', detail }]);
    const after = decision.units[0]?.after;
    expect([after?.supplierCover, after?.customerCover]).toEqual([unit.supplierCover, unit.customerCover]);
  });

  it('to a day that no calendar has', () => {
    const far = sold({ customerCover: { until: '9999-12-31' } });
    expect(change(far, { customer: { extendBy: { days: 1 } } }).violations).toEqual([
      {
        pointer: '/customer/extendBy',
        code: 'date-invalid',
        serial: 'A1',
        detail: 'The cover ends on 9999-12-31; so much longer is beyond the calendar.',
      },
    ]);
  });

  it('for each side by itself', () => {
    const given = { supplier: { until: '2028-01-01' }, customer: { until: '2028-01-01' } };
    expect(change(aUnit('A1'), given).violations).toMatchObject([{ pointer: '/customer' }]);
  });
});
