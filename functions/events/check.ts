import { type Begun, beginChecks, type CheckHearer } from '../app/alerts/daily-check.ts';
import type { Deps } from '../app/ports.ts';

export type CheckDeps = {
  readonly deps: Deps;
  readonly log: CheckHearer;
};

const timeIn = (event: unknown): number =>
  typeof event === 'object' && event !== null && 'time' in event && typeof event.time === 'string'
    ? Date.parse(event.time)
    : Number.NaN;

/** Every hour, because tenants' days begin at their own times; for the day that it is at the time of the event. */
export const checkHandler =
  ({ deps, log }: CheckDeps) =>
  (event: unknown): Promise<Begun> => {
    const at = timeIn(event);
    return beginChecks(deps, Number.isNaN(at) ? deps.clock.now() : at, log);
  };
