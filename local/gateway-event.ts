import { randomBytes, randomUUID } from 'node:crypto';

/** A request as it came in: `target` is path and query as sent, `headers` in the order sent. */
export type GatewayRequest = {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly at: Date;
};

export type Routed = {
  readonly routeKey: string;
  /** Percent-encoded. */
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
  readonly jwt?: {
    readonly claims: Readonly<Record<string, string>>;
    readonly scopes: readonly string[] | null;
  };
};

export type GatewayHost = {
  readonly account: string;
  readonly apiId: string;
  readonly domainName: string;
  readonly port: number;
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** The access-log time of API Gateway: `12/Mar/2020:19:03:58 +0000`. */
const logTime = (at: Date): string => {
  const [date = '', time = ''] = at.toISOString().split('T');
  const [year, , day] = date.split('-');
  return `${day}/${months[at.getUTCMonth()]}/${year}:${time.slice(0, 8)} +0000`;
};

const textTypes =
  /^(text\/.*|application\/(json|javascript|xml|graphql|[\w.+-]+\+json|[\w.+-]+\+xml))\s*(;|$)/i;

/** Whether API Gateway hands a body of these headers on as text; anything else comes in base64. */
const isText = (headers: GatewayRequest['headers']): boolean => {
  const type = headers['content-type']?.[0];
  return headers['content-encoding'] === undefined && (type === undefined || textTypes.test(type));
};

const joined = (entries: Iterable<readonly [string, readonly string[]]>): Record<string, string> =>
  Object.fromEntries([...entries].map(([name, values]) => [name, values.join(',')]));

const queryOf = (raw: string): Record<string, string> | undefined => {
  if (raw === '') return undefined;
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(raw))
    values.set(name, [...(values.get(name) ?? []), value]);
  return joined(values);
};

/** Splits a request target; the path is still percent-encoded. */
export const splitTarget = (target: string): { path: string; rawQueryString: string } => {
  const at = target.indexOf('?');
  return at < 0
    ? { path: target, rawQueryString: '' }
    : { path: target.slice(0, at), rawQueryString: target.slice(at + 1) };
};

const headersOf = (request: GatewayRequest, host: GatewayHost): Record<string, string> => {
  const given = Object.entries(request.headers).flatMap(([name, values]) =>
    values === undefined || name === 'cookie' ? [] : [[name, values] as const],
  );
  const trace = randomBytes(16).toString('hex');
  return {
    ...joined(given),
    'x-amzn-trace-id': `Root=1-${trace.slice(0, 8)}-${trace.slice(8)}`,
    'x-forwarded-for': [...(request.headers['x-forwarded-for'] ?? []), request.sourceIp].join(', '),
    'x-forwarded-port': String(host.port),
    'x-forwarded-proto': 'http',
  };
};

/**
 * The event of payload format 2.0. Like HTTP APIs (and unlike REST APIs), paths and path parameters come
 * decoded. Throws URIError for a path that isn't valid percent-encoding.
 */
export const gatewayEvent = (request: GatewayRequest, routed: Routed, host: GatewayHost) => {
  const { path, rawQueryString } = splitTarget(request.target);
  const rawPath = decodeURIComponent(path);
  const queryStringParameters = queryOf(rawQueryString);
  const cookies = request.headers.cookie?.flatMap((line) => line.split(/;\s*/)).filter((one) => one !== '');
  const text = isText(request.headers);
  const { jwt, pathParameters } = routed;
  return {
    version: '2.0',
    routeKey: routed.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies && { cookies }),
    headers: headersOf(request, host),
    ...(queryStringParameters && { queryStringParameters }),
    requestContext: {
      accountId: host.account,
      apiId: host.apiId,
      ...(jwt && { authorizer: { jwt } }),
      domainName: host.domainName,
      domainPrefix: host.domainName.split('.')[0] ?? host.domainName,
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent']?.[0] ?? '',
      },
      requestId: randomUUID(),
      routeKey: routed.routeKey,
      stage: '$default',
      time: logTime(request.at),
      timeEpoch: request.at.getTime(),
    },
    ...(pathParameters && {
      pathParameters: Object.fromEntries(
        Object.entries(pathParameters).map(([name, value]) => [name, decodeURIComponent(value)]),
      ),
    }),
    ...(request.body.length > 0 && { body: request.body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !text,
  };
};
