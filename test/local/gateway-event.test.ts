import { describe, expect, it } from 'vitest';
import { type GatewayRequest, gatewayEvent } from '../../local/gateway-event.ts';
import { gatewayResponse } from '../../local/gateway-response.ts';

const host = { account: '000000000000', apiId: 'api', domainName: '127.0.0.1:3000', port: 3000 };
const request = (more: Partial<GatewayRequest> = {}): GatewayRequest => ({
  method: 'POST',
  target: '/v1/things/a%20b',
  headers: { host: ['127.0.0.1:3000'], 'content-type': ['application/json'] },
  body: Buffer.from(''),
  sourceIp: '127.0.0.1',
  at: new Date('2026-03-12T19:03:58.390Z'),
  ...more,
});
const routed = { routeKey: 'POST /v1/things/{id}', pathParameters: { id: 'a%20b' } };
const event = (more: Partial<GatewayRequest> = {}) => gatewayEvent(request(more), routed, host);

describe('the event of payload format 2.0', () => {
  it('has the shape of API Gateway', () => {
    const jwt = { claims: { tenant: 't' }, scopes: ['a'] };
    const made = gatewayEvent(
      request({ target: '/v1/things/a%20b?x=1&y=%C3%A4+b&x=2', body: Buffer.from('{}') }),
      { ...routed, jwt },
      host,
    );
    expect(made).toEqual({
      version: '2.0',
      routeKey: 'POST /v1/things/{id}',
      rawPath: '/v1/things/a b',
      rawQueryString: 'x=1&y=%C3%A4+b&x=2',
      headers: {
        host: '127.0.0.1:3000',
        'content-type': 'application/json',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '3000',
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { x: '1,2', y: 'ä b' },
      pathParameters: { id: 'a b' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'api',
        authorizer: { jwt },
        domainName: '127.0.0.1:3000',
        domainPrefix: '127',
        http: {
          method: 'POST',
          path: '/v1/things/a b',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: '',
        },
        requestId: expect.any(String),
        routeKey: 'POST /v1/things/{id}',
        stage: '$default',
        time: '12/Mar/2026:19:03:58 +0000',
        timeEpoch: Date.parse('2026-03-12T19:03:58.390Z'),
      },
      body: '{}',
      isBase64Encoded: false,
    });
  });

  it('leaves out what is empty', () => {
    const made = event();
    for (const key of ['body', 'queryStringParameters', 'cookies']) expect(made).not.toHaveProperty(key);
  });

  it('moves cookies out of the headers and joins repeated headers', () => {
    const made = event({ headers: { cookie: ['a=1; b=2', 'c=3'], 'x-list': ['1', '2'] } });
    expect(made.cookies).toEqual(['a=1', 'b=2', 'c=3']);
    expect(made.headers).toMatchObject({ 'x-list': '1,2' });
    expect(made.headers).not.toHaveProperty('cookie');
  });

  it.each([
    ['application/json; charset=utf-8', false],
    ['application/problem+json', false],
    ['text/csv', false],
    ['application/octet-stream', true],
    ['application/x-www-form-urlencoded', true],
    ['image/svg', true],
  ])('gives a %s body in base64: %s', (type, isBase64Encoded) => {
    const made = event({ headers: { 'content-type': [type] }, body: Buffer.from('häm') });
    const body = Buffer.from('häm').toString(isBase64Encoded ? 'base64' : 'utf8');
    expect(made).toMatchObject({ isBase64Encoded, body });
  });

  it('takes a compressed body for binary', () => {
    const headers = { 'content-type': ['application/json'], 'content-encoding': ['gzip'] };
    expect(event({ headers, body: Buffer.from('x') }).isBase64Encoded).toBe(true);
  });

  it('refuses a path that is no percent-encoding', () => {
    expect(() => event({ target: '/v1/%zz' })).toThrow(URIError);
  });
});

describe('the answer of a handler', () => {
  const read = (answer: unknown) => {
    const { status, headers, body } = gatewayResponse(answer);
    return { status, headers, body: body.toString() };
  };

  it('is JSON with 200 where it names no status', () => {
    const headers = { 'content-type': 'application/json' };
    expect(read({ a: 1 })).toEqual({ status: 200, headers, body: '{"a":1}' });
    expect(read('text')).toEqual({ status: 200, headers, body: 'text' });
  });

  it('takes status, headers, cookies and body', () => {
    const answer = { statusCode: 201, headers: { ETag: '"1"', Age: 5 }, cookies: ['a=1', 'b=2'], body: 'x' };
    expect(read(answer)).toEqual({
      status: 201,
      headers: {
        'content-type': 'text/plain;charset=UTF-8',
        etag: '"1"',
        age: '5',
        'set-cookie': ['a=1', 'b=2'],
      },
      body: 'x',
    });
  });

  it('decodes a base64 body', () => {
    expect(read({ statusCode: 200, body: 'aGk=', isBase64Encoded: true }).body).toBe('hi');
  });

  it.each([{ statusCode: 'no' }, { statusCode: 200, body: { an: 'object' } }, { statusCode: 1000 }])(
    'is a 500 when it is %j',
    (answer) => {
      expect(read(answer)).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
    },
  );
});
