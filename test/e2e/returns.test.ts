import { describe, expect, it } from 'vitest';
import {
  codesOf,
  company,
  documentOf,
  eventsOf,
  imbalanceOf,
  part,
  receipt,
  sale,
  stockOf,
  unitOf,
} from '../support/client.ts';

const dealer = async () => {
  const client = await company();
  await Promise.all([
    client.put('/v1/partners/rival', { name: 'Rival', role: 'supplier' }),
    client.put('/v1/partners/joe', { name: 'Joe', role: 'customer' }),
    client.put('/v1/partners/both', { name: 'Trader', role: 'both' }),
  ]);
  return client;
};

const back = (serials: readonly string[], more: Record<string, unknown> = {}) =>
  documentOf('customer-return', serials, { partnerId: 'jane', ...more });
const sendBack = (serials: readonly string[], more: Record<string, unknown> = {}) =>
  documentOf('supplier-return', serials, { partnerId: 'acme', ...more });

describe('a customer return', () => {
  it('brings a unit back from its buyer, to wherever it is brought, in one chain of history', async () => {
    const client = await dealer();
    await client.post('/v1/documents', receipt(['A1', 'A2']));
    await client.post('/v1/documents', sale(['A1', 'A2'], { number: 'INV-1' }));
    const wrong = await client.post('/v1/documents', back(['A1'], { partnerId: 'joe' }));
    expect(wrong.body).toMatchObject({
      status: 409,
      code: 'partner-differs',
      violations: [{ serial: 'A1', status: 'sold', documentNumber: 'INV-1' }],
    });
    expect((await client.post('/v1/documents', back(['A1'], { partnerId: undefined }))).status).toBe(409);
    expect(codesOf(await client.post('/v1/documents', back(['A1'], { partnerId: 'acme' })))).toContain(
      '/partnerId partner-role',
    );
    expect(await stockOf(client)).toEqual({});
    const returned = await client.post('/v1/documents', back(['A1'], { locationId: 'shop', number: 'CR-1' }));
    expect(returned.status).toBe(201);
    const unit = await unitOf(client, 'A1');
    expect(unit).toMatchObject({ status: 'in-stock', inStock: true, locationId: 'shop' });
    expect(unit.partnerId).toBeUndefined();
    const { origin, events } = (await client.get(`/v1/items/pump/serials/${unit.id}/history`)).body;
    expect(origin).toMatchObject({ partnerId: 'acme' });
    expect(events).toMatchObject([
      { type: 'receive', partnerId: 'acme' },
      { type: 'sell', partnerId: 'jane', documentNumber: 'INV-1' },
      { type: 'return', partnerId: 'jane', documentNumber: 'CR-1', locationId: 'shop' },
    ]);
    expect((await client.post('/v1/documents', back(['A1']))).body).toMatchObject({
      status: 409,
      code: 'serial-wrong-state',
    });
    expect((await client.post('/v1/documents', sale(['A1'], { locationId: 'shop' }))).status).toBe(201);
    expect((await client.get('/v1/items/pump/serials?serial=A1')).body.counts).toMatchObject({
      bought: 2,
      sold: 3,
    });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('comes from anybody where the sale named nobody', async () => {
    const client = await dealer();
    await client.post('/v1/documents', receipt(['A1']));
    await client.post('/v1/documents', sale(['A1'], { partnerId: undefined }));
    expect((await client.post('/v1/documents', back(['A1'], { partnerId: 'joe' }))).status).toBe(201);
  });

  it('in parts, and refused whole where one unit is wrong', async () => {
    const client = await dealer();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3']));
    await client.post('/v1/documents', sale(['A1', 'A2']));
    const made = await client.post('/v1/documents', back([], { post: false, line: { quantity: 2 } }));
    const path = `/v1/documents/${made.body.documentId}/post`;
    const refused = await client.post(path, part(['A1', 'A3']));
    expect(refused.body).toMatchObject({ status: 409, code: 'serial-wrong-state' });
    expect(await unitOf(client, 'A1')).toMatchObject({ status: 'sold' });
    expect(codesOf(await client.post('/v1/documents', back(['A3', 'NEVER', 'A1'])))).toEqual([
      '/lines/0/serials/0 serial-wrong-state',
      '/lines/0/serials/1 serial-unknown',
    ]);
    expect((await client.post(path, part(['A1']))).body.status).toBe('partly-posted');
    expect((await client.post(path, part(['A1']))).status).toBe(409);
    expect((await client.post(path, part(['A2']))).body.status).toBe('posted');
    expect(await stockOf(client)).toEqual({ main: [3, 3, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });
});

describe('a return to the supplier', () => {
  it('goes to the supplier of the last receipt, and the unit may be received again', async () => {
    const client = await dealer();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'SOLD'], { number: 'R-1' }));
    await client.post('/v1/documents', sale(['SOLD']));
    const wrong = await client.post('/v1/documents', sendBack(['A1'], { partnerId: 'rival' }));
    expect(wrong.body).toMatchObject({
      status: 409,
      code: 'partner-differs',
      violations: [{ serial: 'A1', documentNumber: 'R-1' }],
    });
    expect(codesOf(await client.post('/v1/documents', sendBack(['A1', 'SOLD', 'NEVER'])))).toEqual(
      expect.arrayContaining(['/lines/0/serials/1 serial-not-in-stock', '/lines/0/serials/2 serial-unknown']),
    );
    const made = await client.post('/v1/documents', sendBack([], { post: false, line: { quantity: 2 } }));
    const path = `/v1/documents/${made.body.documentId}`;
    expect((await client.post(`${path}/post`, part(['A2']))).body.status).toBe('partly-posted');
    const cancelled = await client.post(`${path}/cancel`);
    expect(cancelled.body).toMatchObject({ status: 'posted', lines: [{ posted: 1, cancelled: 1 }] });
    expect(await unitOf(client, 'A2')).toMatchObject({
      status: 'returned-to-supplier',
      inStock: false,
      partnerId: 'acme',
      locationId: 'main',
    });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    // Another supplier brings it the next time: that one is the last then, the first stays its origin.
    const again = await client.post(
      '/v1/documents',
      receipt(['A2'], { partnerId: 'rival', locationId: 'shop' }),
    );
    expect(again.status).toBe(201);
    const unit = await unitOf(client, 'A2');
    expect(unit).toMatchObject({ status: 'in-stock', locationId: 'shop' });
    expect((await client.get(`/v1/items/pump/serials/${unit.id}/history`)).body.origin).toMatchObject({
      partnerId: 'acme',
    });
    const from = (partnerId: string) =>
      client.post('/v1/documents', sendBack(['A2'], { partnerId, locationId: 'shop' }));
    expect((await from('acme')).body.code).toBe('partner-differs');
    expect((await from('rival')).status).toBe(201);
    expect(await eventsOf(client, unit.id)).toEqual([
      'receive',
      'return-to-supplier',
      'receive',
      'return-to-supplier',
    ]);
    expect(await imbalanceOf(client)).toEqual([]);
  });
});

describe('a unit bought again', () => {
  it('comes in by a receipt only where its line says buy-back', async () => {
    const client = await dealer();
    await client.post('/v1/documents', receipt(['A1'], { number: 'R-1' }));
    await client.post('/v1/documents', sale(['A1'], { number: 'INV-1' }));
    const plain = await client.post('/v1/documents', receipt(['A1'], { partnerId: 'both' }));
    expect(plain.body).toMatchObject({
      status: 409,
      code: 'serial-exists',
      violations: [{ status: 'sold', documentNumber: 'INV-1' }],
    });
    const bought = (serials: string[], partnerId: string) =>
      client.post(
        '/v1/documents',
        documentOf('product-receipt', serials, { partnerId, line: { buyBack: true } }),
      );
    // In part exchange it comes from a customer.
    const taken = await bought(['A1', 'NEW'], 'joe');
    expect(taken.status).toBe(201);
    expect(await unitOf(client, 'A1')).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect((await bought(['A1'], 'joe')).body).toMatchObject({ status: 409, code: 'serial-exists' });
    const { id } = await unitOf(client, 'A1');
    expect(await eventsOf(client, id)).toEqual(['receive', 'sell', 'receive']);
    expect((await client.get(`/v1/items/pump/serials/${id}/history`)).body.origin.partnerId).toBe('acme');
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('is expected, written off or consumed: no receipt takes it', async () => {
    const client = await dealer();
    await client.post('/v1/documents', receipt(['OFF', 'USED']));
    await client.post('/v1/documents', documentOf('write-off', ['OFF'], { reason: 'broken' }));
    await client.post('/v1/documents', documentOf('works-order', ['USED'], { line: { role: 'consume' } }));
    for (const more of [{}, { line: { buyBack: true } }]) {
      const refused = await client.post(
        '/v1/documents',
        documentOf('product-receipt', ['OFF', 'USED'], { partnerId: 'acme', ...more }),
      );
      expect([refused.status, codesOf(refused)]).toEqual([
        409,
        ['/lines/0/serials/0 serial-exists', '/lines/0/serials/1 serial-exists'],
      ]);
    }
    expect(await stockOf(client)).toEqual({});
  });
});
