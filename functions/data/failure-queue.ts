import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** A stream record that could not be projected: where it is and why, never what it holds. */
export const failureSchema = z.object({
  keys: z.object({ pk: z.string(), sk: z.string() }),
  eventId: z.string(),
  reason: z.string(),
});
export type Failure = z.output<typeof failureSchema>;

export type WaitingFailure = { readonly receipt: string; readonly failure: Failure | undefined };

export type FailureQueue = {
  /** @throws Error unless every failure has been taken in */
  readonly send: (failures: readonly Failure[]) => Promise<void>;
  /** At most ten; hidden from other readers for the queue's visibility timeout. */
  readonly receive: () => Promise<readonly WaitingFailure[]>;
  readonly settle: (receipt: string) => Promise<void>;
};

const PER_CALL = 10;
const REASON_MAX = 500;

const parseBody = (body: string | undefined): Failure | undefined => {
  try {
    return failureSchema.safeParse(JSON.parse(body ?? '')).data;
  } catch {
    return undefined;
  }
};

export const failureQueue = (client: SQSClient, queueUrl: string): FailureQueue => ({
  send: async (failures) => {
    for (let from = 0; from < failures.length; from += PER_CALL) {
      const Entries = failures.slice(from, from + PER_CALL).map((failure, i) => ({
        Id: `${i}`,
        MessageBody: JSON.stringify({ ...failure, reason: failure.reason.slice(0, REASON_MAX) }),
      }));
      const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      const lost = answer.Failed?.length ?? 0;
      if (lost > 0) throw new Error(`the failure queue did not take ${lost} of ${Entries.length} messages`);
    }
  },
  receive: async () => {
    const answer = await client.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: PER_CALL }),
    );
    return (answer.Messages ?? []).flatMap(({ Body, ReceiptHandle }) =>
      ReceiptHandle === undefined ? [] : [{ receipt: ReceiptHandle, failure: parseBody(Body) }],
    );
  },
  settle: async (receipt) => {
    await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }));
  },
});
