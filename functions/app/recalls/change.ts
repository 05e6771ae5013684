import { LedgerError, notFound } from '../../domain/errors.ts';
import { type Recall, type RecallSummary, summaryOf } from '../../domain/recall/recall.ts';
import type { Job } from '../jobs/ports.ts';
import type { Caller, Deps } from '../ports.ts';
import { momentOf } from '../posting/decision-context.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';
import { dueUnits, holdOf, holdPosting, releaseOf } from './holds.ts';
import { lastCount, OVERLAP } from './jobs.ts';
import { holdJob } from './search.ts';
import { affectedUnits, COUNTED_AT_ONCE } from './units.ts';

/** Recalls: held, closed, and told of. */

export type RecallChange = {
  readonly parts: readonly WritePart[];
  readonly postingId?: string | undefined;
  readonly recall: Recall;
  readonly summary: RecallSummary;
};

/** @throws LedgerError `not-found` */
export const recallOf = async ({ store }: Deps, { tenant }: Caller, recallId: string): Promise<Recall> => {
  const recall = await store.recalls.read(tenant, recallId);
  if (recall === undefined) throw notFound('recall', recallId);
  return recall;
};

type Asked = { readonly recallId: string; readonly ifMatch?: string | undefined };

const openRecall = async (deps: Deps, caller: Caller, { recallId, ifMatch }: Asked): Promise<Recall> => {
  const recall = await recallOf(deps, caller, recallId);
  checkVersion(ifMatch, recall.version);
  if (recall.status === 'open') return recall;
  const detail = `Recall ${recall.name} was closed on ${recall.closed?.at} by ${recall.closed?.by}.`;
  throw new LedgerError({ code: 'refused', violations: [{ pointer: '', code: 'recall-closed', detail }] });
};

export type RecallState = {
  readonly recall: Recall;
  readonly summary: RecallSummary;
  /** When it was counted, where that isn't now. */
  readonly countedAt?: string | undefined;
  readonly search: Job | undefined;
  readonly holding: Job | undefined;
};

/** A recall as it stands: its units counted as they are now, up to so many. */
export const recallState = async (deps: Deps, caller: Caller, recallId: string): Promise<RecallState> => {
  const { tenant } = caller;
  const recall = await recallOf(deps, caller, recallId);
  const [search, holding, counted] = await Promise.all([
    deps.store.jobs.read(tenant, recall.jobId),
    recall.hold?.jobId === undefined ? undefined : deps.store.jobs.read(tenant, recall.hold.jobId),
    affectedUnits(deps, tenant, { recallId, limit: COUNTED_AT_ONCE }),
  ]);
  const at = { recall, search, holding };
  const earlier = counted.more ? lastCount(search) : undefined;
  if (earlier !== undefined) return { ...at, summary: earlier.summary, countedAt: earlier.countedAt };
  return { ...at, summary: summaryOf(counted.units, recallId) };
};

/**
 * Holds all units of a recall that are in stock: up to 10,000 in one posting, more in several behind the request. Units
 * that are found later are held as they are found.
 * @throws LedgerError `not-found`; `version-mismatch`; `refused` where it is closed
 */
export const holdRecall = async (
  deps: Deps,
  caller: Caller,
  given: Asked & { readonly reason?: string | undefined },
): Promise<RecallChange> => {
  const { store } = deps;
  const { tenant, user } = caller;
  const { recallId, reason } = given;
  const recall = await openRecall(deps, caller, given);
  const asked = holdOf(recall, reason ?? recall.hold?.reason);
  const [settings, due, { units }] = await Promise.all([
    store.settings.read(tenant),
    dueUnits(deps, tenant, { asked, limit: deps.limits.held }),
    affectedUnits(deps, tenant, { recallId, limit: COUNTED_AT_ONCE }),
  ]);
  const { recordedAt } = momentOf(deps, settings);
  const hold = { at: recordedAt, by: user, reason: asked.reason };
  const saved = { ...recall, version: recall.version + 1 };
  if (due.length > deps.limits.held) {
    const job = holdJob(deps, { tenant, user, recallId }, { does: 'hold', reason: asked.reason });
    const begun: Recall = { ...saved, hold: { ...hold, jobId: job.jobId } };
    return {
      parts: [store.recalls.save(tenant, begun), ...store.jobs.begin(job)],
      recall: begun,
      summary: summaryOf(units, recallId),
    };
  }
  const posting = due.length === 0 ? undefined : await holdPosting(deps, caller, { units: due, asked });
  const after = new Map(posting?.units.map((unit) => [unit.id, unit]));
  const held: Recall = { ...saved, hold };
  return {
    parts: [...(posting?.parts ?? []), store.recalls.save(tenant, held)],
    postingId: posting?.postingId,
    recall: held,
    summary: summaryOf(
      units.map((unit) => after.get(unit.id) ?? unit),
      recallId,
    ),
  };
};

/**
 * Closes a recall with a summary; what comes in from now on is no longer held for it. Its holds stay, unless they are to
 * be released.
 * @throws LedgerError `not-found`; `version-mismatch`; `refused` where it is closed
 */
export const closeRecall = async (
  deps: Deps,
  caller: Caller,
  given: Asked & { readonly reason?: string | undefined; readonly release?: boolean | undefined },
): Promise<RecallChange> => {
  const { store } = deps;
  const { tenant, user } = caller;
  const { recallId, reason, release = false } = given;
  const recall = await openRecall(deps, caller, given);
  const asked = releaseOf(recall, reason);
  const [settings, open, state, due] = await Promise.all([
    store.settings.read(tenant),
    store.recalls.readOpen(tenant),
    recallState(deps, caller, recallId),
    release ? dueUnits(deps, tenant, { asked, limit: deps.limits.held }) : [],
  ]);
  const { recordedAt } = momentOf(deps, settings);
  const closed: Recall = {
    ...recall,
    status: 'closed',
    closed: { at: recordedAt, by: user, reason, summary: state.summary },
    version: recall.version + 1,
  };
  const parts = [
    store.recalls.save(tenant, closed),
    store.recalls.saveOpen(tenant, {
      recalls: open.recalls.filter((one) => one.recallId !== recallId),
      version: open.version + 1,
    }),
  ];
  const told = { recall: closed, summary: state.summary };
  if (!release) return { ...told, parts };
  const isMuch = due.length > deps.limits.held;
  // What is under way as it is closed comes in held, and is released later.
  const job = holdJob(
    deps,
    { tenant, user, recallId },
    {
      does: 'release',
      reason: asked.reason,
      ...(isMuch ? {} : { late: true, notBefore: Date.parse(recordedAt) + OVERLAP }),
    },
  );
  const begun = [...parts, ...store.jobs.begin(job)];
  if (isMuch || due.length === 0) return { ...told, parts: begun };
  const posting = await holdPosting(deps, caller, { units: due, asked });
  const counts = { ...state.summary.counts, held: 0 };
  return {
    recall: closed,
    summary: { ...state.summary, counts },
    parts: [...posting.parts, ...begun],
    postingId: posting.postingId,
  };
};
