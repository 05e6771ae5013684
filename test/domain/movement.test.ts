import { describe, expect, it } from 'vitest';
import {
  bringsBatch,
  bringsIn,
  isInward,
  MOVEMENT_KINDS,
  movementIdOf,
  movesNumbers,
  postingIdOf,
} from '../../functions/domain/movement.ts';
import { aMovement } from './builders.ts';

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
});
