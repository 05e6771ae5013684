import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Client,
  clientOf,
  codesOf,
  company,
  day,
  imbalanceOf,
  receipt,
  settled,
  stockOf,
  unitOf,
} from '../support/client.ts';

const CARTONS = ['006141411234567890', '106141411234567897', '340123450000000017'];

type Line = Record<string, unknown>;

const orderOf = async (client: Client, lines: readonly Line[], more: Line = {}): Promise<string> => {
  const order = { kind: 'purchase-order', partnerId: 'acme', locationId: 'main', ...more, lines };
  const made = await client.post('/v1/documents', order);
  if (made.status !== 201) throw new Error(made.text);
  return made.body.documentId;
};

const supplierOf = ({ tenant }: Client, partner = 'acme') =>
  clientOf(tenant, { scope: 'asn.write', partner, sub: `${partner}-bot` });

/** Ours and the supplier's side of an order of so many pumps. */
const ordered = async (quantity: number, more: Line = {}) => {
  const client = await company();
  await client.put('/v1/partners/rival', { name: 'Rival', role: 'supplier' });
  const orderId = await orderOf(client, [{ itemId: 'pump', quantity }], { number: 'PO-1', ...more });
  const supplier = await supplierOf(client);
  const send = (serials: readonly string[], extra: Line = {}, number = 'SHIP-1') =>
    supplier.put(`/v1/asns/${number}`, {
      orderId,
      lines: [{ itemId: 'pump', serials, ...extra }],
    });
  const receive = (scanned: readonly unknown[], extra: Line = {}, number = 'SHIP-1') =>
    client.post(`/v1/asns/${number}/receive`, { scanned, ...extra });
  return { client, supplier, orderId, send, receive };
};

const serialsIn = (named: { serial: string }[]): string[] => named.map(({ serial }) => serial).sort();
const codesOnly = ({ body }: Answer): string[] => body.violations.map(({ code }: { code: string }) => code);
const pointersOf = (answer: Answer): string[] => codesOf(answer).toSorted();

const openOf = async (client: Client) => {
  await settled();
  const { body } = await client.get('/v1/exceptions?limit=100');
  return body.items.map(({ kind, serial }: Record<string, string>) => `${kind} ${serial}`).sort();
};

const exceptionOf = async (client: Client, serial: string) => {
  await settled();
  const { body } = await client.get('/v1/exceptions');
  return body.items.find((one: { serial: string }) => one.serial === serial);
};

describe('an advance list', () => {
  it('is refused with every fault, corrected, accepted, and received with one missing and one unexpected', async () => {
    const { client, supplier, orderId, receive } = await ordered(4);
    await client.put('/v1/items/pump', {
      name: 'Pump',
      tracking: 'serial',
      serialType: 'fully-tracked',
      pattern: 'P####',
    });
    await client.put('/v1/items/bolt', { name: 'Bolt' });
    await client.post('/v1/documents', receipt(['P0007']));
    const elsewhere = await orderOf(client, [{ itemId: 'pump', quantity: 1, serials: ['P0008'] }], {
      partnerId: 'rival',
      number: 'PO-SECRET',
    });
    const own = await orderOf(client, [{ itemId: 'pump', quantity: 1, serials: ['P0009'] }], {
      number: 'PO-OWN',
    });
    const bad = await supplier.put('/v1/asns/SHIP-1', {
      orderId,
      shipDate: day(3),
      expectedDate: day(1),
      lines: [
        { itemId: 'pump', serials: ['P0001', 'P01', 'p0001', 'P0007', 'P0008', 'P0009'] },
        { itemId: 'pump', cartons: [{ sscc: '006141411234567891', serials: ['P0002', 'N/A', 'P0002'] }] },
        { itemId: 'bolt', serials: ['B1'] },
        { itemId: 'pump' },
      ],
    });
    expect(bad.status).toBe(422);
    expect(pointersOf(bad)).toEqual([
      '/expectedDate range-reversed',
      '/lines/0/serials/1 serial-pattern',
      '/lines/0/serials/2 serial-duplicate',
      '/lines/0/serials/3 serial-exists',
      '/lines/0/serials/4 serial-exists',
      '/lines/0/serials/5 serial-exists',
      '/lines/1/cartons/0/serials/1 serial-placeholder',
      '/lines/1/cartons/0/serials/2 serial-duplicate',
      '/lines/1/cartons/0/sscc sscc-invalid',
      '/lines/2/itemId item-not-on-order',
      '/lines/3/serials serials-missing',
    ]);
    // It learns what is its own, and nothing of others.
    expect(bad.text).toContain('PO-OWN');
    for (const secret of ['PO-SECRET', elsewhere, 'rival']) expect(bad.text).not.toContain(secret);
    expect(own).not.toBe(elsewhere);
    expect((await supplier.get('/v1/asns/SHIP-1')).status).toBe(404);

    const list = {
      orderId,
      shipDate: day(1),
      expectedDate: day(3),
      lines: [
        { itemId: 'pump', serials: ['P0001'] },
        { itemId: 'pump', cartons: [{ sscc: CARTONS[0], serials: ['P0002', 'P0003'] }] },
      ],
    };
    const accepted = await supplier.put('/v1/asns/SHIP-1', list);
    expect([accepted.status, accepted.body]).toMatchObject([
      201,
      { status: 'open', revision: 1, partnerId: 'acme', counts: { announced: 3, received: 0 } },
    ]);
    expect((await supplier.put('/v1/asns/SHIP-1', list)).body).toMatchObject({ revision: 1 });

    await settled();
    const found = await client.get('/v1/search/serials?q=P0003');
    expect(found.body.items).toMatchObject([{ serial: 'P0003', status: 'expected', inStock: false }]);
    const expected = await client.get(`/v1/items/pump/serials/${found.body.items[0].id}`);
    expect(expected.body).toMatchObject({ onList: { asnNumber: 'SHIP-1' }, documentId: orderId });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });

    const done = await receive([CARTONS[0], 'P0099']);
    expect(done.body).toMatchObject({
      status: 'partly-received',
      counts: { received: 2, matched: 2, missing: 1, unexpected: 1, refused: 0 },
      missing: [{ itemId: 'pump', serial: 'P0001' }],
      unexpected: [{ serial: 'P0099', code: 'not-on-list' }],
    });
    expect(serialsIn(done.body.matched)).toEqual(['P0002', 'P0003']);
    expect((await client.get(`/v1/movements/${done.body.movementId}`)).body).toMatchObject({
      kind: 'receive',
      documentId: orderId,
      serialCount: 2,
    });
    expect(await stockOf(client)).toEqual({ main: [3, 3, 0] });
    expect(await openOf(client)).toEqual(['missing P0001', 'unexpected P0099']);
    const unit = await unitOf(client, 'P0002');
    expect([unit.status, unit.onList]).toEqual(['in-stock', undefined]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('is replaced until it arrives, by one posting of the difference, and keeps its versions', async () => {
    const { client, supplier, orderId, send, receive } = await ordered(6);
    await client.post(`/v1/documents/${orderId}/lines/1/serials`, { serials: ['A1', 'A2'] });
    await send(['A1', 'B1', 'B2'], { cartons: [{ sscc: CARTONS[0], serials: ['B2'] }] });
    const before = await unitOf(client, 'B1');
    const second = await send(['A2', 'B1', 'B3']);
    expect([second.status, second.body]).toMatchObject([200, { revision: 2, counts: { announced: 3 } }]);
    const { body: order } = await client.get(`/v1/documents/${orderId}`);
    // What the order expected before any list it goes on expecting.
    expect(order.lines[0].serials.toSorted()).toEqual(['A1', 'A2', 'B1', 'B3']);
    expect((await client.get(`/v1/items/pump/serials/${before.id}`)).body).toEqual(before);
    await settled();
    expect((await client.get('/v1/items/pump/serials?serial=B2')).body.items).toEqual([]);
    expect((await unitOf(client, 'A1')).onList).toBeUndefined();
    const versions = await Promise.all([1, 2].map((n) => supplier.get(`/v1/asns/SHIP-1?revision=${n}`)));
    expect(versions.map(({ body }) => body.lines[0].serials)).toEqual([
      ['A1', 'B1', 'B2'],
      ['A2', 'B1', 'B3'],
    ]);
    expect((await supplier.get('/v1/asns/SHIP-1?revision=3')).status).toBe(404);
    // Its carton is free again.
    const other = await orderOf(client, [{ itemId: 'pump', quantity: 1 }]);
    const list = {
      orderId: other,
      lines: [{ itemId: 'pump', cartons: [{ sscc: CARTONS[0], serials: ['C1'] }] }],
    };
    expect((await supplier.put('/v1/asns/SHIP-2', list)).status).toBe(201);
    const stale = await supplier.put(
      '/v1/asns/SHIP-1',
      { orderId, lines: list.lines },
      {
        headers: { 'if-match': '"1"' },
      },
    );
    expect(stale.status).toBe(412);
    expect((await receive(['B1'])).body.status).toBe('partly-received');
    expect((await send(['B1'])).body).toMatchObject({ status: 409, code: 'list-closed' });
  });

  it('is one of two that want the same unit, carton or room', async () => {
    const { client, supplier, send, orderId } = await ordered(3);
    expect((await send(['A1'], { cartons: [{ sscc: CARTONS[0], serials: ['A2'] }] })).status).toBe(201);
    const second = await send(
      ['A1', 'A3', 'A4'],
      { cartons: [{ sscc: CARTONS[0], serials: ['A5'] }] },
      'SHIP-2',
    );
    expect([second.status, pointersOf(second)]).toEqual([
      409,
      [
        '/lines/0/cartons/0/sscc sscc-on-list',
        '/lines/0/serials quantity-exceeds-outstanding',
        '/lines/0/serials/0 serial-on-list',
      ],
    ]);
    expect(
      second.body.violations.find(({ code }: { code: string }) => code.startsWith('quantity')),
    ).toMatchObject({
      expected: 1,
      actual: 3,
    });
    const rivals = await Promise.all(Array.from({ length: 6 }, (_, n) => send([`R${n}`], {}, `RACE-${n}`)));
    expect(rivals.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
    const { body } = await client.get(`/v1/documents/${orderId}`);
    expect(body.lines[0].tracing).toEqual({ state: 'complete', assigned: 3, quantity: 3 });
    await settled();
    expect((await supplier.get('/v1/asns')).body.items).toHaveLength(2);
    expect((await client.get(`/v1/asns?orderId=${orderId}&status=open`)).body.items).toHaveLength(2);
  });

  it('is the business of its supplier and ours only', async () => {
    const { client, supplier, orderId, send } = await ordered(2);
    const rival = await supplierOf(client, 'rival');
    const list = { orderId, lines: [{ itemId: 'pump', serials: ['A1'] }] };
    expect(codesOnly(await rival.put('/v1/asns/SHIP-1', list))).toEqual(['document-unknown']);
    await send(['A1']);
    for (const [method, path] of [
      ['GET', '/v1/asns/SHIP-1'],
      ['GET', '/v1/asns/SHIP-1?partnerId=acme'],
      ['POST', '/v1/asns/SHIP-1/cancel'],
      ['POST', '/v1/asns/SHIP-1/cancel?partnerId=acme'],
    ] as const) {
      expect((await rival.request(method, path)).status).toBe(404);
    }
    await settled();
    expect((await rival.get('/v1/asns')).body.items).toEqual([]);
    expect((await rival.get('/v1/asns?partnerId=acme')).body.items).toEqual([]);
    expect((await supplier.post('/v1/asns/SHIP-1/receive', { scanned: ['A1'] })).status).toBe(403);
    expect((await supplier.get('/v1/exceptions')).status).toBe(403);
    // Two suppliers may count alike.
    const theirs = await orderOf(client, [{ itemId: 'pump', quantity: 1 }], { partnerId: 'rival' });
    const same = { orderId: theirs, lines: [{ itemId: 'pump', serials: ['R1'] }] };
    expect((await rival.put('/v1/asns/SHIP-1', same)).status).toBe(201);
    expect((await supplier.get('/v1/asns/SHIP-1')).body.lines).toMatchObject([{ serials: ['A1'] }]);
    expect((await client.get('/v1/asns/SHIP-1')).body.code).toBe('list-ambiguous');
    expect((await client.get('/v1/asns/SHIP-1?partnerId=rival')).body.lines).toMatchObject([
      { serials: ['R1'] },
    ]);
    expect((await client.post('/v1/asns/SHIP-1/receive?partnerId=rival', { scanned: ['R1'] })).status).toBe(
      200,
    );
    const reader = await clientOf(client.tenant, { scope: 'ledger.read' });
    expect((await reader.put('/v1/asns/SHIP-9', list)).status).toBe(403);
    expect(
      (await client.put('/v1/asns/OURS', { ...list, lines: [{ itemId: 'pump', serials: ['A2'] }] })).status,
    ).toBe(201);
  });

  it('can be taken back before anything of it has come', async () => {
    const { client, supplier, orderId, send } = await ordered(3);
    await client.post(`/v1/documents/${orderId}/lines/1/serials`, { serials: ['A1'] });
    await send(['A1', 'B1'], { cartons: [{ sscc: CARTONS[0], serials: ['B1'] }] });
    expect((await supplier.post('/v1/asns/SHIP-1/cancel')).body).toMatchObject({ status: 'cancelled' });
    expect((await client.get(`/v1/documents/${orderId}`)).body.lines[0].serials).toEqual(['A1']);
    expect((await supplier.post('/v1/asns/SHIP-1/cancel')).body.code).toBe('list-closed');
    expect((await client.post('/v1/asns/SHIP-1/receive', { scanned: ['A1'] })).body.code).toBe('list-closed');
    expect((await send(['B1', 'B2'])).body).toMatchObject({ status: 'open', revision: 2 });
    await client.post(`/v1/documents/${orderId}/cancel`);
    expect(codesOnly(await send(['B1']))).toEqual(['document-closed']);
    expect((await supplier.post('/v1/asns/SHIP-1/cancel')).status).toBe(200);
  });

  it('asks for the dates that its items need, and hands them and batches on to the units', async () => {
    const { client, supplier } = await ordered(1);
    await client.put('/v1/items/filter', {
      name: 'Filter',
      tracking: 'serial',
      serialType: 'fully-tracked',
      expiryTracking: true,
    });
    const orderId = await orderOf(client, [{ itemId: 'filter', quantity: 2 }]);
    const put = (extra: Line) =>
      supplier.put('/v1/asns/F1', {
        orderId,
        lines: [{ itemId: 'filter', serials: ['F1', 'F2'], ...extra }],
      });
    expect(pointersOf(await put({}))).toEqual(['/lines/0/expiresOn expiry-required']);
    expect(pointersOf(await put({ expiresOn: day(90), batch: 'ü' }))).toEqual([
      '/lines/0/batch batch-invalid',
    ]);
    expect((await put({ expiresOn: day(90), batch: 'lot 7' })).status).toBe(201);
    await client.post('/v1/asns/F1/receive', { scanned: ['F1'] });
    expect(await unitOf(client, 'F1', 'filter')).toMatchObject({ batch: 'LOT 7', expiresOn: day(90) });
  });
});

describe('receiving against a list', () => {
  it('takes cartons one by one, twice scanned ones once, and waits for nothing until the delivery is complete', async () => {
    const { client, send, receive } = await ordered(6);
    await send([], {
      cartons: CARTONS.map((sscc, n) => ({ sscc, serials: [`C${n}-1`, `C${n}-2`] })),
    });
    const first = await receive([CARTONS[0], CARTONS[0], 'C0-1'], { complete: false });
    expect(first.body).toMatchObject({ status: 'partly-received', counts: { received: 2, missing: 4 } });
    expect(await openOf(client)).toEqual([]);
    const again = await receive([`(00)${CARTONS[0]}`, `]C100${CARTONS[1]}`], { complete: false });
    expect(again.body.counts).toMatchObject({ received: 2, matched: 4, missing: 2 });
    const last = await receive(['c2-1']);
    expect(last.body).toMatchObject({ status: 'partly-received', missing: [{ serial: 'C2-2' }] });
    expect(await openOf(client)).toEqual(['missing C2-2']);
    const late = await receive(['C2-2']);
    expect(late.body).toMatchObject({ status: 'received', counts: { received: 1, missing: 0 } });
    expect(await openOf(client)).toEqual([]);
    expect((await receive(['C2-2'])).body).toMatchObject({
      status: 'received',
      counts: { received: 0, matched: 1 },
    });
    // Taken back, it is expected by its list again.
    const [unit] = (await client.get('/v1/items/pump/serials?serial=C2-2')).body.items;
    const back = await client.post(`/v1/documents/${unit.documentId}/void`, {
      movementIds: [late.body.movementId],
      reason: 'wrong lorry',
    });
    expect(back.status).toBe(200);
    expect(await unitOf(client, 'C2-2')).toMatchObject({
      status: 'expected',
      onList: { asnNumber: 'SHIP-1' },
    });
    expect((await receive(['C2-2'])).body).toMatchObject({ status: 'received', counts: { received: 1 } });
    expect(await imbalanceOf(client)).toEqual([]);
    expect((await client.get('/v1/asns/SHIP-1')).body.counts).toEqual({ announced: 6, received: 6, left: 0 });
  });

  it('understands labels: cartons, and units by their GTIN and number', async () => {
    const { client, send, receive } = await ordered(4);
    await client.put('/v1/items/pump', {
      name: 'Pump',
      tracking: 'serial',
      serialType: 'fully-tracked',
      gtin: '614141123452',
    });
    await send(['A1', 'A2', 'A3'], { cartons: [{ sscc: CARTONS[0], serials: ['A4'] }] });
    const done = await receive(
      [
        `]C100${CARTONS[0]}`,
        '(01)00614141123452(21)A1',
        ']d2010061414112345221A2|10LOT7',
        'https://id.example.com/01/00614141123452/21/A9',
        '(01)04012345678901(21)A3',
      ],
      { complete: false },
    );
    expect(serialsIn(done.body.matched)).toEqual(['A1', 'A2', 'A4']);
    expect(done.body.unexpected).toMatchObject([
      { itemId: 'pump', serial: 'A9', code: 'not-on-list' },
      { serial: 'A3', detail: '"A3" of GTIN 04012345678901 is not on the list.' },
    ]);
  });

  it('lets no bad unit keep the good ones out', async () => {
    const { client, orderId, send, receive } = await ordered(5);
    await send(['A1', 'A2', 'A3', 'A4', 'A5']);
    // Meanwhile one came by another receipt, one was received on the order by hand, one was given its right number.
    await client.post('/v1/documents', receipt(['A1']));
    await client.post(`/v1/documents/${orderId}/post`, {
      lines: [{ line: 1, quantity: 1, serials: ['A2'] }],
    });
    const renamed = await unitOf(client, 'A3');
    await client.post(`/v1/items/pump/serials/${renamed.id}/rename`, { serial: 'A33', reason: 'label' });
    const done = await receive(['A1', 'A2', 'A3', 'A4', 'what?!', { itemId: 'nut', serial: 'A5' }]);
    expect(done.body).toMatchObject({
      counts: { received: 2, matched: 3, missing: 1, refused: 1, unexpected: 2 },
      refused: [{ serial: 'A1', code: 'serial-exists' }],
      missing: [{ serial: 'A5' }],
    });
    expect(serialsIn(done.body.matched)).toEqual(['A2', 'A33', 'A4']);
    expect(await openOf(client)).toEqual([
      'missing A5',
      'not-received A1',
      'unexpected A5',
      'unexpected what?!',
    ]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('is refused as a whole only where nothing could be received', async () => {
    const { client, orderId, send, receive } = await ordered(2);
    await send(['A1', 'A2']);
    expect(codesOnly(await receive(['A1'], { effectiveDate: day(1) }))).toEqual(['date-future']);
    expect((await receive([])).status).toBe(400);
    expect((await receive(['A1'], {}, 'NOPE')).status).toBe(404);
    await client.post(`/v1/documents/${orderId}/cancel`);
    expect((await receive(['A1'])).body).toMatchObject({ status: 409, code: 'document-closed' });
    await settled();
    expect((await client.get('/v1/exceptions')).body.items).toEqual([]);
  });

  it('counts once however often it is sent, and for one of two at the same time', async () => {
    const { client, send, receive } = await ordered(3);
    await send(['A1', 'A2', 'A3']);
    const once = () => client.post('/v1/asns/SHIP-1/receive', { scanned: ['A1'] }, { key: 'gate-1' });
    const [first, second] = [await once(), await once()];
    expect(second.body).toEqual(first.body);
    const both = await Promise.all([receive(['A2', 'A3']), receive(['A2', 'A3'])]);
    expect(both.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(await stockOf(client)).toEqual({ main: [3, 3, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });
});

describe('what a delivery left open', () => {
  const delivered = async () => {
    const { client, orderId, send, receive } = await ordered(4);
    await send(['A1', 'A2', 'A3']);
    await client.post('/v1/documents', receipt(['A1']));
    await receive(['A1', 'X1', 'X2', 'not a ! serial']);
    const settle = async (serial: string, body: Line) => {
      const { exceptionId } = await exceptionOf(client, serial);
      return client.post(`/v1/exceptions/${exceptionId}/settle`, body);
    };
    return { client, orderId, settle, receive };
  };

  it('is settled one by one: received late, taken off, received beside, corrected, or closed with a reason', async () => {
    const { client, orderId, settle } = await delivered();
    expect((await settle('A2', { action: 'receive' })).body).toMatchObject({
      status: 'closed',
      reason: 'received',
      closedByMovementId: expect.any(String),
    });
    expect((await settle('A3', { action: 'remove', reason: 'never sent' })).body).toMatchObject({
      status: 'closed',
      reason: 'never sent',
    });
    // The order has room again, so unexpected units take it; A1 still stands on its row.
    expect((await settle('X1', { action: 'receive' })).status).toBe(200);
    expect((await settle('X2', { action: 'receive' })).status).toBe(200);
    expect((await settle('not a ! serial', { action: 'receive' })).body.code).toBe('serial-characters');
    expect((await settle('not a ! serial', { action: 'receive', serial: 'X3' })).status).toBe(200);
    expect((await settle('A1', { action: 'receive' })).body.code).toBe('serial-exists');
    // It came by another receipt: its number is taken off the row that still names it.
    expect((await settle('A1', { action: 'remove' })).body.status).toBe('closed');
    expect((await client.get(`/v1/documents/${orderId}`)).body.lines[0].serials).toEqual([]);
    expect(await openOf(client)).toEqual([]);
    expect(await stockOf(client)).toEqual({ main: [5, 5, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
    expect((await client.get('/v1/asns/SHIP-1')).body).toMatchObject({
      status: 'received',
      counts: { left: 0 },
    });
    expect((await client.get(`/v1/documents/${orderId}`)).body.lines[0]).toMatchObject({ posted: 3 });
  });

  it('is refused in the words of what was asked, not of the row that is posted for it', async () => {
    const { settle } = await delivered();
    expect(codesOf(await settle('A1', { action: 'receive' }))).toEqual(['/serial serial-exists']);
    const wrong = { action: 'receive', expiresOn: day(9), effectiveDate: day(9) };
    expect(codesOf(await settle('X1', wrong))).toEqual([
      '/effectiveDate date-future',
      '/expiresOn expiry-not-tracked',
    ]);
    const gone = await settle('X1', { action: 'remove' });
    expect(codesOf(gone)).toEqual(['/action serial-not-assigned']);
  });

  it('is told apart where a slip, a rename or another order is behind it', async () => {
    const { client, orderId, send, receive } = await ordered(4);
    // A slip of the scanner doesn't begin the receipt: the list may still be replaced.
    await send(['A1', 'A2']);
    expect((await receive(['x9', 'X9'])).body).toMatchObject({ status: 'open', counts: { unexpected: 1 } });
    expect((await send(['A1', 'A2', 'A3'])).body.revision).toBe(2);
    // The number that was announced means its unit, however often the list is replaced.
    const { id } = await unitOf(client, 'A1');
    await client.post(`/v1/items/pump/serials/${id}/rename`, { serial: 'B1', reason: 'label' });
    expect(codesOf(await send(['A1', 'B1']))).toEqual(['/lines/0/serials/1 serial-duplicate']);
    await send(['A1', 'A2']);
    await send(['A1', 'A2', 'A3']);
    expect((await unitOf(client, 'B1')).id).toBe(id);
    expect((await client.get('/v1/asns/SHIP-1')).body.lines[0].serials).toEqual(['A1', 'A2', 'A3']);
    // What was taken off the order is announced again by the same list, and not missed while it isn't.
    await client.post(`/v1/documents/${orderId}/lines/1/serials/remove`, { serials: ['A3'] });
    expect((await send(['A1', 'A2', 'A3'])).body.revision).toBe(5);
    expect((await unitOf(client, 'A3')).status).toBe('expected');
    const done = await receive(['A1']);
    expect([done.body.matched, serialsIn(done.body.missing)]).toEqual([
      [{ itemId: 'pump', serial: 'B1' }],
      ['A2', 'A3'],
    ]);
    // Another number than the one awaited is neither taken for it nor lost.
    const missed = await exceptionOf(client, 'A2');
    const path = `/v1/exceptions/${missed.exceptionId}/settle`;
    expect(codesOf(await client.post(path, { action: 'receive', serial: 'A22' }))).toEqual([
      '/serial field-not-taken',
    ]);
    // Scanned badly, it was the missing one: both are settled.
    await receive(['A-?3']);
    const odd = await exceptionOf(client, 'A-?3');
    const settledSo = { action: 'receive', serial: 'A3' };
    expect((await client.post(`/v1/exceptions/${odd.exceptionId}/settle`, settledSo)).status).toBe(200);
    expect(await openOf(client)).toEqual(['missing A2', 'unexpected X9']);
    // Taken back, it is awaited again.
    const back = await client.post(path, { action: 'receive' });
    const { closedByMovementId } = back.body;
    await client.post(`/v1/documents/${orderId}/void`, {
      movementIds: [closedByMovementId],
      reason: 'wrong',
    });
    expect((await receive(['A1'])).body).toMatchObject({
      status: 'partly-received',
      missing: [{ serial: 'A2' }],
    });
    expect(await openOf(client)).toContain('missing A2');
    // What another order of the supplier expects is received there; another supplier's is left alone.
    const own = await orderOf(client, [{ itemId: 'pump', quantity: 1, serials: ['O1'] }], {
      number: 'PO-OWN',
    });
    await orderOf(client, [{ itemId: 'pump', quantity: 1, serials: ['O2'] }], { partnerId: 'rival' });
    await receive(['O1', 'O2']);
    const settle = async (serial: string) => {
      const { exceptionId } = await exceptionOf(client, serial);
      return client.post(`/v1/exceptions/${exceptionId}/settle`, { action: 'receive' });
    };
    expect((await settle('O1')).status).toBe(200);
    expect((await client.get(`/v1/documents/${own}`)).body).toMatchObject({ status: 'posted' });
    expect((await settle('O2')).body).toMatchObject({ status: 409, code: 'serial-exists' });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('concerns one item and no other, and what its list said of it counts', async () => {
    const { client, supplier } = await ordered(1);
    const item = { name: 'Filter', tracking: 'serial', serialType: 'fully-tracked' };
    await client.put('/v1/items/filter', item);
    const orderId = await orderOf(client, [
      { itemId: 'filter', quantity: 2 },
      { itemId: 'pump', quantity: 1 },
    ]);
    const list = {
      orderId,
      lines: [
        { itemId: 'filter', serials: ['F1', 'F2'], batch: 'LOT1' },
        { itemId: 'pump', serials: ['P1'] },
      ],
    };
    await supplier.put('/v1/asns/MIX', list);
    const [filters, pumps] = list.lines;
    await supplier.put('/v1/asns/MIX', { ...list, lines: [{ ...filters, batch: 'LOT2' }, pumps] });
    expect(await unitOf(client, 'F1', 'filter')).toMatchObject({ batch: 'LOT2' });
    await client.put('/v1/items/filter', { ...item, expiryTracking: true });
    const done = await client.post('/v1/asns/MIX/receive', { scanned: ['F1', 'F2', 'P1'] });
    expect(done.body).toMatchObject({ matched: [{ serial: 'P1' }], counts: { refused: 2 } });
    const { exceptionId } = await exceptionOf(client, 'F2');
    const settle = { action: 'receive', expiresOn: day(90) };
    expect((await client.post(`/v1/exceptions/${exceptionId}/settle`, settle)).status).toBe(200);
    expect(await unitOf(client, 'F2', 'filter')).toMatchObject({
      status: 'in-stock',
      batch: 'LOT2',
      expiresOn: day(90),
    });
  });

  it('is beyond what was ordered received without the order', async () => {
    const { client, send, receive } = await ordered(1);
    await send(['A1']);
    await receive(['A1', 'X1']);
    const { exceptionId } = await exceptionOf(client, 'X1');
    const settledSo = await client.post(`/v1/exceptions/${exceptionId}/settle`, { action: 'receive' });
    expect(settledSo.status).toBe(200);
    const unit = await unitOf(client, 'X1');
    expect(unit).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect((await client.get(`/v1/documents/${unit.documentId}`)).body).toMatchObject({
      kind: 'product-receipt',
      partnerId: 'acme',
      reason: 'delivered beside order PO-1',
    });
    const again = await client.post(`/v1/exceptions/${exceptionId}/settle`, { action: 'receive' });
    expect(again.body.code).toBe('exception-closed');
  });
});

describe('a list beyond one transaction', () => {
  it('is replaced as a whole, its cartons too', async () => {
    const { client, supplier, orderId } = await ordered(200);
    const checked = (digits: string): string => {
      const sum = [...digits]
        .reverse()
        .reduce((all, digit, i) => all + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
      return `${digits}${(10 - (sum % 10)) % 10}`;
    };
    const carton = (n: number) => ({
      sscc: checked(`34012345${String(n).padStart(9, '0')}`),
      serials: [`C${n}`],
    });
    const put = (from: number, number = 'SHIP-1') =>
      supplier.put(`/v1/asns/${number}`, {
        orderId,
        lines: [{ itemId: 'pump', cartons: Array.from({ length: 150 }, (_, n) => carton(from + n)) }],
      });
    expect((await put(0)).status).toBe(201);
    const moved = await put(30);
    expect([moved.status, moved.body.counts.announced]).toEqual([200, 150]);
    const other = await put(20, 'SHIP-2');
    const codes = other.body.violations.map(({ code }: { code: string }) => code);
    expect(codes.filter((code: string) => code === 'sscc-on-list')).toHaveLength(140);
    const done = await client.post('/v1/asns/SHIP-1/receive', {
      scanned: [carton(179).sscc, carton(29).sscc],
    });
    expect(done.body).toMatchObject({
      matched: [{ serial: 'C179' }],
      unexpected: [{ code: 'carton-not-on-list' }],
      counts: { missing: 149 },
    });
    expect(await openOf(client)).toHaveLength(100);
    expect(await imbalanceOf(client)).toEqual([]);
  });
});

describe('a list of 10,000', () => {
  it('is checked in one request and received by its pallets', async () => {
    const { client, supplier, orderId } = await ordered(10_000);
    const serials = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => `N${String(from + n).padStart(6, '0')}`);
    const list = (from: number, count: number) => ({
      orderId,
      lines: [
        { itemId: 'pump', serials: serials(from, count - 500) },
        { itemId: 'pump', cartons: [{ sscc: CARTONS[0], serials: serials(from + count - 500, 500) }] },
      ],
    });
    const faulty = list(0, 9_998);
    faulty.lines[0]!.serials!.push('N000003', 'way!');
    const refused = await supplier.put('/v1/asns/BIG', faulty);
    expect([refused.status, pointersOf(refused)]).toEqual([
      422,
      ['/lines/0/serials/9498 serial-duplicate', '/lines/0/serials/9499 serial-characters'],
    ]);
    // As many are accepted as keep the test short; bench/lists.ts accepts all.
    const accepted = await supplier.put('/v1/asns/BIG', list(0, 2_000));
    expect([accepted.status, accepted.body.counts]).toEqual([
      201,
      { announced: 2_000, received: 0, left: 0 },
    ]);
    const done = await client.post('/v1/asns/BIG/receive', { scanned: [CARTONS[0]], complete: false });
    expect(done.body.counts).toMatchObject({ received: 500, missing: 1_500 });
    expect(await stockOf(client)).toEqual({ main: [500, 500, 0] });
  });
});

describe('a list whose delivery was taken back, or came by another way', () => {
  it('misses its units again, and can be cancelled once none is here', async () => {
    const { client, supplier, orderId, send, receive } = await ordered(2);
    await send(['A1', 'A2']);
    const [first, second] = [await receive(['A1']), await receive(['A2'])];
    expect([first.body.status, second.body.status]).toEqual(['partly-received', 'received']);
    expect(await openOf(client)).toEqual([]);
    const takeBack = ({ body }: Answer) =>
      client.post(`/v1/documents/${orderId}/void`, { movementIds: [body.movementId], reason: 'wrong gate' });
    await takeBack(second);
    expect((await receive(['A1'])).body).toMatchObject({
      status: 'partly-received',
      missing: [{ serial: 'A2' }],
    });
    expect(await openOf(client)).toEqual(['missing A2']);
    expect((await client.get('/v1/asns/SHIP-1')).body.counts).toEqual({ announced: 2, received: 1, left: 1 });
    const early = await client.post('/v1/asns/SHIP-1/cancel', {});
    expect([early.status, early.body.code, early.body.violations[0].serial]).toEqual([
      409,
      'list-closed',
      'A1',
    ]);
    await takeBack(first);
    expect((await supplier.post('/v1/asns/SHIP-1/cancel', {})).body.status).toBe('cancelled');
    expect(await openOf(client)).toEqual([]);
    expect((await client.get(`/v1/documents/${orderId}`)).body.lines[0].serials).toEqual([]);
    const next = await orderOf(client, [{ itemId: 'pump', quantity: 2 }]);
    const again = await supplier.put('/v1/asns/SHIP-1', {
      orderId: next,
      lines: [{ itemId: 'pump', serials: ['A1', 'A3'] }],
    });
    expect(again.body).toMatchObject({ status: 'open', revision: 2 });
  });

  it('leaves what never came to another list', async () => {
    const { client, supplier, orderId, send, receive } = await ordered(2);
    await send(['A1', 'A2']);
    await receive(['A1']);
    const none = await supplier.put(
      '/v1/asns/SHIP-9',
      { orderId, lines: [{ itemId: 'pump', serials: ['Z1'] }] },
      { headers: { 'if-match': '*' } },
    );
    expect(none.status).toBe(412);
    expect(codesOnly(await send(['A2'], {}, 'SHIP-2'))).toEqual(['serial-on-list']);
    const { exceptionId } = await exceptionOf(client, 'A2');
    await client.post(`/v1/exceptions/${exceptionId}/close`, { reason: 'sent later' });
    expect((await send(['A2'], {}, 'SHIP-2')).status).toBe(201);
    expect((await unitOf(client, 'A2')).onList).toEqual({ asnNumber: 'SHIP-2' });
    expect((await receive(['A1'])).body).toMatchObject({ status: 'received', missing: [] });
    expect((await receive(['A2'], {}, 'SHIP-2')).body).toMatchObject({ status: 'received' });
    expect((await client.get(`/v1/documents/${orderId}`)).body.status).toBe('posted');
    expect((await supplier.get(`/v1/documents/${orderId}`)).body.movementIds).toBeUndefined();
  });

  it('is replaced although one of its units was received on the order by hand', async () => {
    const { client, supplier, orderId, send, receive } = await ordered(3, { reason: 'cheap' });
    const dates = { shipDate: day(1), expectedDate: day(2) };
    await supplier.put('/v1/asns/SHIP-1', {
      orderId,
      ...dates,
      lines: [{ itemId: 'pump', serials: ['A1', 'A2'], batch: 'LOT1' }],
    });
    await client.post(`/v1/documents/${orderId}/post`, {
      lines: [{ line: 1, quantity: 1, serials: ['A1'] }],
    });
    const second = await send(['A1', 'A2', 'A3']);
    expect([second.status, second.body.counts.announced]).toEqual([200, 3]);
    expect((await receive(['A2', 'A3'])).body).toMatchObject({ counts: { received: 2, missing: 0 } });
    expect(await openOf(client)).toEqual([]);
    const first = await supplier.get('/v1/asns/SHIP-1?revision=1');
    expect(first.body).toMatchObject({
      ...dates,
      lines: [{ itemId: 'pump', batch: 'LOT1', serials: ['A1', 'A2'] }],
    });
    expect((await supplier.get('/v1/asns/SHIP-1')).body.lines[0].batch).toBeUndefined();
    const told = await supplier.get(`/v1/documents/${orderId}`);
    expect([told.body.reason, told.body.createdBy]).toEqual([undefined, undefined]);
  });

  it('knows its units by the numbers that they were sent with and those that they bear', async () => {
    const { client, send, receive } = await ordered(3);
    await send(['A1', 'A2', 'A3']);
    await receive(['A3']);
    const rename = async (from: string, to: string) => {
      const { id } = await unitOf(client, from);
      return client.post(`/v1/items/pump/serials/${id}/rename`, { serial: to, reason: 'label' });
    };
    expect((await rename('A1', 'B1')).status).toBe(200);
    expect((await rename('A2', 'B2')).status).toBe(200);
    expect((await receive(['B1', 'A1', 'A2'])).body).toMatchObject({
      status: 'received',
      matched: [{ serial: 'B1' }, { serial: 'B2' }],
      counts: { received: 2, unexpected: 0 },
    });
    expect(await openOf(client)).toEqual([]);
  });

  it('tells of a carton that is not its own, and takes no carton for a unit', async () => {
    const { client, supplier, send, receive } = await ordered(2, {});
    await send(['A1']);
    const other = await orderOf(client, [{ itemId: 'pump', quantity: 1 }]);
    await supplier.put('/v1/asns/SHIP-2', {
      orderId: other,
      lines: [{ itemId: 'pump', cartons: [{ sscc: CARTONS[0], serials: ['C1'] }] }],
    });
    const done = await receive(['A1', CARTONS[0], `]C100${CARTONS[1]}`]);
    expect(done.body.unexpected).toMatchObject([
      {
        code: 'carton-not-on-list',
        detail: `Carton ${CARTONS[0]} is not on the list. It is on list SHIP-2 of acme.`,
      },
      { code: 'carton-not-on-list' },
    ]);
    const { exceptionId } = await exceptionOf(client, CARTONS[0] ?? '');
    const path = `/v1/exceptions/${exceptionId}/settle`;
    expect(codesOf(await client.post(path, { action: 'receive' }))).toEqual(['/serial field-required']);
    const row = await orderOf(client, [{ itemId: 'pump', quantity: 1, hold: 'inspect' }], { number: 'PO-H' });
    await supplier.put('/v1/asns/SHIP-3', { orderId: row, lines: [{ itemId: 'pump', serials: ['H1'] }] });
    await receive(['H1', 'H2'], {}, 'SHIP-3');
    const beside = await exceptionOf(client, 'H2');
    expect(
      (await client.post(`/v1/exceptions/${beside.exceptionId}/settle`, { action: 'receive' })).status,
    ).toBe(200);
    expect((await unitOf(client, 'H2')).heldBy).toMatchObject([{ reason: 'inspect' }]);
  });

  it('is received after it was cancelled and sent again, and misses anew what it missed before', async () => {
    const { client, supplier, orderId, send, receive } = await ordered(6);
    await client.post(`/v1/documents/${orderId}/lines/1/serials`, { serials: ['K1', 'K2'] });
    await send(['K1', 'K2', 'A1']);
    await client.post(`/v1/documents/${orderId}/lines/1/serials/remove`, { serials: ['A1'] });
    await client.post('/v1/documents', receipt(['A1'], { partnerId: 'rival' }));
    expect((await receive(['A1'])).body.counts).toMatchObject({ refused: 1, missing: 2 });
    expect((await supplier.post('/v1/asns/SHIP-1/cancel', {})).body.counts).toMatchObject({ left: 0 });
    expect((await send(['K1', 'K2'])).body.revision).toBe(2);
    const done = await receive(['K1']);
    expect([done.status, done.body.missing]).toEqual([200, [{ itemId: 'pump', serial: 'K2' }]]);
    expect(await openOf(client)).toEqual(['missing K2']);
    // What was decided about a unit that came after all says nothing of it any more.
    const { exceptionId } = await exceptionOf(client, 'K2');
    await client.post(`/v1/exceptions/${exceptionId}/close`, { reason: 'lost' });
    const late = await receive(['K2']);
    expect(late.body).toMatchObject({ status: 'received', counts: { received: 1 } });
    await client.post(`/v1/documents/${orderId}/void`, { movementIds: [late.body.movementId], reason: 'no' });
    expect((await receive(['K1'])).body).toMatchObject({ missing: [{ serial: 'K2' }] });
    expect(await openOf(client)).toEqual(['missing K2']);
    // A supplier sees its own, and neither who of us did something nor by what.
    const own = await supplier.get('/v1/asns/SHIP-1');
    expect([own.body.createdBy, own.body.movementIds, own.body.revisions[0].by]).toEqual(
      Array(3).fill(undefined),
    );
    expect((await client.get('/v1/asns/SHIP-1')).body.movementIds).not.toEqual([]);
  });

  it('knows what its labels say, and closes what was scanned too early', async () => {
    const { client, send, receive } = await ordered(3);
    const watch = { name: 'Watch', tracking: 'serial', gtin: '9506000134369' };
    await client.put('/v1/items/watch', watch);
    await send(['A1', 'A2']);
    const done = await receive(['A1', 'A-3', '(01)09506000134369(21)W1']);
    expect(done.body.unexpected).toMatchObject([
      { serial: 'A-3', code: 'not-on-list' },
      { itemId: 'watch', serial: 'W1', code: 'not-on-list' },
    ]);
    const { id } = await unitOf(client, 'A2');
    await client.post(`/v1/items/pump/serials/${id}/rename`, { serial: 'A-3', reason: 'label' });
    expect((await receive(['A-3'])).body.status).toBe('received');
    expect(await openOf(client)).toEqual(['unexpected W1']);
    const carton = { itemId: 'pump', serial: CARTONS[0] };
    await receive([carton]);
    const { exceptionId } = await exceptionOf(client, CARTONS[0] ?? '');
    const path = `/v1/exceptions/${exceptionId}/settle`;
    expect(codesOf(await client.post(path, { action: 'receive' }))).toEqual(['/serial field-required']);
  });
});
