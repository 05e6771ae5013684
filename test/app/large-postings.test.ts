import { beforeEach, describe, expect, it } from 'vitest';
import { type Swept, sweepPostings } from '../../functions/app/posting/sweep.ts';
import type { WritePart } from '../../functions/app/write-part.ts';
import { underWayKey } from '../../functions/data/keys.ts';
import { Crash, faultAt, faultyTable } from '../chaos/faults.ts';
import { type FakeTable, fakeTable } from '../support/fake-table.ts';
import { aWorld, CALLER, refusal, violations, type World } from './world.ts';

/** Postings of more than one transaction, where time and others come in between. */

const { tenant } = CALLER;
const named = (letter: string, count = 12): string[] =>
  Array.from({ length: count }, (_, i) => `${letter}${i + 10}`);
const key = { scope: 'acme ann POST /v1/documents key-1', bodyHash: 'body' };
const LEASE = 61_000;

let table: FakeTable;
let world: World;
const another = (idsFrom: number): Promise<World> =>
  aWorld({ idsFrom, limits: { actions: 4, concurrency: 2 } }, table);
beforeEach(async () => {
  table = fakeTable();
  world = await aWorld({ limits: { actions: 4, concurrency: 2 } }, table);
});

const sweep = async (by: World) => {
  by.pass(LEASE);
  return sweepPostings(by.deps, { until: Number.POSITIVE_INFINITY });
};
const leftovers = (): string[] =>
  table
    .snapshot()
    .filter(({ type }) => type === 'under-way' || type === 'plan')
    .map(({ pk, sk }) => `${pk} ${sk}`);
const unitCount = (): number => table.snapshot().filter(({ type }) => type === 'unit').length;

/** Runs just before the n-th transaction from now. */
const beforeTransaction = (n: number, act: () => Promise<unknown>): void => {
  for (let i = 1; i < n; i += 1) table.beforeNext(async () => {});
  table.beforeNext(act);
};

describe('a request whose time is up', () => {
  const slowWork = async (): Promise<void> => world.pass(30_000);

  it('lets go of its posting, and the same key goes on with it', async () => {
    // The time passes while its first records are written ahead.
    beforeTransaction(2, slowWork);
    expect(await refusal(world.receive(named('A'), { number: 'R-1' }, key))).toEqual(['still-running']);
    expect(await world.unit('A10')).toBeUndefined();
    const begun = unitCount();
    expect([begun > 0, begun < 12]).toEqual([true, true]);
    const writes = table.calls().transact;
    const done = await world.receive(named('A'), { number: 'R-1' }, key);
    expect(done.status).toBe('posted');
    // What was written ahead isn't written again: the rest, the commit and the tidying are fewer than all of it.
    expect(table.calls().transact - writes).toBeLessThan(2 + 3 + 1 + 2);
    expect((await world.balance())?.serials).toBe(12);
    expect(await world.receive(named('A'), { number: 'R-1' }, key)).toEqual(done);
    expect(leftovers()).toEqual([]);
  });

  it('without a key has done nothing', async () => {
    beforeTransaction(2, slowWork);
    expect(await refusal(world.receive(named('A')))).toEqual(['still-running']);
    expect(await world.unit('A10')).toBeUndefined();
    await sweep(world);
    expect([unitCount(), leftovers()]).toEqual([0, []]);
    expect((await world.receive(named('A'))).status).toBe('posted');
  });

  it('and that nobody goes on with is undone', async () => {
    beforeTransaction(2, slowWork);
    await refusal(world.receive(named('A'), {}, key));
    expect(await sweep(world)).toMatchObject({ undone: 1 });
    expect([unitCount(), leftovers()]).toEqual([0, []]);
    expect((await world.receive(named('A'), {}, key)).status).toBe('posted');
  });

  it('goes on by what is there now: a unit that was sold meanwhile is refused, and all is undone', async () => {
    await world.receive(named('A'));
    beforeTransaction(2, slowWork);
    expect(await refusal(world.sell(named('A'), {}, key))).toEqual(['still-running']);
    // The last ones aren't marked yet.
    await world.sell(['A21'], { number: 'INV-other' });
    const faults = await violations(world.sell(named('A'), {}, key));
    expect(faults.filter(({ code }) => code === 'serial-not-in-stock')).toMatchObject([
      { serial: 'A21', documentNumber: 'INV-other' },
    ]);
    expect((await world.balance())?.serials).toBe(11);
    expect(await world.unit('A10')).toMatchObject({ status: 'in-stock' });
    expect(leftovers().filter((name) => name.startsWith('*'))).toEqual([]);
  });
});

describe('while a posting is under way', () => {
  it('a twin of its request is told so', async () => {
    let twin: string[] = [];
    beforeTransaction(3, async () => {
      twin = await refusal((await another(5_000)).receive(named('A'), {}, key));
    });
    expect((await world.receive(named('A'), {}, key)).status).toBe('posted');
    expect(twin).toEqual(['in-flight']);
  });

  it('a small one that needs its unit waits, and learns nothing where it is not decided in time', async () => {
    await world.receive(named('A'));
    let small: string[] = [];
    beforeTransaction(4, async () => {
      const other = await another(5_000);
      small = await refusal(other.sell(['A10']));
      expect(other.slept.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(5_000);
    });
    expect((await world.sell(named('A'), { number: 'INV-L' })).status).toBe('posted');
    expect(small).toEqual(['serial-busy']);
    expect(await violations(world.sell(['A10']))).toContainEqual(
      expect.objectContaining({ code: 'serial-not-in-stock', documentNumber: 'INV-L' }),
    );
  });

  it('its item does not change tracking past it', async () => {
    const { item } = await (async () => ({ item: await world.store.items.read(tenant, 'phone') }))();
    expect(item?.epoch).toBe(1);
    let told: string[] = [];
    beforeTransaction(4, async () => {
      const { saveItem } = await import('../../functions/app/registry/save-item.ts');
      const input = { itemId: 'phone', name: 'x', kind: 'stocked', tracking: 'none' } as const;
      const other = await another(5_000);
      told = await refusal(
        other.run(async (given) => {
          const { parts }: { parts: readonly WritePart[] } = await saveItem(given, CALLER, {
            input,
            ifMatch: undefined,
          });
          return { parts, answer: {} };
        }),
      );
    });
    // The first receipt makes the balance, under the epoch that it was judged by.
    const received = await refusal(world.receive(named('A')));
    const stock = await world.balance();
    if (told.length === 0) expect([received, stock]).toEqual([['serials-not-tracked'], undefined]);
    else expect([received, stock?.serials]).toEqual([[], 12]);
  });
});

describe('an engine that refuses for now', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'at every %s. transaction delays a large posting, and changes nothing of it',
    async (every) => {
      const faults = Array.from({ length: 40 }, (_, i) =>
        i % every === 0 ? ('contended' as const) : ('none' as const),
      );
      table.failNext(...(every === 1 ? faults.slice(0, 4) : faults));
      expect((await world.receive(named('A'), {}, key)).status).toBe('posted');
      expect((await world.balance())?.serials).toBe(12);
      expect(leftovers()).toEqual([]);
    },
  );

  it('for longer than three seconds ends it as busy, with nothing left', async () => {
    table.failNext('none', 'none', ...Array.from({ length: 18 }, () => 'contended' as const));
    expect(await refusal(world.receive(named('A'), {}, key))).toEqual(['busy']);
    await sweep(world);
    expect([unitCount(), leftovers()]).toEqual([0, []]);
  });
});

describe('of two large postings that overlap', () => {
  const both = ['X10', 'X11'];

  it('the older one goes before, and the other is decided anew', async () => {
    await world.receive([...named('A'), ...named('B'), ...both]);
    const younger = await another(5_000);
    // Its waiting is real: the older one goes on meanwhile.
    const sleep = async (): Promise<void> => {
      for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    Object.assign(younger.deps.clock, { sleep });
    let other: Promise<readonly unknown[]> | undefined;
    // The younger has marked what both need before the older comes there.
    beforeTransaction(2, async () => {
      const begun = younger.sell([...both, ...named('B')], { number: 'INV-young' });
      other = violations(begun);
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect((await world.sell([...named('A'), ...both], { number: 'INV-old' })).status).toBe('posted');
    const faults = await other;
    expect(faults).toContainEqual(
      expect.objectContaining({ code: 'serial-not-in-stock', documentNumber: 'INV-old' }),
    );
    await sweep(younger);
    expect((await world.balance())?.serials).toBe(12);
    expect(await world.unit('B10')).toMatchObject({ status: 'in-stock' });
    expect(leftovers().filter((name) => name.startsWith('*'))).toEqual([]);
  });

  it('the younger one waits where the older one came first, and learns what became of it', async () => {
    await world.receive([...named('A'), ...named('B'), ...both]);
    const younger = await another(5_000);
    const sleep = async (): Promise<void> => {
      for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    Object.assign(younger.deps.clock, { sleep });
    let other: Promise<readonly unknown[]> | undefined;
    // The older has marked what both need.
    beforeTransaction(4, async () => {
      other = violations(younger.sell([...named('B'), ...both], { number: 'INV-young' }));
      for (let n = 0; n < 10; n += 1) await new Promise((resolve) => setImmediate(resolve));
    });
    expect((await world.sell([...both, ...named('A')], { number: 'INV-old' })).status).toBe('posted');
    expect(await other).toContainEqual(
      expect.objectContaining({ code: 'serial-not-in-stock', documentNumber: 'INV-old' }),
    );
    expect((await world.balance())?.serials).toBe(12);
    expect(leftovers().filter((name) => name.startsWith('*'))).toEqual([]);
  });

  it('what is removed is the very record that came to nothing, not a later one under its number', async () => {
    const { postings, unitOfWork } = world.store;
    beforeTransaction(2, async () => world.pass(30_000));
    await refusal(world.receive(named('A'), {}, key));
    const [standing] =
      (await postings.standing(
        table
          .snapshot()
          .filter(({ type }) => type === 'unit')
          .map(({ pk, sk }) => ({ pk, sk })),
      )) ?? [];
    world.pass(LEASE);
    await sweep(world);
    expect((await world.receive(named('A'), { number: 'R-2' })).status).toBe('posted');
    const late = standing?.settling('aborted');
    expect(late?.action).toBe('delete');
    expect((await unitOfWork.write(late === undefined ? [] : [late])).outcome).toBe('stale');
    expect((await world.balance())?.serials).toBe(12);
    expect(await world.unit('A10')).toMatchObject({ status: 'in-stock' });
  });

  it('a younger one goes on where the older one has died', async () => {
    await world.receive([...named('A'), ...both]);
    const dying = faultyTable(
      table,
      faultAt(7, 'crash', async () => {}),
    );
    const older = await aWorld({ idsFrom: 3_000, limits: { actions: 4, concurrency: 1 } }, dying);
    await expect(older.sell([...both, ...named('A')], {}, key)).rejects.toThrow('has ended');
    expect(table.snapshot().some(({ marker, sk }) => sk === 'unit' && marker !== undefined)).toBe(true);
    const younger = await another(5_000);
    younger.pass(LEASE);
    expect((await younger.sell([...both, ...named('A')], { number: 'INV-2' })).status).toBe('posted');
    expect((await world.balance())?.serials).toBe(0);
    world.pass(LEASE);
    expect(await refusal(world.sell([...both, ...named('A')], {}, key))).toContain('serial-not-in-stock');
  });
});

/** The table to a process that ends when it is about to write such a part. */
const endingAt = (isLast: (part: WritePart) => boolean): FakeTable => {
  let isDead = false;
  const around = async <T>(call: () => Promise<T>): Promise<T> => {
    if (isDead) throw new Crash('the process has ended');
    return call();
  };
  const dying = faultyTable(table, { around });
  return {
    ...dying,
    transact: (parts) => {
      isDead ||= parts.some(isLast);
      return dying.transact(parts);
    },
  };
};

describe('a posting that was committed and not tidied up', () => {
  it('is tidied up beside one of another tenant that can’t be read, which is told', async () => {
    const first = await aWorld(
      { idsFrom: 3_000, limits: { actions: 4, concurrency: 1 } },
      endingAt((part) => part.action === 'delete' && part.key.pk.startsWith('*')),
    );
    await first.receive(named('A'), { number: 'R-1' });
    const broken = underWayKey('zoo', 'broken');
    await table.writeMany({
      puts: [{ key: broken, attributes: { v: 99, type: 'under-way', tenant: 'zoo' } }],
      deletes: [],
    });
    world.pass(LEASE);
    const told: unknown[] = [];
    const hearer = {
      swept: (counts: Swept) => told.push(counts),
      failed: ({ error, ...named }: { error: unknown }) => told.push([named, String(error)]),
    };
    const why = `record ${broken.pk} / ${broken.sk} does not fit its shape`;
    const sweeping = sweepPostings(world.deps, { until: Number.POSITIVE_INFINITY, hearer });
    await expect(sweeping).rejects.toThrow(why);
    expect(told).toEqual([[{}, expect.stringContaining(why)], { undone: 0, finished: 1, left: 0 }]);
    expect(leftovers()).toEqual([`${broken.pk} ${broken.sk}`]);
  });

  it('is tidied up beside one that takes it back, and that one stays undecided', async () => {
    const first = await aWorld(
      { idsFrom: 3_000, limits: { actions: 4, concurrency: 1 } },
      endingAt((part) => part.action === 'delete' && part.key.pk.startsWith('*')),
    );
    const { documentId } = await first.receive(named('A'), { number: 'R-1' });
    expect(leftovers().some((name) => name.startsWith('*'))).toBe(true);
    const movementId = (await world.document(documentId))?.movementIds[0] ?? '';
    const second = await aWorld(
      { idsFrom: 5_000, limits: { actions: 4, concurrency: 1 } },
      endingAt(
        (part) => part.action === 'put' && part.attributes.status === 'posted' && part.key.sk === 'head',
      ),
    );
    await expect(second.void({ documentId, reason: 'x' })).rejects.toThrow('has ended');
    const voidedBy = async () => (await world.store.movements.read(tenant, movementId))?.voidedBy;
    expect(await sweepPostings(world.deps, { until: Number.POSITIVE_INFINITY })).toMatchObject({
      finished: 1,
    });
    expect(await voidedBy()).toBeUndefined();
    await sweep(world);
    expect(await voidedBy()).toBeUndefined();
    expect((await world.void({ documentId, reason: 'x' })).status).toBe('void');
    expect((await world.balance())?.serials).toBe(0);
  });
});

describe('the record of a unit', () => {
  it('stays below 1 KB with a marker, ten movements and texts of a common length', async () => {
    const size = (value: unknown): number => {
      if (typeof value === 'string') return Buffer.byteLength(value);
      if (typeof value === 'number') return 1 + Math.ceil(String(value).length / 2);
      if (Array.isArray(value)) return 3 + value.reduce((sum: number, one) => sum + 1 + size(one), 0);
      if (typeof value !== 'object' || value === null) return 1;
      return 3 + Object.entries(value).reduce((sum, [name, one]) => sum + 1 + name.length + size(one), 0);
    };
    const { store } = world;
    const car = { modelId: 'forklift-3000', brand: 'Lift', model: '3000', version: 1 };
    await store.unitOfWork.write([store.models.save(tenant, car)]);
    const rules = { modelId: 'forklift-3000', create: true, createOnSave: true, createOnStockUpdate: true };
    const entity = { ...rules, parameter: 'Chassis number' };
    await world.run(async (given) => {
      const { saveItem } = await import('../../functions/app/registry/save-item.ts');
      const input = {
        name: 'Forklift',
        kind: 'stocked',
        tracking: 'serial',
        serialType: 'fully-tracked',
      } as const;
      const { parts } = await saveItem(given, CALLER, {
        input: { ...input, itemId: 'forklift', entity, warranty: { customer: { months: 24 } } },
        ifMatch: undefined,
      });
      return { parts, answer: {} };
    });
    const texts = Array.from({ length: 12 }, (_, n) => `SN-2026-${1000 + n}`);
    // An individual keeps fewer movements on its record: what it says of itself takes their room.
    for (const [itemId, rounds] of [
      ['phone', 4],
      ['forklift', 2],
    ] as const) {
      if (itemId === 'forklift') {
        const { documentId } = await world.order(texts, { itemId, number: 'R-2026-001' });
        await world.post({ documentId });
      } else await world.receive(texts, { itemId, number: 'R-2026-001' });
      const transfer = (from: string, to: string) =>
        world.create({
          kind: 'transfer',
          number: 'T-2026-001',
          locationId: from,
          toLocationId: to,
          post: true,
          lines: [{ itemId, quantity: texts.length, serials: { form: 'list', texts } }],
        });
      for (let n = 0; n < rounds; n += 1) {
        await transfer('main', 'shop');
        await transfer('shop', 'main');
      }
      await world.sell(texts, { itemId, number: 'INV-2026-1' });
    }
    const records = table.snapshot().filter(({ type }) => type === 'unit');
    const kept = new Map(records.map(({ itemId, movementIds }) => [itemId, movementIds]));
    expect([kept.get('phone'), kept.get('forklift')]).toMatchObject([{ length: 10 }, { length: 7 }]);
    for (const record of records)
      expect(record).toMatchObject({ marker: { before: { status: 'in-stock' } } });
    for (const record of records) expect(size(record)).toBeLessThan(1_024);
  });
});
