import type { Job } from '../jobs/ports.ts';
import { newJob } from '../jobs/work.ts';
import type { Deps } from '../ports.ts';

/** The jobs of recalls, as they are begun. */

export const RECALL_JOBS = { find: 'recall-find', hold: 'recall-hold' } as const;

type Asked = { readonly tenant: string; readonly user: string; readonly recallId: string };

const searchFor = (deps: Deps, { tenant, user, recallId }: Asked, pass: 1 | 2): Job =>
  newJob(deps, {
    tenant,
    kind: RECALL_JOBS.find,
    checkpoint: { recallId, pass, phase: 'settle' },
    createdBy: user,
  });

/** Looks for all that is there when a recall is opened, and then once more. */
export const firstSearch = (deps: Deps, asked: Asked): Job => searchFor(deps, asked, 1);

/** One more look, for what a posting alone can't tell. */
export const searchAgain = (deps: Deps, asked: Asked): Job => searchFor(deps, asked, 2);

/** Holds, or releases, what is too much for one posting, or what comes late. */
export const holdJob = (
  deps: Deps,
  { tenant, user, recallId }: Asked,
  given: {
    readonly does: 'hold' | 'release';
    readonly reason: string;
    readonly late?: true;
    readonly notBefore?: number;
  },
): Job => {
  const { notBefore, ...rest } = given;
  return newJob(deps, {
    tenant,
    kind: RECALL_JOBS.hold,
    checkpoint: { recallId, ...rest },
    createdBy: user,
    notBefore,
  });
};
