import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Deps } from '../app/ports.ts';
import { LedgerError } from '../domain/errors.ts';
import { authorise } from './authorisation.ts';
import { callerOf } from './caller.ts';
import type { Operation } from './operation.ts';
import { internalProblem, problemOf } from './problem.ts';
import type { HttpEvent } from './request.ts';
import { ROUTES, routeKeyOf } from './routes.ts';

/** What the chain tells of each request; names and ids only, never a body or a token. */
export type RequestLog = {
  readonly answered: (entry: {
    requestId: string;
    route: string;
    status: number;
    tenant?: string | undefined;
  }) => void;
  readonly failed: (entry: { requestId: string; route: string; error: unknown }) => void;
};

export type ChainDeps = { readonly deps: Deps; readonly log: RequestLog; readonly scopePrefix: string };

export type HttpHandler = (event: HttpEvent) => Promise<APIGatewayProxyStructuredResultV2>;

const routeKeysOf = (operations: readonly Operation[]): ReadonlyMap<string, Operation> =>
  new Map(operations.map((operation) => [routeKeyOf(ROUTES[operation.id]), operation]));

const requestIdOf = (event: HttpEvent): string => event.requestContext.requestId;

const problemFor = (error: unknown, event: HttpEvent, log: RequestLog): APIGatewayProxyStructuredResultV2 => {
  const requestId = requestIdOf(event);
  if (error instanceof LedgerError) return problemOf(error.error, requestId);
  log.failed({ requestId, route: event.routeKey, error });
  return internalProblem(requestId);
};

const ruledOut = (event: HttpEvent): LedgerError =>
  new LedgerError({
    code: 'route-not-found',
    detail: `There is no ${event.requestContext.http.method} ${event.rawPath}.`,
  });

type Answered = {
  readonly event: HttpEvent;
  readonly response?: APIGatewayProxyStructuredResultV2 | null | undefined;
};

/** The one chain that every request goes through: find the operation, know the caller, run, turn errors into problems. */
export const chain = (operations: readonly Operation[], { deps, log, scopePrefix }: ChainDeps) => {
  const byRoute = routeKeysOf(operations);
  const respond: HttpHandler = async (event) => {
    const operation = byRoute.get(event.routeKey);
    if (operation === undefined) throw ruledOut(event);
    const caller = callerOf(event, scopePrefix);
    authorise(caller, ROUTES[operation.id]);
    const { status, headers, body } = await operation.run(event, { caller, deps });
    return { statusCode: status, headers: { ...headers }, body };
  };
  const told = ({ event, response }: Answered): void =>
    log.answered({
      requestId: requestIdOf(event),
      route: event.routeKey,
      status: response?.statusCode ?? 500,
    });
  return middy<HttpEvent, APIGatewayProxyStructuredResultV2>()
    .use({
      onError: (request) => {
        request.response = problemFor(request.error, request.event, log);
        told(request);
      },
    })
    .use({
      after: told,
    })
    .handler(respond);
};
