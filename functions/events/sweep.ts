import type { Deps } from '../app/ports.ts';
import { type Named, type SweepHearer, type Swept, sweepPostings } from '../app/posting/sweep.ts';

export type SweepDeps = {
  readonly deps: Deps;
  readonly log: SweepHearer;
};

/** Leaves time to end the step that it is at, milliseconds. */
const TIME = 14_000;

const namedIn = (event: unknown): Named | undefined =>
  typeof event === 'object' &&
  event !== null &&
  'tenant' in event &&
  'postingId' in event &&
  typeof event.tenant === 'string' &&
  typeof event.postingId === 'string'
    ? { tenant: event.tenant, postingId: event.postingId }
    : undefined;

/** Every minute: what large postings have left behind; by hand also one that isn't among those under way any more. */
export const sweepHandler =
  ({ deps, log }: SweepDeps) =>
  (event?: unknown): Promise<Swept> =>
    sweepPostings(deps, { until: deps.clock.now() + TIME, named: namedIn(event), hearer: log });
