import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckRepository } from '../../functions/app/alert-ports.ts';
import { checkRecords } from '../../functions/data/alert-records.ts';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import { type LocalStack, startLocal } from '../../local/stack.ts';
import { type Client, clientOf, company, day, receipt, sale, settled, unitOf } from '../support/client.ts';

/** On a stack of its own: a schedule is of all tenants. */

let stack: LocalStack;
let engine: DynamoDBClient;
let checks: CheckRepository;

beforeAll(async () => {
  stack = await startLocal({ memory: true, demo: false });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  engine = new DynamoDBClient({ endpoint: stack.dynamodbEndpoint, region: 'us-east-1', credentials });
  checks = checkRecords(
    dynamoTable({ client: engine, tableName: stack.tableName, pause: (ms) => delay(ms) }),
  );
}, 60_000);
afterAll(async () => {
  await stack.stop();
  engine.destroy();
});

/** Runs the schedule for a day, as often as said at the same time, and waits until the check of the day is done. */
const check = async ({ tenant }: Client, days: number, times = 1): Promise<void> => {
  await settled(stack.baseUrl);
  const run = async () => {
    const response = await fetch(`${stack.baseUrl}/_local/schedules/daily-check/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ time: `${day(days)}T12:00:00Z` }),
    });
    expect(response.status).toBe(200);
  };
  await Promise.all(Array.from({ length: times }, run));
  for (let tries = 0; ((await checks.read(tenant))?.day ?? '') < day(days); tries += 1) {
    if (tries === 300) throw new Error(`there was no check of ${day(days)}`);
    await delay(100);
  }
  await settled(stack.baseUrl);
};

const shop = async (item: Record<string, unknown> = {}): Promise<Client> => {
  const client = await company(await clientOf(undefined, {}, stack.baseUrl));
  const pump = { name: 'Pump', tracking: 'serial', serialType: 'fully-tracked', ...item };
  await client.put('/v1/items/pump', pump);
  return client;
};

const alertsOf = async (client: Client, query = '') => {
  const { body } = await client.get(`/v1/alerts?limit=100${query}`);
  return body.items;
};
const shown = async (client: Client, query = ''): Promise<string[]> =>
  (await alertsOf(client, query)).map(
    ({ kind, serial, batch, asnNumber, dueOn, daysBefore = '', ended }: Record<string, unknown>) =>
      `${kind} ${serial ?? batch ?? asnNumber} ${dueOn} ${daysBefore}${ended === true ? ' ended' : ''}`,
  );

const coverUntil = async (client: Client, serial: string, until: string): Promise<void> => {
  const { id } = await unitOf(client, serial);
  const path = `/v1/items/pump/serials/${id}/warranty`;
  const answer = await client.put(path, { customer: { until }, reason: 'agreed' });
  expect(answer.status).toBe(200);
};

describe('daily checks', () => {
  it('tell of each threshold of a warranty once, whatever is run twice, and make up for missed days', async () => {
    const client = await shop({ warranty: { customer: { months: 12 } } });
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3', 'A4', 'A5'], { effectiveDate: day(-5) }));
    await client.post('/v1/documents', sale(['A1', 'A2', 'A3', 'A4'], { effectiveDate: day(-3) }));
    await coverUntil(client, 'A1', day(90));
    await coverUntil(client, 'A2', day(31));
    await check(client, 0, 3);
    // The thirty days of A2 have not come; of its ninety only sixty are left, and are told by the first check.
    expect(await shown(client)).toEqual([`customer-warranty A1 ${day(90)} 90`]);
    await check(client, 0);
    await check(client, 1, 2);
    expect(await shown(client)).toEqual([
      `customer-warranty A2 ${day(31)} 30`,
      `customer-warranty A1 ${day(90)} 90`,
    ]);
  });
});
