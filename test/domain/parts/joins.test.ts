import { describe, expect, it } from 'vitest';
import type { MovedUnit, Movement } from '../../../functions/domain/movement.ts';
import { joiningOf, joinsOf, looseInto, looseIntoAny } from '../../../functions/domain/parts/joins.ts';
import { aMovement as movement } from '../builders.ts';

const BIKE = { itemId: 'bike', serial: 'B1', id: 'B1.x' };
const OTHER = { itemId: 'bike', serial: 'B2', id: 'B2.x' };

const moved = (serial: string, parent?: MovedUnit['before']): MovedUnit => ({
  id: `${serial}.x`,
  key: serial,
  serial,
  before: parent,
});

const of = (id: string) => new Set([id]);
const idsOf = (...movements: Movement[]) => joinsOf({ movements }).map(({ id }) => id);

it('goods without numbers go into what their movement names, and come out of it', () => {
  const into = movement('consume', { quantity: 25_000, parent: BIKE });
  expect(joinsOf({ movements: [into] })).toEqual([{ itemId: 'bike', id: 'B1.x', movementId: 'p.1' }]);
  expect(joiningOf(into, of('B1.x'))).toEqual({ does: 'in', units: [], loose: 25_000 });
  expect(joiningOf(into, of('B2.x'))).toBeUndefined();
  const out = movement('take-out', { quantity: 10_000, parent: BIKE });
  expect(joiningOf(out, of('B1.x'))).toEqual({ does: 'out', units: [], loose: 10_000 });
});

it('numbered ones come out of what they were parts of, several products at once', () => {
  const units = [
    moved('K1', { parent: BIKE }),
    moved('K2', { parent: OTHER }),
    moved('K3', { parent: null }),
  ];
  const out = movement('take-out', { quantity: 30_000, units });
  expect(idsOf(out)).toEqual(['B1.x', 'B2.x']);
  expect(joiningOf(out, of('B2.x'))).toEqual({ does: 'out', units: [units[1]], loose: 0 });
  // However they leave it.
  expect(idsOf(movement('scrap', { quantity: 10_000, units: [units[0]!] }))).toEqual(['B1.x']);
});

it('a void is told to whatever it takes something out of, and by that only', () => {
  const into = movement('consume', { quantity: 10_000, units: [moved('K1', {})], parent: BIKE });
  const units = [moved('K1', { parent: BIKE })];
  const back = movement('void', { ...into, kind: 'void', movementId: 'q.1', voids: 'p.1', units });
  const joins = joinsOf({ movements: [back], voided: [{ ...into, voidedBy: 'q.1' }] });
  expect(joins).toEqual([{ itemId: 'bike', id: 'B1.x', movementId: 'q.1' }]);
  expect(joiningOf(back, of('B1.x'))).toBeUndefined();
});

it('nothing is told of what has no number, and of movements beside', () => {
  const nameless = movement('consume', { quantity: 10_000, parent: { itemId: 'bike', serial: 'B1' } });
  const sold = movement('sell', { quantity: 10_000, units: [moved('K1')] });
  expect(idsOf(nameless, movement('consume', { quantity: 10_000 }), sold)).toEqual([]);
});

it('numbered ones go into what their movement names, with the rest of the goods beside', () => {
  const units = [moved('K1'), moved('K2', { parent: null })];
  const into = movement('consume', { quantity: 50_000, units, parent: BIKE });
  expect(joiningOf(into, of('B1.x'))).toEqual({ does: 'in', units, loose: 30_000 });
  const all = movement('consume', { quantity: 20_000, units, parent: BIKE });
  expect(joiningOf(all, of('B1.x'))).toEqual({ does: 'in', units, loose: 0 });
  expect(joiningOf(all, new Set(['B0.x', 'B1.x']))?.units).toEqual(units);
  expect(joiningOf(all, of('B2.x'))).toBeUndefined();
});

it('numbered ones and others come out of the same unit by one movement', () => {
  const units = [moved('K1', { parent: BIKE })];
  const out = movement('take-out', { quantity: 40_000, units, parent: BIKE });
  expect(joiningOf(out, of('B1.x'))).toEqual({ does: 'out', units, loose: 30_000 });
  expect(idsOf(out)).toEqual(['B1.x']);
});

it('what went in again left nothing but what it went into', () => {
  const again = movement('consume', {
    quantity: 10_000,
    units: [moved('K1', { parent: OTHER })],
    parent: BIKE,
  });
  expect(idsOf(again)).toEqual(['B1.x']);
});

it('each posting is told by its own movements, and by the voids of those that it takes back', () => {
  const into = (movementId: string, more: Partial<Movement> = {}) =>
    movement('consume', { movementId, quantity: 10_000, parent: BIKE, ...more });
  expect(
    joinsOf({
      movements: [into('q.1'), into('q.2', { parent: OTHER })],
      voided: [into('p.1', { voidedBy: 'q.3' }), into('p.2')],
    }),
  ).toEqual([
    { itemId: 'bike', id: 'B1.x', movementId: 'q.1' },
    { itemId: 'bike', id: 'B2.x', movementId: 'q.2' },
    { itemId: 'bike', id: 'B1.x', movementId: 'q.3' },
  ]);
});

describe('goods without numbers', () => {
  const numbered = { quantity: 10_000, serialCount: 1 };

  it('go into the unit that is named', () => {
    expect(looseInto(movement('consume', { quantity: 1, parent: BIKE }))).toEqual(BIKE);
    expect(looseInto(movement('consume', { quantity: 10_001, serialCount: 1, parent: BIKE }))).toEqual(BIKE);
  });

  it.each([
    ['all have numbers', movement('consume', { ...numbered, parent: BIKE })],
    ['they come out', movement('take-out', { quantity: 1, parent: BIKE })],
    ['the movement is taken back', movement('void', { quantity: 1, parent: BIKE })],
    ['no unit is named', movement('consume', { quantity: 1 })],
    ['the unit is not known', movement('consume', { quantity: 1, parent: { itemId: 'bike', serial: 'B1' } })],
  ])('go into no unit in particular where %s', (_, given) => {
    expect(looseInto(given)).toBeUndefined();
  });

  it('go into any of what their document makes where it names none', () => {
    expect(looseIntoAny(movement('consume', { quantity: 1, documentId: 'doc-1' }))).toBe(true);
  });

  it.each([
    ['they come out', movement('take-out', { quantity: 1, documentId: 'doc-1' })],
    ['a unit is named', movement('consume', { quantity: 1, documentId: 'doc-1', parent: BIKE })],
    ['there is no document', movement('consume', { quantity: 1 })],
    ['all have numbers', movement('consume', { ...numbered, documentId: 'doc-1' })],
  ])('do not go into any of it where %s', (_, given) => {
    expect(looseIntoAny(given)).toBe(false);
  });
});
