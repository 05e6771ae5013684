import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { JobName } from '../app/jobs/ports.ts';
import { type Worked, type Worker, workOn } from '../app/jobs/work.ts';

export type WorkDeps = Worker & {
  readonly log: {
    readonly worked: (worked: Worked) => void;
    /** A job could be neither read nor saved; without a name where the record that names it can't be read. */
    readonly broken: (given: Partial<JobName> & { readonly error: unknown }) => void;
  };
};

export type WorkResult = DynamoDBBatchResponse & { readonly steps: number };

/** No step begins later than this after the start, milliseconds: one takes 15 s, and the function has 60 s. */
const TIME = 35_000;

const namesIn = ({ Records }: DynamoDBStreamEvent): JobName[] => {
  const names = Records.flatMap(({ dynamodb }) => {
    // No more of the image than the name: the record is read anyway.
    const [tenant, jobId] = [dynamodb?.NewImage?.tenant?.S, dynamodb?.NewImage?.jobId?.S];
    return tenant === undefined || jobId === undefined ? [] : [{ tenant, jobId }];
  });
  return [...new Map(names.map((name) => [JSON.stringify([name.tenant, name.jobId]), name])).values()];
};

const isStream = (event: object): event is DynamoDBStreamEvent => 'Records' in event;

/**
 * Runs the next step of jobs: of those that the stream tells about, or, at a schedule's event, of all whose time has
 * come. What there is no time for is left to the schedule.
 * @throws Error where a job has failed for good, so that the alarm goes off, or could be neither read nor saved
 */
export const workHandler =
  ({ deps, steps, log }: WorkDeps) =>
  async (event: object): Promise<WorkResult> => {
    const until = deps.clock.now() + TIME;
    const { found, unreadable } = isStream(event)
      ? { found: namesIn(event), unreadable: [] }
      : await deps.store.jobs.waiting();
    const errors: unknown[] = [...unreadable];
    for (const error of unreadable) log.broken({ error });
    let done = 0;
    for (const name of found) {
      if (deps.clock.now() >= until) break;
      try {
        const worked = await workOn({ deps, steps }, name);
        if (worked === undefined) continue;
        done += 1;
        log.worked(worked);
        const { jobId, kind, reason = '' } = worked.job;
        if (worked.outcome === 'failed') errors.push(new Error(`job ${jobId} (${kind}) failed: ${reason}`));
      } catch (error) {
        log.broken({ ...name, error });
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
    return { steps: done, batchItemFailures: [] };
  };
