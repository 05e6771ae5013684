import { describe, expect, it } from 'vitest';
import { type Client, codesOf, company, day, documentOf, times } from '../support/client.ts';

const dairy = async (more: Record<string, unknown> = {}) => {
  const client = await company();
  await client.put('/v1/items/milk', { name: 'Milk', tracking: 'batch', expiryTracking: true, ...more });
  await client.put('/v1/items/rope', { name: 'Rope', tracking: 'batch' });
  return client;
};

const of = (kind: string, line: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  documentOf(kind, [], { line: { itemId: 'milk', ...line }, ...more });
const get = (line: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  of('product-receipt', line, { partnerId: 'acme', ...more });

const balances = async (client: Client, itemId = 'milk'): Promise<Record<string, number>> => {
  const { items } = (await client.get(`/v1/stock?itemId=${itemId}`)).body;
  return Object.fromEntries(
    items.map((b: { locationId: string; batch: string; quantity: number }) => [
      `${b.locationId}/${b.batch}`,
      b.quantity,
    ]),
  );
};

describe('a batch', () => {
  it('splits balances, keeps decimals exact and never falls below zero', async () => {
    const client = await dairy();
    const rope = (kind: string, quantity: number, batch: string, more: Record<string, unknown> = {}) =>
      client.post(
        '/v1/documents',
        documentOf(kind, [], { line: { itemId: 'rope', quantity, batch }, ...more }),
      );
    for (const quantity of [0.1, 0.2, 100.0001]) await rope('product-receipt', quantity, ' b 1 ');
    await rope('product-receipt', 2, 'B2');
    expect(await balances(client, 'rope')).toEqual({ 'main/B 1': 100.3001, 'main/B2': 2 });
    const sold = await rope('customer-invoice', 3, 'B2');
    expect(sold.body).toMatchObject({
      status: 409,
      code: 'stock-insufficient',
      violations: [{ itemId: 'rope', locationId: 'main', expected: 3, actual: 2 }],
    });
    await rope('transfer', 0.3001, 'b 1', { toLocationId: 'shop' });
    await rope('write-off', 0.5, 'B2', { reason: 'frayed' });
    expect(await balances(client, 'rope')).toEqual({ 'main/B 1': 100, 'main/B2': 1.5, 'shop/B 1': 0.3001 });
    const faults = [
      [{ quantity: 0.00001, batch: 'B2' }, '/lines/0/quantity quantity-invalid'],
      [{ quantity: 0, batch: 'B2' }, '/lines/0/quantity quantity-invalid'],
      [{ quantity: 1 }, '/lines/0/batch batch-required'],
      [{ quantity: 1, batch: 'a;b' }, '/lines/0/batch batch-invalid'],
      [{ quantity: 1, batch: 'B2', serials: ['S1'] }, '/lines/0/serials serials-not-tracked'],
      [{ quantity: 1, batch: 'B2', expiresOn: day(9) }, '/lines/0/expiresOn expiry-not-tracked'],
    ] as const;
    for (const [line, fault] of faults) {
      const answer = await client.post('/v1/documents', get({ itemId: 'rope', ...line }));
      expect([fault, answer.status, codesOf(answer)]).toEqual([fault, 422, expect.arrayContaining([fault])]);
    }
  });

  it('is dispatched and received in parts, and voided', async () => {
    const client = await dairy();
    const rope = { itemId: 'rope', quantity: 5, batch: 'B1' };
    await client.post('/v1/documents', get(rope));
    const sent = await client.post(
      '/v1/documents',
      of('transfer', rope, { toLocationId: 'shop', dispatch: true }),
    );
    const path = `/v1/documents/${sent.body.documentId}`;
    expect((await client.get('/v1/stock?itemId=rope')).body.items).toMatchObject([
      { quantity: 0, inTransit: 5 },
    ]);
    await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1.25 }] });
    expect(await balances(client, 'rope')).toEqual({ 'main/B1': 0, 'shop/B1': 1.25 });
    await client.post(`${path}/cancel`);
    expect(await balances(client, 'rope')).toEqual({ 'main/B1': 3.75, 'shop/B1': 1.25 });
    const sold = await client.post(
      '/v1/documents',
      of('customer-invoice', { itemId: 'rope', quantity: 1.5, batch: 'B1' }),
    );
    expect(await balances(client, 'rope')).toMatchObject({ 'main/B1': 2.25 });
    await client.post(`/v1/documents/${sold.body.documentId}/void`, { reason: 'x' });
    expect(await balances(client, 'rope')).toMatchObject({ 'main/B1': 3.75 });
  });

  it('takes no more out of it than is there, however many take at once', async () => {
    const client = await dairy();
    await client.post('/v1/documents', get({ itemId: 'rope', quantity: 1, batch: 'B1' }));
    const taken = await times(10, () =>
      client.post('/v1/documents', of('customer-invoice', { itemId: 'rope', quantity: 0.3, batch: 'B1' })),
    );
    expect(taken.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(await balances(client, 'rope')).toEqual({ 'main/B1': 0.1 });
  });
});

describe('an expiry', () => {
  it('is set by the first receipt; another is refused, and corrected by its own call', async () => {
    const client = await dairy();
    const line = { quantity: 2.5, batch: 'M1' };
    expect(codesOf(await client.post('/v1/documents', get(line)))).toEqual([
      '/lines/0/expiresOn expiry-required',
    ]);
    await client.post('/v1/documents', get({ ...line, expiresOn: day(-2) }));
    const other = await client.post('/v1/documents', get({ ...line, expiresOn: day(5) }));
    expect(other.body).toMatchObject({ status: 409, code: 'expiry-differs' });
    expect((await client.post('/v1/documents', get(line))).status).toBe(201);
    const sell = (more: Record<string, unknown> = {}) =>
      client.post('/v1/documents', of('customer-invoice', { quantity: 1, batch: 'm1' }, more));
    expect((await sell()).body).toMatchObject({
      status: 409,
      code: 'serial-expired',
      violations: [{ pointer: '/lines/0/batch', itemId: 'milk' }],
    });
    // On the day itself, and before, it is good.
    expect((await sell({ effectiveDate: day(-2) })).status).toBe(201);
    expect((await sell({ effectiveDate: day(-1) })).status).toBe(409);
    const path = '/v1/items/milk/batches/m1';
    const shown = await client.get(path);
    expect(shown.body).toMatchObject({ batch: 'M1', expiresOn: day(-2), stock: [{ quantity: 4 }] });
    const stale = { headers: { 'if-match': '"999"' } };
    expect((await client.patch(path, { expiresOn: day(9) }, stale)).status).toBe(412);
    const fresh = { headers: { 'if-match': shown.headers.get('etag') ?? '' } };
    expect((await client.patch(path, { expiresOn: day(9) }, fresh)).body.expiresOn).toBe(day(9));
    expect((await sell()).status).toBe(201);
    expect((await client.patch(path, {})).status).toBe(400);
    expect((await client.patch('/v1/items/milk/batches/none', { expiresOn: day(9) })).status).toBe(404);
    expect((await (await company()).get(path)).status).toBe(404);
  });

  it('is set anew by the next receipt once every one that stood under it is taken back', async () => {
    const client = await dairy();
    const line = (more: Record<string, unknown>) => get({ quantity: 2, batch: 'B1', ...more });
    const [first, second] = [
      await client.post('/v1/documents', line({ expiresOn: day(5) })),
      await client.post('/v1/documents', line({})),
    ];
    const takeBack = (made: typeof first) =>
      client.post(`/v1/documents/${made.body.documentId}/void`, { reason: 'wrong date' });
    const batch = async () => (await client.get('/v1/items/milk/batches/B1')).body.expiresOn;
    expect((await takeBack(first)).status).toBe(200);
    // The second receipt stands and was made under that date.
    expect(await batch()).toBe(day(5));
    expect((await client.post('/v1/documents', line({ expiresOn: day(9) }))).body.code).toBe(
      'expiry-differs',
    );
    expect((await takeBack(second)).status).toBe(200);
    expect(await batch()).toBeUndefined();
    expect((await client.post('/v1/documents', line({ expiresOn: day(9) }))).status).toBe(201);
    expect(await batch()).toBe(day(9));
  });

  it('does not stop transfers and write-offs, nor sales where the tenant allows them', async () => {
    const client = await dairy();
    await client.post('/v1/documents', get({ quantity: 4, batch: 'M1', expiresOn: day(-2) }));
    const line = { quantity: 1, batch: 'M1' };
    expect((await client.post('/v1/documents', of('transfer', line, { toLocationId: 'shop' }))).status).toBe(
      201,
    );
    expect((await client.post('/v1/documents', of('write-off', line, { reason: 'old' }))).status).toBe(201);
    await client.patch('/v1/settings', { allowExpiredSale: true });
    expect((await client.post('/v1/documents', of('customer-invoice', line))).status).toBe(201);
    expect(await balances(client)).toEqual({ 'main/M1': 1, 'shop/M1': 1 });
  });

  it('follows from the shelf life where no date is given', async () => {
    const client = await dairy({ shelfLifeDays: 10 });
    await client.post('/v1/documents', get({ quantity: 1, batch: 'M1' }, { effectiveDate: day(-4) }));
    expect((await client.get('/v1/items/milk/batches/M1')).body.expiresOn).toBe(day(6));
    // A later receipt of the batch keeps its date.
    expect((await client.post('/v1/documents', get({ quantity: 1, batch: 'M1' }))).status).toBe(201);
    expect((await client.get('/v1/items/milk/batches/M1')).body).toMatchObject({
      expiresOn: day(6),
      stock: [{ quantity: 2 }],
    });
  });

  it('of a serialised unit stands with the unit', async () => {
    const client = await company();
    const item = { name: 'Filter', tracking: 'serial', serialType: 'fully-tracked', expiryTracking: true };
    await client.put('/v1/items/filter', item);
    const line = { itemId: 'filter', batch: 'F1' };
    const received = (serials: string[], expiresOn?: string) =>
      client.post(
        '/v1/documents',
        documentOf('product-receipt', serials, { line: { ...line, ...(expiresOn ? { expiresOn } : {}) } }),
      );
    expect(codesOf(await received(['F-1']))).toEqual(['/lines/0/expiresOn expiry-required']);
    await received(['F-1'], day(-1));
    await received(['F-2'], day(9));
    expect((await client.get('/v1/items/filter/serials?serial=F-1')).body.items).toMatchObject([
      { batch: 'F1', expiresOn: day(-1) },
    ]);
    const both = await client.post(
      '/v1/documents',
      documentOf('customer-invoice', ['F-1', 'F-2'], { line: { itemId: 'filter' } }),
    );
    expect(both.body).toMatchObject({
      status: 409,
      code: 'serial-expired',
      violations: [{ pointer: '/lines/0/serials/0', serial: 'F-1' }],
    });
    expect(
      (
        await client.post(
          '/v1/documents',
          documentOf('customer-invoice', ['F-2'], { line: { itemId: 'filter' } }),
        )
      ).status,
    ).toBe(201);
  });
});
