import type { Deps } from '../app/ports.ts';
import { type Swept, sweepPostings } from '../app/sweep-postings.ts';

export type SweepDeps = {
  readonly deps: Deps;
  readonly log: { readonly swept: (counts: Swept) => void };
};

/** Leaves time to end the step that it is at, milliseconds. */
const TIME = 14_000;

/** Every minute: what large postings have left behind. */
export const sweepHandler =
  ({ deps, log }: SweepDeps) =>
  async (): Promise<Swept> => {
    const counts = await sweepPostings(deps, { until: deps.clock.now() + TIME });
    log.swept(counts);
    return counts;
  };
