import type { FailureQueue, WaitingFailure } from '../data/failure-queue.ts';
import type { Teller } from '../data/outward.ts';
import type { Projector } from '../data/projector.ts';

export type RedriveDeps = {
  readonly projector: Pick<Projector, 'reproject'>;
  readonly teller: Pick<Teller, 'retell'>;
  readonly queue: Pick<FailureQueue, 'receive' | 'settle'>;
  readonly log: { readonly stillFailing: (failure: { pk: string; sk: string; reason: string }) => void };
};

export type RedriveResult = { readonly redriven: number; readonly failing: number };

/** Bounds one run; what is left waits for the next. */
const ROUNDS = 20;

/** Nobody can be told anything for now; what waits is tried again by a later run. */
class BusDown extends Error {
  override name = 'BusDown';
}

const redriveOne = async ({ projector, teller, queue }: RedriveDeps, one: WaitingFailure): Promise<void> => {
  const { receipt, failure } = one;
  if (failure === undefined) throw new Error('not a message of the stream consumer');
  await projector.reproject(failure.keys);
  const untold = await teller.retell(failure.keys);
  if (untold?.down === true) throw new BusDown(untold.error.message);
  if (untold !== undefined) throw untold.error;
  await queue.settle(receipt);
};

/**
 * Projects anew, from the record as it stands now, whatever waits in the failure queue, and tells it outward again. What
 * still fails stays there, hidden until a later run; so does what is no message of ours, for a person to look at.
 */
export const redriveHandler = (deps: RedriveDeps) => async (): Promise<RedriveResult> => {
  let [redriven, failing] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const waiting = await deps.queue.receive();
    if (waiting.length === 0) break;
    for (const one of waiting) {
      try {
        await redriveOne(deps, one);
        redriven += 1;
      } catch (error) {
        failing += 1;
        const keys = one.failure?.keys ?? { pk: '', sk: '' };
        deps.log.stillFailing({ ...keys, reason: error instanceof Error ? error.message : String(error) });
        if (error instanceof BusDown) return { redriven, failing };
      }
    }
  }
  return { redriven, failing };
};
