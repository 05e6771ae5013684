import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers freely.
  // biome-ignore lint/suspicious/noExplicitAny: answers are judged by the assertions on them
  readonly body: any;
};

export type RequestOptions = {
  readonly headers?: Record<string, string>;
  readonly key?: string;
  readonly token?: string | null;
};

export type TokenClaims = {
  readonly scope?: string;
  readonly partner?: string;
  readonly sub?: string;
  readonly expiresIn?: number;
};

const ALL = 'ledger.read ledger.write ledger.admin';

const send = async (url: string, init: RequestInit): Promise<Answer> => {
  const response = await fetch(url, init);
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : text };
};

export const tokenFor = async (tenant: string, claims: TokenClaims = {}): Promise<string> => {
  const answer = await send(`${inject('baseUrl')}/_local/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, scope: ALL, ...claims }),
  });
  return answer.body.access_token;
};

export const newTenant = (): string => `t${randomBytes(6).toString('hex')}`;

/** Waits until the stream's consumers have handled everything written so far. */
export const settled = async (): Promise<void> => {
  const answer = await send(`${inject('baseUrl')}/_local/streams/settle`, { method: 'POST' });
  if (answer.status >= 300) throw new Error(`streams did not settle: ${answer.text}`);
};

/** A client of one tenant, as a program outside would be. */
export const clientOf = async (tenant = newTenant(), claims: TokenClaims = {}) => {
  const own = await tokenFor(tenant, claims);
  const request = (
    method: string,
    path: string,
    body?: unknown,
    options: RequestOptions = {},
  ): Promise<Answer> => {
    const token = options.token === undefined ? own : options.token;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return send(`${inject('baseUrl')}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined
          ? {}
          : { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' }),
        ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: text }),
    });
  };
  return {
    tenant,
    token: own,
    request,
    get: (path: string, options?: RequestOptions) => request('GET', path, undefined, options),
    post: (path: string, body?: unknown, options?: RequestOptions) => request('POST', path, body, options),
    put: (path: string, body?: unknown, options?: RequestOptions) => request('PUT', path, body, options),
    patch: (path: string, body?: unknown, options?: RequestOptions) => request('PATCH', path, body, options),
  };
};

export type Client = Awaited<ReturnType<typeof clientOf>>;

/** A tenant with a warehouse, a shop, a supplier, a customer and a fully tracked pump. */
export const company = async (): Promise<Client> => {
  const client = await clientOf();
  const made = await Promise.all([
    client.put('/v1/locations/main', { name: 'Main warehouse' }),
    client.put('/v1/locations/shop', { name: 'Shop' }),
    client.put('/v1/partners/acme', { name: 'Acme Supplies', role: 'supplier' }),
    client.put('/v1/partners/jane', { name: 'Jane', role: 'customer' }),
    client.put('/v1/items/pump', { name: 'Pump', tracking: 'serial', serialType: 'fully-tracked' }),
  ]);
  const wrong = made.find(({ status }) => status !== 201);
  if (wrong !== undefined) throw new Error(wrong.text);
  return client;
};

export const receipt = (serials: readonly string[], more: Record<string, unknown> = {}) => ({
  kind: 'product-receipt',
  partnerId: 'acme',
  locationId: 'main',
  lines: [{ itemId: 'pump', quantity: serials.length, serials }],
  post: true,
  ...more,
});

export const sale = (serials: readonly string[], more: Record<string, unknown> = {}) => ({
  ...receipt(serials),
  kind: 'customer-invoice',
  partnerId: 'jane',
  ...more,
});
