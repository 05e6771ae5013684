import { describe, expect, it } from 'vitest';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { anItem, aUnit, codes, TODAY } from '../builders.ts';
import { stepped } from './stepped.ts';

/** Where a document says one thing of a unit, and the unit's record another. */

const faults = (...given: Parameters<typeof stepped>) => stepped(...given).violations;

const IN_STOCK = {
  pointer: '/lines/0/serials/0',
  serial: 'a1',
  itemId: 'phone',
  status: 'in-stock',
  documentId: 'doc-0',
  documentNumber: 'R-0',
  locationId: 'main',
} as const;
const LOOSE = anItem({ serialPolicy: SERIAL_TYPES['creditor-and-debtor'] });

describe('the day', () => {
  it('is not before the last one on which the unit moved', () => {
    const unit = aUnit('A1', { lastEffectiveDate: '2026-03-09' });
    expect(faults('sell', { unit, plan: { effectiveDate: '2026-03-08' } })).toEqual([
      { ...IN_STOCK, code: 'date-before-unit', detail: '"A1" last moved on 2026-03-09, after 2026-03-08.' },
    ]);
    expect(faults('sell', { unit, plan: { effectiveDate: '2026-03-09' } })).toEqual([]);
  });

  it('is any where the unit never moved', () => {
    const unit = aUnit('A1', { lastEffectiveDate: undefined });
    expect(faults('sell', { unit, plan: { effectiveDate: '2020-01-01' } })).toEqual([]);
  });
});

describe('the place', () => {
  const document = { locationId: 'shop', toLocationId: 'attic' } as const;

  it.each(['sell', 'write-off', 'consume', 'move', 'dispatch'] as const)(
    'is where the record has the unit, for it to %s, where each unit in stock has a number',
    (flow) => {
      const unit = aUnit('A1');
      const detail = '"A1" is at location main, not at shop.';
      expect(faults(flow, { unit, document })).toEqual([{ ...IN_STOCK, code: 'serial-elsewhere', detail }]);
      expect(faults(flow, { unit, document: { ...document, locationId: 'main' } })).toEqual([]);
      expect(faults(flow, { unit, document, item: LOOSE })).toEqual([]);
    },
  );

  it.each([
    ['comes back from its buyer', 'return', { status: 'sold' }],
    ['is received again', 'receive', { status: 'returned-to-supplier' }],
    ['is lost on its way', 'write-off', { status: 'in-transit' }],
  ] as const)('is any for a unit that %s', (_, flow, given) => {
    expect(faults(flow, { unit: aUnit('A1', given), document })).toEqual([]);
  });
});

describe('what is on its way', () => {
  const unit = aUnit('A1', { status: 'in-transit', documentId: 't-1', documentNumber: 'T-1', line: 2 });
  const own = { document: { documentId: 't-1', toLocationId: 'shop' }, line: { line: 2 } } as const;
  const where = { ...IN_STOCK, status: 'in-transit', documentId: 't-1', documentNumber: 'T-1' };
  const other = (line: number) => ({
    ...where,
    code: 'serial-not-dispatched',
    detail: `"A1" is on its way by document T-1, not by line ${line} of this one.`,
  });

  it.each(['arrive', 'bring-back'] as const)('may %s by the line that sent it alone', (flow) => {
    expect(faults(flow, { unit, ...own })).toEqual([]);
    expect(faults(flow, { unit, ...own, line: { line: 1 } })).toEqual([other(1)]);
    expect(faults(flow, { unit, ...own, document: { toLocationId: 'shop' } })).toEqual([other(2)]);
  });

  it('is written off by any document', () => {
    expect(faults('write-off', { unit })).toEqual([]);
  });
});

describe('the partner', () => {
  const sold = aUnit('A1', { status: 'sold', partnerId: 'jane', supplierId: 'maker' });
  const here = aUnit('A1', { supplierId: 'maker' });

  it('is the buyer, of what comes back', () => {
    const from = (partnerId: string | undefined) => faults('return', { unit: sold, document: { partnerId } });
    const differs = { ...IN_STOCK, status: 'sold', code: 'partner-differs' };
    expect(from('jane')).toEqual([]);
    expect(from('maker')).toEqual([{ ...differs, detail: '"A1" was sold to jane, not maker.' }]);
    expect(from(undefined)).toEqual([{ ...differs, detail: '"A1" was sold to jane, not nobody.' }]);
  });

  it('is the supplier, of what goes back to one', () => {
    const to = (partnerId: string) => faults('return-to-supplier', { unit: here, document: { partnerId } });
    const differs = { ...IN_STOCK, code: 'partner-differs' };
    expect(to('maker')).toEqual([]);
    expect(to('jane')).toEqual([{ ...differs, detail: '"A1" came from maker, not jane.' }]);
  });

  it('is any where the record names none, or the step asks for none', () => {
    const document = { partnerId: 'joe' } as const;
    expect(faults('return', { unit: { ...sold, partnerId: undefined }, document })).toEqual([]);
    expect(faults('return-to-supplier', { unit: { ...here, supplierId: undefined }, document })).toEqual([]);
    expect(faults('buy-back', { unit: sold, document })).toEqual([]);
    expect(faults('write-off', { unit: here, document })).toEqual([]);
  });
});

describe('the expiry', () => {
  const unit = aUnit('A1', { expiresOn: '2026-03-09' });
  const expired = { ...IN_STOCK, code: 'serial-expired', detail: '"A1" expired on 2026-03-09.' };

  it('keeps a unit from being sold, unless the tenant lets it', () => {
    expect(faults('sell', { unit })).toEqual([expired]);
    expect(faults('sell', { unit, context: { settings: { allowExpiredSale: true } } })).toEqual([]);
  });

  it('is still to come on its day, and counts by the day of the document', () => {
    expect(faults('sell', { unit: { ...unit, expiresOn: TODAY } })).toEqual([]);
    expect(faults('sell', { unit, plan: { effectiveDate: '2026-03-09' } })).toEqual([]);
    expect(faults('sell', { unit: { ...unit, expiresOn: undefined } })).toEqual([]);
  });

  it.each(['move', 'return-to-supplier', 'write-off', 'consume', 'scrap'] as const)(
    'does not keep it from %s',
    (flow) => {
      expect(faults(flow, { unit, document: { toLocationId: 'shop' } })).toEqual([]);
    },
  );
});

describe('the batch', () => {
  const unit = aUnit('A1', { batch: 'L1' });

  it('is that of the unit, or not named, of what goes out', () => {
    const detail = '"A1" is of batch L1, not L2.';
    expect(faults('sell', { unit, line: { batch: 'L2' } })).toEqual([
      { ...IN_STOCK, code: 'batch-differs', detail },
    ]);
    expect(faults('sell', { unit, line: { batch: 'L1' } })).toEqual([]);
    expect(faults('sell', { unit })).toEqual([]);
    expect(faults('sell', { unit: aUnit('A1'), line: { batch: 'L2' } })).toEqual([]);
  });

  it('is set anew by what comes in', () => {
    const back = { ...unit, status: 'returned-to-supplier' } as const;
    const { violations, change } = stepped('receive', { unit: back, line: { batch: 'L2' } });
    expect(violations).toEqual([]);
    expect(change?.after?.batch).toBe('L2');
  });
});

describe('the model', () => {
  const CRANE = anItem({
    allowUnknownAtSale: true,
    entity: { modelId: 'crane', create: true, createOnSave: true, createOnStockUpdate: true },
  });
  const lift = (given: Parameters<typeof aUnit>[1]) =>
    aUnit('A1', { entity: { modelId: 'lift', advance: true }, ...given });
  const announced = lift({
    status: 'expected',
    documentId: undefined,
    documentNumber: undefined,
    locationId: undefined,
  });

  it('is that of the item, of an individual that comes in', () => {
    expect(faults('receive', { item: CRANE, unit: announced })).toEqual([
      {
        pointer: '/lines/0/serials/0',
        serial: 'a1',
        itemId: 'phone',
        status: 'expected',
        code: 'entity-model-differs',
        detail: '"A1" is entity phone~A1.r4nd0m00 of model lift; item phone is of model crane.',
      },
    ]);
  });

  it.each([
    ['it is of the same one', CRANE, { ...announced, entity: { modelId: 'crane' } }],
    ['it is no individual', CRANE, { ...announced, entity: undefined }],
    ['the item is of none', anItem(), announced],
  ])('does not matter where %s', (_, item, unit) => {
    expect(codes(faults('receive', { item, unit }))).toEqual([]);
  });

  it('stays what it was of what has been ours, when that comes home', () => {
    expect(faults('return', { item: CRANE, unit: lift({ status: 'sold' }) })).toEqual([]);
    expect(faults('receive', { item: CRANE, unit: lift({ status: 'returned-to-supplier' }) })).toEqual([]);
  });

  it('does not matter of what leaves', () => {
    expect(faults('sell', { item: CRANE, unit: announced })).toEqual([]);
  });
});
