import { describe, expect, it } from 'vitest';
import {
  affectedBy,
  asksNumber,
  asksOrigin,
  cameBy,
  fits,
  isHeldBy,
  meansGoods,
  type RecallCriteria,
  type ReceiptFacts,
  summaryOf,
} from '../../../functions/domain/recall/recall.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aUnit } from '../builders.ts';

/** Came from the maker by document doc-0 on the first of March, as A10 of batch B1. */
const UNIT = aUnit('A10', { batch: 'B1', supplierId: 'trader' });
const unit = (given: Partial<Unit>): Unit => ({ ...UNIT, ...given });
const FOUND = unit({ origin: { known: false, reason: 'found' }, supplierId: undefined });
const RECEIPT: ReceiptFacts = {
  kind: 'receive',
  partnerId: 'other',
  documentId: 'doc-9',
  effectiveDate: '2026-03-09',
  to: 'main',
};

describe('a unit fits what a recall asks', () => {
  it.each<[string, RecallCriteria, boolean]>([
    ['its item', { itemId: 'phone' }, true],
    ['another item', { itemId: 'watch' }, false],
    ['its batch', { batch: 'B1' }, true],
    ['another batch', { batch: 'B2' }, false],
    ['both its item and its batch', { itemId: 'phone', batch: 'B1' }, true],
    ['its item and another batch', { itemId: 'phone', batch: 'B2' }, false],
    ['another item and its batch', { itemId: 'watch', batch: 'B1' }, false],
    ['nothing in particular', {}, true],
    ['numbers from its own on', { serialFrom: 'A10' }, true],
    ['numbers that begin behind it', { serialFrom: 'A11' }, false],
    ['numbers that begin before it, by digits as numbers', { serialFrom: 'A9' }, true],
    ['numbers up to its own', { serialTo: 'A10' }, true],
    ['numbers that end before it, by digits as numbers', { serialTo: 'A9' }, false],
    ['numbers around it', { serialFrom: 'A2', serialTo: 'A100' }, true],
    ['who supplied it first', { partnerId: 'maker' }, true],
    ['who supplied it last', { partnerId: 'trader' }, true],
    ['who never supplied it', { partnerId: 'other' }, false],
    ['the document that brought it', { documentId: 'doc-0' }, true],
    ['another document', { documentId: 'doc-9' }, false],
    ['the day when it came', { from: '2026-03-01', to: '2026-03-01' }, true],
    ['days after it came', { from: '2026-03-02' }, false],
    ['days before it came', { to: '2026-02-28' }, false],
    ['days around it', { from: '2026-02-28', to: '2026-03-02' }, true],
    ['who supplied it, and the day', { partnerId: 'maker', from: '2026-03-01' }, true],
    ['who supplied it, and another day', { partnerId: 'maker', from: '2026-03-02' }, false],
    // When that one supplied it, nothing tells.
    ['who supplied it last, from some day on', { partnerId: 'trader', from: '2026-01-01' }, false],
    ['who supplied it last, up to some day', { partnerId: 'trader', to: '2026-12-31' }, false],
    ['who supplied it last, by the document of another', { partnerId: 'trader', documentId: 'doc-0' }, false],
    ['its supplier, but another item', { partnerId: 'maker', itemId: 'watch' }, false],
  ])('or not, where that is %s', (_, criteria, expected) => {
    expect(fits(criteria, UNIT)).toBe(expected);
  });

  it('never while it is only expected, nor once what brought it in was taken back', () => {
    expect(fits({ itemId: 'phone' }, unit({ status: 'expected' }))).toBe(false);
    expect(fits({ itemId: 'phone' }, unit({ voided: true }))).toBe(false);
    expect(fits({ itemId: 'phone' }, unit({ status: 'sold' }))).toBe(true);
  });

  it('by where it came from only where that is known', () => {
    expect(fits({ partnerId: 'maker' }, FOUND)).toBe(false);
    expect(fits({ from: '2026-01-01' }, FOUND)).toBe(false);
    expect(fits({ to: '2026-12-31' }, FOUND)).toBe(false);
    expect(fits({ itemId: 'phone' }, FOUND)).toBe(true);
    expect(fits({ partnerId: 'trader' }, { ...FOUND, supplierId: 'trader' })).toBe(true);
    expect(fits({ partnerId: 'maker' }, unit({ origin: undefined, supplierId: undefined }))).toBe(false);
  });

  it('by a receipt of it as well as by its origin', () => {
    const asked = { partnerId: 'other', documentId: 'doc-9', from: '2026-03-09', to: '2026-03-09' };
    expect(fits(asked, UNIT, RECEIPT)).toBe(true);
    expect(fits(asked, UNIT)).toBe(false);
    expect(fits({ partnerId: 'maker' }, UNIT, RECEIPT)).toBe(true);
    expect(fits({ ...asked, partnerId: 'maker' }, UNIT, RECEIPT)).toBe(false);
    expect(fits(asked, UNIT, { ...RECEIPT, kind: 'return' })).toBe(false);
  });
});

describe('a movement is the receipt that is asked for', () => {
  it.each([
    ['receive', true],
    ['capture', true],
    ['produce', true],
    ['adjust', true],
    // What a customer brings back says nothing of where it came from.
    ['return', false],
    ['link', false],
    ['take-out', false],
    ['void', false],
  ] as const)('by its kind: %s, %s', (kind, expected) => {
    expect(cameBy({}, { ...RECEIPT, kind })).toBe(expected);
  });

  it('where it leads in from outside', () => {
    expect(cameBy({}, { ...RECEIPT, from: 'shop' })).toBe(false);
    expect(cameBy({}, { ...RECEIPT, kind: 'adjust', from: 'main', to: undefined })).toBe(false);
  });

  it.each<[RecallCriteria, boolean]>([
    [{ partnerId: 'other' }, true],
    [{ partnerId: 'maker' }, false],
    [{ documentId: 'doc-9' }, true],
    [{ documentId: 'doc-0' }, false],
    [{ from: '2026-03-09' }, true],
    [{ from: '2026-03-10' }, false],
    [{ to: '2026-03-09' }, true],
    [{ to: '2026-03-08' }, false],
    [{ partnerId: 'other', to: '2026-03-08' }, false],
  ])('by who brought it, with what and when: %o, %s', (criteria, expected) => {
    expect(cameBy(criteria, RECEIPT)).toBe(expected);
  });
});

const component = { itemId: 'chip', serial: 'C1' };

describe('what a recall asks', () => {
  it.each<[RecallCriteria, boolean, boolean]>([
    [{ itemId: 'phone', batch: 'B1' }, false, false],
    [{ partnerId: 'maker' }, true, false],
    [{ documentId: 'doc-0' }, true, false],
    [{ from: '2026-03-01' }, true, false],
    [{ to: '2026-03-01' }, true, false],
    [{ serialFrom: 'A1' }, false, true],
    [{ serialTo: 'A1' }, false, true],
    [{ component }, false, true],
  ])('is where things came from, or their numbers: %o', (criteria, origin, number) => {
    expect(asksOrigin(criteria)).toBe(origin);
    expect(asksNumber(criteria)).toBe(number);
  });
});

describe('goods without numbers', () => {
  const glue = { itemId: 'glue', batch: 'B1' };
  it.each<[string, RecallCriteria, boolean]>([
    ['their item', { itemId: 'glue' }, true],
    ['another item', { itemId: 'paint' }, false],
    ['their batch', { batch: 'B1' }, true],
    ['another batch', { batch: 'B2' }, false],
    ['their item, with another batch', { itemId: 'glue', batch: 'B2' }, false],
    ['where their batch came from', { partnerId: 'maker' }, true],
    ['numbers', { itemId: 'glue', serialFrom: 'A1' }, false],
    ['a component', { itemId: 'glue', component }, false],
  ])('may be meant, or not, by %s', (_, criteria, expected) => {
    expect(meansGoods(criteria, glue)).toBe(expected);
  });

  it('are not meant by where they came from where no batch can tell that', () => {
    expect(meansGoods({ partnerId: 'maker' }, { itemId: 'glue' })).toBe(false);
    expect(meansGoods({ itemId: 'glue' }, { itemId: 'glue' })).toBe(true);
    expect(meansGoods({ batch: 'B1' }, { itemId: 'glue' })).toBe(false);
  });
});

describe('a recall knows a unit', () => {
  const recall = (criteria: RecallCriteria, componentIds?: readonly string[]) => ({
    recallId: 'r1',
    name: 'cracked',
    criteria,
    componentIds,
  });

  it('as affected where it fits, whatever is in it', () => {
    expect(affectedBy(recall({ batch: 'B1' }), UNIT, { contains: false })).toBe('affected');
    expect(affectedBy(recall({ batch: 'B2' }), UNIT, { contains: true })).toBeUndefined();
    expect(affectedBy(recall({ documentId: 'doc-9' }), UNIT, { receipt: RECEIPT, contains: false })).toBe(
      'affected',
    );
    expect(affectedBy(recall({ documentId: 'doc-9' }), UNIT, { contains: false })).toBeUndefined();
  });

  it('of a component as that, or by what contains it', () => {
    const own = recall({ component }, [UNIT.id]);
    expect(affectedBy(own, UNIT, { contains: false })).toBe('affected');
    const other = recall({ component }, ['C1.x']);
    expect(affectedBy(other, UNIT, { contains: false })).toBeUndefined();
    expect(affectedBy(other, UNIT, { contains: true })).toBe('affected');
    expect(affectedBy(recall({ component }), UNIT, { contains: false })).toBeUndefined();
  });

  it('as one that merely carries the component, where all else does not fit', () => {
    const watches = recall({ component, itemId: 'watch' }, [UNIT.id]);
    expect(affectedBy(watches, UNIT, { contains: false })).toBe('carries');
    expect(affectedBy(recall({ component, itemId: 'watch' }, []), UNIT, { contains: true })).toBe('carries');
    expect(affectedBy(recall({ component, itemId: 'watch' }, []), UNIT, { contains: false })).toBeUndefined();
  });

  const hold = { holdId: 'h1', reason: 'cracked', at: '2026-03-10T09:00:00.000Z', user: 'ann' };
  const holdOf = (recallId: string) => ({ ...hold, recallId });

  it('as held by itself, not by others', () => {
    expect(isHeldBy(unit({ heldBy: [hold, holdOf('r2'), holdOf('r1')] }), 'r1')).toBe(true);
    expect(isHeldBy(unit({ heldBy: [hold, holdOf('r2')] }), 'r1')).toBe(false);
    expect(isHeldBy(unit({ heldBy: undefined }), 'r1')).toBe(false);
  });

  it('and tells how many there are, of what status, and which customers have how many', () => {
    const reservedBy = { documentId: 'so-1', line: 1 };
    const units = [
      unit({}),
      unit({ heldBy: [holdOf('r1')] }),
      unit({ heldBy: [holdOf('r2')], reservedBy }),
      unit({ status: 'in-transit', heldBy: [holdOf('r1')] }),
      // What isn't here any more isn't held from going anywhere.
      unit({ status: 'written-off', heldBy: [holdOf('r1')] }),
      unit({ status: 'returned-to-supplier', partnerId: 'maker' }),
      ...['bob', 'jane', 'ann', 'jane', 'carl'].map((partnerId) => unit({ status: 'sold', partnerId })),
      unit({ status: 'sold', partnerId: undefined }),
    ];
    expect(summaryOf(units, 'r1')).toEqual({
      counts: {
        total: 12,
        byStatus: {
          'in-stock': 2,
          reserved: 1,
          'in-transit': 1,
          'written-off': 1,
          'returned-to-supplier': 1,
          sold: 6,
        },
        inStock: 4,
        held: 2,
      },
      customers: [
        { partnerId: 'jane', units: 2 },
        { partnerId: 'ann', units: 1 },
        { partnerId: 'bob', units: 1 },
        { partnerId: 'carl', units: 1 },
      ],
    });
    expect(summaryOf([], 'r1')).toEqual({
      counts: { total: 0, byStatus: {}, inStock: 0, held: 0 },
      customers: [],
    });
  });
});
