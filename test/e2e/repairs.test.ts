import { describe, expect, it } from 'vitest';
import {
  type Client,
  codesOf,
  company,
  day,
  documentOf,
  imbalanceOf,
  receipt,
  sale,
  stockOf,
  unitOf,
  worksOrder,
} from '../support/client.ts';

type Line = Record<string, unknown>;
const line = (itemId: string, role: string, serials: readonly string[], more: Line = {}): Line => ({
  itemId,
  role,
  quantity: Math.max(1, serials.length),
  ...(serials.length === 0 ? {} : { serials }),
  ...more,
});
/** Bikes with a pump each in stock, free pumps P1 to P4, bolts and glue. */
const workshop = async () => {
  const client = await company();
  for (const itemId of ['bike', 'motor']) {
    await client.put(`/v1/items/${itemId}`, {
      name: itemId,
      tracking: 'serial',
      serialType: 'fully-tracked',
    });
  }
  await client.put('/v1/items/bolt', { name: 'Bolt' });
  await client.put('/v1/items/glue', { name: 'Glue', tracking: 'batch' });
  await client.post('/v1/documents', receipt(['P1', 'P2', 'P3', 'P4', 'K1']));
  await client.post('/v1/documents', receipt([], { lines: [{ itemId: 'bolt', quantity: 20 }] }));
  await client.post('/v1/documents', receipt([], { lines: [{ itemId: 'glue', quantity: 20, batch: 'L1' }] }));
  await client.post(
    '/v1/documents',
    worksOrder([line('bike', 'produce', ['B1']), line('pump', 'consume', ['K1'])]),
  );
  return client;
};

const post = (client: Client, lines: readonly Line[], more: Record<string, unknown> = {}) =>
  client.post('/v1/documents', worksOrder(lines, more));
const parentOf = async (client: Client, serial: string) => (await unitOf(client, serial)).parent;
const movement = async (client: Client, id: string) => (await client.get(`/v1/movements/${id}`)).body;

describe('a part that is swapped in one document', () => {
  it('goes where the other came out, unless that is several units', async () => {
    const client = await workshop();
    const lines = (out: readonly string[]) => [
      line('pump', 'take-out', out),
      line('pump', 'consume', ['P1']),
    ];
    expect((await post(client, lines(['K1']))).status).toBe(201);
    expect(await parentOf(client, 'P1')).toMatchObject({ itemId: 'bike', serial: 'B1' });
    await post(client, [line('bike', 'produce', ['B2']), line('pump', 'consume', ['P2'])]);
    const both = [line('pump', 'take-out', ['P1', 'P2']), line('pump', 'consume', ['P3'])];
    expect(codesOf(await post(client, both))).toEqual(['/lines/1/parentSerial parent-required']);
  });

  it('keeps what made its unit from being taken back, however many were made with it', async () => {
    const client = await workshop();
    const range = (first: string, count: number) => ({
      itemId: 'bike',
      role: 'produce',
      quantity: count,
      serialRange: { first, count },
    });
    const made = (await post(client, [range('A0001', 1_000), range('C1', 1)])).body;
    const into = { parentItemId: 'bike', parentSerial: 'A0500' };
    await post(client, [line('pump', 'consume', ['P1'], into)]);
    await post(client, [line('bolt', 'consume', [], { ...into, parentSerial: 'C1' })]);
    const back = () => client.post(`/v1/documents/${made.documentId}/void`, { reason: 'x' });
    const refused = await back();
    expect([refused.status, codesOf(refused)]).toEqual([
      409,
      ['/movementIds void-superseded', '/movementIds void-superseded'],
    ]);
    await post(client, [
      line('pump', 'take-out', ['P1']),
      line('bolt', 'take-out', [], { parentSerial: 'C1', parentItemId: 'bike' }),
    ]);
    expect((await back()).status).toBe(200);
  });

  it('is never in what is taken back at the same moment', async () => {
    const client = await workshop();
    for (const [n, part] of ['P1', 'P2', 'P3', 'P4'].entries()) {
      const made = (await post(client, [line('bike', 'produce', [`R${n}`])])).body;
      const into = { parentItemId: 'bike', parentSerial: `R${n}` };
      const loose = n % 2 === 0;
      const [put, back] = await Promise.all([
        post(client, [loose ? line('bolt', 'consume', [], into) : line('pump', 'consume', [part], into)]),
        client.post(`/v1/documents/${made.documentId}/void`, { reason: 'x' }),
      ]);
      expect([put.status, back.status].filter((status) => status < 300)).toHaveLength(1);
    }
  });
});

describe('a part', () => {
  it('goes into a unit that is there already, where its item is named', async () => {
    const client = await workshop();
    const { id } = await unitOf(client, 'B1', 'bike');
    const into = { parentSerial: 'b1', parentItemId: 'bike' };
    expect((await post(client, [line('pump', 'consume', ['P1'], into)])).status).toBe(201);
    expect(await parentOf(client, 'P1')).toEqual({ itemId: 'bike', serial: 'B1', id });
    await client.post('/v1/documents', documentOf('customer-invoice', ['B1'], { line: { itemId: 'bike' } }));
    expect((await post(client, [line('pump', 'consume', ['P2'], into)])).status).toBe(201);
    expect(await parentOf(client, 'P2')).toMatchObject({ serial: 'B1', id });
    await client.post(`/v1/items/bike/serials/${id}/rename`, { serial: 'B2', reason: 'misread' });
    expect((await post(client, [line('pump', 'consume', ['P3'], into)])).status).toBe(201);
    expect(await parentOf(client, 'P3')).toEqual({ itemId: 'bike', serial: 'B2', id });
  });

  it('takes the place of another one in the same posting or a later one of the order', async () => {
    const client = await workshop();
    const into = { parentSerial: 'B1' };
    const swap = [line('pump', 'take-out', ['K1']), line('pump', 'consume', ['P1'], into)];
    expect((await post(client, swap)).status).toBe(201);
    expect(await parentOf(client, 'P1')).toMatchObject({ itemId: 'bike', serial: 'B1' });
    const made = await post(
      client,
      [line('pump', 'take-out', ['P1']), line('pump', 'consume', ['P2'], into)],
      { post: false },
    );
    const path = `/v1/documents/${made.body.documentId}/post`;
    const early = await client.post(path, { lines: [{ line: 2, quantity: 1, serials: ['P2'] }] });
    expect(codesOf(early)).toEqual(['/lines/0/parentSerial parent-unknown']);
    expect((await client.post(path, { lines: [{ line: 1, quantity: 1 }] })).status).toBe(200);
    expect((await client.post(path, { lines: [{ line: 2, quantity: 1, serials: ['P2'] }] })).status).toBe(
      200,
    );
    expect(await parentOf(client, 'P2')).toMatchObject({ itemId: 'bike', serial: 'B1' });
  });

  it('goes into nothing that is not worked on, with or without a number of its own', async () => {
    const client = await workshop();
    for (const parentSerial of ['B1', 'BOGUS', '', '?']) {
      const refused = await post(client, [
        line('pump', 'consume', ['P1'], { parentSerial }),
        line('bolt', 'consume', [], { parentSerial }),
        line('glue', 'consume', [], { parentSerial, batch: 'L1' }),
      ]);
      expect([refused.status, codesOf(refused)]).toEqual([
        422,
        [0, 1, 2].map((n) => `/lines/${n}/parentSerial parent-unknown`),
      ]);
      expect(refused.body.violations[0].serial).toBe(parentSerial);
    }
    const wrong = await post(client, [
      line('pump', 'consume', ['P1'], { parentSerial: 'B9', parentItemId: 'bike' }),
      line('pump', 'consume', ['P2'], { parentSerial: 'B1', parentItemId: 'nothing' }),
      line('pump', 'consume', ['P3'], { parentItemId: 'bike' }),
      line('pump', 'scrap', ['P4'], { parentSerial: 'B1', parentItemId: 'bike' }),
    ]);
    expect(codesOf(wrong).sort()).toEqual([
      '/lines/0/parentSerial parent-unknown',
      '/lines/1/parentSerial parent-unknown',
      '/lines/2/parentSerial parent-required',
      '/lines/3/parentItemId field-not-taken',
      '/lines/3/parentSerial field-not-taken',
    ]);
    expect(await unitOf(client, 'P1')).toMatchObject({ status: 'in-stock' });
  });

  it('without a number is told of by its movement', async () => {
    const client = await workshop();
    const { id } = await unitOf(client, 'B1', 'bike');
    const into = { parentSerial: 'B1', parentItemId: 'bike' };
    const named = await post(client, [
      line('bolt', 'consume', [], { ...into, quantity: 2 }),
      line('glue', 'consume', [], { ...into, batch: 'L1' }),
    ]);
    const made = await post(client, [line('bike', 'produce', ['B2']), line('bolt', 'consume', [])]);
    const loose = await post(client, [line('bolt', 'consume', [])]);
    const parents = await Promise.all(
      [...named.body.movementIds, made.body.movementIds[1], ...loose.body.movementIds].map(
        async (one: string) => (await movement(client, one)).parent,
      ),
    );
    expect(parents).toEqual([
      { itemId: 'bike', serial: 'B1', id },
      { itemId: 'bike', serial: 'B1', id },
      { itemId: 'bike', serial: 'B2', id: (await unitOf(client, 'B2', 'bike')).id },
      undefined,
    ]);
  });

  it('is told which of two products of the same number it goes into', async () => {
    const client = await workshop();
    const lines = (more: Line) => [
      line('bike', 'produce', ['X']),
      line('motor', 'produce', ['X']),
      line('pump', 'consume', ['P1'], { parentSerial: 'X', ...more }),
    ];
    const vague = await post(client, lines({}));
    expect([vague.status, codesOf(vague)]).toEqual([422, ['/lines/2/parentSerial parent-ambiguous']]);
    expect(vague.body.detail).toMatch(/bike.*motor/);
    expect((await post(client, lines({ parentItemId: 'motor' }))).status).toBe(201);
    expect(await parentOf(client, 'P1')).toMatchObject({ itemId: 'motor', serial: 'X' });
  });

  it('is not asked for a parent that has no number', async () => {
    const client = await workshop();
    await client.put('/v1/items/cart', { name: 'Cart', tracking: 'serial' });
    const lines = (serials: readonly string[]) => [
      line('cart', 'produce', serials),
      line('pump', 'consume', [serials[0] ?? 'P1']),
    ];
    expect((await post(client, lines([]))).status).toBe(201);
    expect(await unitOf(client, 'P1')).toMatchObject({ status: 'consumed' });
    expect(await parentOf(client, 'P1')).toBeUndefined();
  });

  it('goes into nothing that is gone, on its way, merely expected or of later', async () => {
    const client = await workshop();
    const bikes = (kind: string, serial: string, more: Line = {}) =>
      client.post('/v1/documents', documentOf(kind, [serial], { line: { itemId: 'bike', ...more } }));
    for (const n of [2, 3, 4, 5]) await bikes('product-receipt', `B${n}`);
    const scrapped = await post(client, [line('bike', 'scrap', ['B2'])], { number: 'WO-SCRAP' });
    expect(scrapped.status).toBe(201);
    await client.post(
      '/v1/documents',
      documentOf('transfer', ['B3'], { line: { itemId: 'bike' }, toLocationId: 'shop', dispatch: true }),
    );
    await client.post(
      '/v1/documents',
      documentOf('supplier-return', ['B4'], { line: { itemId: 'bike' }, partnerId: 'acme' }),
    );
    const gone = await bikes('product-receipt', 'B6');
    await client.post(`/v1/documents/${gone.body.documentId}/void`, { reason: 'wrong' });
    await client.post(
      '/v1/documents',
      documentOf('purchase-order', ['B7'], { line: { itemId: 'bike' }, partnerId: 'acme', post: false }),
    );
    const into = (parentSerial: string) => ({ parentSerial, parentItemId: 'bike' });
    const refused = await post(
      client,
      [2, 3, 4, 6, 7].map((n) => line('bolt', 'consume', [], into(`B${n}`))),
    );
    expect([refused.status, refused.body.code]).toEqual([409, 'parent-wrong-state']);
    expect(refused.body.violations).toMatchObject([
      { serial: 'B2', status: 'written-off', documentNumber: 'WO-SCRAP', pointer: '/lines/0/parentSerial' },
      { serial: 'B3', status: 'in-transit' },
      { serial: 'B4', status: 'returned-to-supplier' },
      { serial: 'B6', status: 'written-off' },
      { serial: 'B7', status: 'expected' },
    ]);
    const early = await post(client, [line('bolt', 'consume', [], into('B5'))], {
      effectiveDate: '2020-01-01',
    });
    expect([early.status, early.body.code]).toEqual([409, 'date-before-unit']);
    await client.post(
      '/v1/documents',
      sale([], {
        kind: 'sales-order',
        post: false,
        lines: [{ itemId: 'bike', quantity: 1, serials: ['B5'] }],
      }),
    );
    const b5 = await unitOf(client, 'B5', 'bike');
    await client.post(`/v1/items/bike/serials/${b5.id}/hold`, { reason: 'repair' });
    expect((await post(client, [line('bolt', 'consume', [], into('B5'))])).status).toBe(201);
  });

  it('goes into nothing that the order had made and was scrapped meanwhile', async () => {
    const client = await workshop();
    const made = await post(client, [line('bike', 'produce', ['B2']), line('pump', 'consume', [])], {
      post: false,
    });
    const path = `/v1/documents/${made.body.documentId}/post`;
    await client.post(path, { lines: [{ line: 1, quantity: 1 }] });
    await post(client, [line('bike', 'scrap', ['B2'])]);
    for (const parentSerial of [undefined, 'B2']) {
      const refused = await client.post(path, {
        lines: [{ line: 2, quantity: 1, serials: ['P1'], ...(parentSerial ? { parentSerial } : {}) }],
      });
      expect([refused.status, refused.body.code]).toEqual([409, 'parent-wrong-state']);
    }
  });
});

describe('what made a unit', () => {
  const undo = (client: Client, documentId: string, movementIds?: readonly string[]) =>
    client.post(`/v1/documents/${documentId}/void`, {
      reason: 'wrong',
      ...(movementIds ? { movementIds } : {}),
    });

  it('is not taken back while parts are in it that stay', async () => {
    const client = await workshop();
    const made = await post(client, [
      line('bike', 'produce', ['B2']),
      line('pump', 'consume', ['P1']),
      line('bolt', 'consume', [], { quantity: 3 }),
    ]);
    const { documentId, movementIds } = made.body;
    const [produced, consumed, bolts] = movementIds;
    const refused = await undo(client, documentId, [produced]);
    expect([refused.status, refused.body.code]).toEqual([409, 'void-superseded']);
    expect(refused.body.violations).toMatchObject([
      { serial: 'P1', itemId: 'pump', movementId: consumed, documentId },
      { itemId: 'bolt', movementId: bolts },
    ]);
    expect(refused.body.violations).toHaveLength(2);
    const still = await undo(client, documentId, [produced, consumed]);
    expect(still.body.violations).toMatchObject([{ itemId: 'bolt' }]);
    expect((await undo(client, documentId)).status).toBe(200);
    expect(await unitOf(client, 'P1')).toMatchObject({ status: 'in-stock' });
  });

  it('nor while another document has put some in; once they are out none goes back', async () => {
    const client = await workshop();
    const bought = await client.post(
      '/v1/documents',
      documentOf('product-receipt', ['B2'], { line: { itemId: 'bike' } }),
    );
    await post(client, [line('pump', 'consume', ['P1'], { parentSerial: 'B2', parentItemId: 'bike' })]);
    const refused = await undo(client, bought.body.documentId);
    expect(refused.body).toMatchObject({ code: 'void-superseded', violations: [{ serial: 'P1' }] });
    const out = await post(client, [line('pump', 'take-out', ['P1'])]);
    expect((await undo(client, bought.body.documentId)).status).toBe(200);
    const back = await undo(client, out.body.documentId);
    expect(back.body).toMatchObject({ status: 409, code: 'void-superseded', violations: [{ serial: 'P1' }] });
    expect(await unitOf(client, 'P1')).toMatchObject({ status: 'in-stock' });
  });
});

describe('taking out', () => {
  it('is of the unit that is named, and says which', async () => {
    const client = await workshop();
    await post(client, [line('bike', 'produce', ['B2']), line('pump', 'consume', ['P1'])]);
    const b1 = await unitOf(client, 'B1', 'bike');
    const of = (serial: string, more: Line = {}) => ({ parentSerial: serial, ...more });
    for (const more of [of('B2'), of('B2', { parentItemId: 'bike' }), of('BOGUS')]) {
      const refused = await post(client, [line('pump', 'take-out', ['K1'], more)]);
      expect([refused.status, refused.body.code]).toEqual([409, 'part-elsewhere']);
      expect(refused.body.detail).toContain('"K1" of item pump is in "B1" of item bike, not in');
    }
    expect(
      codesOf(
        await post(client, [
          line('bolt', 'take-out', [], of('BOGUS')),
          line('bolt', 'take-out', [], { parentItemId: 'bike' }),
          line('bolt', 'take-out', [], of('B9', { parentItemId: 'bike' })),
          line('pump', 'take-out', ['P2'], of('B1', { parentItemId: 'bike' })),
        ]),
      ),
    ).toEqual([
      '/lines/0/parentSerial parent-unknown',
      '/lines/1/parentSerial parent-required',
      '/lines/2/parentSerial parent-unknown',
      '/lines/3/serials/0 serial-wrong-state',
    ]);
    await post(client, [line('bolt', 'consume', [], of('B1', { parentItemId: 'bike' }))]);
    const taken = await post(client, [
      line('pump', 'take-out', ['K1'], of('b1')),
      line('bolt', 'take-out', [], of('B1', { parentItemId: 'bike' })),
      line('pump', 'consume', ['P2'], of('B1')),
    ]);
    expect(taken.status).toBe(201);
    const parents = await Promise.all(
      taken.body.movementIds.map(async (id: string) => (await movement(client, id)).parent),
    );
    const parent = { itemId: 'bike', serial: 'B1', id: b1.id };
    expect(parents).toEqual([parent, parent, parent]);
  });

  it('tells what all of a line come out of, and nothing where they come out of several', async () => {
    const client = await workshop();
    await post(client, [line('bike', 'produce', ['B2']), line('pump', 'consume', ['P1', 'P2'])]);
    await post(client, [line('pump', 'consume', ['P3'], { parentSerial: 'B2', parentItemId: 'bike' })]);
    const one = await post(client, [line('pump', 'take-out', ['P1', 'P2'])]);
    const several = await post(client, [line('pump', 'take-out', ['P3', 'K1'])]);
    expect((await movement(client, one.body.movementIds[0])).parent).toMatchObject({ serial: 'B2' });
    expect((await movement(client, several.body.movementIds[0])).parent).toBeUndefined();
  });

  it('takes the number of a part that is numbered at sales only', async () => {
    const client = await workshop();
    await client.put('/v1/items/cell', {
      name: 'Cell',
      tracking: 'serial',
      serialType: 'creditor-and-debtor',
    });
    await client.post('/v1/documents', documentOf('product-receipt', ['C1'], { line: { itemId: 'cell' } }));
    await post(client, [line('bike', 'produce', ['B2']), line('cell', 'consume', ['C1'])]);
    expect(codesOf(await post(client, [line('cell', 'take-out', [])]))).toEqual([
      '/lines/0/serials serials-missing',
    ]);
    expect((await post(client, [line('cell', 'take-out', ['C1'])])).status).toBe(201);
    expect(await unitOf(client, 'C1', 'cell')).toMatchObject({ status: 'in-stock' });
    expect(await stockOf(client, 'cell')).toEqual({ main: [1, 1, 0] });
  });

  it('goes straight to scrap, touching no stock, and can be taken back', async () => {
    const client = await workshop();
    const before = await stockOf(client);
    const scrapped = await post(client, [line('pump', 'take-out', ['K1'], { scrap: true })], {
      number: 'WO-S',
    });
    expect(scrapped.body).toMatchObject({ status: 'posted', lines: [{ scrap: true, posted: 1 }] });
    const unit = await unitOf(client, 'K1');
    expect(unit).toMatchObject({ status: 'written-off', inStock: false });
    expect(unit.parent).toBeUndefined();
    const path = `/v1/items/pump/serials/${unit.id}/history`;
    expect((await client.get(path)).body.events.at(-1)).toMatchObject({
      type: 'take-out',
      scrapped: true,
      parent: { itemId: 'bike', serial: 'B1' },
      documentNumber: 'WO-S',
    });
    expect(await stockOf(client)).toEqual(before);
    expect(await imbalanceOf(client)).toEqual([]);
    const again = await post(client, [line('pump', 'take-out', ['K1'], { scrap: true })]);
    expect(again.body.violations).toMatchObject([{ code: 'serial-wrong-state', status: 'written-off' }]);
    const fields = await post(client, [
      line('pump', 'consume', ['P1'], { scrap: true }),
      line('pump', 'take-out', ['K1'], { scrap: true, hold: 'look' }),
    ]);
    expect(codesOf(fields)).toEqual(
      expect.arrayContaining(['/lines/0/scrap field-not-taken', '/lines/1/hold field-not-taken']),
    );
    const back = await client.post(`/v1/documents/${scrapped.body.documentId}/void`, { reason: 'fine' });
    expect(back.status).toBe(200);
    expect(await unitOf(client, 'K1')).toMatchObject({ status: 'consumed', parent: { serial: 'B1' } });
    expect(await stockOf(client)).toEqual(before);
    await post(client, [line('bolt', 'consume', [], { parentSerial: 'B1', parentItemId: 'bike' })]);
    const loose = await post(client, [
      line('bolt', 'take-out', [], { scrap: true, parentSerial: 'B1', parentItemId: 'bike' }),
    ]);
    expect(loose.status).toBe(201);
    expect(await movement(client, loose.body.movementIds[0])).toMatchObject({
      scrapped: true,
      parent: { serial: 'B1' },
    });
    expect(await stockOf(client, 'bolt')).toEqual({ main: [19, 0, 0] });
  });

  it('is of no more than went in, on any day, whoever asks at the same moment', async () => {
    const client = await workshop();
    const of = { parentItemId: 'bike', parentSerial: 'B7' };
    await post(client, [line('bike', 'produce', ['B7'])], { effectiveDate: day(-10) });
    const bolts = (role: string, quantity: number, more: Line = {}) =>
      line('bolt', role, [], { ...of, quantity, ...more });
    const glue = (role: string, quantity: number, batch: string) =>
      line('glue', role, [], { ...of, quantity, batch });
    await client.post(
      '/v1/documents',
      documentOf('product-receipt', [], { lines: [{ itemId: 'glue', quantity: 1, batch: 'L2' }] }),
    );
    const early = (
      await post(client, [bolts('consume', 4), glue('consume', 1, 'L1')], { effectiveDate: day(-5) })
    ).body;
    await post(client, [bolts('consume', 2)]);
    const refused = await post(client, [
      bolts('take-out', 7),
      glue('take-out', 1, 'L2'),
      bolts('take-out', 1, { parentSerial: undefined, parentItemId: undefined }),
    ]);
    expect([refused.status, codesOf(refused)]).toEqual([
      409,
      [
        '/lines/0/quantity parts-insufficient',
        '/lines/1/quantity parts-insufficient',
        '/lines/2/quantity parts-insufficient',
      ],
    ]);
    expect(refused.body.violations[0]).toMatchObject({
      expected: 7,
      actual: 6,
      detail: '7 of item bolt cannot come out of "B7" of item bike: 6 are in it.',
    });
    // Only four were in it then.
    const then = await post(client, [bolts('take-out', 5)], { effectiveDate: day(-4) });
    expect(then.body.violations).toMatchObject([{ code: 'parts-insufficient', actual: 4 }]);
    const both = await Promise.all([1, 2].map(() => post(client, [bolts('take-out', 4)])));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    // What is left of the four is of those that went in today.
    const back = await client.post(`/v1/documents/${early.documentId}/void`, { reason: 'x' });
    expect([back.status, codesOf(back)]).toEqual([409, ['/movementIds void-superseded']]);
    expect(back.body.detail).toContain('4 of item bolt are not in "B7" of item bike any more');
    expect(await stockOf(client, 'bolt')).toEqual({ main: [18, 0, 0] });
  });

  it('gives back what an order put into no product in particular, by that order', async () => {
    const client = await workshop();
    const { body } = await post(
      client,
      [
        line('bike', 'produce', [], { quantity: 2 }),
        line('bolt', 'consume', [], { quantity: 8 }),
        line('bolt', 'take-out', [], { quantity: 3 }),
      ],
      { post: false },
    );
    const some = (n: number, quantity: number) =>
      client.post(`/v1/documents/${body.documentId}/post`, { lines: [{ line: n, quantity }] });
    expect((await some(2, 2)).status).toBe(200);
    expect(codesOf(await some(3, 3))).toEqual(['/lines/0/quantity parts-insufficient']);
    expect((await some(3, 2)).status).toBe(200);
    expect(codesOf(await some(3, 1))).toEqual(['/lines/0/quantity parts-insufficient']);
    expect(await stockOf(client, 'bolt')).toEqual({ main: [20, 0, 0] });
  });

  it('is not taken back where what it came out of is gone, is another by now, or is not to be made', async () => {
    const client = await workshop();
    const superseded = async (documentId: string, why: string) => {
      const back = await client.post(`/v1/documents/${documentId}/void`, { reason: 'x' });
      expect([back.status, codesOf(back)[0]]).toEqual([409, '/movementIds void-superseded']);
      expect(back.body.violations[0].detail).toContain(why);
    };
    // Numbered and plain goods out of what is taken back, and out of what is made anew.
    for (const part of [line('bolt', 'consume', [], { quantity: 3 }), line('pump', 'consume', ['P1'])]) {
      const made = await post(client, [line('bike', 'produce', ['N1'])]);
      const into = { parentItemId: 'bike', parentSerial: 'N1' };
      await post(client, [{ ...part, ...into }]);
      const out = await post(client, [{ ...part, ...into, role: 'take-out' }]);
      expect(out.status).toBe(201);
      const gone = await client.post(`/v1/documents/${made.body.documentId}/void`, { reason: 'x' });
      expect(gone.status).toBe(200);
      await superseded(out.body.documentId, 'which was taken back since');
      const anew = await post(client, [line('bike', 'produce', ['N1'])]);
      await superseded(out.body.documentId, 'which was taken back and made anew since');
      await client.post(`/v1/documents/${anew.body.documentId}/void`, { reason: 'x' });
    }
    // Out of a number that is planned no more.
    const order = await post(
      client,
      [
        line('bike', 'produce', ['R1', 'R2']),
        line('pump', 'consume', ['P2'], { parentSerial: 'R1' }),
        line('pump', 'take-out', [], { quantity: 1 }),
      ],
      { post: false },
    );
    const path = `/v1/documents/${order.body.documentId}`;
    await client.post(`${path}/post`, { lines: [{ line: 2, quantity: 1, serials: ['P2'] }] });
    const outside = await post(client, [line('pump', 'take-out', ['P2'])]);
    expect(outside.status).toBe(201);
    const again = await client.post(`/v1/documents/${outside.body.documentId}/void`, { reason: 'x' });
    expect([again.status, (await parentOf(client, 'P2'))?.serial]).toEqual([200, 'R1']);
    const last = await post(client, [line('pump', 'take-out', ['P2'])]);
    expect((await client.put(`${path}/lines/1/serials`, { serials: ['R3', 'R2'] })).status).toBe(200);
    await superseded(last.body.documentId, 'which is not to be made any more');
  });

  it('is of what was planned, also where another unit came under the number meanwhile', async () => {
    const client = await workshop();
    const order = await post(
      client,
      [
        line('bike', 'produce', ['F1']),
        line('pump', 'consume', []),
        line('pump', 'take-out', [], { parentSerial: 'F1' }),
        line('bolt', 'consume', [], { quantity: 4, parentSerial: 'F1' }),
        line('bolt', 'take-out', [], { quantity: 4, parentSerial: 'F1' }),
      ],
      { post: false },
    );
    const path = `/v1/documents/${order.body.documentId}`;
    const some = (n: number, quantity: number, serials?: string[]) =>
      client.post(`${path}/post`, { lines: [{ line: n, quantity, ...(serials && { serials }) }] });
    expect([(await some(2, 1, ['P1'])).status, (await some(4, 4)).status]).toEqual([200, 200]);
    await client.post('/v1/documents', documentOf('product-receipt', ['F1'], { line: { itemId: 'bike' } }));
    expect(codesOf(await client.post(`${path}/lines/1/serials/remove`, { serials: ['F1'] }))).toHaveLength(2);
    expect([(await some(3, 1, ['P1'])).status, (await some(5, 4)).status]).toEqual([200, 200]);
    expect((await client.post(`${path}/lines/1/serials/remove`, { serials: ['F1'] })).status).toBe(200);
  });

  it('asks which of several units plain goods go into', async () => {
    const client = await workshop();
    await post(client, [line('bike', 'produce', ['B2']), line('pump', 'consume', ['P1'])]);
    const both = [line('pump', 'take-out', ['K1', 'P1']), line('bolt', 'consume', [])];
    expect(codesOf(await post(client, both))).toEqual(['/lines/1/parentSerial parent-required']);
  });

  it('of many units at once is posted in parts, so that each can be taken back', async () => {
    const client = await workshop();
    const range = (first: string, count: number) => ({ serialRange: { first, count } });
    await client.post(
      '/v1/documents',
      documentOf('product-receipt', [], { lines: [{ itemId: 'pump', quantity: 90, ...range('Q001', 90) }] }),
    );
    await post(client, [line('bike', 'produce', [], { quantity: 90, ...range('D001', 90) })]);
    for (const from of [1, 46]) {
      const into = Array.from({ length: 45 }, (_, i) => String(from + i).padStart(3, '0'));
      const put = await post(
        client,
        into.map((n) => line('pump', 'consume', [`Q${n}`], { parentItemId: 'bike', parentSerial: `D${n}` })),
      );
      expect(put.status).toBe(201);
    }
    const out = (count: number) =>
      post(client, [line('pump', 'take-out', [], { quantity: count, ...range('Q001', count) })]);
    expect((await out(90)).body).toMatchObject({ status: 422, code: 'posting-too-large' });
    const taken = await out(80);
    expect(taken.status).toBe(201);
    expect((await client.post(`/v1/documents/${taken.body.documentId}/void`, { reason: 'x' })).status).toBe(
      200,
    );
    expect(await parentOf(client, 'Q001')).toMatchObject({ serial: 'D001' });
  });
});
