import { describe, expect, it } from 'vitest';
import {
  codesOf,
  company,
  documentOf,
  eventsOf,
  imbalanceOf,
  receipt,
  sale,
  settled,
  stockOf,
  times,
  unitOf,
  worksOrder,
} from '../support/client.ts';

const workshop = async () => {
  const client = await company();
  await client.put('/v1/items/bike', { name: 'Bike', tracking: 'serial', serialType: 'fully-tracked' });
  await client.post('/v1/documents', receipt(['P1', 'P2', 'P3']));
  return client;
};

type Line = Record<string, unknown>;
const consume = (serials: readonly string[], more: Line = {}): Line => ({
  itemId: 'pump',
  quantity: serials.length,
  role: 'consume',
  serials,
  ...more,
});
const produce = (serials: readonly string[], more: Line = {}): Line => ({
  itemId: 'bike',
  quantity: serials.length,
  role: 'produce',
  serials,
  ...more,
});
describe('a works order', () => {
  it('consumes into the one unit that it produces, and both know it', async () => {
    const client = await workshop();
    const made = await client.post(
      '/v1/documents',
      worksOrder([produce(['B1']), consume(['P1', 'P2'])], { number: 'WO-1' }),
    );
    expect(made.body).toMatchObject({ status: 'posted', movementIds: { length: 2 } });
    expect(await unitOf(client, 'B1', 'bike')).toMatchObject({ status: 'in-stock', locationId: 'main' });
    for (const serial of ['P1', 'P2']) {
      expect(await unitOf(client, serial)).toMatchObject({
        status: 'consumed',
        inStock: false,
        locationId: 'main',
        parent: { itemId: 'bike', serial: 'B1' },
      });
    }
    const { id } = await unitOf(client, 'P1');
    const { events } = (await client.get(`/v1/items/pump/serials/${id}/history`)).body;
    expect(events).toMatchObject([{ type: 'receive' }, { type: 'consume', documentNumber: 'WO-1' }]);
    const bike = await unitOf(client, 'B1', 'bike');
    expect((await client.get(`/v1/items/bike/serials/${bike.id}/history`)).body.origin).toMatchObject({
      documentId: made.body.documentId,
    });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    expect(await stockOf(client, 'bike')).toEqual({ main: [1, 1, 0] });
    await settled();
    expect((await client.get('/v1/items/pump/serials?status=consumed')).body.items).toHaveLength(2);
    for (const body of [sale(['P1']), worksOrder([consume(['P1'])])]) {
      expect((await client.post('/v1/documents', body)).body.violations[0]).toMatchObject({
        code: 'serial-not-in-stock',
        status: 'consumed',
        documentNumber: 'WO-1',
      });
    }
    expect([...(await imbalanceOf(client)), ...(await imbalanceOf(client, 'bike'))]).toEqual([]);
  });

  it('that produces several is told which one a part goes into', async () => {
    const client = await workshop();
    const lines = (more: Line) => [produce(['B1', 'B2']), consume(['P1'], more)];
    const vague = await client.post('/v1/documents', worksOrder(lines({})));
    expect([vague.status, codesOf(vague)]).toEqual([422, ['/lines/1/parentSerial parent-required']]);
    const wrong = await client.post('/v1/documents', worksOrder(lines({ parentSerial: 'B9' })));
    expect(codesOf(wrong)).toEqual(['/lines/1/parentSerial parent-unknown']);
    expect(await unitOf(client, 'B1', 'bike')).toBeUndefined();
    expect(await unitOf(client, 'P1')).toMatchObject({ status: 'in-stock' });
    expect((await client.post('/v1/documents', worksOrder(lines({ parentSerial: ' b2' })))).status).toBe(201);
    expect((await unitOf(client, 'P1')).parent).toMatchObject({ itemId: 'bike', serial: 'B2' });
  });

  it('takes parts out again and scraps what is no good', async () => {
    const client = await workshop();
    await client.post('/v1/documents', worksOrder([produce(['B1']), consume(['P1'])]));
    const out = worksOrder([consume(['P1'], { role: 'take-out' })], { locationId: 'shop' });
    expect((await client.post('/v1/documents', out)).status).toBe(201);
    const unit = await unitOf(client, 'P1');
    expect(unit).toMatchObject({ status: 'in-stock', locationId: 'shop' });
    expect(unit.parent).toBeUndefined();
    expect((await client.post('/v1/documents', out)).body).toMatchObject({
      status: 409,
      code: 'serial-wrong-state',
    });
    expect(
      (await client.post('/v1/documents', worksOrder([consume(['P2'], { role: 'scrap' })]))).status,
    ).toBe(201);
    expect(await unitOf(client, 'P2')).toMatchObject({ status: 'written-off', inStock: false });
    expect(await eventsOf(client, unit.id)).toEqual(['receive', 'consume', 'take-out']);
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], shop: [1, 1, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('goes on in parts', async () => {
    const client = await workshop();
    const made = await client.post(
      '/v1/documents',
      worksOrder(
        [
          { itemId: 'bike', quantity: 2, role: 'produce' },
          { itemId: 'pump', quantity: 2, role: 'consume' },
        ],
        { post: false },
      ),
    );
    const path = `/v1/documents/${made.body.documentId}`;
    const one = await client.post(`${path}/post`, {
      lines: [{ line: 1, quantity: 1, serials: ['B1'] }],
    });
    expect(one.body).toMatchObject({ status: 'partly-posted', lines: [{ posted: 1 }, { posted: 0 }] });
    const vague = await client.post(`${path}/post`, { lines: [{ line: 2, quantity: 1, serials: ['P1'] }] });
    expect(codesOf(vague)).toEqual(['/lines/0/parentSerial parent-required']);
    const cancelled = await client.post(`${path}/cancel`);
    expect(cancelled.body).toMatchObject({
      status: 'posted',
      lines: [{ posted: 1 }, { posted: 0, cancelled: 2 }],
    });
    expect(await stockOf(client)).toEqual({ main: [3, 3, 0] });
    expect(await stockOf(client, 'bike')).toEqual({ main: [1, 1, 0] });
  });

  it('needs roles, known parts that are free, here and no duplicates: all said at once, nothing done', async () => {
    const client = await workshop();
    await client.post('/v1/documents', sale(['P3']));
    await client.post('/v1/documents', receipt(['AWAY'], { locationId: 'shop' }));
    await client.post('/v1/documents', documentOf('product-receipt', ['B0'], { line: { itemId: 'bike' } }));
    expect(codesOf(await client.post('/v1/documents', documentOf('works-order', ['P1'])))).toEqual([
      '/lines/0/role field-required',
    ]);
    const refused = await client.post(
      '/v1/documents',
      worksOrder([
        produce(['B0']),
        consume(['P3', 'NEVER', 'P1']),
        consume(['p1']),
        { itemId: 'pump', quantity: 2, role: 'consume', serials: ['P2'] },
      ]),
    );
    expect(refused.status).toBe(422);
    expect(codesOf(refused)).toEqual(
      expect.arrayContaining([
        '/lines/0/serials/0 serial-exists',
        '/lines/1/serials/0 serial-not-in-stock',
        '/lines/1/serials/1 serial-unknown',
        '/lines/2/serials/0 serial-duplicate',
        '/lines/3/serials serials-missing',
      ]),
    );
    expect(await unitOf(client, 'P1')).toMatchObject({ status: 'in-stock' });
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0], shop: [1, 1, 0] });
    expect(
      (await client.post('/v1/documents', worksOrder([consume(['AWAY'])]))).body.violations,
    ).toContainEqual(expect.objectContaining({ code: 'serial-elsewhere' }));
  });

  it('asks of a part the stricter of internal and debtor', async () => {
    const client = await workshop();
    await client.put('/v1/items/deb', { name: 'Deb', tracking: 'serial', serialType: 'debtor-only' });
    await client.post(
      '/v1/documents',
      documentOf('product-receipt', [], { line: { itemId: 'deb', quantity: 3 } }),
    );
    const bare = { itemId: 'deb', quantity: 1, role: 'consume' };
    expect(codesOf(await client.post('/v1/documents', worksOrder([bare])))).toEqual([
      '/lines/0/serials serials-missing',
    ]);
    expect((await client.post('/v1/documents', worksOrder([{ ...bare, serials: ['D1'] }]))).status).toBe(201);
    expect(await unitOf(client, 'D1', 'deb')).toMatchObject({ status: 'consumed' });
    expect((await client.post('/v1/documents', worksOrder([{ ...bare, role: 'scrap' }]))).status).toBe(201);
  });

  it('uses a part once, however many build at once', async () => {
    const client = await workshop();
    const answers = await times(6, (i) =>
      client.post('/v1/documents', worksOrder([produce([`B${i}`]), consume(['P1'])])),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0] });
    expect(await stockOf(client, 'bike')).toEqual({ main: [1, 1, 0] });
    const winner = answers.findIndex(({ status }) => status === 201);
    expect((await unitOf(client, 'P1')).parent.serial).toBe(`B${winner}`);
    expect([...(await imbalanceOf(client)), ...(await imbalanceOf(client, 'bike'))]).toEqual([]);
  });
});
