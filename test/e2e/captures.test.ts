import { describe, expect, it } from 'vitest';
import { codesOf, company, day, documentOf, eventsOf, stockOf, times, unitOf } from '../support/client.ts';

const loose = async () => {
  const client = await company();
  await client.put('/v1/items/loose', { name: 'Loose', tracking: 'serial' });
  return client;
};

const of = (kind: string, quantity: number, more: Record<string, unknown> = {}) =>
  documentOf(kind, [], { line: { itemId: 'loose', quantity }, ...more });

const received = async (
  client: Awaited<ReturnType<typeof loose>>,
  quantity: number,
  more: Record<string, unknown> = {},
) => {
  const made = await client.post(
    '/v1/documents',
    of('product-receipt', quantity, { partnerId: 'acme', ...more }),
  );
  return `/v1/documents/${made.body.documentId}`;
};

describe('numbers for a row that is posted', () => {
  it('received: the units are in stock with the row’s date and place, and no quantity moves', async () => {
    const client = await loose();
    const path = await received(client, 4, { effectiveDate: day(-5), locationId: 'shop', number: 'R-1' });
    expect((await client.get(path)).body.lines[0].tracing).toMatchObject({ state: 'missing' });
    const some = await client.post(`${path}/lines/1/serials`, { serials: ['L1', 'L2'] });
    expect(some.body).toMatchObject({
      status: 'posted',
      lines: [{ posted: 4, tracing: { state: 'partial', assigned: 2, quantity: 4 } }],
    });
    const unit = await unitOf(client, 'L1', 'loose');
    expect(unit).toMatchObject({ status: 'in-stock', locationId: 'shop', addedDate: day(-5) });
    const { origin, events } = (await client.get(`/v1/items/loose/serials/${unit.id}/history`)).body;
    expect(origin).toMatchObject({ partnerId: 'acme', date: day(-5) });
    expect(events).toMatchObject([{ type: 'capture', documentNumber: 'R-1', effectiveDate: day(-5) }]);
    expect(await stockOf(client, 'loose')).toEqual({ shop: [4, 2, 0] });
    const more = await client.post(`${path}/lines/1/serials`, 'L3\nL4');
    expect(more.body.lines).toMatchObject([{ tracing: { state: 'complete', assigned: 4 } }]);
    expect(await stockOf(client, 'loose')).toEqual({ shop: [4, 4, 0] });
    expect((await client.get('/v1/items/loose/serials?limit=1')).body.counts).toMatchObject({ bought: 4 });
    expect(codesOf(await client.post(`${path}/lines/1/serials`, { serials: ['L5'] }))).toContain(
      '/serials serials-exceed-quantity',
    );
  });

  it('can only be added: not replaced, not removed', async () => {
    const client = await loose();
    const path = await received(client, 2);
    await client.post(`${path}/lines/1/serials`, { serials: ['L1'] });
    for (const [method, at] of [
      ['PUT', '/lines/1/serials'],
      ['POST', '/lines/1/serials/remove'],
    ] as const) {
      const answer = await client.request(method, `${path}${at}`, { serials: ['L1'] });
      expect([at, codesOf(answer)]).toEqual([at, expect.arrayContaining([' line-posted'])]);
    }
    expect(await unitOf(client, 'L1', 'loose')).toMatchObject({ status: 'in-stock' });
    expect(await stockOf(client, 'loose')).toEqual({ main: [2, 1, 0] });
    const other = await loose();
    expect((await other.post(`${path}/lines/1/serials`, { serials: ['L2'] })).status).toBe(404);
  });

  it('refused leave nothing behind; every fault is said', async () => {
    const client = await loose();
    const path = await received(client, 5);
    await client.post(`${path}/lines/1/serials`, { serials: ['L1'] });
    const wrong = await client.post(`${path}/lines/1/serials`, { serials: ['L1', 'N/A', 'L2', 'l2'] });
    expect(wrong.status).toBe(422);
    expect(codesOf(wrong)).toEqual(
      expect.arrayContaining(['/serials/1 serial-placeholder', '/serials/3 serial-duplicate']),
    );
    expect(wrong.body.violations).toContainEqual(
      expect.objectContaining({ pointer: '/serials/0', serial: 'L1' }),
    );
    expect(await unitOf(client, 'L2', 'loose')).toBeUndefined();
    expect(await stockOf(client, 'loose')).toEqual({ main: [5, 1, 0] });
  });

  it('are at most what lies there unnumbered', async () => {
    const client = await loose();
    const path = await received(client, 3);
    // Two leave without their numbers being known at the receipt.
    const gone = documentOf('customer-invoice', ['S1', 'S2'], { line: { itemId: 'loose' } });
    expect((await client.post('/v1/documents', gone)).status).toBe(201);
    const refused = await client.post(`${path}/lines/1/serials`, { serials: ['L1', 'L2'] });
    expect(refused.body).toMatchObject({
      status: 409,
      code: 'unnumbered-insufficient',
      violations: [{ expected: 1, actual: 2 }],
    });
    expect((await client.post(`${path}/lines/1/serials`, { serials: ['L1'] })).status).toBe(200);
    expect(await stockOf(client, 'loose')).toEqual({ main: [1, 1, 0] });
  });

  it('delivered: the units are sold with the row’s date and place', async () => {
    const client = await company();
    const item = {
      name: 'Loose',
      tracking: 'serial',
      serialPolicy: { creditor: 'optional', internal: 'optional', debtor: 'optional' },
    };
    await client.put('/v1/items/loose', item);
    await client.post('/v1/documents', of('product-receipt', 4, { effectiveDate: day(-9) }));
    const invoice = await client.post(
      '/v1/documents',
      of('customer-invoice', 2, { partnerId: 'jane', number: 'INV-1', effectiveDate: day(-7) }),
    );
    expect(await stockOf(client, 'loose')).toEqual({ main: [2, 0, 0] });
    const path = `/v1/documents/${invoice.body.documentId}/lines/1/serials`;
    expect((await client.post(path, { serials: ['L1', 'L2'] })).status).toBe(200);
    const unit = await unitOf(client, 'L1', 'loose');
    expect(unit).toMatchObject({ status: 'sold', inStock: false, locationId: 'main', partnerId: 'jane' });
    expect(await eventsOf(client, unit.id, 'loose')).toEqual(['capture']);
    expect(await stockOf(client, 'loose')).toEqual({ main: [2, 0, 0] });
    expect((await client.post(path, { serials: ['L3'] })).body.code).toBe('serials-exceed-quantity');
    expect((await client.get('/v1/items/loose/serials?limit=1')).body.counts).toMatchObject({ sold: 2 });
  });

  it('go to what is open first where a part is posted, and what is over to that, in one request', async () => {
    const client = await company();
    const serialPolicy = { creditor: 'optional', internal: 'optional', debtor: 'optional' };
    await client.put('/v1/items/loose', { name: 'Loose', tracking: 'serial', serialPolicy });
    const numbers = ['L1', 'L2', 'L3', 'L4'];
    const shownOf = () =>
      Promise.all(numbers.map(async (serial) => (await unitOf(client, serial, 'loose')).status));
    const partly = async (kind: string, partnerId: string) => {
      const made = await client.post('/v1/documents', of(kind, 4, { partnerId, post: false }));
      const path = `/v1/documents/${made.body.documentId}`;
      await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 2 }] });
      return path;
    };
    const bought = await partly('purchase-order', 'acme');
    const add = (path: string, serials: readonly string[]) =>
      client.post(`${path}/lines/1/serials`, { serials });
    const tooMany = await add(bought, [...numbers, 'L5']);
    expect(tooMany.body).toMatchObject({
      code: 'serials-exceed-quantity',
      violations: [{ expected: 4, actual: 5 }],
    });
    const complete = { tracing: { state: 'complete', assigned: 4, quantity: 4 } };
    const added = await add(bought, numbers);
    expect(added.body).toMatchObject({ status: 'partly-posted', lines: [complete] });
    expect(await shownOf()).toEqual(['expected', 'expected', 'in-stock', 'in-stock']);
    expect(await stockOf(client, 'loose')).toEqual({ main: [2, 2, 0] });
    expect((await client.post(`${bought}/post`)).body.status).toBe('posted');
    expect(await stockOf(client, 'loose')).toEqual({ main: [4, 4, 0] });

    await client.post('/v1/documents', of('product-receipt', 2));
    const sold = await partly('sales-order', 'jane');
    expect((await add(sold, numbers)).body).toMatchObject({ status: 'partly-posted', lines: [complete] });
    expect(await shownOf()).toEqual(['reserved', 'reserved', 'sold', 'sold']);
  });

  it('are no more than the row has room for, however many add and link at once', async () => {
    const client = await loose();
    const path = await received(client, 4);
    const answers = await times(12, (i) =>
      i % 2 === 0
        ? client.post(`${path}/lines/1/serials`, { serials: [`C${i}`] })
        : client.post('/v1/items/loose/serials/link', { locationId: 'main', serials: [`K${i}`] }),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(answers.every(({ status }) => [200, 409, 422].includes(status))).toBe(true);
    expect(await stockOf(client, 'loose')).toEqual({ main: [4, 4, 0] });
  });

  it('are told the same again under one Idempotency-Key', async () => {
    const client = await loose();
    const path = await received(client, 3);
    const add = () => client.post(`${path}/lines/1/serials`, { serials: ['L1'] }, { key: 'add-1' });
    const first = await add();
    expect([first.status, (await add()).text]).toEqual([200, first.text]);
    expect(await stockOf(client, 'loose')).toEqual({ main: [3, 1, 0] });
  });
});

describe("a row's quantity", () => {
  it('changes down to what is posted or numbered, and the rest can be given up', async () => {
    const client = await company();
    const made = await client.post(
      '/v1/documents',
      documentOf('purchase-order', ['P1', 'P2'], { partnerId: 'acme', post: false, line: { quantity: 5 } }),
    );
    const path = `/v1/documents/${made.body.documentId}`;
    const change = (quantity: number, more: { headers?: Record<string, string> } = {}) =>
      client.patch(`${path}/lines/1`, { quantity }, more);
    expect((await change(1)).body).toMatchObject({
      status: 409,
      code: 'quantity-below-posted',
      violations: [{ pointer: '/quantity', expected: 2, actual: 1 }],
    });
    expect(codesOf(await change(0))).toEqual(['/quantity quantity-invalid']);
    expect((await change(3, { headers: { 'if-match': '"999"' } })).status).toBe(412);
    expect((await change(3)).body.lines).toMatchObject([
      { quantity: 3, tracing: { assigned: 2, quantity: 3 } },
    ]);
    expect((await client.patch(`${path}/lines/9`, { quantity: 1 })).status).toBe(404);
    await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1, serials: ['P1'] }] });
    await client.post(`${path}/lines/1/serials/remove`, { serials: ['P2'] });
    expect((await change(1)).body).toMatchObject({ status: 'posted', lines: [{ quantity: 1, posted: 1 }] });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    expect(await unitOf(client, 'P2')).toBeUndefined();
  });

  it('stays whole where units are serialised', async () => {
    const client = await company();
    const made = await client.post(
      '/v1/documents',
      documentOf('purchase-order', [], { partnerId: 'acme', post: false, line: { quantity: 5 } }),
    );
    const changed = await client.patch(`/v1/documents/${made.body.documentId}/lines/1`, { quantity: 2.5 });
    expect([changed.status, codesOf(changed)]).toEqual([422, ['/quantity quantity-not-whole']]);
  });
});
