import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Bed } from './bed.ts';
import { type Row, ratioOf, rowOf } from './measure.ts';

const ROOT = join(import.meta.dirname, '..');
const ASSEMBLY = join(ROOT, 'cdk.out');
const [WARM_UP, PAIRS] = [1, 21];
const BUDGET = 1.5;

/** A handler that does nothing but one read, with the clients that the function has as well. */
const bareSource = (services: readonly string[]): string => `
  import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
  ${services.includes('sqs') ? "import { SQSClient } from '@aws-sdk/client-sqs'; new SQSClient({});" : ''}
  ${services.includes('events') ? "import { EventBridgeClient } from '@aws-sdk/client-eventbridge'; new EventBridgeClient({});" : ''}
  const client = new DynamoDBClient({});
  export const handler = async () => {
    await client.send(new QueryCommand({
      TableName: process.env.TABLE_NAME,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'nobody' } },
    }));
    return { statusCode: 200 };
  };`;

/** Bundled as the CDK does it by itself, with the SDK; what we do besides so that functions start sooner counts for them. */
const bundleBare = async (services: readonly string[], folder: string): Promise<string> => {
  const outfile = join(folder, `bare-${services.join('-')}.cjs`);
  await build({
    stdin: { contents: bareSource(services), resolveDir: ROOT },
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outfile;
};

type Started = { readonly load: number; readonly first: number };

/** A new process that loads the code and answers one event; in milliseconds. */
const start = async (file: string, event: unknown, env: Record<string, string>): Promise<Started> => {
  const child: ChildProcess = fork(join(import.meta.dirname, 'cold-start-process.ts'), [file], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({ event });
  const [told] = await once(child, 'message');
  child.kill();
  if ('error' in told) throw new Error(`${file}: ${told.error}`);
  return told;
};

const requestOf = (routeKey: string, tenant: string): object => {
  const [method = '', path = ''] = routeKey.split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: {},
    pathParameters: {},
    isBase64Encoded: false,
    requestContext: {
      requestId: 'cold',
      http: { method, path },
      authorizer: {
        jwt: { claims: { tenant, scope: 'ledger.read ledger.admin', sub: 'bench' }, scopes: null },
      },
    },
  };
};

/** Each function with a first call of its own kind: the lightest that it has, or it would be the call that is measured. */
const FIRST: Readonly<Record<string, { readonly event: object; readonly services: readonly string[] }>> = {
  registry: { event: requestOf('GET /v1/settings', 'cold'), services: ['dynamodb'] },
  documents: { event: requestOf('GET /v1/documents', 'cold'), services: ['dynamodb'] },
  units: { event: requestOf('GET /v1/exceptions', 'cold'), services: ['dynamodb'] },
  enquiry: { event: requestOf('GET /v1/stock', 'cold'), services: ['dynamodb'] },
  recalls: { event: requestOf('GET /v1/recalls', 'cold'), services: ['dynamodb'] },
  asns: { event: requestOf('GET /v1/asns', 'cold'), services: ['dynamodb'] },
  imports: { event: requestOf('GET /v1/exports/stock', 'cold'), services: ['dynamodb'] },
  project: { event: { Records: [] }, services: ['dynamodb', 'sqs', 'events'] },
  // With nothing to do: what they do is behind the requests, and no call waits for it.
  sweep: { event: {}, services: ['dynamodb'] },
  work: { event: {}, services: ['dynamodb'] },
  check: { event: { time: '1971-01-01T00:00:00Z' }, services: ['dynamodb'] },
};

/** Its code, and what the template itself says of its environment. */
const functionOf = (name: string): { readonly file: string; readonly env: Record<string, string> } => {
  const template = readdirSync(ASSEMBLY).find((file) => file.endsWith('Stateless.template.json'));
  const { Resources } = JSON.parse(readFileSync(join(ASSEMBLY, template ?? ''), 'utf8'));
  // biome-ignore lint/suspicious/noExplicitAny: a template is read as it comes
  const found = Object.values<any>(Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' && Properties.Description.endsWith(`/${name}.ts`),
  );
  const said = Object.entries(found.Properties.Environment?.Variables ?? {});
  const env = said.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []));
  return {
    file: join(ASSEMBLY, found.Metadata['aws:asset:path'], 'index.js'),
    env: Object.fromEntries(env),
  };
};

/** From nothing to the first answer: each function beside a bare handler with the same clients. */
export const coldStarts = async ({ tableName, endpoint }: Bed): Promise<Row[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
  const env = {
    PATH: process.env.PATH ?? '',
    TABLE_NAME: tableName,
    FAILURE_QUEUE_URL: 'http://127.0.0.1:9/queue',
    EVENT_BUS_NAME: 'none',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  };
  try {
    const rows: Row[] = [];
    for (const [name, { event, services }] of Object.entries(FIRST)) {
      const bare = await bundleBare(services, folder);
      const own = functionOf(name);
      const parts = { load: 0, first: 0, rawLoad: 0, rawFirst: 0 };
      const { ratio, operation, raw } = await ratioOf(
        async () => {
          const ours = await start(own.file, event, { ...own.env, ...env });
          const theirs = await start(bare, {}, env);
          Object.assign(parts, { ...ours, rawLoad: theirs.load, rawFirst: theirs.first });
          return { operation: ours.load + ours.first, raw: theirs.load + theirs.first };
        },
        { warmUp: WARM_UP, pairs: PAIRS },
      );
      rows.push(
        rowOf(`cold start of functions/${name}.ts ÷ a bare handler`, ratio, BUDGET, {
          operation,
          raw,
          ...parts,
        }),
      );
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
};
