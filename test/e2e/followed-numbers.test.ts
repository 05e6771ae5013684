import { describe, expect, it } from 'vitest';
import {
  type Client,
  company,
  documentOf,
  eventsOf,
  receipt,
  sale,
  stockOf,
  unitOf,
} from '../support/client.ts';

const rename = async (client: Client, from: string, to: string, itemId = 'pump') => {
  const { id } = await unitOf(client, from, itemId);
  const answer = await client.post(`/v1/items/${itemId}/serials/${id}/rename`, {
    serial: to,
    reason: 'typo',
  });
  expect(answer.status).toBe(200);
  return id;
};

const loose = async () => {
  const client = await company();
  await client.put('/v1/items/radio', { name: 'Radio', tracking: 'serial', serialType: 'debtor-only' });
  await client.post('/v1/documents', receipt([], { lines: [{ itemId: 'radio', quantity: 3 }] }));
  return client;
};
const line = { itemId: 'radio' };

describe('a number on a row means its unit', () => {
  it('also when that is renamed before the draft is posted', async () => {
    const client = await loose();
    await client.post('/v1/documents', receipt(['R1', 'R2']));
    const draft = await client.post('/v1/documents', sale(['R1'], { post: false }));
    const path = `/v1/documents/${draft.body.documentId}`;
    const id = await rename(client, 'R1', 'R9');
    const posted = await client.post(`${path}/post`, {});
    expect([posted.status, posted.body.status]).toEqual([200, 'posted']);
    expect(await unitOf(client, 'R9')).toMatchObject({ id, status: 'sold', partnerId: 'jane' });
    expect(await eventsOf(client, id)).toEqual(['receive', 'rename', 'sell']);
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
  });

  it('not the other unit that bears it by then, and never a new one', async () => {
    const client = await loose();
    await client.post('/v1/documents', documentOf('customer-invoice', ['X1'], { line }));
    const invoiced = await unitOf(client, 'X1', 'radio');
    const back = (serials: string[], more: Record<string, unknown>) =>
      documentOf('customer-return', serials, { line, ...more });
    const draft = await client.post('/v1/documents', back(['X1'], { post: false }));
    await rename(client, 'X1', 'X2', 'radio');
    // Another unit under the old number, seen for the first time.
    await client.post('/v1/documents', documentOf('customer-invoice', ['X1'], { line }));
    const other = await unitOf(client, 'X1', 'radio');
    expect(other.id).not.toBe(invoiced.id);
    const posted = await client.post(`/v1/documents/${draft.body.documentId}/post`, {});
    expect(posted.body.status).toBe('posted');
    expect(await unitOf(client, 'X2', 'radio')).toMatchObject({ id: invoiced.id, status: 'in-stock' });
    expect(await unitOf(client, 'X1', 'radio')).toMatchObject({ id: other.id, status: 'sold' });
  });

  it('and stands on the row once, whatever it is called', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['D1', 'D2']));
    const lines = [{ itemId: 'pump', quantity: 2, serials: ['D1'] }];
    const draft = await client.post('/v1/documents', sale([], { lines, post: false }));
    await rename(client, 'D1', 'D7');
    const again = await client.post(`/v1/documents/${draft.body.documentId}/lines/1/serials`, {
      serials: ['D7'],
    });
    expect([again.status, again.body.violations[0].code]).toEqual([422, 'serial-duplicate']);
  });

  it('also when it was lost on its way, renamed, and found by a void', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['T1', 'T2']));
    const sent = await client.post(
      '/v1/documents',
      documentOf('transfer', ['T1', 'T2'], { toLocationId: 'shop', dispatch: true }),
    );
    const lost = await client.post('/v1/documents', documentOf('write-off', ['T1'], { reason: 'stolen' }));
    const id = await rename(client, 'T1', 'T9');
    const found = await client.post(`/v1/documents/${lost.body.documentId}/void`, { reason: 'it was there' });
    expect(found.status).toBe(200);
    expect(await unitOf(client, 'T9')).toMatchObject({ id, status: 'in-transit' });
    const arrived = await client.post(`/v1/documents/${sent.body.documentId}/post`, {});
    expect(arrived.body.status).toBe('posted');
    expect(await unitOf(client, 'T9')).toMatchObject({ id, status: 'in-stock', locationId: 'shop' });
    expect(await stockOf(client)).toEqual({ shop: [2, 2, 0] });
  });
});

describe('a part', () => {
  const build = async () => {
    const client = await company();
    await client.put('/v1/items/bike', { name: 'Bike', tracking: 'serial', serialType: 'fully-tracked' });
    await client.post('/v1/documents', receipt(['P1', 'P2']));
    const part = { itemId: 'pump', quantity: 1, role: 'consume', serials: ['P1'], parentSerial: 'B1' };
    const bike = { itemId: 'bike', quantity: 1, role: 'produce', serials: ['B1'] };
    const works = { kind: 'works-order', locationId: 'main', lines: [bike, part] };
    return { client, works };
  };

  it('names its product by the number that it bears now', async () => {
    const { client, works } = await build();
    await client.post('/v1/documents', { ...works, post: true });
    const parentId = await rename(client, 'B1', 'B9', 'bike');
    const part = await unitOf(client, 'P1');
    expect(part.parent).toEqual({ itemId: 'bike', serial: 'B9', id: parentId });
    const { body } = await client.get(`/v1/items/pump/serials/${part.id}/history`);
    expect(body.unit.parent).toEqual(part.parent);
  });

  it('put into a product that is made later knows it all the same', async () => {
    const { client, works } = await build();
    const made = await client.post('/v1/documents', works);
    const path = `/v1/documents/${made.body.documentId}/post`;
    await client.post(path, { lines: [{ line: 2, quantity: 1 }] });
    // Not made yet: there is nothing to look at behind the number.
    expect((await unitOf(client, 'P1')).parent).toEqual({ itemId: 'bike', serial: 'B1' });
    expect((await client.post(path, {})).body.status).toBe('posted');
    const parentId = await rename(client, 'B1', 'B9', 'bike');
    expect((await unitOf(client, 'P1')).parent).toEqual({ itemId: 'bike', serial: 'B9', id: parentId });
  });
});
