import { holdingPlaceIn, type SearchPlace, searchPlaceIn } from '../../domain/recall/progress.ts';
import type { Recall } from '../../domain/recall/recall.ts';
import { hasEnded, type Job, type Step, type Steps } from '../jobs/ports.ts';
import { LAGGING, listsSettled } from '../lists/settle.ts';
import type { Caller } from '../ports.ts';
import { currentUnits } from '../units/current.ts';
import { addRecalled } from './add.ts';
import { findRecalled } from './find.ts';
import { cameInSince, holdDue, holdOf, holdUnits, isDue, releaseOf } from './holds.ts';
import { RECALL_JOBS } from './search.ts';
import { COUNTED_AT_ONCE, countAffected } from './units.ts';

/** What is done for recalls behind the requests (docs/adr/0013-live-recalls.md). */

/** Every posting that was decided before a recall was opened, or closed, is over by then: a request lives 29 s. */
export const OVERLAP = 65_000;

const callerFor = ({ tenant, createdBy }: Job): Caller => ({ tenant, user: createdBy, scopes: [] });

type Given = Parameters<Step>[0];
type Stepped = ReturnType<Step>;
type Work = Given & { readonly recall: Recall; readonly place: SearchPlace; readonly caller: Caller };

/** Waits until the lists tell of everything that was written before this pass. */
const settle = async ({ deps, job, until, place }: Work): Stepped => {
  const { progress } = job;
  const beacon = `${job.jobId}.${place.pass}`;
  if (!(await listsSettled(deps, job.tenant, { beacon, until }))) {
    return { checkpoint: place, progress, notBefore: deps.clock.now() + LAGGING };
  }
  return { checkpoint: { ...place, phase: 'find' }, progress };
};

/** What the second pass finds first is held at once; whoever released others by hand meant it. */
const holdFresh = async (
  { deps, recall, caller }: Work,
  fresh: readonly { readonly itemId: string; readonly key: string; readonly id: string }[],
): Promise<number> => {
  if (fresh.length === 0) return 0;
  const { hold = undefined } = recall;
  const asked = holdOf(recall, hold?.reason);
  return holdUnits(
    deps,
    { ...caller, user: hold?.by ?? caller.user },
    {
      asked,
      read: async (own) => {
        const units = (await currentUnits(own, caller.tenant, fresh)).flatMap((unit) => unit ?? []);
        const due = units.filter((unit) => unit.voided !== true && isDue(asked)(unit));
        if (hold !== undefined) return due;
        return cameInSince(own, caller.tenant, { units: due, since: recall.createdAt });
      },
    },
  );
};

const find = async (work: Work): Stepped => {
  const { deps, job, until, recall, place, caller } = work;
  let after = place.after;
  let found = place.after === undefined ? 0 : (job.progress.found ?? 0);
  let held = job.progress.held ?? 0;
  for (;;) {
    const page = await findRecalled(deps, caller, { recall, after });
    const fresh = await addRecalled(deps, caller.tenant, page.items);
    if (place.pass === 2) held += await holdFresh(work, fresh);
    found += page.items.length;
    after = page.next;
    const progress = { ...job.progress, found, ...(held === 0 ? {} : { held }) };
    const { after: _, ...rest } = place;
    if (after === undefined) return { checkpoint: { ...rest, phase: 'hold' }, progress };
    if (deps.clock.now() >= until) return { checkpoint: { ...place, after }, progress };
  }
};

/** What was found may be asked to be held already; and what came in before it was found is held in any case. */
const hold = async ({ deps, job, until, recall, place, caller }: Work): Stepped => {
  const checkpoint = { ...place, phase: 'count' as const };
  if (place.pass === 2 || recall.status === 'closed') return { checkpoint, progress: job.progress };
  const { done, all } = await holdDue(
    deps,
    { ...caller, user: recall.hold?.by ?? caller.user },
    {
      asked: holdOf(recall, recall.hold?.reason),
      since: recall.hold === undefined ? recall.createdAt : undefined,
      until,
    },
  );
  const progress = { ...job.progress, held: (job.progress.held ?? 0) + done };
  return { checkpoint: all ? checkpoint : place, progress };
};

const count = async ({ deps, job, recall, place, caller }: Work): Stepped => {
  const { progress } = job;
  const { closed } = recall;
  const isLarge = (progress.found ?? 0) > COUNTED_AT_ONCE;
  const summary =
    isLarge || closed !== undefined ? await countAffected(deps, caller.tenant, recall.recallId) : undefined;
  const countedAt = new Date(deps.clock.now()).toISOString();
  const checkpoint = { ...place, ...(summary === undefined ? {} : { counted: { summary, countedAt } }) };
  if (closed !== undefined && summary !== undefined) {
    // It was closed while its units were looked for: now all are known.
    const told: Recall = { ...recall, closed: { ...closed, summary }, version: recall.version + 1 };
    return { checkpoint, progress, parts: [deps.store.recalls.save(job.tenant, told)], done: true };
  }
  if (place.pass === 2) return { checkpoint, progress, done: true };
  return {
    checkpoint: { ...checkpoint, pass: 2, phase: 'settle' },
    progress,
    notBefore: Date.parse(recall.createdAt) + OVERLAP,
  };
};

const PHASES = { settle, find, hold, count } as const;

const search: Step = async (given) => {
  const { deps, job } = given;
  const place = searchPlaceIn(job.checkpoint);
  const recall = await deps.store.recalls.read(job.tenant, place.recallId);
  if (recall === undefined || (recall.status === 'closed' && place.pass === 2)) {
    return { checkpoint: place, progress: job.progress, done: true };
  }
  return PHASES[place.phase]({ ...given, recall, place, caller: callerFor(job) });
};

/** Holds, or releases, more units than one posting takes; and releases once more what came in while it was closed. */
const holdMany: Step = async ({ deps, job, until }) => {
  const place = holdingPlaceIn(job.checkpoint);
  const { recallId, does, reason, late } = place;
  const recall = await deps.store.recalls.read(job.tenant, recallId);
  const isMeant = recall !== undefined && (does === 'release' || recall.status === 'open');
  if (!isMeant) return { checkpoint: place, progress: job.progress, done: true };
  const asked = does === 'hold' ? holdOf(recall, reason) : releaseOf(recall, reason);
  const { done, all } = await holdDue(deps, callerFor(job), { asked, until });
  const progress = { units: (job.progress.units ?? 0) + done };
  if (!all || does === 'hold' || late === true) return { checkpoint: place, progress, done: all };
  const notBefore = Date.parse(recall.closed?.at ?? recall.createdAt) + OVERLAP;
  return { checkpoint: { ...place, late: true }, progress, notBefore };
};

export const RECALL_STEPS: Steps = { [RECALL_JOBS.find]: search, [RECALL_JOBS.hold]: holdMany };

/** What was last counted of a recall that is too large to be counted while somebody waits. */
export const lastCount = (job: Job | undefined): SearchPlace['counted'] =>
  job === undefined ? undefined : searchPlaceIn(job.checkpoint).counted;

/** Whether the units that were there when the recall was opened have all been looked at. */
export const searchStatus = (job: Job | undefined): 'running' | 'completed' | 'failed' => {
  if (job === undefined) return 'running';
  if (hasEnded(job)) return job.status === 'failed' ? 'failed' : 'completed';
  return searchPlaceIn(job.checkpoint).pass === 1 ? 'running' : 'completed';
};
