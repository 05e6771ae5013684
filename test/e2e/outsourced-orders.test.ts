import { describe, expect, it } from 'vitest';
import {
  type Client,
  clientOf,
  codesOf,
  company,
  documentOf,
  eventsOf,
  imbalanceOf,
  recallSearched,
  receipt,
  settled,
  stockOf,
  times,
  unitOf,
} from '../support/client.ts';

type Line = Record<string, unknown>;

const consumes = (quantity: number, more: Line = {}): Line => ({
  itemId: 'pump',
  quantity,
  role: 'consume',
  locationId: 'vendor',
  ...more,
});
const receives = (serials: readonly string[], more: Line = {}): Line => ({
  itemId: 'bike',
  quantity: serials.length,
  serials,
  ...more,
});

const orderOf = (lines: readonly Line[], more: Line = {}) => ({
  kind: 'outsourced-purchase-order',
  number: 'OPO-1',
  partnerId: 'acme',
  locationId: 'main',
  lines,
  ...more,
});

/** Pumps of one supplier lie at another, who makes bikes of them. */
const outsourced = async () => {
  const client = await company();
  await client.put('/v1/locations/vendor', { name: 'At Acme' });
  await client.put('/v1/partners/forge', { name: 'Forge', role: 'supplier' });
  await client.put('/v1/items/bike', { name: 'Bike', tracking: 'serial', serialType: 'fully-tracked' });
  await client.put('/v1/items/bolt', { name: 'Bolt', tracking: 'none' });
  await client.post('/v1/documents', receipt(['P1', 'P2', 'P3', 'P4'], { partnerId: 'forge' }));
  const sent = documentOf('transfer', ['P1', 'P2', 'P3'], { toLocationId: 'vendor' });
  expect((await client.post('/v1/documents', sent)).status).toBe(201);
  return client;
};

const pathOf = async (client: Client, serial: string, itemId = 'pump'): Promise<string> =>
  `/v1/items/${itemId}/serials/${(await unitOf(client, serial, itemId)).id}`;

const imbalances = async (client: Client) => [
  ...(await imbalanceOf(client)),
  ...(await imbalanceOf(client, 'bike')),
];

describe('an outsourced purchase order', () => {
  it('consumes at the supplier, in parts and before what is made of it comes in', async () => {
    const client = await outsourced();
    const made = await client.post('/v1/documents', orderOf([receives(['B1', 'B2']), consumes(3)]));
    expect(made.body).toMatchObject({
      status: 'open',
      lines: [
        { tracing: { state: 'complete', assigned: 2 } },
        { role: 'consume', locationId: 'vendor', tracing: { state: 'missing', quantity: 3 } },
      ],
    });
    const path = `/v1/documents/${made.body.documentId}`;
    const post = (lines: readonly Line[], key?: string) =>
      client.post(`${path}/post`, { lines }, key === undefined ? {} : { key });
    const vague = await post([{ line: 2, quantity: 1, serials: ['P1'] }]);
    expect([vague.status, codesOf(vague)]).toEqual([422, ['/lines/0/parentSerial parent-required']]);
    const first = [{ line: 2, quantity: 1, serials: ['P1'], parentSerial: 'B1' }];
    const [one, again] = [await post(first, 'k1'), await post(first, 'k1')];
    expect(one.body).toMatchObject({ status: 'partly-posted', lines: [{ posted: 0 }, { posted: 1 }] });
    expect(again.body).toEqual(one.body);
    const planned = await unitOf(client, 'B1', 'bike');
    expect(planned).toMatchObject({ status: 'expected', inStock: false });
    expect(await unitOf(client, 'P1')).toMatchObject({
      status: 'consumed',
      locationId: 'vendor',
      parent: { itemId: 'bike', serial: 'B1', id: planned.id },
    });
    const [movementId] = one.body.movementIds;
    expect((await client.get(`/v1/movements/${movementId}`)).body).toMatchObject({
      kind: 'consume',
      from: 'vendor',
      documentKind: 'outsourced-purchase-order',
    });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], vendor: [2, 2, 0] });

    const second = await post([
      { line: 1, quantity: 1, serials: ['B1'] },
      { line: 2, quantity: 1, serials: ['P2'], parentSerial: 'B2' },
    ]);
    expect(second.body).toMatchObject({ status: 'partly-posted', lines: [{ posted: 1 }, { posted: 2 }] });
    const late = await post([{ line: 2, quantity: 1, serials: ['P3'], parentSerial: 'b1' }]);
    expect(late.body).toMatchObject({ status: 'partly-posted', lines: [{ posted: 1 }, { posted: 3 }] });
    expect((await client.post(`${path}/post`)).body.status).toBe('posted');
    expect(await unitOf(client, 'B1', 'bike')).toMatchObject({
      id: planned.id,
      status: 'in-stock',
      locationId: 'main',
    });
    expect(await stockOf(client, 'bike')).toEqual({ main: [2, 2, 0] });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });

    await settled();
    const bike = await pathOf(client, 'B1', 'bike');
    const { parts } = (await client.get(`${bike}/genealogy`)).body;
    expect(parts.map(({ serial }: { serial: string }) => serial).sort()).toEqual(['P1', 'P3']);
    const history = (await client.get(`${bike}/history`)).body;
    expect(history.origin).toMatchObject({ documentId: made.body.documentId, partnerId: 'acme' });
    expect(history.parts).toHaveLength(2);
    const up = (await client.get(`${await pathOf(client, 'P2')}/genealogy`)).body;
    expect(up.partOf).toMatchObject([{ itemId: 'bike', serial: 'B2' }]);
    expect(await eventsOf(client, (await unitOf(client, 'P1')).id)).toEqual([
      'receive',
      'transfer',
      'consume',
    ]);
    expect(await imbalances(client)).toEqual([]);
  });

  it('consumes into the one unit that it receives without being told, at its own place where none is named', async () => {
    const client = await outsourced();
    const part = consumes(1, { serials: ['P1'], locationId: undefined });
    const made = await client.post(
      '/v1/documents',
      orderOf([part, receives(['B1'])], { locationId: 'vendor', post: true }),
    );
    expect(made.body.status).toBe('posted');
    const bike = await unitOf(client, 'B1', 'bike');
    expect(await unitOf(client, 'P1')).toMatchObject({ status: 'consumed', parent: { id: bike.id } });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], vendor: [2, 2, 0] });
    expect(await stockOf(client, 'bike')).toEqual({ vendor: [1, 1, 0] });
  });

  it('has its products found by recalls of what is in them, whenever these are opened', async () => {
    const client = await outsourced();
    const criteria = { partnerId: 'forge' };
    const early = (await client.post('/v1/recalls', { name: 'early', criteria })).body.recallId;
    const made = await client.post('/v1/documents', orderOf([receives(['B1', 'B2']), consumes(1)]));
    const path = `/v1/documents/${made.body.documentId}`;
    const held = await client.post(`${path}/post`, {
      lines: [{ line: 2, quantity: 1, serials: ['P1'], parentSerial: 'B1' }],
    });
    expect(held.status).toBe(200);
    expect((await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 2 }] })).status).toBe(200);
    await settled();
    const later = (await client.post('/v1/recalls', { name: 'later', criteria })).body.recallId;
    for (const recallId of [early, later]) {
      await recallSearched(client, recallId);
      const { items } = (await client.get(`/v1/recalls/${recallId}/units?limit=100`)).body;
      const found = items.map(({ itemId, serial }: Record<string, string>) => `${itemId} ${serial}`).sort();
      expect(found).toEqual(['bike B1', 'pump P1', 'pump P2', 'pump P3', 'pump P4']);
      expect(items.find((one: { serial: string }) => one.serial === 'B1')).toMatchObject({
        via: { itemId: 'pump', serial: 'P1' },
      });
    }
    const { heldBy } = await unitOf(client, 'B1', 'bike');
    expect(heldBy).toMatchObject([{ recallId: early }]);
    expect((await unitOf(client, 'B2', 'bike')).heldBy ?? []).toEqual([]);
  });

  it('gives up its rest, and takes each of its postings back', async () => {
    const client = await outsourced();
    const lines = [receives(['B1', 'B2']), consumes(2, { serials: ['P1', 'P2'] })];
    const made = await client.post('/v1/documents', orderOf(lines));
    const path = `/v1/documents/${made.body.documentId}`;
    const consumed = await client.post(`${path}/post`, {
      lines: [{ line: 2, quantity: 1, serials: ['P1'], parentSerial: 'B1' }],
    });
    const came = await client.post(`${path}/post`, { lines: [{ line: 1, quantity: 1, serials: ['B1'] }] });
    expect([consumed.status, came.status]).toEqual([200, 200]);
    const ids: string[] = came.body.movementIds;
    const part = await client.post(`${path}/void`, { movementIds: [ids[0]], reason: 'wrong pump' });
    expect(part.body).toMatchObject({ status: 'partly-posted', lines: [{ posted: 1 }, { posted: 0 }] });
    const pump = await unitOf(client, 'P1');
    expect(pump).toMatchObject({ status: 'in-stock', locationId: 'vendor' });
    expect(pump.parent).toBeUndefined();
    const anew = await client.post(`${path}/post`, {
      lines: [{ line: 2, quantity: 1, serials: ['P3'], parentSerial: 'B1' }],
    });
    expect(anew.body.lines).toMatchObject([{ posted: 1 }, { posted: 1 }]);
    expect(
      (await client.post(`${path}/lines/2/serials/remove`, { serials: ['P2'] })).body.lines[1].tracing,
    ).toMatchObject({ state: 'partial', assigned: 1 });
    const cancelled = await client.post(`${path}/cancel`);
    expect(cancelled.body).toMatchObject({
      status: 'posted',
      lines: [
        { posted: 1, cancelled: 1 },
        { posted: 1, cancelled: 1 },
      ],
    });
    expect(await unitOf(client, 'B2', 'bike')).toBeUndefined();
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], vendor: [2, 2, 0] });
    expect((await client.post(`${path}/void`, { reason: 'all wrong' })).body.status).toBe('void');
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], vendor: [3, 3, 0] });
    expect(await stockOf(client, 'bike')).toEqual({});
    expect(await imbalances(client)).toEqual([]);
  });

  it('says at once all that is wrong with it, and does nothing', async () => {
    const client = await outsourced();
    const refused = await client.post(
      '/v1/documents',
      orderOf(
        [
          receives(['B1', 'B2'], { locationId: 'vendor', parentSerial: 'B1' }),
          consumes(1, { serials: ['P1'], locationId: 'nowhere', parentSerial: 'B1' }),
          consumes(1, { serials: ['P4'], parentSerial: 'B1' }),
          consumes(1, { serials: ['P9'], parentSerial: 'B9' }),
          consumes(1, { serials: ['P2'], role: 'produce', locationId: undefined }),
          consumes(1, { itemId: 'bolt', hold: 'no' }),
          consumes(1, { parentSerial: 'B1' }),
        ],
        { post: true },
      ),
    );
    expect(refused.status).toBe(422);
    expect(codesOf(refused)).toEqual(
      expect.arrayContaining([
        '/lines/0/locationId field-not-taken',
        '/lines/0/parentSerial field-not-taken',
        '/lines/1/locationId location-unknown',
        '/lines/2/serials/0 serial-elsewhere',
        '/lines/3/parentSerial parent-unknown',
        '/lines/3/serials/0 serial-unknown',
        '/lines/4/role field-not-taken',
        '/lines/5/hold field-not-taken',
        '/lines/6/serials serials-missing',
      ]),
    );
    const role = refused.body.violations.find(({ pointer }: Line) => pointer === '/lines/4/role');
    expect(role.detail).toContain('have no role, or consume');
    for (const kind of ['purchase-order', 'works-order']) {
      const other = await client.post('/v1/documents', orderOf([consumes(1)], { kind }));
      expect(codesOf(other)).toContain('/lines/0/locationId field-not-taken');
    }
    expect(await unitOf(client, 'B1', 'bike')).toBeUndefined();
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], vendor: [3, 3, 0] });
  });

  it('asks of a part the stricter of internal and debtor, and counts what goes without numbers', async () => {
    const client = await outsourced();
    await client.put('/v1/items/deb', { name: 'Deb', tracking: 'serial', serialType: 'debtor-only' });
    const stocked = documentOf('product-receipt', [], {
      locationId: 'vendor',
      line: { itemId: 'deb', quantity: 2 },
    });
    await client.post('/v1/documents', { ...stocked, partnerId: 'acme' });
    const deb = (more: Line) => orderOf([consumes(1, { itemId: 'deb', ...more })], { post: true });
    expect(codesOf(await client.post('/v1/documents', deb({})))).toEqual([
      '/lines/0/serials serials-missing',
    ]);
    expect((await client.post('/v1/documents', deb({ serials: ['D1'] }))).status).toBe(201);
    await client.post(
      '/v1/documents',
      documentOf('product-receipt', [], { line: { itemId: 'bolt', quantity: 9 }, locationId: 'vendor' }),
    );
    const bolts = orderOf([receives(['B1']), consumes(4, { itemId: 'bolt' })], { post: true });
    const made = await client.post('/v1/documents', bolts);
    expect(made.body.status).toBe('posted');
    expect(await stockOf(client, 'bolt')).toEqual({ vendor: [5, 0, 0] });
    await client.post(`/v1/documents/${made.body.documentId}/void`, { reason: 'wrong' });
    expect(await stockOf(client, 'bolt')).toEqual({ vendor: [9, 0, 0] });
  });

  it('uses a part once, however many orders want it', async () => {
    const client = await outsourced();
    const answers = await times(4, (i) =>
      client.post(
        '/v1/documents',
        orderOf([receives([`B${i}`]), consumes(1, { serials: ['P1'] })], { number: `OPO-${i}`, post: true }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], vendor: [2, 2, 0] });
    expect(await imbalances(client)).toEqual([]);
  });

  it('is announced, shown and numbered by files as far as it receives', async () => {
    const client = await outsourced();
    const lines = [{ itemId: 'bike', quantity: 2 }, consumes(2, { serials: ['P1'] })];
    const made = await client.post('/v1/documents', orderOf(lines));
    const { documentId } = made.body;
    expect(made.body.status).toBe('draft');
    const supplier = await clientOf(client.tenant, { scope: 'asn.write', partner: 'acme' });
    const announce = (itemId: string, serials: readonly string[]) =>
      supplier.put('/v1/asns/SHIP-1', { orderId: documentId, lines: [{ itemId, serials }] });
    const parts = await announce('pump', ['P2', 'P7']);
    expect([parts.status, codesOf(parts)]).toEqual([422, ['/lines/0/itemId item-not-on-order']]);
    expect((await announce('bike', ['B1', 'B2'])).status).toBe(201);
    const shown = await supplier.get(`/v1/documents/${documentId}`);
    expect(shown.body.lines).toMatchObject([{ serials: ['B1', 'B2'] }, { role: 'consume', serials: ['P1'] }]);
    const file = ['orderNumber,line,itemId,serial,batch,expiresOn', 'OPO-1,2,pump,P2,,', 'OPO-1,,pump,P3,,'];
    const started = await client.post('/v1/imports', file.join('\n'), {
      headers: { 'content-type': 'text/csv' },
    });
    const importPath = `/v1/imports/${started.body.importId}`;
    await expect.poll(async () => (await client.get(importPath)).body.status).toBe('completed');
    expect((await client.get(importPath)).body).toMatchObject({
      accepted: 0,
      rejected: [{ code: 'line-unknown' }, { code: 'line-unknown' }],
    });
    const received = await client.post('/v1/asns/SHIP-1/receive', { scanned: ['B1', 'B2'] });
    expect(received.body.matched).toHaveLength(2);
    expect((await client.get(`/v1/documents/${documentId}`)).body).toMatchObject({
      status: 'partly-posted',
      lines: [{ posted: 2 }, { posted: 0, serials: ['P1'] }],
    });
    const posted = await client.post(`/v1/documents/${documentId}/post`, {
      lines: [{ line: 2, quantity: 2, serials: ['P1', 'P2'], parentSerial: 'B2' }],
    });
    expect(posted.body.status).toBe('posted');
    const late = await client.post(`/v1/documents/${documentId}/lines/2/serials`, { serials: ['P3'] });
    expect([late.status, codesOf(late)]).toEqual([409, [' line-posted']]);
  });
});
