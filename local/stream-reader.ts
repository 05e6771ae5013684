import * as z from 'zod';
import { createPacing } from './pacing.ts';
import type { SavedState } from './saved-state.ts';
import { messageOf } from './start-failure.ts';
import { type Shard, type StreamClient, StreamError, type StreamRecord } from './stream-client.ts';

const positionSchema = z.object({
  streamArn: z.string(),
  shards: z.record(z.string(), z.object({ after: z.string().optional(), finished: z.boolean().optional() })),
});

/** How far a mapping has read: per shard the last handled sequence number, or that it is read to its end. */
export type Position = z.infer<typeof positionSchema>;

export const positionsSchema = z.record(z.string(), positionSchema);

export type Progress = {
  readonly shardId: string;
  readonly handled: (sequenceNumber: string) => void;
  readonly interrupted: () => boolean;
};

export type ReaderSettings = {
  readonly client: StreamClient;
  readonly streamArn: string;
  readonly position: SavedState<Record<string, Position>>;
  /** The key of this reader's position. */
  readonly mapping: string;
  /** How many records make it worth delivering before the window ends. */
  readonly enough: number;
  readonly windowMs: number;
  readonly wanted: (record: StreamRecord) => boolean;
  /** Deals with all records in order, calling `handled` as it gets on; false when interrupted in between. */
  readonly deliver: (records: readonly StreamRecord[], progress: Progress) => Promise<boolean>;
  /** Called while somebody waits for this reader to settle. */
  readonly hurry?: () => void;
  readonly problem: (message: string) => void;
};

export type StreamReader = {
  readonly nudge: () => void;
  readonly pause: () => Promise<void>;
  readonly resume: () => void;
  /**
   * Resolves once everything that was in the stream at the call is dealt with, though others go on writing, as long as
   * they write no faster than is read; or never, once the signal has ended the wait.
   */
  readonly settled: (until?: AbortSignal) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const busyMs = 5;
/** Grows slowly to this: what functions write comes with a nudge, only writes past them wait. */
const idleMs = 400;
const growth = 1.2;
const troubleMs = 1_000;

type OpenShard = {
  iterator: string | undefined;
  held: StreamRecord[];
  last: string | undefined;
  since: number;
};

/** Reads one stream for one mapping, a shard only after its parent, and delivers what passes the filter. */
export const startReader = (settings: ReaderSettings): StreamReader => {
  const { client, streamArn, mapping } = settings;
  const pacing = createPacing();
  const open = new Map<string, OpenShard>();
  let shards: readonly Shard[] | undefined;
  let listedAt = 0;
  let stopped = false;
  let paused = false;
  let resumed: (() => void) | undefined;
  const pausing: (() => void)[] = [];
  let settling: { resolve: () => void; since: number }[] = [];
  /** Up to when each shard is dealt with, of `performance.now()`. */
  const dealtWith = new Map<string, number>();

  const position = (): Position => {
    const kept = settings.position.value[mapping];
    if (kept?.streamArn === streamArn) return kept;
    const fresh: Position = { streamArn, shards: {} };
    settings.position.value[mapping] = fresh;
    return fresh;
  };
  const move = (shardId: string, to: { after?: string; finished?: boolean }): void => {
    position().shards[shardId] = to;
    settings.position.changed();
  };

  const refresh = async (): Promise<readonly Shard[]> => {
    listedAt = performance.now();
    const found = await client.shards(streamArn);
    const ids = new Set(found.map(({ id }) => id));
    for (const id of Object.keys(position().shards)) if (!ids.has(id)) delete position().shards[id];
    return found;
  };
  const isFinished = ({ id }: Shard): boolean => position().shards[id]?.finished === true;
  const isReadable = (shard: Shard, all: readonly Shard[]): boolean => {
    if (isFinished(shard)) return false;
    const parent = all.find(({ id }) => id === shard.parent);
    return parent === undefined || isFinished(parent);
  };
  const iterate = async (shardId: string): Promise<string> => {
    const after = position().shards[shardId]?.after;
    try {
      return await client.iterator(streamArn, shardId, after);
    } catch (error) {
      // The place we were at is gone: begin at the oldest record there still is.
      const gone = error instanceof StreamError && /Trimmed|Validation/.test(error.code);
      if (!gone || after === undefined) throw error;
      return client.iterator(streamArn, shardId, undefined);
    }
  };

  /** One look at a shard; answers whether there was anything. */
  const visit = async (shardId: string): Promise<boolean> => {
    const shard = open.get(shardId) ?? { iterator: undefined, held: [], last: undefined, since: 0 };
    open.set(shardId, shard);
    shard.iterator ??= await iterate(shardId);
    const page = await client.page(shard.iterator).catch((error: unknown) => {
      open.delete(shardId);
      throw error;
    });
    shard.iterator = page.next;
    if (shard.held.length === 0) shard.since = performance.now();
    for (const record of page.records) if (settings.wanted(record)) shard.held.push(record);
    shard.last = page.records.at(-1)?.dynamodb.SequenceNumber ?? shard.last;
    const due =
      shard.held.length === 0 ||
      shard.held.length >= settings.enough ||
      performance.now() - shard.since >= settings.windowMs ||
      page.next === undefined ||
      settling.length > 0;
    if (!due) return page.records.length > 0;
    const held = shard.held.splice(0);
    if (held.length > 0) {
      const done = await settings.deliver(held, {
        shardId,
        handled: (after) => move(shardId, { after }),
        interrupted: () => stopped || paused,
      });
      if (!done) {
        open.delete(shardId);
        return true;
      }
    }
    if (page.wholeAt !== undefined) dealtWith.set(shardId, page.wholeAt);
    if (page.next === undefined) {
      move(shardId, { finished: true });
      open.delete(shardId);
      shards = undefined;
      return true;
    }
    if (shard.last !== undefined) move(shardId, { after: shard.last });
    shard.last = undefined;
    return page.records.length > 0 || held.length > 0;
  };

  const pass = async (): Promise<boolean> => {
    // Without an open shard the next one is still to appear.
    if (shards?.every(isFinished) ?? true) shards = await refresh();
    const all = shards ?? [];
    let busy = false;
    for (const shard of all.filter((one) => isReadable(one, all))) {
      if (stopped || paused) return busy;
      busy = (await visit(shard.id)) || busy;
    }
    return busy || shards === undefined;
  };
  const tellSettled = (): void => {
    const isSettled = ({ since }: { since: number }): boolean => {
      if (shards === undefined) return false;
      if (shards.every(isFinished)) return listedAt >= since;
      return shards.every((shard) => isFinished(shard) || (dealtWith.get(shard.id) ?? 0) >= since);
    };
    for (const one of settling.filter(isSettled)) one.resolve();
    settling = settling.filter((one) => !isSettled(one));
  };

  const loop = async (): Promise<void> => {
    let wait = busyMs;
    while (!stopped) {
      if (paused) {
        for (const tell of pausing.splice(0)) tell();
        await new Promise<void>((resolve) => {
          resumed = resolve;
        });
        continue;
      }
      if (settling.length > 0) settings.hurry?.();
      try {
        const busy = await pass();
        tellSettled();
        wait = busy ? busyMs : Math.min(idleMs, wait * growth);
        if (!busy && settling.length === 0 && !stopped) await pacing.sleep(wait);
      } catch (error) {
        if (stopped) return;
        settings.problem(messageOf(error));
        shards = undefined;
        open.clear();
        await pacing.sleep(troubleMs);
      }
    }
  };
  const running = loop();

  const resume = (): void => {
    paused = false;
    resumed?.();
    resumed = undefined;
  };
  return {
    nudge: pacing.wake,
    pause: () => {
      paused = true;
      pacing.wake();
      if (resumed !== undefined) return Promise.resolve();
      return new Promise((resolve) => pausing.push(resolve));
    },
    resume,
    settled: (until) =>
      new Promise((resolve) => {
        const one = { resolve, since: performance.now() };
        settling.push(one);
        until?.addEventListener('abort', () => {
          settling = settling.filter((other) => other !== one);
        });
        settings.hurry?.();
        pacing.wake();
      }),
    stop: async () => {
      stopped = true;
      resume();
      pacing.wake();
      for (const tell of pausing.splice(0)) tell();
      await running;
    },
  };
};
