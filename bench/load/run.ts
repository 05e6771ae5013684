/**
 * `npm run load`: a mixed day of several companies on the local stack. Ends with 1 where a request failed, latencies or
 * memory grew, the ledger says something else than the clients were told, or the doctor finds something. JSON on stdout,
 * progress on stderr.
 */
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { diagnose } from '../../functions/data/doctor/doctor.ts';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import { clock } from '../../functions/runtime/clock.ts';
import { bookFaults, newBook } from './book.ts';
import { strike } from './chaos.ts';
import { clientAs, type Send, type Watch } from './client.ts';
import { liveDay } from './day.ts';
import { type MemorySample, measuring, memoryOverRun } from './measure.ts';
import { type Stack, startStack } from './stack.ts';

const USAGE = 'Usage: npm run load -- [--minutes 10] [--rate 20] [--tenants 3] [--clients 2] [--chaos]';
/** What large postings that were broken off leave behind is gone by then. */
const SETTLING = 10_000;
const MEMORY_EVERY = 2_000;
const SCOPE = 'ledger.read ledger.write ledger.admin';

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      rate: { type: 'string', default: '20' },
      tenants: { type: 'string', default: '3' },
      clients: { type: 'string', default: '2' },
      chaos: { type: 'boolean', default: false },
    },
  });
  const number = (name: 'minutes' | 'rate' | 'tenants' | 'clients'): number => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} ${values[name]} is no number above zero.\n${USAGE}`);
    return value;
  };
  return {
    minutes: number('minutes'),
    rate: number('rate'),
    tenants: number('tenants'),
    clients: number('clients'),
    chaos: values.chaos,
  };
};

const tokenShape = z.object({ access_token: z.string() });
const placeShape = z.object({ endpoint: z.string(), table: z.string() });
const say = (text: string): void => console.error(text);

const company = async (send: Send): Promise<void> => {
  const put = (path: string, body: object) => send({ kind: 'master data', method: 'PUT', path, body });
  await put('/v1/locations/main', { name: 'Main warehouse' });
  await put('/v1/locations/shop', { name: 'Shop' });
  await put('/v1/partners/maker', { name: 'Maker', role: 'supplier' });
  await put('/v1/partners/jane', { name: 'Jane', role: 'customer' });
  await put('/v1/items/bolt', { name: 'Bolt', tracking: 'none' });
  await put('/v1/items/pump', {
    name: 'Pump',
    tracking: 'serial',
    serialType: 'fully-tracked',
    gtin: '9506000134352',
  });
};

/** The first faults, and how many there are. */
const few = (all: readonly string[]) => ({ count: all.length, first: all.slice(0, 20) });

const drive = async (stack: Stack, options: ReturnType<typeof readOptions>) => {
  const { minutes, rate, tenants, clients, chaos } = options;
  const duration = minutes * 60_000;
  const measured = measuring();
  const failures: string[] = [];
  let [repeats, requests, begun] = [0, 0, Number.POSITIVE_INFINITY];
  const watch: Watch = {
    took: (kind, took) => {
      requests += 1;
      const at = performance.now() - begun;
      if (at >= 0) measured.took(kind, { at, took });
    },
    failed: (told) => failures.push(told),
    repeated: () => {
      repeats += 1;
    },
  };
  const names = Array.from({ length: tenants }, (_, n) => `company${n + 1}`);
  const companies = [];
  for (const tenant of names) {
    const { access_token: token } = tokenShape.parse(
      await stack.asked('token', { tenant, scope: SCOPE, expiresIn: 24 * 3600 }),
    );
    const send = clientAs({ baseUrl: stack.baseUrl, token, chaos }, watch);
    await company(send);
    companies.push({ tenant, send, books: Array.from({ length: clients }, newBook) });
  }
  begun = performance.now();
  const isOver = (): boolean => performance.now() - begun >= duration;
  const pace = (1000 * tenants * clients) / rate;
  const memory = { stack: [] as MemorySample[], engine: [] as MemorySample[] };
  const watching = async (): Promise<void> => {
    while (!isOver()) {
      const { stackRss, engineHeap } = await stack.memory();
      const at = performance.now() - begun;
      memory.stack.push({ at, bytes: stackRss });
      if (engineHeap !== undefined) memory.engine.push({ at, bytes: engineHeap });
      await delay(MEMORY_EVERY);
    }
  };
  const days = companies.flatMap(({ send, books }, n) =>
    books.map((book, m) => liveDay({ send, book, prefix: `N${n}${m}-` }, { pace, isOver })),
  );
  const [struck] = await Promise.all([
    chaos ? strike(stack, { duration, isOver }) : undefined,
    watching(),
    ...days,
  ]);
  const took = performance.now() - begun;
  const ofDay = requests;
  say(`the day is over: ${ofDay} requests, ${repeats} repeated, ${failures.length} failed`);
  await delay(chaos ? Math.min(SETTLING, duration) : 0);
  if (chaos) await stack.asked('schedules/sweep/run', {});
  await stack.asked('schedules/redrive/run', {});
  await stack.settled();
  const differing: string[] = [];
  for (const { tenant, send, books } of companies) {
    differing.push(...(await bookFaults(send, books)).map((fault) => `${tenant}: ${fault}`));
  }
  say(`compared with what was acknowledged: ${differing.length} differences`);
  const at = placeShape.parse(await stack.asked('table'));
  const client = new DynamoDBClient({
    endpoint: at.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const table = dynamoTable({ client, tableName: at.table, pause: clock.sleep });
  const found: string[] = [];
  let records = 0;
  for (const tenant of names) {
    const diagnosis = await diagnose({ table, clock }, tenant);
    records += diagnosis.records;
    found.push(
      ...diagnosis.findings.map(({ invariant, detail }) => `${tenant}: ${invariant}: ${detail}`),
      ...diagnosis.busy.map((itemId) => `${tenant}: item ${itemId} is still posted to`),
    );
  }
  client.destroy();
  say(`the doctor looked at ${records} records: ${found.length} findings`);
  const latencies = measured.overRun(took).filter(({ kind }) => kind !== 'compare');
  const stackMemory = memoryOverRun(memory.stack, took);
  const slower = chaos ? [] : latencies.filter(({ flat }) => !flat).map(({ kind }) => kind);
  const isFlat = stackMemory.flat && slower.length === 0;
  return {
    options,
    machine: { cores: cpus().length, node: process.version },
    requests: ofDay,
    perSecond: Math.round((ofDay / took) * 10_000) / 10,
    repeats,
    ...(struck === undefined ? {} : { struck }),
    failures: few(failures),
    differences: few(differing),
    doctor: { records, ...few(found) },
    slower,
    memoryMiB: { stack: stackMemory, engineHeap: memoryOverRun(memory.engine, took) },
    latencies,
    units: companies.reduce(
      (sum, { books }) => sum + books.reduce((all, { units }) => all + units.size, 0),
      0,
    ),
    passed: failures.length === 0 && differing.length === 0 && found.length === 0 && (isFlat || minutes < 5),
  };
};

const options = readOptions();
const stack = await startStack(say);
process.once('SIGINT', () => void stack.stop().then(() => process.exit(1)));
process.once('SIGTERM', () => void stack.stop().then(() => process.exit(1)));
try {
  const report = await drive(stack, options);
  console.log(JSON.stringify(report, null, 2));
  if (!report.passed) process.exitCode = 1;
} finally {
  await stack.stop();
}
