import { describe, expect, inject, it } from 'vitest';
import { type Client, company, documentOf, receipt, sale, settled, unitOf } from '../support/client.ts';
import type { Heard } from '../support/fake-bus.ts';

type OnBus = { readonly 'detail-type': string; readonly source: string; readonly bus: string } & Pick<
  Heard,
  'detail'
>;

/** What the bus was told of a company, once the stream's consumers are through. */
const busOf = async ({ tenant }: Client): Promise<OnBus[]> => {
  await settled();
  const answer = await fetch(`${inject('baseUrl')}/_local/events?detail.tenant=${tenant}`);
  return ((await answer.json()) as { events: OnBus[] }).events;
};

/** One for each event id: what a listener makes of it. */
const heardBy = async (client: Client): Promise<OnBus[]> => {
  const events = await busOf(client);
  return [...new Map(events.map((event) => [event.detail.eventId, event])).values()];
};

/** In the order of the unit's versions, then of movements. */
const lifeOf = (events: readonly OnBus[], id: string) =>
  events
    .flatMap(({ detail, ...event }) =>
      detail.units.filter((unit) => unit.id === id).map((unit) => ({ ...event, detail, unit })),
    )
    .sort(
      (a, b) =>
        (a.unit.version ?? 0) - (b.unit.version ?? 0) || (a.detail.movementId < b.detail.movementId ? -1 : 1),
    );

describe('the event bus', () => {
  it('tells the whole life of a unit, with versions that rise', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['L-1', 'L-2'], { number: 'R-1' }));
    const { id } = await unitOf(client, 'L-1');
    const path = `/v1/items/pump/serials/${id}`;
    await client.post('/v1/documents', sale(['L-1']));
    await client.post('/v1/documents', documentOf('customer-return', ['L-1'], { partnerId: 'jane' }));
    await client.post('/v1/documents', documentOf('transfer', ['L-1'], { toLocationId: 'shop' }));
    await client.post(`${path}/hold`, { reason: 'scratched' });
    await client.post(`${path}/release`);
    await client.post(`${path}/rename`, { serial: 'L-9', reason: 'misread' });
    const sold = await client.post('/v1/documents', sale(['L-9'], { locationId: 'shop' }));
    await client.post(`/v1/documents/${sold.body.documentId}/void`, { reason: 'mistake' });
    await client.post(`${path}/service-events`, {
      kind: 'repair',
      description: 'seal',
      underWarranty: false,
    });

    const life = lifeOf(await heardBy(client), id);
    expect(life.map((event) => event['detail-type'])).toEqual([
      'unit.received',
      'unit.sold',
      'unit.returned',
      'unit.moved',
      'unit.held',
      'unit.released',
      'unit.renamed',
      'unit.sold',
      'unit.movement-voided',
      'unit.serviced',
    ]);
    expect(life.map(({ unit }) => unit.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(life.every(({ source, bus }) => source === 'serial-ledger' && bus === 'serial-ledger-dev')).toBe(
      true,
    );
    expect(life[0]?.detail).toMatchObject({
      version: 1,
      kind: 'receive',
      documentNumber: 'R-1',
      partnerId: 'acme',
      to: 'main',
      quantity: 2,
      part: 1,
      parts: 1,
    });
    expect(life[0]?.detail.units.map(({ serial }) => serial)).toEqual(['L-1', 'L-2']);
    expect(life[3]?.detail).toMatchObject({ from: 'main', to: 'shop' });
    expect(life[4]).toMatchObject({ detail: { reason: 'scratched' }, unit: { held: true } });
    expect(life[6]).toMatchObject({ detail: { renamedTo: 'L-9' }, unit: { serial: 'L-1' } });
    expect(life[8]?.detail).toMatchObject({ reason: 'mistake', voids: life[7]?.detail.movementId });
  });

  it('tells units that come in held so', async () => {
    const client = await company();
    await client.post(
      '/v1/documents',
      documentOf('product-receipt', ['Q-1'], { partnerId: 'acme', line: { hold: 'look' } }),
    );
    const [event] = await heardBy(client);
    expect(event).toMatchObject({ 'detail-type': 'unit.received', detail: { units: [{ held: true }] } });
  });

  it('is told nothing of what is refused, and of repeats once', async () => {
    const client = await company();
    const key = 'once';
    await client.post('/v1/documents', receipt(['N-1']), { key });
    await client.post('/v1/documents', receipt(['N-1']), { key });
    expect((await client.post('/v1/documents', receipt(['N-1']))).status).toBe(409);
    expect((await client.post('/v1/documents', sale(['N-7']))).status).toBe(422);
    const dry = await client.post('/v1/documents', receipt(['N-2'], { post: false }));
    expect(dry.status).toBe(201);
    expect((await heardBy(client)).map((event) => event['detail-type'])).toEqual(['unit.received']);
  });

  it('is told each of thousands once, at most a hundred to an event', async () => {
    const client = await company();
    const lines = ['A', 'B'].map((letter) => ({
      itemId: 'pump',
      quantity: 320,
      serialRange: { first: `${letter}-0001`, count: 320 },
    }));
    const { body } = await client.post('/v1/documents', receipt([], { lines }));
    const events = await heardBy(client);
    expect(events.map(({ detail }) => detail.units.length).sort()).toEqual(
      [...Array(6).fill(100), 20, 20].sort(),
    );
    expect(new Set(events.map(({ detail }) => detail.movementId))).toEqual(new Set(body.movementIds));
    const ids = events.flatMap(({ detail }) => detail.units.map(({ id }) => id));
    expect([ids.length, new Set(ids).size]).toEqual([640, 640]);
    // One unit of them is taken: the posting is refused whole.
    await client.post('/v1/documents', sale(['B-0320']));
    expect((await client.post('/v1/documents', sale([], { lines }))).status).toBe(409);
    const after = await heardBy(client);
    expect(after).toHaveLength(events.length + 1);
  });
});
