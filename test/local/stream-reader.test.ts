import { setImmediate as aMoment } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { StreamClient } from '../../local/stream-client.ts';
import {
  type Position,
  type ReaderSettings,
  type StreamReader,
  startReader,
} from '../../local/stream-reader.ts';
import { fakeStream } from './fake-stream.ts';

let reader: StreamReader | undefined;
afterEach(() => reader?.stop());

const read = (
  client: StreamClient,
  more: Partial<ReaderSettings> = {},
  kept: Record<string, Position> = {},
) => {
  const delivered: string[] = [];
  reader = startReader({
    client,
    streamArn: 'arn',
    mapping: 'm',
    position: { value: kept, changed: () => {}, flush: () => {} },
    enough: 1,
    windowMs: 0,
    wanted: () => true,
    deliver: async (records) => {
      delivered.push(...records.map(({ eventID }) => eventID));
      return true;
    },
    problem: () => {},
    ...more,
  });
  return { delivered, kept, reader };
};

describe('a stream reader', () => {
  it('reads a shard after its parent, each to its end', async () => {
    const { delivered, kept, reader } = read(
      fakeStream([
        { id: 'child', parent: 'old', records: [4, 5, 6] },
        { id: 'old', parent: 'trimmed', records: [1, 2, 3], closed: true },
      ]),
    );
    await reader.settled();
    expect(delivered).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(kept.m?.shards).toEqual({ old: { finished: true }, child: { after: '6' } });
  });

  it('goes on where it was', async () => {
    const kept = { m: { streamArn: 'arn', shards: { s: { after: '2' } } } };
    const { delivered, reader } = read(
      fakeStream([{ id: 's', parent: undefined, records: [1, 2, 3] }]),
      {},
      kept,
    );
    await reader.settled();
    expect(delivered).toEqual(['3']);
  });

  it.each([
    ['the place is trimmed', { streamArn: 'arn', shards: { s: { after: '0' } } }],
    ['the stream is another', { streamArn: 'other', shards: { s: { after: '2' } } }],
    ['the shard is gone', { streamArn: 'arn', shards: { gone: { after: '2' } } }],
  ])('begins at the oldest record when %s', async (_, position) => {
    const stream = fakeStream([{ id: 's', parent: undefined, records: [1, 2] }]);
    const { delivered, kept, reader } = read(stream, {}, { m: position });
    await reader.settled();
    expect(delivered).toEqual(['1', '2']);
    expect(kept.m).toEqual({ streamArn: 'arn', shards: { s: { after: '2' } } });
  });

  it('moves on past what the filter leaves out', async () => {
    const stream = fakeStream([{ id: 's', parent: undefined, records: [1, 2, 3] }]);
    const { delivered, kept, reader } = read(stream, { wanted: ({ eventID }) => eventID === '1' });
    await reader.settled();
    expect(delivered).toEqual(['1']);
    expect(kept.m?.shards.s).toEqual({ after: '3' });
  });

  it('delivers nothing while paused, and everything afterwards', async () => {
    const shard = { id: 's', parent: undefined, records: [1] };
    const { delivered, reader } = read(fakeStream([shard]));
    await reader.settled();
    await reader.pause();
    shard.records.push(2);
    reader.nudge();
    expect(delivered).toEqual(['1']);
    reader.resume();
    await reader.settled();
    expect(delivered).toEqual(['1', '2']);
  });

  it('reads again what was not dealt with', async () => {
    let attempts = 0;
    const delivered: string[] = [];
    const { reader } = read(fakeStream([{ id: 's', parent: undefined, records: [1, 2] }]), {
      deliver: async (records, { handled }) => {
        attempts += 1;
        delivered.push(records.map(({ eventID }) => eventID).join(''));
        if (attempts === 1) handled('1');
        return attempts > 1;
      },
    });
    await reader.settled();
    expect(delivered).toEqual(['12', '2']);
  });

  it('waits for a window to fill, but not while somebody waits for it to settle', async () => {
    const stream = fakeStream([{ id: 's', parent: undefined, records: [1, 2, 3] }]);
    const { delivered, reader } = read(stream, { enough: 10, windowMs: 3_600_000 });
    expect(delivered).toEqual([]);
    await reader.settled();
    expect(delivered).toEqual(['1', '2', '3']);
  });

  it('settles though there is always more, once what was there is dealt with', async () => {
    const shard = { id: 's', parent: undefined, records: [1, 2, 3] };
    const stream = fakeStream([shard]);
    const { delivered, reader } = read({
      ...stream,
      page: async (iterator) => {
        await aMoment();
        const page = await stream.page(iterator);
        shard.records.push(shard.records.length + 1);
        return page;
      },
    });
    await reader.settled();
    expect(delivered.slice(0, 3)).toEqual(['1', '2', '3']);
  });

  it('looks for the next shard where all that it knows are closed', async () => {
    const known: Parameters<typeof fakeStream>[0] = [
      { id: 'first', parent: undefined, records: [1, 2], closed: true },
    ];
    const { delivered, reader } = read(fakeStream(known));
    await reader.settled();
    known.push({ id: 'next', parent: 'first', records: [3], closed: false });
    reader.nudge();
    await reader.settled();
    expect(delivered).toEqual(['1', '2', '3']);
  });

  it('forgets a wait that was given up', async () => {
    let hurried = 0;
    const stream = fakeStream([{ id: 's', parent: undefined, records: [1] }]);
    const { reader } = read(
      {
        ...stream,
        page: async (iterator) => {
          await aMoment();
          return { ...(await stream.page(iterator)), wholeAt: undefined };
        },
      },
      {
        hurry: () => {
          hurried += 1;
        },
      },
    );
    const patience = new AbortController();
    void reader.settled(patience.signal);
    await expect.poll(() => hurried).toBeGreaterThan(2);
    patience.abort();
    await aMoment();
    await aMoment();
    const before = hurried;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(hurried).toBe(before);
  });

  it('does not settle while a page ends before what there is', async () => {
    const stream = fakeStream([{ id: 's', parent: undefined, records: [1, 2] }]);
    let isWhole = false;
    const { reader } = read({
      ...stream,
      page: async (iterator) => {
        await aMoment();
        const page = await stream.page(iterator);
        return isWhole ? page : { ...page, wholeAt: undefined };
      },
    });
    let isSettled = false;
    const settled = reader.settled().then(() => {
      isSettled = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isSettled).toBe(false);
    isWhole = true;
    await settled;
  });

  it('goes on after trouble with the engine, which it reports', async () => {
    const stream = fakeStream([{ id: 's', parent: undefined, records: [1] }]);
    const problems: string[] = [];
    let calls = 0;
    const { delivered, reader } = read(
      {
        ...stream,
        page: async (iterator) => {
          calls += 1;
          if (calls === 1) throw new Error('trouble');
          return stream.page(iterator);
        },
      },
      { problem: (message) => void problems.push(message) },
    );
    await expect.poll(() => problems).toEqual(['trouble']);
    reader.nudge();
    await reader.settled();
    expect(delivered).toEqual(['1']);
  });
});
