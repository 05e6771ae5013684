import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { SavedState } from './saved-state.ts';
import { StartFailure } from './start-failure.ts';
import type { Resource } from './template.ts';

const messageSchema = z.object({
  id: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), z.unknown()),
  /** Milliseconds since the epoch, like all times here. */
  sentAt: z.number(),
  visibleAt: z.number(),
  receipt: z.string().optional(),
  firstReceivedAt: z.number().optional(),
  receiveCount: z.number(),
});
export type Message = z.infer<typeof messageSchema>;

/** Everything in the queues, by queue name. */
export const messagesSchema = z.record(z.string(), z.array(messageSchema));

const queueSchema = z.object({
  FifoQueue: z.literal(false).optional(),
  VisibilityTimeout: z.number().default(30),
  DelaySeconds: z.number().default(0),
  MessageRetentionPeriod: z.number().default(345_600),
  ReceiveMessageWaitTimeSeconds: z.number().default(0),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().positive() })
    .optional(),
});

export type SentMessage = {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly delaySeconds?: number | undefined;
};
export type ReceiveRequest = {
  readonly max: number;
  readonly visibilitySeconds?: number | undefined;
  readonly waitSeconds?: number | undefined;
};

/** A standard SQS queue. */
export type Queue = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly settings: z.infer<typeof queueSchema>;
  readonly send: (message: SentMessage) => Message;
  readonly receive: (request: ReceiveRequest) => Promise<Message[]>;
  readonly remove: (receipt: string) => void;
  /** False for a receipt that is unknown or used up. */
  readonly changeVisibility: (receipt: string, seconds: number) => boolean;
  readonly purge: () => void;
  readonly messages: () => readonly Message[];
  /** Ends every long poll. */
  readonly close: () => void;
};

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

type Move = (targetArn: string, message: Message) => void;

const createQueue = (resource: Resource, saved: SavedState<Record<string, Message[]>>, move: Move): Queue => {
  const parsed = queueSchema.safeParse(resource.properties);
  if (!parsed.success) {
    throw new StartFailure(`The queue ${resource.id} can't run here: ${z.prettifyError(parsed.error)}`);
  }
  const settings = parsed.data;
  const arn = resource.physical.attributes.Arn ?? '';
  const name = resource.physical.attributes.QueueName ?? '';
  saved.value[name] ??= [];
  const waiting = new Set<() => void>();
  let closed = false;

  const messages = (): Message[] => {
    const oldest = Date.now() - settings.MessageRetentionPeriod * 1000;
    const kept = (saved.value[name] ?? []).filter(({ sentAt }) => sentAt >= oldest);
    saved.value[name] = kept;
    return kept;
  };
  const replace = (next: Message[]): void => {
    saved.value[name] = next;
    saved.changed();
  };
  const take = (message: Message, visibilitySeconds: number): Message => {
    const now = Date.now();
    message.receipt = randomUUID();
    message.visibleAt = now + visibilitySeconds * 1000;
    message.firstReceivedAt ??= now;
    message.receiveCount += 1;
    return { ...message };
  };
  const isExhausted = ({ receiveCount }: Message): boolean =>
    settings.RedrivePolicy !== undefined && receiveCount >= settings.RedrivePolicy.maxReceiveCount;

  const receiveNow = ({ max, visibilitySeconds }: ReceiveRequest): Message[] => {
    const now = Date.now();
    const visible = messages().filter(({ visibleAt }) => visibleAt <= now);
    const exhausted = visible.filter(isExhausted);
    if (exhausted.length > 0) {
      replace(messages().filter((message) => !exhausted.includes(message)));
      for (const message of exhausted) move(settings.RedrivePolicy?.deadLetterTargetArn ?? '', message);
    }
    const taken = visible.filter((message) => !isExhausted(message)).slice(0, max);
    if (taken.length === 0) return [];
    saved.changed();
    return taken.map((message) => take(message, visibilitySeconds ?? settings.VisibilityTimeout));
  };
  const untilNews = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      waiting.add(done);
    });
  const announce = (): void => {
    for (const wake of [...waiting]) wake();
  };

  return {
    name,
    url: resource.physical.ref,
    arn,
    settings,
    send: ({ body, attributes = {}, delaySeconds = settings.DelaySeconds }) => {
      const now = Date.now();
      const message: Message = {
        id: randomUUID(),
        body,
        attributes: { ...attributes },
        sentAt: now,
        visibleAt: now + delaySeconds * 1000,
        receiveCount: 0,
      };
      replace([...messages(), message]);
      announce();
      return message;
    },
    receive: async (request) => {
      const until = Date.now() + (request.waitSeconds ?? settings.ReceiveMessageWaitTimeSeconds) * 1000;
      while (true) {
        const received = receiveNow(request);
        const now = Date.now();
        if (received.length > 0 || now >= until || closed) return received;
        const next = Math.min(until, ...messages().map(({ visibleAt }) => Math.max(visibleAt, now + 5)));
        await untilNews(next - now);
      }
    },
    remove: (receipt) => replace(messages().filter((message) => message.receipt !== receipt)),
    changeVisibility: (receipt, seconds) => {
      const message = messages().find((one) => one.receipt === receipt);
      if (message === undefined) return false;
      message.visibleAt = Date.now() + seconds * 1000;
      saved.changed();
      announce();
      return true;
    },
    purge: () => replace([]),
    messages,
    close: () => {
      closed = true;
      announce();
    },
  };
};

/** The queues of the template. Throws a StartFailure for kinds that aren't run here (FIFO). */
export const createQueues = (
  resources: readonly Resource[],
  saved: SavedState<Record<string, Message[]>>,
): readonly Queue[] => {
  const queues: Queue[] = [];
  const move: Move = (targetArn, message) => {
    const target = queues.find(({ arn }) => arn === targetArn);
    target?.send({ body: message.body, attributes: message.attributes, delaySeconds: 0 });
  };
  for (const resource of resources) queues.push(createQueue(resource, saved, move));
  for (const { name, settings } of queues) {
    const target = settings.RedrivePolicy?.deadLetterTargetArn;
    if (target !== undefined && !queues.some(({ arn }) => arn === target)) {
      throw new StartFailure(`The dead-letter queue of ${name} is no queue of the stack: ${target}`);
    }
  }
  return queues;
};
