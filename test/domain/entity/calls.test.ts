import { describe, expect, it } from 'vitest';
import { type Description, decideRegister } from '../../../functions/domain/entity/calls.ts';
import type { EntityRules } from '../../../functions/domain/entity/entity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, anItem, aUnit, entriesOf, RECORDED_AT, TODAY } from '../builders.ts';

const rules = (given: Partial<EntityRules> = {}): EntityRules => ({
  modelId: 'audi-a6',
  create: false,
  createOnSave: false,
  createOnStockUpdate: false,
  ...given,
});
const aCar = (entity: EntityRules | undefined = rules()) => anItem({ itemId: 'car', entity });
const entry = { ...entriesOf(['a1'])[0]!, pointer: '/serial' };

type Given = {
  readonly unit?: Unit;
  readonly item?: ReturnType<typeof aCar>;
  readonly isKnown?: boolean;
  readonly description?: Description;
};
const registered = ({ unit, item = aCar(), isKnown = false, description = {} }: Given) =>
  decideRegister(
    { item, entry, isKnown, description },
    aContext({ items: [item], units: unit ? [unit] : [] }),
  );
const described = (given: Given) => {
  const { violations, decision } = registered(given);
  expect(violations).toEqual([]);
  return decision.units[0]?.after?.entity;
};

const here = (given: Partial<Unit> = {}): Unit => aUnit('A1', { itemId: 'car', ...given });
const none = (given: Partial<Unit> = {}): Unit => here({ status: 'written-off', voided: true, ...given });
const NOTHING = { units: [], movements: [], balances: [] };

const written = {
  movementId: 'p1.1',
  kind: 'register',
  itemId: 'car',
  quantity: 0,
  user: 'ann',
  effectiveDate: TODAY,
  recordedAt: RECORDED_AT,
  serialCount: 1,
  balances: [],
  version: 1,
};

describe('an individual made by hand', () => {
  const description = { entityId: 'our-1', projectNumber: 'PN-1', parameters: { colour: 'red' } };
  const entity = { ...description, modelId: 'audi-a6', advance: true };

  it('of a number that nobody knows is a unit to come, expected by nothing', () => {
    const { violations, decision } = registered({ description });
    expect(violations).toEqual([]);
    expect(decision).toEqual({
      units: [
        {
          after: {
            id: 'A1.n3wn3wn3',
            itemId: 'car',
            key: 'A1',
            serial: 'a1',
            status: 'expected',
            entity,
            asOf: { movementId: 'p1.1', at: RECORDED_AT },
            movementIds: ['p1.1'],
            lifeChunks: 0,
            version: 1,
          },
        },
      ],
      movements: [{ ...written, units: [{ id: 'A1.n3wn3wn3', key: 'A1', serial: 'a1' }] }],
      balances: [],
    });
  });

  it('of a unit that is here leaves it where it is', () => {
    const unit = here();
    const { violations, decision } = registered({ unit, description });
    expect(violations).toEqual([]);
    expect(decision).toEqual({
      units: [{ before: unit, after: { ...unit, entity, movementIds: ['m0.1', 'p1.1'], version: 2 } }],
      movements: [
        { ...written, units: [{ id: unit.id, key: 'A1', serial: 'A1', before: { entity: null } }] },
      ],
      balances: [],
    });
  });

  it('of a number of which nothing stands any more is to come; its record and what it was stay', () => {
    const movementIds = Array.from({ length: 10 }, (_, i) => `m${i}.1`);
    const unit = none({ movementIds, version: 11 });
    const { violations, decision } = registered({ unit, description });
    expect(violations).toEqual([]);
    expect(decision.units).toMatchObject([
      {
        before: unit,
        after: { id: unit.id, serial: 'a1', status: 'expected', entity, movementIds: ['p1.1'], version: 12 },
        spilled: movementIds,
      },
    ]);
    expect(decision.units[0]?.after?.voided).toBeUndefined();
    expect(decision.movements).toMatchObject([
      {
        units: [
          {
            id: unit.id,
            key: 'A1',
            serial: 'a1',
            before: { status: 'written-off', voided: true, serial: 'A1', entity: null },
          },
        ],
      },
    ]);
  });

  it('is described by what is said, and by the item’s model and name for its number', () => {
    expect(described({})).toEqual({ modelId: 'audi-a6', advance: true });
    expect(described({ item: aCar(rules({ parameter: 'VIN' })), description: { parameters: {} } })).toEqual({
      modelId: 'audi-a6',
      parameter: 'VIN',
      advance: true,
    });
  });

  it('is none where its item is of no model', () => {
    const item = anItem({ itemId: 'car' });
    expect(registered({ unit: here(), item, description })).toEqual({ violations: [], decision: NOTHING });
    expect(described({ item, description })).toBeUndefined();
  });
});

describe('an individual described anew', () => {
  const entity = {
    entityId: 'our-1',
    modelId: 'audi-a6',
    projectNumber: 'PN-1',
    parameters: { a: '1', b: '2' },
  };
  const unit = here({ entity });
  const anew = (description: Description, given: Partial<Given> = {}) =>
    described({ unit, isKnown: true, description, ...given });
  const same: Description = { parameters: entity.parameters };

  it('keeps its id and its project number, unless another is given, and has the parameters that are given', () => {
    expect(anew({ entityId: 'ignored', parameters: { c: '3' } })).toEqual({
      ...entity,
      parameters: { c: '3' },
      advance: true,
    });
    expect(anew({ ...same, projectNumber: 'PN-2' })).toMatchObject({
      entityId: 'our-1',
      projectNumber: 'PN-2',
    });
    expect(anew({})?.parameters).toBeUndefined();
  });

  it('stays without a given id, where it was made by itself', () => {
    const made = here({ entity: { modelId: 'audi-a6', projectNumber: 'P000001' } });
    expect(
      anew({ entityId: 'car~A1.r4nd0m00', parameters: { c: '3' } }, { unit: made })?.entityId,
    ).toBeUndefined();
  });

  it.each([
    ['as the item names it now', rules({ parameter: 'VIN' }), 'VIN'],
    ['as before, where the item gives it none', rules(), 'chassis'],
    [
      'as before, where the item is of another model by now',
      rules({ modelId: 'audi-a8', parameter: 'VIN' }),
      'chassis',
    ],
    ['as before, where the item is of none by now', undefined, 'chassis'],
  ])('names its number %s, and stays of its model', (_, now, parameter) => {
    const named = here({ entity: { ...entity, parameter: 'chassis' } });
    const item = anItem({ itemId: 'car', entity: now });
    const description = { parameters: { c: '3' } };
    expect(anew(description, { unit: named, item })).toMatchObject({ modelId: 'audi-a6', parameter });
  });

  it.each<[string, Description]>([
    ['the same', same],
    ['the same in another order', { parameters: { b: '2', a: '1' } }],
  ])('as %s writes nothing', (_, description) => {
    expect(registered({ unit, isKnown: true, description })).toEqual({ violations: [], decision: NOTHING });
    const bare = here({ entity: { modelId: 'audi-a6', projectNumber: 'P000001' } });
    expect(registered({ unit: bare, isKnown: true }).decision).toEqual(NOTHING);
  });

  it('is made known again, where nothing stands of it any more, also of another model than its item’s', () => {
    const item = aCar(rules({ modelId: 'audi-a8' }));
    const { violations, decision } = registered({ unit: none({ entity }), isKnown: true, item });
    expect(violations).toEqual([]);
    expect(decision.units).toMatchObject([
      {
        after: {
          status: 'expected',
          entity: { entityId: 'our-1', modelId: 'audi-a6', projectNumber: 'PN-1' },
        },
      },
    ]);
  });
});

describe('a number that was an individual', () => {
  const entity = { entityId: 'our-1', modelId: 'audi-a6', projectNumber: 'PN-1' };

  it('and is none any more may be another, by a new id, and has its project number still', () => {
    const after = described({ unit: none({ entity }), description: { entityId: 'our-2' } });
    expect(after).toEqual({ ...entity, entityId: 'our-2', advance: true });
  });

  it('and is one still can’t be another', () => {
    expect(registered({ unit: here({ entity }), description: { entityId: 'our-2' } })).toEqual({
      violations: [
        {
          pointer: '/serial',
          serial: 'a1',
          itemId: 'car',
          status: 'in-stock',
          documentId: 'doc-0',
          documentNumber: 'R-0',
          locationId: 'main',
          code: 'entity-exists',
          detail: '"A1" is entity our-1 already, with project number PN-1.',
        },
      ],
      decision: NOTHING,
    });
  });

  it('can’t be one of another model', () => {
    const item = aCar(rules({ modelId: 'audi-a8' }));
    expect(registered({ unit: none({ entity }), item })).toMatchObject({
      violations: [
        {
          pointer: '/serial',
          code: 'entity-model-differs',
          detail: '"A1" is entity our-1 of model audi-a6; item car is of model audi-a8.',
        },
      ],
      decision: NOTHING,
    });
  });
});
