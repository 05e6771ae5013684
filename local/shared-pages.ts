import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { parseJson } from './json.ts';
import { FULL_PAGE, type StreamClient, type StreamPage, type StreamRecord } from './stream-client.ts';

type SharingSettings = {
  /** Records kept for readers that are behind; one further behind reads by itself until it has caught up. */
  readonly heldRecords?: number;
  /**
   * The rest at the end of the stream after a look that found something, as a multiple of the look's time. Looking again
   * and again while a consumer writes, mostly at what it writes, would take the time from it.
   */
  readonly rest?: number;
  /** The same while another reader is behind: whoever is ahead would only find what that one's consumer writes. */
  readonly restAhead?: number;
  readonly longestRestMs?: number;
};

/** Behind a sequence number, or at the oldest record there is. */
const placeSchema = z.object({
  streamArn: z.string(),
  shardId: z.string(),
  after: z.string().optional(),
  /** The engine's iterator of a reader that reads by itself. */
  own: z.string().optional(),
});
type Place = z.infer<typeof placeSchema>;

/** Records that follow one another behind a place. */
type Stretch = Pick<StreamPage, 'records' | 'wholeAt'> & { readonly place: Place; readonly last: boolean };
type Held = Stretch & { readonly takers: Set<StreamClient> };
/** How far a shard has been read for all. */
type Tip = { readonly place: Place; readonly iterator: string; readonly notBefore: number };

const shardOf = ({ streamArn, shardId }: Place): string => JSON.stringify([streamArn, shardId]);
const sequenceOf = (record: StreamRecord | undefined): string | undefined => record?.dynamodb.SequenceNumber;
const endOf = ({ place, records }: Stretch): Place => {
  const { streamArn, shardId, after } = place;
  return { streamArn, shardId, after: sequenceOf(records.at(-1)) ?? after };
};
const pageOf = (stretch: Stretch, own?: string): StreamPage => ({
  records: stretch.records,
  next: stretch.last ? undefined : JSON.stringify({ ...endOf(stretch), own }),
  wholeAt: stretch.wholeAt,
});

/** The part of a stretch behind the place. */
const restOf = (stretch: Stretch, place: Place): Stretch | undefined => {
  if (shardOf(stretch.place) !== shardOf(place)) return undefined;
  const { records, last, wholeAt } = stretch;
  if (stretch.place.after === place.after) return stretch;
  const from = records.findIndex((record) => sequenceOf(record) === place.after) + 1;
  return from > 0 && (last || from < records.length)
    ? { place, records: records.slice(from), last, wholeAt }
    : undefined;
};

/**
 * Reads a stream once for all its readers, each of which asks for a client of its own. Every reader keeps its place and
 * its pace: what one has read is held for the others for a while, and none waits for another.
 */
export const sharedPages = (engine: StreamClient, settings: SharingSettings = {}) => {
  const { heldRecords = 10_000, rest = 4, restAhead = 16, longestRestMs = 400 } = settings;
  const readers: StreamClient[] = [];
  const tips = new Map<string, Tip>();
  const looks = new WeakMap<Tip, Promise<Stretch>>();
  let held: readonly Held[] = [];
  let resting = new AbortController();
  let isHurried = false;

  const hold = (stretch: Stretch): void => {
    held = [...held, { ...stretch, takers: new Set() }];
    let count = held.reduce((sum, { records }) => sum + records.length, 0);
    held = held.filter(({ records }) => {
      if (count <= heldRecords) return true;
      count -= records.length;
      return false;
    });
  };
  const take = (place: Place, reader: StreamClient): Stretch | undefined => {
    for (const one of held) {
      const rest = restOf(one, place);
      if (rest === undefined) continue;
      one.takers.add(reader);
      if (one.takers.size >= readers.length) held = held.filter((other) => other !== one);
      return rest;
    }
    return undefined;
  };

  const look = async (tip: Tip): Promise<Stretch> => {
    const { place, iterator } = tip;
    const shard = shardOf(place);
    const wait = tip.notBefore - performance.now();
    if (wait > 0 && !isHurried) await delay(wait, undefined, { signal: resting.signal }).catch(() => {});
    isHurried = false;
    const since = performance.now();
    try {
      const { records, next, wholeAt } = await engine.page(iterator);
      const now = performance.now();
      const stretch = { place, records, last: next === undefined, wholeAt };
      const isAhead = held.length > 0;
      // Who has got fewer is at the end of the stream, where there will be more in a while.
      const rests = records.length > 0 && (records.length < FULL_PAGE || isAhead);
      const times = isAhead ? restAhead : rest;
      const notBefore = rests ? now + Math.min(longestRestMs, times * (now - since)) : now;
      if (next === undefined) tips.delete(shard);
      else tips.set(shard, { place: endOf(stretch), iterator: next, notBefore });
      if (records.length > 0) hold(stretch);
      return stretch;
    } catch (error) {
      // Whoever comes next begins anew.
      tips.delete(shard);
      throw error;
    }
  };
  /** Whoever comes to the tip while somebody looks there gets what is found. */
  const lookTogether = (tip: Tip): Promise<Stretch> => {
    const found = looks.get(tip) ?? look(tip);
    looks.set(tip, found);
    return found;
  };

  /** Of a reader elsewhere than the others: up to where it meets them. */
  const lookAlone = async (place: Place): Promise<StreamPage> => {
    const iterator = place.own ?? (await engine.iterator(place.streamArn, place.shardId, place.after));
    const { records, next, wholeAt } = await engine.page(iterator);
    const shard = shardOf(place);
    const meets = [...held, ...tips.values()].filter((one) => shardOf(one.place) === shard);
    const afters = new Set(meets.map((one) => one.place.after));
    const at = records.findIndex((record) => afters.has(sequenceOf(record)));
    if (at >= 0) return pageOf({ place, records: records.slice(0, at + 1), last: false, wholeAt: undefined });
    return pageOf({ place, records, last: next === undefined, wholeAt }, next);
  };

  /** A client for one more reader. */
  const join = (): StreamClient => {
    const reader: StreamClient = {
      shards: engine.shards,
      iterator: async (streamArn, shardId, after) => {
        const place = { streamArn, shardId, after };
        const tip = tips.get(shardOf(place));
        const isKnown = tip?.place.after === after || held.some((one) => restOf(one, place) !== undefined);
        if (tip !== undefined && isKnown) return JSON.stringify(place);
        const iterator = await engine.iterator(streamArn, shardId, after);
        if (tips.has(shardOf(place))) return JSON.stringify({ ...place, own: iterator });
        tips.set(shardOf(place), { place, iterator, notBefore: 0 });
        return JSON.stringify(place);
      },
      page: async (token) => {
        const place = placeSchema.parse(parseJson(token));
        const taken = take(place, reader);
        if (taken !== undefined) return pageOf(taken);
        const tip = tips.get(shardOf(place));
        if (tip === undefined || tip.place.after !== place.after) return lookAlone(place);
        const found = await lookTogether(tip);
        take(place, reader);
        return pageOf(found);
      },
    };
    readers.push(reader);
    return reader;
  };
  /** Somebody waits: the next look is taken without a rest before it. */
  const hurry = (): void => {
    isHurried = true;
    resting.abort();
    resting = new AbortController();
  };
  return { join, hurry };
};

export type SharedPages = ReturnType<typeof sharedPages>;
