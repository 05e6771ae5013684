import { beforeAll, describe, expect, it } from 'vitest';
import { type Client, codesOf, company, day, documentOf, settled } from '../support/client.ts';

/** Capital goods: models, and individuals with a project number (D7–D14). */

const RULES = { create: true, createOnSave: true, createOnStockUpdate: true, parameter: 'Chassis number' };

const dealer = async (rules: Record<string, unknown> = {}): Promise<Client> => {
  const client = await company();
  await client.put('/v1/partners/joe', { name: 'Joe', role: 'customer' });
  await client.put('/v1/models/audi-a6', { brand: 'Audi', model: 'A6' });
  const made = await client.put('/v1/items/a6', {
    name: 'NEW AUDI A6',
    tracking: 'serial',
    serialType: 'fully-tracked',
    pattern: 'XY123***',
    warranty: { customer: { months: 24 } },
    entity: { modelId: 'audi-a6', ...RULES, ...rules },
  });
  expect(made.status).toBe(201);
  return client;
};

const of = (kind: string, serials: readonly string[], more: Record<string, unknown> = {}) =>
  documentOf(kind, serials, { line: { itemId: 'a6', quantity: serials.length }, ...more });
const received = (serials: readonly string[]) => of('product-receipt', serials, { partnerId: 'acme' });
const ordered = (serials: readonly string[], more: Record<string, unknown> = {}) =>
  of('sales-order', serials, { partnerId: 'jane', post: false, ...more });
const bought = (serials: readonly string[], more: Record<string, unknown> = {}) =>
  of('purchase-order', serials, { partnerId: 'acme', post: false, ...more });

const post = async (client: Client, document: unknown) => {
  const answer = await client.post('/v1/documents', document);
  expect([answer.status, answer.body.violations]).toEqual([201, undefined]);
  return answer.body;
};

type Told = {
  readonly entityId: string;
  readonly serial: string;
  readonly status: string;
  readonly projectNumber: string;
  readonly bought: number;
  readonly sold: number;
};
const listed = async (client: Client, query: string): Promise<readonly Told[]> => {
  await settled();
  return (await client.get(`/v1/entities?${query}`)).body.items;
};
const shown = async (client: Client): Promise<readonly string[]> =>
  (await listed(client, 'itemId=a6')).map((one) => `${one.serial} ${one.status} ${one.bought}/${one.sold}`);
const entityOf = async (client: Client, serial: string): Promise<Told> => {
  const [one] = await listed(client, `parameter=Chassis%20number&value=${serial}`);
  if (one === undefined) throw new Error(`there is no entity ${serial}`);
  return one;
};

describe('an entity', () => {
  it('made in advance is matched by its receipt; others are made, sold on order, delivered, returned and sold again', async () => {
    const client = await dealer();
    const advance = {
      modelId: 'audi-a6',
      serial: 'XY123001',
      projectNumber: 'PRJ-17',
      parameters: { Colour: 'red' },
    };
    const made = await client.put('/v1/entities/our-a6-1', advance);
    expect([made.status, made.body]).toMatchObject([
      201,
      { status: 'expected', available: true, itemId: 'a6' },
    ]);
    expect((await client.put('/v1/entities/our-a6-1', advance)).status).toBe(200);
    await post(client, received(['XY123001', 'XY123002']));
    expect((await client.get('/v1/entities/our-a6-1')).body).toMatchObject({
      entityId: 'our-a6-1',
      status: 'in-stock',
      projectNumber: 'PRJ-17',
      locationId: 'main',
      parameters: { Colour: 'red', 'Chassis number': 'XY123001' },
    });
    const order = await post(client, ordered(['XY123002', 'XY123003']));
    expect(await shown(client)).toEqual([
      'XY123001 in-stock 1/0',
      'XY123002 sold 1/1',
      // Not here yet, and sold already.
      'XY123003 sold 0/1',
    ]);
    const path = `/v1/documents/${order.documentId}`;
    expect(codesOf(await client.post(`${path}/post`))).toEqual([' serial-not-in-stock']);
    // Taken off, it is available again; put on again, it is sold.
    await client.post(`${path}/lines/1/serials/remove`, { serials: ['XY123002'] });
    expect((await entityOf(client, 'XY123002')).status).toBe('in-stock');
    await client.post(`${path}/lines/1/serials`, { serials: ['XY123002'] });
    const { projectNumber } = await entityOf(client, 'XY123003');
    await post(client, received(['XY123003']));
    expect((await client.post(`${path}/post`)).body.status).toBe('posted');
    await post(client, of('customer-return', ['XY123003'], { partnerId: 'jane' }));
    expect((await entityOf(client, 'XY123003')).status).toBe('in-stock');
    await post(client, of('customer-invoice', ['XY123003'], { partnerId: 'joe' }));
    expect(await shown(client)).toEqual(['XY123001 in-stock 1/0', 'XY123002 sold 1/1', 'XY123003 sold 1/2']);
    const [byNumber] = await listed(client, `projectNumber=${projectNumber.toLowerCase()}`);
    expect(byNumber?.serial).toBe('XY123003');
    expect((await listed(client, 'projectNumber=prj-17')).map(({ serial }) => serial)).toEqual(['XY123001']);
    expect((await listed(client, 'parameter=colour&value=RED')).map(({ serial }) => serial)).toEqual([
      'XY123001',
    ]);
    const life = (await client.get(`/v1/entities/${byNumber?.entityId}/life`)).body;
    expect(life).toMatchObject({
      entity: { projectNumber, sold: 2 },
      owners: [
        { partnerId: 'jane', from: day(0), to: day(0) },
        { partnerId: 'joe', from: day(0) },
      ],
      warranty: { covered: true },
      movements: [
        { type: 'reserve' },
        { type: 'receive' },
        { type: 'sell' },
        { type: 'return' },
        { type: 'sell' },
      ],
    });
    expect(life.documents.map(({ kind }: { kind: string }) => kind)).toEqual([
      'sales-order',
      'product-receipt',
      'customer-return',
      'customer-invoice',
    ]);
  });

  it('is made by an order alone, by stock alone, or not at all, as the item says', async () => {
    const on = async (rules: Record<string, unknown>) => {
      const client = await dealer(rules);
      await post(client, bought(['XY123001']));
      const saved = (await listed(client, 'itemId=a6')).length;
      await post(client, received(['XY123001', 'XY123002']));
      return [saved, (await listed(client, 'itemId=a6')).length];
    };
    expect(
      await Promise.all([
        on({ createOnStockUpdate: false }),
        on({ createOnSave: false }),
        on({ createOnSave: false, createOnStockUpdate: false }),
        on({ create: false }),
      ]),
    ).toEqual([
      [1, 1],
      [0, 2],
      [0, 0],
      [0, 0],
    ]);
    // What isn't known can't be sold on order where orders make none.
    const client = await dealer({ createOnSave: false });
    expect(codesOf(await client.post('/v1/documents', ordered(['XY123009'])))).toEqual([
      '/lines/0/serials/0 serial-unknown',
    ]);
  });

  it('waits by itself while orders that expect it come and go, and can be taken back only then', async () => {
    const client = await dealer();
    await client.put('/v1/entities/e1', {
      modelId: 'audi-a6',
      parameters: { 'Chassis number': 'XY123001' },
    });
    const { projectNumber } = (await client.get('/v1/entities/e1')).body;
    const order = await post(client, bought(['XY123001', 'XY123002']));
    const remove = { serials: ['XY123001', 'XY123002'] };
    expect(codesOf(await client.request('DELETE', '/v1/entities/e1'))).toEqual([' entity-in-use']);
    await client.post(`/v1/documents/${order.documentId}/lines/1/serials/remove`, remove);
    // What only its row had made goes with it.
    expect(await shown(client)).toEqual(['XY123001 expected 0/0']);
    const again = await post(client, bought(['XY123001'], { post: true }));
    expect(await shown(client)).toEqual(['XY123001 in-stock 1/0']);
    const sold = await post(client, ordered(['XY123001']));
    expect((await client.post(`/v1/documents/${again.documentId}/void`, { reason: 'x' })).status).toBe(200);
    expect(await shown(client)).toEqual(['XY123001 sold 0/1']);
    expect(codesOf(await client.request('DELETE', '/v1/entities/e1'))).toEqual([' entity-in-use']);
    await client.post(`/v1/documents/${sold.documentId}/cancel`);
    const now = (await client.get('/v1/entities/e1')).body;
    expect(now).toMatchObject({ status: 'expected', available: true, projectNumber });
    expect((await client.request('DELETE', '/v1/entities/e1')).status).toBe(200);
    expect((await client.get('/v1/entities/e1')).status).toBe(404);
    expect(await shown(client)).toEqual([]);
    // Its name is free again.
    expect((await client.put('/v1/entities/e1', { modelId: 'audi-a6', serial: 'XY123007' })).status).toBe(
      201,
    );
  });

  it('stays the same one whatever number its unit bears, and keeps its project number through voids', async () => {
    const client = await dealer();
    const first = await post(client, received(['XY123001']));
    const before = await entityOf(client, 'XY123001');
    const [itemId, id] = before.entityId.split('~');
    await client.post(`/v1/items/${itemId}/serials/${id}/rename`, { serial: 'XY123005', reason: 'misread' });
    const after = (await client.get(`/v1/entities/${before.entityId}`)).body;
    expect(after).toMatchObject({
      projectNumber: before.projectNumber,
      parameters: { 'Chassis number': 'XY123005' },
    });
    expect((await entityOf(client, 'XY123005')).entityId).toBe(before.entityId);
    expect(await listed(client, 'parameter=Chassis%20number&value=XY123001')).toEqual([]);
    await client.post(`/v1/documents/${first.documentId}/void`, { reason: 'x' });
    expect(await shown(client)).toEqual([]);
    await post(client, received(['XY123005']));
    expect(await entityOf(client, 'XY123005')).toMatchObject({
      entityId: before.entityId,
      projectNumber: before.projectNumber,
    });
  });

  it('is one for each unit of a large receipt, each with a number of its own, those in advance with theirs', async () => {
    const client = await dealer({ parameter: 'Serial' });
    await client.put('/v1/items/a6', {
      name: 'A6',
      tracking: 'serial',
      serialType: 'fully-tracked',
      entity: { modelId: 'audi-a6', ...RULES },
    });
    await client.put('/v1/entities/e7', { modelId: 'audi-a6', serial: 'N7', projectNumber: 'SEVEN' });
    const serials = (from: number) => Array.from({ length: 400 }, (_, n) => `N${from + n}`);
    await Promise.all([post(client, received(serials(0))), post(client, received(serials(400)))]);
    await settled();
    const numbers: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await client.get(`/v1/entities?modelId=audi-a6&limit=100${cursor}`);
      numbers.push(...body.items.map((one: Told) => `${one.serial === 'N7'} ${one.projectNumber}`));
      if (body.nextCursor === undefined) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(numbers).toHaveLength(800);
    expect(new Set(numbers).size).toBe(800);
    expect(numbers).toContain('true SEVEN');
  });
});

describe('an entity whose item', () => {
  const relinked = async () => {
    const client = await dealer();
    await client.put('/v1/entities/e1', { modelId: 'audi-a6', serial: 'XY123001', projectNumber: 'X-1' });
    await post(client, received(['XY123002', 'XY123003']));
    await post(client, of('customer-invoice', ['XY123003'], { partnerId: 'jane' }));
    await client.put('/v1/models/audi-a7', { brand: 'Audi', model: 'A7' });
    const a7 = { name: 'A7', tracking: 'serial', serialType: 'fully-tracked' };
    await client.put('/v1/items/a6', { ...a7, entity: { modelId: 'audi-a7', ...RULES } });
    const next = { name: 'A6', tracking: 'serial', entity: { modelId: 'audi-a6', ...RULES } };
    expect((await client.put('/v1/items/next', next)).status).toBe(201);
    return client;
  };

  it('is of another model by now stays with its unit, and comes home', async () => {
    const client = await relinked();
    const { entityId } = await entityOf(client, 'XY123002');
    const described = await client.put(`/v1/entities/${entityId}`, {
      modelId: 'audi-a6',
      parameters: { x: 'z' },
    });
    expect([described.status, described.body]).toMatchObject([
      200,
      { entityId, itemId: 'a6', modelId: 'audi-a6' },
    ]);
    expect((await client.put('/v1/entities/e1', { modelId: 'audi-a6' })).body).toMatchObject({
      entityId: 'e1',
      itemId: 'a6',
      projectNumber: 'X-1',
    });
    expect(codesOf(await client.put('/v1/entities/e1', { modelId: 'audi-a6', itemId: 'next' }))).toEqual([
      '/itemId entity-model-differs',
    ]);
    await post(client, of('customer-return', ['XY123003'], { partnerId: 'jane' }));
    expect(await shown(client)).toEqual([
      'XY123001 expected 0/0',
      'XY123002 in-stock 1/0',
      'XY123003 in-stock 1/1',
    ]);
  });

  it('learns of numbers at the sale only is sold as any first number is, ordered before or not', async () => {
    const client = await dealer();
    await client.put('/v1/items/a6', {
      name: 'A6',
      tracking: 'serial',
      serialType: 'debtor-only',
      entity: { modelId: 'audi-a6', ...RULES },
    });
    const line = { itemId: 'a6', quantity: 4 };
    await post(client, documentOf('product-receipt', [], { partnerId: 'acme', line }));
    const order = await post(client, ordered(['B1']));
    expect((await client.post(`/v1/documents/${order.documentId}/post`)).body.status).toBe('posted');
    await client.put('/v1/entities/b2', { modelId: 'audi-a6', serial: 'B2', projectNumber: 'TWO' });
    const other = await post(client, ordered(['B2']));
    // Whoever ordered it gets it.
    expect(
      codesOf(await client.post('/v1/documents', of('customer-invoice', ['B2'], { partnerId: 'joe' }))),
    ).toEqual(['/lines/0/serials/0 serial-reserved']);
    expect((await client.post(`/v1/documents/${other.documentId}/post`)).body.status).toBe('posted');
    expect(await shown(client)).toEqual(['B1 sold 0/1', 'B2 sold 0/1']);
    expect((await client.get('/v1/entities/b2')).body.projectNumber).toBe('TWO');
  });
});

describe('an advance list', () => {
  it('may announce what is known in advance', async () => {
    const client = await dealer();
    await client.put('/v1/entities/e1', { modelId: 'audi-a6', serial: 'XY123001', projectNumber: 'ONE' });
    await post(client, ordered(['XY123002']));
    const order = await post(client, {
      ...bought([]),
      lines: [{ itemId: 'a6', quantity: 3 }],
    });
    const list = {
      orderId: order.documentId,
      lines: [{ itemId: 'a6', serials: ['XY123001', 'XY123002', 'XY123003'] }],
    };
    expect((await client.put('/v1/asns/SHIP-1', list)).status).toBe(201);
    const answer = await client.post('/v1/asns/SHIP-1/receive', {
      scanned: ['XY123001', 'XY123002', 'XY123003'],
    });
    expect([answer.status, answer.body.missing]).toEqual([200, []]);
    expect(await shown(client)).toEqual([
      'XY123001 in-stock 1/0',
      'XY123002 sold 1/1',
      'XY123003 in-stock 1/0',
    ]);
    expect((await client.get('/v1/entities/e1')).body.projectNumber).toBe('ONE');
  });
});

describe('names of entities', () => {
  it('are one in any spelling', async () => {
    const client = await dealer();
    const put = (n: number, projectNumber: string) =>
      client.put(`/v1/entities/e${n}`, { modelId: 'audi-a6', serial: `XY12300${n}`, projectNumber });
    expect((await put(1, ' PRJ  17')).body.projectNumber).toBe('PRJ 17');
    expect(codesOf(await put(2, 'prj   17 '))).toEqual(['/projectNumber project-number-taken']);
    expect(codesOf(await put(2, ' P000500'))).toEqual(['/projectNumber project-number-drawn']);
    expect(codesOf(await put(2, ' '))).toEqual(['/projectNumber serial-empty']);
    expect((await put(1, 'Prj 17')).body.projectNumber).toBe('Prj 17');
    expect((await listed(client, 'projectNumber=PRJ%20%2017')).map(({ serial }) => serial)).toEqual([
      'XY123001',
    ]);
  });

  it('of parameters, too; none of them is the name of something else', async () => {
    const client = await dealer();
    const put = (parameters: unknown) =>
      client.put('/v1/entities/e1', { modelId: 'audi-a6', serial: 'XY123001', parameters });
    expect(codesOf(await put({ Colour: 'red', COLOUR: 'blue' }))).toEqual([
      '/parameters/COLOUR parameter-repeated',
    ]);
    expect(codesOf(await put({ 'chassis NUMBER': 'XY123009' }))).toEqual([
      '/parameters/chassis NUMBER parameter-differs',
    ]);
    for (const name of ['constructor', 'toString', '']) expect((await put({ [name]: 'x' })).status).toBe(400);
    expect((await put(JSON.parse('{"__proto__":"x","a":"b"}'))).status).toBe(400);
    for (const parameter of ['constructor', '__proto__', 'hasOwnProperty']) {
      const item = { name: 'x', tracking: 'serial', entity: { modelId: 'audi-a6', parameter } };
      expect((await client.put('/v1/items/a6', item)).status).toBe(400);
    }
    expect((await put({ 'chassis NUMBER': 'XY123001', Colour: 'red' })).body.parameters).toEqual({
      'Chassis number': 'XY123001',
      Colour: 'red',
    });
    // Under another name it stands under that alone.
    const rules = { modelId: 'audi-a6', ...RULES, parameter: 'VIN' };
    const item = { name: 'A6', tracking: 'serial', serialType: 'fully-tracked', entity: rules };
    await client.put('/v1/items/a6', item);
    const same = (await client.get('/v1/entities/e1')).body.parameters;
    expect((await put(same)).body.parameters).toEqual({ VIN: 'XY123001', Colour: 'red' });
  });

  it('are free again once nothing stands of what bore them', async () => {
    const client = await dealer();
    const first = await post(client, received(['XY123001']));
    const { entityId } = await entityOf(client, 'XY123001');
    await client.put(`/v1/entities/${entityId}`, { modelId: 'audi-a6', projectNumber: 'GIVEN' });
    await client.post(`/v1/documents/${first.documentId}/void`, { reason: 'x' });
    // Announced again, it is what it was.
    const again = await client.put('/v1/entities/mine', { modelId: 'audi-a6', serial: 'XY123001' });
    expect(again.body).toMatchObject({ status: 'expected', projectNumber: 'GIVEN', entityId: 'mine' });
    expect((await client.request('DELETE', '/v1/entities/mine')).status).toBe(200);
    const other = { modelId: 'audi-a6', serial: 'XY123002', projectNumber: 'GIVEN' };
    expect((await client.put('/v1/entities/mine', other)).status).toBe(201);
  });

  it('are taken once, whoever comes first', async () => {
    const client = await dealer();
    const serials = Array.from({ length: 8 }, (_, n) => `XY12300${n}`);
    const sameId = await Promise.all(
      serials.map((serial) => client.put('/v1/entities/same', { modelId: 'audi-a6', serial })),
    );
    expect(sameId.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    const sameNumber = await Promise.all(
      serials.map((serial, n) =>
        client.put(`/v1/entities/e${n}`, { modelId: 'audi-a6', serial, projectNumber: 'ONE' }),
      ),
    );
    expect(sameNumber.filter(({ status }) => status === 201)).toHaveLength(1);
    // A receipt and a hand at the same moment make one entity.
    for (const [n, serial] of ['XY123011', 'XY123012', 'XY123013', 'XY123014'].entries()) {
      const [byHand, byReceipt] = await Promise.all([
        client.put(`/v1/entities/f${n}`, { modelId: 'audi-a6', serial, projectNumber: `F-${n}` }),
        client.post('/v1/documents', received([serial])),
      ]);
      expect(byReceipt.status).toBe(201);
      const { entityId, projectNumber } = await entityOf(client, serial);
      expect(byHand.status).toBe(entityId === `f${n}` ? 201 : 409);
      expect(projectNumber === `F-${n}`).toBe(byHand.status === 201);
    }
  });
});

describe('what is wrong with an entity', () => {
  let client: Client;
  beforeAll(async () => {
    client = await dealer();
    await client.put('/v1/entities/e1', { modelId: 'audi-a6', serial: 'XY123001', projectNumber: 'ONE' });
  });
  const put = async (id: string, body: unknown) => {
    const answer = await client.put(`/v1/entities/${id}`, body);
    return [answer.status, ...codesOf(answer)];
  };

  it('is told by name, all of it at once', async () => {
    expect(await put('e2', { modelId: 'audi-a6', serial: 'XZ9', projectNumber: 'P000001' })).toEqual([
      422,
      '/projectNumber project-number-drawn',
      '/serial serial-pattern',
    ]);
    expect(await put('e2', { modelId: 'bmw' })).toEqual([422, '/modelId model-unknown']);
    await client.put('/v1/models/bmw', { brand: 'BMW', model: '3' });
    expect(await put('e2', { modelId: 'bmw', serial: 'A' })).toEqual([409, '/modelId model-without-item']);
    expect(await put('e1', { modelId: 'bmw', serial: 'XY123001' })).toEqual([
      409,
      '/modelId entity-model-differs',
    ]);
    expect(await put('e2', { modelId: 'audi-a6' })).toEqual([422, '/serial entity-serial-required']);
    expect(await put('e2', { modelId: 'audi-a6', serial: 'XY123001' })).toEqual([
      409,
      '/serial entity-exists',
    ]);
    expect(await put('e1', { modelId: 'audi-a6', serial: 'XY123002' })).toEqual([
      409,
      '/serial entity-serial-differs',
    ]);
    expect(await put('e2', { modelId: 'audi-a6', serial: 'XY123002', projectNumber: 'one' })).toEqual([
      409,
      '/projectNumber project-number-taken',
    ]);
    const parameters = { 'Chassis number': 'XY123003' };
    expect(await put('e2', { modelId: 'audi-a6', itemId: 'pump', serial: 'XY123002', parameters })).toEqual([
      422,
      '/itemId entity-model-differs',
      '/parameters/Chassis number parameter-differs',
    ]);
    expect((await client.put('/v1/entities/a6~XY123001.nothing', { modelId: 'audi-a6' })).status).toBe(404);
    expect((await client.get('/v1/entities/nobody')).status).toBe(404);
    expect((await client.get('/v1/entities?parameter=Colour')).status).toBe(400);
    expect(
      (await client.put('/v1/entities/e1', { modelId: 'audi-a6' }, { headers: { 'if-match': '"99"' } }))
        .status,
    ).toBe(412);
    const other = await dealer();
    expect((await other.get('/v1/entities/e1')).status).toBe(404);
  });

  it('of an item or its model, too', async () => {
    const item = (id: string, body: Record<string, unknown>) =>
      client.put(`/v1/items/${id}`, { name: 'x', ...body });
    expect(codesOf(await item('b6', { tracking: 'serial', entity: { modelId: 'audi-a6' } }))).toEqual([
      '/entity/modelId model-taken',
    ]);
    expect(codesOf(await item('b6', { entity: { modelId: 'nope' } }))).toEqual([
      '/entity/modelId model-unknown',
      '/tracking entity-without-serials',
    ]);
    // One of two items that want the same model at the same moment gets it.
    await client.put('/v1/models/vw-golf', { brand: 'VW', model: 'Golf' });
    const both = await Promise.all(
      ['g1', 'g2'].map((id) => item(id, { tracking: 'serial', entity: { modelId: 'vw-golf' } })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('of another model than its item is of by now, wherever it comes in or goes on an order', async () => {
    const shop = await dealer();
    await shop.put('/v1/entities/e1', { modelId: 'audi-a6', serial: 'XY123001' });
    await shop.put('/v1/models/audi-a7', { brand: 'Audi', model: 'A7' });
    await shop.put('/v1/items/a6', {
      name: 'A7',
      tracking: 'serial',
      serialType: 'fully-tracked',
      entity: { modelId: 'audi-a7', ...RULES },
    });
    for (const document of [received(['XY123001']), bought(['XY123001']), ordered(['XY123001'])]) {
      const answer = await shop.post('/v1/documents', document);
      expect(codesOf(answer)).toEqual(['/lines/0/serials/0 entity-model-differs']);
      expect(answer.body.detail).toContain('is entity e1 of model audi-a6; item a6 is of model audi-a7');
    }
    // The model is free for another item.
    const next = { name: 'A6', tracking: 'serial', entity: { modelId: 'audi-a6', ...RULES } };
    expect((await shop.put('/v1/items/next', next)).status).toBe(201);
  });
});
