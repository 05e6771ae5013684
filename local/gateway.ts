import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { type Authorizer, jwtAuthorizer } from './authorizer.ts';
import { corsOf } from './cors.ts';
import { eventTooLarge, type LocalFunction } from './function-pool.ts';
import { type GatewayHost, type GatewayRequest, gatewayEvent, splitTarget } from './gateway-event.ts';
import {
  entityTooLarge,
  type GatewayResponse,
  gatewayResponse,
  internalServerError,
  ownAnswer,
} from './gateway-response.ts';
import { createRouter } from './routing.ts';
import { StartFailure } from './start-failure.ts';
import type { Resource, Resources } from './template.ts';

const maxIntegrationMs = 30_000;

const routeSchema = z.object({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['JWT', 'NONE']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
});
const integrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  PayloadFormatVersion: z.literal('2.0'),
  IntegrationUri: z.string(),
  TimeoutInMillis: z.number().max(maxIntegrationMs).default(maxIntegrationMs),
});

type ServedRoute = {
  readonly routeKey: string;
  readonly scopes: readonly string[];
  readonly authorize: Authorizer | undefined;
  readonly invoke: LocalFunction['invoke'];
  readonly timeoutMs: number;
};

export type Gateway = {
  readonly routeCount: number;
  readonly handle: (request: GatewayRequest) => Promise<GatewayResponse>;
};

const parseProperties = <T>(resource: Resource, schema: z.ZodType<T>): T => {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  throw new StartFailure(`${resource.type} ${resource.id} can't run here: ${z.prettifyError(parsed.error)}`);
};

const servedRoutes = (
  resources: Resources,
  findFunction: (target: string) => LocalFunction | undefined,
): ServedRoute[] => {
  const authorizers = new Map(
    resources.ofType('AWS::ApiGatewayV2::Authorizer').map((one) => [one.physical.ref, jwtAuthorizer(one)]),
  );
  const integrations = new Map(
    resources.ofType('AWS::ApiGatewayV2::Integration').map((resource) => {
      const { IntegrationUri, TimeoutInMillis } = parseProperties(resource, integrationSchema);
      const target = findFunction(IntegrationUri);
      if (target === undefined) {
        throw new StartFailure(
          `The integration ${resource.id} names no function of the stack: ${IntegrationUri}`,
        );
      }
      return [resource.physical.ref, { invoke: target.invoke, timeoutMs: TimeoutInMillis }];
    }),
  );
  return resources.ofType('AWS::ApiGatewayV2::Route').map((resource) => {
    const route = parseProperties(resource, routeSchema);
    const integration = integrations.get(route.Target.replace(/^integrations\//, ''));
    if (integration === undefined) {
      throw new StartFailure(`The route ${resource.id} (${route.RouteKey}) has no integration.`);
    }
    const authorize =
      route.AuthorizationType === 'JWT' ? authorizers.get(route.AuthorizerId ?? '') : undefined;
    if (route.AuthorizationType === 'JWT' && authorize === undefined) {
      throw new StartFailure(`The route ${resource.id} (${route.RouteKey}) has no authorizer.`);
    }
    return { routeKey: route.RouteKey, scopes: route.AuthorizationScopes, authorize, ...integration };
  });
};

/** Serves the routes of the template's HTTP API. Throws a StartFailure where they don't fit together. */
export const createGateway = (
  resources: Resources,
  findFunction: (target: string) => LocalFunction | undefined,
  host: Omit<GatewayHost, 'apiId'>,
): Gateway => {
  const apis = resources.ofType('AWS::ApiGatewayV2::Api');
  const [api] = apis;
  if (api === undefined || apis.length > 1) {
    throw new StartFailure(`The stacks hold ${apis.length} HTTP APIs; this runner serves exactly one.`);
  }
  const routes = servedRoutes(resources, findFunction);
  const choose = createRouter(routes);
  const cors = corsOf(api);

  const invoke = async (route: ServedRoute, event: unknown): Promise<GatewayResponse> => {
    const patience = new AbortController();
    const tooLate = delay(route.timeoutMs, 'late' as const, { signal: patience.signal }).catch(
      () => 'late' as const,
    );
    const outcome = await Promise.race([route.invoke(event), tooLate]);
    patience.abort();
    if (outcome === 'late') return ownAnswer(503, 'Service Unavailable');
    if (outcome.ok) return gatewayResponse(outcome.answer);
    return outcome.errorType === eventTooLarge ? entityTooLarge() : internalServerError();
  };

  const answer = async (request: GatewayRequest): Promise<GatewayResponse> => {
    const match = choose(request.method, splitTarget(request.target).path);
    // A route for everything takes preflights as well.
    if (match === undefined) return cors.preflight(request) ?? ownAnswer(404, 'Not Found');
    const { route, pathParameters } = match;
    const { routeKey } = route;
    const routed = { routeKey, pathParameters };
    const authorization = await route.authorize?.(request.headers.authorization?.[0], route.scopes);
    if (authorization?.allowed === false) {
      const { status, challenge } = authorization;
      const message = status === 401 ? 'Unauthorized' : 'Forbidden';
      return ownAnswer(status, message, { 'www-authenticate': challenge });
    }
    const jwt = authorization && {
      claims: authorization.claims,
      scopes: route.scopes.length > 0 ? authorization.scopes : null,
    };
    try {
      const event = gatewayEvent(
        request,
        { ...routed, ...(jwt && { jwt }) },
        { ...host, apiId: api.physical.ref },
      );
      return await invoke(route, event);
    } catch (error) {
      if (error instanceof URIError) return ownAnswer(400, 'Bad Request');
      throw error;
    }
  };
  return {
    routeCount: routes.length,
    handle: async (request) => cors.answered(request, await answer(request)),
  };
};
