import { describe, expect, it } from 'vitest';
import { CLAIMS, type ClaimPlan } from '../../../functions/domain/document/claims.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { MOVEMENTS_ON_UNIT, type Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, anItem, aUnit, RECORDED_AT } from '../builders.ts';

const ENTRY = { text: 'a1', key: 'A1', pointer: '/serials/0', position: 3 };
const PLACE = { pointer: '/serials/0', position: 3, serial: 'a1' };
const ORDER = aDocument({ kind: 'purchase-order', number: 'PO-1' });
const SALE = aDocument({ kind: 'sales-order', number: 'SO-1', partnerId: 'jane' });
const BIKES = { modelId: 'b7', create: true, createOnSave: true, createOnStockUpdate: true };
const planOf = (document: ClaimPlan['document'], given: Partial<ClaimPlan> = {}): ClaimPlan => ({
  document,
  line: aLine(),
  item: anItem(),
  movementId: 'p1.1',
  ...given,
});
const contextOf = (unit: Unit | undefined) => aContext({ units: unit === undefined ? [] : [unit] });

const expectedOf = (unit: Unit | undefined, plan = planOf(ORDER)) =>
  CLAIMS.expect.add.unit(ENTRY, plan, contextOf(unit));
const unexpectedOf = (unit: Unit | undefined, plan = planOf(ORDER)) =>
  CLAIMS.expect.remove.unit(ENTRY, plan, contextOf(unit));
const reservedOf = (unit: Unit | undefined, plan = planOf(SALE)) =>
  CLAIMS.reserve.add.unit(ENTRY, plan, contextOf(unit));
const unreservedOf = (unit: Unit | undefined, plan = planOf(SALE)) =>
  CLAIMS.reserve.remove.unit(ENTRY, plan, contextOf(unit));

const NOTHING = { violations: [] };
const IN_STOCK = {
  ...PLACE,
  itemId: 'phone',
  status: 'in-stock',
  documentId: 'doc-0',
  documentNumber: 'R-0',
  locationId: 'main',
};

describe('a number that an order cannot expect', () => {
  it.each<[Partial<Unit>, string, object]>([
    [{}, '"A1" exists already: it is in-stock by document R-0.', {}],
    [
      { documentNumber: undefined },
      '"A1" exists already: it is in-stock by document doc-0.',
      { documentNumber: undefined },
    ],
    [
      { documentId: undefined, documentNumber: undefined },
      '"A1" exists already: it is in-stock.',
      { documentId: undefined, documentNumber: undefined },
    ],
    [
      { reservedBy: { documentId: 'so-1', line: 1 } },
      '"A1" exists already: it is reserved by document so-1.',
      { status: 'reserved', documentId: 'so-1', documentNumber: undefined },
    ],
  ])('is told with what has it: %o', (given, detail, where) => {
    expect(expectedOf(aUnit('A1', given))).toEqual({
      violations: [{ ...IN_STOCK, ...where, code: 'serial-exists', detail }],
    });
  });

  it('may be that of an individual of another model', () => {
    const unit = aUnit('A1', {
      status: 'expected',
      documentId: undefined,
      documentNumber: undefined,
      locationId: undefined,
      entity: { modelId: 'old', entityId: 'E1' },
    });
    const item = anItem({ entity: BIKES });
    const refused = {
      violations: [
        {
          ...PLACE,
          itemId: 'phone',
          status: 'expected',
          code: 'entity-model-differs',
          detail: '"A1" is entity E1 of model old; item phone is of model b7.',
        },
      ],
    };
    const plan = planOf(ORDER, { item });
    expect(expectedOf(unit, plan)).toEqual(refused);
    // Nothing could bring it: what came and was taken back is still that individual.
    expect(expectedOf({ ...unit, voided: true }, plan)).toEqual(refused);
    expect(expectedOf({ ...unit, entity: { modelId: 'b7' } }, plan).violations).toEqual([]);
  });
});

describe('a number that a sales order cannot reserve', () => {
  it('is one that nothing is known of, or that counts for nothing', () => {
    const unknown = {
      violations: [
        {
          ...PLACE,
          code: 'serial-unknown',
          line: 1,
          detail: '"a1" is not a known unit of item phone.',
        },
      ],
    };
    expect(reservedOf(undefined)).toEqual(unknown);
    expect(reservedOf(aUnit('A1', { voided: true }))).toEqual(unknown);
    expect(reservedOf(aUnit('A1', { itemId: 'watch' }))).toEqual(unknown);
  });

  it('is one that is not in stock', () => {
    expect(reservedOf(aUnit('A1', { status: 'sold' }))).toEqual({
      violations: [
        {
          ...IN_STOCK,
          status: 'sold',
          code: 'serial-not-in-stock',
          detail: '"A1" is not in stock: it is sold.',
        },
      ],
    });
  });

  const hold = (reason: string) => ({ holdId: reason, reason, at: RECORDED_AT, user: 'ann' });

  it('is told with everything that forbids it', () => {
    const unit = aUnit('A1', {
      locationId: 'shop',
      reservedBy: { documentId: 'so-2', documentNumber: 'SO-2', line: 1 },
      heldBy: [hold('cracked'), hold('wet')],
    });
    const byOrder = { documentId: 'so-2', documentNumber: 'SO-2' };
    const its = { ...IN_STOCK, ...byOrder, status: 'reserved', locationId: 'shop' };
    expect(reservedOf(unit)).toEqual({
      violations: [
        { ...its, code: 'serial-reserved', detail: '"A1" is reserved by document SO-2.' },
        { ...its, code: 'serial-held', detail: '"A1" is held: cracked; wet.' },
        {
          ...its,
          code: 'serial-elsewhere',
          detail: '"A1" is at location shop, not at main.',
        },
      ],
    });
  });

  it('is told with the id of an order that has no number', () => {
    const unit = aUnit('A1', { documentNumber: undefined, reservedBy: { documentId: 'so-2', line: 1 } });
    const { documentNumber: _, ...its } = IN_STOCK;
    const [violation] = reservedOf(unit).violations;
    expect(violation).toStrictEqual({
      ...its,
      status: 'reserved',
      documentId: 'so-2',
      code: 'serial-reserved',
      detail: '"A1" is reserved by document so-2.',
    });
  });

  it('is one elsewhere only where places are checked, and none that holds nothing', () => {
    const item = anItem({ serialPolicy: SERIAL_TYPES['debtor-only'] });
    expect(reservedOf(aUnit('A1', { locationId: 'shop' }), planOf(SALE, { item })).violations).toEqual([]);
    expect(reservedOf(aUnit('A1', { heldBy: [] })).violations).toEqual([]);
  });
});

describe('a number taken off a row', () => {
  const expected = aUnit('A1', { status: 'expected', documentId: 'doc-1', lastEffectiveDate: undefined });

  it('leaves alone whatever the row does not expect', () => {
    expect(unexpectedOf(undefined)).toEqual(NOTHING);
    expect(unexpectedOf(expected, planOf(ORDER, { line: aLine({ line: 2 }) }))).toEqual(NOTHING);
    expect(unexpectedOf({ ...expected, documentId: 'doc-2' })).toEqual(NOTHING);
    expect(unexpectedOf({ ...expected, status: 'in-stock' })).toEqual(NOTHING);
    expect(unexpectedOf(expected)).toEqual({ change: { before: expected }, violations: [] });
  });

  it('leaves a unit that has a past as it was, taken back', () => {
    const before: Unit = {
      ...expected,
      lastEffectiveDate: '2026-02-01',
      batch: 'B1',
      onList: { asnNumber: 'L1' },
    };
    expect(unexpectedOf(before)).toEqual({
      change: {
        before,
        after: {
          ...before,
          status: 'written-off',
          voided: true,
          batch: undefined,
          onList: undefined,
          asOf: { movementId: 'p1.1', at: RECORDED_AT },
          movementIds: ['m0.1', 'p1.1'],
          version: 2,
        },
      },
      violations: [],
    });
  });

  it('is free again only where the order has it', () => {
    expect(unreservedOf(undefined)).toEqual(NOTHING);
    expect(unreservedOf(aUnit('A1'))).toEqual(NOTHING);
    expect(unreservedOf(aUnit('A1', { reservedBy: { documentId: 'so-2', line: 1 } }))).toEqual(NOTHING);
    const before = aUnit('A1', { reservedBy: { documentId: 'doc-1', line: 1 } });
    expect(unreservedOf(before).change?.after).toEqual({
      ...aUnit('A1'),
      movementIds: ['m0.1', 'p1.1'],
      version: 2,
    });
  });
});

describe('a unit that is reserved', () => {
  it('tells by which row, and is a version later', () => {
    expect(reservedOf(aUnit('A1')).change?.after).toEqual({
      ...aUnit('A1'),
      reservedBy: { documentId: 'doc-1', documentNumber: 'SO-1', line: 1 },
      movementIds: ['m0.1', 'p1.1'],
      version: 2,
    });
    const nameless = reservedOf(aUnit('A1'), planOf({ ...SALE, number: undefined }));
    expect(nameless.change?.after?.reservedBy).toStrictEqual({ documentId: 'doc-1', line: 1 });
  });

  it('passes on movements that find no room on it', () => {
    const movementIds = Array.from({ length: MOVEMENTS_ON_UNIT }, (_, n) => `m${n}.1`);
    const { change } = reservedOf(aUnit('A1', { movementIds }));
    expect(change?.spilled).toEqual(movementIds);
    expect(change?.after).toMatchObject({ movementIds: ['p1.1'], lifeChunks: 1 });
  });
});
