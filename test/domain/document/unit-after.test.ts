import { describe, expect, it } from 'vitest';
import type { FlowName } from '../../../functions/domain/document/flows.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aBalance, anItem, aUnit, RECORDED_AT, TODAY } from '../builders.ts';
import { type StepGiven, stepped } from './stepped.ts';

/** The unit that an allowed step leaves. */
const left = (flow: FlowName, given: StepGiven = {}): Unit | undefined => {
  const { violations, change } = stepped(flow, given);
  expect(violations).toEqual([]);
  return change?.after;
};

const RECEIPT = { kind: 'product-receipt', partnerId: 'maker' } as const;
const ORDER = { kind: 'works-order', partnerId: undefined } as const;
const TRANSFER = { kind: 'transfer', partnerId: undefined, toLocationId: 'shop' } as const;
const A1 = aUnit('A1', { supplierId: 'maker' });
const AT_SALE = anItem({ serialPolicy: SERIAL_TYPES['debtor-only'] });
const PARENT = { itemId: 'bike', serial: 'B1', id: 'B1.x' };

describe('a unit that comes in for the first time', () => {
  it('is in stock at the place of its receipt, with all that the receipt says', () => {
    const item = anItem({ warranty: { supplier: { months: 12 }, customer: { months: 24 } } });
    const line = { line: 3, batch: 'L1', expiresOn: '2027-01-01', hold: 'quarantine' };
    expect(left('receive', { item, line, document: RECEIPT, plan: { effectiveDate: '2026-03-08' } })).toEqual(
      {
        id: 'A1.n3wn3wn3',
        itemId: 'phone',
        key: 'A1',
        serial: 'a1',
        status: 'in-stock',
        locationId: 'main',
        supplierId: 'maker',
        heldBy: [{ holdId: 'p1.1', reason: 'quarantine', at: RECORDED_AT, user: 'ann' }],
        batch: 'L1',
        expiresOn: '2027-01-01',
        documentId: 'doc-1',
        documentNumber: 'R-1',
        line: 3,
        supplierCover: { until: '2027-03-08' },
        addedDate: '2026-03-08',
        origin: {
          known: true,
          documentId: 'doc-1',
          movementId: 'p1.1',
          partnerId: 'maker',
          date: '2026-03-08',
        },
        asOf: { movementId: 'p1.1', at: RECORDED_AT },
        lastEffectiveDate: '2026-03-08',
        movementIds: ['p1.1'],
        lifeChunks: 0,
        version: 1,
      },
    );
  });

  it('has the id by which it was promised, its own if it has one', () => {
    const entry = { id: 'A1.planned0' };
    expect(left('produce', { document: ORDER, entry })?.id).toBe('A1.planned0');
    const unit = aUnit('A1', { status: 'expected', documentId: undefined });
    expect(left('produce', { document: ORDER, entry, unit })).toMatchObject({ id: unit.id, serial: 'A1' });
  });

  it('is on no list any more', () => {
    const unit = aUnit('A1', { status: 'expected', onList: { asnNumber: 'ASN-1' } });
    expect(left('receive', { unit, document: RECEIPT })?.onList).toBeUndefined();
  });
});

describe('where a unit came from', () => {
  const found = { kind: 'adjustment', partnerId: undefined } as const;
  const known = { known: true, documentId: 'doc-1', movementId: 'p1.1', date: TODAY };

  it.each([
    ['is whatever brings it in', 'find', { document: found }, known],
    ['is what made it', 'produce', { document: ORDER }, known],
    ['stays what it was', 'return', { unit: { ...A1, status: 'sold' } }, A1.origin],
    [
      'is not known where it is seen first as it comes back',
      'return',
      { item: AT_SALE },
      { known: false, reason: 'not registered at receipt' },
    ],
    ['is not told by what it leaves with', 'sell', { unit: { ...A1, origin: undefined } }, undefined],
  ] as const)('%s', (_, flow, given, origin) => {
    expect(left(flow, given)?.origin).toEqual(origin);
  });

  it.each([
    ['the day it came in', 'receive', { document: RECEIPT }, TODAY],
    ['that day for ever', 'return', { unit: { ...A1, status: 'sold' } }, '2026-03-01'],
    ['no day where it is seen first as it comes back', 'return', { item: AT_SALE }, undefined],
    ['no day where it is seen first as it leaves', 'sell', { item: AT_SALE }, undefined],
    ['no day where that was never told', 'sell', { unit: { ...A1, addedDate: undefined } }, undefined],
  ] as const)('is added on %s', (_, flow, given, addedDate) => {
    expect(left(flow, given)?.addedDate).toBe(addedDate);
  });
});

describe('who supplied a unit', () => {
  const other = { ...RECEIPT, partnerId: 'other' };
  const back = { ...A1, status: 'sold', partnerId: 'jane' } as const;
  const bought = { buyBack: true };

  it.each([
    ['is the partner of its receipt', 'receive', { document: RECEIPT }, 'maker'],
    [
      'is the partner of its last receipt',
      'receive',
      { document: other, unit: { ...A1, status: 'returned-to-supplier' } },
      'other',
    ],
    [
      'is not who gives it in part exchange',
      'buy-back',
      { document: other, line: bought, unit: back },
      'maker',
    ],
    [
      'is who gives it in part exchange, if they supply us',
      'buy-back',
      { document: other, line: bought, unit: back, context: { isFromSupplier: true } },
      'other',
    ],
    ['is not who returns it', 'return', { unit: back }, 'maker'],
    ['is not who buys it', 'sell', { unit: A1 }, 'maker'],
    [
      'is not who takes it back',
      'return-to-supplier',
      { document: { kind: 'supplier-return', partnerId: 'other' }, unit: { ...A1, supplierId: undefined } },
      undefined,
    ],
  ] as const)('%s', (_, flow, given, supplierId) => {
    expect(left(flow, given)?.supplierId).toBe(supplierId);
  });
});

describe('who has a unit', () => {
  it.each([
    ['its buyer', 'sell', { unit: A1 }, 'jane'],
    [
      'its supplier again',
      'return-to-supplier',
      { unit: A1, document: { kind: 'supplier-return', partnerId: 'maker' } },
      'maker',
    ],
    [
      'nobody else once it is back',
      'return',
      { unit: { ...A1, status: 'sold', partnerId: 'jane' } },
      undefined,
    ],
    ['nobody else where it is received', 'receive', { document: RECEIPT }, undefined],
    ['nobody where it is broken', 'write-off', { unit: A1, document: { kind: 'write-off' } }, undefined],
  ] as const)('is %s', (_, flow, given, partnerId) => {
    expect(left(flow, given)?.partnerId).toBe(partnerId);
  });
});

describe('where a unit is', () => {
  const sent = { ...A1, status: 'in-transit', documentId: 'doc-1', line: 1, locationId: 'attic' } as const;

  it.each([
    ['where it goes', 'move', { unit: A1, document: TRANSFER }, 'in-stock', 'shop'],
    [
      'where it sets off, until it has arrived',
      'dispatch',
      { unit: A1, document: TRANSFER },
      'in-transit',
      'main',
    ],
    ['where it has arrived', 'arrive', { unit: sent, document: TRANSFER }, 'in-stock', 'shop'],
    ['where it is brought back', 'bring-back', { unit: sent, document: TRANSFER }, 'in-stock', 'main'],
    ['where it left from', 'sell', { unit: A1 }, 'sold', 'main'],
    ['where it is lost', 'write-off', { unit: A1 }, 'written-off', 'main'],
    ['where it set off, if it is lost on its way', 'write-off', { unit: sent }, 'written-off', 'attic'],
  ] as const)('is told as %s', (_, flow, given, status, locationId) => {
    expect(left(flow, given)).toMatchObject({ status, locationId });
  });

  it('is what was heard last, where units went through that place without numbers', () => {
    const balances = [
      aBalance({ quantity: 3, untracked: 2 }),
      aBalance({ quantity: 3, locationId: 'shop', untracked: 5 }),
    ];
    const unnumbered = new Map([['phone#main#', 1]]);
    const at = (flow: FlowName, given: StepGiven) =>
      left(flow, { unit: A1, plan: { unnumbered }, context: { balances }, ...given })?.asOf;
    expect(at('sell', {})).toEqual({ movementId: 'p1.1', at: RECORDED_AT, untracked: 3 });
    expect(at('move', { document: TRANSFER })).toEqual({
      movementId: 'p1.1',
      at: RECORDED_AT,
      untracked: 5,
    });
    const nowhere = { ...TRANSFER, toLocationId: undefined };
    expect(at('move', { document: nowhere })).toEqual({ movementId: 'p1.1', at: RECORDED_AT });
  });
});

describe('what a unit keeps', () => {
  const reservedBy = { documentId: 'doc-1', line: 1 };
  const seal = { holdId: 'h', reason: 'seal broken', at: '', user: 'bob' };

  it.each([
    ['is kept where it is moved', 'move', reservedBy],
    ['is kept on its way', 'dispatch', reservedBy],
    ['ends where it is delivered', 'sell', undefined],
  ] as const)('of its reservation %s', (_, flow, expected) => {
    const document = flow === 'sell' ? {} : TRANSFER;
    expect(left(flow, { unit: { ...A1, reservedBy }, document })?.reservedBy).toEqual(expected);
  });

  it.each([
    ['each hold, and one more where it comes in held', 'return', 'check it', 2],
    ['each hold, and no more where it comes in as it is', 'return', undefined, 1],
    ['each hold, and no more where it goes out', 'return-to-supplier', 'check it', 1],
  ] as const)('is %s', (_, flow, hold, count) => {
    const status = flow === 'return' ? 'sold' : 'in-stock';
    const unit = { ...A1, status, heldBy: [seal] } as const;
    expect(left(flow, { unit, line: { hold }, document: { partnerId: 'maker' } })?.heldBy).toEqual(
      [seal, { holdId: 'p1.1', reason: 'check it', at: RECORDED_AT, user: 'ann' }].slice(0, count),
    );
  });

  it.each([
    ['is that of what brings it in', 'receive', 'L2', 'L1', 'L2'],
    ['is the one expected, where what brings it in says none', 'receive', undefined, 'L1', 'L1'],
    ['is its own where it leaves', 'sell', undefined, 'L1', 'L1'],
    ['is told by what it leaves with, if it had none', 'sell', 'L2', undefined, 'L2'],
    ['is the same one where that is said', 'sell', 'L1', 'L1', 'L1'],
  ] as const)('of a batch %s', (_, flow, batch, was, expected) => {
    const unit = { ...A1, batch: was, status: flow === 'sell' ? 'in-stock' : 'expected' } as const;
    const document = flow === 'sell' ? {} : RECEIPT;
    expect(left(flow, { unit, document, line: { batch } })?.batch).toBe(expected);
  });

  it.each([
    ['is that of the row', '2027-02-02', '2027-01-01', '2027-02-02'],
    ['is its own, if the row says none', undefined, '2027-01-01', '2027-01-01'],
    ['is the one counted, if there is none', undefined, undefined, '2027-03-03'],
  ] as const)('of an expiry %s', (_, expiresOn, was, expected) => {
    const unit = { ...A1, status: 'expected', expiresOn: was } as const;
    const given = { unit, document: RECEIPT, line: { expiresOn }, plan: { expiresOn: '2027-03-03' } };
    expect(left('receive', given)?.expiresOn).toBe(expected);
  });
});

describe('what a unit is a part of', () => {
  const part = { ...A1, status: 'consumed', parent: PARENT } as const;

  it.each([
    ['what it goes into', 'consume', A1, PARENT, undefined],
    ['nothing once it is taken out, but it was one', 'take-out', part, undefined, true],
    ['nothing, as long as it goes into none', 'sell', A1, undefined, undefined],
    ['what it goes into, though it was another’s before', 'consume', { ...A1, wasPart: true }, PARENT, true],
  ] as const)('is %s', (_, flow, unit, parent, wasPart) => {
    const after = left(flow, { unit, plan: { parent: PARENT }, document: ORDER });
    expect([after?.parent, after?.wasPart]).toEqual([parent, wasPart]);
  });
});

describe('an individual', () => {
  const rules = { modelId: 'crane', create: true, createOnSave: false, createOnStockUpdate: false };
  const onSave = anItem({ entity: { ...rules, createOnSave: true } });
  const onStock = anItem({ entity: { ...rules, createOnStockUpdate: true } });
  const crane = { modelId: 'crane' };

  it.each([
    ['is made by what brings it in', 'receive', onStock, { document: RECEIPT }, crane],
    ['is not made by what it leaves with', 'sell', onStock, { unit: A1 }, undefined],
    [
      'is made by an order',
      'receive-order',
      onSave,
      { document: { kind: 'purchase-order', partnerId: 'maker' } },
      crane,
    ],
    [
      'is made by an order of a customer',
      'sell',
      onSave,
      { unit: A1, document: { kind: 'sales-order' } },
      crane,
    ],
    ['is not made without an order', 'receive', onSave, { document: RECEIPT }, undefined],
    [
      'stays one',
      'sell',
      onStock,
      { unit: { ...A1, entity: { ...crane, projectNumber: 'P1' } } },
      {
        ...crane,
        projectNumber: 'P1',
      },
    ],
  ] as const)('%s', (_, flow, item, given, entity) => {
    expect(left(flow, { item, ...given })?.entity).toEqual(entity);
  });
});

describe('how long a unit is covered', () => {
  const item = anItem({ warranty: { supplier: { months: 12 }, customer: { months: 24 } } });
  const covers = { supplierCover: { until: '2027-03-01' }, customerCover: { until: '2028-03-01' } };
  const sold = { ...A1, ...covers, status: 'sold', soldOn: '2026-03-01', partnerId: 'jane' } as const;
  const nothing = { supplierCover: undefined, soldOn: undefined, customerCover: undefined };

  it.each([
    [
      'begins with its supplier when it is received',
      'receive',
      { document: RECEIPT },
      {
        ...nothing,
        supplierCover: { until: '2027-03-10' },
      },
    ],
    [
      'does not begin anew with another receipt',
      'receive',
      { document: RECEIPT, unit: { ...A1, ...covers, status: 'returned-to-supplier' } },
      { ...nothing, supplierCover: covers.supplierCover },
    ],
    ['does not begin with what is made or found', 'produce', { document: ORDER }, nothing],
    [
      'begins with us when it is sold',
      'sell',
      { unit: A1 },
      {
        ...nothing,
        soldOn: TODAY,
        customerCover: { until: '2028-03-10' },
      },
    ],
    [
      'ends with us when it comes back',
      'return',
      { unit: sold },
      {
        ...nothing,
        supplierCover: covers.supplierCover,
      },
    ],
    [
      'stays as it is where it is moved',
      'move',
      { unit: { ...sold, status: 'in-stock' }, document: TRANSFER },
      { ...covers, soldOn: '2026-03-01' },
    ],
  ] as const)('%s', (_, flow, given, expected) => {
    const after = left(flow, { item, ...given });
    const { supplierCover, soldOn, customerCover } = after ?? {};
    expect({ supplierCover, soldOn, customerCover }).toEqual(expected);
  });
});

describe('the record of a unit', () => {
  it('is a version later, with one movement more, by the document that moved it last', () => {
    expect(left('sell', { unit: A1, line: { line: 7 } })).toMatchObject({
      documentId: 'doc-1',
      documentNumber: 'R-1',
      line: 7,
      movementIds: ['m0.1', 'p1.1'],
      lastEffectiveDate: TODAY,
      version: 2,
    });
  });

  it('keeps what was marked on it', () => {
    const unit = { ...A1, aliases: ['OLD'], exceptionId: 'e', provisionalAt: 'attic' };
    expect(left('sell', { unit })).toMatchObject({
      aliases: ['OLD'],
      exceptionId: 'e',
      provisionalAt: 'attic',
    });
  });
});
