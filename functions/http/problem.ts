import type { DomainError } from '../domain/errors.ts';
import { VIOLATIONS, type Violation } from '../domain/violations.ts';

/** Answers about what went wrong (RFC 9457). The only place that knows which error has which status. */

const PROBLEMS = {
  refused: { status: 422, title: 'The request breaks rules of the ledger' },
  'invalid-request': { status: 400, title: 'The request is not of the described shape' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'unsupported-media-type': { status: 415, title: 'The body is of a kind that is not taken here' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'route-not-found': { status: 404, title: 'There is no such path' },
  unauthenticated: { status: 401, title: 'The token does not say for which tenant it is' },
  'not-entitled': { status: 403, title: 'The edition does not include this' },
  forbidden: { status: 403, title: 'The token does not allow this' },
  'version-mismatch': { status: 412, title: 'It has been changed meanwhile' },
  'invalid-cursor': { status: 400, title: 'The cursor does not belong to this query' },
  'query-too-short': { status: 422, title: 'The query is too short' },
  'query-invalid': { status: 422, title: 'The query cannot be a part of a number' },
  'idempotency-key-invalid': { status: 400, title: 'The Idempotency-Key cannot be one' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'posting-too-large': { status: 422, title: 'The posting is larger than one posting can be' },
  'too-many-requests': { status: 429, title: 'Too many requests within a moment' },
  'serial-busy': { status: 409, title: 'Another posting is at work on the same units' },
  'in-flight': { status: 409, title: 'A request with this Idempotency-Key is being carried out' },
  'still-running': { status: 503, title: 'It takes longer than one request may' },
  busy: { status: 503, title: 'Too much is changing the same things just now' },
} as const satisfies Record<DomainError['code'], { status: number; title: string }>;

export type ProblemResponse = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
};

type Shown = { readonly status: number; readonly title: string; readonly code: string };

/** Only conflicts with the present state: 409, for the same request may do later; any broken rule: 422. */
const refusedAs = (violations: readonly Violation[]): Shown => {
  const codes = new Set(violations.map(({ code }) => code));
  const [first] = codes;
  const status = violations.every(({ code }) => VIOLATIONS[code].conflict) ? 409 : 422;
  return codes.size === 1 && first !== undefined
    ? { status, title: VIOLATIONS[first].title, code: first }
    : { status, title: PROBLEMS.refused.title, code: 'refused' };
};

type StillRunning = Extract<DomainError, { readonly code: 'still-running' }>;

const STILL_RUNNING: Readonly<Record<StillRunning['leaves'], string>> = {
  work: 'Nothing of it is to be seen yet. The same request with the same Idempotency-Key goes on with it.',
  nothing:
    'Nothing has been done. With an Idempotency-Key the same request would go on where this one has stopped.',
  unknown:
    'The time of the request was up before it ended; all of it has been done, or nothing. The same request with the same Idempotency-Key tells which, or does it; without one look first.',
};

const detailOf = (error: DomainError): string | undefined => {
  switch (error.code) {
    case 'refused':
    case 'invalid-request': {
      const [first, ...others] = error.violations;
      const more = others.length === 0 ? '' : ` (and ${others.length} more, see violations)`;
      return first === undefined ? undefined : `${first.detail}${more}`;
    }
    case 'not-found':
      return `There is no ${error.what} ${error.id}.`;
    case 'version-mismatch':
      return `If-Match names ${error.expected}, but the present version is ${error.actual}.`;
    case 'posting-too-large':
      return `The posting changes ${error.actual} ${error.what}; one posting changes at most ${error.limit}. Post fewer lines at a time.`;
    case 'too-many-requests':
      return error.weight === 'heavy'
        ? 'Nothing has been done. Imports, exports, recalls and large bodies have a limit of their own; others are still taken.'
        : 'Nothing has been done. The tenant has sent more requests than it may; spread them over time.';
    case 'serial-busy':
      return 'Nothing has been done. Whether the other posting succeeds is not known yet; try again in a moment.';
    case 'in-flight':
      return 'It has not ended yet. Repeat it in a moment to learn how it ended.';
    case 'still-running':
      return STILL_RUNNING[error.leaves];
    case 'busy':
      return 'Nothing has been done. Try again in a moment.';
    default:
      return error.detail;
  }
};

const response = (shown: Shown, requestId: string, more: Record<string, unknown>): ProblemResponse => ({
  statusCode: shown.status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({
    type: 'about:blank',
    title: shown.title,
    status: shown.status,
    code: shown.code,
    requestId,
    ...more,
  }),
});

/** An answer of a function has at most 6 MB; whoever makes more faults than this learns the others afterwards. */
const VIOLATIONS_BYTES = 3_000_000;

const shownOf = <V>(all: readonly V[]): { violations: V[]; violationsOmitted?: number } => {
  let bytes = 0;
  const violations = all.filter((violation) => {
    bytes += Buffer.byteLength(JSON.stringify(violation)) + 1;
    return bytes <= VIOLATIONS_BYTES;
  });
  const violationsOmitted = all.length - violations.length;
  return violationsOmitted === 0 ? { violations } : { violations, violationsOmitted };
};

export const problemOf = (error: DomainError, requestId: string): ProblemResponse => {
  const shown =
    error.code === 'refused' ? refusedAs(error.violations) : { ...PROBLEMS[error.code], code: error.code };
  const faults = 'violations' in error ? shownOf<unknown>(error.violations) : undefined;
  const gaps = 'gaps' in error ? error.gaps?.slice(0, faults?.violations.length) : undefined;
  const made = response(shown, requestId, { detail: detailOf(error), ...faults, gaps });
  const retry = 'retryAfter' in error ? { 'retry-after': `${error.retryAfter}` } : {};
  return { ...made, headers: { ...made.headers, ...retry } };
};

/** A fault of ours; says nothing of its cause. */
export const internalProblem = (requestId: string): ProblemResponse =>
  response({ status: 500, title: 'A fault of the service', code: 'internal' }, requestId, {
    detail: 'The fault has been noted under this requestId.',
  });
