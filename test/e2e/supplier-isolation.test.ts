import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, clientOf, company, documentOf, settled } from '../support/client.ts';

/** Two suppliers of one tenant: neither learns of the other, nor of what the tenant does with what it sends. */

let client: Client;
let acme: Client;
let rival: Client;
let order: string;

const ordered = async (partnerId: string, number: string): Promise<string> => {
  const made = await client.post(
    '/v1/documents',
    documentOf('purchase-order', [], { number, partnerId, post: false, line: { quantity: 4 } }),
  );
  expect(made.status).toBe(201);
  return made.body.documentId;
};

beforeAll(async () => {
  client = await company();
  await client.put('/v1/partners/rival', { name: 'Rival', role: 'supplier' });
  // The same person, so that it is the partner alone that tells them apart.
  const supplier = (partner: string) => clientOf(client.tenant, { scope: 'asn.write', partner, sub: 'bot' });
  [acme, rival] = await Promise.all([supplier('acme'), supplier('rival')]);
  order = await ordered('acme', 'PO-1');
  for (const number of ['PO-2', 'PO-3']) await ordered('acme', number);
  await ordered('rival', 'PO-4');
  await ordered('rival', 'PO-5');
  const sent = await acme.put('/v1/asns/SHIP-1', {
    orderId: order,
    lines: [{ itemId: 'pump', serials: ['A-1', 'A-2'] }],
  });
  expect(sent.status).toBe(201);
  await settled();
});

/** What an answer tells, but for the name that was asked for. */
const toldBy = ({ status, body: { requestId: _, ...body } }: Answer, name: string): unknown => ({
  status,
  ...JSON.parse(JSON.stringify(body).replaceAll(name, '…')),
});

describe('another supplier', () => {
  it.each<[string, (name: string) => Promise<Answer>, () => string]>([
    ['a document', (name) => rival.get(`/v1/documents/${name}`), () => order],
    ['a list', (name) => rival.get(`/v1/asns/${name}`), () => 'SHIP-1'],
    ['a list and its owner', (name) => rival.get(`/v1/asns/${name}?partnerId=acme`), () => 'SHIP-1'],
    ['a list to take back', (name) => rival.post(`/v1/asns/${name}/cancel`, {}), () => 'SHIP-1'],
    [
      'a list of another to take back',
      (name) => rival.post(`/v1/asns/${name}/cancel?partnerId=acme`, {}),
      () => 'SHIP-1',
    ],
    [
      'an order to announce for',
      (orderId) => rival.put('/v1/asns/SHIP-7', { orderId, lines: [{ itemId: 'pump', serials: ['R-1'] }] }),
      () => order,
    ],
  ])('is told of %s as of what nobody has', async (_, ask, name) => {
    const nobodys = `${name().slice(0, -2)}ZZ`;
    const [theirs, none] = [await ask(name()), await ask(nobodys)];
    expect(theirs.status).toBeGreaterThanOrEqual(400);
    expect(toldBy(theirs, name())).toEqual(toldBy(none, nobodys));
  });

  it.each([
    '/v1/documents',
    '/v1/asns',
    '/v1/documents?partnerId=acme',
    '/v1/asns?partnerId=acme',
    '/v1/documents?kind=purchase-order',
    '/v1/documents?status=open',
    '/v1/asns?status=open',
  ])('finds nothing of the other in %s', async (path) => {
    const { status, body } = await rival.get(path);
    expect(status).toBe(200);
    expect(body.items.filter((one: { partnerId: string }) => one.partnerId !== 'rival')).toEqual([]);
  });

  it('can not go on with the other’s cursor', async () => {
    const { nextCursor } = (await acme.get('/v1/documents?limit=1')).body;
    expect((await acme.get(`/v1/documents?limit=1&cursor=${nextCursor}`)).status).toBe(200);
    expect((await rival.get(`/v1/documents?limit=1&cursor=${nextCursor}`)).body.code).toBe('invalid-cursor');
  });

  it('uses a list’s number for itself, beside the other’s', async () => {
    const mine = (await rival.get('/v1/documents?limit=1')).body.items[0].documentId;
    const sent = await rival.put('/v1/asns/SHIP-1', {
      orderId: mine,
      lines: [{ itemId: 'pump', serials: ['R-9'] }],
    });
    expect([sent.status, sent.body.partnerId]).toEqual([201, 'rival']);
    const theirs = await acme.get('/v1/asns/SHIP-1');
    expect([theirs.body.orderId, theirs.body.lines[0].serials]).toEqual([order, ['A-1', 'A-2']]);
    await rival.post('/v1/asns/SHIP-1/cancel', {});
  });

  it('is not answered what the other’s idempotency key was answered', async () => {
    const number = (own: Client) => own.post('/v1/asns/SHIP-1/cancel', {}, { key: 'one-key' });
    expect((await number(rival)).status).not.toBe(200);
    expect((await number(acme)).body.partnerId).toBe('acme');
    expect((await number(rival)).status).not.toBe(200);
  });

  it('learns of a number that the other has sent only that it is taken', async () => {
    await acme.put('/v1/asns/SHIP-2', { orderId: order, lines: [{ itemId: 'pump', serials: ['A-7'] }] });
    const mine = (await rival.get('/v1/documents?limit=1')).body.items[0].documentId;
    const refused = await rival.put('/v1/asns/SHIP-8', {
      orderId: mine,
      lines: [{ itemId: 'pump', serials: ['A-7'] }],
    });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('in our records already');
    expect(refused.text).not.toMatch(/acme|SHIP-2|PO-1/i);
    expect(refused.text).not.toContain(order);
  });

  it('is told nothing of who of the tenant did what', async () => {
    const told = [
      await acme.get(`/v1/documents/${order}`),
      await acme.get('/v1/documents'),
      await acme.get('/v1/asns'),
      await acme.get('/v1/asns/SHIP-2'),
    ];
    for (const { status, text } of told) {
      expect(status).toBe(200);
      expect(text).not.toMatch(/"(createdBy|by|movementIds|user|reason)":/);
    }
  });
});
