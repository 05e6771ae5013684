import { describe, expect, it } from 'vitest';
import { decideWithdraw } from '../../../functions/domain/entity/calls.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aUnit } from '../builders.ts';

const entity = { entityId: 'our-1', modelId: 'audi-a6', projectNumber: 'PN-1' };
/** Made known by hand; nothing has brought it, and nothing waits for it. */
const waiting = (given: Partial<Unit> = {}): Unit =>
  aUnit('A1', {
    status: 'expected',
    entity,
    locationId: undefined,
    documentId: undefined,
    documentNumber: undefined,
    line: undefined,
    origin: undefined,
    lastEffectiveDate: undefined,
    ...given,
  });
const withdrawn = (unit: Unit) => decideWithdraw(unit, aContext());

describe('an individual that is withdrawn', () => {
  it('goes with its record, where it never was more than expected', () => {
    const unit = waiting();
    const { violations, decision } = withdrawn(unit);
    expect(violations).toEqual([]);
    expect(decision).toMatchObject({
      units: [{ before: unit }],
      movements: [
        { kind: 'withdraw', itemId: 'phone', quantity: 0, units: [{ id: unit.id, key: 'A1', serial: 'A1' }] },
      ],
      balances: [],
    });
    expect(decision.units[0]?.after).toBeUndefined();
  });

  it.each<[string, Unit]>([
    ['waits, and was here once', waiting({ lastEffectiveDate: '2026-03-01' })],
    [
      'was taken back, whatever it says',
      waiting({ status: 'written-off', voided: true, documentId: 'doc-0' }),
    ],
    [
      'was taken back, and is held',
      waiting({
        status: 'written-off',
        voided: true,
        heldBy: [{ holdId: 'p0.1', reason: 'x', at: '', user: 'bob' }],
      }),
    ],
  ])('is an individual no more, and none, where it %s', (_, unit) => {
    const { violations, decision } = withdrawn(unit);
    expect(violations).toEqual([]);
    expect(decision.units).toEqual([
      {
        before: unit,
        after: {
          ...unit,
          status: 'written-off',
          voided: true,
          entity: undefined,
          movementIds: ['m0.1', 'p1.1'],
          version: 2,
        },
      },
    ]);
    expect(decision.movements).toMatchObject([
      { kind: 'withdraw', units: [{ id: unit.id, before: { entity } }] },
    ]);
  });
});

describe('an individual can’t be withdrawn', () => {
  const only = 'only one that nothing has brought and nothing waits for can be taken back';
  const hold = { holdId: 'p0.1', reason: 'recall', at: '', user: 'bob' };
  const reservedBy = { documentId: 'so-1', line: 1 };
  it.each<[string, Partial<Unit>, object, string]>([
    [
      'that an order expects',
      { documentId: 'po-1', documentNumber: 'PO-1' },
      { status: 'expected', documentId: 'po-1', documentNumber: 'PO-1' },
      `expected by document PO-1; ${only}`,
    ],
    [
      'that an order without a number expects',
      { documentId: 'po-1' },
      { status: 'expected', documentId: 'po-1' },
      `expected by document po-1; ${only}`,
    ],
    ['that is sold on order', { reservedBy }, { status: 'expected' }, `sold by document so-1; ${only}`],
    [
      'that is sold on order, by the number of that',
      { reservedBy: { ...reservedBy, documentNumber: 'SO-1' }, documentId: 'po-1' },
      { status: 'expected', documentId: 'po-1' },
      `sold by document SO-1; ${only}`,
    ],
    ['that is here', { status: 'in-stock' }, { status: 'in-stock' }, `in-stock; ${only}`],
    [
      'that is here, and held',
      { status: 'in-stock', heldBy: [hold] },
      { status: 'in-stock' },
      `in-stock; ${only}`,
    ],
    ['that is held', { heldBy: [hold] }, { status: 'expected' }, 'held: recall; release it first'],
  ])('%s', (_, given, where, is) => {
    expect(withdrawn(waiting(given))).toEqual({
      violations: [
        {
          pointer: '',
          serial: 'A1',
          itemId: 'phone',
          ...where,
          code: 'entity-in-use',
          detail: `Entity our-1 with serial "A1" is ${is}.`,
        },
      ],
      decision: { units: [], movements: [], balances: [] },
    });
  });
});
