import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { dynamoTable } from '../../functions/data/dynamo-table.ts';
import type { StoredRecord, Table } from '../../functions/data/table.ts';
import { aWorld, CALLER, type World } from '../app/world.ts';
import { newTenant } from '../support/client.ts';
import type { FakeTable } from '../support/fake-table.ts';
import { type Look, look } from './checks.ts';
import { FAULTS, type Fault, type Faults, faultyClient } from './faults.ts';
import { ACT_NAMES, ACTS, type ActName, KEY, LIMITS, type Prepared, prepared } from './scenarios.ts';
import { type Ground, strike } from './strike.ts';

/** Scenarios at once: the engine takes one write at a time, and has something to do while this process decides. */
const AT_ONCE = 6;
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
      for (const fault of FAULTS) {
        let [n, isOver] = [0, false];
        const work = async (): Promise<void> => {
          while (!isOver) {
            n += 1;
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
      expect([...struck.values()].every((count) => count >= 3)).toBe(true);
      expect(struck.size).toBe(FAULTS.length);
    },
    240_000,
  );
});
