import { describe, expect, it } from 'vitest';
import {
  beforeOf,
  bringsBatch,
  bringsIn,
  isInward,
  MOVEMENT_ID,
  MOVEMENT_KINDS,
  movementIdOf,
  movesNumbers,
  postingIdOf,
  restored,
  rewound,
} from '../../functions/domain/movement.ts';
import type { Unit } from '../../functions/domain/unit/unit.ts';
import { aMovement, aUnit } from './builders.ts';

const IN = { to: 'main' };
const OUT = { from: 'main' };
const BETWEEN = { from: 'main', to: 'shop' };

describe('a movement', () => {
  it.each([
    [IN, true],
    [OUT, false],
    [BETWEEN, false],
    [{}, false],
  ])('that leads %j comes from outside to a place of ours: %s', (places, is) => {
    expect(isInward(places)).toBe(is);
  });

  it('brings units in for the first time where its kind can, it leads in, and there are numbers', () => {
    const bringing = MOVEMENT_KINDS.filter((kind) => bringsIn(aMovement(kind, { ...IN, serialCount: 1 })));
    expect([...bringing].sort()).toEqual(['adjust', 'capture', 'link', 'produce', 'receive', 'return']);
    for (const places of [OUT, BETWEEN, {}])
      expect(bringsIn(aMovement('receive', { ...places, serialCount: 1 }))).toBe(false);
    expect(bringsIn(aMovement('receive', { ...IN, serialCount: 0 }))).toBe(false);
  });

  it('brings a batch where it brings in and names one, with numbers or without', () => {
    expect(bringsBatch(aMovement('receive', { ...IN, batch: 'B1' }))).toBe(true);
    expect(bringsBatch(aMovement('receive', { ...IN, batch: 'B1', serialCount: 2 }))).toBe(true);
    expect(bringsBatch(aMovement('receive', IN))).toBe(false);
    expect(bringsBatch(aMovement('sell', { ...OUT, batch: 'B1' }))).toBe(false);
    expect(bringsBatch(aMovement('transfer', { ...BETWEEN, batch: 'B1' }))).toBe(false);
  });

  it('is about units where it has some, and is no void', () => {
    expect(movesNumbers(aMovement('sell', { serialCount: 1 }))).toBe(true);
    expect(movesNumbers(aMovement('sell', { serialCount: 0 }))).toBe(false);
    expect(movesNumbers(aMovement('void', { serialCount: 1 }))).toBe(false);
  });

  it('is named by its posting, and tells that', () => {
    expect(postingIdOf(movementIdOf('01K8Y6Z4M8Q0S2V4X6Z8B0D2F4', 12))).toBe('01K8Y6Z4M8Q0S2V4X6Z8B0D2F4');
  });

  it.each([
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.1',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.12',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.99999',
  ])('may be named %s', (name) => {
    expect(MOVEMENT_ID.test(name)).toBe(true);
  });

  it.each([
    '',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.0',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.01',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.1x',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.100000',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4x1',
    '1K8Y6Z4M8Q0S2V4X6Z8B0D2F4.1',
    'x01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.1',
    '01k8y6z4m8q0s2v4x6z8b0d2f4.1',
    '01K8Y6Z4M8Q0S2V4X6Z8B0D2FU.1',
  ])('can not be named %j', (name) => {
    expect(MOVEMENT_ID.test(name)).toBe(false);
  });
});

describe('what a movement keeps of a unit as it was before', () => {
  const BEFORE = aUnit('a1', { aliases: ['a0'], heldBy: undefined });

  it('is what it changes, and that there was nothing where there was not', () => {
    const after: Unit = {
      ...BEFORE,
      status: 'sold',
      partnerId: 'jane',
      soldOn: '2026-03-10',
      line: 2,
      heldBy: [{ holdId: 'h1', reason: 'scratched', at: '2026-03-10T09:00:00.000Z', user: 'ann' }],
    };
    expect(beforeOf(BEFORE, after)).toEqual({
      status: 'in-stock',
      partnerId: null,
      soldOn: null,
      line: 1,
      heldBy: null,
    });
  });

  it('tells what is made of parts apart by what they say', () => {
    const same = { ...BEFORE, origin: { ...BEFORE.origin! }, aliases: ['a0'], asOf: { ...BEFORE.asOf } };
    expect(beforeOf(BEFORE, same)).toEqual({});
    const renamed = { ...BEFORE, key: 'B1', serial: 'b1', aliases: ['a0', 'a1'] };
    expect(beforeOf(BEFORE, renamed)).toEqual({ key: 'A1', serial: 'a1', aliases: ['a0'] });
  });

  it('is nothing of what any change changes', () => {
    const counted = { ...BEFORE, movementIds: ['m9.1'], lifeChunks: 3, version: 9 };
    expect(beforeOf(BEFORE, counted)).toEqual({});
  });

  it('is nothing where it made the record', () => {
    expect(beforeOf(undefined, BEFORE)).toBeUndefined();
  });
});

describe('a unit of which a movement is taken back', () => {
  const NOW = aUnit('b1', { status: 'sold', partnerId: 'jane', lastEffectiveDate: '2026-03-10', version: 7 });

  it('is as it was before, but for what is only told', () => {
    const back = restored(NOW, {
      status: 'in-stock',
      partnerId: null,
      key: 'A1',
      serial: 'a1',
      aliases: null,
    });
    expect(back).toEqual({ ...NOW, status: 'in-stock', partnerId: undefined });
    // Its number is what it bears now, also where it is none that it bore then.
    expect([back.key, back.serial]).toEqual(['B1', 'b1']);
  });

  it('keeps that it was here once', () => {
    expect(restored(NOW, { lastEffectiveDate: '2026-03-01' }).lastEffectiveDate).toBe('2026-03-01');
    expect(restored(NOW, { lastEffectiveDate: null }).lastEffectiveDate).toBe('2026-03-10');
    expect(restored(NOW, {})).toEqual(NOW);
  });
});

describe('a unit as it was before one of its movements', () => {
  const NOW = aUnit('b1', { status: 'sold', aliases: ['a1'], lastEffectiveDate: '2026-03-10' });
  const moved = { id: NOW.id, key: NOW.key, serial: NOW.serial };

  it('is so in everything that the movement tells', () => {
    const before = {
      status: 'expected',
      key: 'A1',
      serial: 'a1',
      aliases: null,
      lastEffectiveDate: null,
    } as const;
    expect(rewound(NOW, { ...moved, before })).toEqual({
      ...NOW,
      ...before,
      aliases: undefined,
      lastEffectiveDate: undefined,
    });
    expect(rewound(NOW, { ...moved, before: {} })).toEqual(NOW);
  });

  it('was none where the movement made the record', () => {
    expect(rewound(NOW, moved)).toBeUndefined();
  });
});
