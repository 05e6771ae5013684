import { hasEnded } from '../../app/jobs/ports.ts';
import type { PostingHead } from '../../app/posting/ports.ts';
import { type Finding, finding, sweepOf } from '../../domain/doctor/finding.ts';
import { nameOf } from '../entries.ts';
import { postingKey, underWayKey, waitingJobKey } from '../keys.ts';
import { parseStored, STORED } from '../stored.ts';
import type { StoredRecord } from '../table.ts';
import type { Check } from './check.ts';
import type { Sight, Standing } from './sight.ts';

/** What large postings, idempotent requests and jobs leave behind when they broke off. */

/** So long after a lease, milliseconds, everything of a posting that broke off is gone. */
export const GRACE = 120_000;
/** The schedule begins the next step of a job within a minute of its time; a step takes less than two. */
const JOB_GRACE = 300_000;

const isOver = ({ leaseUntil }: Pick<PostingHead, 'leaseUntil'>, now: number): boolean =>
  leaseUntil + GRACE < now;

/** A marker of a posting that nobody carries on and that nobody has undone. */
export const markerFaults = ({ tenant, now }: Sight, standings: readonly Standing[]): Finding[] =>
  standings.flatMap(({ record, posting }) => {
    if (posting === undefined) return [];
    const { postingId, head } = posting;
    if (head !== undefined && (head.status === 'posted' || !isOver(head, now))) return [];
    const is = head === undefined ? 'does not exist' : `is ${head.status}, its lease over`;
    const detail = `the record has a marker of posting ${postingId}, which ${is}`;
    const repair = head === undefined ? undefined : sweepOf(tenant, postingId);
    return [finding('marker-stale', record, { detail, ...(repair === undefined ? {} : { repair }) })];
  });

/** A large posting that neither goes on nor ends, or has ended and was not tidied up after. */
export const postings: Check = async ({ tenant, now, there }, records) => {
  const heads = records.map((record) => ({ record, head: parseStored(STORED.posting, record) }));
  const old = heads.filter(({ head }) => isOver(head, now));
  const underWay = await there(old.map(({ head }) => underWayKey(tenant, head.postingId)));
  return old.flatMap(({ record, head }) => {
    const { postingId, status } = head;
    const isListed = underWay.has(nameOf(underWayKey(tenant, postingId)));
    const repair = sweepOf(tenant, postingId);
    if (status === 'pending') {
      const detail = `posting ${postingId} is pending, its lease over${isListed ? '' : ', and not among those under way'}`;
      return [finding('posting-stuck', record, { detail, repair })];
    }
    const detail = `posting ${postingId} is ${status} and still among those under way`;
    return isListed ? [finding('posting-left', record, { detail, repair })] : [];
  });
};

/** One that says that its request runs, while nobody runs it. */
export const idempotencies: Check = async ({ tenant, now, table }, records) => {
  const running = records.flatMap((record) => {
    const { postingId, answer } = parseStored(STORED.idempotency, record);
    return answer === undefined ? [{ record, postingId }] : [];
  });
  const heads = new Map(
    (
      await table.getMany(
        running.flatMap(({ postingId }) => (postingId === undefined ? [] : [postingKey(tenant, postingId)])),
      )
    ).map((record) => {
      const head = parseStored(STORED.posting, record);
      return [head.postingId, head] as const;
    }),
  );
  return running.flatMap(({ record, postingId }) => {
    const head = postingId === undefined ? undefined : heads.get(postingId);
    if (head !== undefined && !isOver(head, now)) return [];
    const is = head === undefined ? 'does not exist' : `is ${head.status}, its lease over`;
    const detail = `the record says that its request runs as posting ${postingId ?? 'none'}, which ${is}`;
    const repair = head === undefined || postingId === undefined ? undefined : sweepOf(tenant, postingId);
    return [finding('idempotency-stuck', record, { detail, ...(repair === undefined ? {} : { repair }) })];
  });
};

/** A job that has not ended is among those to be done, and goes on when its time has come. */
export const jobs: Check = async ({ now, there }, records) => {
  const all = records.map((record) => ({ record, job: parseStored(STORED.job, record) }));
  const placeOf = ({ tenant, jobId, kind, alone }: (typeof all)[number]['job']) =>
    waitingJobKey({ tenant, place: alone === true ? kind : jobId });
  const places = await there(all.map(({ job }) => placeOf(job)));
  return all.flatMap(({ record, job }) => {
    const { jobId, kind, status, notBefore = 0, leaseUntil = 0, createdAt } = job;
    const place: StoredRecord | undefined = places.get(nameOf(placeOf(job)));
    const isPlaced = place !== undefined && parseStored(STORED.waitingJob, place).jobId === jobId;
    const told = `job ${jobId} (${kind}) is ${status}`;
    if (hasEnded(job)) {
      const detail = `${told} and still among those to be done`;
      return isPlaced ? [finding('job-left', record, { detail })] : [];
    }
    if (!isPlaced)
      return [finding('job-unplaced', record, { detail: `${told} and not among those to be done` })];
    const due = Math.max(notBefore, leaseUntil, Date.parse(createdAt));
    const detail = `${told} and should have gone on at ${new Date(due).toISOString()}`;
    return due + JOB_GRACE < now ? [finding('job-stuck', record, { detail })] : [];
  });
};
