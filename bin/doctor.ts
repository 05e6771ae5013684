/** `npm run doctor`: looks whether everything of a tenant that must agree does, and tells what differs and what repairs it. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Diagnosis, diagnose } from '../functions/data/doctor/doctor.ts';
import { dynamoTable } from '../functions/data/dynamo-table.ts';
import { clock } from '../functions/runtime/clock.ts';

const LOCAL = 'http://127.0.0.1:3000';
const USAGE = `Usage: npm run doctor -- --tenant acme [--json] [--url ${LOCAL}], or [--endpoint URL] --table NAME for a table by its name; without an endpoint one in AWS (with the credentials and the region of the environment)`;

/** Clean, something differs, it could not be looked at. */
const EXIT = { clean: 0, differs: 1, failed: 2 } as const;

/** An error that says what to do. */
class Refusal extends Error {}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        tenant: { type: 'string' },
        url: { type: 'string' },
        endpoint: { type: 'string' },
        table: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const { tenant, url, endpoint, table } = values;
    if (tenant === undefined || tenant === '') throw new Error('Name a tenant with --tenant.');
    if (url !== undefined && table !== undefined) throw new Error('--url and --table exclude one another.');
    if (endpoint !== undefined && table === undefined) throw new Error('--endpoint goes with --table.');
    if (!URL.canParse(url ?? endpoint ?? LOCAL)) throw new Error(`${url ?? endpoint} is no address.`);
    return { ...values, tenant };
  } catch (error) {
    throw new Refusal(`${messageOf(error)}\n${USAGE}`);
  }
};

const place = z.object({ endpoint: z.string(), table: z.string() });

/** Where the local stack has its table. */
const localPlace = async (url: string): Promise<z.output<typeof place>> => {
  const at = new URL('/_local/table', url);
  const answer = await fetch(at).catch(() => {
    throw new Refusal(
      `Nothing answers at ${at.origin}. Start the stack with "npm start", or name its address with --url.`,
    );
  });
  if (!answer.ok) throw new Refusal(`${at.href} answers ${answer.status}: it is no local stack.`);
  return place.parse(await answer.json());
};

const clientAt = (endpoint: string | undefined): DynamoDBClient =>
  endpoint === undefined
    ? new DynamoDBClient({})
    : new DynamoDBClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });

const told = (tenant: string, { findings, records, busy, more }: Diagnosis): string => {
  const lines = findings.flatMap(({ invariant, pk, sk, detail, repair }) => [
    `${invariant}: ${detail}`,
    `  record  ${pk} / ${sk}`,
    `  repair  ${repair}`,
  ]);
  const sum =
    findings.length === 0
      ? `Nothing differs in ${records} records of ${tenant}.`
      : `${findings.length} differ in ${records} records of ${tenant}.`;
  return [
    ...lines,
    ...busy.map(
      (itemId) => `Stock of item ${itemId} is posted to all the time: run this again in a quieter moment.`,
    ),
    ...(more ? ['More differs than was looked at closer: repair this, and run this again.'] : []),
    sum,
  ].join('\n');
};

const run = async (): Promise<number> => {
  const { tenant, url = LOCAL, endpoint, table, json } = readOptions();
  const at = table === undefined ? await localPlace(url) : { endpoint, table };
  const client = clientAt(at.endpoint);
  try {
    await Promise.all([client.config.region(), client.config.credentials()]).catch((error: unknown) => {
      throw new Refusal(`AWS can't be asked: ${messageOf(error)}`);
    });
    const on = dynamoTable({ client, tableName: at.table, pause: clock.sleep });
    const diagnosis = await diagnose({ table: on, clock }, tenant);
    if (diagnosis.records === 0)
      throw new Refusal(`There is no record of a tenant ${tenant} in ${at.table}.`);
    console.log(json ? JSON.stringify({ tenant, ...diagnosis }, null, 2) : told(tenant, diagnosis));
    return diagnosis.findings.length === 0 && !diagnosis.more ? EXIT.clean : EXIT.differs;
  } finally {
    client.destroy();
  }
};

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = EXIT.failed;
}
