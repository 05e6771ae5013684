import * as z from 'zod';
import type { EventFilter } from './event-filter.ts';
import type { Consumer, Mapping, SourceHost } from './event-sources.ts';
import type { LocalFunction, Outcome } from './function-pool.ts';
import { parseJson } from './json.ts';
import { type Message, md5, type Queue } from './queues.ts';

const defaultBatchSize = 10;
const pollSeconds = 20;

type QueueSource = {
  readonly mapping: Mapping;
  readonly queue: Queue;
  readonly target: LocalFunction;
  readonly passes: EventFilter;
};

const failuresSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
});

/** The messages that were handled; an answer that can't be read, or names a foreign id, fails the batch. */
const handledOf = (outcome: Outcome, batch: readonly Message[], mapping: Mapping): readonly Message[] => {
  if (!outcome.ok) return [];
  if (mapping.FunctionResponseTypes.length === 0 || outcome.answer === null) return batch;
  const parsed = failuresSchema.safeParse(outcome.answer);
  if (!parsed.success) return [];
  const failed = new Set((parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  const isForeign = [...failed].some((id) => !batch.some((message) => message.id === id));
  return isForeign ? [] : batch.filter(({ id }) => !failed.has(id));
};

const toRecord = (message: Message, queue: Queue, region: string) => ({
  messageId: message.id,
  receiptHandle: message.receipt,
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  },
  messageAttributes: message.attributes,
  md5OfBody: md5(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: queue.arn,
  awsRegion: region,
});

/** Feeds a queue to a function. What fails becomes visible again after the queue's visibility timeout. */
export const startQueueConsumer = (source: QueueSource, host: SourceHost): Consumer => {
  const { mapping, queue, target, passes } = source;
  const max = mapping.BatchSize ?? defaultBatchSize;
  let stopped = false;

  const isWanted = (message: Message): boolean =>
    passes({ ...message, body: parseJson(message.body) ?? message.body });
  const remove = (messages: readonly Message[]): void => {
    for (const { receipt } of messages) if (receipt !== undefined) queue.remove(receipt);
  };
  const deliver = async (received: readonly Message[]): Promise<void> => {
    const batch = received.filter(isWanted);
    remove(received.filter((message) => !batch.includes(message)));
    if (batch.length === 0) return;
    const event = { Records: batch.map((message) => toRecord(message, queue, host.region)) };
    remove(handledOf(await target.invoke(event), batch, mapping));
  };
  const loop = async (): Promise<void> => {
    while (!stopped) await deliver(await queue.receive({ max, waitSeconds: pollSeconds }));
  };
  const running = loop();
  return {
    function: target,
    nudge: () => {},
    pause: async () => {},
    resume: () => {},
    stop: async () => {
      stopped = true;
      queue.close();
      await running;
    },
  };
};
