import { expect, it } from 'vitest';
import { aWorld, CALLER } from './world.ts';

/** What is loosely bound: stock and numbers may differ (M18), and a void leaves them as they were. */

const moved = (from: string, to: string) => ({
  kind: 'transfer' as const,
  locationId: from,
  toLocationId: to,
  post: true,
  lines: [{ itemId: 'watch', quantity: 1 }],
});

it('a sale is taken back where units were moved without their numbers meanwhile (M23)', async () => {
  const world = await aWorld();
  await world.receive(['LOC1'], { itemId: 'watch' });
  await world.create(moved('main', 'shop'));
  const { documentId } = await world.sell(['LOC1'], { itemId: 'watch', locationId: 'shop' });
  expect((await world.void({ documentId, reason: 'wrong customer' })).status).toBe('void');
  const key = { itemId: 'watch', key: 'LOC1' };
  const [unit] = await world.store.units.readMany(CALLER.tenant, [key]);
  expect(unit).toMatchObject({ status: 'in-stock', locationId: 'main' });
});

it('a transfer without numbers is taken back, whatever is numbered where it leads', async () => {
  const world = await aWorld();
  await world.receive(['LOC1'], { itemId: 'watch' });
  await world.create(moved('main', 'shop'));
  const back = await world.create(moved('shop', 'main'));
  expect((await world.void({ documentId: back.documentId, reason: 'stays there' })).status).toBe('void');
});
