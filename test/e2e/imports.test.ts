import { describe, expect, it } from 'vitest';
import { company, day, documentOf, stockOf, unitOf } from '../support/client.ts';

type Client = Awaited<ReturnType<typeof company>>;

const csv = (client: Client, text: string | Uint8Array, query = '', headers: Record<string, string> = {}) =>
  client.request('POST', `/v1/imports${query}`, text, {
    headers: { 'content-type': 'text/csv', ...headers },
  });

const ended = async (client: Client, importId: string) => {
  await expect
    .poll(async () => (await client.get(`/v1/imports/${importId}`)).body.status, { timeout: 60_000 })
    .toMatch(/completed|failed/);
  return (await client.get(`/v1/imports/${importId}`)).body;
};

const imported = async (client: Client, lines: readonly string[], query = '') => {
  const taken = await csv(client, lines.join('\r\n'), query);
  if (taken.status !== 202) throw new Error(taken.text);
  return ended(client, taken.body.importId);
};

const HEADER = 'orderNumber,line,itemId,serial,batch,expiresOn';

const order = async (client: Client, quantity: number, more: Record<string, unknown> = {}) => {
  const made = await client.post('/v1/documents', {
    ...documentOf('purchase-order', [], { line: { itemId: 'watch', quantity } }),
    partnerId: 'acme',
    ...more,
  });
  if (made.status !== 201) throw new Error(made.text);
  return made.body;
};

const withWatches = async () => {
  const client = await company();
  await client.put('/v1/items/watch', { name: 'Watch', tracking: 'serial' });
  return client;
};

describe('serials for orders that are received', () => {
  it('are captured with the date and place of their row (K16)', async () => {
    const client = await withWatches();
    const { documentId } = await order(client, 3, {
      number: 'PO-1',
      effectiveDate: day(-5),
      locationId: 'shop',
    });
    const done = await imported(client, [
      HEADER,
      'PO-1,1,watch,W-1,,',
      'PO-1,1,watch,W-2,,',
      'PO-1,1,watch,W-3,,',
    ]);
    expect(done).toMatchObject({ status: 'completed', rows: 3, accepted: 3, added: 3, rejected: [] });
    expect(await unitOf(client, 'W-1', 'watch')).toMatchObject({
      status: 'in-stock',
      locationId: 'shop',
      addedDate: day(-5),
    });
    expect((await client.get(`/v1/documents/${documentId}`)).body.lines[0].tracing.state).toBe('complete');
    expect(await stockOf(client, 'watch')).toEqual({ shop: [3, 3, 0] });
  });
});
