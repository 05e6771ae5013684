import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type LocalStack, startLocal } from '../../local/stack.ts';

const assembly = fileURLToPath(new URL('./fixture', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'serial-ledger-'));
const start = () => startLocal({ assembly, data });
const copies: string[] = [];
let stack: LocalStack;

beforeAll(async () => {
  stack = await start();
}, 60_000);
afterAll(async () => {
  await stack.stop();
  for (const folder of [data, ...copies]) rmSync(folder, { recursive: true });
});

const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(stack.baseUrl + path, init);
  const body: unknown = await response.json();
  return { status: response.status, headers: response.headers, body };
};
const post = (path: string, body = '') =>
  call(path, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });
const bearer = async (scope: string) => ({
  authorization: `Bearer ${await stack.token({ tenant: 't', scope })}`,
});
const itemIds = async () => {
  const items = z
    .array(z.object({ id: z.object({ S: z.string() }) }))
    .parse((await call('/public/x?does=scan')).body);
  return items.map(({ id }) => id.S);
};

/** The fixture with other text in one of its templates. */
const changedAssembly = (file: string, from: string, to: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'serial-ledger-'));
  copies.push(copy);
  cpSync(assembly, copy, { recursive: true });
  const text = readFileSync(join(copy, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(copy, file), text.replaceAll(from, to));
  return copy;
};

describe('a stack that does not fit', () => {
  const startChanged = (file: string, from: string, to: string) =>
    startLocal({
      assembly: changedAssembly(file, from, to),
      memory: true,
      dynamodbEndpoint: stack.dynamodbEndpoint,
    });

  it.each([
    ['Fn::GetAtt', 'Fn::Unheard', /Fn::Unheard/],
    ['integrations/', 'integrations/no-', /has no integration/],
    ['"BatchSize": 10', '"BatchSize": "many"', /event source mapping ProjectSource/],
    ['Data:TableStream', 'Data:Table', /event source mapping ProjectSource.*neither a table nor a queue/],
    ['rate(1 day)', 'rate(1 fortnight)', /rate\(1 fortnight\)/],
    ['index.sweep', 'missing.sweep', /SweepFunction has no .*missing\.js/],
    ['"2.0"', '"1.0"', /ApiIntegration/],
    ['\\"kind\\"', '\\"$or\\"', /filter is broken/],
  ])('is refused with a message: %s → %s', async (from, to, message) => {
    await expect(startChanged('Service.template.json', from, to)).rejects.toThrow(message);
  });

  it('leaves no table behind in an engine it only uses', async () => {
    const used = await startLocal({ assembly, memory: true, dynamodbEndpoint: stack.dynamodbEndpoint });
    expect(used.tableName).not.toBe(stack.tableName);
    await used.stop();
    const client = new DynamoDBClient({
      endpoint: stack.dynamodbEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const { TableNames } = await client.send(new ListTablesCommand({}));
    client.destroy();
    expect(TableNames).toEqual([stack.tableName]);
  });
});

describe('the fixture stack', () => {
  it('serves a public route with the event and the environment of the template', async () => {
    expect(await post('/public/a%20b?x=1', 'text')).toMatchObject({
      status: 200,
      body: {
        event: { routeKey: 'ANY /public/{id}', pathParameters: { id: 'a b' }, body: 'text' },
        env: { TABLE_NAME: stack.tableName, REGION: 'us-east-1' },
      },
    });
  });

  it('asks for a token where the route does', async () => {
    const { status, headers, body } = await call('/things/1');
    expect([status, body, headers.get('www-authenticate')]).toEqual([
      401,
      { message: 'Unauthorized' },
      'Bearer',
    ]);
    expect(await call('/things/1', { headers: await bearer('ledger.write') })).toMatchObject({
      status: 200,
      body: {
        event: {
          requestContext: { authorizer: { jwt: { claims: { tenant: 't' }, scopes: ['ledger.write'] } } },
        },
      },
    });
    expect(await call('/things/1', { method: 'POST', headers: await bearer('ledger.read') })).toMatchObject({
      status: 403,
      body: { message: 'Forbidden' },
    });
  });

  it.each([
    ['/nowhere', 404, 'Not Found'],
    ['/public/x?does=throw', 500, 'Internal Server Error'],
    ['/public/x?does=hang', 500, 'Internal Server Error'],
    ['/public/%zz', 400, 'Bad Request'],
  ])('answers %s with %i itself', async (path, status, message) => {
    expect(await call(path)).toMatchObject({ status, body: { message } });
  });

  it.each([7, 11])('refuses a body of %i MB', async (megabytes) => {
    const body = 'x'.repeat(megabytes * 1024 * 1024);
    expect(await post('/public/x', body)).toMatchObject({
      status: 413,
      body: { message: 'Request Entity Too Large' },
    });
  });

  it('feeds the stream to its consumer, and gives up what always fails to its queue', async () => {
    await post('/public/good?does=put', 'text');
    await post('/public/bad?does=put', 'poison');
    await post('/public/after?does=put', 'text');
    await stack.streamsSettled();
    const ids = await itemIds();
    expect(ids).toEqual(expect.arrayContaining(['projection#source#good', 'projection#source#after']));
    expect(ids).not.toContain('projection#source#bad');
    const { body } = await call('/_local/queues');
    const messages = z
      .object({
        queues: z.object({
          'Service-FailureQueue': z.object({ messages: z.array(z.object({ body: z.string() })) }),
        }),
      })
      .parse(body).queues['Service-FailureQueue'].messages;
    expect(messages.map((message) => JSON.parse(message.body))).toMatchObject([
      { requestContext: { condition: 'RetryAttemptsExhausted' }, DDBStreamBatchInfo: { batchSize: 1 } },
    ]);
  });

  it('feeds a queue to its consumer', async () => {
    await post('/public/x?does=send', 'task');
    await expect.poll(itemIds).toContainEqual(expect.stringMatching(/^worked#/));
  });

  it('fires a schedule for a given time and answers what it returned', async () => {
    const time = '2026-01-02T00:00:00Z';
    expect(await post('/_local/schedules/sweep-schedule/run', JSON.stringify({ time }))).toMatchObject({
      status: 200,
      body: { sweptAt: time, event: { 'detail-type': 'Scheduled Event', detail: {} } },
    });
    expect(await post('/_local/schedules/none/run')).toMatchObject({ status: 404 });
  });

  it('tells its health and gives tokens', async () => {
    const schedules = { 'sweep-schedule': 'rate(1 day)' };
    expect((await call('/_local/health')).body).toEqual({ status: 'ok', schedules });
    const asked = JSON.stringify({ tenant: 't', scope: 'ledger.read', expiresIn: 60 });
    expect((await post('/_local/token', asked)).body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 60,
    });
    expect(await post('/_local/token', '{"scope":1}')).toMatchObject({ status: 400 });
  });

  it('lets only this machine reach what is local', async () => {
    const origin = 'https://elsewhere.example';
    expect(await call('/_local/health', { headers: { origin } })).toMatchObject({ status: 403 });
  });

  it('refuses to share its data folder', async () => {
    await expect(start()).rejects.toThrow(/already in use by pid/);
  });

  it('says so when the kept table has another shape', async () => {
    await stack.stop();
    const other = changedAssembly('Data.template.json', 'NEW_AND_OLD_IMAGES', 'NEW_IMAGE');
    await expect(startLocal({ assembly: other, data })).rejects.toThrow(
      /other now: stream\. To start afresh, delete/,
    );
    stack = await start();
  }, 60_000);

  it('keeps data, stream position and tokens over a restart', async () => {
    const headers = await bearer('ledger.read');
    await stack.streamsSettled();
    await stack.pauseStreams();
    await post('/public/while-paused?does=put', 'text');
    const before = await itemIds();
    const { port } = new URL(stack.baseUrl);
    await stack.stop();
    stack = await startLocal({ assembly, data, port: Number(port) });
    await stack.streamsSettled();
    expect(new Set(await itemIds())).toEqual(new Set([...before, 'projection#source#while-paused']));
    expect(await call('/things/1', { headers })).toMatchObject({ status: 200 });
  }, 60_000);
});
