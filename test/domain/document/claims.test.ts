import { describe, expect, it } from 'vitest';
import { decideAssignment } from '../../../functions/domain/document/assign.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decidePosting } from '../../../functions/domain/document/post.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import {
  aBalance,
  aContext,
  aDocument,
  aLine,
  anItem,
  aPosting,
  aUnit,
  codes,
  entriesOf,
} from '../builders.ts';

type Given = {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly assigned?: readonly string[];
  readonly quantity?: number;
};
const ORDER = { kind: 'purchase-order', number: 'PO-1' } as const;
const SALE = { kind: 'sales-order', number: 'SO-1', partnerId: 'jane' } as const;

const numbered = (
  document: Partial<LedgerDocument>,
  { add = [], remove = [], assigned = [], quantity = 2 }: Given,
  given: Parameters<typeof aContext>[0] = {},
) => {
  const line = aLine({ quantity, assigned });
  const change = { line, add: entriesOf(add), remove: entriesOf(remove), meant: add.length, pointer: '' };
  const whole = aDocument({ lines: [line], ...document });
  return decideAssignment({ document: whole, lines: [change] }, aContext(given));
};
const expected = (given: Partial<Unit> = {}) =>
  aUnit('A1', { status: 'expected', documentId: 'doc-1', lastEffectiveDate: undefined, ...given });
const reserved = (documentId: string) => ({
  reservedBy: { documentId, documentNumber: `no. ${documentId}`, line: 1 },
});

describe('numbers put on a purchase order', () => {
  it('are expected by its row, and make it open', () => {
    const { violations, decision } = numbered(ORDER, { add: ['A1'] });
    expect(violations).toEqual([]);
    expect(decision.units).toMatchObject([
      { after: { key: 'A1', status: 'expected', documentId: 'doc-1', line: 1 } },
    ]);
    expect(decision.units[0]?.after?.locationId).toBeUndefined();
    expect(decision.movements).toMatchObject([{ kind: 'assign', quantity: 0, serialCount: 1 }]);
    expect(decision.document).toMatchObject({ status: 'open', lines: [{ assigned: [{ key: 'A1' }] }] });
    expect(decision.balances).toEqual([]);
  });

  it.each(['expected', 'in-stock', 'in-transit', 'sold', 'consumed', 'written-off'] as const)(
    'must not exist: one that is %s is refused, with the document that has it',
    (status) => {
      const { violations } = numbered(ORDER, { add: ['A1'] }, { units: [aUnit('A1', { status })] });
      expect(violations).toMatchObject([{ code: 'serial-exists', status, documentNumber: 'R-0' }]);
    },
  );

  it('may be numbers whose receipt was voided', () => {
    const voided = aUnit('A1', { status: 'written-off', voided: true });
    const { violations, decision } = numbered(ORDER, { add: ['A1'] }, { units: [voided] });
    expect(violations).toEqual([]);
    expect(decision.units).toMatchObject([{ before: voided, after: { id: voided.id, status: 'expected' } }]);
  });

  it('disappear when they are taken off, unless they have a past', () => {
    const off = { remove: ['A1'], assigned: ['A1'] };
    const gone = numbered(ORDER, off, { units: [expected()] }).decision;
    expect(gone.units[0]).toMatchObject({ before: { key: 'A1' } });
    expect(gone.units[0]?.after).toBeUndefined();
    expect(gone.document).toMatchObject({ status: 'draft', lines: [{ assigned: [] }] });
    const units = [expected({ lastEffectiveDate: '2026-03-01', batch: 'L1' })];
    const kept = numbered(ORDER, off, { units }).decision;
    expect(kept.units).toMatchObject([{ after: { status: 'written-off', voided: true } }]);
    // It was the batch of the row.
    expect(kept.units[0]?.after?.batch).toBeUndefined();
  });

  it('are left alone when taken off where another row expects them by now', () => {
    const given = { units: [expected({ documentId: 'other' })] };
    expect(numbered(ORDER, { remove: ['A1'], assigned: ['A1'] }, given).decision.units).toEqual([]);
  });

  it('are no more than its quantity', () => {
    const { violations } = numbered(ORDER, { add: ['A2', 'A3'], assigned: ['A1'] });
    expect(violations).toMatchObject([{ code: 'serials-exceed-quantity', expected: 2, actual: 3 }]);
  });
});

describe('numbers put on a sales order', () => {
  it('are reserved by it; the unit shows so and stays where it is', () => {
    const { violations, decision } = numbered(SALE, { add: ['A1'] }, { units: [aUnit('A1')] });
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after).toMatchObject({
      status: 'in-stock',
      locationId: 'main',
      reservedBy: { documentId: 'doc-1', documentNumber: 'SO-1', line: 1 },
      // A mark is no physical change.
      asOf: { movementId: 'm0.1' },
      lastEffectiveDate: '2026-03-01',
    });
    expect(decision.movements).toMatchObject([{ kind: 'reserve', quantity: 0 }]);
    expect(decision.document?.status).toBe('open');
  });

  it.each([
    ['reserved by another', reserved('so-2'), ['serial-reserved']],
    ['held', { heldBy: [{ holdId: 'h', reason: 'recall', at: '', user: 'ann' }] }, ['serial-held']],
    ['elsewhere', { locationId: 'shop' }, ['serial-elsewhere']],
    ['both', { locationId: 'shop', ...reserved('so-2') }, ['serial-reserved', 'serial-elsewhere']],
    ['sold', { status: 'sold' }, ['serial-not-in-stock']],
    ['only expected', { status: 'expected' }, ['serial-not-in-stock']],
    ['on its way', { status: 'in-transit' }, ['serial-not-in-stock']],
    ['voided', { status: 'written-off', voided: true }, ['serial-unknown']],
  ] as const)('are refused of a unit that is %s', (_, given, expectedCodes) => {
    const { violations } = numbered(SALE, { add: ['A1'] }, { units: [aUnit('A1', given)] });
    expect(codes(violations)).toEqual(expectedCodes);
  });

  it('tell the loser which document has the unit', () => {
    const { violations } = numbered(SALE, { add: ['A1'] }, { units: [aUnit('A1', reserved('so-2'))] });
    expect(violations).toMatchObject([
      { status: 'reserved', documentId: 'so-2', documentNumber: 'no. so-2', serial: 'A1' },
    ]);
  });

  it('tell it also where another document waits for the unit, and the order has no number', () => {
    const item = anItem({
      entity: { modelId: 'crane', create: true, createOnSave: true, createOnStockUpdate: true },
    });
    const unit = expected({ documentId: 'po-5', reservedBy: { documentId: 'so-2', line: 1 } });
    const { violations } = numbered(SALE, { add: ['A1'] }, { items: [item], units: [unit] });
    expect(violations).toEqual([
      {
        pointer: '/lines/0/serials/0',
        serial: 'A1',
        itemId: 'phone',
        status: 'expected',
        documentId: 'so-2',
        locationId: 'main',
        code: 'serial-reserved',
        detail: '"A1" is reserved by document so-2.',
      },
    ]);
  });

  it('may be of a unit elsewhere where places are not checked', () => {
    const items = [anItem({ serialPolicy: SERIAL_TYPES['creditor-and-debtor'] })];
    const given = { items, units: [aUnit('A1', { locationId: 'shop' })] };
    expect(numbered(SALE, { add: ['A1'] }, given).violations).toEqual([]);
  });

  it('are free again when taken off, but only by the order that has them', () => {
    const off = { remove: ['A1'], assigned: ['A1'] };
    const mine = numbered(SALE, off, { units: [aUnit('A1', reserved('doc-1'))] }).decision;
    expect(mine.units[0]?.after?.reservedBy).toBeUndefined();
    expect(mine.movements).toMatchObject([{ kind: 'unreserve' }]);
    expect(numbered(SALE, off, { units: [aUnit('A1', reserved('so-2'))] }).decision.units).toEqual([]);
  });
});

describe('a sales order that is posted', () => {
  const balances = [aBalance({ quantity: 4, serials: 4 })];
  const units = ['A1', 'A2'].map((serial) => aUnit(serial, reserved('doc-1')));
  const post = (serials: readonly string[], others: readonly Unit[]) => {
    const line = aLine({ quantity: 2, assigned: ['A1', 'A2'] });
    const posting = aPosting({ serials, line, document: SALE });
    return decidePosting(posting, aContext({ balances, units: [...units, ...others] }));
  };
  const reservations = ({ decision }: ReturnType<typeof post>) =>
    decision.units.map(({ after }) => [after?.key, after?.status, after?.reservedBy?.documentId]);

  it('sells the units it reserved, which are then reserved no more', () => {
    expect(reservations(post(['A1', 'A2'], []))).toEqual([
      ['A1', 'sold', undefined],
      ['A2', 'sold', undefined],
    ]);
  });

  it('may sell other free units, and as many reservations fall', () => {
    const one = post(['B1'], [aUnit('B1')]);
    expect(one.violations).toEqual([]);
    expect(reservations(one)).toEqual([
      ['B1', 'sold', undefined],
      ['A2', 'in-stock', undefined],
    ]);
    expect(one.decision.document?.lines[0]?.assigned).toMatchObject([{ key: 'A1' }]);
    expect(one.decision.movements.map(({ kind }) => kind)).toEqual(['sell', 'unreserve']);
    const both = post(['B1', 'B2'], [aUnit('B1'), aUnit('B2')]);
    expect(both.decision.units.filter(({ after }) => after?.reservedBy !== undefined)).toEqual([]);
  });

  it('may not sell what another reserved', () => {
    const { violations } = post(['B1'], [aUnit('B1', reserved('so-2'))]);
    expect(violations).toMatchObject([{ code: 'serial-reserved', documentNumber: 'no. so-2' }]);
  });

  it.each([
    ['transfer', true],
    ['write-off', false],
    ['adjustment', false],
    ['supplier-return', false],
    ['works-order', false],
    ['customer-invoice', false],
  ] as const)('has units that a %s may move: %s', (kind, allowed) => {
    const line = { ...aLine(), direction: 'out', role: 'consume' } as const;
    const document = { documentId: 'doc-2', kind, toLocationId: 'shop' };
    const { violations, decision } = decidePosting(
      aPosting({ serials: ['A1'], line, document }),
      aContext({ balances, units }),
    );
    expect(codes(violations)).toEqual(allowed ? [] : ['serial-reserved']);
    if (allowed) expect(decision.units[0]?.after?.reservedBy?.documentId).toBe('doc-1');
  });
});
