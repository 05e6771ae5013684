import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { SCOPES } from '../domain/roles.ts';
import { CONTRACTS } from './contract/operations.ts';
import { problem } from './contract/shared.ts';
import type { Route } from './route.ts';
import { ROUTES, type RouteId } from './routes.ts';

/** The OpenAPI 3.1 document, made from the very schemas that validate. */

/** Answers that say when to come again. */
const PASSING: ReadonlySet<number> = new Set([429, 503]);
const retryAfter = z
  .int()
  .meta({ description: 'Seconds after which it is worth another try', header: { id: 'RetryAfter' } });

const problems = (codes: readonly number[], schema: z.ZodType = problem()) =>
  Object.fromEntries(
    codes.map((code) => [
      `${code}`,
      {
        description: DESCRIPTIONS[code] ?? 'Problem',
        ...(PASSING.has(code) ? { headers: z.object({ 'retry-after': retryAfter }) } : {}),
        content: { 'application/problem+json': { schema } },
      },
    ]),
  );

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'Not of the described shape, or not JSON',
  404: 'There is no such thing',
  409: 'Refused by the present state of the ledger',
  412: 'Changed meanwhile',
  415: 'A body of a kind that is not taken here',
  422: 'Refused by a rule',
  429: 'The tenant asks for more than it may within a moment; nothing has been done',
  503: 'Too much is changing the same things; nothing has been done',
};

const DONE = { 200: 'Done', 201: 'Made', 202: 'Taken, and done behind the requests' } as const;

const gatewayMessage = z.object({ message: z.string() }).meta({ id: 'GatewayMessage' });

/** Answers of the gateway itself, in its own shape. */
const gateway = (description: string) => ({
  description,
  content: {
    'application/json': { schema: gatewayMessage },
    'application/problem+json': { schema: problem() },
  },
});

const hasBody = ({ method }: Route): boolean => method !== 'GET';

/** Changes something that has a version already. */
const changes = (id: keyof typeof CONTRACTS, route: Route): boolean =>
  hasBody(route) && CONTRACTS[id]().isNew !== true;

const headers = (id: keyof typeof CONTRACTS, route: Route) => ({
  ...(route.method === 'POST' || route.method === 'PUT'
    ? {
        'idempotency-key': z.string().max(255).optional().meta({
          description: 'Repeating a request with its key has one effect and the same answer, for 7 days',
        }),
      }
    : {}),
  ...(changes(id, route)
    ? { 'if-match': z.string().optional().meta({ description: 'The ETag that the change is based on' }) }
    : {}),
});

const isObject = (schema: z.ZodType): schema is z.ZodObject => schema instanceof z.ZodObject;
const shaped = (schema: z.ZodType) =>
  isObject(schema) && Object.keys(schema.shape).length > 0 ? schema : undefined;

const bodyOf = (id: keyof typeof CONTRACTS) => {
  const { body, text, csv } = CONTRACTS[id]();
  if (csv !== undefined) {
    return { required: true, content: { 'text/csv': { schema: z.string().meta({ description: csv }) } } };
  }
  return {
    required: !body.safeParse(undefined).success,
    content: {
      'application/json': { schema: body },
      ...(text === true
        ? {
            'text/plain': {
              schema: z
                .string()
                .meta({ description: 'Serials separated by newlines or tabs', example: 'SN-0001\nSN/0002' }),
            },
          }
        : {}),
    },
  };
};

const operationOf = (id: keyof typeof CONTRACTS, route: Route): ZodOpenApiOperationObject => {
  const { params, query, reply, statuses, conflict, media = 'application/json' } = CONTRACTS[id]();
  const [path, asked] = [shaped(params), shaped(query)];
  const writes = hasBody(route);
  return {
    operationId: id,
    summary: route.summary,
    tags: [route.function],
    security: [{ oauth: [...route.scopes] }],
    requestParams: {
      ...(path === undefined ? {} : { path }),
      ...(asked === undefined ? {} : { query: asked }),
      ...(writes ? { header: z.object(headers(id, route)) } : {}),
    },
    ...(writes ? { requestBody: bodyOf(id) } : {}),
    responses: {
      ...Object.fromEntries(
        statuses.map((status) => [
          `${status}`,
          {
            description: DONE[status],
            content: { [media]: { schema: reply } },
          },
        ]),
      ),
      '401': gateway('No valid token'),
      '403': gateway('The token does not allow this'),
      '413': gateway('Larger than any body that is taken'),
      ...problems([400, 404, 415, 422, 429, 503]),
      ...problems(writes ? [409] : [], conflict),
      ...problems(changes(id, route) ? [412] : []),
    },
  };
};

const isDescribed = (id: RouteId | string): id is keyof typeof CONTRACTS => Object.hasOwn(CONTRACTS, id);

const pathsOf = (): ZodOpenApiPathsObject => {
  const paths: ZodOpenApiPathsObject = {};
  for (const [id, route] of Object.entries(ROUTES)) {
    if (!isDescribed(id)) continue;
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(id, route) };
  }
  return paths;
};

export const openApiDocument = () =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Serial Ledger',
      version: '1.0.0',
      description: 'Tracks every serialised unit of stock from supplier to warranty expiry.',
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'The host that serves this document' }],
    tags: [
      { name: 'registry', description: 'Settings and master data' },
      { name: 'documents', description: 'Orders, receipts and invoices' },
      { name: 'recalls', description: 'Units that share a fate, and what is done about it' },
      { name: 'imports', description: 'Files of serials in, and of what there is out' },
      { name: 'enquiry', description: 'The ledger, stock, units and search' },
    ],
    components: {
      securitySchemes: {
        oauth: {
          type: 'oauth2',
          description: 'A JWT of the configured issuer with the claim `tenant`',
          flows: {
            clientCredentials: {
              tokenUrl: '/oauth2/token',
              scopes: Object.fromEntries(SCOPES.map((s) => [s, s])),
            },
          },
        },
      },
    },
    paths: pathsOf(),
  });
