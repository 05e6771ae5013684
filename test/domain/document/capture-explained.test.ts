import { describe, expect, it } from 'vitest';
import type { LedgerException } from '../../../functions/domain/exception.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aBalance, aUnit, RECORDED_AT } from '../builders.ts';
import { captured } from './captured.ts';

describe('a receipt after the fact that gets its numbers late', () => {
  const used = (given: Partial<Unit> = {}) =>
    aUnit('N1', {
      status: 'sold',
      partnerId: 'jane',
      origin: { known: false, reason: 'not registered at receipt' },
      addedDate: undefined,
      ...given,
    });
  const late = { serials: ['N1'], document: { retrospective: true } } as const;
  const stock = (quantity: number) => [aBalance({ quantity, version: 7 })];

  it('says of its units where they came from, though nothing is in stock', () => {
    const context = { units: [used()], balances: stock(0) };
    const { violations, decision } = captured({ ...late, context });
    expect(violations).toEqual([]);
    expect(decision.units).toMatchObject([
      { after: { status: 'sold', addedDate: '2026-03-05', origin: { known: true, documentId: 'doc-1' } } },
    ]);
    expect(decision.movements).toMatchObject([{ kind: 'capture', retrospective: true, balances: [] }]);
    expect(decision.balances).toMatchObject([{ quantity: 0, serials: 0, bought: 1, version: 7 }]);
  });

  it('needs as much stock without numbers as has not been used', () => {
    const both = { ...late, serials: ['N1', 'N2'] };
    const with1 = captured({ ...both, context: { units: [used()], balances: stock(1) } });
    expect(with1.violations).toEqual([]);
    expect(with1.decision.balances).toMatchObject([{ quantity: 0, serials: 1, bought: 2 }]);
    const with0 = captured({ ...both, context: { units: [used()], balances: stock(0) } });
    expect(with0.violations).toMatchObject([{ code: 'unnumbered-insufficient', expected: 0, actual: 1 }]);
  });

  it('takes from stock what was counted in once when it was used, and again by the receipt', () => {
    const unit = used({ provisionalAt: 'main', exceptionId: 'p0.1.x' });
    const open: LedgerException = {
      exceptionId: 'p0.1.x',
      kind: 'unknown-number',
      status: 'open',
      serial: 'N1',
      at: RECORDED_AT,
      version: 1,
    };
    const exceptions = new Map([[open.exceptionId, open]]);
    const { violations, decision } = captured({
      ...late,
      context: { units: [unit], balances: stock(1), exceptions },
    });
    expect(violations).toEqual([]);
    expect(decision.exceptions).toMatchObject([{ status: 'closed', closedByMovementId: 'p1.1' }]);
    expect(decision.balances).toMatchObject([{ quantity: -pieces(1), serials: 0, bought: 1, version: 7 }]);
    expect(decision.movements[0]?.balances).toMatchObject([{ locationId: 'main', quantity: -pieces(1) }]);
    const gone = captured({ ...late, context: { units: [unit], balances: stock(0), exceptions } });
    expect(gone.violations).toMatchObject([{ code: 'unnumbered-insufficient', expected: 0, actual: 1 }]);
  });
});
