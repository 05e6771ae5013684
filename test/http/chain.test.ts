import { beforeEach, describe, expect, it } from 'vitest';
import { aService, CLAIMS, eventOf } from './gateway.ts';

let service: Awaited<ReturnType<typeof aService>>;
beforeEach(async () => {
  service = await aService();
});

const params = { itemId: 'pump' };
const saved = { name: 'Pump', tracking: 'serial', serialType: 'fully-tracked' };

describe('the chain', () => {
  it('answers in the shape of the contract, with a tag', async () => {
    const { status, headers, body } = await service.ask('saveItem', { params, body: saved });
    expect([status, headers.etag]).toEqual([201, '"1"']);
    expect(body).toEqual({
      itemId: 'pump',
      kind: 'stocked',
      ...saved,
      serialPolicy: { creditor: 'required', internal: 'required', debtor: 'required' },
    });
  });

  it('names all that is of the wrong shape, in path, query and body', async () => {
    const wrong = { params: { itemId: '!' }, query: { x: '1' }, body: { tracking: 'no', colour: 'red' } };
    const { status, body } = await service.ask('saveItem', wrong);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    const places = body.violations.map((v: { pointer: string; code: string }) => `${v.pointer} ${v.code}`);
    expect(places.sort()).toEqual(
      [
        '/colour unknown-field',
        '/itemId wrong-format',
        '/name missing',
        '/tracking unknown-value',
        '/x unknown-field',
      ].sort(),
    );
  });

  it('tells one of some words that is not there as missing, and another word as unknown', async () => {
    const codes = async (...asked: Parameters<typeof service.ask>) =>
      (await service.ask(...asked)).body.violations.map(
        ({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`,
      );
    const partner = (body: object) => codes('savePartner', { params: { partnerId: 'acme' }, body });
    expect(await partner({ name: 'Acme' })).toEqual(['/role missing']);
    expect(await partner({ name: 'Acme', role: 'friend' })).toEqual(['/role unknown-value']);
    expect(await partner({ name: 'Acme', role: null })).toEqual(['/role unknown-value']);
    const serialPolicy = { creditor: 'off', debtor: 'required' };
    expect(
      await codes('saveItem', { params, body: { name: 'Pump', tracking: 'serial', serialPolicy } }),
    ).toEqual(['/serialPolicy/internal missing']);
  });

  it('refuses a parameter that stands twice, which the gateway joins, and takes commas of its own', async () => {
    const ask = async (rawQueryString: string, query: Record<string, string>) =>
      (await service.send({ ...eventOf('scan', { query }), rawQueryString })).body;
    expect(await ask('text=a&%74ext=b', { text: 'a,b' })).toMatchObject({
      status: 400,
      violations: [{ pointer: '/text', code: 'repeated' }],
    });
    expect(await ask('text=a,b', { text: 'a,b' })).toMatchObject({ kind: 'serial', serial: 'a,b' });
  });

  it('refuses what is not JSON, and what is sent as something else', async () => {
    const send = (body: string, type = 'application/json') =>
      service.ask('saveItem', { params, body, headers: { 'content-type': type } });
    expect((await send('{')).body).toMatchObject({ status: 400, code: 'malformed-json' });
    expect((await send('a', 'text/plain')).body).toMatchObject({ status: 415 });
    expect((await send('<a/>', 'application/xml')).body).toMatchObject({ status: 415 });
  });

  it('refuses a file that is packed, or says that it is not UTF-8', async () => {
    const send = async (headers: Record<string, string>) => {
      const body = 'itemId,serial,locationId\npump,A1,main';
      const answer = await service.ask('startImport', {
        body,
        headers: { 'content-type': 'text/csv', ...headers },
      });
      return [answer.status, answer.body.detail];
    };
    expect(await send({ 'content-encoding': 'gzip' })).toEqual([415, expect.stringContaining('gzip')]);
    const latin = { 'content-type': 'text/csv; header=present; charset="ISO-8859-1"' };
    expect(await send(latin)).toEqual([415, expect.stringContaining('ISO-8859-1')]);
    const plain = { 'content-type': 'text/csv;charset=UTF-8', 'content-encoding': 'identity' };
    expect(await send(plain)).toEqual([202, undefined]);
  });

  it('knows nobody without a tenant, and lets nobody do what the token does not allow', async () => {
    const as = async (claims: Record<string, string>) =>
      (await service.ask('saveItem', { params, body: saved, claims })).status;
    expect(await as({})).toBe(401);
    expect(await as({ ...CLAIMS, tenant: 'a#b' })).toBe(401);
    expect(await as({ ...CLAIMS, scope: 'ledger.read' })).toBe(403);
    expect(await as({ ...CLAIMS, scope: '' })).toBe(403);
    expect(await as({ ...CLAIMS, partner: 'maker' })).toBe(403);
    expect(await as({ ...CLAIMS, scope: 'openid ledger.write' })).toBe(201);
  });

  it('shows a supplier its own documents, and of others not even that they exist', async () => {
    const { documentId } = await service.world.order(['A1']);
    const as = async (partner: string) => {
      const claims = { tenant: 'acme', sub: 's', scope: 'asn.write', partner };
      const one = await service.ask('getDocument', { params: { documentId }, claims });
      return one.status;
    };
    expect(await as('maker')).toBe(200);
    expect(await as('other')).toBe(404);
  });

  it('keeps tenants apart', async () => {
    await service.ask('saveItem', { params, body: saved });
    const claims = { ...CLAIMS, tenant: 'globex' };
    expect((await service.ask('getItem', { params, claims })).status).toBe(404);
    expect((await service.ask('listItems', { claims })).body).toEqual({ items: [] });
  });

  it('turns a fault of ours into a problem without its cause, and logs the cause', async () => {
    service.world.table.failNext('unreachable');
    const { status, body } = await service.ask('saveItem', { params, body: saved });
    expect([status, body.code, body.requestId]).toEqual([500, 'internal', 'request-1']);
    expect(JSON.stringify(body)).not.toContain('reached');
    const error = expect.objectContaining({ message: 'the engine cannot be reached' });
    expect(service.logged).toContainEqual({
      requestId: 'request-1',
      tenant: 'acme',
      route: 'PUT /v1/items/{itemId}',
      error,
    });
  });

  it('answers before it is ended, that the outcome is not known, or for what only reads that nothing was done', async () => {
    const stuck = await aService(undefined, () => new Promise(() => {}));
    const left = { getRemainingTimeInMillis: () => 1_020 };
    const posted = await stuck.send(eventOf('saveItem', { params, body: saved }), left);
    expect([posted.status, posted.headers['retry-after']]).toEqual([503, '1']);
    expect(posted.body).toMatchObject({
      code: 'still-running',
      detail: expect.stringContaining('Idempotency-Key tells which'),
    });
    const read = await stuck.send(eventOf('getItem', { params }), left);
    expect([read.status, read.body.code]).toEqual([503, 'busy']);
    expect(stuck.logged).toMatchObject([{ code: 'still-running' }, { code: 'busy' }]);
    expect(stuck.signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    // One that is in time is answered as ever.
    expect((await service.send(eventOf('getItem', { params }), left)).status).toBe(404);
    expect(service.signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  it('logs route and status, and nothing of what was sent', async () => {
    await service.ask('saveItem', { params, body: { ...saved, name: 'SECRET' } });
    await service.ask('saveItem', { params, body: { secret: 'SECRET' } });
    expect(service.logged).toContainEqual(
      expect.objectContaining({ route: 'PUT /v1/items/{itemId}', status: 201 }),
    );
    expect(JSON.stringify(service.logged)).not.toContain('SECRET');
  });

  it('logs refused requests as well', async () => {
    await service.ask('saveItem', { params, body: {} });
    expect(service.logged).toMatchObject([{ status: 400 }]);
  });

  it('answers a path that there is not', async () => {
    const event = { ...eventOf('getItem', { params }), routeKey: 'GET /v1/nothing' };
    expect((await service.send(event)).body).toMatchObject({ status: 404, code: 'route-not-found' });
  });
});
