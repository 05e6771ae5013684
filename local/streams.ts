import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer } from './event-sources.ts';
import type { LocalFunction } from './function-pool.ts';

const settleWithinMs = 30_000;

/** All event source mappings together. */
export type Streams = {
  readonly nudge: () => void;
  readonly pause: () => Promise<void>;
  readonly resume: () => void;
  /**
   * Waits until every record so far, and what its consumers wrote, is handled, by all of them or by one function, as
   * others may be at work for long; rejects after 30 s.
   */
  readonly settled: (by?: LocalFunction) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export const allStreams = (consumers: readonly Consumer[]): Streams => {
  let paused = false;
  return {
    nudge: () => {
      for (const consumer of consumers) consumer.nudge();
    },
    pause: async () => {
      paused = true;
      await Promise.all(consumers.map((consumer) => consumer.pause()));
    },
    resume: () => {
      paused = false;
      for (const consumer of consumers) consumer.resume();
    },
    settled: async (by) => {
      if (paused) throw new Error('The streams are paused; resume them first.');
      const asked = consumers.filter((one) => by === undefined || one.function.arn === by.arn);
      if (by !== undefined && asked.every((one) => one.settled === undefined)) {
        throw new Error(`No stream feeds ${by.name}.`);
      }
      const patience = new AbortController();
      const tooLate = delay(settleWithinMs, 'late' as const, { signal: patience.signal }).catch(
        () => 'late' as const,
      );
      const settle = async () => {
        // The second round sees what consumers wrote while handling the first.
        for (const _round of [1, 2]) await Promise.all(asked.map((one) => one.settled?.(patience.signal)));
        return 'settled' as const;
      };
      const outcome = await Promise.race([settle(), tooLate]);
      patience.abort();
      if (outcome === 'late')
        throw new Error(`The streams haven't settled within ${settleWithinMs / 1000} s.`);
    },
    stop: async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
  };
};
