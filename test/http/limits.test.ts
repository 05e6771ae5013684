import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { allowances } from '../../functions/app/limits/allowances.ts';
import { allowanceRecords } from '../../functions/data/allowance-records.ts';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import { ROUTES, type RouteId } from '../../functions/http/routes.ts';
import { weightOf } from '../../functions/http/weight.ts';
import { newTenant } from '../support/client.ts';
import { aService, CLAIMS } from './gateway.ts';

/** Limits as requests meet them, counted by the engine. */

const client = new DynamoDBClient({
  endpoint: inject('dynamodbEndpoint'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
afterAll(() => client.destroy());

const NOW = Date.now();
const aProcess = () => {
  const table = dynamoTable({ client, tableName: inject('tableName'), pause: (ms) => delay(ms) });
  const admit = allowances({
    rates: { usual: 0.6, heavy: 0.2 },
    take: allowanceRecords(table).take,
    clock: { now: () => NOW },
    log: { unreachable: ({ error }) => expect.unreachable(String(error)) },
  });
  return aService(undefined, admit);
};

describe('a tenant that asks for too much', () => {
  it('is told so and when to come again, by whichever process it asks; others are served', async () => {
    const [first, second] = [await aProcess(), await aProcess()];
    const claims = { ...CLAIMS, tenant: newTenant() };
    for (const service of [first, second, first, second, first, second]) {
      expect((await service.ask('listItems', { claims })).status).toBe(200);
    }
    for (const service of [first, second]) {
      const { status, headers, body } = await service.ask('listItems', { claims });
      expect([status, headers['content-type']]).toEqual([429, 'application/problem+json']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(10);
      expect(body).toMatchObject({ status: 429, code: 'too-many-requests', requestId: 'request-1' });
    }
    const other = { ...CLAIMS, tenant: newTenant() };
    expect((await first.ask('listItems', { claims: other })).status).toBe(200);
  });

  it('scans on where its exports are too many', async () => {
    const service = await aProcess();
    const claims = { ...CLAIMS, tenant: newTenant() };
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { status } = await service.ask('openRecall', { claims, body: {} });
      statuses.push(status);
    }
    expect(statuses).toEqual([400, 400, 429]);
    expect((await service.ask('scan', { claims, query: { text: 'A1' } })).status).toBe(200);
  });

  it('is not asked for more than a token', async () => {
    const service = await aProcess();
    const claims = { ...CLAIMS, tenant: newTenant(), scope: '' };
    for (let n = 0; n < 9; n += 1) expect((await service.ask('listItems', { claims })).status).toBe(403);
  });
});

describe('a heavy request', () => {
  const of = (id: RouteId, body?: string) => weightOf(ROUTES[id], body === undefined ? {} : { body });

  it('is one of imports, exports, recalls and voids', () => {
    const ids = Object.keys(ROUTES) as RouteId[];
    expect(ids.filter((id) => of(id) === 'heavy').sort()).toEqual([
      'closeRecall',
      'exportMovements',
      'exportRecallUnits',
      'exportSerials',
      'exportStock',
      'getRejectedRows',
      'holdRecall',
      'openRecall',
      'startImport',
      'voidDocument',
    ]);
  });

  it('is any with a body of thousands of numbers', () => {
    const serials = (count: number) =>
      JSON.stringify({
        lines: [{ itemId: 'pump', serials: Array.from({ length: count }, (_, n) => `SN-${n}`) }],
      });
    expect(of('createDocument', serials(1000))).toBe('usual');
    expect(of('createDocument', serials(4000))).toBe('heavy');
  });

  it('is any with a range of numbers, however that is written', () => {
    const range = '{"lines":[{"serialRange":{"first":"A1","count":1000}}]}';
    expect(of('createDocument', range)).toBe('heavy');
    expect(of('createDocument', range.replace('R', '\\u0052'))).toBe('heavy');
    const sent = { body: Buffer.from(range).toString('base64'), isBase64Encoded: true };
    expect(weightOf(ROUTES.createDocument, sent)).toBe('heavy');
  });
});
