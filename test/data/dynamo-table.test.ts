import {
  type DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { WritePart } from '../../functions/app/write-part.ts';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';

/** What the engine seldom does and DynamoDB Local never, injected at the client. */

type Sent = { readonly name: string; readonly input: Record<string, unknown> };

const clientThat = (...answers: readonly (Error | Record<string, unknown>)[]) => {
  const [sent, pauses]: [Sent[], number[]] = [[], []];
  const send = async (command: { readonly input: Record<string, unknown> }) => {
    const answer = answers[sent.length];
    sent.push({ name: command.constructor.name, input: command.input });
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  };
  const pause = async (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds);
  };
  const client = { send } as unknown as DynamoDBClient;
  return { sent, pauses, table: dynamoTable({ client, tableName: 'units', pause }) };
};

const key = (sk: string) => ({ pk: 'p', sk });
const parts: readonly WritePart[] = [
  { action: 'put', key: key('a'), attributes: {}, condition: { name: 'absent' } },
  { action: 'delete', key: key('b'), condition: { name: 'unchanged', version: 3 } },
  { action: 'put', key: key('c'), attributes: {}, condition: { name: 'always' } },
];
const cancelled = (...codes: readonly string[]): Error =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const named = (name: string): Error =>
  new DynamoDBServiceException({ name, message: name, $fault: 'client', $metadata: {} });

describe('a transaction', () => {
  const outcome = (answer: Error) => clientThat(answer).table.transact(parts);

  it('whose conditions fail is stale, and tells which', async () => {
    expect(await outcome(cancelled('ConditionalCheckFailed', 'None', 'None'))).toMatchObject({
      outcome: 'stale',
      conditions: ['absent'],
    });
    expect(await outcome(cancelled('None', 'ConditionalCheckFailed', 'TransactionConflict'))).toMatchObject({
      outcome: 'stale',
      conditions: ['unchanged'],
    });
  });

  it.each([
    cancelled('None', 'TransactionConflict', 'None'),
    cancelled('ThrottlingError', 'None', 'None'),
    cancelled('None', 'None', 'ProvisionedThroughputExceeded'),
    named('ThrottlingException'),
    named('ProvisionedThroughputExceededException'),
    named('RequestLimitExceeded'),
    named('TransactionInProgressException'),
  ])('that meets another or too much at once is contended: %o', async (error) => {
    expect(await outcome(error)).toEqual({ outcome: 'contended' });
  });

  it.each([
    cancelled('ValidationError', 'None', 'None'),
    cancelled('ItemCollectionSizeLimitExceeded', 'None', 'None'),
    named('ValidationException'),
    named('ResourceNotFoundException'),
    new Error('no such host'),
  ])('that fails otherwise throws: %o', async (error) => {
    await expect(outcome(error)).rejects.toBe(error);
  });
});

describe('what the engine leaves out', () => {
  const record = (sk: string) => marshall(key(sk));

  it('of a read is asked for again, after a pause that grows', async () => {
    const left = (...sks: readonly string[]) => ({ units: { Keys: sks.map(record) } });
    const { table, sent, pauses } = clientThat(
      { Responses: { units: [record('a')] }, UnprocessedKeys: left('b', 'c') },
      { Responses: { units: [] }, UnprocessedKeys: left('b', 'c') },
      { Responses: { units: [record('b')] } },
    );
    expect(await table.getMany([key('a'), key('b'), key('c')])).toEqual([key('a'), key('b')]);
    expect(sent.map(({ input }) => input.RequestItems)).toMatchObject([
      { units: { ConsistentRead: true } },
      { units: { Keys: [record('b'), record('c')] } },
      { units: { Keys: [record('b'), record('c')] } },
    ]);
    expect(pauses[1]).toBeGreaterThan(pauses[0] ?? Infinity);
  });

  it('of a write is sent again', async () => {
    const put = { PutRequest: { Item: record('b') } };
    const { table, sent } = clientThat({ UnprocessedItems: { units: [put] } }, {});
    await table.writeMany({ puts: [{ key: key('b'), attributes: {} }], deletes: [key('a')] });
    expect(sent.map(({ name }) => name)).toEqual(['BatchWriteItemCommand', 'BatchWriteItemCommand']);
    expect(sent[1]?.input).toEqual({ RequestItems: { units: [put] } });
  });

  it('of a query, as an empty page that is not the last, is read on', async () => {
    const { table, sent } = clientThat(
      { Items: [], LastEvaluatedKey: record('a') },
      { Items: [record('b')], LastEvaluatedKey: record('b') },
      { Items: [record('c')] },
    );
    const page = await table.query({ pk: 'p', limit: 5, consistent: true });
    expect(page).toEqual({ records: [key('b'), key('c')], more: false });
    expect(sent.map(({ input }) => [input.ExclusiveStartKey, input.Limit])).toEqual([
      [undefined, 5],
      [record('a'), 5],
      [record('b'), 4],
    ]);
  });

  it('of a record that has no key is a fault', async () => {
    const { table } = clientThat({ Responses: { units: [marshall({ pk: 'p' })] } });
    await expect(table.getMany([key('a')])).rejects.toThrow();
  });
});
