import { describe, expect, it } from 'vitest';
import { codesOf, company, day, documentOf, receipt, sale, stockOf, unitOf } from '../support/client.ts';

const withItem = async (itemId: string, given: Record<string, unknown>) => {
  const client = await company();
  await client.put(`/v1/items/${itemId}`, { name: itemId, tracking: 'serial', ...given });
  return client;
};

describe('nothing is left behind', () => {
  it('on its way without a number, when an item becomes fully tracked', async () => {
    const client = await withItem('opt', {});
    const line = { itemId: 'opt', quantity: 2 };
    await client.post('/v1/documents', receipt([], { lines: [line] }));
    await client.post(
      '/v1/documents',
      documentOf('transfer', [], { line, toLocationId: 'shop', dispatch: true }),
    );
    const full = { name: 'opt', tracking: 'serial', serialType: 'fully-tracked' };
    const refused = await client.put('/v1/items/opt', full);
    expect([refused.status, refused.body.violations[0]]).toMatchObject([409, { expected: 2, actual: 0 }]);
  });

  it('expected by an order that was closed, when its receipt is taken back', async () => {
    const client = await company();
    const order = { ...receipt(['N7'], { post: false }), kind: 'purchase-order' };
    const ordered = await client.post('/v1/documents', order);
    const received = await client.post('/v1/documents', receipt(['N7']));
    await client.post(`/v1/documents/${ordered.body.documentId}/cancel`);
    expect(
      (await client.post(`/v1/documents/${received.body.documentId}/void`, { reason: 'x' })).status,
    ).toBe(200);
    expect(await unitOf(client, 'N7')).toMatchObject({ status: 'written-off', voided: true });
    expect((await client.post('/v1/documents', order)).status).toBe(201);
  });

  it('but expected again where the order still waits', async () => {
    const client = await company();
    const order = { ...receipt(['N8'], { post: false }), kind: 'purchase-order' };
    const ordered = await client.post('/v1/documents', order);
    const received = await client.post('/v1/documents', receipt(['N8']));
    await client.post(`/v1/documents/${received.body.documentId}/void`, { reason: 'x' });
    expect(await unitOf(client, 'N8')).toMatchObject({ status: 'expected' });
    expect((await client.post(`/v1/documents/${ordered.body.documentId}/post`)).body.status).toBe('posted');
  });

  it('on its way by a transfer that has ended, when its loss is taken back', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['T1', 'T2']));
    const transfer = documentOf('transfer', ['T1', 'T2'], { toLocationId: 'shop', dispatch: true });
    const sent = await client.post('/v1/documents', transfer);
    const lost = await client.post('/v1/documents', documentOf('write-off', ['T1'], { reason: 'stolen' }));
    await client.post(`/v1/documents/${sent.body.documentId}/post`);
    await client.post(`/v1/documents/${sent.body.documentId}/cancel`);
    const found = await client.post(`/v1/documents/${lost.body.documentId}/void`, { reason: 'it was there' });
    expect([found.status, found.body.code]).toEqual([409, 'void-superseded']);
    expect(found.body.violations[0]).toMatchObject({ serial: 'T1', documentId: sent.body.documentId });
    expect(await stockOf(client)).toEqual({ shop: [1, 1, 0] });
  });

  it('without a date, of what expires', async () => {
    const client = await withItem('milk', {
      serialType: 'fully-tracked',
      expiryTracking: true,
      allowUnknownAtSale: true,
    });
    const line = { itemId: 'milk' };
    const found = documentOf('adjustment', ['F1'], { line: { ...line, direction: 'in' }, reason: 'found' });
    expect(codesOf(await client.post('/v1/documents', found))).toEqual([
      '/lines/0/expiresOn expiry-required',
    ]);
    await client.post('/v1/documents', documentOf('customer-invoice', ['U1'], { line }));
    await client.post(
      '/v1/documents',
      documentOf('product-receipt', ['U1'], { line: { ...line, expiresOn: day(-3) }, retrospective: true }),
    );
    expect(await unitOf(client, 'U1', 'milk')).toMatchObject({ expiresOn: day(-3) });
  });

  it('of a batch without its expiry, while anything of it is there', async () => {
    const client = await company();
    const item = { name: 'Milk', tracking: 'batch' };
    await client.put('/v1/items/milk', item);
    const line = { itemId: 'milk', batch: 'L1' };
    await client.post('/v1/documents', documentOf('product-receipt', [], { line: { ...line, quantity: 5 } }));
    await client.put('/v1/items/milk', { ...item, expiryTracking: true });
    await client.patch('/v1/items/milk/batches/L1', { expiresOn: day(-1) });
    const more = documentOf('product-receipt', [], { line: { ...line, quantity: 1 } });
    const second = await client.post('/v1/documents', more);
    await client.post(`/v1/documents/${second.body.documentId}/void`, { reason: 'x' });
    expect((await client.get('/v1/items/milk/batches/L1')).body.expiresOn).toBe(day(-1));
  });

  it('unnumbered on a row that is received in part', async () => {
    const client = await withItem('opt', {});
    const order = {
      ...receipt([], { post: false, lines: [{ itemId: 'opt', quantity: 4 }] }),
      kind: 'purchase-order',
    };
    const path = `/v1/documents/${(await client.post('/v1/documents', order)).body.documentId}`;
    await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 2 }] });
    const add = (...serials: string[]) => client.post(`${path}/lines/1/serials`, { serials });
    expect((await add('H1', 'H2')).status).toBe(200);
    expect((await add('H3', 'H4')).body.lines[0].tracing).toMatchObject({ state: 'complete', assigned: 4 });
    expect((await add('H5')).body.code).toBe('serials-exceed-quantity');
    expect(await unitOf(client, 'H1', 'opt')).toMatchObject({ status: 'expected' });
    expect(await unitOf(client, 'H3', 'opt')).toMatchObject({ status: 'in-stock', locationId: 'main' });
  });

  it('dated by a posting that was taken back', async () => {
    const client = await withItem('opt', {});
    const order = {
      ...receipt([], { post: false, lines: [{ itemId: 'opt', quantity: 2 }] }),
      kind: 'purchase-order',
    };
    const path = `/v1/documents/${(await client.post('/v1/documents', order)).body.documentId}`;
    const post = (effectiveDate: string) =>
      client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1 }], effectiveDate });
    await post(day(-9));
    const [, second] = (await post(day(-2))).body.movementIds;
    await client.post(`${path}/void`, { movementIds: [second], reason: 'x' });
    await client.post(`${path}/cancel`);
    await client.post(`${path}/lines/1/serials`, { serials: ['ST1'] });
    expect(await unitOf(client, 'ST1', 'opt')).toMatchObject({ addedDate: day(-9) });
  });
});

describe('what is said', () => {
  it('of a void in a locked period, a placeholder with spaces, and a number that is on record', async () => {
    const client = await company();
    const made = await client.post('/v1/documents', receipt(['Y1']));
    const lock = (lockDate: string | null) => client.patch('/v1/settings', { lockDate });
    await lock(day(0));
    const refused = await client.post(`/v1/documents/${made.body.documentId}/void`, { reason: 'x' });
    expect(refused.body.code).toBe('date-locked');
    await lock(null);
    await client.post(`/v1/documents/${made.body.documentId}/void`, { reason: 'x' });
    await client.post('/v1/documents', receipt(['Y2']));
    const { id } = await unitOf(client, 'Y2');
    const renamed = await client.post(`/v1/items/pump/serials/${id}/rename`, { serial: 'Y1', reason: 'x' });
    expect(renamed.body).toMatchObject({
      code: 'serial-exists',
      detail: expect.stringContaining('taken back'),
    });
    await client.patch('/v1/settings', { placeholders: ['see  note'] });
    expect((await client.post('/v1/documents', receipt(['See note']))).body.code).toBe('serial-placeholder');
  });

  it('of numbers that are taken off after their item takes none any more: nothing', async () => {
    const client = await withItem('opt', {});
    const lines = [{ itemId: 'opt', quantity: 2, serials: ['S1', 'S2'] }];
    await client.post('/v1/documents', receipt([], { lines }));
    const order = { ...sale([], { lines, post: false }), kind: 'sales-order' };
    const { documentId } = (await client.post('/v1/documents', order)).body;
    await client.put('/v1/items/opt', { name: 'opt', tracking: 'serial', serialType: 'creditor-only' });
    const removed = await client.post(`/v1/documents/${documentId}/lines/1/serials/remove`, {
      serials: ['S1'],
    });
    expect(removed.status).toBe(200);
  });
});

describe('a unit that was bought back', () => {
  it('returns to the supplier of its last receipt: who sold it back, if he supplies us', async () => {
    const client = await company();
    await client.put('/v1/partners/dealer', { name: 'Dealer', role: 'both' });
    const buyBack = (partnerId: string, serial: string, post = true) =>
      documentOf('product-receipt', [serial], { partnerId, line: { buyBack: true }, post });
    const back = (partnerId: string, serial: string) =>
      client.post('/v1/documents', documentOf('supplier-return', [serial], { partnerId }));
    await client.post('/v1/documents', receipt(['K1', 'K2', 'K3']));
    for (const serial of ['K1', 'K2', 'K3']) await client.post('/v1/documents', sale([serial]));
    await client.post('/v1/documents', buyBack('dealer', 'K1'));
    await client.post('/v1/documents', buyBack('jane', 'K2'));
    const later = await client.post('/v1/documents', buyBack('dealer', 'K3', false));
    await client.post(`/v1/documents/${later.body.documentId}/post`);
    expect((await back('acme', 'K1')).body.code).toBe('partner-differs');
    expect((await back('dealer', 'K2')).body.code).toBe('partner-differs');
    for (const [partnerId, serial] of [
      ['dealer', 'K1'],
      ['acme', 'K2'],
      ['dealer', 'K3'],
    ] as const) {
      expect((await back(partnerId, serial)).status).toBe(201);
    }
  });
});
