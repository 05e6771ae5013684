import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { WritePart, WriteResult } from '../app/write-part.ts';
import { LedgerError } from '../domain/errors.ts';

/** What the engine's refusals mean. */

/** Reasons with which the engine asks to come again; anything else but a failed condition is a fault of ours. */
const CONTENTION: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

const CONTENTION_ERRORS: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
]);

/** The engine can't be reached or has a fault: nothing that the request or a record could mend. */
const isOutage = (error: Error): boolean =>
  CONTENTION_ERRORS.has(error.name) ||
  ('$fault' in error && error.$fault === 'server') ||
  error.name === 'TimeoutError' ||
  ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code));

/** @throws LedgerError `busy` where the engine refuses for now, after the client's own retries */
export const reading = async <T>(read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && isOutage(error)) throw new LedgerError({ code: 'busy', retryAfter: 1 });
    throw error;
  }
};

/** Whether the engine asks to come again, because of others or of too much at once. */
export const isContention = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (!(error instanceof TransactionCanceledException)) return CONTENTION_ERRORS.has(error.name);
  return (error.CancellationReasons ?? []).some(({ Code }) => CONTENTION.has(Code ?? ''));
};

export const refusal = (error: unknown, parts: readonly WritePart[]): WriteResult => {
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
    const failed = parts.filter((_, i) => codes[i] === 'ConditionalCheckFailed');
    if (failed.length > 0) {
      const conditions = failed.map(({ condition }) => condition.name);
      return { outcome: 'stale', conditions, keys: failed.map(({ key }) => key) };
    }
    if (codes.some((code) => CONTENTION.has(code))) return { outcome: 'contended' };
  }
  if (error instanceof Error && CONTENTION_ERRORS.has(error.name)) return { outcome: 'contended' };
  throw error;
};
