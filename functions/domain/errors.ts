import type { Violation } from './violations.ts';

/** What use cases answer instead of a result. No HTTP status stands here: `http/problem.ts` has the one table for that. */

/** A request whose shape is wrong; found before any rule is looked at. */
export type RequestFault = { readonly pointer: string; readonly code: string; readonly detail: string };

/** A place where stock and numbers of an item differ. */
export type Gap = {
  readonly itemId: string;
  readonly locationId: string;
  readonly stock: number;
  readonly serials: number;
  /** Numbers that are missing; below zero where there are more numbers than stock. */
  readonly missing: number;
};

export type DomainError =
  | {
      readonly code: 'refused';
      readonly violations: readonly Violation[];
      /** One for each of them, where they are about stock that isn't numbered. */
      readonly gaps?: readonly Gap[];
    }
  | { readonly code: 'invalid-request'; readonly violations: readonly RequestFault[] }
  | { readonly code: 'malformed-json'; readonly detail: string }
  | { readonly code: 'unsupported-media-type'; readonly detail: string }
  | { readonly code: 'not-found'; readonly what: string; readonly id: string }
  | { readonly code: 'route-not-found'; readonly detail: string }
  | { readonly code: 'unauthenticated'; readonly detail: string }
  | { readonly code: 'not-entitled'; readonly detail: string }
  | { readonly code: 'forbidden'; readonly detail: string }
  | { readonly code: 'version-mismatch'; readonly expected: string; readonly actual: string }
  | { readonly code: 'invalid-cursor'; readonly detail: string }
  | { readonly code: 'query-too-short'; readonly detail: string }
  | { readonly code: 'query-invalid'; readonly detail: string }
  | { readonly code: 'idempotency-key-invalid'; readonly detail: string }
  | { readonly code: 'idempotency-key-reused'; readonly detail: string }
  | {
      readonly code: 'posting-too-large';
      readonly what: string;
      readonly actual: number;
      readonly limit: number;
    }
  /** Another posting is at work on something that this one needs; says nothing of how that will end. */
  | { readonly code: 'serial-busy'; readonly retryAfter: number }
  | { readonly code: 'too-many-requests'; readonly weight: 'usual' | 'heavy'; readonly retryAfter: number }
  /** The very same request is being carried out. */
  | { readonly code: 'in-flight'; readonly retryAfter: number }
  | {
      readonly code: 'still-running';
      /** Work to go on with, or nothing; `unknown` where its time was up in the middle of something. */
      readonly leaves: 'work' | 'nothing' | 'unknown';
      readonly retryAfter: number;
    }
  | { readonly code: 'busy'; readonly retryAfter: number };

/** The one exception that use cases throw on purpose. */
export class LedgerError extends Error {
  readonly error: DomainError;
  constructor(error: DomainError) {
    super(error.code);
    this.name = 'LedgerError';
    this.error = error;
  }
}

/** @throws LedgerError `refused` unless there is nothing to complain about. */
export const refuseIfAny = (violations: readonly Violation[]): void => {
  if (violations.length > 0) throw new LedgerError({ code: 'refused', violations });
};

export const refuse = (violation: Violation): never => {
  throw new LedgerError({ code: 'refused', violations: [violation] });
};

export const notFound = (what: string, id: string): LedgerError =>
  new LedgerError({ code: 'not-found', what, id });
