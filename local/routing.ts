/** A route of an HTTP API: `GET /v1/items/{itemId}`, `ANY /files/{proxy+}` or `$default`. */
export type Route = { readonly routeKey: string };

export type RouteMatch<R extends Route> = {
  readonly route: R;
  /** Still percent-encoded; undefined for a route without variables. */
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
};

type Pattern<R> = { readonly route: R; readonly method: string; readonly segments: readonly string[] };

const isGreedy = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('+}');
const isVariable = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('}');

/** Sorts like API Gateway chooses: per segment static before variable before greedy; a method before ANY. */
const rank = ({ method, segments }: Pattern<Route>): string =>
  segments.map((segment) => (isGreedy(segment) ? '3' : isVariable(segment) ? '2' : '1')).join('') +
  (method === 'ANY' ? '1' : '0');

const matchSegments = (
  pattern: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined => {
  const found: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const given = path[index];
    if (given === undefined || given === '') return undefined;
    if (isGreedy(segment)) {
      found[segment.slice(1, -2)] = path.slice(index).join('/');
      return found;
    }
    if (isVariable(segment)) found[segment.slice(1, -1)] = given;
    else if (segment !== given) return undefined;
  }
  return pattern.length === path.length ? found : undefined;
};

/**
 * Chooses the route of a request as HTTP APIs do: the most specific full match, then a greedy one, then
 * `$default`. A route key is `METHOD /path`.
 */
export const createRouter = <R extends Route>(routes: readonly R[]) => {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  const patterns = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map((route): Pattern<R> => {
      const [method = '', path = ''] = route.routeKey.split(' ');
      return { route, method, segments: path.split('/').slice(1) };
    })
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const greedyLast = [
    ...patterns.filter(({ segments }) => !segments.some(isGreedy)),
    ...patterns.filter(({ segments }) => segments.some(isGreedy)),
  ];
  return (method: string, path: string): RouteMatch<R> | undefined => {
    const segments = path.split('/').slice(1);
    for (const pattern of greedyLast) {
      if (pattern.method !== 'ANY' && pattern.method !== method) continue;
      // The root path has one empty segment on both sides.
      const found =
        path === '/' && pattern.segments.join('') === '' ? {} : matchSegments(pattern.segments, segments);
      if (found === undefined) continue;
      return { route: pattern.route, pathParameters: Object.keys(found).length > 0 ? found : undefined };
    }
    return fallback && { route: fallback, pathParameters: undefined };
  };
};
