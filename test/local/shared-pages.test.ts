import { describe, expect, it } from 'vitest';
import { sharedPages } from '../../local/shared-pages.ts';
import type { Shard, StreamClient } from '../../local/stream-client.ts';
import { type Position, type ReaderSettings, startReader } from '../../local/stream-reader.ts';
import { fakeStream } from './fake-stream.ts';

type Calls = { pages: number; iterators: number };

const counted = (stream: StreamClient): { client: StreamClient; calls: Calls } => {
  const calls = { pages: 0, iterators: 0 };
  const client: StreamClient = {
    shards: stream.shards,
    iterator: (...given) => {
      calls.iterators += 1;
      return stream.iterator(...given);
    },
    page: (iterator) => {
      calls.pages += 1;
      return stream.page(iterator);
    },
  };
  return { client, calls };
};

/** What a reader gets from its client, from a place to where there is no more. */
const readAll = async (client: StreamClient, after?: string, shard = 's'): Promise<string> => {
  const found: string[] = [];
  let iterator: string | undefined = await client.iterator('arn', shard, after);
  while (iterator !== undefined) {
    const page = await client.page(iterator);
    if (page.records.length === 0) break;
    found.push(...page.records.map(({ eventID }) => eventID));
    iterator = page.next;
  }
  return found.join(' ');
};

const shardOf = (records: number[]): Shard & { records: number[] } => ({
  id: 's',
  parent: undefined,
  records,
});
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const shared = (records: number[], heldRecords = 100) => {
  const { client, calls } = counted(fakeStream([shardOf(records)]));
  const pages = sharedPages(client, { heldRecords, rest: 0 });
  return { first: pages.join(), second: pages.join(), calls };
};

describe('shared pages', () => {
  it('are read once for two readers, whoever is ahead', async () => {
    const { first, second, calls } = shared(upTo(6));
    expect(await readAll(first)).toBe('1 2 3 4 5 6');
    const once = { ...calls };
    expect(await readAll(second)).toBe('1 2 3 4 5 6');
    // Nothing but the look behind the last one.
    expect(calls).toEqual({ pages: once.pages + 1, iterators: once.iterators });
  });

  it('are read once for two that look at the same time', async () => {
    const { first, second, calls } = shared(upTo(2));
    const iterators = await Promise.all([first, second].map((one) => one.iterator('arn', 's', undefined)));
    const looks = [first, second].map((one, i) => one.page(iterators[i] ?? ''));
    const pages = await Promise.all(looks);
    expect(pages.map(({ records }) => records.length)).toEqual([2, 2]);
    expect(calls.pages).toBe(1);
  });

  it('are handed on from the middle, where a reader goes on there', async () => {
    const { first, second, calls } = shared(upTo(6));
    await readAll(first);
    const { pages } = calls;
    expect(await readAll(second, '3')).toBe('4 5 6');
    expect(calls.pages).toBe(pages + 1);
  });

  it('are read again by who comes later than they are held, until it has caught up', async () => {
    const { first, second, calls } = shared(upTo(12), 4);
    await readAll(first);
    const { pages } = calls;
    expect(await readAll(second)).toBe(upTo(12).join(' '));
    // Eight of them alone, by two, and the look behind the last one.
    expect(calls.pages).toBe(pages + 5);
  });

  it.each([
    ['1', '2 3 4 5 6 7 8 9'],
    ['4', '5 6 7 8 9'],
    ['9', ''],
  ])('miss and repeat nothing for readers with saved places, one behind %s', async (after, rest) => {
    for (const heldRecords of [0, 3, 100]) {
      const { first, second } = shared(upTo(9), heldRecords);
      // The tip is where the first begins.
      expect(await readAll(first, '6')).toBe('7 8 9');
      expect(await readAll(second, after)).toBe(rest);
    }
  });

  it('serve one ahead of the others, and let them meet', async () => {
    const records = upTo(5);
    const { client, calls } = counted(fakeStream([shardOf(records)]));
    const pages = sharedPages(client, { rest: 0 });
    const [first, second] = [pages.join(), pages.join()];
    const waits = await first.iterator('arn', 's', undefined);
    expect(await readAll(second, '2')).toBe('3 4 5');
    expect((await first.page(waits)).records.map(({ eventID }) => eventID)).toEqual(['1', '2']);
    expect(await readAll(first, '2')).toBe('3 4 5');
    records.push(6);
    const before = calls.pages;
    expect(await readAll(first, '5')).toBe('6');
    expect(await readAll(second, '5')).toBe('6');
    expect(calls.pages).toBeLessThanOrEqual(before + 3);
  });

  it('tell both of the end of a closed shard', async () => {
    const { client } = counted(fakeStream([{ ...shardOf(upTo(3)), closed: true }]));
    const pages = sharedPages(client, { rest: 0 });
    for (const reader of [pages.join(), pages.join()]) {
      const iterator = await reader.iterator('arn', 's', '2');
      expect(await reader.page(iterator)).toMatchObject({ records: [{ eventID: '3' }], next: undefined });
    }
  });

  it('rest in proportion to a look that found some, so that a burst is read in few looks', async () => {
    const stream = fakeStream([shardOf(upTo(4))]);
    const times: [from: number, to: number][] = [];
    const client: StreamClient = {
      ...stream,
      page: async (iterator) => {
        const from = performance.now();
        await new Promise((resolve) => setTimeout(resolve, 20));
        const page = await stream.page(iterator);
        times.push([from, performance.now()]);
        return page;
      },
    };
    const reader = sharedPages(client, { rest: 3 }).join();
    expect(await readAll(reader)).toBe('1 2 3 4');
    const rests = times.slice(1).map(([from], i) => from - (times[i]?.[1] ?? 0));
    expect(rests).toEqual([expect.any(Number), expect.any(Number)]);
    for (const rest of rests) expect(rest).toBeGreaterThan(50);
  });

  it('do not rest while somebody waits', async () => {
    const hour = 3_600_000;
    const pages = sharedPages(fakeStream([shardOf(upTo(4))]), { rest: hour, longestRestMs: hour });
    const reader = pages.join();
    let iterator = await reader.iterator('arn', 's', undefined);
    for (const expected of [2, 2, 0]) {
      const page = reader.page(iterator);
      pages.hurry();
      const { records, next = '' } = await page;
      expect(records).toHaveLength(expected);
      iterator = next;
    }
    pages.hurry();
    expect((await reader.page(iterator)).records).toEqual([]);
  });
});

describe('readers that share a stream', () => {
  const run = (client: StreamClient, mapping: string, more: Partial<ReaderSettings>) => {
    const kept: Record<string, Position> = {};
    const problems: string[] = [];
    const reader = startReader({
      client,
      streamArn: 'arn',
      mapping,
      position: { value: kept, changed: () => {}, flush: () => {} },
      enough: 1,
      windowMs: 0,
      wanted: () => true,
      deliver: async () => true,
      problem: (message) => void problems.push(message),
      ...more,
    });
    return { reader, kept, problems };
  };
  const into =
    (delivered: string[]): ReaderSettings['deliver'] =>
    async (records) => {
      delivered.push(...records.map(({ eventID }) => eventID));
      return true;
    };

  it('each get what their filter lets pass, and keep a position of their own', async () => {
    const pages = sharedPages(fakeStream([shardOf(upTo(7))]), { rest: 0 });
    const [odd, even]: [string[], string[]] = [[], []];
    const one = run(pages.join(), 'one', {
      wanted: ({ eventID }) => Number(eventID) % 2 === 1,
      deliver: into(odd),
    });
    const two = run(pages.join(), 'two', {
      wanted: ({ eventID }) => Number(eventID) % 2 === 0,
      deliver: into(even),
    });
    await Promise.all([one.reader.settled(), two.reader.settled()]);
    await Promise.all([one.reader.stop(), two.reader.stop()]);
    expect([odd, even]).toEqual([
      ['1', '3', '5', '7'],
      ['2', '4', '6'],
    ]);
    expect([one.kept.one?.shards, two.kept.two?.shards]).toEqual([
      { s: { after: '7' } },
      { s: { after: '7' } },
    ]);
  });

  it('do not wait for one that is stuck, which then gets everything, though none of it is held', async () => {
    const records = upTo(4);
    const pages = sharedPages(fakeStream([shardOf(records)]), { heldRecords: 4, rest: 0 });
    const [quick, slow]: [string[], string[]] = [[], []];
    let letGo = () => {};
    const stuck = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const one = run(pages.join(), 'one', {
      deliver: async (given, progress) => {
        await stuck;
        return into(slow)(given, progress);
      },
    });
    const two = run(pages.join(), 'two', { deliver: into(quick) });
    await two.reader.settled();
    records.push(...upTo(20).slice(4));
    await two.reader.settled();
    expect([slow.length, quick.length]).toEqual([0, 20]);
    letGo();
    await one.reader.settled();
    await Promise.all([one.reader.stop(), two.reader.stop()]);
    expect(slow).toEqual(quick);
  });

  it('are told again, each alone, what they did not deal with', async () => {
    const pages = sharedPages(fakeStream([shardOf(upTo(4))]), { rest: 0 });
    const [fine, retried]: [string[], string[]] = [[], []];
    let attempts = 0;
    const one = run(pages.join(), 'one', {
      deliver: async (given, { handled }) => {
        attempts += 1;
        retried.push(given.map(({ eventID }) => eventID).join(''));
        if (attempts === 1) handled('1');
        return attempts > 1;
      },
    });
    const two = run(pages.join(), 'two', { deliver: into(fine) });
    await Promise.all([one.reader.settled(), two.reader.settled()]);
    await Promise.all([one.reader.stop(), two.reader.stop()]);
    expect(fine).toEqual(['1', '2', '3', '4']);
    expect(retried).toEqual(['12', '2', '34']);
  });

  it('go on, all of them, after trouble with the engine', async () => {
    const stream = fakeStream([shardOf(upTo(3))]);
    let calls = 0;
    const pages = sharedPages({
      ...stream,
      page: async (iterator) => {
        calls += 1;
        if (calls === 2) throw new Error('trouble');
        return stream.page(iterator);
      },
    });
    const all: [string[], string[]] = [[], []];
    const both = all.map((delivered, i) => run(pages.join(), `${i}`, { deliver: into(delivered) }));
    await Promise.all(both.map(({ reader }) => reader.settled()));
    await Promise.all(both.map(({ reader }) => reader.stop()));
    expect(all).toEqual([
      ['1', '2', '3'],
      ['1', '2', '3'],
    ]);
    expect(both.flatMap(({ problems }) => problems)).toContain('trouble');
  });
});
