import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { underWay } from '../../functions/domain/document/document.ts';
import { pieces } from '../../functions/domain/quantity.ts';
import { aWorld, list, refusal, violations, type World } from './world.ts';

/** Whatever is done to a transfer, its row tells what is on its way, what arrived and what is left. */

const SERIALS = ['A1', 'A2', 'A3', 'A4'];
type Done = { readonly movementIds: readonly string[] };
/** A transfer, the movements of it that stand, and which of its units were lost on their way, found again or not. */
type Life = {
  readonly world: World;
  readonly documentId: string;
  movementIds: string[];
  readonly lost: Set<string>;
};
type Act = (life: Life) => Promise<unknown>;

const posting = ({ world, documentId }: Life, serials: readonly string[], dispatch: boolean) => {
  const lines = [{ line: 1, quantity: serials.length, serials: list(...serials) }];
  return world.post({ documentId, dispatch, lines });
};
const posted = async (life: Life, made: Promise<Done>): Promise<void> => {
  life.movementIds.push(...(await made).movementIds);
};

const some = fc.subarray(SERIALS, { minLength: 1 });
const post = fc.tuple(some, fc.boolean()).map(
  ([serials, dispatch]): Act =>
    async (life) => {
      await posted(life, posting(life, serials, dispatch));
      for (const serial of dispatch ? serials : []) life.lost.delete(serial);
    },
);
const postRest = fc.boolean().map(
  (dispatch): Act =>
    (life) =>
      posted(life, life.world.post({ documentId: life.documentId, dispatch })),
);
const cancel = fc.constant<Act>(async (life) => {
  await posted(life, life.world.cancel(life.documentId));
  life.lost.clear();
});
const change = fc.integer({ min: 1, max: 6 }).map(
  (quantity): Act =>
    ({ world, documentId }) =>
      world.changeLine({ documentId, line: 1, quantity }),
);
const lose = fc.constantFrom(...SERIALS).map(
  (serial): Act =>
    async (life) => {
      if ((await life.world.unit(serial))?.status !== 'in-transit') return;
      const lines = [{ itemId: 'phone', quantity: 1, serials: list(serial) }];
      await life.world.create({ kind: 'write-off', locationId: 'main', reason: 'lost', post: true, lines });
      life.lost.add(serial);
    },
);
/** One of those that were lost, if any was; it may be sent off again at once. */
const find = fc.tuple(fc.nat(), fc.boolean()).map(
  ([n, isSent]): Act =>
    async (life) => {
      const { world, lost } = life;
      const serial = [...lost][n % Math.max(1, lost.size)];
      if (serial === undefined) return;
      const lines = [{ itemId: 'phone', quantity: 1, serials: list(serial), direction: 'in' as const }];
      await world.create({ kind: 'adjustment', locationId: 'main', reason: 'found', post: true, lines });
      if (!isSent) return;
      await posted(life, posting(life, [serial], true));
      lost.delete(serial);
    },
);
const takeBack = fc.nat().map(
  (n): Act =>
    async (life) => {
      const { world, documentId, movementIds } = life;
      const chosen = movementIds[n % Math.max(1, movementIds.length)];
      if (chosen === undefined) return;
      await world.void({ documentId, movementIds: [chosen], reason: 'wrong' });
      life.movementIds = movementIds.filter((id) => id !== chosen);
    },
);
const acts = fc.oneof(
  { arbitrary: post, weight: 3 },
  { arbitrary: takeBack, weight: 3 },
  postRest,
  cancel,
  change,
  { arbitrary: lose, weight: 2 },
  { arbitrary: find, weight: 2 },
);

const check = async ({ world, documentId, lost }: Life): Promise<void> => {
  const document = await world.document(documentId);
  const row = document?.lines[0];
  if (document === undefined || row === undefined) throw new Error('the transfer is gone');
  const [main, shop] = [await world.balance(), await world.balance('phone', 'shop')];
  const units = await Promise.all(SERIALS.map((serial) => world.unit(serial)));
  const sent = units.filter((unit) => unit?.status === 'in-transit').map((unit) => unit?.key);
  expect(underWay(row)).toBe((main?.inTransit ?? 0) + pieces(lost.size));
  expect(row.posted).toBe(shop?.quantity ?? 0);
  expect(row.cancelled).toBeGreaterThanOrEqual(0);
  const left = row.quantity - row.posted - row.cancelled;
  expect(left).toBeGreaterThanOrEqual(Math.max(underWay(row), pieces(row.assigned.length)));
  if (['posted', 'cancelled', 'void'].includes(document.status)) expect(sent).toEqual([]);
  const named = row.assigned.filter((one) => one.sent === true).map(({ key }) => key);
  expect(named).toEqual(expect.arrayContaining(sent));
  expect(named).toHaveLength(sent.length + lost.size);
};

it('the row of a transfer tells what is on its way, whatever is posted, lost, given up and taken back', async () => {
  const lives = fc.tuple(fc.subarray(SERIALS), fc.array(acts, { minLength: 4, maxLength: 12 }));
  await fc.assert(
    fc.asyncProperty(lives, async ([serials, steps]) => {
      const world = await aWorld();
      await world.receive(SERIALS);
      const numbers = serials.length === 0 ? {} : { serials: list(...serials) };
      const { documentId } = await world.create({
        kind: 'transfer',
        locationId: 'main',
        toLocationId: 'shop',
        post: false,
        lines: [{ itemId: 'phone', quantity: 4, ...numbers }],
      });
      const life: Life = { world, documentId, movementIds: [], lost: new Set() };
      for (const step of steps) {
        await refusal(step(life));
        await check(life);
      }
    }),
    { numRuns: 300 },
  );
});

it('goods of a transfer that have arrived or come back stay sent off while only others are on their way', async () => {
  const world = await aWorld();
  await world.receive([], { itemId: 'bolt', quantity: 20 });
  const send = () =>
    world.create({
      kind: 'transfer',
      locationId: 'main',
      toLocationId: 'shop',
      post: true,
      dispatch: true,
      lines: [{ itemId: 'bolt', quantity: 5 }],
    });
  const [arrives, returns] = [await send(), await send()];
  await send();
  const arrival = await world.post({ documentId: arrives.documentId });
  const back = await world.cancel(returns.documentId);
  const before = world.table.snapshot();
  for (const [{ documentId, movementIds }, later] of [
    [arrives, arrival],
    [returns, back],
  ] as const) {
    expect(await violations(world.void({ documentId, movementIds, reason: 'wrong' }))).toMatchObject([
      { code: 'void-superseded', line: 1, movementId: later.movementIds.at(-1) },
    ]);
  }
  expect(world.table.snapshot()).toEqual(before);
  await world.void({ documentId: arrives.documentId, reason: 'wrong' });
  await world.void({ documentId: returns.documentId, reason: 'wrong' });
  expect(await world.balance('bolt')).toMatchObject({ quantity: pieces(15), inTransit: pieces(5) });
});

describe('a unit that an order has reserved', () => {
  const reserving = async () => {
    const world = await aWorld();
    const reserve = (locationId: string) =>
      world.create({
        kind: 'sales-order',
        number: 'SO-1',
        partnerId: 'jane',
        locationId,
        post: false,
        lines: [{ itemId: 'phone', quantity: 1, serials: list('A1') }],
      });
    const move = (dispatch: boolean) =>
      world.create({
        kind: 'transfer',
        number: 'T-1',
        locationId: 'main',
        toLocationId: 'shop',
        post: true,
        dispatch,
        lines: [{ itemId: 'phone', quantity: 1, serials: list('A1') }],
      });
    return { world, reserve, move, receipt: await world.receive(['A1']) };
  };

  it('is here again, and reserved still, once what sent it off is taken back, with its arrival or without', async () => {
    const { world, reserve, move } = await reserving();
    const order = await reserve('main');
    for (const isThere of [false, true]) {
      const { documentId } = await move(true);
      if (isThere) await world.post({ documentId });
      expect((await world.void({ documentId, reason: 'wrong' })).status).toBe('void');
      expect(await world.unit('A1')).toMatchObject({
        status: 'in-stock',
        locationId: 'main',
        reservedBy: { documentId: order.documentId },
      });
    }
    await world.post({ documentId: order.documentId });
    expect((await world.unit('A1'))?.status).toBe('sold');
  });

  it('stands in the way of its receipt with what moved it, or else with the order', async () => {
    const { world, reserve, move, receipt } = await reserving();
    const moved = await move(false);
    await reserve('shop');
    const wrong = { documentId: receipt.documentId, reason: 'wrong' };
    expect(await violations(world.void(wrong))).toMatchObject([
      { serial: 'A1', documentNumber: 'T-1', movementId: moved.movementIds[0], status: 'in-stock' },
    ]);
    await world.void({ documentId: moved.documentId, reason: 'wrong' });
    const [promised, ...others] = await violations(world.void(wrong));
    expect(promised).toMatchObject({ serial: 'A1', documentNumber: 'SO-1', status: 'reserved' });
    expect(promised).not.toHaveProperty('movementId');
    expect(others).toEqual([]);
  });
});
