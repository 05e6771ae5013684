import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Job, Step, StepResult } from '../../functions/app/jobs/ports.ts';
import { newJob, type Worked, workOn } from '../../functions/app/jobs/work.ts';
import type { WritePart } from '../../functions/app/write-part.ts';
import { waitingJobKey } from '../../functions/data/keys.ts';
import { LedgerError } from '../../functions/domain/errors.ts';
import { workHandler } from '../../functions/events/work.ts';
import { aWorld, type World } from './world.ts';

const PART: WritePart = {
  action: 'add',
  key: { pk: 'acme#counted', sk: 'counted' },
  amounts: { steps: 1 },
  attributes: {},
  condition: { name: 'always' },
};

let world: World;
let begun: Job;
/** The checkpoints at which steps began. */
let run: unknown[];

beforeEach(async () => {
  world = await aWorld({ items: [] });
  run = [];
  begun = newJob(world.deps, { tenant: 'acme', kind: 'count', checkpoint: 0, createdBy: 'ann' });
  await world.store.unitOfWork.write(world.store.jobs.begin(begun));
});

/** Counts to three; each step writes a part. */
const count: Step = async ({ job }) => {
  run.push(job.checkpoint);
  const next = Number(job.checkpoint) + 1;
  return { checkpoint: next, progress: { counted: next }, parts: [PART], done: next === 3 };
};

const work = (step: Step = count, job = begun): Promise<Worked | undefined> =>
  workOn({ deps: world.deps, steps: { count: step } }, job);
const job = async (): Promise<Job> => {
  const found = await world.store.jobs.read(begun.tenant, begun.jobId);
  if (found === undefined) throw new Error('the job is gone');
  return found;
};
const counted = () => world.truth().find(({ pk }) => pk === PART.key.pk)?.steps;
/** Images by which the stream would start a step. */
const wanted = () =>
  world.table.takeChanges().filter(({ now }) => now?.type === 'job' && now.wants === 'step');
const refusing = (error: Error): Step => {
  return () => Promise.reject(error);
};

describe('a job', () => {
  it('is done step by step, each of which starts the next', async () => {
    expect(wanted()).toHaveLength(1);
    const outcomes = [];
    for (let n = 0; n < 4; n += 1) {
      outcomes.push((await work())?.outcome);
      expect(wanted()).toHaveLength(n < 2 ? 1 : 0);
    }
    expect(outcomes).toEqual(['stepped', 'stepped', 'completed', undefined]);
    expect(run).toEqual([0, 1, 2]);
    expect(await job()).toMatchObject({ status: 'completed', checkpoint: 3, progress: { counted: 3 } });
    expect(counted()).toBe(3);
  });

  it('is among those to be done until it has ended', async () => {
    const { jobs } = world.store;
    expect((await jobs.waiting()).found).toEqual([{ tenant: 'acme', jobId: begun.jobId, kind: 'count' }]);
    for (let n = 0; n < 3; n += 1) await work();
    expect((await jobs.waiting()).found).toEqual([]);
  });

  it('that is alone keeps a second one of its kind from being begun, until it has ended', async () => {
    const alone = () =>
      newJob(world.deps, { tenant: 'acme', kind: 'count', checkpoint: 2, createdBy: 'ann', alone: true });
    const begin = async (one: Job) =>
      (await world.store.unitOfWork.write(world.store.jobs.begin(one))).outcome;
    const first = alone();
    expect([await begin(first), await begin(alone())]).toEqual(['written', 'stale']);
    expect((await work(count, first))?.outcome).toBe('completed');
    expect(await begin(alone())).toBe('written');
  });

  it('of which nothing is known is passed over', async () => {
    expect(await work(count, { ...begun, jobId: 'none' })).toBeUndefined();
  });

  it('of a kind without a step fails', async () => {
    expect(await workOn({ deps: world.deps, steps: {} }, begun)).toMatchObject({ outcome: 'put-off' });
    expect((await job()).reason).toMatch(/no step for jobs of the kind count/);
  });
});

describe('two workers', () => {
  it('at once run a step once', async () => {
    const outcomes = await Promise.all([work(), work(), work()]);
    expect(outcomes.filter((one) => one !== undefined)).toHaveLength(1);
    expect([run, counted()]).toEqual([[0], 1]);
  });

  it('of which one is at the step: the other leaves it', async () => {
    const step: Step = async (given) => {
      expect(await work()).toBeUndefined();
      return count(given);
    };
    expect(await work(step)).toMatchObject({ outcome: 'stepped' });
    expect(run).toEqual([0]);
  });

  it('of which one outlived its lease: what it comes with is dropped', async () => {
    const slow: Step = async (given) => {
      const result = await count(given);
      world.pass(90_000);
      expect(await work()).toMatchObject({ outcome: 'stepped' });
      return { ...result, checkpoint: 77 };
    };
    expect(await work(slow)).toBeUndefined();
    expect(await job()).toMatchObject({ checkpoint: 1 });
    expect([run, counted()]).toEqual([[0, 0], 1]);
  });
});

describe('a worker that breaks off', () => {
  it('at any write leaves a step that is repeated when its lease is over, with one effect', async () => {
    // Each fault costs at most one attempt, and the fifth would be the last.
    const faults = fc
      .array(fc.constantFrom('none', 'contended', 'unreachable', 'lost-answer' as const), { maxLength: 12 })
      .filter((some) => some.filter((one) => one !== 'none').length <= 4);
    await fc.assert(
      fc.asyncProperty(faults, async (some) => {
        world = await aWorld({ items: [] });
        await world.store.unitOfWork.write(world.store.jobs.begin(begun));
        world.table.failNext(...some);
        for (let n = 0; n < 30 && !(await job()).status.startsWith('c'); n += 1) {
          await work().catch(() => undefined);
          world.pass(60_000);
        }
        expect(await job()).toMatchObject({ status: 'completed', checkpoint: 3 });
        expect(counted()).toBe(3);
      }),
      { numRuns: 200 },
    );
  });

  it('is not waited for beyond its lease', async () => {
    world.table.failNext('none', 'unreachable', 'unreachable');
    await expect(work()).rejects.toThrow('cannot be reached');
    world.pass(89_000);
    expect(await work()).toBeUndefined();
    world.pass(1_000);
    expect(await work()).toMatchObject({ outcome: 'stepped' });
    expect(run).toEqual([0, 0]);
  });

  it('each time at the same step ends it', async () => {
    for (let n = 0; n < 5; n += 1) {
      world.table.failNext('none', 'unreachable', 'unreachable');
      await expect(work()).rejects.toThrow();
      world.pass(90_000);
    }
    expect(await work()).toMatchObject({ outcome: 'failed' });
    expect(await job()).toMatchObject({ status: 'failed', reason: expect.stringContaining('worker ended') });
  });
});

describe('a step that throws', () => {
  it('is tried five times, with growing pauses, and then the job has failed, and says why', async () => {
    const pauses = [];
    for (let n = 0; n < 4; n += 1) {
      expect(await work(refusing(new Error('no luck')))).toMatchObject({ outcome: 'put-off' });
      const { notBefore = 0 } = await job();
      const pause = notBefore - world.deps.clock.now();
      pauses.push(pause);
      world.pass(pause - 1);
      expect(await work()).toBeUndefined();
      world.pass(1);
    }
    expect(pauses).toEqual([15_000, 30_000, 60_000, 120_000]);
    expect(await work(refusing(new Error('no luck')))).toMatchObject({ outcome: 'failed' });
    expect(await job()).toMatchObject({ status: 'failed', attempts: 5, reason: 'Error: no luck' });
    expect([await work(), (await world.store.jobs.waiting()).found]).toEqual([undefined, []]);
  });

  it('and then succeeds has its attempts forgotten', async () => {
    await work(refusing(new Error('no luck')));
    world.pass(15_000);
    await work();
    const { reason, ...left } = await job();
    expect([reason, left]).toMatchObject([undefined, { attempts: 0, checkpoint: 1 }]);
  });

  it('because the engine is busy makes no attempt', async () => {
    for (let n = 0; n < 10; n += 1) {
      expect(await work(refusing(new LedgerError({ code: 'busy', retryAfter: 1 })))).toMatchObject({
        outcome: 'put-off',
      });
      world.pass(15_000);
    }
    expect(await job()).toMatchObject({ attempts: 0, status: 'running' });
  });

  it('writes nothing where what it decided on has changed', async () => {
    const parts: WritePart[] = [{ ...PART, action: 'delete', condition: { name: 'unchanged', version: 9 } }];
    const result: StepResult = { checkpoint: 1, progress: {}, parts };
    expect(await work(async () => result)).toMatchObject({ outcome: 'put-off' });
    expect(await job()).toMatchObject({
      checkpoint: 0,
      attempts: 1,
      reason: expect.stringMatching(/changed/),
    });
  });
});

describe('a job that waits for a time', () => {
  it('is not told to the stream, and goes on then', async () => {
    const notBefore = world.deps.clock.now() + 10_000;
    await work(async () => ({ checkpoint: 1, progress: {}, notBefore }));
    expect(wanted()).toHaveLength(1);
    world.pass(9_999);
    expect(await work()).toBeUndefined();
    world.pass(1);
    expect(await work()).toMatchObject({ outcome: 'stepped' });
    expect(run).toEqual([1]);
  });
});

describe('the worker', () => {
  const logged: unknown[] = [];
  const handler = (step: Step = count) =>
    workHandler({
      deps: world.deps,
      steps: { count: step },
      log: {
        worked: ({ job: { jobId }, outcome }) => logged.push([jobId, outcome]),
        broken: ({ jobId }) => logged.push([jobId, 'broken']),
      },
    });
  const image = (jobId: string) => {
    const pk = { S: `acme#job#${jobId}` };
    const keys = { pk, sk: { S: 'job' } };
    return {
      dynamodb: { Keys: keys, NewImage: { ...keys, tenant: { S: 'acme' }, jobId: { S: jobId } } },
    };
  };

  beforeEach(() => logged.splice(0));

  it('runs a step of each job that the stream tells about, once', async () => {
    const Records = [image(begun.jobId), image('none'), image(begun.jobId)];
    expect(await handler()({ Records })).toEqual({ steps: 1, batchItemFailures: [] });
    expect([run, logged]).toEqual([[0], [[begun.jobId, 'stepped']]]);
  });

  it('runs a step of each other job where one that waits can’t be read, and says so', async () => {
    const broken = ['one', 'two'].map((place) => waitingJobKey({ tenant: 'zoo', place }));
    const attributes = { v: 99, type: 'waiting-job', tenant: 'zoo' };
    await world.table.writeMany({ puts: broken.map((key) => ({ key, attributes })), deletes: [] });
    await expect(handler()({})).rejects.toThrow('does not fit its shape');
    expect(logged).toEqual([
      [undefined, 'broken'],
      [undefined, 'broken'],
      [begun.jobId, 'stepped'],
    ]);
  });

  it('runs a step of each job whose time has come at a schedule’s event', async () => {
    const other = newJob(world.deps, { tenant: 'zoo', kind: 'count', checkpoint: 5, createdBy: 'ann' });
    await world.store.unitOfWork.write(world.store.jobs.begin(other));
    expect(await handler()({ source: 'aws.events' })).toMatchObject({ steps: 2 });
    expect(run.toSorted()).toEqual([0, 5]);
  });

  it('begins no step that it could not end', async () => {
    const other = newJob(world.deps, { tenant: 'acme', kind: 'count', checkpoint: 0, createdBy: 'ann' });
    await world.store.unitOfWork.write(world.store.jobs.begin(other));
    const slow: Step = (given) => {
      world.pass(35_000);
      return count(given);
    };
    expect(await handler(slow)({})).toMatchObject({ steps: 1 });
  });

  it('fails, for the alarm, when a job has failed for good, after all others', async () => {
    const other = newJob(world.deps, { tenant: 'acme', kind: 'count', checkpoint: 0, createdBy: 'ann' });
    await world.store.unitOfWork.write(world.store.jobs.begin(other));
    const step: Step = (given) =>
      given.job.jobId === begun.jobId ? Promise.reject(new Error('no luck')) : count(given);
    for (let n = 0; n < 4; n += 1) {
      await handler(step)({});
      world.pass(120_000);
    }
    await expect(handler(step)({})).rejects.toThrow(`job ${begun.jobId} (count) failed: Error: no luck`);
    expect(run).toEqual([0, 1, 2]);
    expect(logged).toContainEqual([begun.jobId, 'failed']);
    await handler(step)({});
  });

  it('fails where a job cannot be saved', async () => {
    world.table.failNext('none', 'unreachable', 'unreachable');
    await expect(handler()({})).rejects.toThrow('cannot be reached');
    expect(logged).toEqual([[begun.jobId, 'broken']]);
  });
});
