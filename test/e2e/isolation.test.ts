import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, clientOf, recallSearched, settled } from '../support/client.ts';
import { everythingOf, type Ids } from '../support/everything.ts';
import { type Operation, operationsOf, paramsOf, pathOf } from '../support/operations.ts';

/**
 * Two tenants that have the same of everything under the same names. Whatever one asks for by a name of the other's, it
 * is answered as for a name that nobody has.
 */

type Everything = Awaited<ReturnType<typeof everythingOf>>;
let mine: Client;
let theirs: Client;
let my: Everything;
let their: Everything;
let operations: readonly Operation[];

const snapshot = async (client: Client): Promise<Record<string, string>> => {
  await settled();
  const { documentId, id, recallId, importId, asnNumber } = their.shared;
  // What is found behind the request that opened it is no change by others.
  await recallSearched(client, recallId);
  const paths = [
    ...[
      '/v1/settings',
      '/v1/items',
      '/v1/locations',
      '/v1/partners',
      '/v1/models',
      '/v1/entities',
      '/v1/documents',
    ],
    ...[
      '/v1/exports/serials',
      '/v1/exports/stock',
      '/v1/exports/movements',
      '/v1/exceptions',
      '/v1/recalls',
      '/v1/asns',
    ],
    ...[
      `/v1/documents/${documentId}`,
      `/v1/items/pump/serials/${id}`,
      `/v1/items/pump/serials/${id}/service-events`,
    ],
    ...[
      `/v1/recalls/${recallId}`,
      `/v1/imports/${importId}`,
      `/v1/asns/${asnNumber}`,
      '/v1/items/oil/batches/L1',
    ],
  ];
  const answers = await Promise.all(paths.map(async (path) => [path, await client.get(path)] as const));
  expect(answers.filter(([, { status }]) => status !== 200).map(([path]) => path)).toEqual([]);
  return Object.fromEntries(answers.map(([path, { text }]) => [path, text]));
};
let before: Record<string, string>;

beforeAll(async () => {
  [mine, theirs] = await Promise.all([clientOf(), clientOf()]);
  [my, their] = await Promise.all([everythingOf(mine, 'mine'), everythingOf(theirs, 'theirs')]);
  operations = operationsOf((await mine.get('/openapi.json')).body);
  before = await snapshot(theirs);
});

/** A name of the same form that nobody has. */
const strange = (name: string): string =>
  name.replaceAll(/[0-9a-hjkmnp-tv-zA-HJKMNP-TV-Z](?=[^.]{0,2}(\.|$))/g, 'x');

/** By the names of parameters; `id` is a unit's, or an exception's. */
const idAt = ({ path }: Operation, param: string): keyof Ids =>
  param === 'id' && path.includes('/exceptions/') ? 'exceptionId' : (param as keyof Ids);

/** Numbers that stand on nothing yet. */
let count = 0;
const newSerial = (): string => {
  count += 1;
  return `Z-${count}`;
};

/** A body that the operation takes, of things that there are. */
const BODIES: Readonly<Record<string, (ids: Ids) => unknown>> = {
  changeSettings: () => ({ warrantyAlertDays: [30] }),
  saveItem: () => ({ name: 'Pump', tracking: 'serial', serialType: 'fully-tracked' }),
  saveLocation: () => ({ name: 'Shed' }),
  savePartner: () => ({ name: 'Somebody', role: 'both' }),
  saveModel: () => ({ brand: 'Audi', model: 'A8' }),
  saveEntity: ({ modelId }) => ({ modelId, serial: newSerial() }),
  createDocument: ({ itemId, locationId, partnerId }) => ({
    ...{ kind: 'purchase-order', locationId, partnerId },
    lines: [{ itemId, quantity: 1 }],
  }),
  voidDocument: ({ movementId }) => ({ reason: 'wrong', movementIds: [movementId] }),
  changeLine: () => ({ quantity: 3 }),
  addSerials: () => ({ serials: ['Z-1'] }),
  replaceSerials: () => ({ serials: ['Z-1'] }),
  removeSerials: () => ({ serials: ['Z-1'] }),
  linkSerials: ({ locationId }) => ({ locationId, serials: ['Z-2'] }),
  renameUnit: () => ({ serial: 'Z-3', reason: 'misread' }),
  holdUnit: () => ({ reason: 'leaks' }),
  releaseUnit: ({ holdId }) => ({ holdId }),
  addServiceEvent: () => ({ kind: 'repair', description: 'seal', underWarranty: true }),
  changeWarranty: () => ({ customer: { until: '2039-12-31' }, reason: 'goodwill' }),
  snoozeAlert: () => ({ until: '2030-01-15' }),
  closeException: () => ({ reason: 'known' }),
  settleException: () => ({ action: 'receive' }),
  correctBatch: () => ({ expiresOn: '2041-01-31' }),
  openRecall: ({ itemId, partnerId }) => ({ name: 'cracked', criteria: { itemId, partnerId } }),
  closeRecall: () => ({ reason: 'repaired' }),
  putAsn: ({ documentId, itemId }) => ({ orderId: documentId, lines: [{ itemId, serials: [newSerial()] }] }),
  receiveAsn: ({ serial }) => ({ scanned: [serial] }),
};

type Asked = { readonly ids: Ids; readonly query?: string; readonly body?: unknown; readonly key?: string };

const ask = (client: Client, { id, method, path }: Operation, { ids, query = '', body, key }: Asked) => {
  const params = { ...ids, ...(path.includes('/exceptions/') && { id: ids.exceptionId }) };
  const target = `${pathOf(path, params)}${query}`;
  if (id === 'startImport') {
    return client.request(method, target, 'itemId,serial\npump,Z-9\n', {
      headers: { 'content-type': 'text/csv' },
    });
  }
  const given = method === 'GET' ? undefined : (body ?? BODIES[id]?.(ids) ?? {});
  return client.request(method, target, given, key === undefined ? {} : { key });
};

/** What an answer tells, but for the name that was asked for; of a success how much there is. */
const toldBy = ({ status, text, body, headers }: Answer, name: string): unknown => {
  if (status < 300)
    return {
      status,
      items: body.items?.length,
      lines: headers.get('content-type')?.includes('csv') ? text.split('\n').length : undefined,
    };
  const { requestId: _, ...rest } = body;
  return { status, ...JSON.parse(JSON.stringify(rest).replaceAll(name, '…')) };
};

/** Named by the ledger: nobody else can make one of that name. */
const OPAQUE: readonly (keyof Ids)[] = [
  ...([
    'documentId',
    'movementId',
    'id',
    'exceptionId',
    'recallId',
    'importId',
    'alertId',
    'holdId',
  ] as const),
];

const foreignOf = (name: keyof Ids): string => (OPAQUE.includes(name) ? their.shared[name] : their.own[name]);

/** Asks with the other's name, and with one that nobody has. */
const bothAnswers = async (one: Operation, name: keyof Ids, make: (ids: Ids) => Asked) => {
  const told = async (value: string) => {
    const answer = await ask(mine, one, make({ ...my.shared, [name]: value }));
    return { answer, told: toldBy(answer, value) };
  };
  const foreign = await told(foreignOf(name));
  const nobodys = await told(strange(foreignOf(name)));
  return { foreign, nobodys };
};

const differences = async (
  pairs: readonly (readonly [Operation, keyof Ids])[],
  make: (one: Operation, name: keyof Ids) => (ids: Ids) => Asked,
  faultOf: (answer: Answer, name: keyof Ids) => string | undefined = () => undefined,
): Promise<unknown[]> => {
  const found: unknown[] = [];
  for (const [one, name] of pairs) {
    const { foreign, nobodys } = await bothAnswers(one, name, make(one, name));
    const fault = faultOf(foreign.answer, name);
    if (fault !== undefined) found.push({ of: `${one.id} ${name}`, fault, answer: foreign.answer.text });
    if (JSON.stringify(foreign.told) !== JSON.stringify(nobodys.told)) {
      found.push({ of: `${one.id} ${name}`, foreign: foreign.told, nobodys: nobodys.told });
    }
  }
  return found;
};

describe('another tenant', () => {
  it('finds its own things by these names', async () => {
    const reads = operations.filter(({ method, path }) => method === 'GET' && paramsOf(path).length > 0);
    const missed: unknown[] = [];
    for (const one of reads) {
      const { itemId } = one.path.includes('/batches/') ? { itemId: 'oil' } : my.shared;
      const answer = await ask(mine, one, { ids: { ...my.shared, itemId } });
      if (answer.status !== 200) missed.push([one.id, answer.text]);
    }
    expect(reads.length).toBeGreaterThan(20);
    expect(missed).toEqual([]);
  });

  it('is told of the other’s names in bodies as of names that nobody has', async () => {
    const named: readonly (readonly [string, keyof Ids, (ids: Ids) => unknown])[] = [
      ['createDocument', 'itemId', BODIES.createDocument!],
      ['createDocument', 'locationId', BODIES.createDocument!],
      ['createDocument', 'partnerId', BODIES.createDocument!],
      [
        'saveItem',
        'modelId',
        ({ modelId }) => ({ name: 'Car', tracking: 'serial', entity: { modelId, create: true } }),
      ],
      ['saveEntity', 'modelId', BODIES.saveEntity!],
      ['saveEntity', 'itemId', ({ modelId, itemId, serial }) => ({ modelId, itemId, serial })],
      ['voidDocument', 'movementId', BODIES.voidDocument!],
      ['releaseUnit', 'holdId', BODIES.releaseUnit!],
      ['linkSerials', 'locationId', BODIES.linkSerials!],
      ['openRecall', 'itemId', ({ itemId }) => ({ name: 'r', criteria: { itemId } })],
      ['openRecall', 'partnerId', ({ partnerId }) => ({ name: 'r', criteria: { partnerId } })],
      ['openRecall', 'documentId', ({ documentId }) => ({ name: 'r', criteria: { documentId } })],
      [
        'openRecall',
        'serial',
        ({ serial }) => ({ name: 'r', criteria: { component: { itemId: 'pump', serial } } }),
      ],
      ['putAsn', 'documentId', BODIES.putAsn!],
      ['putAsn', 'itemId', BODIES.putAsn!],
      ['receiveAsn', 'serial', BODIES.receiveAsn!],
      [
        'addServiceEvent',
        'serial',
        ({ serial }) => ({
          ...{ kind: 'replacement', description: 'new', underWarranty: true },
          replacedBy: { itemId: 'pump', serial },
        }),
      ],
      ['settleException', 'serial', ({ serial }) => ({ action: 'receive', serial })],
    ];
    const byId = new Map(operations.map((one) => [one.id, one]));
    const bodies = new Map(named.map(([id, name, body]) => [`${id} ${name}`, body]));
    const pairs = named.map(([id, name]) => [byId.get(id)!, name] as const);
    const make = (one: Operation, name: keyof Ids) => (ids: Ids) => ({
      // In paths of their own names: what is asked is what the body says.
      ids: { ...my.shared, entityId: 'planned', asnNumber: one.id === 'receiveAsn' ? 'SHIP-2' : 'SHIP-9' },
      body: bodies.get(`${one.id} ${name}`)!(ids),
    });
    expect(await differences(pairs, make)).toEqual([]);
  });

  it('finds nothing by the other’s names in queries', async () => {
    const names = ['itemId', 'locationId', 'partnerId', 'modelId'] as const;
    const pairs = operations.flatMap((one) =>
      one.method === 'GET'
        ? names.filter((name) => one.query.includes(name)).map((name) => [one, name] as const)
        : [],
    );
    expect(pairs.length).toBeGreaterThan(15);
    const required: Readonly<Record<string, string>> = {
      listWarranties: '&kind=customer&from=2020-01-01&to=2049-12-31',
      searchSerials: '&q=T-1',
      listSiblings: '&by=delivery',
    };
    const make = (one: Operation, name: keyof Ids) => (ids: Ids) => ({
      ids: my.shared,
      query: `?${name}=${ids[name]}${required[one.id] ?? ''}`,
    });
    expect(await differences(pairs, make)).toEqual([]);
    for (const path of [
      '/v1/search/serials?q=',
      '/v1/items/pump/serials?serial=',
      '/v1/items/pump/serials?prefix=',
    ]) {
      expect((await mine.get(`${path}${their.own.serial}`)).body.items).toEqual([]);
      expect((await theirs.get(`${path}${their.own.serial}`)).body.items).not.toEqual([]);
    }
    expect((await mine.get(`/v1/scan?text=${their.own.serial}`)).text).not.toContain(their.shared.id);
    expect((await mine.get(`/v1/asns?orderId=${their.shared.documentId}`)).body.items).toEqual([]);
  });

  it('can not go on with the other’s cursors', async () => {
    const extra: Readonly<Record<string, string>> = {
      listWarranties: '&kind=customer&from=2020-01-01&to=2049-12-31',
      searchSerials: '&q=T-',
      getSiblings: '&by=delivery',
      listServiceEvents: '',
    };
    const given: string[] = [];
    for (const one of operations.filter(({ query }) => query.includes('cursor') && query.includes('limit'))) {
      const query = `?limit=1${extra[one.id] ?? ''}`;
      const { nextCursor } = (await ask(theirs, one, { ids: their.shared, query })).body;
      if (nextCursor === undefined) continue;
      given.push(one.id);
      const next = `${query}&cursor=${nextCursor}`;
      expect((await ask(theirs, one, { ids: their.shared, query: next })).status).toBe(200);
      // The same list of the same name, where both have it.
      const ids = paramsOf(one.path).includes('recallId') ? my.shared : their.shared;
      const answer = await ask(mine, one, { ids, query: next });
      expect([one.id, answer.status, answer.body.code]).toEqual([one.id, 400, 'invalid-cursor']);
    }
    expect(given).toEqual(
      expect.arrayContaining([
        'listItems',
        'listDocuments',
        'listMovements',
        'listUnits',
        'listRecalls',
        'listAsns',
        'listExceptions',
        'getStock',
        'listRecallUnits',
        'getImport',
      ]),
    );
  });

  it('is told of the other’s ids in paths that there is nothing', async () => {
    const named = operations.flatMap((one) =>
      paramsOf(one.path)
        .filter((param) => param !== 'line')
        .map((param) => [one, idAt(one, param)] as const),
    );
    // Last what makes something of the name.
    const pairs = named.toSorted(([a], [b]) => Number(a.method === 'PUT') - Number(b.method === 'PUT'));
    expect(pairs.length).toBeGreaterThan(50);
    const notFound = ({ status }: Answer, name: keyof Ids) =>
      OPAQUE.includes(name) && status !== 404 ? 'is not answered with 404' : undefined;
    expect(await differences(pairs, () => (ids) => ({ ids }), notFound)).toEqual([]);
  });

  it('is not answered what the other’s idempotency keys were answered', async () => {
    const one = operations.find(({ id }) => id === 'createDocument')!;
    const order = await ask(theirs, one, { ids: their.shared, key: 'one-key' });
    const again = await ask(mine, one, { ids: my.shared, key: 'one-key' });
    expect([order.status, again.status]).toEqual([201, 201]);
    expect(again.body.documentId).not.toBe(order.body.documentId);
    const other = await ask(mine, one, { ids: my.shared, key: 'two-key' });
    const body = {
      kind: 'purchase-order',
      locationId: 'main',
      partnerId: 'rival',
      lines: [{ itemId: 'pump', quantity: 2 }],
    };
    expect((await ask(theirs, one, { ids: their.shared, key: 'two-key', body })).status).toBe(201);
    expect((await ask(mine, one, { ids: my.shared, key: 'two-key' })).body).toEqual(other.body);
    await theirs.post(`/v1/documents/${order.body.documentId}/cancel`);
  });

  it('has changed nothing of the other’s by all this', async () => {
    const after = await snapshot(theirs);
    const { '/v1/documents': _, ...rest } = after;
    const { '/v1/documents': __, ...had } = before;
    expect(rest).toEqual(had);
  });
});
