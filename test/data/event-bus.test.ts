import type { EventBridgeClient, PutEventsCommand, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { eventBus } from '../../functions/data/event-bus.ts';
import type { OutwardEvent } from '../../functions/domain/outward/movement-events.ts';

type Put = (entries: readonly PutEventsRequestEntry[]) => Promise<readonly (string | undefined)[]>;

const idIn = ({ Detail }: PutEventsRequestEntry): string => JSON.parse(Detail ?? '').id;

/** A bus that answers each entry with an error code, or with none. */
const busOf = (put: Put) => {
  const [calls, pauses]: [PutEventsRequestEntry[][], number[]] = [[], []];
  let [running, most] = [0, 0];
  const client = {
    send: async ({ input }: PutEventsCommand) => {
      const entries = input.Entries ?? [];
      calls.push(entries);
      running += 1;
      most = Math.max(most, running);
      try {
        await new Promise(setImmediate);
        const codes = await put(entries);
        return {
          FailedEntryCount: codes.filter((code) => code !== undefined).length,
          Entries: codes.map((code) => (code === undefined ? { EventId: 'x' } : { ErrorCode: code })),
        };
      } finally {
        running -= 1;
      }
    },
  } as unknown as EventBridgeClient;
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };
  const send = eventBus({ client, busName: 'bus', pause });
  return { send, calls, pauses, most: () => most };
};

const all: Put = async (entries) => entries.map(() => undefined);
const events = (count: number, bytes = 0): OutwardEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `e${i}`,
    type: 'unit.sold',
    at: '2026-03-01T08:00:00.000Z',
    detail: { id: `e${i}`, text: 'Z'.repeat(bytes) },
  }));
const none = { refused: new Map(), down: false };

describe('the bus', () => {
  it('takes ten entries a call, some calls at once', async () => {
    const bus = busOf(all);
    expect(await bus.send(events(95))).toEqual(none);
    expect(bus.calls.map(({ length }) => length)).toEqual([...Array(9).fill(10), 5]);
    expect(bus.calls.flat().map(idIn).sort()).toEqual(
      events(95)
        .map(({ id }) => id)
        .sort(),
    );
    expect(bus.most()).toBe(4);
  });

  it('is told source, type, time and detail, by its name', async () => {
    const bus = busOf(all);
    await bus.send(events(1));
    expect(bus.calls).toEqual([
      [
        {
          EventBusName: 'bus',
          Source: 'serial-ledger',
          DetailType: 'unit.sold',
          Time: new Date('2026-03-01T08:00:00Z'),
          Detail: JSON.stringify(events(1)[0]?.detail),
        },
      ],
    ]);
  });

  it('takes fewer where they are large', async () => {
    const bus = busOf(all);
    await bus.send(events(7, 100_000));
    expect(bus.calls.map(({ length }) => length)).toEqual([2, 2, 2, 1]);
  });

  it('is asked for nothing where there is nothing to tell', async () => {
    const bus = busOf(all);
    expect(await bus.send([])).toEqual(none);
    expect(bus.calls).toEqual([]);
  });

  it('gets entries again that it did not take, and only those', async () => {
    let first = true;
    const bus = busOf(async (entries) => {
      const codes = entries.map((entry) =>
        first && idIn(entry) === 'e3' ? 'ThrottlingException' : undefined,
      );
      first = false;
      return codes;
    });
    expect(await bus.send(events(5))).toEqual(none);
    expect(bus.calls.map((entries) => entries.map(idIn))).toEqual([['e0', 'e1', 'e2', 'e3', 'e4'], ['e3']]);
    expect(bus.pauses).toEqual([200]);
  });

  it('that refuses for good is named with its reason, after three times', async () => {
    const bus = busOf(async (entries) =>
      entries.map((one) => (idIn(one) === 'e1' ? 'InternalFailure' : undefined)),
    );
    const { refused, down } = await bus.send(events(12));
    expect([[...refused], down]).toEqual([[['e1', 'InternalFailure']], false]);
    expect(bus.calls.flat().filter((one) => idIn(one) === 'e1')).toHaveLength(3);
  });

  it('that does not answer is not asked for the rest', async () => {
    const bus = busOf(() => Promise.reject(Object.assign(new Error('x'), { name: 'TimeoutError' })));
    const { refused, down } = await bus.send(events(95));
    expect([refused.size, new Set(refused.values()), down]).toEqual([95, new Set(['TimeoutError: x']), true]);
    expect(bus.calls).toHaveLength(4);
  });
});
