import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Admit } from '../app/limits/allowances.ts';
import type { Deps } from '../app/ports.ts';
import { LedgerError } from '../domain/errors.ts';
import { authorise } from './authorisation.ts';
import { callerOf } from './caller.ts';
import type { Operation } from './operation.ts';
import { internalProblem, problemOf } from './problem.ts';
import type { HttpEvent } from './request.ts';
import { idsOf, type RequestIds } from './request-ids.ts';
import { ROUTES, routeKeyOf } from './routes.ts';
import { weightOf } from './weight.ts';

/** What the chain tells of each request; names and ids only, never a body or a token. */
export type RequestLog = {
  readonly answered: (entry: {
    requestId: string;
    route: string;
    status: number;
    /** Of the problem, where it was one. */
    code?: string | undefined;
    tenant?: string | undefined;
    ids?: RequestIds | undefined;
  }) => void;
  readonly failed: (entry: {
    requestId: string;
    route: string;
    tenant?: string | undefined;
    error: unknown;
  }) => void;
};

export type ChainDeps = {
  readonly deps: Deps;
  readonly log: RequestLog;
  readonly scopePrefix: string;
  readonly admit: Admit;
  /** Carries out the work, which does nothing more once the signal tells that it was answered. */
  readonly untilAnswered: (signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>;
};

type Result = APIGatewayProxyStructuredResultV2;

const routeKeysOf = (operations: readonly Operation[]): ReadonlyMap<string, Operation> =>
  new Map(operations.map((operation) => [routeKeyOf(ROUTES[operation.id]), operation]));

const requestIdOf = (event: HttpEvent): string => event.requestContext.requestId;

const problemFor = (error: unknown, event: HttpEvent, { log, scopePrefix }: ChainDeps): Result => {
  const requestId = requestIdOf(event);
  if (error instanceof LedgerError) return problemOf(error.error, requestId);
  log.failed({ requestId, route: event.routeKey, tenant: tenantOf(event, scopePrefix), error });
  return internalProblem(requestId);
};

/** Nothing where the token doesn't say. */
const tenantOf = (event: HttpEvent, scopePrefix: string): string | undefined => {
  try {
    return callerOf(event, scopePrefix).tenant;
  } catch {
    return undefined;
  }
};

const ruledOut = (event: HttpEvent): LedgerError =>
  new LedgerError({
    code: 'route-not-found',
    detail: `There is no ${event.requestContext.http.method} ${event.rawPath}.`,
  });

/** What is left then suffices for an answer, milliseconds. */
const TIME_TO_ANSWER = 1_000;

/** The function is about to be ended. */
class TimeUp extends Error {
  override readonly name = 'TimeUp';
}

/** A request that only reads has done nothing; of any other it is not known how far it came. */
const timeUpFor = ({ requestContext }: HttpEvent): LedgerError =>
  new LedgerError(
    requestContext.http.method === 'GET'
      ? { code: 'busy', retryAfter: 1 }
      : { code: 'still-running', leaves: 'unknown', retryAfter: 1 },
  );

type Answered = {
  readonly event: HttpEvent;
  readonly response?: Result | null | undefined;
  readonly error?: Error | null | undefined;
};

/** The one chain that every request goes through: find the operation, know the caller, run, turn errors into problems. */
export const chain = (operations: readonly Operation[], given: ChainDeps) => {
  const { deps, log, scopePrefix, admit, untilAnswered } = given;
  const byRoute = routeKeysOf(operations);
  const operate = async (event: HttpEvent): Promise<Result> => {
    const operation = byRoute.get(event.routeKey);
    if (operation === undefined) throw ruledOut(event);
    const caller = callerOf(event, scopePrefix);
    authorise(caller, ROUTES[operation.id]);
    await admit(caller, weightOf(ROUTES[operation.id], event));
    const { status, headers, body } = await operation.run(event, { caller, deps });
    return { statusCode: status, headers: { ...headers }, body };
  };
  const respond = (event: HttpEvent, _: unknown, { signal }: { readonly signal: AbortSignal }) =>
    untilAnswered(signal, () => operate(event));
  const told = ({ event, response, error }: Answered): void =>
    log.answered({
      requestId: requestIdOf(event),
      route: event.routeKey,
      status: response?.statusCode ?? 500,
      code: error instanceof LedgerError ? error.error.code : undefined,
      tenant: tenantOf(event, scopePrefix),
      ids: idsOf(event, response?.body),
    });
  return middy<HttpEvent, Result>({
    timeoutEarlyInMillis: TIME_TO_ANSWER,
    timeoutEarlyResponse: () => {
      throw new TimeUp('the time of the request was up');
    },
  })
    .use({
      onError: (request) => {
        if (request.error instanceof TimeUp) request.error = timeUpFor(request.event);
        request.response = problemFor(request.error, request.event, given);
        told(request);
      },
    })
    .use({
      after: told,
    })
    .handler(respond);
};
