import { type Shard, type StreamClient, StreamError, type StreamRecord } from '../../local/stream-client.ts';

const record = (sequence: number): StreamRecord => ({
  eventID: String(sequence),
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(sequence), Keys: {}, ApproximateCreationDateTime: 0 },
});

/** A stream in memory, two records to a page; iterators read `shard:index`. */
export const fakeStream = (shards: (Shard & { records: number[]; closed?: boolean })[]): StreamClient => ({
  shards: async () => shards,
  iterator: async (_, shardId, after) => {
    const records = shards.find(({ id }) => id === shardId)?.records ?? [];
    if (after === undefined) return `${shardId}:0`;
    const index = records.indexOf(Number(after));
    if (index < 0) throw new StreamError('TrimmedDataAccessException', 'gone');
    return `${shardId}:${index + 1}`;
  },
  page: async (iterator) => {
    const [id, index] = iterator.split(':');
    const shard = shards.find((one) => one.id === id);
    const records = shard?.records.slice(Number(index), Number(index) + 2) ?? [];
    const end = Number(index) + records.length;
    const isOver = shard?.closed === true && end === shard.records.length;
    const wholeAt = end === shard?.records.length ? performance.now() : undefined;
    return { records: records.map(record), next: isOver ? undefined : `${id}:${end}`, wholeAt };
  },
});
