import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Client,
  company,
  day,
  recallSearched,
  receipt,
  settled,
  unitOf,
  worksOrder,
} from '../support/client.ts';

type Body = Answer['body'];
type Line = Record<string, unknown>;

const taken = async (answer: Promise<Answer>): Promise<Body> => {
  const { status, text, body } = await answer;
  if (status > 201) throw new Error(text);
  return body;
};

const line = (itemId: string, role: string, serials: readonly string[], more: Line = {}): Line => ({
  itemId,
  role,
  quantity: Math.max(1, serials.length),
  ...(serials.length === 0 ? {} : { serials }),
  ...more,
});

const works = (client: Client, lines: readonly Line[], more: Line = {}): Promise<Body> =>
  taken(client.post('/v1/documents', worksOrder(lines, more)));

const received = (client: Client, lines: readonly Line[], more: Line = {}): Promise<Body> =>
  taken(client.post('/v1/documents', receipt([], { lines, effectiveDate: day(-30), ...more })));

const pathOf = async (client: Client, serial: string, itemId = 'bike'): Promise<string> =>
  `/v1/items/${itemId}/serials/${(await unitOf(client, serial, itemId)).id}`;

const bodyOf = async (client: Client, serial: string, what: string): Promise<Body> =>
  taken(client.get(`${await pathOf(client, serial)}/${what}`));

const numbered = (itemId: string, serials: readonly string[]) => ({
  itemId,
  quantity: serials.length,
  serials,
});

const factory = async () => {
  const client = await company();
  for (const itemId of ['bike', 'frame', 'fork', 'wheel']) {
    await client.put(`/v1/items/${itemId}`, {
      name: itemId,
      tracking: 'serial',
      serialType: 'fully-tracked',
    });
  }
  await client.put('/v1/items/bolt', { name: 'Bolt' });
  await client.put('/v1/items/glue', { name: 'Glue', tracking: 'batch' });
  await client.put('/v1/partners/forks', { name: 'Forks', role: 'supplier' });
  await received(client, [
    numbered('frame', ['F1', 'F2']),
    numbered('wheel', ['W1', 'W2', 'W3', 'W4']),
    numbered('fork', ['K2', 'K3']),
    { itemId: 'bolt', quantity: 40 },
    { itemId: 'glue', quantity: 5, batch: 'L1' },
  ]);
  await received(client, [numbered('fork', ['K1'])], { partnerId: 'forks' });
  return client;
};

/** B1 with frame F1, fork K1 and two wheels; then K2 in the place of K1, which goes into B2. */
const swapped = async (client: Client) => {
  await works(
    client,
    [
      line('bike', 'produce', ['B1']),
      line('frame', 'consume', ['F1']),
      line('fork', 'consume', ['K1']),
      line('wheel', 'consume', ['W1', 'W2']),
      line('bolt', 'consume', [], { quantity: 12 }),
      line('glue', 'consume', [], { quantity: 0.5, batch: 'L1' }),
    ],
    { effectiveDate: day(-20) },
  );
  const { events } = await bodyOf(client, 'B1', 'history');
  await new Promise((resolve) => setTimeout(resolve, 5));
  const into = { parentItemId: 'bike', parentSerial: 'B1' };
  const out = await works(
    client,
    [
      line('fork', 'take-out', ['K1']),
      line('fork', 'consume', ['K2'], into),
      line('bolt', 'consume', [], { quantity: 2, ...into }),
    ],
    { effectiveDate: day(-10) },
  );
  await works(
    client,
    [
      line('bike', 'produce', ['B2']),
      line('frame', 'consume', ['F2']),
      line('fork', 'consume', ['K1']),
      line('wheel', 'consume', ['W3', 'W4']),
    ],
    { effectiveDate: day(-5) },
  );
  return { before: events.at(-1).at as string, out };
};

const serials = (parts: readonly { readonly serial: string }[]): string[] =>
  parts.map(({ serial }) => serial).sort();

const recallUnits = async (client: Client, criteria: Line): Promise<Body[]> => {
  const { recallId } = await taken(client.post('/v1/recalls', { name: 'cracked forks', criteria }));
  await recallSearched(client, recallId);
  return (await client.get(`/v1/recalls/${recallId}/units?limit=100`)).body.items;
};

const shown = (units: readonly Body[]) =>
  units
    .map(({ serial, status, partnerId, locationId, via }: Body) => [
      serial,
      status,
      partnerId ?? locationId,
      via?.serial ?? via?.batch ?? via?.itemId,
    ])
    .sort();

describe('a bicycle', () => {
  it('remembers what was in it and when', async () => {
    const client = await factory();
    const { before, out } = await swapped(client);
    const { events, parts } = await bodyOf(client, 'B1', 'history');
    expect(serials(parts)).toEqual(['F1', 'K2', 'W1', 'W2']);
    const told = events
      .filter(({ type }: Body) => type.startsWith('part-'))
      .map(({ type, effectiveDate, part }: Body) => [
        type,
        effectiveDate,
        part.map((one: Body) => one.serial ?? `${one.quantity} ${one.itemId} ${one.batch ?? ''}`.trim()),
      ]);
    expect(told).toEqual([
      ['part-in', day(-20), ['F1']],
      ['part-in', day(-20), ['K1']],
      ['part-in', day(-20), ['W1', 'W2']],
      ['part-in', day(-20), ['12 bolt']],
      ['part-in', day(-20), ['0.5 glue L1']],
      ['part-out', day(-10), ['K1']],
      ['part-in', day(-10), ['K2']],
      ['part-in', day(-10), ['2 bolt']],
    ]);
    const fork = await unitOf(client, 'K1', 'fork');
    expect(events.find(({ type }: Body) => type === 'part-out')).toMatchObject({
      documentId: out.documentId,
      documentKind: 'works-order',
      user: expect.any(String),
      partCount: 1,
      part: [{ itemId: 'fork', serial: 'K1', id: fork.id }],
    });

    const today = await bodyOf(client, 'B1', 'genealogy');
    expect(serials(today.parts)).toEqual(['F1', 'K2', 'W1', 'W2']);
    expect(today.materials).toEqual([
      { itemId: 'bolt', quantity: 14 },
      { itemId: 'glue', batch: 'L1', quantity: 0.5 },
    ]);
    expect(today.formerParts).toMatchObject([
      { itemId: 'fork', serial: 'K1', id: fork.id, from: day(-20), to: day(-10) },
    ]);
    for (const at of [before, day(-15)]) {
      const then = await bodyOf(client, 'B1', `genealogy?at=${at}`);
      expect(serials(then.parts)).toEqual(['F1', 'K1', 'W1', 'W2']);
      expect(then.parts[0]).toMatchObject({ status: 'consumed', level: 1, of: { serial: 'B1' } });
      expect([then.formerParts, then.materials[0]]).toEqual([[], { itemId: 'bolt', quantity: 12 }]);
      const history = await bodyOf(client, 'B1', `history?at=${at}`);
      expect(serials(history.parts)).toEqual(['F1', 'K1', 'W1', 'W2']);
      expect(history.events.at(-1).type).toBe('part-in');
    }
    const where = async (at: string) =>
      serials((await taken(client.get(`${await pathOf(client, 'K1', 'fork')}/genealogy${at}`))).partOf);
    expect([await where(`?at=${before}`), await where(`?at=${day(-7)}`), await where('')]).toEqual([
      ['B1'],
      [],
      ['B2'],
    ]);
    for (const [at, status] of [
      [day(-40), 404],
      ['yesterday', 400],
    ]) {
      expect((await client.get(`${await pathOf(client, 'B1')}/genealogy?at=${at}`)).status).toBe(status);
    }
  });

  it('knows what was taken out straight to scrap, and what of its goods without numbers', async () => {
    const client = await factory();
    await swapped(client);
    const from = { parentItemId: 'bike', parentSerial: 'B1' };
    await works(client, [
      line('wheel', 'take-out', ['W1'], { scrap: true }),
      line('bolt', 'take-out', [], { quantity: 4, ...from }),
      line('glue', 'take-out', [], { quantity: 0.5, batch: 'L1', ...from }),
    ]);
    expect(await unitOf(client, 'W1', 'wheel')).toMatchObject({ status: 'written-off' });
    const { materials, formerParts, parts } = await bodyOf(client, 'B1', 'genealogy');
    expect(materials).toEqual([{ itemId: 'bolt', quantity: 10 }]);
    expect(serials(formerParts)).toEqual(['K1', 'W1']);
    expect(serials(parts)).toEqual(['F1', 'K2', 'W2']);
    const { events } = await bodyOf(client, 'B1', 'history');
    expect(events.slice(-3).map(({ type }: Body) => type)).toEqual(['part-out', 'part-out', 'part-out']);
    const before = await bodyOf(client, 'B1', `genealogy?at=${day(-1)}`);
    expect(before.materials[0]).toEqual({ itemId: 'bolt', quantity: 14 });
    await settled();
    // What was taken out has been in it.
    expect(shown(await recallUnits(client, { batch: 'L1' }))).toEqual([['B1', 'in-stock', 'main', 'L1']]);
    const wheel = await recallUnits(client, { component: { itemId: 'wheel', serial: 'W1' } });
    expect(serials(wheel)).toEqual(['B1', 'W1']);
  });

  it('is found by a recall of the supplier of any part that was ever in it, wherever it is', async () => {
    const client = await factory();
    await swapped(client);
    await taken(
      client.post('/v1/documents', {
        ...receipt([]),
        kind: 'customer-invoice',
        partnerId: 'jane',
        lines: [numbered('bike', ['B1'])],
      }),
    );
    await settled();
    const all = [
      ['B1', 'sold', 'jane', 'K1'],
      ['B2', 'in-stock', 'main', 'K1'],
      ['K1', 'consumed', 'main', undefined],
    ];
    const component = { itemId: 'fork', serial: 'K1' };
    for (const criteria of [{ partnerId: 'forks' }, { component }]) {
      expect(shown(await recallUnits(client, criteria))).toEqual(all);
    }
    const forks = await recallUnits(client, { itemId: 'fork' });
    expect(serials(forks)).toEqual(['B1', 'B2', 'K1', 'K2', 'K3']);
    expect(
      shown(await recallUnits(client, { partnerId: 'acme', itemId: 'fork' })).map(([one]) => one),
    ).toEqual(['B1', 'K2', 'K3']);
  });

  it('is found by the batch, or the item, of goods without numbers that went into it', async () => {
    const client = await factory();
    const early = await taken(client.post('/v1/recalls', { name: 'bad glue', criteria: { batch: 'l1' } }));
    await swapped(client);
    const [B1] = [['B1', 'in-stock', 'main', 'L1']];
    // Opened before, the recall holds what is made of it at once.
    const live = (await client.get(`/v1/recalls/${early.recallId}/units`)).body.items;
    expect(shown(live)).toEqual([B1]);
    expect(live[0]).toMatchObject({ held: true, via: { itemId: 'glue', batch: 'L1' } });
    await settled();
    for (const criteria of [
      { batch: 'L1' },
      { itemId: 'glue' },
      { itemId: 'glue', partnerId: 'acme' },
      { batch: 'L1', partnerId: 'acme', from: day(-31), to: day(-29) },
    ]) {
      expect(shown(await recallUnits(client, criteria))).toEqual([B1]);
    }
    for (const criteria of [
      { batch: 'L2' },
      { batch: 'L1', partnerId: 'forks' },
      { batch: 'L1', from: day(-2) },
      { itemId: 'glue', serialFrom: 'A' },
    ]) {
      expect(shown(await recallUnits(client, criteria))).toEqual([]);
    }
    expect(shown(await recallUnits(client, { itemId: 'bolt' }))).toEqual([
      ['B1', 'in-stock', 'main', 'bolt'],
    ]);
  });
});
