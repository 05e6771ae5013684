import { beforeEach, describe, expect, it } from 'vitest';
import type { Failure, WaitingFailure } from '../../functions/data/failure-queue.ts';
import { teller } from '../../functions/data/outward.ts';
import { projector } from '../../functions/data/projector.ts';
import { redriveHandler } from '../../functions/events/redrive.ts';
import { aWorld, type World } from '../app/world.ts';
import { type FakeBus, fakeBus } from '../support/fake-bus.ts';

let world: World;
let bus: FakeBus;
let logged: { pk: string; sk: string; reason: string }[];

beforeEach(async () => {
  world = await aWorld();
  await world.receive(['A1']);
  logged = [];
  bus = fakeBus();
});

/** A queue that hands out ten at a time; what was handed out is hidden. */
const queueOf = (failures: readonly (Failure | undefined)[]) => {
  let hidden = 0;
  const settled: string[] = [];
  return {
    settled,
    receive: async (): Promise<readonly WaitingFailure[]> => {
      const batch = failures.slice(hidden, hidden + 10);
      const waiting = batch.map((failure, i) => ({ receipt: `r${hidden + i}`, failure }));
      hidden += batch.length;
      return waiting;
    },
    settle: async (receipt: string): Promise<void> => {
      settled.push(receipt);
    },
  };
};

const redrive = (queue: ReturnType<typeof queueOf>) =>
  redriveHandler({
    projector: projector(world.table),
    teller: teller(world.table, bus.send),
    queue,
    log: { stillFailing: (failure) => logged.push(failure) },
  })();

const failure = (pk: string, sk: string): Failure => ({ keys: { pk, sk }, eventId: 'e', reason: 'then' });
const failuresOfAll = (): Failure[] => world.truth().map(({ pk, sk }) => failure(pk, sk));

describe('redriving', () => {
  it('projects what waits from the records as they are now, and settles it', async () => {
    await world.sell(['A1']);
    const waiting = failuresOfAll();
    expect(waiting.length).toBeGreaterThan(10);
    const queue = queueOf(waiting);
    expect(await redrive(queue)).toEqual({ redriven: waiting.length, failing: 0 });
    expect(queue.settled).toHaveLength(waiting.length);
    const redriven = world.entries();
    expect(redriven).not.toEqual([]);
    await world.settle();
    expect(world.entries()).toEqual(redriven);
  });

  it('settles a record that is gone: there is nothing to project', async () => {
    const gone = failure('acme#unit#phone#Z9', 'unit');
    expect(await redrive(queueOf([gone]))).toEqual({ redriven: 1, failing: 0 });
    expect(world.entries()).toEqual([]);
  });

  it('leaves what still fails, and what is no message of ours, and goes on', async () => {
    const [pk, sk] = ['acme#unit#phone#X9', 'unit'];
    await world.table.writeMany({ puts: [{ key: { pk, sk }, attributes: { type: 'unit' } }], deletes: [] });
    const good = failuresOfAll().filter(({ keys }) => keys.pk !== pk);
    const queue = queueOf([failure(pk, sk), undefined, ...good]);
    expect(await redrive(queue)).toEqual({ redriven: good.length, failing: 2 });
    expect(queue.settled).toEqual(good.map((_, i) => `r${i + 2}`));
    expect(logged).toMatchObject([
      { pk, sk, reason: expect.stringContaining('does not fit') },
      { pk: '', sk: '' },
    ]);
  });

  it('tells again what could not be told', async () => {
    const records = world.truth().filter(({ type }) => type === 'movement');
    const waiting = records.map(({ pk, sk }) => failure(pk, sk));
    expect(await redrive(queueOf(waiting))).toEqual({ redriven: 1, failing: 0 });
    expect(bus.heard().map(({ type }) => type)).toEqual(['unit.received']);
  });

  it('leaves it waiting while no bus answers, and asks the bus no more', async () => {
    const [movement] = world.truth().filter(({ type }) => type === 'movement');
    const waiting = Array.from({ length: 30 }, () => failure(movement?.pk ?? '', movement?.sk ?? ''));
    bus.fail(true);
    const queue = queueOf(waiting);
    expect(await redrive(queue)).toEqual({ redriven: 0, failing: 1 });
    expect([queue.settled, bus.calls()]).toEqual([[], 1]);
    expect(logged).toMatchObject([{ reason: 'TimeoutError' }]);
  });

  it('leaves alone what the bus does not take, and goes on', async () => {
    await world.sell(['A1']);
    const records = world.truth().filter(({ type }) => type === 'movement');
    bus.refuse(({ type }) => (type === 'unit.received' ? 'InternalFailure' : undefined));
    const queue = queueOf(records.map(({ pk, sk }) => failure(pk, sk)));
    expect(await redrive(queue)).toEqual({ redriven: 1, failing: 1 });
    expect(bus.heard().map(({ type }) => type)).toEqual(['unit.sold']);
  });

  it('has an end, however much waits', async () => {
    const [one] = failuresOfAll();
    const { redriven } = await redrive(queueOf(Array.from({ length: 500 }, () => one)));
    expect(redriven).toBeGreaterThanOrEqual(100);
    expect(redriven).toBeLessThan(500);
  });

  it('does nothing where nothing waits', async () => {
    expect(await redrive(queueOf([]))).toEqual({ redriven: 0, failing: 0 });
  });
});
