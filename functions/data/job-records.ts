import { hasEnded, type Job, type JobRepository } from '../app/jobs/ports.ts';
import type { WritePart } from '../app/write-part.ts';
import { RECORD_TYPES, WANTS_STEP } from './attributes.ts';
import { everyBucket } from './buckets.ts';
import { jobKey, jobsPartition, waitingJobKey } from './keys.ts';
import { nextVersion } from './registry-records.ts';
import { parseEach, parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

const jobFrom = (record: StoredRecord): Job => {
  const { v: _, wants: __, ...job } = parseStored(STORED.job, record);
  return job;
};

/** Whether the stream is to start a step; one that waits for a time is started by the schedule. */
const wantsStep = (job: Job): boolean =>
  !hasEnded(job) && job.leaseUntil === undefined && job.notBefore === undefined;

const jobPart = (job: Job): WritePart => ({
  action: 'put',
  key: jobKey(job),
  attributes: {
    ...job,
    v: 1,
    type: RECORD_TYPES.job,
    ...(wantsStep(job) ? { wants: WANTS_STEP } : {}),
  },
  condition: nextVersion(job.version),
});

/** One that is alone has its place by its kind, which a second one then finds taken. */
const placeOf = ({ tenant, jobId, kind, alone }: Job) =>
  waitingJobKey({ tenant, place: alone === true ? kind : jobId });

export const jobRecords = (table: Table): JobRepository => ({
  read: async (tenant, jobId) => {
    const [record] = await table.getMany([jobKey({ tenant, jobId })]);
    return record === undefined ? undefined : jobFrom(record);
  },
  begin: (job) => [
    jobPart(job),
    {
      action: 'put',
      key: placeOf(job),
      attributes: {
        v: 1,
        type: RECORD_TYPES.waitingJob,
        tenant: job.tenant,
        jobId: job.jobId,
        kind: job.kind,
      },
      condition: { name: 'absent' },
    },
  ],
  save: (job) => [
    jobPart(job),
    ...(hasEnded(job)
      ? [{ action: 'delete', key: placeOf(job), condition: { name: 'always' } } as const]
      : []),
  ],
  waiting: async () => {
    const { found, unreadable } = parseEach(STORED.waitingJob, await everyBucket(table, jobsPartition));
    return { found: found.map(({ tenant, jobId, kind }) => ({ tenant, jobId, kind })), unreadable };
  },
});
