import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Client,
  company,
  day,
  documentOf,
  recallSearched,
  receipt,
  sale,
  settled,
  unitOf,
} from '../support/client.ts';

const pathOf = async (client: Client, serial: string, itemId = 'pump'): Promise<string> =>
  `/v1/items/${itemId}/serials/${(await unitOf(client, serial, itemId)).id}`;

const taken = async (answer: Promise<Answer>): Promise<Answer['body']> => {
  const { status, text, body } = await answer;
  if (status > 201) throw new Error(text);
  return body;
};

const bodyOf = (client: Client, path: string) => taken(client.get(path));

const unitsOf = async (client: Client, recallId: string, query = ''): Promise<Answer['body'][]> => {
  const found: Answer['body'][] = [];
  for (let cursor = ''; ; ) {
    const page = await bodyOf(client, `/v1/recalls/${recallId}/units?limit=100${query}${cursor}`);
    found.push(...page.items);
    if (page.nextCursor === undefined) return found;
    cursor = `&cursor=${page.nextCursor}`;
  }
};

const numbersOf = async (client: Client, recallId: string): Promise<string[]> =>
  (await unitsOf(client, recallId)).map(({ serial }) => serial).sort();

const line = (serials: readonly string[], more: Record<string, unknown> = {}) => ({
  itemId: 'pump',
  quantity: serials.length,
  serials,
  ...more,
});

const received = (client: Client, lines: readonly unknown[], more: Record<string, unknown> = {}) =>
  taken(client.post('/v1/documents', receipt([], { lines, ...more })));

const works = (client: Client, lines: readonly Record<string, unknown>[]) =>
  taken(
    client.post('/v1/documents', {
      kind: 'works-order',
      locationId: 'main',
      lines: lines.map((one) => ({ quantity: 1, ...one })),
      post: true,
    }),
  );

const workshop = async () => {
  const client = await company();
  await client.put('/v1/partners/other', { name: '=Other', role: 'both' });
  for (const itemId of ['bike', 'set']) {
    await client.put(`/v1/items/${itemId}`, {
      name: itemId,
      tracking: 'serial',
      serialType: 'fully-tracked',
    });
  }
  return client;
};

const open = (client: Client, criteria: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  taken(client.post('/v1/recalls', { name: 'cracked housings', criteria, ...more }));

const heldBy = async (client: Client, serial: string, itemId = 'pump'): Promise<string[]> =>
  ((await unitOf(client, serial, itemId)).heldBy ?? []).flatMap(
    ({ recallId }: { recallId?: string }) => recallId ?? [],
  );

describe('a recall', () => {
  it('finds units and the products they went into, over two levels, holds, stays live, and closes', async () => {
    const client = await workshop();
    await received(client, [
      line(['P1', 'P2', 'P3', 'P4'], { batch: 'b1' }),
      line(['P5', 'P6'], { batch: 'b2' }),
    ]);
    for (const [bike, pump] of [
      ['B1', 'P1'],
      ['B2', 'P5'],
      ['B3', 'P2'],
    ]) {
      await works(client, [
        { itemId: 'bike', role: 'produce', serials: [bike] },
        { itemId: 'pump', role: 'consume', serials: [pump] },
      ]);
    }
    await works(client, [
      { itemId: 'set', role: 'produce', serials: ['S1'] },
      { itemId: 'bike', role: 'consume', serials: ['B1', 'B2'], quantity: 2 },
    ]);
    const sold = await taken(
      client.post('/v1/documents', sale([], { lines: [{ itemId: 'set', quantity: 1, serials: ['S1'] }] })),
    );
    await taken(client.post('/v1/documents', sale(['P3'])));
    await settled();

    const made = await open(client, { itemId: 'pump', batch: 'B1' });
    const { recallId } = made;
    const counts = {
      total: 7,
      byStatus: { 'in-stock': 2, sold: 2, consumed: 3 },
      inStock: 2,
      held: 0,
    };
    expect(made).toMatchObject({ status: 'open', criteria: { itemId: 'pump', batch: 'B1' }, counts });
    expect(made.customers).toEqual([{ partnerId: 'jane', name: 'Jane', units: 2 }]);
    expect(await recallSearched(client, recallId)).toMatchObject({ counts, search: { found: 7 } });
    const units = await unitsOf(client, recallId);
    const shown = units.map((unit) => [
      unit.serial,
      unit.status,
      unit.partnerId ?? unit.locationId,
      unit.via?.serial,
    ]);
    expect(shown.sort()).toEqual([
      ['B1', 'consumed', 'main', 'P1'],
      ['B3', 'in-stock', 'main', 'P2'],
      ['P1', 'consumed', 'main', undefined],
      ['P2', 'consumed', 'main', undefined],
      ['P3', 'sold', 'jane', undefined],
      ['P4', 'in-stock', 'main', undefined],
      ['S1', 'sold', 'jane', 'B1'],
    ]);

    const held = await taken(client.post(`/v1/recalls/${recallId}/hold`, { reason: 'may burst' }));
    expect(held).toMatchObject({ counts: { inStock: 2, held: 2 }, hold: { reason: 'may burst' } });
    expect((await unitOf(client, 'P4')).heldBy).toMatchObject([{ recallId, reason: 'may burst' }]);
    for (const body of [
      sale(['P4']),
      sale([], { lines: [{ itemId: 'bike', quantity: 1, serials: ['B3'] }] }),
    ]) {
      expect((await client.post('/v1/documents', body)).body.code).toBe('serial-held');
    }

    // Whatever comes in and fits comes in held, in the same write; nothing else does.
    await received(client, [line(['P7'], { batch: 'b1' }), line(['P8'], { batch: 'b2' })]);
    expect([await heldBy(client, 'P7'), await heldBy(client, 'P8')]).toEqual([[recallId], []]);
    await taken(client.post(`/v1/documents/${sold.documentId}/void`, { reason: 'wrong customer' }));
    expect(await heldBy(client, 'S1', 'set')).toEqual([recallId]);
    await taken(client.post('/v1/documents', documentOf('customer-return', ['P3'], { partnerId: 'jane' })));
    expect(await heldBy(client, 'P3')).toEqual([recallId]);
    expect(await numbersOf(client, recallId)).toEqual(['B1', 'B3', 'P1', 'P2', 'P3', 'P4', 'P7', 'S1']);
    expect((await bodyOf(client, `/v1/recalls/${recallId}`)).counts).toMatchObject({ inStock: 5, held: 5 });

    const closed = await taken(
      client.post(`/v1/recalls/${recallId}/close`, { reason: 'repaired', release: true }),
    );
    expect(closed).toMatchObject({
      status: 'closed',
      closed: { reason: 'repaired', summary: { counts: { total: 8, inStock: 5, held: 5 }, customers: [] } },
    });
    expect(await heldBy(client, 'P4')).toEqual([]);
    await received(client, [line(['P9'], { batch: 'b1' })]);
    expect(await heldBy(client, 'P9')).toEqual([]);
    expect((await client.post(`/v1/recalls/${recallId}/hold`)).body).toMatchObject({
      status: 409,
      code: 'recall-closed',
    });
    const { events } = await bodyOf(client, `${await pathOf(client, 'P4')}/history`);
    expect(events.map(({ type }: { type: string }) => type)).toEqual(['receive', 'hold', 'release']);
  });

  it('follows a component into what contains it', async () => {
    const client = await workshop();
    await received(client, [line(['P1', 'P2'])]);
    await works(client, [
      { itemId: 'bike', role: 'produce', serials: ['B1'] },
      { itemId: 'pump', role: 'consume', serials: ['P1'] },
    ]);
    await settled();
    const all = await open(client, { component: { itemId: 'pump', serial: 'p1' } });
    expect(await numbersOf(client, all.recallId)).toEqual(['B1', 'P1']);
    const bikes = await open(client, { itemId: 'set', component: { itemId: 'pump', serial: 'P1' } });
    expect(bikes.counts.total).toBe(0);
    // The bike is no set, but what it goes into is one.
    await works(client, [
      { itemId: 'set', role: 'produce', serials: ['S1'] },
      { itemId: 'bike', role: 'consume', serials: ['B1'] },
    ]);
    expect((await heldBy(client, 'S1', 'set')).sort()).toEqual([all.recallId, bikes.recallId].sort());
    await recallSearched(client, bikes.recallId);
    expect(await unitsOf(client, bikes.recallId)).toMatchObject([{ serial: 'S1', via: { serial: 'B1' } }]);
  });

  it('brings in held what is made of affected parts, in one posting or later', async () => {
    const client = await workshop();
    await received(client, [line(['P1', 'P2', 'P3'], { batch: 'b1' })]);
    const order = await taken(
      client.post('/v1/documents', {
        kind: 'works-order',
        locationId: 'main',
        lines: [
          { itemId: 'bike', quantity: 1, role: 'produce', serials: ['B2'] },
          { itemId: 'pump', quantity: 1, role: 'consume', serials: ['P2'], parentSerial: 'B2' },
        ],
      }),
    );
    const before = await taken(
      client.post('/v1/documents', {
        kind: 'works-order',
        locationId: 'main',
        lines: [
          { itemId: 'bike', quantity: 1, role: 'produce', serials: ['B3'] },
          { itemId: 'pump', quantity: 1, role: 'consume', serials: ['P3'], parentSerial: 'B3' },
        ],
      }),
    );
    const post = (documentId: string, lines: readonly number[]) =>
      taken(
        client.post(`/v1/documents/${documentId}/post`, {
          lines: lines.map((n) => ({ line: n, quantity: 1 })),
        }),
      );
    await post(before.documentId, [2]);
    await settled();
    const { recallId } = await open(client, { batch: 'b1' });
    await works(client, [
      { itemId: 'bike', role: 'produce', serials: ['B1'] },
      { itemId: 'pump', role: 'consume', serials: ['P1'] },
    ]);
    expect(await heldBy(client, 'B1', 'bike')).toEqual([recallId]);
    await post(order.documentId, [2]);
    await post(order.documentId, [1]);
    expect(await heldBy(client, 'B2', 'bike')).toEqual([recallId]);
    // Consumed before the recall, made after it.
    await recallSearched(client, recallId);
    await post(before.documentId, [1]);
    expect(await heldBy(client, 'B3', 'bike')).toEqual([recallId]);
    expect(await numbersOf(client, recallId)).toEqual(['B1', 'B2', 'B3', 'P1', 'P2', 'P3']);
  });

  it('takes its hold back with the posting that brought the unit in', async () => {
    const client = await workshop();
    const { recallId } = await open(client, { partnerId: 'acme', itemId: 'pump' });
    const wrong = await received(client, [line(['P1'])]);
    expect(await heldBy(client, 'P1')).toEqual([recallId]);
    await taken(client.post(`/v1/documents/${wrong.documentId}/void`, { reason: 'other supplier' }));
    expect((await bodyOf(client, `/v1/recalls/${recallId}`)).counts.total).toBe(0);
    await received(client, [line(['P1'])], { partnerId: 'other' });
    expect(await heldBy(client, 'P1')).toEqual([]);
    expect((await bodyOf(client, `/v1/recalls/${recallId}`)).counts.total).toBe(0);
    await taken(client.post('/v1/documents', documentOf('supplier-return', ['P1'], { partnerId: 'other' })));
    await received(client, [line(['P1'])]);
    expect(await heldBy(client, 'P1')).toEqual([recallId]);
    expect(await numbersOf(client, recallId)).toEqual(['P1']);
  });

  it('holds what is linked, captured, found or explained afterwards', async () => {
    const client = await workshop();
    await client.put('/v1/items/lamp', {
      name: 'Lamp',
      tracking: 'serial',
      serialPolicy: { creditor: 'optional', internal: 'optional', debtor: 'optional' },
    });
    const lamps = await received(client, [{ itemId: 'lamp', quantity: 3 }]);
    const all = await open(client, { itemId: 'lamp' });
    const delivery = await open(client, { documentId: lamps.documentId });
    await taken(client.post('/v1/items/lamp/serials/link', { locationId: 'main', serials: ['L1'] }));
    expect(await heldBy(client, 'L1', 'lamp')).toEqual([all.recallId]);
    await taken(client.post(`/v1/documents/${lamps.documentId}/lines/1/serials`, { serials: ['L2'] }));
    expect((await heldBy(client, 'L2', 'lamp')).sort()).toEqual([all.recallId, delivery.recallId].sort());
    await taken(
      client.post('/v1/documents', {
        ...documentOf('adjustment', [], { reason: 'found' }),
        lines: [{ itemId: 'lamp', quantity: 1, serials: ['L3'], direction: 'in' }],
      }),
    );
    expect(await heldBy(client, 'L3', 'lamp')).toEqual([all.recallId]);
  });

  it('goes by each criterion, and by several at once', async () => {
    const client = await workshop();
    await received(
      client,
      [
        line(['A1'], { batch: 'b1' }),
        line(['A2'], { batch: 'b2' }),
        { itemId: 'bike', quantity: 1, serials: ['X1'] },
      ],
      { effectiveDate: day(-5) },
    );
    await received(client, [line(['A10'])], { effectiveDate: day(-3) });
    await received(client, [line(['C1'], { batch: 'b1' })], { partnerId: 'other', effectiveDate: day(-3) });
    await taken(client.post('/v1/documents', documentOf('transfer', ['A2'], { toLocationId: 'shop' })));
    await settled();
    const cases: readonly (readonly [criteria: Record<string, unknown>, serials: readonly string[]])[] = [
      [{ itemId: 'pump' }, ['A1', 'A10', 'A2', 'C1']],
      [{ partnerId: 'acme' }, ['A1', 'A10', 'A2', 'X1']],
      [{ partnerId: 'other' }, ['C1']],
      [{ partnerId: 'acme', itemId: 'bike' }, ['X1']],
      [{ batch: 'b1' }, ['A1', 'C1']],
      [{ batch: 'B1', partnerId: 'other' }, ['C1']],
      [{ from: day(-3) }, ['A10', 'C1']],
      [{ to: day(-5), itemId: 'pump' }, ['A1', 'A2']],
      [{ from: day(-5), to: day(-3), itemId: 'pump' }, ['A1', 'A10', 'A2', 'C1']],
      [{ itemId: 'pump', serialFrom: 'a2', serialTo: 'A10' }, ['A10', 'A2']],
      [{ itemId: 'pump', serialFrom: 'A3' }, ['A10', 'C1']],
      [{ batch: 'b9' }, []],
    ];
    const opened: { recallId: string }[] = [];
    for (const [criteria, serials] of cases) {
      const { recallId, counts } = await open(client, criteria);
      opened.push({ recallId });
      expect([criteria, counts.total]).toEqual([criteria, serials.length]);
      expect([criteria, await numbersOf(client, recallId)]).toEqual([criteria, serials]);
    }
    for (const [i, [criteria, serials]] of cases.entries()) {
      const { recallId = '' } = opened[i] ?? {};
      await recallSearched(client, recallId);
      expect([criteria, await numbersOf(client, recallId)]).toEqual([criteria, serials]);
    }
  });

  it('of many units goes on behind the request, and holds them in one posting', async () => {
    const client = await workshop();
    const serials = Array.from({ length: 450 }, (_, i) => `M${1000 + i}`);
    await received(client, [line(serials)]);
    await received(client, [line(['N1', 'N2'])], { partnerId: 'other' });
    await taken(client.post(`${await pathOf(client, 'M1007')}/rename`, { serial: 'Z7', reason: 'misread' }));
    await settled();
    const made = await open(client, { partnerId: 'acme' }, { hold: { reason: 'unsafe' } });
    const found = await recallSearched(client, made.recallId);
    expect(found).toMatchObject({
      counts: { total: 450, inStock: 450, held: 450 },
      hold: { status: 'completed', reason: 'unsafe' },
    });
    expect((await numbersOf(client, made.recallId)).length).toBe(450);
    const csv = await client.get(`/v1/recalls/${made.recallId}/units.csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text.trim().split('\r\n')).toHaveLength(451);
    expect(await heldBy(client, 'Z7')).toEqual([made.recallId]);
    const { movementIds } = await received(client, [line(['M2000'])]);
    expect(movementIds).toHaveLength(1);
    expect(await heldBy(client, 'M2000')).toEqual([made.recallId]);
    expect(await heldBy(client, 'N1')).toEqual([]);
    const closed = await taken(client.post(`/v1/recalls/${made.recallId}/close`, { release: true }));
    expect(closed.closed.summary.counts).toMatchObject({ total: 451, held: 451 });
    expect(await heldBy(client, 'M1300')).toEqual([]);
  });

  it('is told as CSV that no spreadsheet runs', async () => {
    const client = await workshop();
    await received(client, [line(['-1', 'A,2'])]);
    await taken(client.post('/v1/documents', sale(['A,2'], { partnerId: 'other' })));
    await settled();
    const { recallId } = await open(client, { itemId: 'pump' });
    const { text } = await client.get(`/v1/recalls/${recallId}/units.csv?status=sold`);
    expect(text).toBe(
      'itemId,serial,status,inStock,held,locationId,partnerId,partnerName,viaItemId,viaSerial,parentItemId,parentSerial\r\n' +
        `pump,"A,2",sold,false,false,main,other,'=Other,,,,\r\n`,
    );
    const rows = (await client.get(`/v1/recalls/${recallId}/units.csv`)).text.split('\r\n');
    expect(rows.some((row) => row.startsWith("pump,'-1,in-stock,true"))).toBe(true);
  });

  it('holds what is received while many receive and it is opened', async () => {
    const client = await workshop();
    const receiving = Array.from({ length: 12 }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 20));
      return received(client, [line([`R${i}`])]);
    });
    await new Promise((resolve) => setTimeout(resolve, 90));
    const made = await open(client, { partnerId: 'acme' }, { hold: {} });
    await Promise.all(receiving);
    await settled();
    await recallSearched(client, made.recallId);
    // Those that were decided before it was opened are found; all others came in held.
    const units = await unitsOf(client, made.recallId);
    expect(units.map(({ serial }) => serial).sort()).toEqual(
      Array.from({ length: 12 }, (_, i) => `R${i}`).sort(),
    );
    expect(units.every(({ held }) => held)).toBe(true);
  });

  it('refuses what it cannot understand, all at once', async () => {
    const client = await workshop();
    const refused = await client.post('/v1/recalls', {
      name: 'x',
      criteria: {
        partnerId: 'nobody',
        documentId: 'nothing',
        from: day(0),
        to: day(-1),
        serialFrom: 'A9',
        serialTo: 'A1',
        component: { itemId: 'none', serial: 'Q' },
      },
    });
    expect(refused.status).toBe(422);
    expect(
      refused.body.violations.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`).sort(),
    ).toEqual([
      '/criteria/component/itemId item-unknown',
      '/criteria/documentId document-unknown',
      '/criteria/itemId criteria-missing',
      '/criteria/partnerId partner-unknown',
      '/criteria/serialTo range-reversed',
      '/criteria/to range-reversed',
    ]);
    const empty = await client.post('/v1/recalls', { name: 'x', criteria: {} });
    expect(empty.body).toMatchObject({ status: 422, code: 'criteria-missing' });
    const unknown = { component: { itemId: 'pump', serial: 'Q' } };
    expect((await client.post('/v1/recalls', { name: 'x', criteria: unknown })).body.code).toBe(
      'serial-unknown',
    );
    expect((await client.post('/v1/recalls', { name: 'x' })).status).toBe(400);
    expect((await client.post('/v1/recalls', { name: 'x', criteria: { colour: 'red' } })).status).toBe(400);
    for (const what of ['', '/units', '/units.csv']) {
      expect((await client.get(`/v1/recalls/none${what}`)).status).toBe(404);
    }
    expect((await client.post('/v1/recalls/none/hold')).status).toBe(404);
    const { recallId } = await open(client, { itemId: 'pump' });
    const other = await workshop();
    expect((await other.get(`/v1/recalls/${recallId}`)).status).toBe(404);
    expect((await other.post(`/v1/recalls/${recallId}/close`)).status).toBe(404);
    expect((await bodyOf(other, '/v1/recalls')).items).toEqual([]);
    expect((await bodyOf(client, '/v1/recalls')).items).toMatchObject([{ recallId, status: 'open' }]);
  });

  it('tells its version, and changes as that version only', async () => {
    const client = await workshop();
    const opened = await client.post('/v1/recalls', { name: 'x', criteria: { itemId: 'pump' } });
    const path = `/v1/recalls/${opened.body.recallId}`;
    const tagOf = ({ headers }: Answer) => headers.get('etag') ?? '';
    const at = (tag: string) => ({ headers: { 'if-match': tag } });
    expect(tagOf(opened)).toBe(tagOf(await client.get(path)));
    const held = await client.post(`${path}/hold`, {}, at(tagOf(opened)));
    expect([held.status, tagOf(held)]).toEqual([200, tagOf(await client.get(path))]);
    for (const call of ['hold', 'close']) {
      const stale = await client.post(`${path}/${call}`, {}, at(tagOf(opened)));
      expect([call, stale.body]).toMatchObject([call, { status: 412, code: 'version-mismatch' }]);
    }
    expect((await client.post(`${path}/close`, {}, at(tagOf(held)))).status).toBe(200);
    // The version is judged before the status.
    expect((await client.post(`${path}/hold`, {}, at(tagOf(held)))).status).toBe(412);
  });

  it('is opened once for a key', async () => {
    const client = await workshop();
    const body = { name: 'x', criteria: { itemId: 'pump' } };
    const both = await Promise.all([1, 2].map(() => client.post('/v1/recalls', body, { key: 'k1' })));
    const ids = new Set(both.filter(({ status }) => status === 201).map((one) => one.body.recallId));
    const again = await client.post('/v1/recalls', body, { key: 'k1' });
    expect([...ids, again.body.recallId].every((recallId) => recallId === again.body.recallId)).toBe(true);
    expect((await bodyOf(client, '/v1/recalls')).items).toHaveLength(1);
  });
});

describe('a recall, however it comes about', () => {
  it('is complete only once the lists have caught up', async () => {
    const client = await workshop();
    await received(client, [line(['L1', 'L2'], { batch: 'lag' })]);
    const made = await open(client, { batch: 'lag' }, { hold: {} });
    // Whatever the answer knew of, the search ends with all of it.
    expect(await recallSearched(client, made.recallId)).toMatchObject({ counts: { total: 2, held: 2 } });
  });

  it('leaves no hold where it is closed and released while units come in or are looked for', async () => {
    const client = await workshop();
    const serials = Array.from({ length: 150 }, (_, i) => `C${i}`);
    await received(client, [line(serials, { batch: 'b1' })]);
    await settled();
    const made = await open(client, { batch: 'b1' }, { hold: {} });
    const early = await taken(client.post(`/v1/recalls/${made.recallId}/close`, { release: true }));
    expect(early.status).toBe('closed');
    await expect
      .poll(async () => (await bodyOf(client, `/v1/recalls/${made.recallId}`)).closed.summary.counts.total)
      .toBe(150);
    expect((await bodyOf(client, `/v1/recalls/${made.recallId}`)).counts).toMatchObject({
      total: 150,
      held: 0,
    });
    expect(await heldBy(client, 'C7')).toEqual([]);
  });

  it('holds what came in between its opening and the end of its search', async () => {
    const client = await workshop();
    const serials = Array.from({ length: 70 }, (_, i) => `D${i}`);
    await received(client, [line(serials, { batch: 'b1' })]);
    await works(client, [
      { itemId: 'bike', role: 'produce', serials: ['B1'] },
      { itemId: 'pump', role: 'consume', serials: ['D7'] },
    ]);
    const bike = (serial: string) => ({ lines: [{ itemId: 'bike', quantity: 1, serials: [serial] }] });
    await taken(client.post('/v1/documents', sale([], bike('B1'))));
    await settled();
    const { recallId } = await open(client, { batch: 'b1' });
    await taken(
      client.post('/v1/documents', {
        ...documentOf('customer-return', []),
        partnerId: 'jane',
        ...bike('B1'),
      }),
    );
    await recallSearched(client, recallId);
    expect(await heldBy(client, 'B1', 'bike')).toEqual([recallId]);
    expect(await heldBy(client, 'D9')).toEqual([]);
  });

  it('follows parts into products that are parts already', async () => {
    const client = await workshop();
    await received(client, [line(['Z9'], { batch: 'b1' })]);
    const order = await taken(
      client.post('/v1/documents', {
        kind: 'works-order',
        locationId: 'main',
        lines: [
          { itemId: 'bike', quantity: 1, role: 'produce', serials: ['B1'] },
          { itemId: 'pump', quantity: 1, role: 'consume', serials: ['Z9'], parentSerial: 'B1' },
        ],
      }),
    );
    const post = (n: number) =>
      taken(client.post(`/v1/documents/${order.documentId}/post`, { lines: [{ line: n, quantity: 1 }] }));
    await post(1);
    await works(client, [
      { itemId: 'set', role: 'produce', serials: ['S1'] },
      { itemId: 'bike', role: 'consume', serials: ['B1'] },
    ]);
    await settled();
    const { recallId } = await open(client, { batch: 'b1' });
    await recallSearched(client, recallId);
    await post(2);
    await expect.poll(() => numbersOf(client, recallId)).toEqual(['B1', 'S1', 'Z9']);
    await taken(client.post(`${await pathOf(client, 'Z9')}/rename`, { serial: 'Z99', reason: 'misread' }));
    await taken(
      client.post(`${await pathOf(client, 'B1', 'bike')}/rename`, { serial: 'B11', reason: 'misread' }),
    );
    const units = await unitsOf(client, recallId);
    expect(units.map(({ serial, via, parent }) => [serial, via?.serial, parent?.serial]).sort()).toEqual([
      ['B11', 'Z99', 'S1'],
      ['S1', 'B11', undefined],
      ['Z99', undefined, 'B11'],
    ]);
  });

  it('lets go of units that are none any more, and of products made anew of others', async () => {
    const client = await workshop();
    const wrong = await received(client, [line(['N1', 'N2'], { batch: 'b1' })]);
    const { recallId } = await open(client, { documentId: wrong.documentId }, { hold: {} });
    await taken(client.post(`/v1/documents/${wrong.documentId}/void`, { reason: 'wrong' }));
    await received(client, [line(['N1'])], { partnerId: 'other' });
    expect(await heldBy(client, 'N1')).toEqual([]);
    await received(client, [line(['W1'], { batch: 'bad' }), line(['G1'])]);
    await settled();
    const bad = await open(client, { batch: 'bad' });
    const make = (part: string) =>
      works(client, [
        { itemId: 'bike', role: 'produce', serials: ['B6'] },
        { itemId: 'pump', role: 'consume', serials: [part] },
      ]);
    const { documentId } = await make('W1');
    expect(await heldBy(client, 'B6', 'bike')).toEqual([bad.recallId]);
    await taken(client.post(`/v1/documents/${documentId}/void`, { reason: 'wrong part' }));
    await make('G1');
    expect(await heldBy(client, 'B6', 'bike')).toEqual([]);
    expect((await bodyOf(client, `/v1/recalls/${recallId}`)).counts.total).toBe(0);
  });

  it('takes in what is renamed into its range, or told its batch, afterwards', async () => {
    const client = await workshop();
    await received(client, [line(['X99', 'X98'])]);
    await settled();
    const range = await open(client, { itemId: 'pump', serialFrom: 'SN-1', serialTo: 'SN-10' });
    const batch = await open(client, { batch: 'late' });
    const renamed = await taken(
      client.post(`${await pathOf(client, 'X99')}/rename`, { serial: 'SN-7', reason: 'misread' }),
    );
    expect(renamed.heldBy).toMatchObject([{ recallId: range.recallId }]);
    await taken(
      client.post(
        '/v1/documents',
        documentOf('transfer', ['X98'], { toLocationId: 'shop', line: { batch: 'late' } }),
      ),
    );
    expect(await heldBy(client, 'X98')).toEqual([batch.recallId]);
    expect(await numbersOf(client, batch.recallId)).toEqual(['X98']);
  });

  it('pairs a supplier with the date of his own delivery only', async () => {
    const client = await workshop();
    await received(client, [line(['M1'])], { effectiveDate: day(-20) });
    await taken(client.post('/v1/documents', documentOf('supplier-return', ['M1'], { partnerId: 'acme' })));
    await received(client, [line(['M1'])], { partnerId: 'other' });
    await settled();
    const { recallId } = await open(client, { partnerId: 'other', from: day(-21), to: day(-18) });
    await taken(client.post('/v1/documents', sale(['M1'])));
    await taken(client.post('/v1/documents', documentOf('customer-return', ['M1'], { partnerId: 'jane' })));
    expect(await heldBy(client, 'M1')).toEqual([]);
    expect(await numbersOf(client, recallId)).toEqual([]);
  });

  it.each([
    [{ batch: '   ' }, '/criteria/batch batch-invalid'],
    [{ itemId: 'pump', serialFrom: ' ' }, '/criteria/serialFrom serial-empty'],
    [{ itemId: 'pump', serialTo: '\u00e9' }, '/criteria/serialTo serial-characters'],
  ])('refuses %o', async (criteria, fault) => {
    const client = await workshop();
    const { status, body } = await client.post('/v1/recalls', { name: 'x', criteria });
    const [{ pointer, code }] = body.violations;
    expect([status, `${pointer} ${code}`]).toEqual([422, fault]);
  });
});
