import { describe, expect, it } from 'vitest';
import { CLAIMS, type ClaimPlan, leftByOrder } from '../../../functions/domain/document/claims.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, anItem, aUnit, codes, RECORDED_AT } from '../builders.ts';

const ENTRY = { text: 'a1', key: 'A1', pointer: '/serials/0' };
const RULES = { modelId: 'b7', create: true, createOnSave: true, createOnStockUpdate: true };
const BIKE = anItem({ entity: RULES });
/** Made an individual by nothing but a person. */
const PLAIN = anItem({ entity: { ...RULES, create: false } });

const claim = (
  name: 'expect' | 'reserve',
  side: 'add' | 'remove',
  { unit, item = BIKE, line = aLine({ batch: 'B1' }) }: { unit?: Unit } & Partial<ClaimPlan>,
) => {
  const kind = name === 'expect' ? 'purchase-order' : 'sales-order';
  const plan = { document: aDocument({ kind, number: 'N-1' }), line, item, movementId: 'p1.1' };
  return CLAIMS[name][side].unit(ENTRY, plan, aContext({ units: unit === undefined ? [] : [unit] }));
};

const reservedBy = { documentId: 'doc-1', documentNumber: 'N-1', line: 1 };
const AS_OF = { movementId: 'p1.1', at: RECORDED_AT };
/** Known, here never, and expected by no order. */
const WAITING: Unit = {
  id: 'A1.x',
  itemId: 'phone',
  key: 'A1',
  serial: 'A1',
  status: 'expected',
  entity: { modelId: 'b7', projectNumber: 'P000001', advance: true },
  asOf: { movementId: 'm0.1', at: '2026-03-01T08:00:00.000Z' },
  movementIds: ['m0.1'],
  lifeChunks: 0,
  version: 1,
};
const onOrder = (given: Partial<Unit> = {}): Unit => ({
  ...WAITING,
  documentId: 'doc-1',
  documentNumber: 'N-1',
  line: 1,
  ...given,
});
const BY_ROW = { modelId: 'b7', projectNumber: 'P000001' };

describe('an individual on a sales order', () => {
  it('is known from then on, and waited for, though nobody has seen it', () => {
    expect(claim('reserve', 'add', {})).toEqual({
      change: {
        after: {
          id: 'A1.n3wn3wn3',
          itemId: 'phone',
          key: 'A1',
          serial: 'a1',
          status: 'expected',
          reservedBy,
          entity: { modelId: 'b7', advance: true },
          asOf: AS_OF,
          movementIds: ['p1.1'],
          lifeChunks: 0,
          version: 1,
        },
      },
      violations: [],
    });
  });

  it('is again what it was, where what brought it was taken back', () => {
    const unit = { ...WAITING, status: 'written-off', voided: true, entity: BY_ROW } as const;
    expect(claim('reserve', 'add', { unit }).change?.after).toMatchObject({
      id: 'A1.x',
      status: 'expected',
      reservedBy,
      entity: { ...BY_ROW, advance: true },
      version: 2,
    });
    // Without being made known by orders it is nothing that could be sold.
    expect(codes(claim('reserve', 'add', { unit, item: PLAIN }).violations)).toEqual(['serial-unknown']);
    const heldBy = [{ holdId: 'h1', reason: 'cracked', at: RECORDED_AT, user: 'ann' }];
    const held = claim('reserve', 'add', { unit: { ...unit, heldBy } });
    expect([codes(held.violations), held.change]).toEqual([['serial-held'], undefined]);
  });

  it.each([
    ['is one already, made by hand', { item: PLAIN, unit: WAITING }, WAITING.entity],
    ['becomes one by it', { unit: onOrder({ entity: undefined }) }, { modelId: 'b7' }],
  ] as const)('may be sold before it has arrived where it %s', (_, given, entity) => {
    const { change, violations } = claim('reserve', 'add', given);
    expect(violations).toEqual([]);
    expect(change?.after).toEqual({
      ...given.unit,
      reservedBy,
      entity,
      movementIds: ['m0.1', 'p1.1'],
      version: 2,
    });
  });

  it('is refused before it has arrived where it is none, and after it has gone', () => {
    const none = onOrder({ entity: undefined });
    expect(codes(claim('reserve', 'add', { unit: none, item: PLAIN }).violations)).toEqual([
      'serial-not-in-stock',
    ]);
    const sold: Unit = { ...WAITING, status: 'sold' };
    expect(codes(claim('reserve', 'add', { unit: sold }).violations)).toEqual(['serial-not-in-stock']);
  });

  it('is refused where it is of another model than its item, while it is not here', () => {
    const unit: Unit = { ...WAITING, entity: { modelId: 'old' } };
    expect(codes(claim('reserve', 'add', { unit }).violations)).toEqual(['entity-model-differs']);
    const here = aUnit('A1', { entity: { modelId: 'old' } });
    expect(claim('reserve', 'add', { unit: here }).violations).toEqual([]);
  });

  it('is one from then on where it is here, and must be where the order is', () => {
    expect(claim('reserve', 'add', { unit: aUnit('A1') }).change?.after?.entity).toEqual({ modelId: 'b7' });
    const { violations } = claim('reserve', 'add', { unit: aUnit('A1', { locationId: 'shop' }) });
    expect(codes(violations)).toEqual(['serial-elsewhere']);
  });
});

describe('an individual on a purchase order', () => {
  it('is made by its row, with the batch of that', () => {
    expect(claim('expect', 'add', {}).change?.after).toEqual({
      id: 'A1.n3wn3wn3',
      itemId: 'phone',
      key: 'A1',
      serial: 'a1',
      status: 'expected',
      batch: 'B1',
      documentId: 'doc-1',
      documentNumber: 'N-1',
      line: 1,
      entity: { modelId: 'b7' },
      asOf: AS_OF,
      movementIds: ['p1.1'],
      lifeChunks: 0,
      version: 1,
    });
  });

  it('is taken as it was made known, sold or not', () => {
    const { change, violations } = claim('expect', 'add', { unit: { ...WAITING, reservedBy } });
    expect(violations).toEqual([]);
    expect(change?.after).toMatchObject({
      id: 'A1.x',
      documentId: 'doc-1',
      reservedBy,
      entity: WAITING.entity,
      version: 2,
    });
  });

  it.each([
    ['was made apart from it', onOrder({ batch: 'B1', onList: { asnNumber: 'L1' } })],
    ['is sold meanwhile', onOrder({ batch: 'B1', entity: BY_ROW, reservedBy })],
  ])('waits on by itself when its row lets go of it, where it %s', (_, unit) => {
    const { change, violations } = claim('expect', 'remove', { unit });
    expect(violations).toEqual([]);
    expect(change).toEqual({
      before: unit,
      after: {
        ...WAITING,
        reservedBy: unit.reservedBy,
        asOf: AS_OF,
        movementIds: ['m0.1', 'p1.1'],
        version: 2,
      },
    });
  });

  it('goes with its row where only that had made it', () => {
    const unit = onOrder({ entity: BY_ROW });
    expect(claim('expect', 'remove', { unit })).toEqual({ change: { before: unit }, violations: [] });
    expect(leftByOrder(unit)).toBeUndefined();
    expect(leftByOrder(onOrder({ entity: undefined, reservedBy }))).toBeUndefined();
    expect(leftByOrder(onOrder())).toEqual(WAITING);
  });
});
