import { describe, expect, it } from 'vitest';
import type { DomainError } from '../../functions/domain/errors.ts';
import { VIOLATIONS, type Violation, type ViolationCode } from '../../functions/domain/violations.ts';
import { internalProblem, problemOf } from '../../functions/http/problem.ts';

const detail = 'Because.';
const violation = (code: ViolationCode, more: Partial<Violation> = {}): Violation => ({
  pointer: '/lines/0',
  code,
  detail,
  ...more,
});

/** One error of each code with the status it must have; the type asks for every new one. */
const SAMPLES: {
  readonly [Code in DomainError['code']]: readonly [number, Extract<DomainError, { code: Code }>];
} = {
  refused: [422, { code: 'refused', violations: [violation('serial-empty'), violation('item-unknown')] }],
  'invalid-request': [
    400,
    { code: 'invalid-request', violations: [{ pointer: '/a', code: 'missing', detail }] },
  ],
  'malformed-json': [400, { code: 'malformed-json', detail }],
  'unsupported-media-type': [415, { code: 'unsupported-media-type', detail }],
  'not-found': [404, { code: 'not-found', what: 'unit', id: 'u1' }],
  'route-not-found': [404, { code: 'route-not-found', detail }],
  unauthenticated: [401, { code: 'unauthenticated', detail }],
  'not-entitled': [403, { code: 'not-entitled', detail }],
  forbidden: [403, { code: 'forbidden', detail }],
  'version-mismatch': [412, { code: 'version-mismatch', expected: '"1"', actual: '"2"' }],
  'invalid-cursor': [400, { code: 'invalid-cursor', detail }],
  'query-too-short': [422, { code: 'query-too-short', detail }],
  'query-invalid': [422, { code: 'query-invalid', detail }],
  'idempotency-key-invalid': [400, { code: 'idempotency-key-invalid', detail }],
  'idempotency-key-reused': [422, { code: 'idempotency-key-reused', detail }],
  'posting-too-large': [422, { code: 'posting-too-large', what: 'balances', actual: 120, limit: 80 }],
  'too-many-requests': [429, { code: 'too-many-requests', weight: 'heavy', retryAfter: 4 }],
  'serial-busy': [409, { code: 'serial-busy', retryAfter: 1 }],
  'in-flight': [409, { code: 'in-flight', retryAfter: 1 }],
  'still-running': [503, { code: 'still-running', leaves: 'unknown', retryAfter: 1 }],
  busy: [503, { code: 'busy', retryAfter: 7 }],
};

const shown = (error: DomainError) => {
  const { statusCode, headers, body } = problemOf(error, 'request-1');
  return { statusCode, headers, body: JSON.parse(body) };
};
const refused = (...codes: readonly ViolationCode[]) =>
  shown({ code: 'refused', violations: codes.map((code) => violation(code)) });

describe('a problem', () => {
  it.each(Object.values(SAMPLES))('has status %i, code, title, detail and request: %o', (status, error) => {
    const { statusCode, headers, body } = shown(error);
    expect(statusCode).toBe(status);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ type: 'about:blank', status, code: error.code, requestId: 'request-1' });
    expect(body.title).toMatch(/\w/);
    expect(body.detail).toMatch(/\w/);
  });

  it('of a broken rule has the title and code of that rule', () => {
    for (const [code, { title, conflict }] of Object.entries(VIOLATIONS)) {
      const { statusCode, body } = refused(code as ViolationCode);
      expect(body).toMatchObject({ code, title, status: conflict ? 409 : 422 });
      expect(statusCode).toBe(body.status);
      expect(title).toMatch(/^[A-Z]/);
    }
  });

  it('is a conflict only where nothing but the present state is in the way', () => {
    expect(refused('serial-exists', 'serial-exists').body).toMatchObject({
      status: 409,
      code: 'serial-exists',
    });
    expect(refused('serial-exists', 'stock-insufficient').body).toMatchObject({
      status: 409,
      code: 'refused',
    });
    expect(refused('serial-exists', 'serial-empty').body).toMatchObject({ status: 422, code: 'refused' });
  });

  it('names everything that is wrong', () => {
    const violations = [
      violation('serial-exists', { serial: 'A1', status: 'sold' }),
      violation('serial-empty'),
    ];
    expect(shown({ code: 'refused', violations }).body.violations).toEqual(violations);
  });

  it('says when to come again where it may help, and only there', () => {
    expect(shown(SAMPLES.busy[1]).headers['retry-after']).toBe('7');
    expect(shown(SAMPLES.forbidden[1]).headers).not.toHaveProperty('retry-after');
  });

  it('of our own making says nothing of its cause', () => {
    const { statusCode, body } = internalProblem('request-1');
    expect(statusCode).toBe(500);
    expect(JSON.parse(body)).toMatchObject({ code: 'internal', requestId: 'request-1' });
  });
});
