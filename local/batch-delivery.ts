import * as z from 'zod';
import type { Outcome } from './function-pool.ts';
import { isObject } from './json.ts';
import type { StreamRecord } from './stream-client.ts';

/** How an event source mapping treats a batch; -1 means without limit, as in AWS. */
export type DeliveryRules = {
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeSeconds: number;
  readonly bisect: boolean;
  readonly reportsItemFailures: boolean;
};

export type DiscardReason = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

export type DeliveryPorts = {
  readonly invoke: (records: readonly StreamRecord[]) => Promise<Outcome>;
  /** Tells the failure destination about records that are given up. */
  readonly discard: (
    records: readonly StreamRecord[],
    why: DiscardReason,
    invocations: number,
  ) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly interrupted: () => boolean;
};

const firstBackoffMs = 200;
const maxBackoffMs = 5_000;

const failuresSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
});

/**
 * The index from which on a batch has failed: its length when all went well, 0 when all of it must be retried.
 * An answer that isn't readable, or names a record that isn't in the batch, fails the whole batch (as in AWS).
 */
const failedFrom = (outcome: Outcome, records: readonly StreamRecord[], rules: DeliveryRules): number => {
  if (!outcome.ok) return 0;
  if (!rules.reportsItemFailures || !isObject(outcome.answer)) return records.length;
  const parsed = failuresSchema.safeParse(outcome.answer);
  if (!parsed.success) return 0;
  const indexes = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) =>
    records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
  );
  return Math.max(0, Math.min(records.length, ...indexes));
};

/**
 * Delivers one batch by the rules of stream event source mappings: whole batches are retried with backoff; with
 * bisect a failed batch is split, which costs no attempt; a partial-batch answer goes on at the lowest failed
 * record, which then has all its attempts; what is too old or has failed too often is discarded.
 * Answers false when interrupted before the batch was dealt with.
 */
export const deliverBatch = async (
  batch: readonly StreamRecord[],
  rules: DeliveryRules,
  ports: DeliveryPorts,
): Promise<boolean> => {
  const oldestAllowed = () =>
    rules.maximumRecordAgeSeconds < 0 ? 0 : ports.now() / 1000 - rules.maximumRecordAgeSeconds;
  const dropOld = async (records: readonly StreamRecord[], invocations: number) => {
    const isOld = ({ dynamodb }: StreamRecord) => dynamodb.ApproximateCreationDateTime < oldestAllowed();
    const old = records.filter(isOld);
    if (old.length > 0) await ports.discard(old, 'RecordAgeExceeded', invocations);
    return old.length > 0 ? records.filter((record) => !isOld(record)) : records;
  };

  const deliver = async (given: readonly StreamRecord[], failedBefore: number): Promise<boolean> => {
    let records = given;
    let failures = failedBefore;
    while (true) {
      // The first delivery takes what comes: only what has failed grows too old.
      if (failures > 0) records = await dropOld(records, failures);
      if (records.length === 0) return true;
      if (ports.interrupted()) return false;
      const failed = failedFrom(await ports.invoke(records), records, rules);
      if (failed === records.length) return true;
      if (ports.interrupted()) return false;
      if (failed > 0) {
        records = records.slice(failed);
        failures = 1;
        await ports.sleep(firstBackoffMs);
        continue;
      }
      failures += 1;
      if (rules.bisect && records.length > 1) {
        const middle = Math.ceil(records.length / 2);
        const first = await deliver(records.slice(0, middle), failures - 1);
        return first && deliver(records.slice(middle), failures - 1);
      }
      if (rules.maximumRetryAttempts >= 0 && failures > rules.maximumRetryAttempts) {
        await ports.discard(records, 'RetryAttemptsExhausted', failures);
        return true;
      }
      await ports.sleep(Math.min(maxBackoffMs, firstBackoffMs * 2 ** (failures - 1)));
    }
  };
  return deliver(batch, 0);
};
