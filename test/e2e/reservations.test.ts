import { describe, expect, it } from 'vitest';
import {
  type Client,
  codesOf,
  company,
  documentOf,
  eventsOf,
  imbalanceOf,
  receipt,
  sale,
  salesOrder,
  settled,
  stockOf,
  times,
  unitOf,
} from '../support/client.ts';

const listed = async (client: Client, query: string): Promise<string[]> => {
  const { items } = (await client.get(`/v1/items/pump/serials?${query}`)).body;
  return items.map(({ serial }: { serial: string }) => serial);
};

describe('a reservation', () => {
  it('keeps a unit from everybody else, and they learn who has it', async () => {
    const client = await company();
    await client.put('/v1/items/bike', { name: 'Bike', tracking: 'serial', serialType: 'fully-tracked' });
    await client.post('/v1/documents', receipt(['A1', 'A2']));
    const made = await client.post('/v1/documents', salesOrder(['A1'], { number: 'SO-1' }));
    expect(made.body).toMatchObject({
      status: 'open',
      lines: [{ posted: 0, tracing: { state: 'complete' } }],
    });
    expect(await unitOf(client, 'A1')).toMatchObject({
      status: 'reserved',
      inStock: true,
      locationId: 'main',
      reservedBy: { documentId: made.body.documentId, documentNumber: 'SO-1', line: 1 },
    });
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0] });

    const others = [
      salesOrder(['A1'], { number: 'SO-2' }),
      sale(['A1']),
      documentOf('write-off', ['A1'], { reason: 'broken' }),
      documentOf('adjustment', ['A1'], { reason: 'lost', line: { direction: 'out' } }),
      documentOf('supplier-return', ['A1'], { partnerId: 'acme' }),
      documentOf('works-order', ['A1'], { line: { role: 'consume' } }),
      documentOf('works-order', ['A1'], { line: { role: 'scrap' } }),
    ];
    for (const other of others) {
      const refused = await client.post('/v1/documents', other);
      expect([other.kind, refused.body]).toMatchObject([
        other.kind,
        {
          status: 409,
          code: 'serial-reserved',
          violations: [
            {
              pointer: '/lines/0/serials/0',
              serial: 'A1',
              status: 'reserved',
              documentId: made.body.documentId,
              documentNumber: 'SO-1',
            },
          ],
        },
      ]);
    }
    // What was refused left nothing behind.
    await settled();
    expect((await client.get('/v1/documents?kind=sales-order')).body.items).toHaveLength(1);
    expect((await client.get('/v1/documents')).body.items).toHaveLength(2);
    expect(await eventsOf(client, (await unitOf(client, 'A1')).id)).toEqual(['receive', 'reserve']);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('names everything that forbids it at once', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['SOLD', 'HELD', 'TAKEN', 'FREE']));
    await client.post('/v1/documents', receipt(['AWAY'], { locationId: 'shop' }));
    await client.post('/v1/documents', sale(['SOLD']));
    await client.post('/v1/documents', salesOrder(['TAKEN']));
    const { id } = await unitOf(client, 'HELD');
    await client.post(`/v1/items/pump/serials/${id}/hold`, { reason: 'check' });
    const refused = await client.post(
      '/v1/documents',
      salesOrder(['SOLD', 'HELD', 'TAKEN', 'AWAY', 'NEVER', 'FREE']),
    );
    expect(refused.status).toBe(422);
    expect(codesOf(refused)).toEqual([
      '/lines/0/serials/0 serial-not-in-stock',
      '/lines/0/serials/1 serial-held',
      '/lines/0/serials/2 serial-reserved',
      '/lines/0/serials/3 serial-elsewhere',
      '/lines/0/serials/4 serial-unknown',
    ]);
    expect(await unitOf(client, 'FREE')).toMatchObject({ status: 'in-stock' });
    expect((await unitOf(client, 'FREE')).reservedBy).toBeUndefined();
  });

  it('falls for a unit that is delivered instead of by another, and in parts', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3', 'A4']));
    const made = await client.post('/v1/documents', salesOrder(['A1', 'A2', 'A3']));
    const path = `/v1/documents/${made.body.documentId}`;
    const first = await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1, serials: ['A1'] }] });
    expect(first.body).toMatchObject({ status: 'partly-posted', lines: [{ posted: 1 }] });
    const states = async () =>
      Promise.all(['A1', 'A2', 'A3', 'A4'].map(async (serial) => (await unitOf(client, serial)).status));
    expect(await states()).toEqual(['sold', 'reserved', 'reserved', 'in-stock']);
    const last = await client.post(`${path}/post`, {
      lines: [{ line: 1, quantity: 2, serials: ['A4', 'A3'] }],
    });
    expect(last.body).toMatchObject({ status: 'posted', lines: [{ posted: 3, tracing: { assigned: 3 } }] });
    expect(await states()).toEqual(['sold', 'in-stock', 'sold', 'sold']);
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    expect((await client.post('/v1/documents', sale(['A2']))).status).toBe(201);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('ends when the order is cancelled, its rest is, or its row changes', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3']));
    const made = await client.post('/v1/documents', salesOrder(['A1', 'A2'], { line: { quantity: 3 } }));
    const path = `/v1/documents/${made.body.documentId}`;
    const status = async (serial: string) => (await unitOf(client, serial)).status;
    await client.put(`${path}/lines/1/serials`, { serials: ['A2', 'A3'] });
    expect([await status('A1'), await status('A2'), await status('A3')]).toEqual([
      'in-stock',
      'reserved',
      'reserved',
    ]);
    await client.post(`${path}/lines/1/serials/remove`, { serials: ['A3'] });
    expect(await status('A3')).toBe('in-stock');
    await client.post(`${path}/lines/1/serials`, { serials: ['A1'] });
    await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1, serials: ['A1'] }] });
    const cancelled = await client.post(`${path}/cancel`);
    expect(cancelled.body).toMatchObject({ status: 'posted', lines: [{ posted: 1, cancelled: 2 }] });
    expect(await status('A2')).toBe('in-stock');
    expect((await client.post(`${path}/cancel`)).body).toMatchObject({
      status: 409,
      code: 'document-closed',
    });
    const second = await client.post('/v1/documents', salesOrder(['A2']));
    const whole = await client.post(`/v1/documents/${second.body.documentId}/cancel`);
    expect(whole.body.status).toBe('cancelled');
    expect((await client.post(`/v1/documents/${second.body.documentId}/post`)).body.code).toBe(
      'document-closed',
    );
    expect(await status('A2')).toBe('in-stock');
    expect(await eventsOf(client, (await unitOf(client, 'A2')).id)).toEqual([
      'receive',
      'reserve',
      'unreserve',
      'reserve',
      'unreserve',
    ]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('goes along when the unit is transferred', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1']));
    const made = await client.post(
      '/v1/documents',
      salesOrder(['A1'], { number: 'SO-1', locationId: 'main' }),
    );
    const moved = await client.post(
      '/v1/documents',
      documentOf('transfer', ['A1'], { toLocationId: 'shop' }),
    );
    expect(moved.status).toBe(201);
    expect(await unitOf(client, 'A1')).toMatchObject({
      status: 'reserved',
      locationId: 'shop',
      reservedBy: { documentNumber: 'SO-1' },
    });
    expect(codesOf(await client.post('/v1/documents', sale(['A1'], { locationId: 'shop' })))).toEqual([
      '/lines/0/serials/0 serial-reserved',
    ]);
    const path = `/v1/documents/${made.body.documentId}/post`;
    expect((await client.post(path)).body).toMatchObject({
      status: 409,
      violations: expect.arrayContaining([expect.objectContaining({ code: 'serial-elsewhere' })]),
    });
    await client.post(
      '/v1/documents',
      documentOf('transfer', ['A1'], { locationId: 'shop', toLocationId: 'main' }),
    );
    expect((await client.post(path)).body.status).toBe('posted');
    expect((await unitOf(client, 'A1')).reservedBy).toBeUndefined();
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('shows in the lists: in-stock without the reserved, by place and by prefix', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'B1']));
    await client.post('/v1/documents', receipt(['A3'], { locationId: 'shop' }));
    await client.post('/v1/documents', salesOrder(['A2', 'B1']));
    await client.post('/v1/documents', sale(['A1']));
    await settled();
    expect(await listed(client, 'status=reserved')).toEqual(['A2', 'B1']);
    expect(await listed(client, 'status=in-stock')).toEqual(['A3']);
    expect(await listed(client, 'status=in-stock&locationId=main')).toEqual([]);
    expect(await listed(client, 'status=reserved&locationId=main&prefix=a')).toEqual(['A2']);
    expect(await listed(client, 'status=reserved&locationId=shop')).toEqual([]);
    expect(await listed(client, 'prefix=A')).toEqual(['A1', 'A2', 'A3']);
    expect((await client.get('/v1/items/pump/serials?status=sold')).body).toMatchObject({
      items: [{ serial: 'A1' }],
      counts: { bought: 4, sold: 1, inStock: 3 },
    });
    const found = (await client.get('/v1/search/serials?q=A2&itemId=pump&status=reserved')).body.items;
    expect(found).toMatchObject([{ serial: 'A2', status: 'reserved', inStock: true }]);
  });

  it('of another tenant is none of ours', async () => {
    const [mine, theirs] = [await company(), await company()];
    for (const client of [mine, theirs]) await client.post('/v1/documents', receipt(['A1']));
    const made = await mine.post('/v1/documents', salesOrder(['A1']));
    expect((await theirs.post('/v1/documents', sale(['A1']))).status).toBe(201);
    for (const call of ['post', 'cancel', 'void']) {
      const answer = await theirs.post(`/v1/documents/${made.body.documentId}/${call}`, {
        ...(call === 'void' ? { reason: 'mine' } : {}),
      });
      expect([call, answer.status]).toEqual([call, 404]);
    }
    expect(await unitOf(mine, 'A1')).toMatchObject({ status: 'reserved' });
  });
});

describe('races for a unit', () => {
  it('let one of eight sales orders reserve it; the others learn who did', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['ONE']));
    const answers = await times(8, (i) =>
      client.post('/v1/documents', salesOrder(['ONE'], { number: `SO-${i}` })),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    for (const lost of answers.filter(({ status }) => status !== 201)) {
      expect(lost.body).toMatchObject({
        status: 409,
        code: 'serial-reserved',
        violations: [{ documentId: won[0]?.body.documentId, documentNumber: won[0]?.body.number }],
      });
    }
    expect((await unitOf(client, 'ONE')).reservedBy.documentId).toBe(won[0]?.body.documentId);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('between a sale and a reservation have one winner', async () => {
    const client = await company();
    const serials = Array.from({ length: 6 }, (_, i) => `S${i}`);
    await client.post('/v1/documents', receipt(serials));
    for (const serial of serials) {
      const [sold, reserved] = await Promise.all([
        client.post('/v1/documents', sale([serial])),
        client.post('/v1/documents', salesOrder([serial])),
      ]);
      expect([sold.status, reserved.status].sort()).toEqual([201, 409]);
      const won = sold.status === 201 ? sold : reserved;
      const lost = sold.status === 201 ? reserved : sold;
      expect(lost.body.violations[0].documentId).toBe(won.body.documentId);
      expect((await unitOf(client, serial)).status).toBe(sold.status === 201 ? 'sold' : 'reserved');
    }
    expect(await imbalanceOf(client)).toEqual([]);
  });
});
