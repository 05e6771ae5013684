import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, inject } from 'vitest';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import { fakeTable } from '../support/fake-table.ts';
import { tableContract } from './table.contract.ts';

const client = new DynamoDBClient({
  endpoint: inject('dynamodbEndpoint'),
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const on = (tableName: string) => () => dynamoTable({ client, tableName, pause });

/** Like the table of the stack, and as small as its scans would have it. */
const SCANNED = `scanned-${randomUUID()}`;

beforeAll(async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: inject('tableName') }));
  await client.send(
    new CreateTableCommand({
      TableName: SCANNED,
      KeySchema: Table?.KeySchema,
      AttributeDefinitions: Table?.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
});

afterAll(async () => {
  await client.send(new DeleteTableCommand({ TableName: SCANNED }));
  client.destroy();
});

tableContract('fake', fakeTable);
tableContract('DynamoDB', on(inject('tableName')), on(SCANNED));
