import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { RecordKey } from '../app/write-part.ts';
import { LedgerError } from '../domain/errors.ts';
import { RECORD_TYPE } from './attributes.ts';
import { coalescing, distinct } from './coalescing.ts';
import { actionOf, addition, MARSHALL } from './engine-actions.ts';
import { isContention, reading, refusal } from './engine-errors.ts';
import { checkStart, keyCondition, rangeOf } from './query-range.ts';
import type { QueryRequest, ScanPage, ScanRequest, StoredRecord, Table } from './table.ts';

const READS_PER_BATCH = 100;
const WRITES_PER_BATCH = 25;
/** Batches under way at once; more only fills the client's sockets. */
const CONCURRENCY = 12;

type Pause = (milliseconds: number) => Promise<void>;
type Given = { readonly client: DynamoDBClient; readonly tableName: string; readonly pause: Pause };

const storedSchema = z.looseObject({ pk: z.string(), sk: z.string() });
const recordFrom = (item: Parameters<typeof unmarshall>[0]): StoredRecord =>
  storedSchema.parse(unmarshall(item));

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** Runs the work of every chunk, at most `CONCURRENCY` at once; results in order. */
const inTurns = async <T, R>(work: readonly T[], run: (one: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  const waiting = [...work.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next[0]] = await run(next[1]);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
};

const backOff = (attempt: number): number => Math.min(50 * 2 ** attempt, 2_000);

const getBatch = async (
  { client, tableName, pause }: Given,
  keys: readonly RecordKey[],
): Promise<StoredRecord[]> => {
  const found: StoredRecord[] = [];
  let asked = keys.map((key) => marshall(key));
  for (let attempt = 0; asked.length > 0; attempt += 1) {
    if (attempt > 0) await pause(backOff(attempt));
    const answer = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: asked, ConsistentRead: true } } }),
    );
    found.push(...(answer.Responses?.[tableName] ?? []).map(recordFrom));
    asked = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return found;
};

const writeBatch = async ({ client, tableName, pause }: Given, writes: WriteRequest[]): Promise<void> => {
  let asked = writes;
  for (let attempt = 0; asked.length > 0; attempt += 1) {
    if (attempt > 0) await pause(backOff(attempt));
    const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: asked } }));
    asked = answer.UnprocessedItems?.[tableName] ?? [];
  }
};

const query = async ({ client, tableName }: Given, request: QueryRequest) => {
  const { pk, after, limit, consistent } = request;
  const range = rangeOf(request);
  checkStart(request, range);
  const records: StoredRecord[] = [];
  let start = after === undefined ? undefined : marshall({ pk, sk: after });
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: keyCondition(range),
        ExpressionAttributeValues: marshall({ ':pk': pk, ':from': range.from, ':to': range.to }, MARSHALL),
        ConsistentRead: consistent,
        Limit: limit - records.length,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    records.push(...(answer.Items ?? []).map(recordFrom));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && records.length < limit);
  return { records, more: start !== undefined };
};

/** What a scan leaves out. */
const filterOf = ({ types, begins }: ScanRequest) => {
  const names = types?.map((type, i) => [`:t${i}`, type] as const);
  const clauses = [
    ...(names === undefined ? [] : [`#type IN (${names.map(([name]) => name).join(', ')})`]),
    ...(begins === undefined ? [] : ['begins_with(pk, :begins)']),
  ];
  if (clauses.length === 0) return {};
  return {
    FilterExpression: clauses.join(' AND '),
    ...(names === undefined ? {} : { ExpressionAttributeNames: { '#type': RECORD_TYPE } }),
    ExpressionAttributeValues: marshall({
      ...Object.fromEntries(names ?? []),
      ...(begins === undefined ? {} : { ':begins': begins }),
    }),
  };
};

const scan = async ({ client, tableName }: Given, request: ScanRequest): Promise<ScanPage> => {
  const { segment, segments, after, limit } = request;
  const { Items, LastEvaluatedKey } = await client.send(
    new ScanCommand({
      TableName: tableName,
      Segment: segment,
      TotalSegments: segments,
      ...filterOf(request),
      ConsistentRead: true,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: marshall(after) }),
    }),
  );
  const records = (Items ?? []).map(recordFrom);
  if (LastEvaluatedKey === undefined) return { records };
  const { pk, sk } = recordFrom(LastEvaluatedKey);
  return { records, next: { pk, sk } };
};

/** A transaction that writes one of the records now turns the reading away; it is over in milliseconds. */
const LOOKS = 8;

const getTogether = async (
  { client, tableName: TableName, pause }: Given,
  keys: readonly RecordKey[],
): Promise<StoredRecord[]> => {
  const TransactItems = keys.map((key) => ({ Get: { TableName, Key: marshall(key) } }));
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await client.send(new TransactGetItemsCommand({ TransactItems }));
      return (answer.Responses ?? []).flatMap(({ Item }) => (Item === undefined ? [] : [recordFrom(Item)]));
    } catch (error) {
      if (!isContention(error)) throw error;
      if (attempt === LOOKS) throw new LedgerError({ code: 'busy', retryAfter: 1 });
      await pause(backOff(attempt));
    }
  }
};

const raised = z.record(z.string(), z.number());

const raise = async (
  { client, tableName }: Given,
  { key, name, by, attributes }: Parameters<Table['raise']>[0],
): Promise<number> => {
  const part = {
    action: 'add',
    key,
    amounts: { [name]: by },
    attributes,
    condition: { name: 'always' },
  } as const;
  const { Attributes = {} } = await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: marshall(key),
      ...addition(part),
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  const { [name]: now } = raised.parse({ [name]: unmarshall(Attributes)[name] });
  if (now === undefined) throw new Error(`${name} was not raised`);
  return now;
};

/** The table in DynamoDB (or DynamoDB Local). */
export const dynamoTable = (given: Given): Table => ({
  getMany: coalescing((keys) =>
    reading(async () =>
      (await inTurns(chunks(keys, READS_PER_BATCH), (batch) => getBatch(given, batch))).flat(),
    ),
  ),
  getTogether: (keys) =>
    keys.length === 0 ? Promise.resolve([]) : reading(() => getTogether(given, distinct(keys))),
  query: (request) => reading(() => query(given, request)),
  scan: (request) => reading(() => scan(given, request)),
  transact: async (parts) => {
    try {
      await given.client.send(
        new TransactWriteItemsCommand({
          TransactItems: parts.map((part) => actionOf(given.tableName, part)),
        }),
      );
      return { outcome: 'written' };
    } catch (error) {
      return refusal(error, parts);
    }
  },
  raise: (asked) => reading(() => raise(given, asked)),
  writeMany: async ({ puts, deletes }) => {
    const writes: WriteRequest[] = [
      ...puts.map(({ key, attributes }) => ({
        PutRequest: { Item: marshall({ ...attributes, ...key }, MARSHALL) },
      })),
      ...deletes.map((key) => ({ DeleteRequest: { Key: marshall(key) } })),
    ];
    await reading(() => inTurns(chunks(writes, WRITES_PER_BATCH), (batch) => writeBatch(given, batch)));
  },
});
