import { describe, expect, it } from 'vitest';
import { aWorld, violations } from './world.ts';

/** Radios need no number when they are received. */
const radios = async (settings = {}) => {
  const world = await aWorld({ settings });
  await world.receive([], { itemId: 'radio', quantity: 3 });
  return world;
};

describe('numbers given to stock', () => {
  it('are those of units there, as many as have none', async () => {
    const world = await radios();
    expect(await world.link('radio', 'main', ['R1', 'R2'])).toBe(2);
    expect(await world.unit('R1', 'radio')).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect(await world.balance('radio')).toMatchObject({ quantity: 30_000, serials: 2 });
    expect(await world.refused(() => world.link('radio', 'main', ['R3', 'R4']))).toEqual([
      'unnumbered-insufficient',
    ]);
  });

  it.each([
    ['the item is not tracked by serial', 'bolt', {}, 'Item bolt is not tracked by serial.'],
    [
      'nobody tracks serials',
      'radio',
      { serialTracking: false },
      'Serial tracking is off: item radio takes no serials.',
    ],
  ])('are refused where %s', async (_, itemId, settings, detail) => {
    const world = await radios(settings);
    expect(await violations(world.link(itemId, 'main', ['R1']))).toEqual([
      { pointer: '', code: 'serials-not-tracked', itemId, detail },
    ]);
    expect(await world.unit('R1', itemId)).toBeUndefined();
  });
});
