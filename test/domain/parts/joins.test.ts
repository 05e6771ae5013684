import { expect, it } from 'vitest';
import type { MovedUnit, Movement } from '../../../functions/domain/movement.ts';
import { joiningOf, joinsOf } from '../../../functions/domain/parts/joins.ts';
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
  const back = movement('void', { ...into, kind: 'void', movementId: 'q.1', voids: 'p.1' });
  const joins = joinsOf({ movements: [back], voided: [{ ...into, voidedBy: 'q.1' }] });
  expect(joins).toEqual([{ itemId: 'bike', id: 'B1.x', movementId: 'q.1' }]);
  expect(joiningOf(back, of('B1.x'))).toBeUndefined();
});

it('nothing is told of what has no number, and of movements beside', () => {
  const nameless = movement('consume', { quantity: 10_000, parent: { itemId: 'bike', serial: 'B1' } });
  expect(idsOf(nameless, movement('consume', { quantity: 10_000 }), movement('sell'))).toEqual([]);
});
