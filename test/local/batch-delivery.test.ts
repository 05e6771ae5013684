import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeliveryRules, deliverBatch } from '../../local/batch-delivery.ts';
import type { Outcome } from '../../local/function-pool.ts';
import type { StreamRecord } from '../../local/stream-client.ts';

const nowSeconds = 1_000_000;
const record = (sequence: string, ageSeconds = 0): StreamRecord => ({
  eventID: sequence,
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: sequence,
    Keys: { id: { S: sequence } },
    ApproximateCreationDateTime: nowSeconds - ageSeconds,
  },
});
const names = (records: readonly StreamRecord[]) => records.map(({ eventID }) => eventID).join('');
const ok = (answer: unknown = null): Outcome => ({ ok: true, answer });
const failure: Outcome = { ok: false, errorType: 'Error', errorMessage: 'wanted', trace: [] };
const failedItems = (...ids: string[]) =>
  ok({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

/** Delivers a batch of one-letter records and writes down what was invoked and discarded. */
const deliver = async (
  batch: string,
  rules: Partial<DeliveryRules>,
  invoke: (names: string, count: number) => Outcome,
  options: { ages?: Record<string, number>; interruptAfter?: number } = {},
) => {
  const invoked: string[] = [];
  const discarded: string[] = [];
  const records = [...batch].map((name) => record(name, options.ages?.[name]));
  const done = await deliverBatch(
    records,
    {
      maximumRetryAttempts: 2,
      maximumRecordAgeSeconds: -1,
      bisect: false,
      reportsItemFailures: true,
      ...rules,
    },
    {
      invoke: async (part) => {
        invoked.push(names(part));
        return invoke(names(part), invoked.length);
      },
      discard: async (part, why) => void discarded.push(`${names(part)} ${why}`),
      sleep: async () => {},
      now: () => nowSeconds * 1000,
      interrupted: () => invoked.length >= (options.interruptAfter ?? Number.POSITIVE_INFINITY),
    },
  );
  return { done, invoked, discarded };
};

describe('delivery of a batch', () => {
  it('ends with success', async () => {
    expect(await deliver('abc', {}, () => ok())).toEqual({ done: true, invoked: ['abc'], discarded: [] });
  });

  it('retries the whole batch, then discards it', async () => {
    const { invoked, discarded } = await deliver('ab', { maximumRetryAttempts: 2 }, () => failure);
    expect(invoked).toEqual(['ab', 'ab', 'ab']);
    expect(discarded).toEqual(['ab RetryAttemptsExhausted']);
  });

  it('retries without end where attempts have no limit', async () => {
    const { invoked } = await deliver('a', { maximumRetryAttempts: -1 }, (_, count) =>
      count < 50 ? failure : ok(),
    );
    expect(invoked).toHaveLength(50);
  });

  it('halves a failing batch without using up attempts', async () => {
    const rules = { maximumRetryAttempts: 1, bisect: true };
    const { invoked, discarded } = await deliver('abcd', rules, (part) =>
      part.includes('c') ? failure : ok(),
    );
    expect(invoked).toEqual(['abcd', 'ab', 'cd', 'c', 'c', 'd']);
    expect(discarded).toEqual(['c RetryAttemptsExhausted']);
  });

  it('goes on at the lowest failed record', async () => {
    const { invoked } = await deliver('abcd', {}, (_, count) => (count === 1 ? failedItems('d', 'c') : ok()));
    expect(invoked).toEqual(['abcd', 'cd']);
  });

  it('isolates a record that always fails', async () => {
    const answer = (part: string) => (part.includes('b') ? failedItems('b') : ok());
    const { invoked, discarded } = await deliver('abc', { maximumRetryAttempts: 1, bisect: true }, answer);
    expect(discarded).toEqual(['b RetryAttemptsExhausted']);
    expect(invoked.at(-1)).toBe('c');
  });

  it.each([
    ['a foreign identifier', failedItems('z')],
    ['an empty identifier', failedItems('')],
    ['an unreadable answer', ok({ batchItemFailures: 'b' })],
  ])('fails the whole batch for %s', async (_, answer) => {
    const { invoked } = await deliver('ab', {}, (_part, count) => (count === 1 ? answer : ok()));
    expect(invoked).toEqual(['ab', 'ab']);
  });

  it('takes no notice of item failures where the mapping does not ask for them', async () => {
    const { invoked } = await deliver('ab', { reportsItemFailures: false }, () => failedItems('a'));
    expect(invoked).toEqual(['ab']);
  });

  it('discards what has become too old after a failure', async () => {
    const { invoked, discarded } = await deliver(
      'abc',
      { maximumRecordAgeSeconds: 60 },
      (_, count) => (count === 1 ? failure : ok()),
      { ages: { a: 61, b: 59 } },
    );
    expect(invoked).toEqual(['abc', 'bc']);
    expect(discarded).toEqual(['a RecordAgeExceeded']);
  });

  it('says when it was interrupted', async () => {
    const { done, discarded } = await deliver('ab', {}, () => failure, { interruptAfter: 1 });
    expect(done).toBe(false);
    expect(discarded).toEqual([]);
  });

  it('handles every record or discards it, in order, whatever fails', async () => {
    const batches = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(batches, fc.array(fc.nat(3)), fc.boolean(), async (letters, faults, bisect) => {
        const handled: string[] = [];
        const { done, discarded } = await deliver(letters.join(''), { bisect }, (part, count) => {
          const fault = faults[count - 1] ?? 0;
          if (fault === 1) return failure;
          const failedAt = fault === 2 ? part[Math.floor(part.length / 2)] : undefined;
          handled.push(...(failedAt === undefined ? part : part.slice(0, part.indexOf(failedAt))));
          return failedAt === undefined ? ok() : failedItems(failedAt);
        });
        const givenUp = discarded.flatMap((text) => [...(text.split(' ')[0] ?? '')]);
        expect(done).toBe(true);
        expect([...handled, ...givenUp].sort()).toEqual([...letters].sort());
        expect(handled).toEqual(letters.filter((letter) => handled.includes(letter)));
      }),
    );
  });
});
