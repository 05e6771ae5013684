import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, inject } from 'vitest';
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

afterAll(() => client.destroy());

tableContract('fake', fakeTable);
tableContract('DynamoDB', () => dynamoTable({ client, tableName: inject('tableName'), pause }));
