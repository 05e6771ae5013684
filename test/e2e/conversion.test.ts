import { describe, expect, it } from 'vitest';
import { type Client, company, receipt, sale } from '../support/client.ts';

const order = (itemId: string, more: Record<string, unknown> = {}) => ({
  kind: 'purchase-order',
  number: 'PO-9',
  partnerId: 'acme',
  locationId: 'main',
  lines: [{ itemId, quantity: 2 }],
  ...more,
});

const save = (client: Client, itemId: string, more: Record<string, unknown>) =>
  client.put(`/v1/items/${itemId}`, { name: itemId, ...more });

const stockOf = async (client: Client, itemId: string) =>
  (await client.get(`/v1/stock?itemId=${itemId}`)).body.items;

describe('what was posted before an item was converted', () => {
  it('is not taken back, as nothing could move what it brought, until the item is converted back', async () => {
    const client = await company();
    await save(client, 'rope', { tracking: 'batch' });
    const lines = [{ itemId: 'rope', quantity: 3, batch: 'B1' }];
    await client.post('/v1/documents', receipt([], { lines }));
    const sold = (await client.post('/v1/documents', sale([], { lines }))).body.documentId;
    expect((await save(client, 'rope', { tracking: 'serial' })).status).toBe(200);
    const take = () => client.post(`/v1/documents/${sold}/void`, { reason: 'x' });
    const refused = await take();
    expect([refused.status, refused.body.code]).toEqual([409, 'item-converted']);
    expect(refused.body.violations[0].detail).toMatch(/was tracked by batch .* and is tracked by serial now/);
    const left = (await stockOf(client, 'rope')).filter(
      ({ quantity }: { quantity: number }) => quantity !== 0,
    );
    expect(left).toEqual([]);
    await save(client, 'rope', { tracking: 'batch' });
    expect((await take()).status).toBe(200);
    expect((await stockOf(client, 'rope'))[0]).toMatchObject({ batch: 'B1', quantity: 3 });
  });
});

describe("an item's tracking", () => {
  it('changes only without stock: each balance in the way is named', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1']));
    await client.post('/v1/documents', receipt(['A2', 'A3'], { locationId: 'shop' }));
    const refused = await save(client, 'pump', { tracking: 'none' });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'item-tracking-locked',
      violations: [
        { pointer: '/tracking', locationId: 'main', actual: 1 },
        { locationId: 'shop', actual: 2 },
      ],
    });
    await client.post('/v1/documents', sale(['A1']));
    await client.post('/v1/documents', sale(['A2', 'A3'], { locationId: 'shop' }));
    expect((await save(client, 'pump', { tracking: 'none' })).status).toBe(200);
    expect((await save(client, 'pump', { tracking: 'serial', serialType: 'fully-tracked' })).status).toBe(
      200,
    );
    // Balances of before go on under the new tracking.
    expect((await client.post('/v1/documents', receipt(['A9']))).status).toBe(201);
    expect(await stockOf(client, 'pump')).toMatchObject([{ quantity: 1, serials: 1 }, { quantity: 0 }]);
  });

  it('changes only without open rows: each is named, also where no number is on them yet', async () => {
    const client = await company();
    const open = await client.post('/v1/documents', order('pump'));
    const refused = await save(client, 'pump', { tracking: 'none' });
    expect(refused.status).toBe(409);
    const rows = refused.body.violations.map((v: { actual?: number; documentId?: string }) => v);
    // The list of rows may lag; that there is one is always known.
    expect(rows[0]).toMatchObject({ code: 'item-tracking-locked' });
    expect(rows[0].documentId ?? open.body.documentId).toBe(open.body.documentId);
    const line = `/v1/documents/${open.body.documentId}/lines/1/serials`;
    await client.post(line, { serials: ['A1', 'A2'] });
    expect((await save(client, 'pump', { kind: 'lookup' })).status).toBe(409);
    await client.post(`/v1/documents/${open.body.documentId}/post`);
    await client.post('/v1/documents', sale(['A1', 'A2']));
    expect((await save(client, 'pump', { tracking: 'none' })).status).toBe(200);
  });

  it('becomes full only where every unit in stock has its number', async () => {
    const client = await company();
    await save(client, 'tyre', { tracking: 'serial' });
    const lines = [{ itemId: 'tyre', quantity: 3, serials: ['T1'] }];
    await client.post('/v1/documents', receipt([], { lines }));
    const refused = await save(client, 'tyre', { tracking: 'serial', serialType: 'fully-tracked' });
    expect(refused.status).toBe(409);
    expect(refused.body.violations).toMatchObject([{ locationId: 'main', expected: 3, actual: 1 }]);
    expect((await save(client, 'tyre', { tracking: 'serial', serialType: 'debtor-only' })).status).toBe(200);
  });

  it('and a posting at the same moment: one of them is refused', async () => {
    const client = await company();
    for (let n = 0; n < 10; n += 1) {
      await save(client, `race${n}`, { tracking: 'serial', serialType: 'fully-tracked' });
      const one = (serial: string) =>
        client.post(
          '/v1/documents',
          receipt([serial], { lines: [{ itemId: `race${n}`, quantity: 1, serials: [serial] }] }),
        );
      const [saved, ...received] = await Promise.all([
        save(client, `race${n}`, { tracking: 'none' }),
        one('A'),
        one('B'),
      ]);
      const [balance] = await stockOf(client, `race${n}`);
      const { tracking } = (await client.get(`/v1/items/race${n}`)).body;
      const taken = received.filter(({ status }) => status === 201).length;
      expect(balance?.serials ?? 0).toBe(taken);
      expect(tracking).toBe(saved.status === 200 ? 'none' : 'serial');
      if (taken > 0) expect(tracking).toBe('serial');
    }
  });

  it('is switched off for the whole tenant only without numbered stock', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1']));
    const refused = await client.patch('/v1/settings', { serialTracking: false });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'tracking-locked',
      violations: [{ itemId: 'pump', locationId: 'main' }],
    });
    await client.post('/v1/documents', sale(['A1']));
    expect((await client.patch('/v1/settings', { serialTracking: false })).status).toBe(200);
  });
});

describe('a document', () => {
  it('takes an If-Match on each of its changes', async () => {
    const client = await company();
    const made = await client.post('/v1/documents', order('pump'));
    const path = `/v1/documents/${made.body.documentId}`;
    const stale = { headers: { 'if-match': '"999"' } };
    expect((await client.post(`${path}/lines/1/serials`, { serials: ['A1'] }, stale)).status).toBe(412);
    expect((await client.put(`${path}/lines/1/serials`, { serials: ['A1'] }, stale)).status).toBe(412);
    expect((await client.post(`${path}/post`, {}, stale)).status).toBe(412);
    const fresh = { headers: { 'if-match': made.headers.get('etag') ?? '' } };
    expect((await client.put(`${path}/lines/1/serials`, { serials: ['A1'] }, fresh)).status).toBe(200);
  });

  it('takes a batch when it is posted', async () => {
    const client = await company();
    await save(client, 'paint', { tracking: 'batch' });
    const made = await client.post(
      '/v1/documents',
      receipt([], { lines: [{ itemId: 'paint', quantity: 2.5 }], post: false }),
    );
    const path = `/v1/documents/${made.body.documentId}/post`;
    expect((await client.post(path)).body.code).toBe('batch-required');
    const posted = await client.post(path, { lines: [{ line: 1, quantity: 2.5, batch: 'b1' }] });
    expect(posted.status).toBe(200);
    expect(await stockOf(client, 'paint')).toMatchObject([{ batch: 'B1', quantity: 2.5 }]);
  });

  it('of thousands of numbers on one row stays readable, and takes no more than its limit', async () => {
    const client = await company();
    await save(client, 'bolt', { tracking: 'serial' });
    const made = await client.post(
      '/v1/documents',
      receipt([], { lines: [{ itemId: 'bolt', quantity: 20_000 }], post: false }),
    );
    const path = `/v1/documents/${made.body.documentId}`;
    const input = (n: number) =>
      Array.from({ length: 1000 }, (_, i) => `A-LONG-NUMBER-OF-31-CHARS-${n * 1000 + i + 10_000}`);
    for (let n = 0; n < 10; n += 1) {
      expect((await client.post(`${path}/lines/1/serials`, { serials: input(n) })).status).toBe(200);
    }
    const full = await client.post(`${path}/lines/1/serials`, { serials: ['ONE-MORE'] });
    expect(full.body.code).toBe('serials-too-many');
    const read = await client.get(path);
    expect(read.body.lines[0].tracing).toMatchObject({ assigned: 10_000, quantity: 20_000 });
    expect(read.body.lines[0].serials).toHaveLength(10_000);
    await client.put(`${path}/lines/1/serials`, { serials: input(3) });
    expect((await client.get(path)).body.lines[0].serials).toEqual(input(3));
  });

  it('names a number that it has posted already', async () => {
    const client = await company();
    const lines = [{ itemId: 'pump', quantity: 2 }];
    const made = await client.post('/v1/documents', receipt([], { lines, post: false }));
    const path = `/v1/documents/${made.body.documentId}`;
    await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1, serials: ['E2'] }] });
    const again = await client.put(`${path}/lines/1/serials`, { serials: ['e2'] });
    expect(again.body).toMatchObject({
      code: 'serial-duplicate',
      violations: [{ pointer: '/serials/0', line: 1 }],
    });
  });
});
