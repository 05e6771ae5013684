import { describe, expect, it } from 'vitest';
import { company, receipt, sale } from '../support/client.ts';

const unitOf = async (client: Awaited<ReturnType<typeof company>>, serial: string) =>
  (await client.get(`/v1/items/pump/serials?serial=${serial}`)).body.items[0];

describe('what a client may not slip through', () => {
  it('is a batch that a transfer has not sent', async () => {
    const client = await company();
    await client.put('/v1/items/milk', { name: 'Milk', tracking: 'batch' });
    for (const batch of ['C1', 'C2']) {
      await client.post('/v1/documents', receipt([], { lines: [{ itemId: 'milk', quantity: 3, batch }] }));
    }
    const send = (batch: string) =>
      client.post('/v1/documents', {
        kind: 'transfer',
        locationId: 'main',
        toLocationId: 'shop',
        lines: [{ itemId: 'milk', quantity: 3, batch }],
        post: true,
        dispatch: true,
      });
    const [one, two] = [await send('C1'), await send('C2')];
    const wrong = await client.post(`/v1/documents/${one.body.documentId}/post`, {
      lines: [{ line: 1, quantity: 2, batch: 'C2' }],
    });
    expect(wrong.body.violations).toContainEqual(expect.objectContaining({ code: 'batch-differs' }));
    for (const { body } of [one, two]) {
      expect((await client.post(`/v1/documents/${body.documentId}/post`)).body.status).toBe('posted');
    }
  });

  it('is a locked day that it does not name', async () => {
    const client = await company();
    const today = new Date().toISOString().slice(0, 10);
    await client.patch('/v1/settings', { lockDate: today });
    expect((await client.post('/v1/documents', receipt(['A1']))).body.code).toBe('date-locked');
    expect((await client.post('/v1/documents', receipt(['A1'], { post: false }))).status).toBe(201);
  });

  it('is another batch for a unit that has one', async () => {
    const client = await company();
    const lines = [{ itemId: 'pump', quantity: 1, serials: ['BB1'], batch: 'R1' }];
    await client.post('/v1/documents', receipt([], { lines }));
    const other = await client.post('/v1/documents', sale([], { lines: [{ ...lines[0], batch: 'OTHER' }] }));
    expect(other.body.code).toBe('batch-differs');
    expect((await client.post('/v1/documents', sale(['BB1']))).status).toBe(201);
    expect(await unitOf(client, 'BB1')).toMatchObject({ status: 'sold', batch: 'R1' });
  });

  it('is a receipt taken back under the numbers that were added to it', async () => {
    const client = await company();
    await client.put('/v1/items/loose', { name: 'Loose', tracking: 'serial' });
    const lines = [{ itemId: 'loose', quantity: 2 }];
    const made = await client.post('/v1/documents', receipt([], { lines }));
    const path = `/v1/documents/${made.body.documentId}`;
    await client.post(`${path}/lines/1/serials`, { serials: ['L1', 'L2'] });
    const [movementId] = made.body.movementIds;
    const refused = await client.post(`${path}/void`, { movementIds: [movementId], reason: 'x' });
    expect([refused.status, refused.body.code]).toEqual([409, 'void-superseded']);
    expect((await client.post(`${path}/void`, { reason: 'both' })).body.status).toBe('void');
    expect((await client.get('/v1/stock?itemId=loose')).body.items).toMatchObject([
      { quantity: 0, serials: 0, bought: 0 },
    ]);
  });

  it('is a hold or a buy-back on a retrospective receipt, or a stale If-Match on a switch', async () => {
    const client = await company();
    const lines = [{ itemId: 'pump', quantity: 1, serials: ['U1'], hold: 'q', buyBack: true }];
    const refused = await client.post('/v1/documents', receipt([], { lines, retrospective: true }));
    expect(refused.body.violations).toMatchObject([
      { pointer: '/lines/0/hold' },
      { pointer: '/lines/0/buyBack' },
    ]);
    const stale = { headers: { 'if-match': '"99"' } };
    const switched = await client.post('/v1/settings/serial-numbers-required/activate', undefined, stale);
    expect(switched.status).toBe(412);
  });

  it('is never a reason to be busy: a first-sight sale is taken back under another number', async () => {
    const client = await company();
    const item = {
      name: 'Camera',
      tracking: 'serial',
      serialType: 'fully-tracked',
      allowUnknownAtSale: true,
    };
    await client.put('/v1/items/camera', item);
    const lines = [{ itemId: 'camera', quantity: 1, serials: ['A1'] }];
    const sold = await client.post('/v1/documents', sale([], { lines }));
    const [unit] = (await client.get('/v1/items/camera/serials?serial=A1')).body.items;
    await client.post(`/v1/items/camera/serials/${unit.id}/rename`, { serial: 'A5', reason: 'misread' });
    const taken = await client.post(`/v1/documents/${sold.body.documentId}/void`, { reason: 'mistake' });
    expect([taken.status, taken.body.status]).toEqual([200, 'void']);
    expect((await client.get('/v1/items/camera/serials?serial=A5')).body.items).toMatchObject([
      { voided: true },
    ]);
  });
});
