import { describe, expect, it } from 'vitest';
import { leftFaults, type ToldMovement, versionFaults } from '../../../functions/domain/doctor/unit-left.ts';
import type { MovedUnit, Movement, MovementKind } from '../../../functions/domain/movement.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aMovement, aUnit } from '../builders.ts';

/** A movement of the unit A1, with what is told of that. */
const told = (
  kind: MovementKind,
  given: Partial<Omit<Movement, 'units'>> = {},
  moved: Partial<MovedUnit> | undefined = {},
): ToldMovement => {
  const { units: _, ...movement } = aMovement(kind, given);
  const { id, key, serial } = aUnit('A1');
  const unit = moved === undefined ? undefined : { id, key, serial, ...moved };
  return { ...movement, unitOf: (asked) => (asked === id ? unit : undefined) };
};
const notOfIt = (kind: MovementKind): ToldMovement => ({ ...told(kind), unitOf: () => undefined });

const differing = (given: Partial<Unit>, asserted: ToldMovement): string[] =>
  leftFaults(aUnit('A1', given), { asserted, last: undefined });

describe('the state of a unit', () => {
  const AT_MAIN = { locationId: 'main' };
  it.each([
    ['assign', {}, { status: 'expected', locationId: undefined }],
    ['register', {}, { status: 'expected', locationId: undefined }],
    ['reserve', {}, { status: 'expected', locationId: undefined }],
    ['remove', {}, { status: 'expected', locationId: undefined }],
    ['receive', { to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['return', { to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['transfer', { from: 'shop', to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['arrive', { from: 'shop', to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['bring-back', { from: 'shop', to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['produce', { to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['link', { to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['adjust', { to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['capture', { to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['take-out', { to: 'main' }, { status: 'in-stock', ...AT_MAIN }],
    ['dispatch', { from: 'main', to: 'shop' }, { status: 'in-transit', ...AT_MAIN }],
    ['sell', { from: 'main' }, { status: 'sold', ...AT_MAIN }],
    ['capture', {}, { status: 'sold', ...AT_MAIN }],
    ['consume', { from: 'main' }, { status: 'consumed', ...AT_MAIN }],
    ['return-to-supplier', { from: 'main' }, { status: 'returned-to-supplier', ...AT_MAIN }],
    ['write-off', { from: 'main' }, { status: 'written-off', ...AT_MAIN }],
    ['scrap', { from: 'main' }, { status: 'written-off', ...AT_MAIN }],
    ['adjust', { from: 'main' }, { status: 'written-off', ...AT_MAIN }],
    ['take-out', { from: 'shop', scrapped: true }, { status: 'written-off', ...AT_MAIN }],
  ] as const)('is where a %s led (%j): %j', (kind, movement, unit) => {
    expect(differing(unit, told(kind, movement))).toEqual([]);
    const other = unit.status === 'in-stock' ? 'written-off' : 'in-stock';
    expect(differing({ ...unit, status: other }, told(kind, movement))).toEqual([
      `its status is ${other}, the movement led to ${unit.status}`,
    ]);
  });

  it('is at the place where the movement led, where it led to one of ours', () => {
    const elsewhere = { locationId: 'shop' };
    expect(differing(elsewhere, told('receive', { to: 'main' }))).toEqual([
      'its place is shop, the movement led to main',
    ]);
    expect(differing({ locationId: undefined }, told('receive', { to: 'main' }))).toEqual([
      'its place is none, the movement led to main',
    ]);
    expect(
      differing({ status: 'in-transit', ...elsewhere }, told('dispatch', { from: 'main', to: 'shop' })),
    ).toEqual(['its place is shop, the movement led to main']);
    expect(differing({ status: 'sold', ...elsewhere }, told('sell', { from: 'main' }))).toEqual([
      'its place is shop, the movement led to main',
    ]);
    expect(differing({ status: 'written-off', ...elsewhere }, told('scrap', { from: 'main' }))).toEqual([
      'its place is shop, the movement led to main',
    ]);
  });

  it('is at any place where what was lost on its way was last, or where a part was that is thrown away', () => {
    const lost = { status: 'written-off', locationId: 'shop' } as const;
    const onItsWay = { before: { status: 'in-transit' } } as const;
    expect(differing(lost, told('write-off', { from: 'main' }, onItsWay))).toEqual([]);
    expect(differing(lost, told('write-off', { from: 'main' }, { before: { status: 'in-stock' } }))).toEqual([
      'its place is shop, the movement led to main',
    ]);
    expect(
      differing({ status: 'sold', locationId: 'shop' }, told('sell', { from: 'main' }, onItsWay)),
    ).toEqual(['its place is shop, the movement led to main']);
    expect(differing(lost, told('take-out', { from: 'main', scrapped: true }))).toEqual([]);
    expect(differing({ locationId: 'shop' }, told('take-out', { from: 'main', to: 'main' }))).toEqual([
      'its place is shop, the movement led to main',
    ]);
  });

  it('is with whoever it went out to', () => {
    for (const [kind, status] of [
      ['sell', 'sold'],
      ['return-to-supplier', 'returned-to-supplier'],
    ] as const) {
      const went = told(kind, { from: 'main', partnerId: 'jane' });
      expect(differing({ status, partnerId: 'jane' }, went)).toEqual([]);
      expect(differing({ status, partnerId: 'bob' }, went)).toEqual([
        'its partner is bob, the movement led to jane',
      ]);
      expect(differing({ status }, went)).toEqual(['its partner is none, the movement led to jane']);
      expect(differing({ status, partnerId: 'bob' }, told(kind, { from: 'main' }))).toEqual([
        'its partner is bob, the movement led to none',
      ]);
    }
    expect(differing({ partnerId: 'bob' }, told('receive', { to: 'main', partnerId: 'jane' }))).toEqual([]);
  });

  it('is in the unit that it went into, and in none otherwise', () => {
    const parent = { itemId: 'bike', serial: 'B1', id: 'B1.x' };
    const into = told('consume', { from: 'main', parent });
    expect(differing({ status: 'consumed', parent }, into)).toEqual([]);
    expect(differing({ status: 'consumed' }, into)).toEqual(['its parent is none, the movement led to B1.x']);
    expect(differing({ status: 'consumed', parent }, told('consume', { from: 'main' }))).toEqual([
      'its parent is B1.x, the movement led to none',
    ]);
    expect(differing({ parent }, told('receive', { to: 'main' }))).toEqual([
      'it has a parent and is not consumed',
    ]);
  });

  it('stands on no movement that asserts none', () => {
    for (const kind of [
      'hold',
      'release',
      'rename',
      'service',
      'cover',
      'void',
      'withdraw',
      'unreserve',
    ] as const) {
      expect(differing({}, told(kind))).toEqual([`its state stands on a ${kind}, which asserts none`]);
    }
  });

  it('is told by nothing where it was taken back, or where its movement tells nothing of it', () => {
    expect(differing({ status: 'sold', voided: true }, told('receive', { to: 'main' }))).toEqual([]);
    expect(differing({ status: 'sold', voided: true }, told('hold'))).toEqual([]);
    expect(differing({ status: 'sold' }, notOfIt('receive'))).toEqual([]);
    expect(leftFaults(aUnit('A1'), { asserted: undefined, last: undefined })).toEqual([]);
  });
});

describe('holds of a unit', () => {
  const hold = { holdId: 'p.1', reason: 'dented', at: '2026-03-01T00:00:00.000Z', user: 'ann' };
  const held = (heldBy: Unit['heldBy'], last: ToldMovement) =>
    leftFaults(aUnit('A1', { heldBy }), { asserted: undefined, last });

  it('are there where its last movement left it held, and only there', () => {
    expect(held([hold], told('hold', {}, { version: 2, held: true }))).toEqual([]);
    expect(held(undefined, told('release', {}, { version: 2 }))).toEqual([]);
    expect(held([], told('release', {}, { version: 2 }))).toEqual([]);
    expect(held([hold], told('release', {}, { version: 2 }))).toEqual(['it is held, unlike as it was left']);
    for (const none of [undefined, []]) {
      expect(held(none, told('hold', {}, { version: 2, held: true }))).toEqual([
        'it is not held, unlike as it was left',
      ]);
    }
  });

  it('are not told by movements of before that was noted, nor by those of others', () => {
    expect(held([hold], told('release'))).toEqual([]);
    expect(held([hold], notOfIt('release'))).toEqual([]);
  });

  it('are judged beside its state', () => {
    const asserted = told('receive', { to: 'main' });
    const last = told('hold', {}, { version: 2, held: true });
    expect(leftFaults(aUnit('A1', { locationId: 'shop' }), { asserted, last })).toEqual([
      'its place is shop, the movement led to main',
      'it is not held, unlike as it was left',
    ]);
  });
});

describe('versions of a unit', () => {
  const versions = (version: number, ...left: readonly (number | undefined)[]) =>
    versionFaults(
      aUnit('A1', { version }),
      left.map((one) => told('receive', {}, one === undefined ? {} : { version: one })),
    );

  it.each([
    ['one after the other', 3, [1, 2, 3]],
    ['of several movements of one posting', 3, [1, 3, 3]],
    ['beyond what was told last', 5, [1, 2]],
    ['of which none was told', 1, []],
    ['of which some were not told', 3, [undefined, 2, undefined, 3]],
  ])('rise: %s', (_, version, left) => {
    expect(versions(version, ...left)).toEqual([]);
  });

  it('do not fall', () => {
    expect(versions(5, 1, 3, 2, 4)).toEqual(['version 2 follows 3']);
    expect(versions(5, 4, 3, 2)).toEqual(['version 3 follows 4']);
    expect(versions(5, 2, undefined, 1)).toEqual(['version 1 follows 2']);
  });

  it('are not below what the last movement left', () => {
    expect(versions(2, 1, 3)).toEqual(['it is at version 2, its last movement left 3']);
    expect(versions(1, 3, 2)).toEqual([
      'version 2 follows 3',
      'it is at version 1, its last movement left 2',
    ]);
  });

  it('are told by its own movements', () => {
    expect(
      versionFaults(aUnit('A1', { version: 1 }), [told('receive', {}, { version: 1 }), notOfIt('sell')]),
    ).toEqual([]);
  });
});
