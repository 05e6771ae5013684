import type { Recall } from '../domain/recall.ts';
import { holdingPlaceIn, type SearchPlace, searchPlaceIn } from '../domain/recall-progress.ts';
import { addRecalled, findRecalled } from './find-recalled.ts';
import { hasEnded, type Job, type Step, type Steps } from './job-ports.ts';
import type { Caller, Deps } from './ports.ts';
import { holdDue, holdOf, releaseOf } from './recall-holds.ts';
import { COUNTED_AT_ONCE, countAffected } from './recall-units.ts';
import { newJob } from './work.ts';

/** What is done for recalls behind the requests. */

export const RECALL_JOBS = { find: 'recall-find', hold: 'recall-hold' } as const;

/** Lists follow postings within seconds: what was received just before the recall is on them by then. */
const SETTLING = 2_000;
/**
 * Every posting that was decided before the recall was opened is over by then (docs/adr/0013-live-recalls.md): a
 * request lives 29 s.
 */
const OVERLAP = 65_000;

const callerFor = ({ tenant, createdBy }: Job): Caller => ({ tenant, user: createdBy, scopes: [] });

type Given = Parameters<Step>[0];
type Stepped = ReturnType<Step>;
type Work = Given & { readonly recall: Recall; readonly place: SearchPlace; readonly caller: Caller };

const find = async ({ deps, job, until, recall, place, caller }: Work): Stepped => {
  const early = Date.parse(recall.createdAt) + SETTLING - deps.clock.now();
  if (early > 0) await deps.clock.sleep(early);
  let after = place.after;
  let found = place.after === undefined ? 0 : (job.progress.found ?? 0);
  for (;;) {
    const page = await findRecalled(deps, caller, { recall, after });
    await addRecalled(deps, caller.tenant, page.items);
    found += page.items.length;
    after = page.next;
    const progress = { ...job.progress, found };
    const { after: _, ...rest } = place;
    if (after === undefined) return { checkpoint: { ...rest, phase: 'hold' }, progress };
    if (deps.clock.now() >= until) return { checkpoint: { ...place, after }, progress };
  }
};

/** What was found may be asked to be held already. */
const hold = async ({ deps, job, until, recall, place, caller }: Work): Stepped => {
  const checkpoint = { ...place, phase: 'count' as const };
  if (recall.hold === undefined) return { checkpoint, progress: job.progress };
  const by = { ...caller, user: recall.hold.by };
  const { done, all } = await holdDue(deps, by, { asked: holdOf(recall, recall.hold.reason), until });
  const progress = { ...job.progress, held: (job.progress.held ?? 0) + done };
  return { checkpoint: all ? checkpoint : place, progress };
};

const count = async ({ deps, job, recall, place, caller }: Work): Stepped => {
  const { progress } = job;
  const isLarge = (progress.found ?? 0) > COUNTED_AT_ONCE;
  const counted = isLarge
    ? {
        summary: await countAffected(deps, caller.tenant, recall.recallId),
        countedAt: new Date(deps.clock.now()).toISOString(),
      }
    : undefined;
  const checkpoint = { ...place, ...(counted === undefined ? {} : { counted }) };
  if (place.pass === 2) return { checkpoint, progress, done: true };
  return {
    checkpoint: { ...checkpoint, pass: 2, phase: 'find' },
    progress,
    notBefore: Date.parse(recall.createdAt) + OVERLAP,
  };
};

const PHASES = { find, hold, count } as const;

const search: Step = async (given) => {
  const { deps, job } = given;
  const place = searchPlaceIn(job.checkpoint);
  const recall = await deps.store.recalls.read(job.tenant, place.recallId);
  if (recall?.status !== 'open') return { checkpoint: place, progress: job.progress, done: true };
  return PHASES[place.phase]({ ...given, recall, place, caller: callerFor(job) });
};

/** Holds, or releases, more units than one posting takes. */
const holdMany: Step = async ({ deps, job, until }) => {
  const place = holdingPlaceIn(job.checkpoint);
  const { recallId, does, reason } = place;
  const recall = await deps.store.recalls.read(job.tenant, recallId);
  const isMeant = recall !== undefined && (does === 'release' || recall.status === 'open');
  if (!isMeant) return { checkpoint: place, progress: job.progress, done: true };
  const asked = does === 'hold' ? holdOf(recall, reason) : releaseOf(recall, reason);
  const { done, all } = await holdDue(deps, callerFor(job), { asked, until });
  return { checkpoint: place, progress: { units: (job.progress.units ?? 0) + done }, done: all };
};

export const RECALL_STEPS: Steps = { [RECALL_JOBS.find]: search, [RECALL_JOBS.hold]: holdMany };

/** One more look for a recall's units. */
export const searchAgain = (
  deps: Deps,
  { tenant, user, recallId }: { readonly tenant: string; readonly user: string; readonly recallId: string },
): Job =>
  newJob(deps, {
    tenant,
    kind: RECALL_JOBS.find,
    checkpoint: { recallId, pass: 2, phase: 'find' },
    createdBy: user,
  });

/** What was last counted of a recall that is too large to be counted while somebody waits. */
export const lastCount = (job: Job | undefined): SearchPlace['counted'] =>
  job === undefined ? undefined : searchPlaceIn(job.checkpoint).counted;

/** Whether the units that were there when the recall was opened have all been looked at. */
export const searchStatus = (job: Job | undefined): 'running' | 'completed' | 'failed' => {
  if (job === undefined) return 'running';
  if (hasEnded(job)) return job.status === 'failed' ? 'failed' : 'completed';
  return searchPlaceIn(job.checkpoint).pass === 1 ? 'running' : 'completed';
};
