import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordAttributes } from '../../functions/app/write-part.ts';
import { PROJECTED_TYPES } from '../../functions/data/attributes.ts';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import { wantedBy } from '../../functions/data/entry-sources.ts';
import type { StoredRecord, Table } from '../../functions/data/table.ts';
import type { LocalStack } from '../../local/stack.ts';
import { endOwn, ownStack } from '../support/own-stack.ts';

/** The command line on a stack of its own, as a rebuild is of the whole table. */

const ROOT = join(import.meta.dirname, '..', '..');
let client: DynamoDBClient;
let stack: LocalStack;
let table: Table;
let token: string;

const call = async (method: string, path: string, body: object) => {
  const response = await fetch(stack.baseUrl + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  const answer: { documentId: string; status: string } = JSON.parse(await response.text());
  return { status: response.status, answer };
};
const post = (kind: string, serials: readonly string[]) =>
  call('POST', '/v1/documents', {
    kind,
    partnerId: kind === 'product-receipt' ? 'maker' : 'jane',
    locationId: 'main',
    lines: [{ itemId: 'pump', quantity: serials.length, serials }],
    post: true,
  });
const numbers = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${prefix}-${(1_000 + n).toString()}`);

const command = (name: string, ...args: readonly string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [join(ROOT, 'bin', name), ...args], (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });

beforeAll(async () => {
  stack = await ownStack();
  client = new DynamoDBClient({
    endpoint: stack.dynamodbEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  table = dynamoTable({ client, tableName: stack.tableName, pause: (milliseconds) => delay(milliseconds) });
  token = await stack.token({ tenant: 'acme', scope: 'ledger.read ledger.write ledger.admin' });
  await call('PUT', '/v1/items/pump', { name: 'Pump', kind: 'stocked', tracking: 'serial' });
  await call('PUT', '/v1/locations/main', { name: 'Main' });
  await call('PUT', '/v1/partners/maker', { name: 'Maker', role: 'supplier' });
  await call('PUT', '/v1/partners/jane', { name: 'Jane', role: 'customer' });
  expect(await post('product-receipt', numbers('A', 60))).toMatchObject({ status: 201 });
  expect(await post('product-receipt', numbers('B', 20))).toMatchObject({ status: 201 });
  expect(await post('customer-invoice', numbers('A', 50))).toMatchObject({ status: 201 });
  await stack.streamsSettled();
});
afterAll(async () => {
  await endOwn(stack);
  client.destroy();
});

const all = async (types: readonly string[]): Promise<StoredRecord[]> => {
  const found: StoredRecord[] = [];
  for (let page = await table.scan({ segment: 0, segments: 1, types, limit: 1_000 }); ; ) {
    found.push(...page.records);
    if (page.next === undefined) return found;
    page = await table.scan({ segment: 0, segments: 1, types, limit: 1_000, after: page.next });
  }
};
const byKey = (records: readonly StoredRecord[]) =>
  Object.fromEntries(records.map((record) => [`${record.pk} ${record.sk}`, record]));
const derived = async () => {
  const wanted = await wantedBy(table, await all(PROJECTED_TYPES));
  return byKey([...wanted.values()].map(({ key, attributes }) => ({ ...attributes, ...key })));
};
const entries = async () => byKey(await all(['entry']));

/** What the bus was told, repeats once; and how many deliveries there were. */
const told = async () => {
  const answer = await fetch(`${stack.baseUrl}/_local/events?source=serial-ledger`);
  const { events }: { events: { detail: { eventId: string } }[] } = JSON.parse(await answer.text());
  return {
    deliveries: events.length,
    events: Object.fromEntries(events.map(({ detail }) => [detail.eventId, detail])),
  };
};

/** A third of the entries goes, a third is spoilt, and some come that nothing wants. */
const damage = async (): Promise<void> => {
  const given = await all(['entry']);
  const gone = given.filter((_, n) => n % 3 === 0).map(({ pk, sk }) => ({ pk, sk }));
  const spoilt = given.filter((_, n) => n % 3 === 1).map((entry) => ({ ...entry, id: 'x', ref: ['x'] }));
  const bogus = given.slice(0, 300).map((entry) => ({ ...entry, sk: `${entry.sk}-x` }));
  await table.writeMany({
    puts: [...spoilt, ...bogus].map(({ pk, sk, ...attributes }) => ({
      key: { pk, sk },
      attributes: attributes as unknown as RecordAttributes,
    })),
    deletes: gone,
  });
};

describe('npm run rebuild-index', () => {
  it('makes good whatever happened to the entries, while people go on working', async () => {
    expect(await entries()).toEqual(await derived());
    await damage();
    let isOver = false;
    const working = async (who: string) => {
      for (let n = 0; !isOver || n < 3; n += 1) {
        const { answer } = await post('product-receipt', numbers(`${who}${n}`, 5));
        await post('customer-invoice', numbers(`${who}${n}`, 3));
        await post('customer-invoice', numbers('B', 20).slice(n, n + 1));
        await call('POST', `/v1/documents/${answer.documentId}/void`, { reason: 'mistake' });
        await delay(300);
      }
    };
    const rebuilding = async () => {
      const done = await command('rebuild-index.ts', '--url', stack.baseUrl);
      isOver = true;
      return done;
    };
    const [{ code, out, err }] = await Promise.all([rebuilding(), working('C'), working('D')]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^\S+ (queued|running).*\n(.*\n)*\S+ completed, removed \d+, scanned \d+, put \d+, segments 32\n$/,
    );
    await stack.streamsSettled();
    expect(await entries()).toEqual(await derived());
  });

  it('says what to do where nothing listens, or the options are wrong', async () => {
    const nothing = await command('rebuild-index.ts', '--url', 'http://127.0.0.1:9');
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('npm start')]);
    const both = await command('rebuild-index.ts', '--url', stack.baseUrl, '--function', 'x');
    expect([both.code, both.err]).toEqual([1, expect.stringContaining('Usage: npm run rebuild-index')]);
  });
});

describe('npm run redrive', () => {
  it('prints how much it has made good', async () => {
    // What other tests left in the queue is not of this stack.
    const { code, out } = await command('redrive.ts', '--url', stack.baseUrl);
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { redriven: expect.any(Number), failing: expect.any(Number) },
    ]);
  });

  it('tells again what could not be told, as it was', async () => {
    await stack.streamsSettled();
    const before = await told();
    const movements = (await all(['movement'])).slice(0, 3);
    const queues: { queues: Record<string, { url: string }> } = JSON.parse(
      await (await fetch(`${stack.baseUrl}/_local/queues`)).text(),
    );
    const [queue] = Object.values(queues.queues);
    for (const { pk, sk } of movements) {
      const MessageBody = JSON.stringify({
        keys: { pk, sk },
        eventId: 'e',
        reason: 'EventNotTaken: TimeoutError',
      });
      const sent = await fetch(`${stack.baseUrl}/_local/aws`, {
        method: 'POST',
        headers: { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({ QueueUrl: queue?.url, MessageBody }),
      });
      expect(sent.status).toBe(200);
    }
    const { out } = await command('redrive.ts', '--url', stack.baseUrl);
    expect(JSON.parse(out)).toEqual({ redriven: 3, failing: 0 });
    const after = await told();
    expect(after.deliveries).toBe(before.deliveries + 3);
    expect(after.events).toEqual(before.events);
  });
});

describe('the bus', () => {
  it('is told of each movement that stands, and by no rebuild', async () => {
    const before = await told();
    const movements = await all(['movement']);
    expect(new Set(Object.values(before.events).map((event) => Object(event).movementId))).toEqual(
      new Set(movements.map(({ movementId }) => movementId)),
    );
    expect((await command('rebuild-index.ts', '--url', stack.baseUrl)).code).toBe(0);
    await stack.streamsSettled();
    expect(await told()).toEqual(before);
  });
});
