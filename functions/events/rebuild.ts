import type { Job } from '../app/jobs/ports.ts';
import { beginRebuild, readRebuild } from '../app/jobs/rebuild.ts';
import type { Deps } from '../app/ports.ts';
import type { Attribute } from '../app/write-part.ts';

export type RebuildDeps = {
  readonly deps: Deps;
  /** Where a rebuild begins. */
  readonly checkpoint: Attribute;
};

export type RebuildState = Pick<Job, 'jobId' | 'status' | 'progress' | 'attempts' | 'createdAt' | 'reason'>;

const stateOf = ({ jobId, status, progress, attempts, createdAt, reason }: Job): RebuildState => ({
  jobId,
  status,
  progress,
  attempts,
  createdAt,
  reason,
});

const jobIdIn = (event: unknown): string | undefined =>
  typeof event === 'object' && event !== null && 'jobId' in event && typeof event.jobId === 'string'
    ? event.jobId
    : undefined;

/** Invoked by hand: with `{}` it begins a rebuild, or answers the one that runs; with `{jobId}` it tells how one stands. */
export const rebuildHandler =
  ({ deps, checkpoint }: RebuildDeps) =>
  async (event: unknown): Promise<RebuildState> => {
    const jobId = jobIdIn(event);
    const job =
      jobId === undefined
        ? await beginRebuild(deps, { createdBy: 'operator', checkpoint })
        : await readRebuild(deps, jobId);
    return stateOf(job);
  };
