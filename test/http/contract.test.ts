import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openApiDocument } from '../../functions/http/openapi.ts';
import type { HttpEvent } from '../../functions/http/request.ts';
import { FUNCTION_NAMES, type Route } from '../../functions/http/route.ts';
import { DEFAULT_ROUTE, ROUTES, type RouteId, routeKeyOf } from '../../functions/http/routes.ts';
import { eventOf, OPERATIONS } from './gateway.ts';

type Entry = { readonly handler: (event: HttpEvent, context: never) => Promise<{ statusCode?: number }> };

const isRouteId = (id: string): id is RouteId => Object.hasOwn(ROUTES, id);
const IDS = Object.keys(ROUTES).filter(isRouteId);
const routeOf = (id: RouteId): Route => ROUTES[id];
const served = IDS.filter((id) => routeOf(id).function !== 'reference');
const entries = new Map<string, Entry>();

beforeAll(async () => {
  vi.stubEnv('TABLE_NAME', 'nowhere');
  vi.stubEnv('REQUESTS_PER_SECOND', '1');
  vi.stubEnv('HEAVY_REQUESTS_PER_SECOND', '1');
  for (const name of FUNCTION_NAMES) entries.set(name, await import(`../../functions/${name}.ts`));
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('a route', () => {
  it('is told from all others by its method and path', () => {
    const keys = IDS.map((id) => routeKeyOf(ROUTES[id]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain(DEFAULT_ROUTE.key);
  });

  it('has exactly one operation, in the function that it names', () => {
    const implemented = Object.entries(OPERATIONS).flatMap(([name, operations]) =>
      operations.map(({ id }) => `${name} ${id}`),
    );
    expect(implemented.sort()).toEqual(served.map((id) => `${ROUTES[id].function} ${id}`).sort());
  });

  it('belongs to a function that is deployed', () => {
    const folder = join(import.meta.dirname, '..', '..', 'functions');
    const deployed = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    expect(deployed).toEqual(expect.arrayContaining(FUNCTION_NAMES.map((name) => `${name}.ts`)));
  });

  it.each(served)('is answered by the handler of its function and by no other: %s', async (id) => {
    // Without claims a request gets as far as the operation's door: 401 there, 404 where there is none.
    const event = eventOf(id, { claims: {} });
    const statuses = await Promise.all(
      [...entries].map(async ([name, { handler }]) => [name, (await handler(event, {} as never)).statusCode]),
    );
    const expected = [...entries.keys()].map((name) => [name, name === ROUTES[id].function ? 401 : 404]);
    expect(statuses).toEqual(expected);
  });

  it('asks for a scope, unless it is a public one of the reference', () => {
    const open = IDS.filter((id) => routeOf(id).scopes.length === 0);
    expect(open.map((id) => ROUTES[id].function)).toEqual(open.map(() => 'reference'));
  });

  it('that writes is not open to those who only read', () => {
    const lax = served.filter(
      (id) => routeOf(id).method !== 'GET' && routeOf(id).scopes.includes('ledger.read'),
    );
    expect(lax).toEqual([]);
  });
});

describe('the OpenAPI document', () => {
  const { paths = {} } = openApiDocument();
  const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
  const described = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method];
      return operation === undefined ? [] : [{ key: `${method.toUpperCase()} ${path}`, operation }];
    }),
  );
  const operationOf = (id: RouteId) =>
    described.find(({ operation }) => operation.operationId === id)?.operation;

  it('describes each route once, and nothing else', () => {
    expect(described.map(({ key, operation }) => `${operation.operationId} ${key}`).sort()).toEqual(
      served.map((id) => `${id} ${routeKeyOf(ROUTES[id])}`).sort(),
    );
  });

  it.each(served)('tells scopes, path parameters, answers and problems: %s', (id) => {
    const { path, scopes, method } = routeOf(id);
    const operation = operationOf(id);
    expect(operation?.security).toEqual([{ oauth: [...scopes] }]);
    const named = (operation?.parameters ?? []).flatMap((p) =>
      'in' in p && p.in === 'path' ? [p.name] : [],
    );
    expect(named.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
    expect(Object.keys(operation?.responses ?? {})).toEqual(
      expect.arrayContaining(['400', '401', '403', '404', '413', '415', '422', '429', '503']),
    );
    expect(Object.keys(operation?.responses ?? {}).some((status) => /^20[012]$/.test(status))).toBe(true);
    expect(operation?.requestBody !== undefined).toBe(method !== 'GET');
  });

  it('takes an If-Match on each change of what has a version, and where something is made new none', () => {
    const writes = served.filter((id) => routeOf(id).method !== 'GET');
    const conditional = writes.filter((id) =>
      operationOf(id)?.parameters?.some((one) => 'in' in one && one.name === 'if-match'),
    );
    const refused = writes.filter((id) => Object.hasOwn(operationOf(id)?.responses ?? {}, '412'));
    const anew = ['createDocument', 'linkSerials', 'openRecall', 'startImport'];
    expect(writes.filter((id) => !conditional.includes(id)).sort()).toEqual(anew);
    expect(refused).toEqual(conditional);
  });

  it('limits every list and text that is taken, and what else an object may hold', () => {
    const document = JSON.parse(JSON.stringify(openApiDocument()));
    type Parameter = { in: string; name: string; schema: unknown };
    type Body = { content: Record<string, { schema: unknown }> };
    const open: string[] = [];
    // biome-ignore lint/suspicious/noExplicitAny: any schema of the document
    const walk = (given: any, at: string): void => {
      const schema =
        given.$ref === undefined ? given : document.components.schemas[given.$ref.split('/').at(-1)];
      const isLimited = ['enum', 'const', 'pattern', 'format', 'maxLength'].some((word) => word in schema);
      if (schema.type === 'string' && !isLimited) open.push(at);
      if (schema.type === 'array' && schema.maxItems === undefined) open.push(at);
      if (schema.items !== undefined) walk(schema.items, `${at}/*`);
      for (const one of schema.anyOf ?? []) walk(one, at);
      for (const [name, one] of Object.entries(schema.properties ?? {})) walk(one, `${at}/${name}`);
      const isClosed = schema.additionalProperties === false || schema.maxProperties !== undefined;
      if (schema.type === 'object' && !isClosed) open.push(`${at}/*`);
    };
    for (const [path, item] of Object.entries<Record<string, never>>(document.paths)) {
      for (const [method, operation] of Object.entries<Record<string, never>>(item)) {
        const { parameters = [], requestBody } = operation as {
          parameters?: unknown[];
          requestBody?: unknown;
        };
        // Of headers the gateway takes 10 KB in all.
        const told = (parameters as Parameter[]).filter((one) => one.in !== 'header');
        for (const { name, schema } of told) walk(schema, `${method} ${path} ?${name}`);
        const body = (requestBody as Body | undefined)?.content['application/json'];
        if (body !== undefined) walk(body.schema, `${method} ${path} `);
      }
    }
    // What no number can hold is refused by the search itself, however long it is.
    expect(open).toEqual(['get /v1/search/serials ?q']);
  });
});
