import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDocument } from '../../functions/app/documents/create.ts';
import { METRICS, METRICS_DIMENSION, METRICS_NAMESPACE } from '../../functions/app/metrics.ts';
import { execute } from '../../functions/app/posting/execute.ts';
import { LIMITS } from '../../functions/app/posting/ports.ts';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import { unitKey } from '../../functions/data/keys.ts';
import type { Table } from '../../functions/data/table.ts';
import { clock, ids } from '../../functions/runtime/clock.ts';
import { storesOn } from '../../functions/runtime/container.ts';
import type { LocalStack } from '../../local/stack.ts';
import { type Answer, type Client, clientOf, company, newTenant } from '../support/client.ts';
import { endOwn, ownStack } from '../support/own-stack.ts';

/** What operators see of a life with accidents in it: the logs, the figures and what the functions were allowed. */

let stack: LocalStack;
let engine: DynamoDBClient;
let table: Table;
let client: Client;
const lines: string[] = [];
/** Problems tell their request, and what was made its document. */
const answers: { status: number; requestId?: string; documentId?: string; movementIds?: string[] }[] = [];

/** Stands in every number, reason and name that is sent, so that it can be looked for. */
const CANARY = 'ZQX7';
const numbers = (of: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${CANARY}-${of}-${1_000 + n}`);

const post = async (path: string, body: unknown, type?: string) => {
  const headers = type === undefined ? {} : { headers: { 'content-type': type } };
  const { status, body: told } = await client.post(path, body, headers);
  answers.push({ ...told, status });
  return told;
};
const until = async (path: string, is: (body: Answer['body']) => boolean): Promise<void> => {
  for (let looks = 0; !is((await client.get(path)).body); looks += 1) {
    if (looks === 300) throw new Error(`${path} has come to no end`);
    await delay(100);
  }
};
const document = (kind: string, serials: readonly string[], more: object = {}) =>
  post('/v1/documents', {
    kind,
    locationId: 'main',
    lines: [{ itemId: 'pump', quantity: serials.length, serials }],
    post: true,
    ...more,
  });
const run = async (schedule: string) => {
  const answer = await fetch(`${stack.baseUrl}/_local/schedules/${schedule}/run`, { method: 'POST' });
  return JSON.parse(await answer.text());
};
const invoke = async (construct: string, event: object) => {
  const path = `/_local/aws/2015-03-31/functions/${construct}/invocations`;
  const answer = await fetch(stack.baseUrl + path, { method: 'POST', body: JSON.stringify(event) });
  return JSON.parse(await answer.text());
};

/** A function that ends in the middle of a large posting, as if its machine had. */
const breakOff = async (): Promise<void> => {
  let left = 3;
  const dying: Table = {
    ...table,
    transact: async (parts) => {
      left -= 1;
      if (left < 0) throw new Error('the machine is gone');
      return table.transact(parts);
    },
  };
  const deps = { ...storesOn(dying), clock, ids, limits: { ...LIMITS, lease: 1 }, meter: () => {} };
  const caller = { tenant: client.tenant, user: 'u', scopes: ['ledger.write'] };
  const serials = { form: 'list', texts: numbers('LOST', 250) } as const;
  await expect(
    execute({ deps, caller, idempotency: undefined }, async (given) => {
      const made = await createDocument(given, caller, {
        kind: 'product-receipt',
        partnerId: 'acme',
        locationId: 'main',
        lines: [{ itemId: 'pump', quantity: 250, serials }],
        post: true,
      });
      return { ...made, answer: { status: 201, headers: {}, body: '{}' } };
    }),
  ).rejects.toThrow('the machine is gone');
};

beforeAll(async () => {
  stack = await ownStack({ onLog: (_, text) => lines.push(...text.split('\n')) });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  engine = new DynamoDBClient({ endpoint: stack.dynamodbEndpoint, region: 'us-east-1', credentials });
  table = dynamoTable({ client: engine, tableName: stack.tableName, pause: (ms) => delay(ms) });
  client = await company(await clientOf(newTenant(), {}, stack.baseUrl));

  await document('product-receipt', numbers('A', 3), { partnerId: 'acme' });
  await document('product-receipt', numbers('B', 150), { partnerId: 'acme' });
  await document('customer-invoice', numbers('A', 1), { partnerId: 'jane' });
  await document('customer-invoice', numbers('NONE', 2), { partnerId: 'jane' });
  const { documentId } = await document('customer-invoice', numbers('A', 2).slice(1), { partnerId: 'jane' });
  await post(`/v1/documents/${documentId}/void`, { reason: `${CANARY} was a mistake` });
  await post('/v1/documents', { kind: 'product-receipt', [CANARY]: [CANARY] });
  await post('/v1/documents', `{"${CANARY}": `, 'application/json');
  await client.get(`/v1/search/serials?q=${CANARY}-A`);
  await client.get(`/v1/scan?text=${CANARY}-A-1000`);
  const wide = { name: CANARY, tracking: 'serial', serialType: 'debtor-only' };
  await client.put('/v1/items/valve', wide);
  const unnumbered = { itemId: 'valve', quantity: 200 };
  await document('product-receipt', [], { partnerId: 'acme', lines: [unnumbered] });
  await post('/v1/items/valve/serials/link', { locationId: 'main', serials: numbers('V', 150) });
  const recall = await post('/v1/recalls', { name: CANARY, criteria: { itemId: 'pump' } });
  const rows = numbers('I', 3).map((serial) => `pump,${serial},main`);
  const file = `itemId,serial,locationId\n${rows.join('\n')}\n`;
  const imported = await post('/v1/imports', file, 'text/csv');
  // What the jobs log is looked at as well.
  await until(`/v1/imports/${imported.importId}`, ({ status }) => status === 'completed');
  await until(`/v1/recalls/${recall.recallId}`, ({ search }) => search.status === 'completed');
  await stack.streamsSettled();

  // A record that nothing can be derived from, as a fault of ours would leave it; and one that broke off.
  const key = unitKey(client.tenant, { itemId: 'pump', key: `${CANARY}-BROKEN` });
  await table.writeMany({ puts: [{ key, attributes: { type: 'unit', v: 1, serial: CANARY } }], deletes: [] });
  await stack.streamsSettled();
  await client.get(`/v1/items/pump/serials?serial=${CANARY}-BROKEN`);
  await table.writeMany({ puts: [], deletes: [key] });
  await breakOff();
  await delay(20);
  // A stack of its own, and all of a life in it.
}, 300_000);
afterAll(async () => {
  await endOwn(stack);
  engine.destroy();
});

type Line = { readonly message?: string; readonly [field: string]: unknown };
const logged = (): Line[] => lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));

describe('the functions', () => {
  it('make up for what broke off and could not be projected', async () => {
    await run('sweep');
    // The minute's own sweep may have come first.
    const undone = () =>
      logged().flatMap((line) => (line.message === 'postings-swept' ? [Number(line.undone)] : []));
    await expect.poll(undone).toContainEqual(expect.toSatisfy((count: number) => count > 0));
    const [one, other] = await Promise.all([invoke('RebuildFunction', {}), invoke('RebuildFunction', {})]);
    expect(one.jobId).toBe(other.jobId);
    await expect.poll(() => invoke('RedriveFunction', {})).toMatchObject({ failing: 0 });
  });
});

describe('logs', () => {
  it('have each request with its tenant, its document and its movements', () => {
    const answered = logged().filter(({ message }) => message === 'request-answered');
    expect(answered.length).toBeGreaterThan(answers.length);
    for (const { status, requestId, documentId, movementIds } of answers) {
      const about = requestId === undefined ? { documentId } : { requestId };
      const movements = movementIds === undefined ? {} : { movementIds };
      const expected = { ...about, ...movements, status, tenant: client.tenant };
      if (requestId === undefined && documentId === undefined) continue;
      expect(answered).toContainEqual(expect.objectContaining(expected));
    }
  });

  it('hold neither tokens nor bodies', () => {
    const all = lines.join('\n');
    expect(all).not.toContain(client.token);
    expect(all).not.toContain(client.token.split('.')[1]);
    expect(all).not.toMatch(/authorization|bearer ey/i);
    expect(all).not.toMatch(/"(lines|serials|criteria|quantity)"/);
  });

  it('hold no numbers, but of the one record that nobody could read', () => {
    const found = lines.filter((line) => line.includes(CANARY) && !line.includes(`${CANARY}-BROKEN`));
    expect(found).toEqual([]);
    // So that this would show one.
    expect(lines.some((line) => line.includes(`${CANARY}-BROKEN`))).toBe(true);
  });
});

describe('figures', () => {
  const told = () => logged().filter((line) => '_aws' in line);
  const sumOf = (name: string) =>
    told()
      .flatMap((line) => line[name] ?? [])
      .reduce((sum: number, value) => sum + Number(value), 0);

  it('come with the namespace, the dimension and the units that alarms look for', () => {
    expect(told().length).toBeGreaterThan(0);
    for (const line of told()) {
      expect(line[METRICS_DIMENSION]).toBe('serial-ledger-dev');
      const { CloudWatchMetrics } = line._aws as {
        CloudWatchMetrics: {
          Namespace: string;
          Dimensions: string[][];
          Metrics: { Name: string; Unit: string }[];
        }[];
      };
      for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
        expect([Namespace, Dimensions]).toEqual([METRICS_NAMESPACE, [[METRICS_DIMENSION]]]);
        for (const { Name, Unit } of Metrics) {
          expect(METRICS).toHaveProperty(Name);
          expect(METRICS[Name as keyof typeof METRICS].unit).toBe(Unit);
        }
      }
    }
  });

  it('count what was done', () => {
    // Two small sales, a void, a receipt of three and one without numbers; the recall's and the import's besides.
    expect(sumOf('SmallPostings')).toBeGreaterThanOrEqual(5);
    expect(sumOf('LargePostings')).toBe(2);
    expect(sumOf('PostedSerials')).toBeGreaterThanOrEqual(3 + 150 + 3 + 150);
    for (const name of [
      'ProjectionLag',
      'EventsTold',
      'JobSteps',
      'JobsCompleted',
      'PostingsUndone',
      'Unprojected',
      'Faults',
    ]) {
      expect([name, sumOf(name) > 0]).toEqual([name, true]);
    }
  });
});
