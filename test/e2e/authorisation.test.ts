import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ROLE_NAMES, ROLES, SCOPES } from '../../functions/domain/roles.ts';
import { type Access, AUTHORISATION, accessOf } from '../../functions/http/authorisation.ts';
import { type Client, clientOf, newTenant, tokenFor } from '../support/client.ts';
import { type Operation, operationsOf, pathOf } from '../support/operations.ts';

/** Every operation of the served document with every kind of token, through the gateway and the function behind it. */

type Holder = { readonly name: string; readonly scope: string; readonly partner?: string };

const holders: readonly Holder[] = [
  ...ROLE_NAMES.flatMap((role): Holder[] => {
    const scope = ROLES[role].join(' ');
    return [
      { name: `a ${role}`, scope },
      { name: `a ${role} of a partner`, scope, partner: 'acme' },
    ];
  }),
  ...SCOPES.map((scope) => ({ name: `the bearer of ${scope} alone`, scope })),
  { name: 'a bearer of everything, of a partner', scope: SCOPES.join(' '), partner: 'acme' },
  { name: 'a bearer of nothing', scope: '' },
  {
    name: 'a bearer of what only looks alike',
    scope: 'ledger.reads LEDGER.WRITE ledger admin asn.* ledger-api/ledger.admin',
  },
];

/** What an answer says of access: the gateway's own, or a problem of ours. */
const refusalOf = ({ status, body }: { status: number; body: { message?: string; code?: string } }) => {
  if (status === 401)
    return body.message === 'Unauthorized' || body.code === 'unauthenticated' ? 'no token' : body;
  const isRefused = status === 403 && (body.message === 'Forbidden' || body.code === 'forbidden');
  return isRefused ? 'no' : 'taken';
};

let operations: readonly Operation[];
let tenant: string;
let client: Client;
beforeAll(async () => {
  tenant = newTenant();
  client = await clientOf(tenant);
  operations = operationsOf((await client.get('/openapi.json')).body);
});

/** Ids that nothing bears and no body: whoever gets past the door is told so. */
const ask = (token: string | null, { method, path }: Operation) =>
  client.request(method, pathOf(path, {}), method === 'GET' ? undefined : {}, { token });

const refusals = async (token: string | null): Promise<Record<string, unknown>> => {
  const answers = await Promise.all(
    operations.map(async (one) => [one.id, refusalOf(await ask(token, one))] as const),
  );
  return Object.fromEntries(answers);
};

const expected = (
  what: (access: Access) => string,
  bearer: { scopes: string[]; partner: string | undefined },
) =>
  Object.fromEntries(
    AUTHORISATION.filter(({ route }) => route.scopes.length > 0).map(({ id, route }) => [
      id,
      what(accessOf(bearer, route)),
    ]),
  );

describe('every operation', () => {
  it.each(holders)('is open to $name as the table says', async ({ scope, partner }) => {
    const token = await tokenFor(tenant, { scope, ...(partner === undefined ? {} : { partner }) });
    expect(await refusals(token)).toEqual(
      expected((access) => (access === 'no' ? 'no' : 'taken'), { scopes: scope.split(' '), partner }),
    );
  });

  it.each([
    ['no token', async () => null],
    ['a token that has expired', () => tokenFor(tenant, { expiresIn: -60 })],
    ['a token of a tenant whose name can be none', () => tokenFor('a/b')],
    ['a token of a partner whose name can be none', () => tokenFor(tenant, { partner: '../acme' })],
    ['what is no token', async () => 'abc.def.ghi'],
  ])('is closed to %s', async (_, make) => {
    expect(await refusals(await make())).toEqual(
      expected(() => 'no token', { scopes: [], partner: undefined }),
    );
  });

  it('is closed to a token that was signed by nobody', async () => {
    const [, payload] = client.token.split('.');
    const head = Buffer.from('{"alg":"none","kid":"local"}').toString('base64url');
    expect((await client.get('/v1/items', { token: `${head}.${payload}.` })).status).toBe(401);
  });

  it('is described with the scopes of the table', () => {
    const scopes = AUTHORISATION.map(({ id, route }) => [id, [...route.scopes]] as const);
    expect(Object.fromEntries(operations.map(({ id, scopes }) => [id, scopes]))).toEqual(
      Object.fromEntries(scopes.filter(([, alternatives]) => alternatives.length > 0)),
    );
  });
});

describe('what is public', () => {
  it.each(AUTHORISATION.filter(({ route }) => route.scopes.length === 0).map(({ route }) => route.path))(
    '%s is answered without a token',
    async (path) => {
      const response = await fetch(`${inject('baseUrl')}${path.replace('{file}', 'swagger-ui.css')}`);
      expect(response.status).toBe(200);
    },
  );
});
