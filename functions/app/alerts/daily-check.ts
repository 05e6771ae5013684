import { type CheckPlace, checkPlaceIn, horizonOf, passesOf } from '../../domain/alert/check-passes.ts';
import { dayIn } from '../../domain/calendar.ts';
import type { Step, Steps } from '../jobs/ports.ts';
import { newJob } from '../jobs/work.ts';
import { LAGGING, listsSettled } from '../lists/settle.ts';
import type { Caller, Deps } from '../ports.ts';
import { lookAt } from './looks.ts';

/** What is checked once a day for each tenant, behind the requests (docs/adr/0018-daily-checks.md). */

export const DAILY_CHECK = 'daily-check';

type Given = Parameters<Step>[0];
type Stepped = ReturnType<Step>;
type Work = Given & { readonly place: CheckPlace };

/** From now on the stream's consumer notes what comes to end so soon that this check may be past it. */
const begin = async ({ deps, job, place }: Work): Stepped => {
  const before = await deps.store.checks.read(job.tenant);
  // One that a change of thresholds has moved farther stays.
  const horizon = [before?.horizon ?? '', horizonOf(place)].sort().at(-1) ?? '';
  const checked = { ...before, horizon, version: (before?.version ?? 0) + 1 };
  return {
    checkpoint: { ...place, phase: 'settle' },
    progress: job.progress,
    parts: [deps.store.checks.save(job.tenant, checked)],
  };
};

const settle = async ({ deps, job, until, place }: Work): Stepped => {
  const { progress, jobId } = job;
  if (await listsSettled(deps, job.tenant, { beacon: jobId, until })) {
    return { checkpoint: { ...place, phase: 'look' }, progress };
  }
  return { checkpoint: place, progress, notBefore: deps.clock.now() + LAGGING };
};

const callerFor = ({ tenant, createdBy }: Given['job']): Caller => ({ tenant, user: createdBy, scopes: [] });

const look = async ({ deps, job, until, place: first }: Work): Stepped => {
  const passes = passesOf(first);
  const caller = callerFor(job);
  let place = first;
  let { looked = 0, raised = 0 } = job.progress;
  for (let pass = passes[place.pass]; pass !== undefined; pass = passes[place.pass]) {
    if (deps.clock.now() >= until) return { checkpoint: place, progress: { looked, raised } };
    const done = await lookAt({ deps, caller, place }, pass);
    looked += done.looked;
    raised += done.raised;
    const { month: _, after: __, ...rest } = place;
    place = done.next === undefined ? { ...rest, pass: place.pass + 1 } : { ...rest, ...done.next };
  }
  const before = await deps.store.checks.read(job.tenant);
  const horizon = before?.horizon ?? horizonOf(place);
  const checked = { horizon, day: place.today, version: (before?.version ?? 0) + 1 };
  const parts = [deps.store.checks.save(job.tenant, checked)];
  return { checkpoint: place, progress: { looked, raised }, parts, done: true };
};

const PHASES = { begin, settle, look } as const;

const step: Step = (given) => {
  const place = checkPlaceIn(given.job.checkpoint);
  return PHASES[place.phase]({ ...given, place });
};

export const CHECK_STEPS: Steps = { [DAILY_CHECK]: step };

/** Nothing where the day is checked already. */
const placeFor = async ({ store }: Deps, tenant: string, at: number): Promise<CheckPlace | undefined> => {
  const [settings, checked] = await Promise.all([store.settings.read(tenant), store.checks.read(tenant)]);
  const today = dayIn(settings.timeZone, at);
  const last = checked?.day;
  if (last !== undefined && last >= today) return undefined;
  const thresholds = [...new Set(settings.warrantyAlertDays)];
  return { today, ...(last === undefined ? {} : { last }), thresholds, phase: 'begin', pass: 0 };
};

export type Begun = { readonly begun: number; readonly tenants: number };

/** Told before `beginChecks` throws. */
export type CheckHearer = {
  readonly begun: (counts: Begun) => void;
  /** Whose check could not be begun; without a name where the record that names the tenant can't be read. */
  readonly failed: (failure: { readonly tenant?: string; readonly error: unknown }) => void;
};

const AT_ONCE = 25;

/**
 * Begins the check of the day it is for each tenant, where it isn't done, nor under way.
 * @throws Error the first one, after all others have had their turn
 */
export const beginChecks = async (deps: Deps, at: number, hearer?: CheckHearer): Promise<Begun> => {
  const { store } = deps;
  const { found: tenants, unreadable } = await store.checks.tenants();
  const errors = [...unreadable];
  for (const error of unreadable) hearer?.failed({ error });
  let begun = 0;
  const begin = async (tenant: string): Promise<void> => {
    const checkpoint = await placeFor(deps, tenant, at);
    if (checkpoint === undefined) return;
    const job = newJob(deps, { tenant, kind: DAILY_CHECK, checkpoint, createdBy: 'schedule', alone: true });
    const { outcome } = await store.unitOfWork.write(store.jobs.begin(job));
    if (outcome === 'written') begun += 1;
  };
  const beginOrTell = (tenant: string): Promise<void> =>
    begin(tenant).catch((error: unknown) => {
      errors.push(error);
      hearer?.failed({ tenant, error });
    });
  for (let from = 0; from < tenants.length; from += AT_ONCE) {
    await Promise.all(tenants.slice(from, from + AT_ONCE).map(beginOrTell));
  }
  const counts = { begun, tenants: tenants.length };
  hearer?.begun(counts);
  if (errors.length > 0) throw errors[0];
  return counts;
};
