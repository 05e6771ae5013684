import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckRepository } from '../../functions/app/alerts/ports.ts';
import { checkRecords } from '../../functions/data/alert-records.ts';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import type { LocalStack } from '../../local/stack.ts';
import {
  type Client,
  clientOf,
  codesOf,
  company,
  day,
  receipt,
  sale,
  settled,
  unitOf,
} from '../support/client.ts';
import { endOwn, ownStack } from '../support/own-stack.ts';

/** On a stack of its own: a schedule is of all tenants. */

let stack: LocalStack;
let engine: DynamoDBClient;
let checks: CheckRepository;

beforeAll(async () => {
  stack = await ownStack();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  engine = new DynamoDBClient({ endpoint: stack.dynamodbEndpoint, region: 'us-east-1', credentials });
  checks = checkRecords(
    dynamoTable({ client: engine, tableName: stack.tableName, pause: (ms) => delay(ms) }),
  );
}, 60_000);
afterAll(async () => {
  await endOwn(stack);
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
/** By day, and those of one day by what they say. */
const shown = async (client: Client, query = ''): Promise<string[]> =>
  (await alertsOf(client, query))
    .map(({ kind, serial, batch, asnNumber, dueOn, daysBefore = '', ended }: Record<string, unknown>) => {
      const what = `${kind} ${serial ?? batch ?? asnNumber} ${dueOn} ${daysBefore}${ended === true ? ' ended' : ''}`;
      return { dueOn, what };
    })
    .sort((a: Told, b: Told) => (`${a.dueOn} ${a.what}` < `${b.dueOn} ${b.what}` ? -1 : 1))
    .map(({ what }: Told) => what);
type Told = { readonly dueOn: string; readonly what: string };

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
    // Each was told on the bus as well, with the unit as it was found.
    const query = `detail.tenant=${client.tenant}&detail-type=unit.warranty-ending`;
    const answer = await fetch(`${stack.baseUrl}/_local/events?${query}`);
    const { events } = JSON.parse(await answer.text());
    const told = new Map(
      events.map(({ detail }: { detail: { eventId: string } }) => [detail.eventId, detail]),
    );
    expect([...told.values()]).toMatchObject([
      { kind: 'customer-warranty', daysBefore: 90, units: [{ serial: 'A1', version: 3 }] },
      { kind: 'customer-warranty', daysBefore: 30, units: [{ serial: 'A2', version: 3 }] },
    ]);
    const [{ id, ...alert }] = await alertsOf(client, `&kind=customer-warranty&to=${day(31)}`);
    expect(alert).toMatchObject({
      alertId: expect.stringMatching(/^[0-9a-z]{16}$/),
      status: 'open',
      itemId: 'pump',
      partnerId: 'jane',
      raisedOn: day(1),
    });
    // A day's check is judged by what is then: one came back, one bears another number, one ends elsewhen.
    await coverUntil(client, 'A3', day(34));
    await coverUntil(client, 'A4', day(33));
    const back = { ...sale(['A2']), kind: 'customer-return' };
    expect((await client.post('/v1/documents', back)).status).toBe(201);
    const { id: renamed } = await unitOf(client, 'A1');
    const rename = { serial: 'B1', reason: 'label' };
    expect((await client.post(`/v1/items/pump/serials/${renamed}/rename`, rename)).status).toBe(200);
    await coverUntil(client, 'A4', day(400));
    expect(id).not.toBe(renamed);
    // Weeks are missed.
    await check(client, 70, 2);
    expect(await shown(client, '&kind=customer-warranty')).toEqual([
      ...[0, 30].map((days) => `customer-warranty A3 ${day(34)} ${days} ended`),
      `customer-warranty B1 ${day(90)} 30`,
      `customer-warranty B1 ${day(90)} 90`,
    ]);
    // Whoever brought it back is covered no more.
    expect(await shown(client, '&kind=customer-warranty&status=over')).toEqual([
      `customer-warranty A2 ${day(31)} 30`,
    ]);
  });

  it('tell of what expires or waits, and are seen to', async () => {
    const client = await shop({ allowUnknownAtSale: true });
    const perishable = { name: 'Milk', expiryTracking: true };
    await client.put('/v1/items/milk', { ...perishable, tracking: 'batch' });
    await client.put('/v1/items/filter', {
      ...perishable,
      tracking: 'serial',
      serialType: 'fully-tracked',
    });
    const line = (itemId: string, more: Record<string, unknown>) => ({
      ...receipt([]),
      lines: [{ itemId, ...more }],
    });
    const posted = await Promise.all([
      client.post('/v1/documents', line('milk', { quantity: 2, batch: 'L1', expiresOn: day(20) })),
      client.post('/v1/documents', line('milk', { quantity: 2, batch: 'L2', expiresOn: day(20) })),
      client.post(
        '/v1/documents',
        line('filter', { quantity: 2, serials: ['F1', 'F2'], expiresOn: day(30) }),
      ),
    ]);
    expect(posted.map(({ status }) => status)).toEqual([201, 201, 201]);
    const gone = { kind: 'write-off', locationId: 'main', reason: 'spilt', post: true };
    await client.post('/v1/documents', { ...gone, lines: [{ itemId: 'milk', quantity: 2, batch: 'L2' }] });
    await client.post('/v1/documents', {
      ...gone,
      lines: [{ itemId: 'filter', quantity: 1, serials: ['F2'] }],
    });
    const order = await client.post('/v1/documents', {
      ...receipt([]),
      kind: 'purchase-order',
      lines: [{ itemId: 'pump', quantity: 2 }],
      post: false,
    });
    const { documentId } = order.body;
    const list = {
      orderId: documentId,
      expectedDate: day(2),
      lines: [{ itemId: 'pump', serials: ['P1', 'P2'] }],
    };
    expect((await client.put('/v1/asns/SHIP-1', list)).status).toBe(201);
    expect((await client.post('/v1/documents', sale(['F9']))).status).toBe(201);
    await check(client, 2);
    const found = [
      `open-exception F9 ${day(0)} `,
      `batch-expiry L1 ${day(20)} 30`,
      `serial-expiry F1 ${day(30)} 30`,
    ];
    expect(await shown(client)).toEqual(found);
    // What awaits a decision names its unit as it was found.
    const query = `detail.tenant=${client.tenant}&detail-type=exception.open`;
    const answer = await fetch(`${stack.baseUrl}/_local/events?${query}`);
    expect(JSON.parse(await answer.text()).events[0].detail.units).toEqual([
      { id: expect.any(String), serial: 'F9', version: 1 },
    ]);
    await check(client, 3, 2);
    await check(client, 30);
    expect(await shown(client)).toEqual([
      ...found.slice(0, 1),
      `overdue-list SHIP-1 ${day(2)} `,
      `batch-expiry L1 ${day(20)} 0 ended`,
      `batch-expiry L1 ${day(20)} 30`,
      `serial-expiry F1 ${day(30)} 0`,
      `serial-expiry F1 ${day(30)} 30`,
    ]);
    const [list1] = await alertsOf(client, '&kind=overdue-list');
    const units = await alertsOf(client, '&kind=serial-expiry&itemId=filter');
    const unit1 = units.find(({ daysBefore }: { daysBefore: number }) => daysBefore === 0);
    expect(list1).toMatchObject({ asnNumber: 'SHIP-1', partnerId: 'acme', documentId });
    const path = `/v1/alerts/${list1.alertId}`;
    expect(codesOf(await client.post(`${path}/snooze`, { until: day(0) }))).toEqual(['/until date-past']);
    expect((await client.post(`${path}/snooze`, { until: '2027-02-30' })).status).toBe(400);
    expect((await client.post(`${path}/snooze`, { until: day(5) })).body).toMatchObject({
      status: 'snoozed',
      snoozedUntil: day(5),
    });
    const seen = await client.post(`/v1/alerts/${unit1.alertId}/acknowledge`, { note: 'sold off' });
    expect(seen.body).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: expect.any(String),
      note: 'sold off',
    });
    expect((await client.post(`/v1/alerts/${unit1.alertId}/acknowledge`)).body).toEqual(seen.body);
    expect((await client.post(`/v1/alerts/${unit1.alertId}/snooze`, { until: day(5) })).body).toMatchObject({
      status: 409,
      code: 'alert-acknowledged',
    });
    expect((await client.post('/v1/alerts/nothing/acknowledge')).status).toBe(404);
    expect(codesOf(await client.get(`/v1/alerts?from=${day(1)}&to=${day(0)}`))).toEqual([
      '/to range-reversed',
    ]);
    expect((await client.get('/v1/alerts?kind=surprise')).status).toBe(400);
    await check(client, 31, 2);
    expect(await shown(client, '&status=snoozed')).toEqual([`overdue-list SHIP-1 ${day(2)} `]);
    expect(await shown(client, '&status=acknowledged')).toEqual([`serial-expiry F1 ${day(30)} 0`]);
    expect(await shown(client, `&from=${day(2)}`)).toEqual([
      `batch-expiry L1 ${day(20)} 0 ended`,
      `batch-expiry L1 ${day(20)} 30`,
      `serial-expiry F1 ${day(30)} 30`,
    ]);
    const other = await shop();
    expect((await other.post(`${path}/acknowledge`)).status).toBe(404);
  });
});
