import { LedgerError, notFound } from '../../domain/errors.ts';
import type { Deps } from '../ports.ts';
import type { Attribute } from '../write-part.ts';
import { EVERYBODY, type Job } from './ports.ts';
import { newJob } from './work.ts';

export const REBUILD_INDEX = 'rebuild-index';

/** Far more often than rebuilds begin and end just now. */
const LOOKS = 5;

const running = async ({ store }: Deps): Promise<Job | undefined> => {
  const { found, unreadable } = await store.jobs.waiting();
  const one = found.find(({ tenant, kind }) => tenant === EVERYBODY && kind === REBUILD_INDEX);
  // What can't be read may well be the one that has its place.
  if (one === undefined && unreadable.length > 0) throw unreadable[0];
  return one === undefined ? undefined : store.jobs.read(EVERYBODY, one.jobId);
};

/** Begins to make lists and search index anew, of all tenants; answers the rebuild that runs, if one does. */
export const beginRebuild = async (
  deps: Deps,
  given: { readonly createdBy: string; readonly checkpoint: Attribute },
): Promise<Job> => {
  for (let look = 0; look < LOOKS; look += 1) {
    const job = newJob(deps, { ...given, tenant: EVERYBODY, kind: REBUILD_INDEX, alone: true });
    const { outcome } = await deps.store.unitOfWork.write(deps.store.jobs.begin(job));
    const begun = outcome === 'written' ? job : await running(deps);
    if (begun !== undefined) return begun;
  }
  throw new LedgerError({ code: 'busy', retryAfter: 1 });
};

/** @throws LedgerError `not-found` */
export const readRebuild = async ({ store }: Deps, jobId: string): Promise<Job> => {
  const job = await store.jobs.read(EVERYBODY, jobId);
  if (job?.kind !== REBUILD_INDEX) throw notFound('rebuild', jobId);
  return job;
};
