import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { RecordAttributes } from '../../functions/app/write-part.ts';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import { wantedBy } from '../../functions/data/entry-sources.ts';
import { settingsKey, unitKey } from '../../functions/data/keys.ts';
import { company, receipt, sale, settled } from '../support/client.ts';

/** Records as earlier releases wrote them: they are read, posted on, written anew in today's shape, and listed. */

const client = new DynamoDBClient({
  endpoint: inject('dynamodbEndpoint'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const table = dynamoTable({ client, tableName: inject('tableName'), pause: (ms) => delay(ms) });
afterAll(() => client.destroy());

const SETTINGS_OF_1: RecordAttributes = {
  v: 1,
  type: 'settings',
  serialTracking: true,
  serialNumbersRequired: false,
  activating: false,
  epoch: 0,
  caseSensitive: false,
  placeholders: ['TBA'],
  allowNegativeStock: false,
  allowExpiredSale: false,
  warrantyAlertDays: [30],
  timeZone: 'UTC',
  features: ['serial-numbers-required', 'batch-tracking'],
  version: 1,
};

const stored = async (key: { pk: string; sk: string }) => (await table.getMany([key]))[0];

describe('a tenant with settings of version 1', () => {
  it('has what they say, posts by them, and gets those of version 2 with the next change', async () => {
    const acme = await company();
    const key = settingsKey(acme.tenant);
    await table.writeMany({ puts: [{ key, attributes: SETTINGS_OF_1 }], deletes: [] });
    const { body } = await acme.get('/v1/settings');
    expect(body).toMatchObject({
      features: ['serial-numbers-required', 'batch-tracking'],
      placeholders: ['TBA'],
    });
    expect((await acme.post('/v1/documents', receipt(['TBA']))).status).toBe(422);
    expect((await acme.post('/v1/documents', receipt(['S1']))).status).toBe(201);
    // What was not theirs is not theirs now either.
    const milk = { name: 'Milk', tracking: 'batch', expiryTracking: true, shelfLifeDays: 5 };
    expect(await acme.put('/v1/items/milk', milk)).toMatchObject({ status: 403 });
    expect(await stored(key)).toMatchObject({ v: 1 });
    expect((await acme.patch('/v1/settings', { allowNegativeStock: true })).status).toBe(200);
    const now = await stored(key);
    expect(now).toMatchObject({ v: 2, without: ['expiry-tracking'], version: 2, allowNegativeStock: true });
    expect(now).not.toHaveProperty('features');
    expect((await acme.get('/v1/settings')).body.features).toEqual(body.features);
  });

  it('is refused settings of a later release, and nothing of them is guessed at', async () => {
    const acme = await company();
    await table.writeMany({
      puts: [{ key: settingsKey(acme.tenant), attributes: { ...SETTINGS_OF_1, v: 3 } }],
      deletes: [],
    });
    expect((await acme.get('/v1/settings')).status).toBe(500);
    expect((await acme.post('/v1/documents', receipt(['S1']))).status).toBe(500);
    expect(await stored(settingsKey(acme.tenant))).toMatchObject({ ...SETTINGS_OF_1, v: 3 });
  });
});

describe('a unit that says everything at length, as units did before they became brief', () => {
  it('is sold, found, listed and rebuilt like any other', async () => {
    const acme = await company();
    expect((await acme.post('/v1/documents', receipt(['OLD-1', 'OLD-2']))).status).toBe(201);
    const key = unitKey(acme.tenant, { itemId: 'pump', key: 'OLD-1' });
    const { pk: _, sk: __, ...brief } = (await stored(key))!;
    const last = (brief.movementIds as string[]).at(-1);
    const long = {
      ...brief,
      serial: 'OLD-1',
      lifeChunks: 0,
      origin: { ...(brief.origin as object), date: brief.addedDate },
      asOf: { ...(brief.asOf as object), movementId: last },
    };
    await table.writeMany({ puts: [{ key, attributes: long as RecordAttributes }], deletes: [] });
    await settled();
    const wanted = await wantedBy(table, [(await stored(key))!]);
    const there = await table.getMany([...wanted.values()].map((entry) => entry.key));
    expect(there).toHaveLength(wanted.size);
    expect((await acme.post('/v1/documents', sale(['OLD-1']))).status).toBe(201);
    expect(await stored(key)).not.toHaveProperty('lifeChunks');
    await settled();
    const now = await wantedBy(table, [(await stored(key))!]);
    expect(await table.getMany([...now.values()].map((entry) => entry.key))).toHaveLength(now.size);
    // What it was listed by before its sale is gone.
    const gone = [...wanted.keys()].filter((name) => !now.has(name));
    const keys = gone.flatMap((name) => wanted.get(name)?.key ?? []);
    expect([keys.length > 0, await table.getMany(keys)]).toEqual([true, []]);
  });
});
