import { Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi as Api,
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName, Route } from '../../functions/http/route.ts';
import { DEFAULT_ROUTE, ROUTES } from '../../functions/http/routes.ts';
import { stageOf } from '../stage.ts';
import { DEFAULT_PACE } from '../throttling.ts';
import { slowDown } from './http-throttling.ts';
import { ALARM_PERIOD, RunbookAlarm } from './runbook-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

/** One JSON line per request; no header, query or claim, which may hold what doesn't belong in logs. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    routeKey: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    integrationError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
  }),
);

export type HttpApiProps = {
  readonly functions: Readonly<Record<FunctionName, ServiceFunction>>;
  readonly issuer: string;
  /** One of these a token must be for. */
  readonly audiences: string[];
  /** Pages of these origins may call from a browser. */
  readonly corsOrigins: readonly string[];
  /** Stands before each scope, as a Cognito resource server names them `<server>/<scope>`. */
  readonly scopePrefix: string;
  readonly impact: string;
};

/** The HTTP API with one route per row of the route table; a token is required unless the row is public. */
export class HttpApi extends Construct {
  readonly url: string;
  private readonly api: Api;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const api = new Api(this, 'Resource', {
      apiName: Stack.of(this).stackName,
      createDefaultStage: false,
      ...(props.corsOrigins.length > 0 && { corsPreflight: corsOf(props.corsOrigins) }),
    });
    const stage = this.addStage(api);
    this.api = api;
    this.url = api.apiEndpoint;

    const integrations = integrationsOf(props.functions);
    const authorizer = new HttpJwtAuthorizer('JwtAuthorizer', props.issuer, {
      jwtAudience: props.audiences,
      identitySource: ['$request.header.Authorization'],
    });
    const routes = new Map<string, HttpRoute>();
    for (const [routeId, row] of Object.entries<Route>(ROUTES)) {
      const route = new HttpRoute(this, routeId, {
        httpApi: api,
        routeKey: HttpRouteKey.with(row.path, HttpMethod[row.method]),
        integration: integrations[row.function],
        ...(row.scopes.length > 0 && protectedBy(authorizer, row, props.scopePrefix)),
      });
      routes.set(routeId, route);
      if (row.scopes.length === 0) acknowledgePublic(route, 'The reference of the API is public.');
    }
    slowDown(stage, routes);
    const fallback = new HttpRoute(this, 'fallback', {
      httpApi: api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: integrations[DEFAULT_ROUTE.function],
    });
    acknowledgePublic(fallback, 'It only answers that there is no such path.');

    // A handler turns whatever goes wrong into an answer, so the errors of the functions alone wouldn't tell.
    new RunbookAlarm(this, 'ServerErrorsAlarm', {
      metric: api.metricServerError({ ...ALARM_PERIOD, statistic: 'Sum' }),
      above: 0,
      impact: props.impact,
      runbookSection: 'http-api',
    });
  }

  /** How long callers wait for an answer, in milliseconds. */
  latency(statistic: 'p50' | 'p99'): Metric {
    return this.api.metricLatency({ ...ALARM_PERIOD, statistic });
  }

  /** How many there were, and how many were answered with an error. */
  requests(name: 'Count' | '4xx' | '5xx'): IMetric {
    return this.api.metric(name, { ...ALARM_PERIOD, statistic: 'Sum' });
  }

  private addStage(api: Api): HttpStage {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: stageOf(this).logs,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    return new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: DEFAULT_PACE.rate, burstLimit: DEFAULT_PACE.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: ACCESS_LOG },
    });
  }
}

const integrationsOf = (
  functions: HttpApiProps['functions'],
): Record<FunctionName, HttpLambdaIntegration> => {
  const integration = (name: FunctionName) =>
    new HttpLambdaIntegration(`${name}Integration`, functions[name].target);
  return {
    registry: integration('registry'),
    documents: integration('documents'),
    units: integration('units'),
    enquiry: integration('enquiry'),
    recalls: integration('recalls'),
    asns: integration('asns'),
    imports: integration('imports'),
    reference: integration('reference'),
  };
};

/** What pages send beside the simple, and what they may read of an answer; tokens are no cookies. */
const corsOf = (origins: readonly string[]): CorsPreflightOptions => ({
  allowOrigins: [...origins],
  allowMethods: [...new Set(Object.values(ROUTES).map(({ method }) => CorsHttpMethod[method]))],
  allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
  exposeHeaders: ['etag', 'link', 'location', 'retry-after'],
  maxAge: Duration.hours(1),
});

const protectedBy = (authorizer: IHttpRouteAuthorizer, { scopes }: Route, prefix: string) => ({
  authorizer,
  authorizationScopes: scopes.map((scope) => Fn.join('', [prefix, scope])),
});

const acknowledgePublic = (route: HttpRoute, reason: string): void => {
  Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
};
