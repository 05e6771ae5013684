import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authorizer, jwtAuthorizer } from '../../local/authorizer.ts';

const { publicKey, privateKey } = await generateKeyPair('RS256');
const stranger = await generateKeyPair('RS256');
const server = createServer((request, response) => {
  const body = request.url?.endsWith('jwks.json') ? keys : { issuer, jwks_uri: `${issuer}/jwks.json` };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
});
let issuer = '';
let keys: object = {};
let authorize: Authorizer;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] };
  authorize = jwtAuthorizer({
    stack: 'S',
    id: 'A',
    type: 'AWS::ApiGatewayV2::Authorizer',
    properties: {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: issuer, Audience: ['ours', 'also-ours'] },
    },
    physical: { ref: 'A', attributes: {} },
    directory: '',
    asset: undefined,
  });
});
afterAll(() => server.close());

const now = () => Math.floor(Date.now() / 1000);
const sign = (claims: Record<string, unknown>, key = privateKey) =>
  new SignJWT({ iss: issuer, aud: 'ours', exp: now() + 60, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .sign(key);

describe('the JWT authorizer', () => {
  it('passes the claims on as API Gateway writes them', async () => {
    const token = await sign({ tenant: 't', scope: 'a b', roles: ['x', 'y'], level: 3, exp: 4_000_000_000 });
    expect(await authorize(`Bearer ${token}`, ['b', 'c'])).toEqual({
      allowed: true,
      claims: {
        iss: issuer,
        aud: 'ours',
        exp: '4000000000',
        tenant: 't',
        scope: 'a b',
        roles: '[x y]',
        level: '3',
      },
      scopes: ['b'],
    });
  });

  it.each([
    ['one of several audiences', () => ({ aud: ['other', 'also-ours'] })],
    ['client_id where there is no aud', () => ({ aud: undefined, client_id: 'ours' })],
    ['scopes in scp', () => ({ scp: ['a'] })],
    ['no scopes where none are needed', () => ({})],
  ])('accepts %s', async (name, claims) => {
    const needed = name.startsWith('scopes') ? ['a'] : [];
    expect(await authorize(`bearer ${await sign(claims())}`, needed)).toMatchObject({ allowed: true });
  });

  it('accepts a token without the word Bearer', async () => {
    expect(await authorize(await sign({}), [])).toMatchObject({ allowed: true });
  });

  it.each([
    ['another issuer', () => ({ iss: 'http://other' })],
    ['another audience', () => ({ aud: 'other' })],
    ['client_id beside a foreign aud', () => ({ aud: 'other', client_id: 'ours' })],
    ['an expired token', () => ({ exp: now() - 5 })],
    ['a token without expiry', () => ({ exp: undefined })],
    ['a token not yet valid', () => ({ nbf: now() + 60 })],
  ])('refuses %s', async (_, claims) => {
    const answer = await authorize(`Bearer ${await sign(claims())}`, []);
    expect(answer).toMatchObject({ allowed: false, status: 401 });
    expect(answer).toHaveProperty('challenge', expect.stringContaining('error="invalid_token"'));
  });

  it.each([undefined, '', 'Bearer', 'Bearer no.jwt', 'Basic dTpw'])(
    'refuses the header %s',
    async (header) => {
      expect(await authorize(header, [])).toMatchObject({ allowed: false, status: 401 });
    },
  );

  it("refuses a stranger's signature", async () => {
    const token = await sign({}, stranger.privateKey);
    expect(await authorize(`Bearer ${token}`, [])).toMatchObject({ status: 401 });
  });

  it('forbids a token without any of the scopes', async () => {
    const answer = await authorize(`Bearer ${await sign({ scope: 'a' })}`, ['b', 'c']);
    expect(answer).toMatchObject({ allowed: false, status: 403 });
    expect(answer).toHaveProperty('challenge', expect.stringContaining('error="insufficient_scope"'));
  });
});
