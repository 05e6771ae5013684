import { describe, expect, it } from 'vitest';
import { unnumberedFaults } from '../../../functions/domain/document/capture.ts';
import { aBalance, aContext, aDocument, aLine, anItem, aUnit, RECORDED_AT, TODAY } from '../builders.ts';
import { captured, ROW, sale } from './captured.ts';

/** Numbers put on a posted row: what is written of it, to the last value, and every reason against it. */

describe('what a capture writes', () => {
  it('of a received row is its units, their movement, and counts fitted to what is there', () => {
    const line = { ...ROW, batch: 'L1' };
    const { violations, decision } = captured({ serials: ['A1'], line });
    expect(violations).toEqual([]);
    const { document, units, movements, balances, exceptions } = decision;
    expect(document).toEqual(
      aDocument({
        status: 'posted',
        reason: 'late',
        version: 5,
        movementIds: ['m0.1', 'p1.1'],
        lines: [aLine(), { ...line, postedSerials: 2 }],
      }),
    );
    expect(units).toMatchObject([{ before: undefined, after: { serial: 'A1', batch: 'L1', line: 2 } }]);
    expect(movements).toEqual([
      {
        movementId: 'p1.1',
        kind: 'capture',
        partnerClass: 'creditor',
        documentId: 'doc-1',
        documentKind: 'product-receipt',
        documentNumber: 'R-1',
        partnerId: 'maker',
        reason: 'late',
        line: 2,
        itemId: 'phone',
        quantity: 0,
        to: 'main',
        batch: 'L1',
        user: 'ann',
        effectiveDate: '2026-03-05',
        recordedAt: RECORDED_AT,
        serialCount: 1,
        units: [{ id: 'A1.n3wn3wn3', key: 'A1', serial: 'A1' }],
        balances: [{ locationId: 'main', quantity: 0, serials: 1, inTransit: 0, sentSerials: 0 }],
        version: 1,
      },
    ]);
    expect(balances).toEqual([
      {
        itemId: 'phone',
        locationId: 'main',
        quantity: 0,
        serials: 1,
        inTransit: 0,
        sentSerials: 0,
        untracked: 0,
        bought: 1,
        sold: 0,
        version: 7,
      },
    ]);
    expect(exceptions).toEqual([]);
  });

  it('of a delivered row leaves from its place, and fits to no stock', () => {
    const { decision } = captured({ serials: ['A1'], document: sale, context: { units: [aUnit('A1')] } });
    const [movement] = decision.movements;
    expect(movement).toMatchObject({ kind: 'capture', partnerClass: 'debtor', from: 'main', serialCount: 1 });
    expect(movement).not.toHaveProperty('to');
    expect(movement).not.toHaveProperty('retrospective');
    expect(decision.balances).toMatchObject([{ serials: -1, bought: 0, sold: 1 }]);
    expect(decision.balances[0]?.version).toBeUndefined();
  });

  it('counts for today where nobody knows the day of the row', () => {
    const { postedOn: _, ...line } = ROW;
    const { decision } = captured({ serials: ['A1'], line });
    expect(decision.movements[0]?.effectiveDate).toBe(TODAY);
    expect(decision.units[0]?.after?.addedDate).toBe(TODAY);
  });

  it('is nothing where no number can be taken', () => {
    const { violations, decision } = captured({ serials: ['A1'], document: { kind: 'transfer' } });
    const detail = 'Line 2 is posted; its numbers cannot be changed here.';
    expect(violations).toEqual([{ pointer: '', code: 'line-posted', detail, line: 2 }]);
    expect(decision).toEqual({ units: [], movements: [], balances: [] });
  });

  it('leaves a receipt owed where a delivered number was never received', () => {
    const item = anItem({ allowUnknownAtSale: true });
    const { violations, decision } = captured({ serials: ['N1'], document: sale, item });
    expect(violations).toEqual([]);
    expect(decision.exceptions).toMatchObject([{ status: 'open', serial: 'N1', movementId: 'p1.1' }]);
    expect(decision.movements[0]?.balances).toEqual([]);
  });
});

describe('what forbids a capture', () => {
  const at = { pointer: '/serials', itemId: 'phone' } as const;

  it('is that the kind of document takes no numbers', () => {
    const item = anItem({ serialPolicy: { creditor: 'off', internal: 'off', debtor: 'required' } });
    const { violations } = captured({ serials: ['A1', 'A2', 'A3'], item, context: { balances: [] } });
    const detail = 'Item phone takes no serials on a product-receipt; 3 were given.';
    expect(violations).toEqual([{ ...at, code: 'serials-not-tracked', detail, line: 2 }]);
  });

  it('is that the row has fewer units without a number, whatever the place has', () => {
    const detail = '3 serials for 2 units of line 2 that have none.';
    const { violations } = captured({ serials: ['A1', 'A2', 'A3'], context: { balances: [] } });
    expect(violations).toEqual([
      { ...at, code: 'serials-exceed-quantity', detail, line: 2, expected: 2, actual: 3 },
    ]);
    expect(captured({ serials: ['A1', 'A2'] }).violations).toEqual([]);
  });

  it('is that the place has fewer units without a number, where units come in', () => {
    const detail = '2 serials for 1 units of item phone at location main that have none.';
    const context = { balances: [aBalance({ quantity: 3, serials: 2 })] };
    expect(captured({ serials: ['A1', 'A2'], context }).violations).toEqual([
      { ...at, locationId: 'main', code: 'unnumbered-insufficient', detail, expected: 1, actual: 2 },
    ]);
    expect(captured({ serials: ['N1', 'N2'], document: sale, context }).violations).toEqual([]);
  });

  it('is that the period of the row is locked since', () => {
    const context = { settings: { lockDate: '2026-03-05' } };
    const detail = '2026-03-05 is in a locked period; it ends with 2026-03-05.';
    expect(captured({ serials: ['A1'], context }).violations).toEqual([
      { pointer: '', code: 'date-locked', detail },
    ]);
  });

  it('is all of it at once', () => {
    const context = {
      settings: { lockDate: '2026-03-05' },
      units: [aUnit('A1')],
      balances: [aBalance({ quantity: 0 })],
    };
    const { violations, decision } = captured({ serials: ['A1', 'A2'], context });
    expect(violations.map(({ code }) => code)).toEqual([
      'date-locked',
      'unnumbered-insufficient',
      'serial-exists',
    ]);
    expect(decision.units.map(({ after }) => after?.serial)).toEqual(['A2']);
  });
});

describe('stock without numbers', () => {
  const place = { itemId: 'phone', locationId: 'main' } as const;
  const room = (balance: Parameters<typeof aBalance>[0] | undefined, count: number) =>
    unnumberedFaults(place, count, aContext({ balances: balance === undefined ? [] : [aBalance(balance)] }));

  it.each([
    ['what has no number', { quantity: 3, serials: 1 }, 2],
    ['all where nothing is numbered', { quantity: 3 }, 3],
    ['nothing where more numbers are than units', { quantity: 1, serials: 2 }, 0],
    ['nothing where nothing ever was', undefined, 0],
  ] as const)('takes as many numbers as %s', (_, balance, free) => {
    expect(room(balance, free)).toEqual([]);
    expect(room(balance, free + 1)).toMatchObject([
      { code: 'unnumbered-insufficient', expected: free, actual: free + 1 },
    ]);
  });
});
