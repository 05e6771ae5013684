import { expect, it } from 'vitest';
import { activate } from '../../functions/app/registry/numbers-required.ts';
import { aWorld, CALLER, list, type World } from './world.ts';

const ITEM = { itemId: 'radio', name: 'Radio', kind: 'stocked', tracking: 'serial' } as const;
const AT_ONCE = 8;

const switchOn = (world: World) =>
  world.run(async (deps) => {
    const { parts, readiness } = await activate(deps, CALLER, undefined);
    return { parts, answer: readiness };
  });
const all = (world: World) => Promise.allSettled(Array.from({ length: AT_ONCE }, () => switchOn(world)));

it('is on for each of several who switch it on at once', async () => {
  const world = await aWorld({ items: [ITEM] });
  await world.receive(['A1'], { itemId: 'radio' });
  const on = { status: 'fulfilled', value: { active: true, ready: true, gaps: [] } };
  expect(await all(world)).toEqual(Array.from({ length: AT_ONCE }, () => on));
  expect(await world.store.settings.read(CALLER.tenant)).toMatchObject({
    serialNumbersRequired: true,
    activating: false,
  });
});

it('is refused with the gaps to each of several, and off again', async () => {
  const world = await aWorld({ items: [ITEM] });
  await world.create({
    kind: 'product-receipt',
    partnerId: 'maker',
    locationId: 'main',
    lines: [{ itemId: 'radio', quantity: 3, serials: list('A1') }],
    post: true,
  });
  const gaps = [{ itemId: 'radio', locationId: 'main', stock: 3, serials: 1, missing: 2 }];
  const refused = { status: 'rejected', reason: { error: { code: 'refused', gaps } } };
  expect(await all(world)).toMatchObject(Array.from({ length: AT_ONCE }, () => refused));
  expect(await world.store.settings.read(CALLER.tenant)).toMatchObject({ serialNumbersRequired: false });
});
