import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import type { StoredRecord, Table } from '../../functions/data/table.ts';
import { aWorld, CALLER, refusal, type World } from '../app/world.ts';
import { newTenant } from '../support/client.ts';
import type { FakeTable } from '../support/fake-table.ts';
import { type Look, look } from './checks.ts';
import { FAULTS, type Fault, type Faults, faultyClient } from './faults.ts';
import { ACT_NAMES, ACTS, type ActName, KEY, LIMITS, type Prepared, prepared } from './scenarios.ts';
import { type Ground, strike } from './strike.ts';

/** Scenarios at once: the engine takes one write at a time, and has something to do while this process decides. */
const AT_ONCE = 3;
/**
 * Each call is struck by one of the four faults, in a long run by all of them; on the fake each is struck by all.
 */
const STRIDE = process.env.CHAOS_RUNS === undefined ? 4 : 1;
/** More calls of the engine than any act has. */
const CALLS_MAX = 80;

let given: Prepared;
let plain: DynamoDBClient;
const looks = new Map<ActName, { before: Look; after: Look }>();
const clients: DynamoDBClient[] = [];

const newClient = (): DynamoDBClient => {
  const client = new DynamoDBClient({
    endpoint: inject('dynamodbEndpoint'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  clients.push(client);
  return client;
};

const tableOf = (client: DynamoDBClient): Table =>
  dynamoTable({ client, tableName: inject('tableName'), pause: async () => {} });

/** The engine stands in for the fake: what only a fake can do isn't asked of it here. */
const worldOn = (table: Table, tenant: string, n: number): Promise<World> =>
  aWorld(
    { idsFrom: n * 10_000, limits: LIMITS, caller: { ...CALLER, tenant } },
    table as unknown as FakeTable,
  );

const movedTo = (tenant: string, { pk, sk, ...attributes }: StoredRecord) => ({
  key: { pk: pk.replace(/^acme#/, `${tenant}#`), sk },
  attributes: attributes as never,
});

/** A tenant with the company that was prepared. */
const groundOf = async (): Promise<Ground> => {
  const tenant = newTenant();
  await tableOf(plain).writeMany({ puts: given.records.map((one) => movedTo(tenant, one)), deletes: [] });
  return {
    tenant,
    given,
    process: ({ n, faults }: { readonly n: number; readonly faults?: Faults }) =>
      worldOn(tableOf(faults === undefined ? plain : faultyClient(newClient(), faults)), tenant, n),
  };
};

beforeAll(async () => {
  given = await prepared();
  plain = newClient();
  for (const act of ACT_NAMES) {
    const { process, tenant } = await groundOf();
    const world = await process({ n: 1 });
    const before = await look(world, given, tenant);
    await ACTS[act](world, given, KEY);
    looks.set(act, { before, after: await look(world, given, tenant) });
  }
});
afterAll(() => {
  for (const client of clients) client.destroy();
});

describe('a fault at any call of the real engine', () => {
  it.each(ACT_NAMES)(
    'leaves all or nothing of %s, and a repeated request does it once',
    async (act) => {
      const struck = new Map<Fault, number>();
      for (const [i, fault] of FAULTS.entries()) {
        let [n, isOver] = [1 + (i % STRIDE) - STRIDE, false];
        const work = async (): Promise<void> => {
          while (!isOver) {
            n += STRIDE;
            const one = { act, n, fault, sweepsFirst: n % 2 === 0 };
            try {
              const hit = await strike(await groundOf(), one, looks.get(act)!);
              if (hit) struck.set(fault, (struck.get(fault) ?? 0) + 1);
              else isOver = true;
            } catch (error) {
              throw new Error(`${JSON.stringify(one)}: ${String(error)}`, { cause: error });
            }
            if (n > CALLS_MAX) throw new Error(`${act} has no end`);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      }
      expect([...struck.values()].every((count) => count >= 3 / STRIDE)).toBe(true);
      expect(struck.size).toBe(FAULTS.length);
    },
    240_000,
  );
});

describe('a second attempt on the real engine', () => {
  const texts = Array.from({ length: 20 }, (_, i) => `Q${i + 10}`);
  const transactions = { count: 0 };
  /** A process whose time is up when it has sent so many transactions. */
  const process = async (tenant: string, n: number, patience: number): Promise<World> => {
    const table = tableOf(plain);
    let sent = 0;
    const world = await worldOn(
      {
        ...table,
        transact: async (parts) => {
          sent += 1;
          transactions.count += parts.length;
          if (sent === patience) world.pass(30_000);
          return table.transact(parts);
        },
      },
      tenant,
      n,
    );
    return world;
  };

  it('goes on where the first one stopped, and writes nothing twice', async () => {
    const { tenant } = await groundOf();
    const outcomes: string[] = [];
    transactions.count = 0;
    for (let n = 1; n <= 12 && outcomes.at(-1) !== 'done'; n += 1) {
      const world = await process(tenant, n, 4);
      outcomes.push((await refusal(world.receive(texts, {}, KEY)))[0] ?? 'done');
    }
    expect(outcomes.slice(0, -1).every((one) => one === 'still-running')).toBe(true);
    expect([outcomes.length > 1, outcomes.at(-1)]).toEqual([true, 'done']);
    // A unit each, and for every request its beginning or its letting go, the commit and the tidying.
    expect(transactions.count).toBeLessThan(20 + 6 * outcomes.length + 25);
  });

  it('knows its own records where others have made its balance meanwhile', async () => {
    const { tenant, process: other } = await groundOf();
    const world = await process(tenant, 1, 0);
    const small = await other({ n: 2 });
    const [large] = await Promise.all([
      refusal(world.receive(texts, { locationId: 'shop' })),
      small.receive(['SMALL'], { locationId: 'shop' }),
    ]);
    expect(large).toEqual([]);
    expect((await small.balance('phone', 'shop'))?.serials).toBe(21);
  });
});
