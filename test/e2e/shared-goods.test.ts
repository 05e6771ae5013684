import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Client,
  company,
  recallSearched,
  receipt,
  settled,
  unitOf,
  worksOrder,
} from '../support/client.ts';

/** Goods without numbers that an order puts into what it makes, without saying into which of it. */

type Body = Answer['body'];
type Line = Record<string, unknown>;

const factory = async () => {
  const client = await company();
  await client.put('/v1/items/bike', { name: 'Bike', tracking: 'serial', serialType: 'fully-tracked' });
  await client.put('/v1/items/glue', { name: 'Glue', tracking: 'batch' });
  await client.put('/v1/items/bell', { name: 'Bell' });
  for (const batch of ['L1', 'L2']) {
    const lines = [{ itemId: 'glue', quantity: 50, batch }];
    await client.post('/v1/documents', receipt([], { lines }));
  }
  return client;
};

const glue = (batch: string, more: Line = {}): Line => ({
  itemId: 'glue',
  role: 'consume',
  quantity: 2,
  batch,
  ...more,
});

/** An order that makes bikes, and what posts its lines. */
const order = async (client: Client, bikes: number, more: readonly Line[] = []) => {
  const lines = [{ itemId: 'bike', role: 'produce', quantity: bikes }, glue('L1'), ...more];
  const { body } = await client.post('/v1/documents', worksOrder(lines, { post: false }));
  const post = async (line: number, quantity: number, serials?: readonly string[]) => {
    const given = { line, quantity, ...(serials === undefined ? {} : { serials }) };
    const answer = await client.post(`/v1/documents/${body.documentId}/post`, { lines: [given] });
    expect([answer.status, answer.text]).toEqual([200, answer.text]);
    return answer.body;
  };
  return { documentId: body.documentId as string, post };
};

const open = async (client: Client, criteria: Line): Promise<string> =>
  (await client.post('/v1/recalls', { name: 'bad glue', criteria })).body.recallId;

const units = async (client: Client, recallId: string): Promise<Body[]> =>
  (await client.get(`/v1/recalls/${recallId}/units`)).body.items;

const searched = async (client: Client, recallId: string): Promise<Body[]> => {
  await recallSearched(client, recallId);
  return units(client, recallId);
};

const found = (all: readonly Body[]) =>
  all.map(({ serial, held, via }) => [serial, held === true, via.batch]).sort();

const materialsOf = async (client: Client, serial: string): Promise<Body> => {
  const { id } = await unitOf(client, serial, 'bike');
  return (await client.get(`/v1/items/bike/serials/${id}/genealogy`)).body.materials;
};

describe('goods that went into no product in particular', () => {
  it('are in all that their order makes, before and after, and a recall finds all of it', async () => {
    const client = await factory();
    const { documentId, post } = await order(client, 3, [glue('L1', { role: 'take-out' })]);
    await post(1, 1, ['B1']);
    await post(2, 2);
    await post(1, 2, ['B2', 'B3']);
    await client.post(
      '/v1/documents',
      worksOrder([{ itemId: 'bike', role: 'produce', quantity: 1, serials: ['B4'] }, glue('L2')]),
    );
    const shared = [{ itemId: 'glue', batch: 'L1', quantity: 2, documentId }];
    for (const serial of ['B1', 'B2', 'B3']) expect(await materialsOf(client, serial)).toEqual(shared);
    expect(await materialsOf(client, 'B4')).toEqual([{ itemId: 'glue', batch: 'L2', quantity: 2 }]);
    await settled();
    const all = ['B1', 'B2', 'B3'].map((serial) => [serial, false, 'L1']);
    for (const criteria of [{ batch: 'L1' }, { itemId: 'glue', batch: 'L1' }]) {
      expect(found(await searched(client, await open(client, criteria)))).toEqual(all);
    }
    const { body } = await client.get(`/v1/documents/${documentId}`);
    await post(3, 1.5);
    expect(await materialsOf(client, 'B2')).toEqual([{ ...shared[0], quantity: 0.5 }]);
    const { id } = await unitOf(client, 'B2', 'bike');
    const { events } = (await client.get(`/v1/items/bike/serials/${id}/history`)).body;
    const { at } = events[0];
    const out = (await client.get(`/v1/documents/${documentId}`)).body.movementIds.at(-1);
    const [, glued] = body.movementIds;
    const taken = await client.post(`/v1/documents/${documentId}/void`, {
      movementIds: [glued, out],
      reason: 'x',
    });
    expect([taken.status, await materialsOf(client, 'B2')]).toEqual([200, []]);
    const then = (await client.get(`/v1/items/bike/serials/${id}/genealogy?at=${at}`)).body;
    expect(then.materials).toEqual(shared);
  });

  it('have what is made of them held by a recall that is open', async () => {
    const client = await factory();
    const recallId = await open(client, { batch: 'L1' });
    const { post } = await order(client, 3);
    await post(1, 1, ['B1']);
    await post(2, 2);
    // What is made from now on comes in held, by the same write.
    await post(1, 2, ['B2', 'B3']);
    expect((await unitOf(client, 'B2', 'bike')).heldBy).toMatchObject([{ recallId }]);
    expect(found(await units(client, recallId)).slice(-2)).toEqual([
      ['B2', true, 'L1'],
      ['B3', true, 'L1'],
    ]);
    // What was there is found by one more look, and held.
    await expect
      .poll(async () => found(await units(client, recallId)))
      .toEqual(['B1', 'B2', 'B3'].map((serial) => [serial, true, 'L1']));
  });

  it('are found in the one product that had no number yet, by where the batch came from, too', async () => {
    const client = await factory();
    const { documentId, post } = await order(client, 1);
    const live = await open(client, { partnerId: 'acme', itemId: 'glue', batch: 'L1' });
    // Where a batch came from is told by lists.
    await settled();
    await post(2, 2);
    await post(1, 1, ['B1']);
    expect((await unitOf(client, 'B1', 'bike')).heldBy).toMatchObject([{ recallId: live }]);
    await settled();
    const recallId = await open(client, { partnerId: 'acme', itemId: 'glue' });
    expect(found(await searched(client, recallId))).toEqual([['B1', false, 'L1']]);
    expect(await materialsOf(client, 'B1')).toEqual([
      { itemId: 'glue', batch: 'L1', quantity: 2, documentId },
    ]);
  });

  it('are in nothing that is made once all of them were taken out again', async () => {
    const client = await factory();
    const live = await open(client, { batch: 'L1' });
    const { post } = await order(client, 2, [glue('L1', { role: 'take-out' }), glue('L2')]);
    await post(2, 2);
    await post(3, 2);
    await post(4, 2);
    await post(1, 2, ['B1', 'B2']);
    expect((await unitOf(client, 'B1', 'bike')).heldBy).toBeUndefined();
    await settled();
    expect(await searched(client, await open(client, { batch: 'L1' }))).toEqual([]);
    expect(found(await searched(client, await open(client, { batch: 'L2' })))).toHaveLength(2);
    expect(await units(client, live)).toEqual([]);
  });

  it('leave a plain by-product out of the question what parts go into', async () => {
    const client = await factory();
    const made = await client.post(
      '/v1/documents',
      worksOrder([
        { itemId: 'bike', role: 'produce', quantity: 1, serials: ['B1'] },
        { itemId: 'bell', role: 'produce', quantity: 5 },
        glue('L1'),
      ]),
    );
    expect(made.status).toBe(201);
    expect(await materialsOf(client, 'B1')).toEqual([{ itemId: 'glue', batch: 'L1', quantity: 2 }]);
  });
});
