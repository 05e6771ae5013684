import { describe, expect, it } from 'vitest';
import {
  type Client,
  company,
  eventsOf,
  imbalanceOf,
  receipt,
  sale,
  settled,
  stockOf,
  times,
  unitOf,
} from '../support/client.ts';

/** Lines of at most 1000 numbers each, counted up from a letter. */
const lines = (letter: string, count: number, per = 1_000) =>
  Array.from({ length: Math.ceil(count / per) }, (_, i) => {
    const quantity = Math.min(per, count - i * per);
    const first = `${letter}${String(i * per + 1).padStart(5, '0')}`;
    return { itemId: 'pump', quantity, serialRange: { first, count: quantity } };
  });
const number = (letter: string, n: number): string => `${letter}${String(n).padStart(5, '0')}`;

const post = (client: Client, body: Record<string, unknown>, key?: string) =>
  client.post('/v1/documents', body, key === undefined ? {} : { key });

describe('a posting of thousands', () => {
  it('is received, sent, reserved, sold, returned and voided, whole', async () => {
    const client = await company();
    const received = await post(client, receipt([], { lines: lines('A', 1_050), number: 'R-1' }));
    expect([received.status, received.body.movementIds.length]).toEqual([201, 2]);
    expect(await stockOf(client)).toEqual({ main: [1_050, 1_050, 0] });
    const movement = await client.get(`/v1/movements/${received.body.movementIds[0]}`);
    expect(movement.body).toMatchObject({ serialCount: 1_000, quantity: 1_000 });
    expect(movement.body.serials).toHaveLength(1_000);

    const transfer = { kind: 'transfer', locationId: 'main', toLocationId: 'shop', lines: lines('A', 300) };
    const sent = await post(client, { ...transfer, post: true, dispatch: true });
    expect(await stockOf(client)).toEqual({ main: [750, 750, 300] });
    const arrived = await client.post(`/v1/documents/${sent.body.documentId}/post`, {});
    expect(arrived.body.status).toBe('posted');
    expect(await stockOf(client)).toEqual({ main: [750, 750, 0], shop: [300, 300, 0] });

    const order = { kind: 'sales-order', partnerId: 'jane', locationId: 'shop', lines: lines('A', 300) };
    const ordered = await post(client, order);
    expect(ordered.body.lines[0].tracing).toMatchObject({ state: 'complete' });
    expect(await unitOf(client, number('A', 300))).toMatchObject({ status: 'reserved' });
    const other = await post(client, order);
    expect([other.status, other.body.code, other.body.violations.length]).toEqual([
      409,
      'serial-reserved',
      300,
    ]);
    const sold = await client.post(`/v1/documents/${ordered.body.documentId}/post`, {});
    expect(sold.body.status).toBe('posted');
    expect(await unitOf(client, number('A', 7))).toMatchObject({ status: 'sold', partnerId: 'jane' });
    const { id } = await unitOf(client, number('A', 7));
    expect(await eventsOf(client, id)).toEqual(['receive', 'dispatch', 'arrive', 'reserve', 'sell']);

    const voided = await client.post(`/v1/documents/${ordered.body.documentId}/void`, { reason: 'mistake' });
    expect([voided.status, voided.body.status]).toEqual([200, 'void']);
    const history = (await client.get(`/v1/items/pump/serials/${id}/history`)).body.events;
    const sale1 = history.find(({ type }: { type: string }) => type === 'sell');
    expect(sale1.voidedBy).toBe(history.at(-1).movementId);
    expect(await stockOf(client)).toEqual({ main: [750, 750, 0], shop: [300, 300, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('on 500 lines, and on 80 items that are new, is one posting', async () => {
    const client = await company();
    const many = await post(client, receipt([], { lines: lines('L', 1_000, 2) }));
    expect([many.status, many.body.lines.length, many.body.movementIds.length]).toEqual([201, 500, 500]);
    const items = Array.from({ length: 80 }, (_, i) => `item-${i}`);
    for (let i = 0; i < items.length; i += 10) {
      await Promise.all(
        items.slice(i, i + 10).map((id) => client.put(`/v1/items/${id}`, { name: id, tracking: 'serial' })),
      );
    }
    const rows = items.map((itemId) => ({ itemId, quantity: 2, serials: ['S1', 'S2'] }));
    const order = await post(client, {
      ...receipt([], { lines: rows, post: false }),
      kind: 'purchase-order',
    });
    expect(order.body.status).toBe('open');
    const path = `/v1/documents/${order.body.documentId}`;
    expect((await client.post(`${path}/post`, {})).body.status).toBe('posted');
    expect(await stockOf(client, 'item-79')).toEqual({ main: [2, 2, 0] });
    // Rows are closed exactly: tracking could change, were it not for the stock.
    const refused = await client.put('/v1/items/item-3', { name: 'x', tracking: 'none' });
    const pointers = refused.body.violations.map(({ detail }: { detail: string }) => detail);
    expect(pointers).toHaveLength(1);
    expect((await client.post(`${path}/void`, { reason: 'x' })).status).toBe(200);
    expect((await client.put('/v1/items/item-3', { name: 'x', tracking: 'none' })).status).toBe(200);
  });

  it('that is an order of many rows opens and closes each of them once', async () => {
    const client = await company();
    const items = Array.from({ length: 120 }, (_, i) => `row-${i}`);
    for (let i = 0; i < items.length; i += 10) {
      await Promise.all(
        items.slice(i, i + 10).map((id) => client.put(`/v1/items/${id}`, { name: id, tracking: 'serial' })),
      );
    }
    const rows = items.map((itemId) => ({ itemId, quantity: 1 }));
    const order = { ...receipt([], { lines: rows, post: false }), kind: 'purchase-order' };
    const { body } = await post(client, order);
    expect(body.lines).toHaveLength(120);
    const convert = () => client.put('/v1/items/row-7', { name: 'x', tracking: 'none' });
    const refused = await convert();
    expect([refused.status, refused.body.code]).toEqual([409, 'item-tracking-locked']);
    expect((await client.post(`/v1/documents/${body.documentId}/cancel`)).body.status).toBe('cancelled');
    expect((await convert()).status).toBe(200);
  });

  it('refused for one number says so, and has done nothing', async () => {
    const client = await company();
    await post(client, receipt([number('B', 777)], { number: 'R-0' }));
    const refused = await post(client, receipt([], { lines: lines('B', 1_000) }));
    expect([refused.status, refused.body.code]).toEqual([409, 'serial-exists']);
    expect(refused.body.violations).toMatchObject([{ serial: number('B', 777), documentNumber: 'R-0' }]);
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    expect(await unitOf(client, number('B', 1))).toBeUndefined();
  });

  it('cancelled as an order leaves no number behind', async () => {
    const client = await company();
    const order = { ...receipt([], { lines: lines('E', 250), post: false }), kind: 'purchase-order' };
    const { body } = await post(client, order);
    expect((await client.post(`/v1/documents/${body.documentId}/cancel`)).body.status).toBe('cancelled');
    await settled();
    expect((await client.get('/v1/items/pump/serials')).body.items).toEqual([]);
    expect((await client.get(`/v1/search/serials?q=${number('E', 3)}`)).body.items).toEqual([]);
    expect((await post(client, receipt([], { lines: lines('E', 250) }))).status).toBe(201);
  });

  it('leaves the lists as if its units had moved one by one', async () => {
    const client = await company();
    await post(client, receipt([], { lines: lines('G', 150) }));
    await post(client, { ...sale([], { lines: lines('G', 120) }) });
    await settled();
    const listed = async (query: string) => {
      const { items } = (await client.get(`/v1/items/pump/serials?${query}&limit=100`)).body;
      return items.map(({ serial }: { serial: string }) => serial);
    };
    expect(await listed('status=in-stock&locationId=main')).toEqual(
      Array.from({ length: 30 }, (_, i) => number('G', 121 + i)),
    );
    // What goes back to where it was is listed there again.
    const back = { kind: 'customer-return', partnerId: 'jane', locationId: 'main', post: true };
    await post(client, { ...back, lines: [{ itemId: 'pump', quantity: 1, serials: [number('G', 7)] }] });
    await settled();
    expect(await listed('status=in-stock&locationId=main')).toHaveLength(31);
    expect((await listed('status=in-stock&locationId=main'))[0]).toBe(number('G', 7));
    const found = (await client.get(`/v1/search/serials?q=${number('G', 5)}`)).body.items;
    expect(found).toMatchObject([{ serial: number('G', 5), status: 'sold' }]);
  });
});

describe('a race of large postings', () => {
  it('for one number is won once, and the loser learns by whom', async () => {
    const client = await company();
    const both = await times(2, (i) =>
      post(client, receipt([], { lines: [...lines(`R${i}-`, 150), ...lines('X', 1)], number: `R-${i}` })),
    );
    const won = both.filter(({ status }) => status === 201);
    const lost = both.filter(({ status }) => status !== 201);
    expect([won.length, lost.length]).toEqual([1, 1]);
    expect(lost[0]!.status).toBe(409);
    expect(lost[0]!.body.violations).toMatchObject([
      { code: 'serial-exists', serial: 'X00001', documentNumber: won[0]!.body.number },
    ]);
    expect(await stockOf(client)).toEqual({ main: [151, 151, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('for different numbers of an item that has no stock yet is won by all', async () => {
    const client = await company();
    const answers = await times(3, (i) => post(client, receipt([], { lines: lines(`N${i}-`, 150) })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await stockOf(client)).toEqual({ main: [450, 450, 0] });
  });

  it('and small ones for its units leaves one state', async () => {
    const client = await company();
    await post(client, receipt([], { lines: lines('S', 300) }));
    const [large, ...small] = await Promise.all([
      post(client, sale([], { lines: lines('S', 300), number: 'INV-L' })),
      ...[1, 150, 299].map((n) => post(client, sale([number('S', n)], { number: `INV-${n}` }))),
    ]);
    const winners = small.filter(({ status }) => status === 201).length;
    expect([large.status === 201, winners]).toEqual(
      large.status === 201 ? [true, 0] : [false, expect.any(Number)],
    );
    for (const { status } of [large, ...small]) expect([201, 409]).toContain(status);
    const left = large.status === 201 ? 0 : 300 - winners;
    expect(await stockOf(client)).toEqual(left === 0 ? {} : { main: [left, left, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('of the same request has one effect', async () => {
    const client = await company();
    const body = receipt([], { lines: lines('K', 200) });
    const answers = await times(16, () => post(client, body, 'delivery-1'));
    const done = answers.filter(({ status }) => status === 201);
    const others = answers.filter(({ status }) => status !== 201);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    for (const { status, body: problem, headers } of others) {
      expect([status, problem.code, headers.get('retry-after')]).toEqual([409, 'in-flight', '1']);
    }
    const again = await post(client, body, 'delivery-1');
    expect([again.status, again.text]).toEqual([201, done[0]!.text]);
    expect((await post(client, { ...body, number: 'x' }, 'delivery-1')).body.code).toBe(
      'idempotency-key-reused',
    );
    expect(await stockOf(client)).toEqual({ main: [200, 200, 0] });
  });
});

describe('a race of 64 clients', () => {
  it('for one serial has one winner, and the others learn who', async () => {
    const client = await company();
    await post(client, receipt(['ONE']));
    const answers = await times(64, (i) => post(client, sale(['ONE'], { number: `INV-${i}` })));
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    for (const { status, body } of answers.filter((one) => one !== won[0])) {
      const taken = body.violations.find(({ code }: { code: string }) => code === 'serial-not-in-stock');
      expect([status, taken?.documentNumber]).toEqual([409, won[0]!.body.number]);
    }
  });

  it('with different serials of one item at one place all succeed', async () => {
    const client = await company();
    const answers = await times(64, (i) => post(client, receipt([`D${i}`])));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([201]));
    expect(await stockOf(client)).toEqual({ main: [64, 64, 0] });
  });
});
