import { describe, expect, it } from 'vitest';
import {
  type Client,
  codesOf,
  company,
  day,
  documentOf,
  eventsOf,
  imbalanceOf,
  receipt,
  sale,
  settled,
  stockOf,
  unitOf,
} from '../support/client.ts';

const item = (client: Client, itemId: string, serialType: string, more: Record<string, unknown> = {}) =>
  client.put(`/v1/items/${itemId}`, { name: itemId, tracking: 'serial', serialType, ...more });

const of = (
  kind: string,
  itemId: string,
  { quantity, serials = [], ...more }: { quantity?: number; serials?: string[] } & Record<string, unknown>,
) => documentOf(kind, serials, { ...more, line: { itemId, quantity: quantity ?? serials.length } });

const originOf = async (client: Client, serial: string, itemId = 'pump') => {
  const { id } = await unitOf(client, serial, itemId);
  return (await client.get(`/v1/items/${itemId}/serials/${id}/history`)).body.origin;
};

const exceptions = async (client: Client, query = '') => {
  await settled();
  return (await client.get(`/v1/exceptions${query}`)).body.items;
};

/** A fully tracked pump whose unknown numbers are taken at sale. */
const lenient = async () => {
  const client = await company();
  await item(client, 'pump', 'fully-tracked', { allowUnknownAtSale: true });
  return client;
};

describe('a loosely bound item', () => {
  it('bought, transferred untracked and sold: LOCNO is the receipt’s place until the sale says another', async () => {
    const client = await company();
    await item(client, 'cd', 'creditor-and-debtor');
    const post = (kind: string, given: Record<string, unknown>) =>
      client.post('/v1/documents', of(kind, 'cd', given));
    await post('product-receipt', { serials: ['X1', 'X2'], partnerId: 'acme' });
    expect(codesOf(await post('transfer', { serials: ['X1'], toLocationId: 'shop' }))).toEqual([
      '/lines/0/serials serials-not-tracked',
    ]);
    const moved = await post('transfer', { quantity: 1, toLocationId: 'shop', number: 'T-1' });
    expect(moved.status).toBe(201);
    expect(await unitOf(client, 'X1', 'cd')).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect(await stockOf(client, 'cd')).toEqual({ main: [1, 2, 0], shop: [1, 0, 0] });
    await settled();
    const reconciled = await client.get('/v1/stock/reconciliation?itemId=cd');
    expect(reconciled.body.items).toMatchObject([
      { locationId: 'main', difference: -1, untracked: [{ documentNumber: 'T-1', kind: 'transfer' }] },
      { locationId: 'shop', difference: 1, untracked: [{ documentNumber: 'T-1', from: 'main', to: 'shop' }] },
    ]);
    expect((await client.get('/v1/stock/reconciliation?locationId=shop')).body.items).toHaveLength(1);
    const sold = await post('customer-invoice', { serials: ['X1'], locationId: 'shop', partnerId: 'jane' });
    expect(sold.status).toBe(201);
    expect(await unitOf(client, 'X1', 'cd')).toMatchObject({
      status: 'sold',
      inStock: false,
      locationId: 'shop',
      partnerId: 'jane',
    });
    expect(await stockOf(client, 'cd')).toEqual({ main: [1, 1, 0] });
    expect((await client.get('/v1/stock/reconciliation?itemId=cd')).body.items).toEqual([]);
    expect(await exceptions(client)).toEqual([]);
  });

  it('tracked at sale only is first seen there: sold, origin unknown, no exception', async () => {
    const client = await company();
    await item(client, 'deb', 'debtor-only');
    const post = (kind: string, given: Record<string, unknown>) =>
      client.post('/v1/documents', of(kind, 'deb', given));
    expect(codesOf(await post('product-receipt', { serials: ['D1'], partnerId: 'acme' }))).toEqual([
      '/lines/0/serials serials-not-tracked',
    ]);
    await post('product-receipt', { quantity: 3, partnerId: 'acme' });
    expect(codesOf(await post('customer-invoice', { quantity: 1 }))).toEqual([
      '/lines/0/serials serials-missing',
    ]);
    expect((await post('customer-invoice', { serials: ['D1'], partnerId: 'jane' })).status).toBe(201);
    expect(await unitOf(client, 'D1', 'deb')).toMatchObject({ status: 'sold', partnerId: 'jane' });
    expect((await unitOf(client, 'D1', 'deb')).exceptionId).toBeUndefined();
    expect(await originOf(client, 'D1', 'deb')).toEqual({ unknown: 'not registered at receipt' });
    expect(await stockOf(client, 'deb')).toEqual({ main: [2, 0, 0] });
    expect(await exceptions(client)).toEqual([]);
    expect((await post('customer-invoice', { serials: ['D1'] })).body).toMatchObject({
      status: 409,
      code: 'serial-not-in-stock',
    });
    // The unit comes back, and is ours by its number now.
    expect((await post('customer-return', { serials: ['D1'], partnerId: 'jane' })).status).toBe(201);
    expect(await stockOf(client, 'deb')).toEqual({ main: [3, 1, 0] });
  });

  it('tracked inside only is first seen on a transfer or a write-off', async () => {
    const client = await company();
    await item(client, 'int', 'internal-only');
    const post = (kind: string, given: Record<string, unknown>) =>
      client.post('/v1/documents', of(kind, 'int', given));
    await post('product-receipt', { quantity: 4, partnerId: 'acme' });
    await post('transfer', { serials: ['I1'], toLocationId: 'shop' });
    await post('write-off', { serials: ['I2'], reason: 'broken' });
    expect(await unitOf(client, 'I1', 'int')).toMatchObject({ status: 'in-stock', locationId: 'shop' });
    expect(await unitOf(client, 'I2', 'int')).toMatchObject({ status: 'written-off', inStock: false });
    expect((await unitOf(client, 'I1', 'int')).addedDate).toBeUndefined();
    expect(await stockOf(client, 'int')).toEqual({ main: [2, 0, 0], shop: [1, 1, 0] });
    expect(codesOf(await post('customer-invoice', { serials: ['I1'] }))).toEqual([
      '/lines/0/serials serials-not-tracked',
    ]);
    expect(await exceptions(client)).toEqual([]);
  });
});

describe('an unknown number where receipts are numbered', () => {
  it('is refused on every kind unless the item allows it', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3']));
    for (const [kind, more] of [
      ['customer-invoice', {}],
      ['sales-order', { partnerId: 'jane' }],
      ['transfer', { toLocationId: 'shop' }],
      ['write-off', { reason: 'x' }],
      ['adjustment', { reason: 'x', line: { direction: 'out' } }],
      ['supplier-return', { partnerId: 'acme' }],
      ['customer-return', { partnerId: 'jane' }],
      ['works-order', { line: { role: 'consume' } }],
    ] as const) {
      const refused = await client.post('/v1/documents', documentOf(kind, ['U1'], more));
      expect([kind, refused.status, codesOf(refused)]).toEqual([
        kind,
        422,
        ['/lines/0/serials/0 serial-unknown'],
      ]);
    }
    expect(await unitOf(client, 'U1')).toBeUndefined();
    expect(await stockOf(client)).toEqual({ main: [3, 3, 0] });
  });

  it('sold opens an exception that a retrospective receipt closes; stock is the number of serials throughout', async () => {
    const client = await lenient();
    await client.post('/v1/documents', receipt(['A1']));
    const sold = await client.post('/v1/documents', sale(['U1'], { number: 'INV-1' }));
    expect(sold.status).toBe(201);
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    const [open] = await exceptions(client);
    expect(open).toMatchObject({
      kind: 'unknown-number',
      status: 'open',
      itemId: 'pump',
      serial: 'U1',
      documentId: sold.body.documentId,
    });
    expect(await unitOf(client, 'U1')).toMatchObject({ status: 'sold', exceptionId: open.exceptionId });
    expect(await originOf(client, 'U1')).toEqual({ unknown: 'not registered at receipt' });

    const plain = await client.post('/v1/documents', receipt(['U1']));
    expect(plain.body).toMatchObject({ status: 409, code: 'serial-exists' });
    const late = (more: Record<string, unknown> = {}) =>
      client.post('/v1/documents', receipt(['U1'], { retrospective: true, number: 'R-9', ...more }));
    expect((await late({ locationId: 'shop' })).body).toMatchObject({
      status: 409,
      code: 'retrospective-elsewhere',
      violations: [{ serial: 'U1' }],
    });
    const booked = await late({ effectiveDate: day(-3) });
    expect(booked.status).toBe(201);
    const unit = await unitOf(client, 'U1');
    expect(unit).toMatchObject({ status: 'sold', locationId: 'main', partnerId: 'jane', addedDate: day(-3) });
    expect(unit.exceptionId).toBeUndefined();
    expect(await originOf(client, 'U1')).toMatchObject({
      documentId: booked.body.documentId,
      partnerId: 'acme',
      date: day(-3),
    });
    expect(await eventsOf(client, unit.id)).toEqual(['sell', 'receive']);
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    expect(await exceptions(client)).toEqual([]);
    expect(await exceptions(client, '?status=closed')).toMatchObject([
      { exceptionId: open.exceptionId, closedByMovementId: booked.body.movementIds[0] },
    ]);
    expect((await late()).status).toBe(409);
    expect(await imbalanceOf(client)).toEqual([]);

    // Voided, it is owed again.
    await client.post(`/v1/documents/${booked.body.documentId}/void`, { reason: 'wrong supplier' });
    expect(await exceptions(client)).toMatchObject([{ exceptionId: open.exceptionId, status: 'open' }]);
    expect(await originOf(client, 'U1')).toEqual({ unknown: 'not registered at receipt' });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
  });

  it('on a transfer or a write-off is counted in and out in one movement', async () => {
    const client = await lenient();
    const moved = await client.post(
      '/v1/documents',
      documentOf('transfer', ['U1'], { toLocationId: 'shop' }),
    );
    expect(moved.status).toBe(201);
    expect(await unitOf(client, 'U1')).toMatchObject({ status: 'in-stock', locationId: 'shop' });
    expect(await stockOf(client)).toEqual({ shop: [1, 1, 0] });
    await client.post('/v1/documents', documentOf('write-off', ['U2'], { reason: 'broken' }));
    expect(await unitOf(client, 'U2')).toMatchObject({ status: 'written-off', inStock: false });
    expect(await stockOf(client)).toEqual({ shop: [1, 1, 0] });
    expect(await exceptions(client)).toHaveLength(2);
    expect(await imbalanceOf(client)).toEqual([]);
    const booked = await client.post('/v1/documents', receipt(['U1', 'U2'], { retrospective: true }));
    expect(booked.status).toBe(201);
    expect(await unitOf(client, 'U1')).toMatchObject({ status: 'in-stock', locationId: 'shop' });
    expect(await exceptions(client)).toEqual([]);
    expect(await imbalanceOf(client)).toEqual([]);
    for (const kind of ['adjustment', 'works-order', 'customer-return'] as const) {
      const line = {
        ...(kind === 'adjustment' ? { direction: 'out' } : {}),
        ...(kind === 'works-order' ? { role: 'consume' } : {}),
      };
      const refused = await client.post('/v1/documents', documentOf(kind, ['U9'], { reason: 'x', line }));
      expect([kind, codesOf(refused)]).toEqual([
        kind,
        expect.arrayContaining(['/lines/0/serials/0 serial-unknown']),
      ]);
    }
  });

  it('awaits a person with a reason, once, in this tenant', async () => {
    const [client, other] = [await lenient(), await company()];
    await client.post('/v1/documents', sale(['U1', 'U2']));
    const open = await exceptions(client);
    expect(open).toHaveLength(2);
    const [first] = open;
    const path = `/v1/exceptions/${first.exceptionId}/close`;
    expect((await client.post(path, {})).status).toBe(400);
    expect((await other.post(path, { reason: 'x' })).status).toBe(404);
    const closed = await client.post(path, { reason: 'found in the old books' }, { key: 'c' });
    expect(closed.body).toMatchObject({
      status: 'closed',
      reason: 'found in the old books',
      closedBy: expect.any(String),
    });
    expect((await client.post(path, { reason: 'found in the old books' }, { key: 'c' })).text).toBe(
      closed.text,
    );
    expect((await client.post(path, { reason: 'again' })).body).toMatchObject({
      status: 409,
      code: 'exception-closed',
    });
    expect(await exceptions(client)).toMatchObject([{ exceptionId: open[1].exceptionId }]);
    expect(await exceptions(client, '?status=closed&itemId=pump')).toHaveLength(1);
    expect(await exceptions(other)).toEqual([]);
    expect((await client.post('/v1/exceptions/none/close', { reason: 'x' })).status).toBe(404);
    // The receipt may still be booked; the unit's origin is known then.
    const late = await client.post('/v1/documents', receipt(['U1', 'U2'], { retrospective: true }));
    expect(late.status).toBe(201);
    expect(await exceptions(client)).toEqual([]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('whose sale is void owes nothing any more', async () => {
    const client = await lenient();
    const sold = await client.post('/v1/documents', sale(['U1']));
    await client.post(`/v1/documents/${sold.body.documentId}/void`, { reason: 'typed wrong' });
    expect(await exceptions(client)).toEqual([]);
    expect(await stockOf(client)).toEqual({});
    expect((await client.post('/v1/documents', receipt(['U1']))).status).toBe(201);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('may be delivered on a sales order, never reserved', async () => {
    const client = await lenient();
    const order = (post: boolean) =>
      client.post('/v1/documents', documentOf('sales-order', ['U1'], { partnerId: 'jane', post }));
    expect(codesOf(await order(false))).toEqual(['/lines/0/serials/0 serial-unknown']);
    expect((await order(true)).body.status).toBe('posted');
    expect(await exceptions(client)).toHaveLength(1);
  });

  it('whose receipt is booked is in stock when its sale is void, or the void is refused', async () => {
    const client = await lenient();
    const sold = await client.post('/v1/documents', sale(['U1']));
    await client.post('/v1/documents', receipt(['U1'], { retrospective: true }));
    const { status } = await client.post(`/v1/documents/${sold.body.documentId}/void`, { reason: 'x' });
    expect([200, 409]).toContain(status);
    const unit = await unitOf(client, 'U1');
    expect([unit.status, unit.voided ?? false]).toEqual([status === 200 ? 'in-stock' : 'sold', false]);
  });
});
