import { expect, it } from 'vitest';
import { reconcileStock } from '../../functions/app/enquiry/reconcile-stock.ts';
import { aWorld, CALLER } from './world.ts';

it('what was sent off explains nothing where it never arrived, but where it left', async () => {
  const world = await aWorld();
  const transfer = (quantity: number, dispatch: boolean) =>
    world.create({
      kind: 'transfer',
      locationId: 'main',
      toLocationId: 'shop',
      post: true,
      dispatch,
      lines: [{ itemId: 'radio', quantity }],
    });
  const received = await world.receive([], { itemId: 'radio', quantity: 9 });
  const sent = await transfer(2, true);
  const moved = await transfer(1, false);
  const back = await world.cancel(sent.documentId);
  await world.settle();
  const page = { limit: 10, after: undefined };
  const { items } = await reconcileStock(world.deps, CALLER, { itemId: 'radio', page });
  const told = items.map(({ balance, untracked }) => [
    balance.locationId,
    untracked.map(({ movementId }) => movementId),
  ]);
  const [brought] = back.movementIds.filter((id) => !sent.movementIds.includes(id));
  expect(Object.fromEntries(told)).toEqual({
    main: [brought, ...moved.movementIds, ...sent.movementIds, ...received.movementIds],
    shop: moved.movementIds,
  });
});
