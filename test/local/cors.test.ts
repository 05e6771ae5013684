import { describe, expect, it } from 'vitest';
import { referenceHandler } from '../../functions/http/reference.ts';
import { corsOf } from '../../local/cors.ts';
import type { GatewayRequest } from '../../local/gateway-event.ts';
import type { Resource } from '../../local/template.ts';
import { gatewayEventOf } from '../support/gateway-event.ts';

const api = (CorsConfiguration: unknown): Resource => ({
  ...{ stack: 's', id: 'Api', type: 'AWS::ApiGatewayV2::Api', physical: { ref: 'api', attributes: {} } },
  ...{
    properties: CorsConfiguration === undefined ? {} : { CorsConfiguration },
    directory: '',
    asset: undefined,
  },
});

const cors = corsOf(
  api({
    AllowOrigins: ['https://stock.example.com'],
    AllowMethods: ['GET', 'POST'],
    AllowHeaders: ['authorization'],
    ExposeHeaders: ['etag'],
    MaxAge: 60,
  }),
);
const request = (method: string, headers: Record<string, string>): GatewayRequest => ({
  ...{ method, target: '/v1/items', body: Buffer.alloc(0), sourceIp: '127.0.0.1', at: new Date(0) },
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
});
const answer = {
  status: 200,
  headers: { etag: '"1"', 'access-control-allow-origin': '*' },
  body: Buffer.alloc(0),
};
const page = { origin: 'https://stock.example.com' };
const asks = { 'access-control-request-method': 'POST' };

describe('the CORS of the gateway', () => {
  it('lets a page of a named origin read an answer, in place of what the function says', () => {
    expect(cors.answered(request('GET', page), answer).headers).toEqual({
      etag: '"1"',
      'access-control-allow-origin': 'https://stock.example.com',
      'access-control-expose-headers': 'etag',
      vary: 'Origin',
    });
  });

  it.each([
    {},
    { origin: 'https://evil.example.com' },
    { origin: 'https://stock.example.com.evil.com' },
    { origin: 'null' },
  ])('says nothing to %j', (headers) => {
    expect(cors.answered(request('GET', headers), answer).headers).toEqual({ etag: '"1"' });
  });

  it('answers a preflight that no route takes', () => {
    expect(cors.preflight(request('OPTIONS', { ...page, ...asks }))).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-methods': 'GET,POST',
        'access-control-allow-headers': 'authorization',
        'access-control-max-age': '60',
      },
    });
    expect(cors.preflight(request('OPTIONS', page))).toBeUndefined();
    expect(cors.preflight(request('GET', { ...page, ...asks }))).toBeUndefined();
  });

  it('leaves everything as it is where none is configured', () => {
    const none = corsOf(api(undefined));
    expect(none.answered(request('GET', page), answer)).toBe(answer);
    expect(none.preflight(request('OPTIONS', { ...page, ...asks }))).toBeUndefined();
  });

  it('does not run with what it does not know', () => {
    expect(() => corsOf(api({ AllowOrigins: ['https://a.example.com'], AllowCredentials: true }))).toThrow(
      'Api',
    );
  });
});

describe('the function behind everything else', () => {
  const handle = referenceHandler(async () => undefined);

  it('answers a preflight with a success, as browsers want, and any other OPTIONS as an unknown path', async () => {
    expect(await handle(gatewayEventOf('OPTIONS', asks))).toEqual({ statusCode: 204 });
    expect((await handle(gatewayEventOf('OPTIONS', {}))).statusCode).toBe(404);
  });
});
