import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../functions/data/failure-queue.ts';
import { teller } from '../../functions/data/outward.ts';
import { type ImageChange, projector } from '../../functions/data/projector.ts';
import { LedgerError } from '../../functions/domain/errors.ts';
import { projectHandler } from '../../functions/events/project.ts';
import { aWorld, type World } from '../app/world.ts';
import { type FakeBus, fakeBus } from '../support/fake-bus.ts';
import type { FakeTable } from '../support/fake-table.ts';

let world: World;
let failures: Failure[];
let logged: { eventId: string; reason: string }[];
let bus: FakeBus;

beforeEach(async () => {
  world = await aWorld();
  world.table.takeChanges();
  [failures, logged] = [[], []];
  bus = fakeBus();
});

/** A change as the stream sends it. */
const recordOf = ({ key, old, now }: ImageChange, eventID: string): DynamoDBRecord => ({
  eventID,
  dynamodb: JSON.parse(
    JSON.stringify({
      Keys: marshall(key),
      ...(old === undefined ? {} : { OldImage: marshall(old) }),
      ...(now === undefined ? {} : { NewImage: marshall(now) }),
    }),
  ),
});

const takeRecords = (): DynamoDBRecord[] =>
  world.table.takeChanges().map((change, i) => recordOf(change, `e${i}`));

type Around = { readonly on?: FakeTable; readonly queue?: boolean };
const handle = (records: readonly DynamoDBRecord[], { on = world.table, queue = true }: Around = {}) =>
  projectHandler({
    projector: projector(on),
    teller: teller(on, bus.send),
    sendFailures: async (sent) => {
      if (!queue) throw new Error('no queue');
      failures.push(...sent);
    },
    log: { poison: (failure) => logged.push(failure), untold: (failure) => logged.push(failure) },
  })({ Records: [...records] });

const unwritable = (error: Error): FakeTable => ({
  ...world.table,
  writeMany: () => Promise.reject(error),
});

/** What the handler should leave: the entries that the projector alone makes. */
const entriesOfAll = async (): Promise<readonly unknown[]> => {
  const other = await aWorld();
  other.table.takeChanges();
  await other.receive(['A1', 'A2']);
  await other.settle();
  return other.entries();
};

const key = { pk: 'acme#unit#phone#X9', sk: 'unit' };
const poison = recordOf({ key, now: { ...key, type: 'unit', v: 1, serial: 'SECRET' } }, 'poison');
const malformed: DynamoDBRecord = { eventID: 'malformed', dynamodb: { Keys: { pk: { S: 'acme#x' } } } };

describe('the stream consumer', () => {
  it('projects a batch, and leaves the same when it is delivered twice', async () => {
    await world.receive(['A1', 'A2']);
    const records = takeRecords();
    expect(await handle(records)).toEqual({ batchItemFailures: [] });
    expect(world.entries()).toEqual(await entriesOfAll());
    await handle(records);
    expect(world.entries()).toEqual(await entriesOfAll());
    expect(failures).toEqual([]);
  });

  it('sends what cannot be projected to the queue and goes on with the others', async () => {
    await world.receive(['A1', 'A2']);
    const [first, ...others] = takeRecords();
    const records = first === undefined ? [] : [first, poison, ...others, malformed];
    expect(await handle(records)).toEqual({ batchItemFailures: [] });
    expect(world.entries()).toEqual(await entriesOfAll());
    expect(new Map(failures.map(({ eventId, keys }) => [eventId, keys]))).toEqual(
      new Map([
        ['poison', key],
        ['malformed', { pk: 'acme#x', sk: '' }],
      ]),
    );
  });

  it('tells why, and never what the record holds', async () => {
    await handle([poison]);
    expect(failures).toMatchObject([{ reason: expect.stringMatching(/^CorruptRecord: .*itemId/) }]);
    expect(logged).toMatchObject([{ eventId: 'poison', reason: failures[0]?.reason }]);
    expect(JSON.stringify([failures, logged])).not.toContain('SECRET');
  });

  it('takes records without keys or images as poison too', async () => {
    await handle([{ eventID: 'empty' }, {}, malformed]);
    expect(failures.map(({ eventId }) => eventId).sort()).toEqual(['', 'empty', 'malformed']);
  });

  it('throws, to have the batch again, where not one record of it can be projected', async () => {
    await world.receive(['A1', 'A2']);
    const on = unwritable(new Error('no engine'));
    await expect(handle(takeRecords(), { on })).rejects.toThrow('no engine');
    expect(failures).toEqual([]);
  });

  it('throws for a single record as well where the engine is busy: it is not at fault', async () => {
    await world.receive(['A1']);
    const [record] = takeRecords().filter(({ dynamodb }) => dynamodb?.NewImage?.type?.S === 'unit');
    const on = unwritable(new LedgerError({ code: 'busy', retryAfter: 1 }));
    await expect(handle(record === undefined ? [] : [record], { on })).rejects.toThrow('busy');
    expect(failures).toEqual([]);
  });

  it('throws where a failure cannot be put on the queue, so that it is not forgotten', async () => {
    await expect(handle([poison], { queue: false })).rejects.toThrow('no queue');
  });

  it('does nothing with an empty batch', async () => {
    expect(await handle([])).toEqual({ batchItemFailures: [] });
    expect(failures).toEqual([]);
  });
});

describe('what it tells outward', () => {
  const heard = (): string[] => bus.heard().map(({ type, detail }) => `${type} ${detail.eventId}`);

  it('is told once lists have been brought up to date, the same each time', async () => {
    await world.receive(['A1', 'A2']);
    await world.sell(['A1']);
    const records = takeRecords();
    await handle(records);
    const once = heard();
    expect(once.map((text) => text.split(' ')[0])).toEqual(['unit.received', 'unit.sold']);
    await handle(records);
    expect(heard()).toEqual([...once, ...once]);
    expect(failures).toEqual([]);
  });

  it('waits in the failure queue where no bus answers, and lists follow all the same', async () => {
    await world.receive(['A1', 'A2']);
    const records = takeRecords();
    bus.fail(true);
    expect(await handle(records)).toEqual({ batchItemFailures: [] });
    expect(world.entries()).toEqual(await entriesOfAll());
    expect(failures).toMatchObject([
      { keys: { sk: 'movement#00001' }, reason: 'EventNotTaken: TimeoutError' },
    ]);
    expect(logged).toMatchObject([{ reason: 'EventNotTaken: TimeoutError' }]);
    expect(bus.heard()).toEqual([]);
  });

  it('of which the bus refuses some waits alone, and holds up no other', async () => {
    await world.receive(['A1']);
    await world.receive(['A2']);
    await world.sell(['A1']);
    const records = takeRecords();
    bus.refuse(({ type }) => (type === 'unit.sold' ? 'ThrottlingException' : undefined));
    await handle(records);
    expect(heard().map((text) => text.split(' ')[0])).toEqual(['unit.received', 'unit.received']);
    expect(failures).toMatchObject([{ reason: 'EventNotTaken: ThrottlingException' }]);
  });

  it('is delivered again where what could not be told cannot be put on the queue either', async () => {
    await world.receive(['A1']);
    const records = takeRecords();
    bus.fail(true);
    await expect(handle(records, { queue: false })).rejects.toThrow('no queue');
    bus.fail(false);
    await handle(records);
    expect(heard()).toHaveLength(1);
  });

  it('does not depend on records of the batch that cannot be projected', async () => {
    await world.receive(['A1']);
    await handle([poison, ...takeRecords(), malformed]);
    expect(heard()).toHaveLength(1);
    expect(failures).toHaveLength(2);
  });
});
