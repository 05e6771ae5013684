import { randomBytes } from 'node:crypto';
import { inject, vi } from 'vitest';

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

export const tokenFor = async (
  tenant: string,
  claims: TokenClaims = {},
  baseUrl = inject('baseUrl'),
): Promise<string> => {
  const answer = await send(`${baseUrl}/_local/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, scope: ALL, ...claims }),
  });
  return answer.body.access_token;
};

export const newTenant = (): string => `t${randomBytes(6).toString('hex')}`;

/** Waits until lists and the search have everything written so far; what jobs do is to be polled for. */
export const settled = async (baseUrl = inject('baseUrl')): Promise<void> => {
  // Other tests keep the projector busy as well.
  for (let tries = 1; ; tries += 1) {
    const answer = await send(`${baseUrl}/_local/streams/settle?function=ProjectFunction`, {
      method: 'POST',
    });
    if (answer.status < 300) return;
    if (tries === 4) throw new Error(`streams did not settle: ${answer.text}`);
  }
};

/** A client of one tenant, as a program outside would be; of the stack that all tests share, or of another one. */
export const clientOf = async (
  tenant = newTenant(),
  claims: TokenClaims = {},
  baseUrl = inject('baseUrl'),
) => {
  const own = await tokenFor(tenant, claims, baseUrl);
  const request = (
    method: string,
    path: string,
    body?: unknown,
    options: RequestOptions = {},
  ): Promise<Answer> => {
    const token = options.token === undefined ? own : options.token;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const text = isRaw ? (body as string) : JSON.stringify(body);
    return send(`${baseUrl}${path}`, {
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
export const company = async (given?: Client): Promise<Client> => {
  const client = given ?? (await clientOf());
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

/** A document of any kind, posted at once unless it says otherwise; a line's own fields stand under `line`. */
export const documentOf = (
  kind: string,
  serials: readonly string[],
  { line, ...more }: { readonly line?: Record<string, unknown> } & Record<string, unknown> = {},
) => ({
  kind,
  locationId: 'main',
  lines: [
    { itemId: 'pump', quantity: serials.length, ...(serials.length === 0 ? {} : { serials }), ...line },
  ],
  post: true,
  ...more,
});

/** A sales order that holds these units and has delivered none yet. */
export const salesOrder = (serials: readonly string[], more: Record<string, unknown> = {}) =>
  documentOf('sales-order', serials, { partnerId: 'jane', post: false, ...more });

/** What is posted of a document's first line. */
export const part = (serials: readonly string[]) => ({
  lines: [{ line: 1, quantity: serials.length, serials }],
});

/** Every fault of an answer as `<pointer> <code>`, in order of the alphabet. */
export const codesOf = ({ body }: Answer): string[] =>
  (body.violations ?? []).map((v: { pointer: string; code: string }) => `${v.pointer} ${v.code}`).sort();

/** The unit that bears a number now. */
export const unitOf = async (client: Client, serial: string, itemId = 'pump') => {
  const query = new URLSearchParams({ serial });
  const { items } = (await client.get(`/v1/items/${itemId}/serials?${query}`)).body;
  return items.find((unit: { serial: string }) => unit.serial === serial);
};

/** By place: quantity, serials, in transit. Places where nothing is are left out. */
export const stockOf = async (client: Client, itemId = 'pump'): Promise<Record<string, number[]>> => {
  const { items } = (await client.get(`/v1/stock?itemId=${itemId}`)).body;
  return Object.fromEntries(
    items
      .map((b: { locationId: string; quantity: number; serials: number; inTransit: number }) => [
        b.locationId,
        [b.quantity, b.serials, b.inTransit],
      ])
      .filter(([, numbers]: [string, number[]]) => numbers.some((n) => n !== 0)),
  );
};

/** Types of a unit's events, oldest first. */
export const eventsOf = async (client: Client, id: string, itemId = 'pump'): Promise<string[]> => {
  const { events } = (await client.get(`/v1/items/${itemId}/serials/${id}/history`)).body;
  return events.map(({ type }: { type: string }) => type);
};

/** `YYYY-MM-DD`, so many days from today in UTC. */
export const day = (offset: number): string =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

export const times = <T>(n: number, make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)));

const countOf = async (client: Client, path: string): Promise<number> => {
  let [count, cursor] = [0, ''];
  for (;;) {
    const { items, nextCursor } = (await client.get(`${path}&limit=100${cursor}`)).body;
    count += items.length;
    if (nextCursor === undefined) return count;
    cursor = `&cursor=${nextCursor}`;
  }
};

/** Where a fully tracked item is not what it must be at any moment: as many serials as stock at each place, and listed. */
export const imbalanceOf = async (client: Client, itemId = 'pump'): Promise<string[]> => {
  await settled();
  const { items } = (await client.get(`/v1/stock?itemId=${itemId}`)).body;
  const faults: string[] = [];
  for (const { locationId, quantity, serials } of items) {
    if (quantity !== serials) faults.push(`${locationId}: ${quantity} in stock, ${serials} serials`);
    const listed =
      (await countOf(client, `/v1/items/${itemId}/serials?status=in-stock&locationId=${locationId}`)) +
      (await countOf(client, `/v1/items/${itemId}/serials?status=reserved&locationId=${locationId}`));
    if (listed !== serials) faults.push(`${locationId}: ${listed} listed, ${serials} serials`);
  }
  const { items: gaps } = (await client.get(`/v1/stock/reconciliation?itemId=${itemId}`)).body;
  return [...faults, ...gaps.map((gap: unknown) => JSON.stringify(gap))];
};

/** A job that the lists are too late for is put off, and taken up by the next run of its schedule, a minute later. */
export const JOB_PATIENCE = 150_000;

/** A recall as it is told once all units that were there have been looked at. */
export const recallSearched = async (client: Client, recallId: string): Promise<Answer['body']> => {
  const read = async () => (await client.get(`/v1/recalls/${recallId}`)).body;
  await vi.waitUntil(async () => (await read()).search.status === 'completed', { timeout: JOB_PATIENCE });
  return read();
};

/** A works order over these lines, posted at once unless it says otherwise. */
export const worksOrder = (
  lines: readonly Record<string, unknown>[],
  more: Record<string, unknown> = {},
) => ({ kind: 'works-order', locationId: 'main', lines, post: true, ...more });
