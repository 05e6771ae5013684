import { createHash } from 'node:crypto';
import type { Caller } from '../app/ports.ts';
import type { Idempotency } from '../app/posting/execute.ts';
import { LedgerError } from '../domain/errors.ts';
import type { HttpEvent } from './request.ts';

/** A structured-field string (RFC 9651), or the bare text that many clients send. */
const keyIn = (header: string): string | undefined => {
  const [, quoted] = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/.exec(header) ?? [];
  const text = quoted === undefined ? header : quoted.replace(/\\(["\\])/g, '$1');
  return /^[\x20-\x7e]{1,255}$/.test(text) && (quoted !== undefined || !text.includes('"'))
    ? text
    : undefined;
};

/**
 * Which request this is a repetition of, if any: the key counts for the same tenant, subject, method and path, and for
 * the same body, query and precondition only (IETF draft-ietf-httpapi-idempotency-key-header-07).
 * @throws LedgerError `idempotency-key-invalid`
 */
export const idempotencyOf = (event: HttpEvent, caller: Caller): Idempotency | undefined => {
  const header = event.headers['idempotency-key']?.trim();
  const { method } = event.requestContext.http;
  if (header === undefined || (method !== 'POST' && method !== 'PUT')) return undefined;
  const key = keyIn(header);
  if (key === undefined) {
    const detail = 'An Idempotency-Key has 1 to 255 printable ASCII characters.';
    throw new LedgerError({ code: 'idempotency-key-invalid', detail });
  }
  const shaping = [
    event.body ?? '',
    event.rawQueryString,
    event.headers['if-match'] ?? '',
    // Parameters such as the charset change nothing in what is asked.
    event.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '',
  ];
  return {
    scope: JSON.stringify([caller.tenant, caller.user, caller.partner ?? '', method, event.rawPath, key]),
    bodyHash: createHash('sha256').update(JSON.stringify(shaping)).digest('base64url'),
  };
};
