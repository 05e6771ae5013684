import { createHash, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type DiscardReason, deliverBatch } from './batch-delivery.ts';
import type { EventFilter } from './event-filter.ts';
import type { Consumer, Mapping, SourceHost } from './event-sources.ts';
import type { LocalFunction } from './function-pool.ts';
import { createPacing } from './pacing.ts';
import type { Queue } from './queues.ts';
import type { StreamRecord } from './stream-client.ts';
import { type Progress, startReader } from './stream-reader.ts';
import type { LocalTable } from './table.ts';

const defaultBatchSize = 100;

type StreamSource = {
  readonly id: string;
  readonly mapping: Mapping;
  readonly table: LocalTable;
  readonly streamArn: string;
  readonly target: LocalFunction;
  readonly passes: EventFilter;
  readonly failureQueue: Queue | undefined;
};

/** Splits records into lanes by partition key: order is kept within a key, as Lambda's parallelization does. */
const lanesOf = (records: readonly StreamRecord[], hashKey: string, count: number): StreamRecord[][] => {
  if (count === 1) return [[...records]];
  const lanes = Array.from({ length: count }, (): StreamRecord[] => []);
  for (const record of records) {
    const key = JSON.stringify(record.dynamodb.Keys[hashKey]);
    lanes[createHash('md5').update(key).digest().readUInt32BE() % count]?.push(record);
  }
  return lanes;
};

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

/** The message that Lambda sends to the destination of a stream batch it gives up: the place, not the records. */
const failureMessage = (
  source: StreamSource,
  given: { shardId: string; records: readonly StreamRecord[]; why: DiscardReason; invocations: number },
): string => {
  const first = given.records[0]?.dynamodb;
  const last = given.records.at(-1)?.dynamodb;
  const arrival = (seconds = 0) => new Date(seconds * 1000).toISOString();
  return JSON.stringify({
    requestContext: {
      requestId: randomUUID(),
      functionArn: source.target.arn,
      condition: given.why,
      approximateInvokeCount: given.invocations,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: given.shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: arrival(last?.ApproximateCreationDateTime),
      batchSize: given.records.length,
      streamArn: source.streamArn,
    },
  });
};

/** Feeds a table's stream to a function. */
export const startStreamConsumer = (source: StreamSource, host: SourceHost): Consumer => {
  const { mapping, target, table, failureQueue } = source;
  const batchSize = mapping.BatchSize ?? defaultBatchSize;
  // More than there are cores would only wait for one another, each in a thread that warms up by itself.
  const lanes = Math.min(mapping.ParallelizationFactor, Math.max(2, availableParallelism()));
  const rules = {
    maximumRetryAttempts: mapping.MaximumRetryAttempts,
    maximumRecordAgeSeconds: mapping.MaximumRecordAgeInSeconds,
    bisect: mapping.BisectBatchOnFunctionError,
    reportsItemFailures: mapping.FunctionResponseTypes.length > 0,
  };
  const backoffs = new Set<ReturnType<typeof createPacing>>();

  const toEvent = (records: readonly StreamRecord[]) => ({
    Records: records.map((record) => ({
      ...record,
      awsRegion: host.region,
      eventSourceARN: table.templateStreamArn,
    })),
  });
  const sleep = async (ms: number): Promise<void> => {
    const pacing = createPacing();
    backoffs.add(pacing);
    await pacing.sleep(ms);
    backoffs.delete(pacing);
  };
  const wakeBackoffs = (): void => {
    for (const pacing of backoffs) pacing.wake();
  };

  const deliverLane = async (
    records: readonly StreamRecord[],
    { shardId, interrupted }: Progress,
    handled: (sequenceNumber: string) => void,
  ): Promise<boolean> => {
    for (const batch of chunks(records, batchSize)) {
      if (interrupted()) return false;
      const done = await deliverBatch(batch, rules, {
        invoke: (part) => target.invoke(toEvent(part)),
        discard: async (given, why, invocations) => {
          const place = `${given[0]?.dynamodb.SequenceNumber}…${given.at(-1)?.dynamodb.SequenceNumber}`;
          host.problem(`${source.id} gave up ${given.length} records (${place}): ${why}`);
          failureQueue?.send({ body: failureMessage(source, { shardId, records: given, why, invocations }) });
        },
        sleep,
        now: Date.now,
        interrupted,
      });
      if (!done) return false;
      const last = batch.at(-1);
      if (last !== undefined) handled(last.dynamodb.SequenceNumber);
    }
    return true;
  };

  const reader = startReader({
    client: host.streams.join(),
    streamArn: source.streamArn,
    position: host.positions,
    mapping: source.id,
    enough: batchSize * lanes,
    windowMs: mapping.MaximumBatchingWindowInSeconds * 1000,
    wanted: source.passes,
    deliver: async (records, progress) => {
      // With several lanes no single sequence number says how far all of them are, so only the whole counts.
      const handled = lanes === 1 ? progress.handled : () => {};
      const done = await Promise.all(
        lanesOf(records, table.hashKey, lanes).map((lane) => deliverLane(lane, progress, handled)),
      );
      return done.every((one) => one);
    },
    hurry: host.streams.hurry,
    problem: host.problem,
  });
  return {
    ...reader,
    function: target,
    pause: () => {
      const paused = reader.pause();
      wakeBackoffs();
      return paused;
    },
    stop: () => {
      const stopped = reader.stop();
      wakeBackoffs();
      return stopped;
    },
  };
};
