import { describe, expect, it } from 'vitest';
import { projector } from '../../functions/data/projector.ts';
import type { Table } from '../../functions/data/table.ts';
import { aWorld, list, refusal } from '../app/world.ts';
import { type FakeTable, fakeTable } from '../support/fake-table.ts';
import { type Answer, aService } from './gateway.ts';

/**
 * Readers beside large postings: whoever looks sees all of one or nothing, while it is written ahead, committed or
 * aborted, and while the lists lag behind.
 */

const GROUP = Array.from({ length: 12 }, (_, i) => `G${String(i).padStart(2, '0')}`);
const ACTIONS = 4;

/** Every call takes its time before and after it does something, so that others come in between. */
const slow = (table: FakeTable, roll: () => number): FakeTable => {
  const turns = async (): Promise<void> => {
    for (let n = Math.floor(roll() * 3); n > 0; n -= 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const slowly =
    <Args extends unknown[], R>(call: (...args: Args) => Promise<R>) =>
    async (...args: Args): Promise<R> => {
      await turns();
      const result = await call(...args);
      await turns();
      return result;
    };
  const calls: Table = {
    getMany: slowly(table.getMany),
    getTogether: slowly(table.getTogether),
    query: slowly(table.query),
    scan: slowly(table.scan),
    transact: slowly(table.transact),
    raise: slowly(table.raise),
    writeMany: slowly(table.writeMany),
  };
  return { ...table, ...calls };
};

const dice = (seed: number) => () => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed / 0x7fffffff;
};

/** A company with the group in stock at main, lists up to date; and a consumer that lags. */
const stage = async (seed: number, lag = 30) => {
  const roll = dice(seed);
  const table = fakeTable();
  const world = await aWorld({ limits: { actions: ACTIONS, concurrency: 3 } }, slow(table, roll));
  const service = await aService(world);
  await world.receive(GROUP, { number: 'R-1' });
  await world.settle();
  const lagging = { table: lag > 0 ? slow(table, roll) : table, isOver: false };
  // Takes in what there is a piece at a time, in order, long after it was written.
  const consume = async (): Promise<void> => {
    const waiting = [...table.takeChanges()];
    while (!lagging.isOver || waiting.length > 0) {
      waiting.push(...table.takeChanges());
      for (let n = Math.floor(roll() * lag); n >= 0; n -= 1)
        await new Promise((resolve) => setImmediate(resolve));
      await projector(lagging.table).project(waiting.splice(0, 1 + Math.floor(roll() * 5)));
    }
  };
  return { roll, table, world, service, lagging, consume };
};

type Service = Awaited<ReturnType<typeof aService>>;

const numbers = ({ body }: Answer): string[] => body.items.map(({ serial }: { serial: string }) => serial);

/** Each way of looking at the group, as a word: what it was before, what it is after, or anything else. */
const READS = {
  inStock: async ({ ask }: Service) => {
    const found = await ask('listUnits', {
      params: { itemId: 'phone' },
      query: { status: 'in-stock', locationId: 'main' },
    });
    return `${found.status} ${numbers(found).filter((serial) => GROUP.includes(serial)).length}`;
  },
  units: async ({ ask }: Service) => {
    const found = await ask('listUnits', { params: { itemId: 'phone' }, query: { prefix: 'G' } });
    const states = found.body.items.map(
      ({ status, locationId }: Record<string, string>) => `${status} at ${locationId}`,
    );
    return `${found.status} ${found.body.items.length} ${[...new Set(states)].sort().join(', ')} ${JSON.stringify(found.body.counts)}`;
  },
  stock: async ({ ask }: Service) => {
    const found = await ask('getStock', { query: { itemId: 'phone' } });
    const places = found.body.items
      .map((b: Record<string, unknown>) => `${b.locationId} ${b.quantity}/${b.serials}`)
      .filter((text: string) => !text.endsWith(' 0/0'));
    return `${found.status} ${places.join(', ')}`;
  },
  reconciliation: async ({ ask }: Service) => {
    const found = await ask('getReconciliation', { query: { itemId: 'phone' } });
    return `${found.status} ${found.body.items.length} gaps`;
  },
  search: async ({ ask }: Service) => {
    const found = await ask('searchSerials', { query: { q: 'G0', itemId: 'phone' } });
    const states = found.body.items.map(({ status }: Record<string, string>) => status);
    return `${found.status} ${[...new Set(states)].sort().join(', ')}`;
  },
} as const;
type Read = keyof typeof READS;

type Seen = { readonly read: Read; readonly told: string; readonly begun: number; readonly ended: number };

const tellAll = async (service: Service): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(READS).map(async ([name, read]) => [name, await read(service)] as const),
    ),
  );

/** Looks in every way, again and again, while something is posted; with when each look began and ended. */
const watched = async (
  { service, lagging, consume, roll }: Awaited<ReturnType<typeof stage>>,
  posting: () => Promise<unknown>,
) => {
  let now = 0;
  const tick = (): number => {
    now += 1;
    return now;
  };
  const seen: Seen[] = [];
  let isOver = false;
  const reader = async (): Promise<void> => {
    while (!isOver) {
      const names = Object.keys(READS) as Read[];
      const read = names[Math.floor(roll() * names.length)] ?? 'stock';
      const begun = tick();
      seen.push({ read, told: await READS[read](service), begun, ended: tick() });
    }
  };
  const consumer = consume();
  const readers = [reader(), reader(), reader()];
  const begun = tick();
  await posting();
  const ended = tick();
  for (let n = 0; n < 40; n += 1) await new Promise((resolve) => setImmediate(resolve));
  isOver = true;
  await Promise.all(readers);
  lagging.isOver = true;
  await consumer;
  return { seen, begun, ended };
};

const SEEDS = Array.from({ length: 25 }, (_, i) => i + 1);

const move = {
  kind: 'transfer',
  locationId: 'main',
  toLocationId: 'shop',
  post: true,
  lines: [{ itemId: 'phone', quantity: GROUP.length, serials: list(...GROUP) }],
} as const;

describe('beside a large posting', () => {
  it.each(['sell', 'move', 'reserve'] as const)(
    'that is to %s, every look is of before or of after',
    async (what) => {
      let looks = 0;
      for (const seed of SEEDS) {
        const scene = await stage(seed);
        const { world, service } = scene;
        const posting = () => {
          if (what === 'sell') return world.sell(GROUP);
          return world.create(
            what === 'move'
              ? move
              : { ...move, kind: 'sales-order', partnerId: 'jane', toLocationId: undefined, post: false },
          );
        };
        const before = await tellAll(service);
        const { seen, begun, ended } = await watched(scene, posting);
        const after = await tellAll(service);
        expect(after).not.toEqual(before);
        looks += seen.length;
        for (const { read, told, begun: from, ended: to } of seen) {
          const at = JSON.stringify({ seed, read });
          if (to < begun) expect([at, told]).toEqual([at, before[read]]);
          else if (from > ended) expect([at, told]).toEqual([at, after[read]]);
          else expect([at, [before[read], after[read]]]).toEqual([at, expect.arrayContaining([told])]);
        }
      }
      expect(looks).toBeGreaterThan(300);
    },
  );

  it('that is refused or given up, nobody sees anything of it', async () => {
    let looks = 0;
    for (const seed of SEEDS) {
      // Half of the time the lists follow so closely that they have taken in what is then undone.
      const scene = await stage(seed, seed % 2 === 0 ? 30 : 0);
      const { world, service, table } = scene;
      const before = await tellAll(service);
      const { seen } = await watched(scene, async () => {
        // Begun and written ahead in three transactions, its commit meets others until patience ends.
        const ahead = ['none', 'none', 'none', 'none'] as const;
        table.failNext(...ahead, ...Array.from({ length: 16 }, () => 'contended' as const));
        expect(await refusal(world.sell(GROUP))).toEqual(['busy']);
        // Begun and written ahead in part, it can't reach the engine any more for a moment.
        table.failNext('none', 'none', 'unreachable');
        await expect(world.create(move)).rejects.toThrow('cannot be reached');
      });
      looks += seen.length;
      for (const { read, told } of seen) expect([seed, read, told]).toEqual([seed, read, before[read]]);
      expect(await tellAll(service)).toEqual(before);
    }
    expect(looks).toBeGreaterThan(300);
  });

  it('that receives, no unit is seen before its commit, and stock is whole', async () => {
    const news = GROUP.map((serial) => serial.replace('G', 'N'));
    for (const seed of SEEDS) {
      const scene = await stage(seed);
      const { world, service, lagging, consume, roll } = scene;
      let isDone = false;
      let isBegun = true;
      const wrong: string[] = [];
      const reader = async (): Promise<void> => {
        while (isBegun) {
          const wasDone = isDone;
          const [unit, stock] = [
            await service.ask('listUnits', { params: { itemId: 'phone' }, query: { serial: news[3] ?? '' } }),
            await service.ask('getStock', { query: { itemId: 'phone' } }),
          ];
          const { quantity, serials } = stock.body.items[0];
          if (quantity !== serials || ![12, 24].includes(quantity)) wrong.push(`${quantity} and ${serials}`);
          if (wasDone && unit.body.items.length === 0) wrong.push('not there after its commit');
          if (roll() < 0.01) await new Promise((resolve) => setImmediate(resolve));
        }
      };
      const [consumer, readers] = [consume(), [reader(), reader()]];
      await world.receive(news, { number: 'R-2' });
      isDone = true;
      for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
      isBegun = false;
      await Promise.all(readers);
      lagging.isOver = true;
      await consumer;
      expect([seed, wrong]).toEqual([seed, []]);
    }
  });
});
