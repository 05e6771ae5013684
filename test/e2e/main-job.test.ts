import { describe, expect, it } from 'vitest';
import { company, receipt, sale, settled } from '../support/client.ts';

describe('the main job', () => {
  it('buys, receives, sells, asks where a unit came from and who has it, and finds it by a part of its number', async () => {
    const client = await company();
    const order = await client.post('/v1/documents', {
      kind: 'purchase-order',
      number: 'PO-1001',
      partnerId: 'acme',
      locationId: 'main',
      lines: [{ itemId: 'pump', quantity: 3 }],
    });
    expect(order.status).toBe(201);
    expect(order.body).toMatchObject({
      status: 'draft',
      lines: [{ tracing: { state: 'missing', assigned: 0, quantity: 3 } }],
    });
    const path = `/v1/documents/${order.body.documentId}`;

    const pasted = await client.post(`${path}/lines/1/serials`, 'SN-0001\nSN/0002\nSN,00 03');
    expect(pasted.body).toMatchObject({
      status: 'open',
      lines: [{ tracing: { state: 'complete', assigned: 3, quantity: 3 } }],
    });
    expect((await client.get('/v1/items/pump/serials?serial=sn-0001')).body.items).toMatchObject([
      { serial: 'SN-0001', status: 'expected', inStock: false },
    ]);

    const received = await client.post(`${path}/post`);
    expect(received.status).toBe(200);
    expect(received.body.status).toBe('posted');
    expect(received.body.movementIds).toHaveLength(1);
    expect((await client.get('/v1/stock?itemId=pump')).body.items).toMatchObject([
      { itemId: 'pump', locationId: 'main', quantity: 3, serials: 3, untracked: 0 },
    ]);

    const again = await client.post('/v1/documents', receipt(['SN-0004', ' sn-0001 ']));
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({
      code: 'serial-exists',
      violations: [
        { pointer: '/lines/0/serials/1', serial: 'sn-0001', status: 'in-stock', documentNumber: 'PO-1001' },
      ],
    });
    expect((await client.get('/v1/items/pump/serials?serial=SN-0004')).body.items).toEqual([]);

    const sold = await client.post('/v1/documents', sale(['SN/0002'], { number: 'INV-7' }));
    expect(sold.status).toBe(201);
    expect((await client.get('/v1/stock?itemId=pump')).body.items).toMatchObject([
      { quantity: 2, serials: 2 },
    ]);

    const [unit] = (await client.get('/v1/items/pump/serials?serial=SN/0002')).body.items;
    expect(unit).toMatchObject({ status: 'sold', inStock: false, locationId: 'main', partnerId: 'jane' });
    const history = await client.get(`/v1/items/pump/serials/${unit.id}/history`);
    expect(history.body.origin).toMatchObject({ documentId: order.body.documentId, partnerId: 'acme' });
    expect(history.body.events).toMatchObject([
      { type: 'assign', documentNumber: 'PO-1001' },
      { type: 'receive', documentNumber: 'PO-1001', partnerId: 'acme', locationId: 'main' },
      { type: 'sell', documentNumber: 'INV-7', partnerId: 'jane', locationId: 'main' },
    ]);
    expect((await client.get(`/v1/items/pump/serials/${unit.id}`)).body).toEqual(unit);
    expect((await client.get(`/v1/items/other/serials/${unit.id}`)).status).toBe(404);

    await settled();
    expect((await client.get('/v1/search/serials?q=0002')).body.items).toMatchObject([
      { serial: 'SN/0002', match: 'ending', status: 'sold' },
    ]);
    expect((await client.get('/v1/search/serials?q=5NOOO1')).body.items).toMatchObject([
      { serial: 'SN-0001', match: 'look-alike', status: 'in-stock', locationId: 'main' },
    ]);
    const movements = (await client.get('/v1/movements?itemId=pump')).body.items;
    expect(movements.map((m: { kind: string }) => m.kind).sort()).toEqual(['assign', 'receive', 'sell']);
    const [one] = movements;
    expect((await client.get(`/v1/movements/${one.movementId}`)).body.serials).toHaveLength(one.serialCount);
  });

  it('receives in parts, and a line keeps what is outstanding', async () => {
    const client = await company();
    const order = await client.post('/v1/documents', {
      kind: 'purchase-order',
      partnerId: 'acme',
      locationId: 'main',
      lines: [{ itemId: 'pump', quantity: 3, serials: ['A-1', 'A-2', 'A-3'] }],
    });
    const path = `/v1/documents/${order.body.documentId}`;
    const vague = await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1 }] });
    expect(vague.body).toMatchObject({ status: 422, code: 'serials-ambiguous' });
    const part = await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1, serials: ['a-2'] }] });
    expect(part.body).toMatchObject({
      status: 'partly-posted',
      lines: [{ posted: 1, quantity: 3, tracing: { assigned: 3 } }],
    });
    const twice = await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1, serials: ['A-2'] }] });
    expect(twice.body).toMatchObject({
      code: 'refused',
      violations: expect.arrayContaining([expect.objectContaining({ code: 'serial-exists' })]),
    });
    expect(
      (
        await client.post(`${path}/post`, {
          lines: [{ line: 1, quantity: 3, serials: ['A-1', 'A-3', 'A-4'] }],
        })
      ).body,
    ).toMatchObject({
      code: 'quantity-exceeds-outstanding',
      violations: [{ pointer: '/lines/0/quantity', expected: 2, actual: 3 }],
    });
    expect((await client.post(`${path}/post`)).body.status).toBe('posted');
    expect((await client.post(`${path}/post`)).body).toMatchObject({ status: 409, code: 'document-closed' });
    expect((await client.get('/v1/stock?itemId=pump')).body.items).toMatchObject([
      { quantity: 3, serials: 3 },
    ]);
  });

  it('takes a number at first sight where receipts need not be numbered, and says that its origin is unknown', async () => {
    const client = await company();
    await client.put('/v1/items/lamp', { name: 'Lamp', tracking: 'serial' });
    const lines = [{ itemId: 'lamp', quantity: 5 }];
    expect((await client.post('/v1/documents', { ...receipt([]), lines })).status).toBe(201);
    const sold = await client.post('/v1/documents', {
      ...sale([]),
      lines: [{ itemId: 'lamp', quantity: 1, serials: ['L1'] }],
    });
    expect(sold.status).toBe(201);
    const [unit] = (await client.get('/v1/items/lamp/serials?serial=L1')).body.items;
    const history = await client.get(`/v1/items/lamp/serials/${unit.id}/history`);
    expect(history.body.origin).toEqual({ unknown: 'not registered at receipt' });
    expect((await client.get('/v1/stock?itemId=lamp')).body.items).toMatchObject([
      { quantity: 4, serials: 0, untracked: 1 },
    ]);
  });

  it('keeps quantities exact, and batches apart', async () => {
    const client = await company();
    await client.put('/v1/items/rope', { name: 'Rope', tracking: 'batch' });
    for (const quantity of [0.1, 0.2]) {
      const lines = [{ itemId: 'rope', quantity, batch: 'b-1' }];
      expect((await client.post('/v1/documents', { ...receipt([]), lines })).status).toBe(201);
    }
    const other = { ...receipt([]), lines: [{ itemId: 'rope', quantity: 2, batch: 'B-2' }] };
    expect((await client.post('/v1/documents', other)).status).toBe(201);
    expect((await client.get('/v1/stock?itemId=rope')).body.items).toMatchObject([
      { batch: 'B-1', quantity: 0.3 },
      { batch: 'B-2', quantity: 2 },
    ]);
    const none = await client.post('/v1/documents', {
      ...receipt([]),
      lines: [{ itemId: 'rope', quantity: 1 }],
    });
    expect(none.body.code).toBe('batch-required');
  });
});

describe('an order row before it is posted', () => {
  it('has its numbers added, replaced and removed', async () => {
    const client = await company();
    const order = await client.post('/v1/documents', {
      kind: 'purchase-order',
      partnerId: 'acme',
      locationId: 'main',
      lines: [{ itemId: 'pump', quantity: 5, serialRange: { first: 'R-098', count: 2 } }],
    });
    const path = `/v1/documents/${order.body.documentId}`;
    const serials = async () => (await client.get(path)).body.lines[0].serials;
    const gone = async (serial: string) =>
      (await client.get(`/v1/items/pump/serials?serial=${serial}`)).body.items.length === 0;
    expect(await serials()).toEqual(['R-098', 'R-099']);
    await client.post(`${path}/lines/1/serials`, { serials: ['X1', 'X2'] });
    expect(await serials()).toEqual(['R-098', 'R-099', 'X1', 'X2']);
    expect((await client.post(`${path}/lines/1/serials`, { serials: ['x1'] })).body.code).toBe(
      'serial-duplicate',
    );
    expect((await client.post(`${path}/lines/1/serials`, { serials: ['X3', 'X4'] })).body.code).toBe(
      'serials-exceed-quantity',
    );
    await client.put(`${path}/lines/1/serials`, { serials: ['x2', 'Y1'] });
    expect((await serials()).map((s: string) => s.toUpperCase())).toEqual(['X2', 'Y1']);
    expect(await gone('X1')).toBe(true);
    const removed = await client.post(`${path}/lines/1/serials/remove`, { serials: ['Y1'] });
    expect(removed.body.lines[0].tracing).toEqual({ state: 'partial', assigned: 1, quantity: 5 });
    expect(await gone('Y1')).toBe(true);
    expect((await client.post(`${path}/lines/1/serials/remove`, { serials: ['Y1'] })).body.code).toBe(
      'serial-not-assigned',
    );
    const other = await client.post('/v1/documents', {
      kind: 'purchase-order',
      number: 'PO-2',
      partnerId: 'acme',
      locationId: 'main',
      lines: [{ itemId: 'pump', quantity: 1, serials: ['X2'] }],
    });
    expect(other.body).toMatchObject({
      status: 409,
      code: 'serial-exists',
      violations: [{ status: 'expected', documentId: order.body.documentId }],
    });
    expect((await client.post(`${path}/lines/9/serials`, { serials: ['Z'] })).status).toBe(404);
  });
});

describe('lists', () => {
  it('page through everything once, filtered and in order', async () => {
    const client = await company();
    const serials = Array.from({ length: 25 }, (_, i) => `P-${String(i).padStart(3, '0')}`);
    await client.post('/v1/documents', receipt(serials));
    await client.post('/v1/documents', sale(serials.slice(0, 5)));
    await settled();
    const found: string[] = [];
    let path: string | undefined = '/v1/items/pump/serials?status=in-stock&locationId=main&limit=7';
    while (path !== undefined) {
      const page = await client.get(path);
      found.push(...page.body.items.map((u: { serial: string }) => u.serial));
      path = /<(.*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(found).toEqual(serials.slice(5));
    expect((await client.get('/v1/items/pump/serials?prefix=p-00&status=sold')).body.items).toHaveLength(5);
    expect((await client.get('/v1/documents?kind=customer-invoice')).body.items).toMatchObject([
      { kind: 'customer-invoice', status: 'posted' },
    ]);
    expect((await client.get('/v1/documents?partnerId=acme&status=posted')).body.items).toHaveLength(1);
    expect((await client.get('/v1/stock?locationId=main')).body.items).toMatchObject([{ quantity: 20 }]);
    expect((await client.get('/v1/stock?locationId=shop')).body.items).toEqual([]);
    expect((await client.get('/v1/movements?partnerId=jane&from=2020-01-01')).body.items).toHaveLength(1);
    expect((await client.get('/v1/movements?to=2020-01-01')).body.items).toEqual([]);
    expect((await client.get('/v1/partners?limit=1')).body.items).toMatchObject([{ partnerId: 'acme' }]);
  });
});
