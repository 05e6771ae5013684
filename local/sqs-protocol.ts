import * as z from 'zod';
import { type Message, md5, type Queue } from './queues.ts';

/** An error of an AWS service's JSON protocol; `legacyCode` is what older SDKs know it by. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;
  readonly legacyCode: string | undefined;
  constructor(code: string, message: string, legacyCode?: string) {
    super(message);
    this.code = code;
    this.legacyCode = legacyCode;
  }
}

const attributes = z.record(z.string(), z.unknown()).optional();
const queueUrl = z.object({ QueueUrl: z.string() });
const entryShape = {
  MessageBody: z.string().min(1),
  MessageAttributes: attributes,
  DelaySeconds: z.number().int().min(0).max(900).optional(),
};
const entries = <S extends z.ZodRawShape>(shape: S) =>
  z
    .array(z.object({ Id: z.string(), ...shape }))
    .min(1)
    .max(10);

const schemas = {
  SendMessage: z.object({ ...queueUrl.shape, ...entryShape }),
  SendMessageBatch: z.object({ ...queueUrl.shape, Entries: entries(entryShape) }),
  ReceiveMessage: z.object({
    ...queueUrl.shape,
    MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
    VisibilityTimeout: z.number().int().min(0).max(43_200).optional(),
    WaitTimeSeconds: z.number().int().min(0).max(20).optional(),
  }),
  DeleteMessage: z.object({ ...queueUrl.shape, ReceiptHandle: z.string() }),
  DeleteMessageBatch: z.object({ ...queueUrl.shape, Entries: entries({ ReceiptHandle: z.string() }) }),
  ChangeMessageVisibility: z.object({
    ...queueUrl.shape,
    ReceiptHandle: z.string(),
    VisibilityTimeout: z.number().int().min(0).max(43_200),
  }),
  GetQueueUrl: z.object({ QueueName: z.string() }),
};

const sendOne = (
  queue: Queue,
  { MessageBody, MessageAttributes, DelaySeconds }: z.infer<z.ZodObject<typeof entryShape>>,
) => {
  const sent = queue.send({ body: MessageBody, attributes: MessageAttributes, delaySeconds: DelaySeconds });
  return { MessageId: sent.id, MD5OfMessageBody: md5(sent.body) };
};

const received = (message: Message) => ({
  MessageId: message.id,
  ReceiptHandle: message.receipt,
  MD5OfBody: md5(message.body),
  Body: message.body,
  Attributes: {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  },
  ...(Object.keys(message.attributes).length > 0 && { MessageAttributes: message.attributes }),
});

const queueAttributes = (queue: Queue): Record<string, string> => {
  const now = Date.now();
  const all = queue.messages();
  const hidden = all.filter(({ visibleAt }) => visibleAt > now);
  const { VisibilityTimeout, DelaySeconds, MessageRetentionPeriod, RedrivePolicy } = queue.settings;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(all.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(hidden.filter(({ receipt }) => receipt).length),
    ApproximateNumberOfMessagesDelayed: String(hidden.filter(({ receipt }) => !receipt).length),
    VisibilityTimeout: String(VisibilityTimeout),
    DelaySeconds: String(DelaySeconds),
    MessageRetentionPeriod: String(MessageRetentionPeriod),
    ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
  };
};

const missing = () =>
  new ServiceError(
    'com.amazonaws.sqs#QueueDoesNotExist',
    'The specified queue does not exist.',
    'AWS.SimpleQueueService.NonExistentQueue',
  );

/** Answers the SQS actions of the AWS JSON protocol for these queues. Throws ServiceError and ZodError. */
export const sqsActions = (
  queues: readonly Queue[],
): Readonly<Record<string, (input: unknown) => Promise<object>>> => {
  const at = ({ QueueUrl }: { QueueUrl: string }): Queue => {
    const found = queues.find(({ url, name }) => url === QueueUrl || QueueUrl.endsWith(`/${name}`));
    if (found === undefined) throw missing();
    return found;
  };
  return {
    SendMessage: async (input) => {
      const request = schemas.SendMessage.parse(input);
      return sendOne(at(request), request);
    },
    SendMessageBatch: async (input) => {
      const request = schemas.SendMessageBatch.parse(input);
      const queue = at(request);
      return {
        Successful: request.Entries.map((entry) => ({ Id: entry.Id, ...sendOne(queue, entry) })),
        Failed: [],
      };
    },
    ReceiveMessage: async (input) => {
      const request = schemas.ReceiveMessage.parse(input);
      const messages = await at(request).receive({
        max: request.MaxNumberOfMessages,
        visibilitySeconds: request.VisibilityTimeout,
        waitSeconds: request.WaitTimeSeconds,
      });
      return messages.length > 0 ? { Messages: messages.map(received) } : {};
    },
    DeleteMessage: async (input) => {
      const request = schemas.DeleteMessage.parse(input);
      at(request).remove(request.ReceiptHandle);
      return {};
    },
    DeleteMessageBatch: async (input) => {
      const request = schemas.DeleteMessageBatch.parse(input);
      for (const { ReceiptHandle } of request.Entries) at(request).remove(ReceiptHandle);
      return { Successful: request.Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    ChangeMessageVisibility: async (input) => {
      const request = schemas.ChangeMessageVisibility.parse(input);
      if (!at(request).changeVisibility(request.ReceiptHandle, request.VisibilityTimeout)) {
        throw new ServiceError(
          'com.amazonaws.sqs#ReceiptHandleIsInvalid',
          'The receipt handle is not valid.',
        );
      }
      return {};
    },
    GetQueueAttributes: async (input) => ({ Attributes: queueAttributes(at(queueUrl.parse(input))) }),
    GetQueueUrl: async (input) => {
      const { QueueName } = schemas.GetQueueUrl.parse(input);
      return { QueueUrl: at({ QueueUrl: `/${QueueName}` }).url };
    },
    PurgeQueue: async (input) => {
      at(queueUrl.parse(input)).purge();
      return {};
    },
  };
};
