import { LedgerError, notFound, refuseIfAny } from '../domain/errors.ts';
import {
  type OpenRecall,
  type Recall,
  type RecallCriteria,
  type RecallSummary,
  type RecallUnit,
  summaryOf,
} from '../domain/recall.ts';
import { isInStock, type Unit } from '../domain/unit.ts';
import { currentUnits } from './current-units.ts';
import { momentOf } from './decision-context.ts';
import { findRecalled } from './find-recalled.ts';
import type { Job } from './job-ports.ts';
import type { Caller, Deps } from './ports.ts';
import { readCriteria } from './recall-criteria.ts';
import { dueUnits, HELD_AT_ONCE, holdOf, holdPosting, releaseOf } from './recall-holds.ts';
import { lastCount, RECALL_JOBS } from './recall-jobs.ts';
import { affectedUnits, COUNTED_AT_ONCE } from './recall-units.ts';
import { newJob } from './work.ts';
import type { WritePart } from './write-part.ts';

/** Recalls: opened, held, closed, and told of. */

const OPEN_MAX = 50;
/** As many units are found, and written with the recall itself, while whoever opens it waits. */
const FOUND_AT_ONCE = 60;
const PAGES_AT_ONCE = 3;

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

const openRecall = async (deps: Deps, caller: Caller, recallId: string): Promise<Recall> => {
  const recall = await recallOf(deps, caller, recallId);
  if (recall.status === 'open') return recall;
  const detail = `Recall ${recall.name} was closed on ${recall.closed?.at} by ${recall.closed?.by}.`;
  throw new LedgerError({ code: 'refused', violations: [{ pointer: '', code: 'recall-closed', detail }] });
};

/** What few pages tell; the job that is begun looks everywhere. */
const firstFound = async (
  deps: Deps,
  caller: Caller,
  recall: OpenRecall,
): Promise<{ readonly found: readonly RecallUnit[]; readonly units: readonly Unit[] }> => {
  const found = new Map<string, RecallUnit>();
  let after: string | undefined;
  for (let page = 0; page < PAGES_AT_ONCE; page += 1) {
    const { items, next } = await findRecalled(deps, caller, { recall, after });
    for (const unit of items) if (!found.has(unit.id)) found.set(unit.id, unit);
    if (next === undefined) break;
    after = next;
  }
  const all = [...found.values()];
  const affected = all.filter(({ unaffected }) => unaffected !== true);
  const units = (await currentUnits(deps, caller.tenant, affected)).flatMap((unit) => unit ?? []);
  return { found: all, units: units.filter(({ voided }) => voided !== true) };
};

export type NewRecall = {
  readonly name: string;
  readonly criteria: RecallCriteria;
  /** Holds all its units in stock, with this reason, as they are found. */
  readonly hold?: { readonly reason?: string | undefined } | undefined;
};

/**
 * Opens a recall: from now on whatever comes in and fits comes in held. Its units are looked for at once as far as that
 * is quickly done, and by a job.
 * @throws LedgerError `refused`
 */
export const openNewRecall = async (deps: Deps, caller: Caller, given: NewRecall): Promise<RecallChange> => {
  const { store } = deps;
  const { tenant, user } = caller;
  const [settings, open] = await Promise.all([store.settings.read(tenant), store.recalls.readOpen(tenant)]);
  const { criteria, componentIds, violations } = await readCriteria(deps, caller, {
    asked: given.criteria,
    settings,
  });
  const tooMany = `There are ${open.recalls.length} open recalls; close some of them.`;
  refuseIfAny([
    ...violations,
    ...(open.recalls.length < OPEN_MAX
      ? []
      : [{ pointer: '', code: 'recalls-too-many' as const, detail: tooMany }]),
  ]);
  const { recordedAt } = momentOf(deps, settings);
  const recallId = deps.ids.sortable();
  const asked: OpenRecall = { recallId, name: given.name, criteria, componentIds };
  const job = newJob(deps, {
    tenant,
    kind: RECALL_JOBS.find,
    checkpoint: { recallId, pass: 1, phase: 'find' },
    createdBy: user,
  });
  const { found, units } = await firstFound(deps, caller, asked);
  const few = found.length <= FOUND_AT_ONCE;
  const hold =
    given.hold === undefined
      ? undefined
      : { at: recordedAt, by: user, reason: holdOf(asked, given.hold.reason).reason };
  const recall: Recall = {
    ...asked,
    status: 'open',
    createdAt: recordedAt,
    createdBy: user,
    jobId: job.jobId,
    hold,
    version: 1,
  };
  const due = units.filter(isInStock);
  const posting =
    few && hold !== undefined && due.length > 0
      ? await holdPosting(deps, caller, { units: due, asked: holdOf(asked, hold.reason) })
      : undefined;
  const after = new Map(posting?.units.map((unit) => [unit.id, unit]));
  return {
    parts: [
      ...(posting?.parts ?? []),
      store.recalls.save(tenant, recall),
      store.recalls.saveOpen(tenant, { recalls: [...open.recalls, asked], version: open.version + 1 }),
      ...store.jobs.begin(job),
      // With the recall itself, not with a record of theirs.
      ...(few ? found : []).map((unit) => ({ ...store.recalls.putUnit(tenant, unit), ahead: undefined })),
    ],
    postingId: posting?.postingId,
    recall,
    summary: summaryOf(
      units.map((unit) => after.get(unit.id) ?? unit),
      recallId,
    ),
  };
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
 * @throws LedgerError `not-found`; `refused` where it is closed
 */
export const holdRecall = async (
  deps: Deps,
  caller: Caller,
  { recallId, reason }: { readonly recallId: string; readonly reason?: string | undefined },
): Promise<RecallChange> => {
  const { store } = deps;
  const { tenant, user } = caller;
  const recall = await openRecall(deps, caller, recallId);
  const asked = holdOf(recall, reason ?? recall.hold?.reason);
  const [settings, due, { units }] = await Promise.all([
    store.settings.read(tenant),
    dueUnits(deps, tenant, { asked, limit: HELD_AT_ONCE }),
    affectedUnits(deps, tenant, { recallId, limit: COUNTED_AT_ONCE }),
  ]);
  const { recordedAt } = momentOf(deps, settings);
  const hold = { at: recordedAt, by: user, reason: asked.reason };
  const saved = { ...recall, version: recall.version + 1 };
  if (due.length > HELD_AT_ONCE) {
    const job = newJob(deps, {
      tenant,
      kind: RECALL_JOBS.hold,
      checkpoint: { recallId, does: 'hold', reason: asked.reason },
      createdBy: user,
    });
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
 * @throws LedgerError `not-found`; `refused` where it is closed
 */
export const closeRecall = async (
  deps: Deps,
  caller: Caller,
  given: {
    readonly recallId: string;
    readonly reason?: string | undefined;
    readonly release?: boolean | undefined;
  },
): Promise<RecallChange> => {
  const { store } = deps;
  const { tenant, user } = caller;
  const { recallId, reason, release = false } = given;
  const recall = await openRecall(deps, caller, recallId);
  const asked = releaseOf(recall, reason);
  const [settings, open, state, due] = await Promise.all([
    store.settings.read(tenant),
    store.recalls.readOpen(tenant),
    recallState(deps, caller, recallId),
    release ? dueUnits(deps, tenant, { asked, limit: HELD_AT_ONCE }) : [],
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
  if (due.length === 0) return { ...told, parts };
  if (due.length > HELD_AT_ONCE) {
    const checkpoint = { recallId, does: 'release', reason: asked.reason };
    const job = newJob(deps, { tenant, kind: RECALL_JOBS.hold, checkpoint, createdBy: user });
    return { ...told, parts: [...parts, ...store.jobs.begin(job)] };
  }
  const posting = await holdPosting(deps, caller, { units: due, asked });
  return { ...told, parts: [...posting.parts, ...parts], postingId: posting.postingId };
};
