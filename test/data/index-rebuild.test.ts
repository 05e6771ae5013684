import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../functions/app/jobs/ports.ts';
import { beginRebuild, REBUILD_INDEX, readRebuild } from '../../functions/app/jobs/rebuild.ts';
import { workOn } from '../../functions/app/jobs/work.ts';
import type { RecordAttributes } from '../../functions/app/write-part.ts';
import { entriesOf } from '../../functions/data/entries.ts';
import { sourceOf, wantedBy } from '../../functions/data/entry-sources.ts';
import { REBUILD_BEGINS, rebuildStep } from '../../functions/data/index-rebuild.ts';
import { type ImageChange, projector } from '../../functions/data/projector.ts';
import type { StoredRecord, Table } from '../../functions/data/table.ts';
import { storesOn } from '../../functions/runtime/container.ts';
import { aWorld, list, type World } from '../app/world.ts';
import { type Fault, faultAt, faultyTable } from '../chaos/faults.ts';
import { type FakeTable, fakeTable } from '../support/fake-table.ts';

/** A company with some of everything that is listed; a posting of more than ten actions is a large one. */
const aCompany = async (on?: FakeTable): Promise<World> => {
  const world = await aWorld({ limits: { actions: 10 } }, on);
  const { documentId } = await world.order(['A-100', 'A-101', 'B-500'], { number: 'PO-1' });
  await world.post({ documentId, lines: [{ line: 1, quantity: 2, serials: list('A-100', 'B-500') }] });
  await world.receive(['C/777'], { locationId: 'shop' });
  await world.receive([], { itemId: 'glue', quantity: 2.5, batch: 'g1' });
  const { id = '' } = (await world.unit('C/777')) ?? {};
  await world.rename({ itemId: 'phone', id, serial: 'C/778', reason: 'misread' });
  await world.receive(Array.from({ length: 12 }, (_, n) => `L-${n}`));
  await world.sell(Array.from({ length: 12 }, (_, n) => `L-${n}`));
  await world.receive([], { itemId: 'radio', quantity: 1 });
  await world.sell(['R9'], { itemId: 'radio' });
  await world.settle();
  return world;
};

/** What should stand, derived anew. */
const derived = async (world: World): Promise<readonly StoredRecord[]> => {
  const table = fakeTable();
  const wanted = await wantedBy(world.table, world.truth());
  await table.writeMany({ puts: [...wanted.values()], deletes: [] });
  return table.snapshot();
};

const begin = (world: World): Promise<Job> =>
  beginRebuild(world.deps, { createdBy: 'test', checkpoint: REBUILD_BEGINS });

const stepOn = (world: World, job: Job, table: Table = world.table) =>
  workOn(
    { deps: { ...world.deps, ...storesOn(table) }, steps: { [REBUILD_INDEX]: rebuildStep(table) } },
    job,
  );

/** Works until it has ended. */
const carryOn = async (world: World, job: Job, table?: Table): Promise<Job> => {
  for (let n = 0; n < 500; n += 1) {
    const now = await readRebuild(world.deps, job.jobId);
    if (now.status === 'completed' || now.status === 'failed') return now;
    await stepOn(world, job, table).catch(() => world.pass(90_000));
    world.pass(1_000);
  }
  throw new Error('the rebuild has no end');
};

const rebuild = async (world: World): Promise<Job> => carryOn(world, await begin(world));

const copied = async (from: World): Promise<World> => {
  const world = await aWorld({ idsFrom: 10_000, limits: { actions: 10 } }, fakeTable(from.table.snapshot()));
  return world;
};

const bogus = (world: World): StoredRecord[] => {
  const [first] = world.entries().filter(({ pk }) => pk.includes('#list#units#'));
  const [found] = world.entries().filter(({ pk }) => pk.includes('#search#'));
  return [
    { ...first, pk: first?.pk ?? '', sk: 'A-000#gone' },
    { ...first, pk: 'acme#list#unheard#0', sk: 'x' },
    { ...found, pk: found?.pk ?? '', sk: 'ZZZ!phone!00!x', suffix: 'ZZZ' },
    { pk: 'acme#search#whole#ABC#0', sk: 'y', type: 'entry', v: 1 },
    { pk: 'acme#list#documents#0', sk: 'none', type: 'entry', v: 1, ref: ['none'] },
    { pk: 'acme#list#open-rows#phone#1', sk: 'none#00001', type: 'entry', v: 1, ref: ['none', '1'] },
    { pk: 'acme#list#balances#1', sk: 'q', type: 'entry', v: 1, ref: [] },
  ];
};

const write = (world: World, records: readonly StoredRecord[]) =>
  world.table.writeMany({
    puts: records.map(({ pk, sk, ...attributes }) => ({
      key: { pk, sk },
      attributes: attributes as RecordAttributes,
    })),
    deletes: [],
  });

/** Takes entries away, spoils others, and adds some that nothing wants. */
const damage = async (world: World, pick: (n: number) => number): Promise<void> => {
  const entries = world.entries();
  await write(world, bogus(world));
  const spoilt = entries.filter((_, n) => pick(n) === 1).map((entry) => ({ ...entry, ref: ['x'], id: 'x' }));
  await write(world, spoilt);
  const gone = entries.filter((_, n) => pick(n) === 2).map(({ pk, sk }) => ({ pk, sk }));
  await world.table.writeMany({ puts: [], deletes: gone });
};

describe('every entry', () => {
  it('names the record that it is derived from, by what it holds', async () => {
    const world = await aCompany();
    for (const record of world.truth()) {
      for (const { key, attributes } of entriesOf(record)) {
        expect(sourceOf({ ...attributes, ...key })?.key).toEqual({ pk: record.pk, sk: record.sk });
      }
    }
    const lists = new Set(world.entries().map(({ pk }) => pk.split('#')[2]));
    expect(lists.size).toBeGreaterThanOrEqual(15);
  });

  it('does so of an individual, in each of its lists', async () => {
    const world = await aCompany();
    const record = world.truth().find(({ type, key }) => type === 'unit' && key === 'A-100')!;
    const entity = { modelId: 'a6', projectNumber: 'PRJ-1', parameters: { Colour: 'red' } };
    const its = entriesOf({ ...record, entity }).filter(({ key }) => key.pk.includes('#entities'));
    expect(its.map(({ key, attributes }) => sourceOf({ ...attributes, ...key })?.key.pk)).toEqual(
      Array.from({ length: 4 }, () => record.pk),
    );
  });
});

describe('a rebuild', () => {
  it('leaves what is whole as it is', async () => {
    const world = await aCompany();
    const before = world.entries();
    expect(before).toEqual(await derived(world));
    const { status, progress } = await rebuild(world);
    expect(world.entries()).toEqual(before);
    expect([status, progress]).toMatchObject(['completed', { segments: 32, removed: 0, put: before.length }]);
    expect(progress.scanned).toBeGreaterThan(before.length);
  });

  it.each([
    ['all are gone', () => 2],
    ['all are spoilt', () => 1],
    ['some are gone, some spoilt', (n: number) => n % 3],
  ])('makes entries equal to what the records say, where %s and others were added', async (_, pick) => {
    const world = await aCompany();
    await damage(world, pick);
    expect(world.entries()).not.toEqual(await derived(world));
    const { status, progress } = await rebuild(world);
    expect([status, progress.removed]).toEqual(['completed', 7]);
    expect(world.entries()).toEqual(await derived(world));
  });

  it('removes far more than a checkpoint holds', async () => {
    const world = await aCompany();
    const many = Array.from({ length: 1_500 }, (_, n) => ({
      pk: 'acme#list#documents#0',
      sk: `none-${n}`,
      type: 'entry',
      v: 1,
      ref: [`none-${n}`],
    }));
    await write(world, many);
    expect(await rebuild(world)).toMatchObject({ status: 'completed', progress: { removed: 1_500 } });
    expect(world.entries()).toEqual(await derived(world));
  });

  it('never takes away an entry that should stand', async () => {
    const world = await aCompany();
    await damage(world, (n) => n % 3);
    const wanted = await derived(world);
    const job = await begin(world);
    let missing = wanted.length;
    for (let n = 0; n < 100; n += 1) {
      // One page a step.
      const table: Table = {
        ...world.table,
        scan: (request) => {
          world.pass(20_000);
          return world.table.scan({ ...request, limit: 7 });
        },
      };
      await stepOn(world, job, table);
      const there = new Set(world.entries().map(({ pk, sk }) => `${pk}\n${sk}`));
      const now = wanted.filter(({ pk, sk }) => !there.has(`${pk}\n${sk}`)).length;
      expect(now).toBeLessThanOrEqual(missing);
      missing = now;
    }
    expect(missing).toBe(0);
  });

  it('that is begun while one runs is that one; afterwards it is another', async () => {
    const world = await aCompany();
    const [first, ...others] = await Promise.all([begin(world), begin(world), begin(world)]);
    expect(others.map(({ jobId }) => jobId)).toEqual([first?.jobId, first?.jobId]);
    await carryOn(world, first!);
    expect((await begin(world)).jobId).not.toBe(first?.jobId);
  });

  it('that nobody began is unknown, as is a job of another kind', async () => {
    const world = await aCompany();
    await expect(readRebuild(world.deps, 'none')).rejects.toThrow('not-found');
  });

  it('fails at a record that does not fit its shape, and names it', async () => {
    const world = await aCompany();
    await write(world, [{ pk: 'acme#unit#phone#X9', sk: 'unit', type: 'unit', v: 1 }]);
    const failed = await carryOn(world, await begin(world), undefined).catch(() => undefined);
    expect(failed).toMatchObject({ status: 'failed', reason: expect.stringContaining('acme#unit#phone#X9') });
  });
});

const FAULTS: readonly Fault[] = ['crash', 'fail', 'lose'];
/** Each call is struck by one of the faults; by all of them where there is more time. */
const STRIDE = process.env.CHAOS_RUNS === undefined ? FAULTS.length : 1;

describe('a rebuild whose worker breaks off at any call', () => {
  it.each(FAULTS)('goes on where it was: %s', async (fault) => {
    const company = await aCompany();
    await damage(company, (n) => n % 3);
    for (let n = 1 + (FAULTS.indexOf(fault) % STRIDE); ; n += STRIDE) {
      const world = await copied(company);
      const job = await begin(world);
      const faults = faultAt(n, fault, async () => undefined);
      const table = faultyTable(world.table, faults);
      await stepOn(world, job, table).catch(() => undefined);
      await stepOn(world, job, table).catch(() => undefined);
      if (!faults.struck()) break;
      // Meanwhile the world goes on.
      await world.sell(['A-100']);
      await world.settle();
      world.pass(90_000);
      expect(await carryOn(world, job)).toMatchObject({ status: 'completed' });
      expect(world.entries()).toEqual(await derived(world));
    }
  });
});

/** The table, on which something happens just before the first call that the test is about, and perhaps after it. */
const interrupted = (
  world: World,
  isIt: (call: Parameters<Table['writeMany']>[0]) => boolean,
  given: { readonly before: () => Promise<unknown>; readonly after?: () => void },
): { readonly table: Table; readonly happened: () => boolean } => {
  let happened = false;
  const writeMany: Table['writeMany'] = async (call) => {
    if (happened || !isIt(call)) return world.table.writeMany(call);
    happened = true;
    await given.before();
    await world.table.writeMany(call);
    given.after?.();
  };
  return { table: { ...world.table, writeMany }, happened: () => happened };
};

describe('a record that changes just while its entries are', () => {
  /** A unit is sold, which the stream has not told yet when the rebuild looks; then the sale is taken back. */
  const soldAndBack = async () => {
    const world = await aCompany();
    const { documentId } = await world.sell(['A-100']);
    const back = async () => {
      await world.void({ documentId, reason: 'mistake' });
      await world.settle();
    };
    const isInStock = ({ pk, sk }: { pk: string; sk: string }) =>
      pk.startsWith('acme#list#units-in-stock#phone#main') && sk.startsWith('A-100');
    return { world, back, isInStock };
  };
  const ended = async (world: World, job: Job) => {
    expect(await carryOn(world, job)).toMatchObject({ status: 'completed' });
    await world.settle();
    expect(world.entries()).toEqual(await derived(world));
  };

  it('and comes to want what is being removed, gets it back', async () => {
    const { world, back, isInStock } = await soldAndBack();
    const isIt = ({ deletes }: { deletes: readonly { pk: string; sk: string }[] }) => deletes.some(isInStock);
    const { table, happened } = interrupted(world, isIt, { before: back });
    const job = await begin(world);
    await carryOn(world, job, table);
    expect([happened(), world.entries().some(isInStock)]).toEqual([true, true]);
    await ended(world, job);
  });

  it('gets it back also where the worker breaks off behind the removal', async () => {
    const { world, back, isInStock } = await soldAndBack();
    const isIt = ({ deletes }: { deletes: readonly { pk: string; sk: string }[] }) => deletes.some(isInStock);
    let isDead = false;
    const after = () => {
      isDead = true;
      throw new Error('the process has ended');
    };
    const { table } = interrupted(world, isIt, { before: back, after });
    const dying = faultyTable(table, {
      around: async (call) => {
        if (isDead) throw new Error('the process has ended');
        return call();
      },
    });
    const job = await begin(world);
    for (let n = 0; n < 9 && !isDead; n += 1) await stepOn(world, job, dying).catch(() => undefined);
    expect([isDead, world.entries().some(isInStock)]).toEqual([true, false]);
    world.pass(90_000);
    await ended(world, job);
    expect(world.entries().some(isInStock)).toBe(true);
  });

  it('and no longer wants what is being put, is rid of it again', async () => {
    const world = await aCompany();
    const isInStock = ({ pk, sk }: { pk: string; sk: string }) =>
      pk.startsWith('acme#list#units-in-stock#phone#main') && sk.startsWith('A-100');
    const sold = async () => {
      await world.sell(['A-100']);
      await world.settle();
    };
    const isIt = ({ puts }: Parameters<Table['writeMany']>[0]) => puts.some(({ key }) => isInStock(key));
    const { table, happened } = interrupted(world, isIt, { before: sold });
    const job = await begin(world);
    await carryOn(world, job, table);
    expect([happened(), world.entries().some(isInStock)]).toEqual([true, false]);
    await ended(world, job);
  });
});

type Dice = (sides: number) => number;

const diceOf = (seed: number): Dice => {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % sides;
  };
};

/** Calls take effect at some moment between their beginning and their end, and large writes bit by bit. */
const slow = (table: FakeTable, roll: Dice): Table => {
  const wait = async (): Promise<void> => {
    for (let turns = roll(12); turns > 0; turns -= 1) await new Promise(setImmediate);
  };
  const slowly =
    <Args extends unknown[], R>(call: (...args: Args) => Promise<R>) =>
    async (...args: Args): Promise<R> => {
      await wait();
      const result = await call(...args);
      await wait();
      return result;
    };
  return {
    getMany: slowly(table.getMany),
    getTogether: slowly(table.getTogether),
    query: slowly(table.query),
    scan: slowly((request) => table.scan({ ...request, limit: 20 })),
    transact: slowly(table.transact),
    raise: slowly(table.raise),
    writeMany: async ({ puts, deletes }) => {
      const parts = [
        ...puts.map((put) => ({ puts: [put], deletes: [] })),
        ...deletes.map((key) => ({ puts: [], deletes: [key] })),
      ];
      for (let from = 0; from < parts.length; ) {
        const some = parts.slice(from, from + 1 + roll(25));
        from += some.length;
        await wait();
        await table.writeMany({
          puts: some.flatMap((part) => part.puts),
          deletes: some.flatMap((part) => part.deletes),
        });
      }
    },
  };
};

/** What people do, one after another, on a table whose stream they don't wait for. */
const acts = (world: World, roll: Dice): (() => Promise<unknown>) => {
  let n = 0;
  const known = ['A-100', 'B-500', 'C/778'];
  const posted: string[] = [];
  const receive = async (): Promise<void> => {
    n += 1;
    const texts = Array.from({ length: 1 + roll(2) * roll(14) }, (_, i) => `N${n}-${i}0`);
    const { documentId } = await world.receive(texts, { locationId: roll(2) === 0 ? 'main' : 'shop' });
    known.push(...texts);
    posted.push(documentId);
  };
  const one = (): string => known[roll(known.length)] ?? '';
  const idOf = async (key = ''): Promise<string> => (await world.unit(key))?.id ?? 'none.none';
  const choices = [
    receive,
    async () => {
      posted.push((await world.sell([one()], { locationId: roll(2) === 0 ? 'main' : 'shop' })).documentId);
    },
    async () => {
      const at = roll(known.length);
      const serial = `${known[at]?.slice(0, 8)}R${roll(3)}`;
      await world.rename({ itemId: 'phone', id: await idOf(known[at]), serial, reason: 'misread' });
      known[at] = serial;
    },
    () => world.void({ documentId: posted[roll(posted.length)] ?? '', reason: 'mistake' }),
    async () => world.hold({ itemId: 'phone', id: await idOf(one()), reason: 'damaged' }),
    () => world.order([`O${roll(5)}`]),
  ];
  return () => choices[roll(choices.length)]?.().catch(() => undefined) ?? Promise.resolve();
};

/** The stream's consumer: late, in any batches, and sometimes again from some way back. */
const follower = (world: World, roll: Dice) => {
  const told: ImageChange[] = [];
  let at = 0;
  const deliver = async (): Promise<void> => {
    const batch = told.slice(at, at + 1 + roll(20));
    await projector(world.table).project(batch);
    at += batch.length;
    if (roll(4) === 0) at = Math.max(0, at - roll(15));
  };
  return {
    go: async (): Promise<void> => {
      told.push(...world.table.takeChanges().filter(({ now, old }) => (now ?? old)?.type !== 'entry'));
      if (at < told.length && roll(3) > 0) await deliver();
      else await new Promise(setImmediate);
    },
    end: async (): Promise<void> => {
      told.push(...world.table.takeChanges().filter(({ now, old }) => (now ?? old)?.type !== 'entry'));
      for (; at < told.length; ) await deliver();
    },
  };
};

describe('a rebuild under load', () => {
  it('leaves no difference to what the records say', async () => {
    const company = await aCompany();
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const roll = diceOf(seed);
        const { table } = await copied(company);
        const given = { idsFrom: 20_000, limits: { actions: 10 } };
        const world = await aWorld(given, { ...table, ...slow(table, roll) });
        await damage(world, () => roll(4));
        table.takeChanges();
        const job = await begin(world);
        const stream = follower(world, roll);
        const act = acts(world, roll);
        let isOver = false;
        const writing = async () => {
          for (let n = 0; !isOver && n < 60; n += 1) {
            await act();
            for (let turns = roll(40); turns > 0; turns -= 1) await new Promise(setImmediate);
          }
        };
        const following = async () => {
          while (!isOver) await stream.go();
        };
        const rebuilding = async () => {
          expect(await carryOn(world, job)).toMatchObject({ status: 'completed' });
          isOver = true;
        };
        await Promise.all([writing(), writing(), following(), rebuilding()]);
        await stream.end();
        expect(world.entries()).toEqual(await derived(world));
      }),
      { numRuns: 25 },
    );
  });
});
