import type { Deps, Listing } from '../ports.ts';
import type { Attribute, WritePart } from '../write-part.ts';

/** What background work needs of the table (docs/adr/0012-jobs.md). */

export type JobStatus = 'queued' | 'running' | 'completed' | 'failed';

export type JobName = { readonly tenant: string; readonly jobId: string };

/** Work that is done in steps behind the requests; its checkpoint tells where the next step goes on. */
export type Job = JobName & {
  /** Names the step that advances it. */
  readonly kind: string;
  readonly status: JobStatus;
  readonly checkpoint: Attribute;
  /** Counts for people; what they count is the kind's matter. */
  readonly progress: { readonly [name: string]: number };
  /** No other of its kind is under way in its tenant. */
  readonly alone?: true | undefined;
  /** The next step waits until then, milliseconds. */
  readonly notBefore?: number | undefined;
  /** A worker is at a step and has until then to save it, milliseconds. */
  readonly leaseUntil?: number | undefined;
  /** How often the present step has failed. */
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly reason?: string | undefined;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly version: number;
};

export const hasEnded = ({ status }: Pick<Job, 'status'>): boolean =>
  status === 'completed' || status === 'failed';

/** The tenant of jobs that are of the whole system; no tenant can have this name. */
export const EVERYBODY = '*';

export type JobRepository = {
  readonly read: (tenant: string, jobId: string) => Promise<Job | undefined>;
  /** The job and its place among those to be done; a step is run once they are written. */
  readonly begin: (job: Job) => readonly WritePart[];
  /** Takes the place of the version before; one that has ended leaves those to be done. */
  readonly save: (job: Job) => readonly WritePart[];
  /** Jobs that have not ended, of all tenants. */
  readonly waiting: () => Promise<Listing<JobName & { readonly kind: string }>>;
};

export type StepResult = {
  readonly checkpoint: Attribute;
  readonly progress: Job['progress'];
  /** Written together with the checkpoint, or not at all. */
  readonly parts?: readonly WritePart[] | undefined;
  readonly done?: boolean | undefined;
  /** Nothing is to be done until then, milliseconds. */
  readonly notBefore?: number | undefined;
  /** The job's version by now, where the step has saved the job on its way. */
  readonly version?: number | undefined;
};

/**
 * One piece of a job. It is repeated where its worker breaks off before the result is saved, so whatever it writes
 * besides `parts` must bear that.
 */
export type Step = (given: {
  readonly deps: Deps;
  readonly job: Job;
  /** Ends in time to be saved, milliseconds. */
  readonly until: number;
}) => Promise<StepResult>;

/** By the kinds of jobs that they advance. */
export type Steps = { readonly [kind: string]: Step };
