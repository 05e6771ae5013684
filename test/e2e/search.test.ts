import { describe, expect, it } from 'vitest';
import { company, receipt, sale, settled } from '../support/client.ts';

const shown = (items: { serial: string; match: string }[]) =>
  items.map(({ serial, match }) => `${serial} ${match}`);

describe('search', () => {
  it('ranks exact, prefix, ending and inside; look-alikes follow; each unit once', async () => {
    const client = await company();
    const serials = ['ABC', 'ABC-77', 'X-ABC', 'X-ABC-9', 'A8C', 'ABCABC', 'ZZ-1'];
    expect((await client.post('/v1/documents', receipt(serials))).status).toBe(201);
    await settled();
    const { items } = (await client.get('/v1/search/serials?q=a-b.c')).body;
    expect(shown(items)).toEqual([
      'ABC exact',
      'ABC-77 prefix',
      'ABCABC prefix',
      'X-ABC ending',
      'X-ABC-9 inside',
      'A8C look-alike',
    ]);
  });

  it('pages through many hits completely and without repetition', async () => {
    const client = await company();
    const serials = Array.from({ length: 60 }, (_, i) => (i % 2 ? `000${i}` : `Q${i}-000`));
    await client.post('/v1/documents', receipt(serials));
    await settled();
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.get(`/v1/search/serials?q=000&limit=9${cursor ? `&cursor=${cursor}` : ''}`);
      found.push(...page.body.items.map(({ serial }: { serial: string }) => serial));
      cursor = page.body.nextCursor;
    } while (cursor !== undefined);
    expect(found.sort()).toEqual([...serials].sort());
  });

  it('filters by item and by the status of this very moment', async () => {
    const client = await company();
    await client.put('/v1/items/fan', { name: 'Fan', tracking: 'serial', serialType: 'fully-tracked' });
    await client.post('/v1/documents', receipt(['M-100', 'M-101']));
    await client.post('/v1/documents', {
      ...receipt([]),
      lines: [{ itemId: 'fan', quantity: 1, serials: ['M-100'] }],
    });
    await settled();
    await client.post('/v1/documents', sale(['M-101']));
    expect((await client.get('/v1/search/serials?q=m10&status=in-stock')).body.items).toHaveLength(2);
    expect((await client.get('/v1/search/serials?q=m10&itemId=fan')).body.items).toMatchObject([
      { itemId: 'fan' },
    ]);
  });

  it('takes a short query for a whole number, or within one item; refuses it else', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['7', '71']));
    await settled();
    expect(shown((await client.get('/v1/search/serials?q=7')).body.items)).toEqual(['7 exact']);
    expect(shown((await client.get('/v1/search/serials?q=7&itemId=pump')).body.items)).toEqual([
      '7 exact',
      '71 prefix',
    ]);
    expect((await client.get('/v1/search/serials?q=7&status=sold')).body.items).toEqual([]);
    for (const itemId of ['fan', 'lamp']) {
      await client.put(`/v1/items/${itemId}`, { name: itemId, tracking: 'serial' });
      await client.post('/v1/documents', receipt([], { lines: [{ itemId, quantity: 1, serials: ['7'] }] }));
    }
    await settled();
    const first = await client.get('/v1/search/serials?q=7&limit=2');
    expect(first.body.items).toHaveLength(2);
    const rest = await client.get(`/v1/search/serials?q=7&limit=2&cursor=${first.body.nextCursor}`);
    expect(rest.body.items).toHaveLength(1);
    expect(rest.body.nextCursor).toBeUndefined();
    for (const q of ['9', '-', '', '%00abc', 'x'.repeat(10_000)]) {
      const answer = await client.get(`/v1/search/serials?q=${q}`);
      expect([q, answer.status]).toEqual([q, 422]);
    }
  });

  it('forgets a number that was taken off its row again', async () => {
    const client = await company();
    const order = await client.post('/v1/documents', {
      kind: 'purchase-order',
      partnerId: 'acme',
      locationId: 'main',
      lines: [{ itemId: 'pump', quantity: 2, serials: ['GONE-1', 'STAY-1'] }],
    });
    await settled();
    expect((await client.get('/v1/search/serials?q=gone')).body.items).toMatchObject([
      { status: 'expected' },
    ]);
    await client.post(`/v1/documents/${order.body.documentId}/lines/1/serials/remove`, 'GONE-1');
    expect((await client.get('/v1/search/serials?q=gone')).body.items).toEqual([]);
  });
});
