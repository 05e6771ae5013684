import type { Admit } from '../../functions/app/limits/allowances.ts';
import { alertOperations } from '../../functions/http/alerts.ts';
import { asnOperations } from '../../functions/http/asns.ts';
import { chain } from '../../functions/http/chain.ts';
import { documentOperations } from '../../functions/http/documents.ts';
import { enquiryOperations } from '../../functions/http/enquiry.ts';
import { entityOperations } from '../../functions/http/entities.ts';
import { importOperations } from '../../functions/http/imports.ts';
import { recallOperations } from '../../functions/http/recalls.ts';
import { registryOperations } from '../../functions/http/registry.ts';
import type { HttpEvent } from '../../functions/http/request.ts';
import { ROUTES, type RouteId, routeKeyOf } from '../../functions/http/routes.ts';
import { scanOperations } from '../../functions/http/scan.ts';
import { serviceOperations } from '../../functions/http/service.ts';
import { traceOperations } from '../../functions/http/trace.ts';
import { unitOperations } from '../../functions/http/units.ts';
import { aWorld, type World } from '../app/world.ts';

/** Requests as the gateway hands them to the functions, run through the real chain. */

export const OPERATIONS = {
  registry: [...registryOperations, ...entityOperations],
  documents: documentOperations,
  units: [...unitOperations, ...serviceOperations, ...alertOperations],
  recalls: recallOperations,
  asns: asnOperations,
  imports: importOperations,
  enquiry: [...enquiryOperations, ...scanOperations, ...traceOperations],
} as const;

export type Request = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, string>> | undefined;
};

export const CLAIMS = { tenant: 'acme', sub: 'ann', scope: 'ledger.read ledger.write ledger.admin' };

export const eventOf = (id: RouteId, given: Request = {}): HttpEvent => {
  const route = ROUTES[id];
  const { params = {}, query = {}, body, headers = {}, claims = CLAIMS } = given;
  const rawPath = route.path.replace(/\{(\w+)\}/g, (_, name) => params[name] ?? '');
  const event = {
    version: '2.0',
    routeKey: routeKeyOf(route),
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(Object.keys(params).length === 0 ? {} : { pathParameters: params }),
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request-1',
      http: { method: route.method, path: rawPath },
      authorizer: { jwt: { claims } },
    },
  };
  return event as unknown as HttpEvent;
};

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are judged by the assertions on them
  readonly body: any;
};

/** The functions of the service on one world. */
export const aService = async (world?: World, admit: Admit = async () => {}) => {
  const its = world ?? (await aWorld());
  const logged: unknown[] = [];
  const signals: AbortSignal[] = [];
  const log = {
    answered: (entry: object) => void logged.push(entry),
    failed: (entry: object) => void logged.push(entry),
  };
  const handlers = chain(Object.values(OPERATIONS).flat(), {
    deps: its.deps,
    log,
    scopePrefix: '',
    admit,
    untilAnswered: (signal, work) => {
      signals.push(signal);
      return work();
    },
  });
  const send = async (event: HttpEvent, context: object = {}): Promise<Answer> => {
    const answer = await handlers(event, context as never);
    const headers = Object.fromEntries(Object.entries(answer.headers ?? {}).map(([k, v]) => [k, String(v)]));
    const text = answer.body ?? '';
    const isJson = headers['content-type']?.includes('json') === true;
    return { status: answer.statusCode ?? 0, headers, text, body: isJson ? JSON.parse(text) : undefined };
  };
  return {
    world: its,
    logged,
    signals,
    send,
    ask: (id: RouteId, given?: Request) => send(eventOf(id, given)),
  };
};
