import { describe, expect, it } from 'vitest';
import { type Flow, flowOf } from '../../../functions/domain/document/flows.ts';
import { type StepPlan, spilledOf, unitOf } from '../../../functions/domain/document/unit-step.ts';
import type { LedgerException } from '../../../functions/domain/exception.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import {
  aContext,
  aDocument,
  aLine,
  anItem,
  aUnit,
  codes,
  entriesOf,
  RECORDED_AT,
  TODAY,
} from '../builders.ts';
import { type StepGiven, stepped } from './stepped.ts';

const faults = (...given: Parameters<typeof stepped>) => codes(stepped(...given).violations);

const LAX = anItem({ allowUnknownAtSale: true });
const AT_SALE = anItem({ serialPolicy: SERIAL_TYPES['debtor-only'] });
const CRANE = anItem({
  entity: { modelId: 'crane', create: true, createOnSave: true, createOnStockUpdate: true },
});
/** An individual that somebody made known, and that nothing brings yet. */
const announced = (given: Partial<Unit> = {}) =>
  aUnit('A1', {
    status: 'expected',
    entity: { modelId: 'crane', advance: true },
    documentId: undefined,
    documentNumber: undefined,
    line: undefined,
    locationId: undefined,
    origin: undefined,
    addedDate: undefined,
    lastEffectiveDate: undefined,
    ...given,
  });
const captureAtSale: Flow = {
  ...flowOf('sell'),
  step: 'capture-sold',
  movement: 'capture',
  unknown: 'capture-sold-unknown',
};

describe('a number that nobody knows', () => {
  it.each([
    ['sold, where receipts need none', 'sell', AT_SALE],
    ['sold, where its item lets it', 'sell', LAX],
    ['moved, where its item lets it', 'move', LAX],
    ['returned, where receipts need none', 'return', AT_SALE],
    ['lost, where receipts need none', 'lose', AT_SALE],
  ] as const)('may be %s', (_, flow, item) => {
    expect(faults(flow, { item })).toEqual([]);
  });

  it.each([
    ['sold, where receipts need one', 'sell', anItem()],
    ['lost, where receipts need one, though its item lets it be sold', 'lose', LAX],
    ['returned, where receipts need one, though its item lets it be sold', 'return', LAX],
    ['sent back to whoever brought it', 'return-to-supplier', AT_SALE],
    ['taken out of anything', 'take-out', AT_SALE],
    ['received from a transfer', 'arrive', AT_SALE],
  ] as const)('is not %s', (_, flow, item) => {
    expect(stepped(flow, { item })).toEqual({
      violations: [
        {
          pointer: '/lines/0/serials/0',
          serial: 'a1',
          code: 'serial-unknown',
          line: 1,
          detail: '"a1" is not a known unit of item phone.',
        },
      ],
    });
  });

  it('is one that was taken back as well', () => {
    const unit = aUnit('A1', { status: 'written-off', voided: true, origin: undefined });
    expect(faults('sell', { unit })).toEqual(['serial-unknown']);
    const { change } = stepped('sell', { unit, item: LAX });
    expect(change?.after).toMatchObject({ id: unit.id, status: 'sold', origin: { known: false } });
    expect(change?.after?.voided).toBeUndefined();
  });

  it('makes a unit that has no origin, and is in what state and place the step says', () => {
    expect(stepped('sell', { item: AT_SALE, line: { batch: 'L1' } }).change).toEqual({
      before: undefined,
      after: {
        id: 'A1.n3wn3wn3',
        itemId: 'phone',
        key: 'A1',
        serial: 'a1',
        status: 'sold',
        locationId: 'main',
        partnerId: 'jane',
        batch: 'L1',
        documentId: 'doc-1',
        documentNumber: 'R-1',
        line: 1,
        soldOn: TODAY,
        origin: { known: false, reason: 'not registered at receipt' },
        asOf: { movementId: 'p1.1', at: RECORDED_AT },
        lastEffectiveDate: TODAY,
        movementIds: ['p1.1'],
        lifeChunks: 0,
        version: 1,
      },
    });
  });
});

describe('a number whose receipt is owed', () => {
  const opened = {
    exceptionId: 'p1.1.n3wn3wn3',
    kind: 'unknown-number',
    status: 'open',
    itemId: 'phone',
    serial: 'a1',
    id: 'A1.n3wn3wn3',
    documentId: 'doc-1',
    movementId: 'p1.1',
    at: RECORDED_AT,
    version: 1,
  };
  const loose = { ...LAX, serialPolicy: SERIAL_TYPES['creditor-and-debtor'] };

  it.each([
    ['counted in at the same moment where each unit in stock has a number', 'sell', LAX, true],
    ['not counted in where stock may have none', 'sell', loose, undefined],
    ['not counted in where the stock was there without it', captureAtSale, LAX, undefined],
  ] as const)('awaits a decision, and is %s', (_, flow, item, provisional) => {
    const { change, exception, provisional: counted, violations } = stepped(flow, { item });
    expect(violations).toEqual([]);
    expect(exception).toEqual(opened);
    expect(change?.after?.exceptionId).toBe('p1.1.n3wn3wn3');
    expect([counted, change?.after?.provisionalAt]).toEqual([provisional, provisional && 'main']);
  });

  it('is told apart by the random part of its unit, whatever its number is', () => {
    const entry = { text: 'a/1.b', key: 'A/1.B' };
    expect(stepped('sell', { item: LAX, entry }).exception).toMatchObject({
      exceptionId: 'p1.1.n3wn3wn3',
      serial: 'a/1.b',
    });
  });

  it.each([
    ['receipts need no number', 'sell', AT_SALE, undefined],
    ['the unit is known', 'sell', anItem(), aUnit('A1')],
    ['it comes with the receipt itself', 'receive', anItem(), undefined],
  ] as const)('awaits nothing where %s', (_, flow, item, unit) => {
    const result = stepped(flow, { item, unit });
    expect(result.violations).toEqual([]);
    expect(result).not.toHaveProperty('exception');
    expect(result).not.toHaveProperty('provisional');
    expect([result.change?.after?.exceptionId, result.change?.after?.provisionalAt]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('awaits the same decision, and is counted in at the same place, whatever becomes of it since', () => {
    const unit = aUnit('A1', { exceptionId: 'p0.1.x', provisionalAt: 'attic' });
    expect(stepped('sell', { unit }).change?.after).toMatchObject({
      exceptionId: 'p0.1.x',
      provisionalAt: 'attic',
    });
  });
});

describe('a number whose receipt was taken back', () => {
  const hold = { holdId: 'h1', reason: 'cracked', at: RECORDED_AT, user: 'ann' };
  const voided = (given: Partial<Unit> = {}) =>
    aUnit('A1', { status: 'written-off', voided: true, origin: undefined, ...given });

  it.each(['sell', 'consume'] as const)('does not leave at first sight while it is held: %s', (flow) => {
    const item = flow === 'consume' ? AT_SALE : LAX;
    expect(faults(flow, { item, unit: voided() })).toEqual([]);
    expect(stepped(flow, { item, unit: voided({ heldBy: [hold] }) }).violations).toEqual([
      expect.objectContaining({ code: 'serial-held', detail: '"A1" is held: cracked.' }),
    ]);
  });

  it('comes back whatever holds it', () => {
    expect(faults('receive', { unit: voided({ heldBy: [hold] }) })).toEqual([]);
    expect(faults('return', { item: AT_SALE, unit: voided({ heldBy: [hold] }) })).toEqual([]);
  });
});

describe('an individual that was announced', () => {
  const item = { ...CRANE, allowUnknownAtSale: true };

  it('comes with whatever brings it in', () => {
    expect(faults('receive', { item, unit: announced() })).toEqual([]);
    expect(faults('receive-order', { item, unit: announced() })).toEqual([]);
  });

  it('is at first sight where it leaves before it came, if that is allowed', () => {
    const { change, exception } = stepped('sell', { item, unit: announced() });
    expect(change?.after).toMatchObject({ id: 'A1.r4nd0m00', status: 'sold', origin: { known: false } });
    expect(exception?.id).toBe('A1.r4nd0m00');
  });

  it('is told by its state where that is not allowed', () => {
    expect(stepped('sell', { item: CRANE, unit: announced() }).violations).toEqual([
      {
        pointer: '/lines/0/serials/0',
        serial: 'a1',
        itemId: 'phone',
        status: 'expected',
        code: 'serial-not-in-stock',
        detail: '"A1" is not in-stock: it is expected.',
      },
    ]);
    expect(faults('take-out', { item, unit: announced() })).toEqual(['serial-wrong-state']);
  });

  it('leaves to nobody but whoever ordered it', () => {
    const unit = announced({ reservedBy: { documentId: 'so-7', documentNumber: 'SO-7', line: 1 } });
    expect(faults('sell', { item, unit })).toEqual(['serial-reserved']);
    expect(faults('sell', { item, unit, document: { documentId: 'so-7' } })).toEqual([]);
  });

  it('is not what an order expects on its row: that is for the order alone', () => {
    const unit = announced({ documentId: 'po-5', documentNumber: 'PO-5', line: 1 });
    expect(faults('sell', { item, unit })).toEqual(['serial-not-in-stock']);
  });
});

describe('a unit that is known', () => {
  it.each([
    ['sell', { status: 'sold' }, 'serial-not-in-stock', 'is not in-stock: it is sold by document R-0.'],
    ['receive', {}, 'serial-exists', 'exists already: it is in-stock by document R-0.'],
    ['return', {}, 'serial-wrong-state', 'is not sold: it is in-stock by document R-0.'],
    ['arrive', {}, 'serial-not-dispatched', 'is not on its way: it is in-stock by document R-0.'],
  ] as const)('does not %s in a state %j', (flow, given, code, is) => {
    const { violations, change } = stepped(flow, { unit: aUnit('A1', given) });
    expect(violations).toMatchObject([{ code, detail: `"A1" ${is}`, documentId: 'doc-0' }]);
    expect(change).toBeUndefined();
  });

  it('is told everything that stands in the way at once', () => {
    const unit = aUnit('A1', {
      heldBy: [{ holdId: 'h', reason: 'seal broken', at: '', user: 'ann' }],
      locationId: 'attic',
      lastEffectiveDate: '2026-03-11',
    });
    expect(faults('sell', { unit })).toEqual(['serial-held', 'date-before-unit', 'serial-elsewhere']);
  });

  it.each([
    ['was taken back', 'receive', { status: 'written-off', voided: true }, []],
    ['was taken back, and an order expects it', 'receive', { status: 'expected' }, []],
    ['came in', 'sell', {}, ['date-before-unit']],
    ['went back', 'receive', { status: 'returned-to-supplier' }, ['date-before-unit']],
  ] as const)('moves on an earlier day or not, where it %s', (_, flow, given, expected) => {
    const unit = aUnit('A1', { ...given, lastEffectiveDate: '2026-03-09' });
    const plan = { effectiveDate: '2026-03-05' };
    expect(faults(flow, { unit, plan })).toEqual(expected);
    expect(faults(flow, { unit, plan: { effectiveDate: '2026-03-09' } })).toEqual([]);
  });

  it('is that of the item and the number', () => {
    const plan: StepPlan = {
      flow: flowOf('sell'),
      document: aDocument(),
      line: aLine(),
      item: anItem(),
      movementId: 'p1.1',
      effectiveDate: TODAY,
    };
    const context = aContext({ units: [aUnit('A1', { itemId: 'bike' }), aUnit('B1')] });
    const [a1, b1] = entriesOf(['a1', 'b1']);
    expect(unitOf(a1!, plan, context)).toBeUndefined();
    expect(unitOf(b1!, plan, context)).toEqual(aUnit('B1'));
    expect(unitOf(a1!, { ...plan, item: anItem({ itemId: 'bike' }) }, context)?.itemId).toBe('bike');
  });
});

describe('a receipt after the fact', () => {
  const unknown = aUnit('A1', {
    status: 'sold',
    partnerId: 'jane',
    origin: { known: false, reason: 'not registered at receipt' },
    addedDate: undefined,
    exceptionId: 'p0.1.r4nd0m00',
    provisionalAt: 'main',
    lastEffectiveDate: '2026-03-05',
  });
  const covered = anItem({ warranty: { supplier: { months: 12 } } });
  const open: LedgerException = {
    exceptionId: 'p0.1.r4nd0m00',
    kind: 'unknown-number',
    status: 'open',
    serial: 'A1',
    at: '2026-03-05T08:00:00.000Z',
    version: 1,
  };
  const exceptions = (one: LedgerException) => new Map([[one.exceptionId, one]]);
  const explained = ({ document, plan, ...given }: StepGiven) =>
    stepped('receive', {
      unit: unknown,
      item: covered,
      document: { kind: 'product-receipt', partnerId: 'maker', retrospective: true, ...document },
      plan: { effectiveDate: '2026-03-03', ...plan },
      ...given,
    });

  it('says where a unit came from, and leaves state and place as they are', () => {
    expect(explained({ context: { exceptions: exceptions(open) } })).toEqual({
      change: {
        before: unknown,
        after: {
          ...unknown,
          origin: {
            known: true,
            documentId: 'doc-1',
            movementId: 'p1.1',
            partnerId: 'maker',
            date: '2026-03-03',
          },
          supplierId: 'maker',
          addedDate: '2026-03-03',
          supplierCover: { until: '2027-03-03' },
          exceptionId: undefined,
          provisionalAt: undefined,
          movementIds: ['m0.1', 'p1.1'],
          version: 2,
        },
      },
      exception: {
        ...open,
        status: 'closed',
        closedAt: RECORDED_AT,
        closedBy: 'ann',
        closedByMovementId: 'p1.1',
        version: 2,
      },
      retrospective: true,
      violations: [],
    });
  });

  it.each([
    ['the batch that is known already', { batch: 'L1' }, { batch: 'L2' }, {}, { batch: 'L1' }],
    ['the batch of the receipt', {}, { batch: 'L2' }, {}, { batch: 'L2' }],
    [
      'the expiry of its row',
      { expiresOn: '2027-01-01' },
      { expiresOn: '2027-02-02' },
      { expiresOn: '2027-03-03' },
      { expiresOn: '2027-02-02' },
    ],
    [
      'the expiry that is known already, if the row says none',
      { expiresOn: '2027-01-01' },
      {},
      { expiresOn: '2027-03-03' },
      { expiresOn: '2027-01-01' },
    ],
    ['the expiry that is counted', {}, {}, { expiresOn: '2027-03-03' }, { expiresOn: '2027-03-03' }],
    [
      'the cover that a person gave',
      { supplierCover: { until: '2030-01-01', reason: 'agreed' } },
      {},
      {},
      { supplierCover: { until: '2030-01-01', reason: 'agreed' } },
    ],
    ['the day it last moved, where that is later', {}, {}, {}, { lastEffectiveDate: '2026-03-05' }],
    [
      'the day of the receipt, where that is later',
      {},
      {},
      { effectiveDate: '2026-03-08' },
      { lastEffectiveDate: '2026-03-08' },
    ],
    [
      'the day of the receipt, where it never moved',
      { lastEffectiveDate: undefined },
      {},
      {},
      { lastEffectiveDate: '2026-03-03' },
    ],
  ] as const)('gives a unit %s', (_, unit, line, plan, expected) => {
    const { change } = explained({ unit: { ...unknown, ...unit }, line, plan });
    expect(change?.after).toMatchObject(expected);
  });

  it('makes an individual of it where its item is of a model', () => {
    expect(explained({ item: CRANE }).change?.after?.entity).toEqual({ modelId: 'crane' });
    expect(explained({}).change?.after?.entity).toBeUndefined();
  });

  it('must be where the unit was counted in', () => {
    const unit = { ...unknown, provisionalAt: 'attic' };
    expect(explained({ unit })).toEqual({
      violations: [
        {
          pointer: '/lines/0/serials/0',
          serial: 'a1',
          itemId: 'phone',
          status: 'sold',
          documentId: 'doc-0',
          documentNumber: 'R-0',
          locationId: 'main',
          code: 'retrospective-elsewhere',
          detail: '"A1" was counted in at location attic; receive it there, not at main.',
        },
      ],
    });
    expect(codes(explained({ unit, document: { locationId: 'attic' } }).violations)).toEqual([]);
    const nowhere = { ...unknown, provisionalAt: undefined };
    expect(codes(explained({ unit: nowhere, document: { locationId: 'attic' } }).violations)).toEqual([]);
  });

  it.each([
    ['was closed by a person', unknown, { ...open, status: 'closed' as const }],
    ['is not at hand', unknown, { ...open, exceptionId: 'other' }],
    ['there is none for the unit', { ...unknown, exceptionId: undefined }, open],
  ])('closes no exception where that %s', (_, unit, exception) => {
    const result = explained({ unit, context: { exceptions: exceptions(exception) } });
    expect(result).not.toHaveProperty('exception');
    expect(result.change?.after?.exceptionId).toBeUndefined();
  });

  it('hands on what has no room on the record', () => {
    const movementIds = Array.from({ length: 10 }, (_, i) => `m${i}.1`);
    expect(explained({ unit: { ...unknown, movementIds } }).change).toMatchObject({
      after: { movementIds: ['p1.1'], lifeChunks: 1 },
      spilled: movementIds,
    });
  });

  it.each([
    ['says nothing of that', unknown, { retrospective: false }],
    ['is of a kind that does not know that', unknown, { kind: 'purchase-order' }],
    ['names a unit with an origin', { ...unknown, origin: aUnit('A1').origin }, {}],
    ['names a unit that never had an origin', { ...unknown, origin: undefined }, {}],
  ] as const)('is an ordinary one where it %s, so that the unit is there already', (_, unit, document) => {
    expect(codes(explained({ unit, document }).violations)).toEqual(['serial-exists']);
  });

  it('brings in as well what nobody has seen, or what was taken back', () => {
    expect(explained({ unit: undefined })).toMatchObject({
      change: { after: { status: 'in-stock', addedDate: '2026-03-03' } },
      violations: [],
    });
    const voided = { ...unknown, voided: true, status: 'written-off' } as const;
    const again = explained({ unit: voided });
    expect(again.change?.after?.status).toBe('in-stock');
    expect(again).not.toHaveProperty('retrospective');
  });
});

describe('movements that have no room on a record', () => {
  const before = aUnit('A1', { lifeChunks: 2 });
  it.each([
    ['go to the life file when the record begins anew', before, { ...before, lifeChunks: 3 }, ['m0.1']],
    ['stay while there is room', before, before, undefined],
    ['are none of a new unit', undefined, { ...before, lifeChunks: 1 }, undefined],
  ])('%s', (_, was, after, expected) => {
    expect(spilledOf(was, after)).toEqual(expected);
  });
});
