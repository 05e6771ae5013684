import type { FailureQueue } from '../data/failure-queue.ts';
import type { Projector } from '../data/projector.ts';

export type RedriveDeps = {
  readonly projector: Pick<Projector, 'reproject'>;
  readonly queue: Pick<FailureQueue, 'receive' | 'settle'>;
  readonly log: { readonly stillFailing: (failure: { pk: string; sk: string; reason: string }) => void };
};

export type RedriveResult = { readonly redriven: number; readonly failing: number };

/** Bounds one run; what is left waits for the next. */
const ROUNDS = 20;

/**
 * Projects anew, from the record as it stands now, whatever waits in the failure queue. What still fails stays there,
 * hidden until a later run; so does what is no message of ours, for a person to look at.
 */
export const redriveHandler =
  ({ projector, queue, log }: RedriveDeps) =>
  async (): Promise<RedriveResult> => {
    let [redriven, failing] = [0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const waiting = await queue.receive();
      if (waiting.length === 0) break;
      for (const { receipt, failure } of waiting) {
        try {
          if (failure === undefined) throw new Error('not a message of the stream consumer');
          await projector.reproject(failure.keys);
          await queue.settle(receipt);
          redriven += 1;
        } catch (error) {
          failing += 1;
          const keys = failure?.keys ?? { pk: '', sk: '' };
          log.stillFailing({ ...keys, reason: error instanceof Error ? error.message : String(error) });
        }
      }
    }
    return { redriven, failing };
  };
