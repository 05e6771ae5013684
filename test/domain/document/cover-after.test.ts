import { describe, expect, it } from 'vitest';
import { coversAfter } from '../../../functions/domain/document/cover-after.ts';
import { type FlowName, flowOf } from '../../../functions/domain/document/flows.ts';
import type { Unit, UnitStatus } from '../../../functions/domain/unit/unit.ts';
import { aDocument, aLine, anItem, aUnit } from '../builders.ts';

const PHONE = anItem({ warranty: { supplier: { months: 12 }, customer: { days: 30 } } });

const covers = (
  flow: FlowName,
  before: Unit | undefined,
  given: { status: UnitStatus; isSupplied?: boolean; item?: typeof PHONE },
) =>
  coversAfter(before, given.status, {
    plan: {
      flow: flowOf(flow),
      document: aDocument(),
      line: aLine(),
      item: given.item ?? PHONE,
      movementId: 'p1.1',
      effectiveDate: '2026-03-05',
    },
    isSupplied: given.isSupplied ?? false,
  });

const BOUGHT = { until: '2026-12-31' };
const SOLD = { soldOn: '2026-02-01', customerCover: { until: '2026-03-03', reason: 'a courtesy' } };

describe('the cover of a supplier', () => {
  it('begins with the first receipt from one', () => {
    const supplied = { status: 'in-stock', isSupplied: true } as const;
    expect(covers('receive', undefined, supplied)).toEqual({ supplierCover: { until: '2027-03-05' } });
    // Known before, as expected or by a sale, but not received.
    const known = aUnit('A1', { addedDate: undefined, supplierCover: BOUGHT });
    expect(covers('receive', known, supplied).supplierCover).toEqual({ until: '2027-03-05' });
    const plain = { ...supplied, item: anItem() };
    expect(covers('receive', undefined, plain).supplierCover).toBeUndefined();
  });

  it('stays with all that comes after', () => {
    const before = aUnit('A1', { supplierCover: BOUGHT });
    expect(covers('receive', before, { status: 'in-stock', isSupplied: true }).supplierCover).toBe(BOUGHT);
    expect(covers('sell', before, { status: 'sold' }).supplierCover).toBe(BOUGHT);
    expect(covers('move', before, { status: 'in-stock' }).supplierCover).toBe(BOUGHT);
  });

  it('does not begin with what comes from anybody else', () => {
    expect(covers('find', undefined, { status: 'in-stock' })).toEqual({});
  });
});

describe('the cover of a buyer', () => {
  it('begins with each sale', () => {
    const terms = { soldOn: '2026-03-05', customerCover: { until: '2026-04-04' } };
    expect(covers('sell', aUnit('A1'), { status: 'sold' })).toEqual(terms);
    expect(covers('sell', aUnit('A1', SOLD), { status: 'sold' })).toEqual(terms);
    expect(covers('sell', undefined, { status: 'sold', item: anItem() })).toEqual({ soldOn: '2026-03-05' });
  });

  it('ends when the unit comes back', () => {
    const before = aUnit('A1', { ...SOLD, status: 'sold', supplierCover: BOUGHT });
    expect(covers('return', before, { status: 'in-stock' })).toEqual({ supplierCover: BOUGHT });
  });

  it('stays through what neither brings the unit in nor sells it', () => {
    const before = aUnit('A1', { ...SOLD, supplierCover: BOUGHT });
    expect(covers('discard', before, { status: 'written-off' })).toEqual({ supplierCover: BOUGHT, ...SOLD });
    expect(covers('scrap', undefined, { status: 'written-off' })).toEqual({});
  });
});
