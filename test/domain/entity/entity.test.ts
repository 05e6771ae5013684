import { describe, expect, it } from 'vitest';
import {
  drawnNumber,
  type EntityRules,
  entityAfter,
  entityIdOf,
  folded,
  isDrawnNumber,
  makesEntity,
  parametersOf,
  unitNamedBy,
} from '../../../functions/domain/entity/entity.ts';
import { aUnit } from '../builders.ts';

const rules = (given: Partial<EntityRules> = {}): EntityRules => ({
  modelId: 'audi-a6',
  create: true,
  createOnSave: true,
  createOnStockUpdate: true,
  ...given,
});
const ORDER = { order: true, stockUpdate: false };
const STOCK = { order: false, stockUpdate: true };

describe('an individual is made', () => {
  it.each([
    ['by an order and by stock, if both are wanted', {}, [true, true]],
    ['by an order alone', { createOnStockUpdate: false }, [true, false]],
    ['by stock alone', { createOnSave: false }, [false, true]],
    ['by neither', { createOnSave: false, createOnStockUpdate: false }, [false, false]],
    ['by nothing at all where creation is off', { create: false }, [false, false]],
  ])('%s', (_, given, made) => {
    const entity = rules(given);
    expect([ORDER, STOCK].map((occasion) => makesEntity({ entity }, occasion))).toEqual(made);
  });

  it('by what is both an order and a change of stock, if either is wanted', () => {
    const both = { order: true, stockUpdate: true };
    expect(makesEntity({ entity: rules({ createOnSave: false }) }, both)).toBe(true);
    expect(makesEntity({ entity: rules({ createOnStockUpdate: false }) }, both)).toBe(true);
  });

  it('of no item without a model, and on no other occasion', () => {
    expect([ORDER, STOCK].map((occasion) => makesEntity({}, occasion))).toEqual([false, false]);
    expect(makesEntity({ entity: rules() }, { order: false, stockUpdate: false })).toBe(false);
  });
});

describe('a unit is from then on', () => {
  it('an individual of the model of its item, with the name of its number if that has one', () => {
    expect(entityAfter(undefined, { entity: rules() }, ORDER)).toStrictEqual({ modelId: 'audi-a6' });
    expect(entityAfter({}, { entity: rules({ parameter: 'VIN' }) }, STOCK)).toStrictEqual({
      modelId: 'audi-a6',
      parameter: 'VIN',
    });
  });

  it('none, where none is made', () => {
    expect(entityAfter({}, { entity: rules({ createOnSave: false }) }, ORDER)).toBeUndefined();
    expect(entityAfter({}, {}, ORDER)).toBeUndefined();
  });

  it.each([
    ['its item has lost its model', undefined],
    ['nothing makes any now', rules({ create: false })],
    ['its item is of another model now', rules({ modelId: 'audi-a8', parameter: 'VIN' })],
    ['its number has no name by now', rules({ parameter: undefined })],
    ['its number has the same name still', rules({ parameter: 'chassis' })],
  ])('the very individual that it was, also where %s', (_, entity) => {
    const before = { modelId: 'audi-a6', projectNumber: 'P000001', parameter: 'chassis' };
    expect(entityAfter({ entity: before }, { entity }, STOCK)).toBe(before);
  });

  it('the individual that it was, its number named as the item names it now', () => {
    const before = { modelId: 'audi-a6', projectNumber: 'P000001', parameter: 'chassis' };
    expect(entityAfter({ entity: before }, { entity: rules({ parameter: 'VIN' }) }, STOCK)).toEqual({
      ...before,
      parameter: 'VIN',
    });
  });
});

describe('the id of an individual', () => {
  const unit = aUnit('A1', { id: 'A1.x', itemId: 'car', entity: { modelId: 'audi-a6' } });

  it('is the one given, else made of item and unit, by which that is found', () => {
    expect(entityIdOf({ ...unit, entity: { modelId: 'audi-a6', entityId: 'our-1' } })).toBe('our-1');
    expect(entityIdOf(unit)).toBe('car~A1.x');
    expect(unitNamedBy('car~A1.x')).toEqual({ itemId: 'car', id: 'A1.x' });
  });

  it('is missing of a unit that is none, and a given one names no unit', () => {
    expect(entityIdOf({ ...unit, entity: undefined })).toBeUndefined();
    expect(unitNamedBy('our-1')).toBeUndefined();
  });
});

describe('the parameters of an individual', () => {
  const parameters = { colour: 'red' };

  it('have its number of the day among them, if that has a name', () => {
    const entity = { modelId: 'audi-a6', parameter: 'VIN', parameters };
    expect(parametersOf(aUnit('A1', { entity }))).toEqual({ colour: 'red', VIN: 'A1' });
    expect(parametersOf(aUnit('A1', { entity: { modelId: 'audi-a6', parameters } }))).toEqual(parameters);
  });

  it('are none of what has said none, or is none', () => {
    expect(parametersOf(aUnit('A1', { entity: { modelId: 'audi-a6' } }))).toEqual({});
    expect(parametersOf(aUnit('A1'))).toEqual({});
  });
});

describe('a project number', () => {
  it.each([
    [1, 'P000001'],
    [999_999, 'P999999'],
    [1_234_567, 'P1234567'],
  ])('drawn as the %ith is %s', (n, number) => {
    expect(drawnNumber(n)).toBe(number);
    expect(isDrawnNumber(number)).toBe(true);
  });

  it.each([
    ['p000001', true],
    ['P00001', false],
    ['XP000001', false],
    ['P000001A', false],
    ['PR-000001', false],
  ])('%s looks like a drawn one: %s', (number, isDrawn) => {
    expect(isDrawnNumber(number)).toBe(isDrawn);
  });

  it('is looked up without regard to case and spaces', () => {
    expect(folded('  our  a6 ')).toBe('OUR A6');
  });
});
