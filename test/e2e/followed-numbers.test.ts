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

  it('named in a posting or taken off by its number of today or of then', async () => {
    const client = await company();
    await client.put('/v1/items/opt', { name: 'Opt', tracking: 'serial' });
    await client.post('/v1/documents', receipt(['N1', 'N2', 'N3', 'N4']));
    const lines = [{ itemId: 'pump', quantity: 4, serials: ['N1', 'N2', 'N3', 'N4'] }];
    const draft = await client.post('/v1/documents', sale([], { lines, post: false }));
    const path = `/v1/documents/${draft.body.documentId}`;
    for (const n of [1, 2, 3, 4]) await rename(client, `N${n}`, `M${n}`);
    const shown = async () => (await client.get(path)).body.lines[0].serials;
    expect(await shown()).toEqual(['M1', 'M2', 'M3', 'M4']);
    const remove = (serial: string) => client.post(`${path}/lines/1/serials/remove`, { serials: [serial] });
    expect([(await remove('N1')).status, (await remove('M2')).status]).toEqual([200, 200]);
    expect(await shown()).toEqual(['M3', 'M4']);
    const post = (serial: string) =>
      client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1, serials: [serial] }] });
    // What the row said before the rename means the row's unit, and makes no new one.
    expect([(await post('N3')).status, (await post('M4')).status]).toEqual([200, 200]);
    expect(await unitOf(client, 'M3')).toMatchObject({ status: 'sold' });
    expect((await client.get(path)).body.lines[0]).toMatchObject({ posted: 2, serials: [] });
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0] });
  });

  it('arrives under its new number, and strands no other', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['S1', 'S2']));
    const sent = await client.post(
      '/v1/documents',
      documentOf('transfer', ['S1', 'S2'], { toLocationId: 'shop', dispatch: true }),
    );
    const lost = await client.post('/v1/documents', documentOf('write-off', ['S1'], { reason: 'stolen' }));
    await rename(client, 'S1', 'S9');
    await client.post(`/v1/documents/${lost.body.documentId}/void`, { reason: 'it was there' });
    const path = `/v1/documents/${sent.body.documentId}`;
    await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1, serials: ['S9'] }] });
    expect((await client.get(path)).body.lines[0].serials).toEqual(['S2']);
    expect((await client.post(`${path}/post`, {})).body.status).toBe('posted');
    expect(await stockOf(client)).toEqual({ shop: [2, 2, 0] });
  });

  it('over all lines of the document', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['Q1', 'Q2']));
    const lines = [
      { itemId: 'pump', quantity: 1, serials: ['Q1'] },
      { itemId: 'pump', quantity: 1 },
    ];
    const draft = await client.post('/v1/documents', sale([], { lines, post: false }));
    await rename(client, 'Q1', 'Q8');
    const path = `/v1/documents/${draft.body.documentId}/lines/2/serials`;
    expect((await client.post(path, { serials: ['Q8'] })).body.code).toBe('serial-duplicate');
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

  it('is put into a product that was renamed or moved meanwhile', async () => {
    const { client, works } = await build();
    const made = await client.post('/v1/documents', works);
    const path = `/v1/documents/${made.body.documentId}/post`;
    await client.post(path, { lines: [{ line: 1, quantity: 1 }] });
    await rename(client, 'B1', 'B9', 'bike');
    await client.post(
      '/v1/documents',
      documentOf('transfer', ['B9'], { toLocationId: 'shop', line: { itemId: 'bike' } }),
    );
    expect((await client.post(path, {})).body.status).toBe('posted');
    expect((await unitOf(client, 'P1')).parent).toMatchObject({ itemId: 'bike', serial: 'B9' });
  });

  it('knows a product whose number was taken off its row and put on again', async () => {
    const { client, works } = await build();
    const made = await client.post('/v1/documents', works);
    const path = `/v1/documents/${made.body.documentId}`;
    await client.post(`${path}/post`, { lines: [{ line: 2, quantity: 1 }] });
    await client.post(`${path}/lines/1/serials/remove`, { serials: ['B1'] });
    await client.post(`${path}/lines/1/serials`, { serials: ['B1'] });
    await client.post(`${path}/post`, {});
    const parentId = await rename(client, 'B1', 'B9', 'bike');
    expect((await unitOf(client, 'P1')).parent).toEqual({ itemId: 'bike', serial: 'B9', id: parentId });
  });

  it('goes into another unit of the document than its line had said', async () => {
    const { client, works } = await build();
    const made = await client.post('/v1/documents', works);
    const path = `/v1/documents/${made.body.documentId}`;
    await client.put(`${path}/lines/1/serials`, { serials: ['B2'] });
    expect((await client.post(`${path}/post`, {})).body.code).toBe('parent-unknown');
    const lines = [
      { line: 1, quantity: 1 },
      { line: 2, quantity: 1, parentSerial: 'B2' },
    ];
    expect((await client.post(`${path}/post`, { lines })).body.status).toBe('posted');
    expect((await unitOf(client, 'P1')).parent).toMatchObject({ serial: 'B2' });
  });
});
