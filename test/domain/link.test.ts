import { describe, expect, it } from 'vitest';
import type { Balance } from '../../functions/domain/balance.ts';
import { decideLink } from '../../functions/domain/link.ts';
import type { Item } from '../../functions/domain/registry.ts';
import type { Unit } from '../../functions/domain/unit/unit.ts';
import { aBalance, aContext, anItem, aUnit, codes, entriesOf, RECORDED_AT, TODAY } from './builders.ts';

const MODEL = { modelId: 'a6', create: true, createOnSave: false, createOnStockUpdate: true };
const CAR = anItem({ entity: MODEL });

/** Five lie there, two of them with a number. */
const STOCK = aBalance({ quantity: 5, serials: 2, untracked: 4, version: 7 });

type Given = {
  readonly units?: readonly Unit[];
  readonly item?: Item;
  readonly balances?: readonly Balance[];
};

const linked = (
  serials: readonly string[],
  { units = [], item = anItem(), balances = [STOCK] }: Given = {},
) =>
  decideLink(
    { item, locationId: 'main', entries: entriesOf(serials, '/serials') },
    aContext({ items: [item], units, balances }),
  );
const afterOf = (unit: Unit, given: Given = {}) => {
  const { violations, decision } = linked([unit.serial], { ...given, units: [unit] });
  expect(violations).toEqual([]);
  return decision.units[0]?.after;
};

describe('a number given to stock', () => {
  it('makes a unit there, of which nobody knows where it came from', () => {
    const { violations, decision } = linked(['a1']);
    expect(violations).toEqual([]);
    const unit = { id: 'A1.n3wn3wn3', key: 'A1', serial: 'a1' };
    expect(decision).toEqual({
      units: [
        {
          after: {
            ...unit,
            itemId: 'phone',
            status: 'in-stock',
            locationId: 'main',
            addedDate: TODAY,
            origin: { known: false, reason: 'linked to existing stock' },
            asOf: { movementId: 'p1.1', at: RECORDED_AT, untracked: 4 },
            lastEffectiveDate: TODAY,
            movementIds: ['p1.1'],
            lifeChunks: 0,
            version: 1,
          },
        },
      ],
      movements: [
        {
          movementId: 'p1.1',
          kind: 'link',
          itemId: 'phone',
          quantity: 0,
          to: 'main',
          user: 'ann',
          effectiveDate: TODAY,
          recordedAt: RECORDED_AT,
          serialCount: 1,
          units: [unit],
          balances: [{ locationId: 'main', quantity: 0, serials: 1, inTransit: 0, sentSerials: 0 }],
          version: 1,
        },
      ],
      // Only while nobody else gives numbers to the same stock.
      balances: [
        {
          itemId: 'phone',
          locationId: 'main',
          quantity: 0,
          serials: 1,
          inTransit: 0,
          sentSerials: 0,
          untracked: 0,
          bought: 0,
          sold: 0,
          version: 7,
        },
      ],
    });
  });

  it('makes an individual where the item’s stock is of such', () => {
    expect(linked(['A1'], { item: CAR }).decision.units[0]?.after?.entity).toEqual({ modelId: 'a6' });
    const byOrder = { ...MODEL, createOnSave: true, createOnStockUpdate: false };
    const units = linked(['A1'], { item: anItem({ entity: byOrder }) }).decision.units;
    expect(units[0]?.after?.entity).toBeUndefined();
  });

  it('may be that of an individual that was announced, which is here now and stays reserved', () => {
    const entity = { entityId: 'our-a6', modelId: 'a6', advance: true } as const;
    const reservedBy = { documentId: 'doc-7', documentNumber: 'S-7', line: 1 };
    const announced = aUnit('A1', {
      status: 'expected',
      documentId: undefined,
      documentNumber: undefined,
      entity,
      reservedBy,
      addedDate: undefined,
      origin: undefined,
      version: 3,
    });
    expect(afterOf(announced, { item: CAR })).toMatchObject({
      id: announced.id,
      status: 'in-stock',
      entity,
      reservedBy,
      addedDate: TODAY,
      movementIds: ['m0.1', 'p1.1'],
      version: 4,
    });
  });

  it('may be that of a unit whose receipt was taken back: its holds and older numbers stay, no order has it', () => {
    const held = [{ holdId: 'p0.1', reason: 'damaged', at: '', user: 'bob' }];
    const voided = aUnit('A1', {
      status: 'written-off',
      voided: true,
      heldBy: held,
      aliases: ['A0'],
      reservedBy: { documentId: 'doc-7', line: 1 },
      movementIds: Array.from({ length: 10 }, (_, i) => `m${i}.1`),
    });
    const after = afterOf(voided);
    expect(after).toMatchObject({ id: voided.id, heldBy: held, aliases: ['A0'], lifeChunks: 1, version: 2 });
    expect([after?.voided, after?.reservedBy]).toEqual([undefined, undefined]);
    const { decision } = linked(['A1'], { units: [voided] });
    expect(decision.units[0]).toMatchObject({ before: voided, spilled: voided.movementIds });
    expect(decision.movements[0]?.units).toMatchObject([{ before: { status: 'written-off', voided: true } }]);
  });
});

describe('a number is not given', () => {
  const at = { pointer: '/serials/0', serial: 'A1', code: 'serial-exists', itemId: 'phone' };

  it.each([
    [
      'that a unit in stock bears',
      aUnit('A1'),
      {
        status: 'in-stock',
        documentId: 'doc-0',
        documentNumber: 'R-0',
        locationId: 'main',
        detail: '"A1" exists already: it is in-stock by document R-0.',
      },
    ],
    [
      'that a unit in stock bears which an order has reserved',
      aUnit('A1', { reservedBy: { documentId: 'doc-7', documentNumber: 'S-7', line: 1 } }),
      {
        status: 'reserved',
        documentId: 'doc-7',
        documentNumber: 'S-7',
        locationId: 'main',
        detail: '"A1" exists already: it is reserved by document S-7.',
      },
    ],
    [
      'that an order expects',
      aUnit('A1', { status: 'expected', documentNumber: undefined, locationId: undefined }),
      {
        status: 'expected',
        documentId: 'doc-0',
        detail: '"A1" exists already: it is expected by document doc-0.',
      },
    ],
    [
      'that a linked unit bears',
      aUnit('A1', { documentId: undefined, documentNumber: undefined }),
      { status: 'in-stock', locationId: 'main', detail: '"A1" exists already: it is in-stock.' },
    ],
  ] as const)('%s', (_, unit, told) => {
    expect(linked(['A1', 'A2'], { units: [unit] }).violations).toEqual([{ ...at, ...told }]);
  });

  it('that an individual of another model bears which was announced', () => {
    const entity = { entityId: 'our-x5', modelId: 'x5', advance: true } as const;
    const announced = aUnit('A1', { status: 'expected', documentId: undefined, entity });
    expect(codes(linked(['A1'], { units: [announced], item: CAR }).violations)).toEqual([
      'entity-model-differs',
    ]);
  });

  it('to more units than lie there without one', () => {
    expect(linked(['A1', 'A2', 'A3']).violations).toEqual([]);
    expect(linked(['A1', 'A2', 'A3', 'A4']).violations).toEqual([
      {
        pointer: '/serials',
        code: 'unnumbered-insufficient',
        itemId: 'phone',
        locationId: 'main',
        expected: 3,
        actual: 4,
        detail: '4 serials for 3 units of item phone at location main that have none.',
      },
    ]);
  });

  it('where nothing lies, or more numbers are known than there are units', () => {
    const none = { code: 'unnumbered-insufficient', expected: 0, actual: 1 };
    expect(linked(['A1'], { balances: [] }).violations).toMatchObject([none]);
    const over = [aBalance({ quantity: 1, serials: 2 })];
    expect(linked(['A1'], { balances: over }).violations).toMatchObject([none]);
  });
});
