import { describe, expect, it } from 'vitest';
import type { Caller } from '../../functions/app/ports.ts';
import { LedgerError } from '../../functions/domain/errors.ts';
import { idempotencyOf } from '../../functions/http/idempotency.ts';
import type { RouteId } from '../../functions/http/routes.ts';
import { aService, eventOf, type Request } from './gateway.ts';

const CALLER: Caller = { tenant: 'acme', user: 'ann', scopes: [] };
type Asked = Request & { readonly id?: RouteId; readonly key?: string; readonly caller?: Partial<Caller> };

const idempotency = ({ id = 'postDocument', key = 'k1', caller = {}, ...given }: Asked = {}) => {
  const request = { params: { documentId: 'd1' }, body: {}, ...given };
  const event = eventOf(id, { ...request, headers: { 'idempotency-key': key, ...given.headers } });
  return idempotencyOf(event, { ...CALLER, ...caller });
};

describe('an Idempotency-Key', () => {
  it('counts for one tenant, subject, partner, method and path', () => {
    const scopes = [
      idempotency(),
      idempotency({ caller: { tenant: 'globex' } }),
      idempotency({ caller: { user: 'bob' } }),
      idempotency({ caller: { partner: 'maker' } }),
      idempotency({ params: { documentId: 'd2' } }),
      idempotency({ id: 'createDocument' }),
      idempotency({ key: 'k2' }),
    ].map((made) => made?.scope);
    expect(new Set(scopes).size).toBe(scopes.length);
    expect(idempotency()?.scope).toBe(scopes[0]);
  });

  it('cannot be made to run into another scope by what stands in it', () => {
    const one = idempotency({ caller: { partner: 'b' }, key: String.raw`"c\",\"d"` });
    const other = idempotency({ caller: { partner: 'b","c' }, key: 'd' });
    expect(one?.scope).not.toBe(other?.scope);
  });

  it('counts for one body, query and precondition', () => {
    const hashes = [
      idempotency(),
      idempotency({ body: { effectiveDate: '2026-03-10' } }),
      idempotency({ query: { dryRun: 'true' } }),
      idempotency({ headers: { 'if-match': '"1"' } }),
      idempotency({ headers: { 'content-type': 'text/plain' } }),
    ].map((made) => made?.bodyHash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(idempotency({ headers: { 'content-type': 'application/JSON; charset=utf-8' } })?.bodyHash).toBe(
      hashes[0],
    );
  });

  it('may be quoted or bare', () => {
    expect(idempotency({ key: '"k1"' })?.scope).toBe(idempotency()?.scope);
    expect(idempotency({ key: '"a\\"b"' })?.scope).toContain('a\\"b');
  });

  it.each(['', '"', '""', 'a"b', 'ä', 'x'.repeat(256), '"a', 'a\u0000'])(
    'that is none is refused: %j',
    (key) => {
      expect(() => idempotency({ key })).toThrow(LedgerError);
    },
  );

  it('counts for POST and PUT, and is nobody’s duty', () => {
    expect(idempotency({ id: 'saveItem', params: { itemId: 'x' } })).toBeDefined();
    expect(idempotency({ id: 'getItem', params: { itemId: 'x' } })).toBeUndefined();
    expect(idempotencyOf(eventOf('createDocument', { body: {} }), CALLER)).toBeUndefined();
  });
});

describe('a request with a key', () => {
  const receipt = (serial: string) => ({
    kind: 'product-receipt',
    locationId: 'main',
    lines: [{ itemId: 'phone', quantity: 1, serials: [serial] }],
    post: true,
  });

  it('that is repeated gets the same bytes and headers, and another body is told so', async () => {
    const { ask, world } = await aService();
    const headers = { 'idempotency-key': 'k1' };
    const first = await ask('createDocument', { body: receipt('A1'), headers });
    expect(first.status).toBe(201);
    expect(await ask('createDocument', { body: receipt('A1'), headers })).toEqual(first);
    const other = await ask('createDocument', { body: receipt('A2'), headers });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect(await world.unit('A2')).toBeUndefined();
  });

  it('of somebody else is another request', async () => {
    const { ask } = await aService();
    const headers = { 'idempotency-key': 'k1' };
    await ask('createDocument', { body: receipt('A1'), headers });
    const claims = { tenant: 'acme', sub: 'bob', scope: 'ledger.write' };
    const other = await ask('createDocument', { body: receipt('A1'), headers, claims });
    expect([other.status, other.body.code]).toEqual([409, 'serial-exists']);
  });
});
