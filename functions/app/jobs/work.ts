import { LedgerError } from '../../domain/errors.ts';
import type { Deps } from '../ports.ts';
import { writeSteadily } from '../posting/steady-write.ts';
import type { WritePart } from '../write-part.ts';
import { hasEnded, type Job, type JobName, type StepResult, type Steps } from './ports.ts';

/** How long a step has, milliseconds; what it is at then, it may end. */
const STEP = 12_000;
/** Longer than a worker lives, so that no two are ever at one step. */
const LEASE = 90_000;
const ATTEMPTS_MAX = 5;
const FIRST_PAUSE = 15_000;
const REASON_MAX = 500;

export type NewJob = Pick<Job, 'tenant' | 'kind' | 'checkpoint' | 'createdBy' | 'alone' | 'notBefore'>;

/** A job as it is begun. */
export const newJob = ({ clock, ids }: Deps, given: NewJob): Job => ({
  ...given,
  jobId: ids.sortable(),
  status: 'queued',
  progress: {},
  attempts: 0,
  createdAt: new Date(clock.now()).toISOString(),
  version: 1,
});

export type Worked = {
  /** As it is left. */
  readonly job: Job;
  readonly outcome: 'stepped' | 'completed' | 'put-off' | 'failed';
  readonly error?: unknown;
};

export type Worker = { readonly deps: Deps; readonly steps: Steps };

const isDue = (job: Job, now: number): boolean =>
  !hasEnded(job) && Math.max(job.notBefore ?? 0, job.leaseUntil ?? 0) <= now;

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, REASON_MAX);

/** The engine refuses for now: nobody's fault, and no attempt. */
const isBusy = (error: unknown): boolean => error instanceof LedgerError && error.error.code === 'busy';

const released = ({ leaseUntil: _, notBefore: __, ...job }: Job): Job => ({
  ...job,
  version: job.version + 1,
});

/** Another has taken the job over meanwhile, and its state stands. */
class LeaseLost extends Error {}

const save = async ({ store, ...deps }: Deps, job: Job, parts: readonly WritePart[] = []): Promise<void> => {
  const own = store.jobs.save(job);
  const result = await writeSteadily({ store, ...deps }, [...own, ...parts]);
  if (result.outcome === 'written') return;
  const ownKeys = new Set(own.map(({ key }) => JSON.stringify([key.pk, key.sk])));
  if (result.keys.some(({ pk, sk }) => ownKeys.has(JSON.stringify([pk, sk])))) throw new LeaseLost();
  throw new Error(`what the step decided on has changed: ${result.conditions.join(', ')}`);
};

const afterStep = (job: Job, { checkpoint, progress, done, notBefore, version }: StepResult): Job => {
  const { reason: _, ...rest } = released({ ...job, version: version ?? job.version });
  const left = { ...rest, checkpoint, progress, attempts: 0 };
  if (done === true) return { ...left, status: 'completed' };
  return notBefore === undefined ? left : { ...left, notBefore };
};

const afterFailure = (job: Job, error: unknown, now: number): Job => {
  const left = { ...released(job), reason: reasonOf(error) };
  if (isBusy(error)) return { ...left, notBefore: now + FIRST_PAUSE };
  const attempts = job.attempts + 1;
  if (attempts >= ATTEMPTS_MAX) return { ...left, attempts, status: 'failed' };
  return { ...left, attempts, notBefore: now + FIRST_PAUSE * 2 ** job.attempts };
};

/** Nobody else works on it until the lease is over; nothing where another was first. */
const take = async ({ store, clock }: Deps, job: Job): Promise<Job | undefined> => {
  const taken: Job = {
    ...released(job),
    status: 'running',
    leaseUntil: clock.now() + LEASE,
    // A worker that never came back counts as one that failed, or a step that kills it would go on for ever.
    ...(job.leaseUntil === undefined ? {} : { attempts: job.attempts + 1 }),
  };
  const { outcome } = await store.unitOfWork.write(store.jobs.save(taken));
  return outcome === 'written' ? taken : undefined;
};

/** What a step has saved on its way stands; nothing where another has the job by now. */
const stillOurs = async ({ store }: Deps, taken: Job): Promise<Job | undefined> => {
  const now = await store.jobs.read(taken.tenant, taken.jobId);
  return now?.leaseUntil === taken.leaseUntil ? now : undefined;
};

const failedWith = async ({ deps }: Worker, taken: Job, error: unknown): Promise<Worked | undefined> => {
  if (error instanceof LeaseLost) return undefined;
  const job = await stillOurs(deps, taken);
  if (job === undefined) return undefined;
  const left = afterFailure(job, error, deps.clock.now());
  try {
    await save(deps, left);
  } catch (again) {
    if (again instanceof LeaseLost) return undefined;
    throw again;
  }
  return { job: left, outcome: left.status === 'failed' ? 'failed' : 'put-off', error };
};

/**
 * Runs one step of a job, unless another worker is at it or its time hasn't come; then nothing is answered. The step's
 * result is saved with what it wants written, which lets the stream start the next step.
 * @throws Error where the job can be neither read nor saved; its lease then runs out, and the step is repeated
 */
export const workOn = async (worker: Worker, { tenant, jobId }: JobName): Promise<Worked | undefined> => {
  const { deps, steps } = worker;
  const job = await deps.store.jobs.read(tenant, jobId);
  if (job === undefined || !isDue(job, deps.clock.now())) return undefined;
  const taken = await take(deps, job);
  if (taken === undefined) return undefined;
  try {
    if (taken.attempts >= ATTEMPTS_MAX) throw new Error('the worker ended before the step did');
    const step = steps[taken.kind];
    if (step === undefined) throw new Error(`there is no step for jobs of the kind ${taken.kind}`);
    const result = await step({ deps, job: taken, until: deps.clock.now() + STEP });
    const left = afterStep(taken, result);
    await save(deps, left, result.parts);
    return { job: left, outcome: hasEnded(left) ? 'completed' : 'stepped' };
  } catch (error) {
    return failedWith(worker, taken, error);
  }
};
