import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventBus, type EventBus } from '../../local/event-bus.ts';
import { type Front, startFront } from '../../local/front.ts';
import { functionDirectory } from '../../local/functions.ts';
import { createQueues, type Queue } from '../../local/queues.ts';
import { createServices } from '../../local/services.ts';
import type { Resource } from '../../local/template.ts';

let front: Front;
let queues: readonly Queue[];
let client: SQSClient;
let bus: EventBus;
let invoked: unknown[];

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const url = (name: string) => `${front.baseUrl}/_local/aws/000000000000/${name}`;
const resource = (type: string, id: string, properties: Resource['properties']): Resource => ({
  stack: 'S',
  id,
  type,
  properties,
  physical: { ref: url(id), attributes: { Arn: arn(id), QueueName: id } },
  directory: '',
  asset: undefined,
});

beforeEach(async () => {
  invoked = [];
  front = await startFront(0);
  const RedrivePolicy = { deadLetterTargetArn: arn('dead'), maxReceiveCount: 2 };
  queues = createQueues(
    [resource('AWS::SQS::Queue', 'jobs', { RedrivePolicy }), resource('AWS::SQS::Queue', 'dead', {})],
    { value: {}, changed: () => {}, flush: () => {} },
  );
  const target = {
    name: 'f',
    arn: 'arn:f',
    invoke: async (event: unknown) => {
      invoked.push(event);
      return { ok: true as const, answer: null };
    },
    kill: () => false,
    close: async () => {},
  };
  const failing = {
    ...target,
    name: 'Stack-FailingFunction0A1B2C3D-1234abcd',
    invoke: async () => ({ ok: false as const, errorType: 'Oops', errorMessage: 'no luck', trace: [] }),
  };
  const rule = resource('AWS::Events::Rule', 'rule', {
    EventBusName: 'bus',
    EventPattern: { source: ['ledger'] },
    Targets: [{ Arn: 'f' }],
  });
  bus = createEventBus([rule], { account: '0', region: 'us-east-1', findFunction: () => target });
  const services = createServices({ queues, bus, findFunction: functionDirectory([target, failing]) });
  front.serve({ api: services, local: services });
  client = new SQSClient({
    endpoint: `${front.baseUrl}/_local/aws`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterEach(async () => {
  client.destroy();
  for (const queue of queues) queue.close();
  await front.close();
});

const send = (MessageBody: string) =>
  client.send(new SendMessageCommand({ QueueUrl: url('jobs'), MessageBody }));
const receive = async (
  name = 'jobs',
  more: { VisibilityTimeout?: number; WaitTimeSeconds?: number } = {},
) => {
  const request = { QueueUrl: url(name), MaxNumberOfMessages: 10, ...more };
  return (await client.send(new ReceiveMessageCommand(request))).Messages ?? [];
};
const counts = async () => {
  const request = { QueueUrl: url('jobs'), AttributeNames: ['All' as const] };
  const { Attributes } = await client.send(new GetQueueAttributesCommand(request));
  return [Attributes?.ApproximateNumberOfMessages, Attributes?.ApproximateNumberOfMessagesNotVisible];
};

describe('SQS, as its SDK speaks it', () => {
  it('gives a message once until it is deleted', async () => {
    await send('one');
    const [message] = await receive();
    expect(message?.Body).toBe('one');
    expect(await receive()).toEqual([]);
    expect(await counts()).toEqual(['0', '1']);
    await client.send(
      new DeleteMessageCommand({ QueueUrl: url('jobs'), ReceiptHandle: message?.ReceiptHandle }),
    );
    expect(await counts()).toEqual(['0', '0']);
  });

  it('sends and deletes in batches', async () => {
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url('jobs'),
        Entries: [
          { Id: '1', MessageBody: 'a' },
          { Id: '2', MessageBody: 'b' },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['1', '2']);
    const messages = await receive();
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: url('jobs'), Entries }));
    expect(await counts()).toEqual(['0', '0']);
  });

  it('shows a message again when its visibility ends, and moves it away after too many receives', async () => {
    await send('again');
    const [first] = await receive();
    const request = { QueueUrl: url('jobs'), ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(request));
    const [second] = await receive('jobs', { VisibilityTimeout: 0 });
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(await receive()).toEqual([]);
    expect((await receive('dead')).map(({ Body }) => Body)).toEqual(['again']);
  });

  it('waits for a message', async () => {
    const waiting = receive('jobs', { WaitTimeSeconds: 10 });
    await send('late');
    expect((await waiting).map(({ Body }) => Body)).toEqual(['late']);
  });

  it('finds a queue by name and purges it', async () => {
    await send('x');
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'jobs' }));
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive()).toEqual([]);
  });

  it("refuses a queue that isn't there", async () => {
    const request = new SendMessageCommand({ QueueUrl: url('gone'), MessageBody: 'x' });
    await expect(client.send(request)).rejects.toBeInstanceOf(QueueDoesNotExist);
  });
});

describe('EventBridge', () => {
  const put = async (target: string, body: object) => {
    const response = await fetch(`${front.baseUrl}/_local/aws`, {
      method: 'POST',
      headers: { 'x-amz-target': target },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    return { status: response.status, answer };
  };

  it('invokes the functions of matching rules', async () => {
    const entry = { Source: 'ledger', DetailType: 'sold', Detail: '{"a":1}', EventBusName: 'bus' };
    const Entries = [entry, { ...entry, Source: 'other' }, { ...entry, Detail: 'no json' }];
    const { status, answer } = await put('AWSEvents.PutEvents', { Entries });
    expect(status).toBe(200);
    expect(answer).toMatchObject({ FailedEntryCount: 1 });
    expect(invoked).toMatchObject([{ source: 'ledger', 'detail-type': 'sold', detail: { a: 1 } }]);
  });

  it('refuses a call with more than 256 KB, as a whole', async () => {
    const large = JSON.stringify({ text: 'Z'.repeat(140_000) });
    const entry = { Source: 'ledger', DetailType: 'sold', Detail: large, EventBusName: 'bus' };
    expect(await put('AWSEvents.PutEvents', { Entries: [entry] })).toMatchObject({ status: 200 });
    expect(await put('AWSEvents.PutEvents', { Entries: [entry, entry] })).toMatchObject({
      status: 400,
      answer: { __type: 'ValidationException' },
    });
    expect(bus.events()).toHaveLength(1);
  });

  it('shows what it was told, or what of it has certain values', async () => {
    const told = (DetailType: string, detail: object) => ({
      Source: 'ledger',
      DetailType,
      Detail: JSON.stringify(detail),
    });
    const Entries = [told('sold', { tenant: 'a', n: 1 }), told('held', { tenant: 'b', n: 1 })];
    await put('AWSEvents.PutEvents', { Entries });
    expect(bus.events()).toHaveLength(2);
    expect(bus.events([['detail.tenant', 'b']])).toMatchObject([{ 'detail-type': 'held' }]);
    expect(bus.events([['detail.n', '1']])).toHaveLength(2);
    expect(
      bus.events([
        ['detail.n', '1'],
        ['detail-type', 'sold'],
      ]),
    ).toMatchObject([{ detail: { tenant: 'a' } }]);
    expect(bus.events([['detail.tenant.x', 'a']])).toEqual([]);
  });

  it("says so when a service isn't here", async () => {
    expect(await put('Kinesis.PutRecord', {})).toMatchObject({
      status: 400,
      answer: { __type: 'UnsupportedOperation', message: expect.stringContaining('Kinesis.PutRecord') },
    });
  });
});

describe('Lambda, as its SDK speaks it', () => {
  const invoke = async (FunctionName: string, event?: unknown, more: object = {}) => {
    const lambda = new LambdaClient({
      endpoint: `${front.baseUrl}/_local/aws`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    try {
      const payload = event === undefined ? {} : { Payload: JSON.stringify(event) };
      const answer = await lambda.send(new InvokeCommand({ FunctionName, ...payload, ...more }));
      return { error: answer.FunctionError, payload: JSON.parse(answer.Payload?.transformToString() ?? '') };
    } finally {
      lambda.destroy();
    }
  };

  it('invokes a function with an event and waits for its answer', async () => {
    expect(await invoke('f', { a: 1 })).toEqual({ error: undefined, payload: null });
    await invoke('f');
    expect(invoked).toEqual([{ a: 1 }, {}]);
  });

  it('tells how one failed, found by the name of its construct', async () => {
    expect(await invoke('FailingFunction', {})).toEqual({
      error: 'Unhandled',
      payload: { errorType: 'Oops', errorMessage: 'no luck', trace: [] },
    });
  });

  it("refuses a function that isn't there, and to go on without waiting", async () => {
    await expect(invoke('None')).rejects.toThrow(ResourceNotFoundException);
    await expect(invoke('f', {}, { InvocationType: 'Event' })).rejects.toThrow(/waits for what it invokes/);
    expect(invoked).toEqual([]);
  });
});
