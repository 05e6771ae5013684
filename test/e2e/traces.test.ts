import { describe, expect, it } from 'vitest';
import {
  type Client,
  company,
  day,
  documentOf,
  receipt,
  sale,
  settled,
  times,
  unitOf,
  worksOrder,
} from '../support/client.ts';

const pathOf = async (client: Client, serial: string, itemId = 'pump'): Promise<string> =>
  `/v1/items/${itemId}/serials/${(await unitOf(client, serial, itemId)).id}`;

const bodyOf = async (client: Client, path: string) => {
  const { status, body, text } = await client.get(path);
  if (status !== 200) throw new Error(text);
  return body;
};

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const serialsIn = ({ items }: { items: { serial: string }[] }): string[] =>
  items.map(({ serial }) => serial).sort();

/** Works orders that make a bike of a frame and a pump, and a set of bikes. */
const works = (lines: readonly Record<string, unknown>[], more: Record<string, unknown> = {}) =>
  worksOrder(
    lines.map((line) => ({ quantity: 1, ...line })),
    more,
  );

const workshop = async () => {
  const client = await company();
  for (const itemId of ['bike', 'set']) {
    await client.put(`/v1/items/${itemId}`, {
      name: itemId,
      tracking: 'serial',
      serialType: 'fully-tracked',
    });
  }
  return client;
};

describe('the history of a unit', () => {
  it('tells at every past moment what the unit was then', async () => {
    const client = await workshop();
    await client.post('/v1/documents', receipt(['A1', 'A2'], { number: 'R1', effectiveDate: day(-9) }));
    const path = await pathOf(client, 'A1');
    const steps: (() => Promise<{ status: number; text: string }>)[] = [
      () => client.post(`${path}/hold`, { reason: 'scratched' }),
      () => client.post(`${path}/hold`, { reason: 'dented' }),
      async () => {
        const [{ holdId }] = (await client.get(path)).body.heldBy;
        return client.post(`${path}/release`, { holdId });
      },
      () => client.post(`${path}/release`),
      () => client.post('/v1/documents', documentOf('transfer', ['A1'], { toLocationId: 'shop' })),
      () => client.post(`${path}/rename`, { serial: 'A7', reason: 'misread' }),
      () =>
        client.post(
          '/v1/documents',
          documentOf('sales-order', ['A7'], { partnerId: 'jane', locationId: 'shop', post: false }),
        ),
      () => client.post('/v1/documents', sale(['A2'])),
    ];
    const seen = [{ unit: (await client.get(path)).body }];
    for (const step of steps) {
      const answer = await step();
      if (answer.status > 201) throw new Error(answer.text);
      await pause(5);
      seen.push({ unit: (await client.get(path)).body });
    }
    const { events } = await bodyOf(client, `${path}/history`);
    expect(events.map(({ type }: { type: string }) => type)).toEqual([
      'receive',
      'hold',
      'hold',
      'release',
      'release',
      'transfer',
      'rename',
      'reserve',
    ]);
    for (const [i, { at }] of events.entries()) {
      const then = await bodyOf(client, `${path}/history?at=${at}`);
      expect(then.unit).toEqual(seen[i]?.unit);
      expect(then.events).toHaveLength(i + 1);
    }
    const before = new Date(Date.parse(events[0].at) - 1).toISOString();
    expect((await client.get(`${path}/history?at=${before}`)).status).toBe(404);
    const offset = encodeURIComponent(events[0].at.replace('Z', '+00:00'));
    expect((await bodyOf(client, `${path}/history?at=${offset}`)).unit).toEqual(seen[0]?.unit);
    // By days, what counts is the date that a movement counts for.
    expect((await bodyOf(client, `${path}/history?at=${day(-3)}`)).unit).toEqual(seen[0]?.unit);
    expect((await client.get(`${path}/history?at=${day(-10)}`)).status).toBe(404);
    expect((await client.get(`${path}/history?at=2026-02-30`)).status).toBe(400);
    expect((await client.get(`${path}/history?at=yesterday`)).status).toBe(400);
  });

  it('tells by days what counts for them, whatever the order in which it was recorded', async () => {
    const client = await company();
    await client.put('/v1/partners/bob', { name: 'Bob', role: 'customer' });
    const order = await client.post('/v1/documents', {
      ...receipt(['D1', 'D2', 'D3']),
      kind: 'purchase-order',
      post: false,
    });
    await client.post(`/v1/documents/${order.body.documentId}/post`, { effectiveDate: day(-5) });
    const at = async (serial: string, n: number) =>
      (await client.get(`${await pathOf(client, serial)}/history?at=${day(n)}`)).body;
    expect((await at('D1', -5)).unit).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect((await client.get(`${await pathOf(client, 'D1')}/history?at=${day(-6)}`)).status).toBe(404);
    await client.post(`${await pathOf(client, 'D1')}/hold`, { reason: 'look' });
    await client.post(`${await pathOf(client, 'D1')}/release`);
    await client.post('/v1/documents', sale(['D1'], { effectiveDate: day(-3) }));
    expect((await at('D1', -4)).unit).toMatchObject({ status: 'in-stock' });
    expect((await at('D1', -2)).unit).toMatchObject({ status: 'sold', partnerId: 'jane' });
    const wrong = await client.post('/v1/documents', sale(['D2'], { effectiveDate: day(-4) }));
    await client.post(`/v1/documents/${wrong.body.documentId}/void`, { reason: 'wrong customer' });
    await client.post('/v1/documents', sale(['D2'], { partnerId: 'bob', effectiveDate: day(-3) }));
    expect((await at('D2', -4)).unit).toMatchObject({ status: 'in-stock' });
    expect((await at('D2', -2)).unit).toMatchObject({ status: 'sold', partnerId: 'bob' });
    expect((await at('D2', 0)).unit).toEqual((await client.get(await pathOf(client, 'D2'))).body);
    const path = await pathOf(client, 'D3');
    expect((await client.get(`${path}/history?at=9999-12-31T23:59:59-01:00`)).status).toBe(200);
  });

  it('walks back over sales, returns and voids', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['B1']));
    const path = await pathOf(client, 'B1');
    const sold = await client.post('/v1/documents', sale(['B1']));
    const whileSold = (await client.get(path)).body;
    await pause(5);
    await client.post('/v1/documents', documentOf('customer-return', ['B1'], { partnerId: 'jane' }));
    await pause(5);
    const again = await client.post('/v1/documents', sale(['B1'], { partnerId: undefined }));
    const soldAgain = (await client.get(path)).body;
    await pause(5);
    await client.post(`/v1/documents/${again.body.documentId}/void`, { reason: 'mistake' });
    const { events } = await bodyOf(client, `${path}/history`);
    const atOf = (n: number): string => events[n].at;
    expect(sold.status).toBe(201);
    expect((await bodyOf(client, `${path}/history?at=${atOf(1)}`)).unit).toEqual(whileSold);
    expect((await bodyOf(client, `${path}/history?at=${atOf(3)}`)).unit).toEqual(soldAgain);
    expect(events.at(-1)).toMatchObject({ type: 'void', reason: 'mistake' });
  });

  it('finds a unit of a large receipt as it was, too', async () => {
    const client = await company();
    const serials = Array.from({ length: 300 }, (_, i) => `L${i}`);
    await client.post('/v1/documents', receipt(serials));
    const path = await pathOf(client, 'L280');
    const then = (await client.get(path)).body;
    await pause(5);
    await client.post('/v1/documents', documentOf('transfer', serials, { toLocationId: 'shop' }));
    const { events } = await bodyOf(client, `${path}/history`);
    expect((await bodyOf(client, `${path}/history?at=${events[0].at}`)).unit).toEqual(then);
  });

  it('says how much moved without numbers since, where numbers may be left out', async () => {
    const client = await company();
    await client.put('/v1/items/lamp', { name: 'Lamp', tracking: 'serial', serialType: 'creditor-only' });
    const lines = (serials: readonly string[], quantity = serials.length) => ({
      lines: [{ itemId: 'lamp', quantity, ...(serials.length === 0 ? {} : { serials }) }],
    });
    await client.post('/v1/documents', receipt([], lines(['C1', 'C2'])));
    await client.post('/v1/documents', sale([], lines([], 1)));
    await client.post('/v1/documents', receipt([], lines(['C3'])));
    const sinceOf = async (serial: string) =>
      (await bodyOf(client, `${await pathOf(client, serial, 'lamp')}/history`)).asOf.untrackedSince;
    expect([await sinceOf('C1'), await sinceOf('C3')]).toEqual([1, 0]);
    await client.post('/v1/documents', documentOf('transfer', [], { ...lines([], 1), toLocationId: 'shop' }));
    expect([await sinceOf('C1'), await sinceOf('C3')]).toEqual([2, 1]);
    // What the same posting leaves unnumbered didn't come after it.
    const free = { creditor: 'optional', internal: 'optional', debtor: 'optional' };
    await client.put('/v1/items/bulb', { name: 'Bulb', tracking: 'serial', serialPolicy: free });
    const two = [{ quantity: 3, serials: ['E1'] }, { quantity: 2 }];
    await client.post(
      '/v1/documents',
      receipt([], { lines: two.map((one) => ({ itemId: 'bulb', ...one })) }),
    );
    const { asOf: since } = await bodyOf(client, `${await pathOf(client, 'E1', 'bulb')}/history`);
    expect(since.untrackedSince).toBe(0);
    // Where every movement is numbered there is nothing to tell.
    await client.post('/v1/documents', receipt(['P1']));
    const { asOf } = await bodyOf(client, `${await pathOf(client, 'P1')}/history`);
    expect(asOf).toEqual({ movementId: expect.any(String), at: expect.any(String) });
  });

  it('says why the origin is unknown', async () => {
    const client = await company();
    await client.put('/v1/items/lamp', { name: 'Lamp', tracking: 'serial', serialType: 'debtor-only' });
    const lines = { lines: [{ itemId: 'lamp', quantity: 1, serials: ['D1'] }] };
    await client.post('/v1/documents', receipt([], { lines: [{ itemId: 'lamp', quantity: 3 }] }));
    await client.post('/v1/documents', sale([], lines));
    const path = await pathOf(client, 'D1', 'lamp');
    expect((await bodyOf(client, `${path}/history`)).origin).toEqual({
      unknown: 'not registered at receipt',
    });
    expect(await bodyOf(client, `${path}/siblings`)).toMatchObject({
      items: [],
      unknown: 'not registered at receipt',
    });
  });
});

describe('siblings', () => {
  it('came with the same delivery, from the same supplier, or in the same batch, each told once', async () => {
    const client = await company();
    await client.put('/v1/partners/other', { name: 'Other', role: 'supplier' });
    const inBatch = (serials: readonly string[], batch: string) => ({
      itemId: 'pump',
      quantity: serials.length,
      serials,
      batch,
    });
    await client.post(
      '/v1/documents',
      receipt([], { lines: [inBatch(['S1', 'S2'], 'b1'), inBatch(['S3'], 'b2')] }),
    );
    await client.post('/v1/documents', receipt([], { lines: [inBatch(['S4'], 'b1')] }));
    await client.post('/v1/documents', receipt(['S5'], { partnerId: 'other' }));
    const gone = await client.post('/v1/documents', receipt(['S6']));
    await client.post(`/v1/documents/${gone.body.documentId}/void`, { reason: 'wrong' });
    // One that went back and came again stays of its first delivery.
    await client.post('/v1/documents', documentOf('supplier-return', ['S2'], { partnerId: 'acme' }));
    await client.post('/v1/documents', receipt(['S2']));
    await client.post(`${await pathOf(client, 'S4')}/rename`, { serial: 'S44', reason: 'misread' });
    await settled();
    const path = await pathOf(client, 'S1');
    const by = async (kind: string) => serialsIn(await bodyOf(client, `${path}/siblings?by=${kind}`));
    expect(await by('delivery')).toEqual(['S2', 'S3']);
    expect(await by('batch')).toEqual(['S2', 'S44']);
    await client.post(
      '/v1/documents',
      documentOf('transfer', ['S5'], { toLocationId: 'shop', line: { batch: 'b1' } }),
    );
    await settled();
    expect(await by('batch')).toEqual(['S2', 'S44', 'S5']);
    expect(await by('supplier')).toEqual(['S2', 'S3', 'S44']);
    const { items } = await bodyOf(client, `${path}/siblings`);
    expect(items.map((unit: { serial: string; shares: string[] }) => [unit.serial, unit.shares])).toEqual([
      ['S2', ['delivery', 'supplier', 'batch']],
      ['S3', ['delivery', 'supplier']],
    ]);
    expect((await client.get(`${path}/siblings?by=colour`)).status).toBe(400);
  });

  it('are told page by page, complete and without repetition', async () => {
    const client = await company();
    const serials = Array.from({ length: 260 }, (_, i) => `M${1000 + i}`);
    await client.post('/v1/documents', receipt(serials));
    await client.post('/v1/documents', receipt(['N1']));
    await settled();
    const path = await pathOf(client, 'M1000');
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await bodyOf(client, `${path}/siblings?by=supplier&limit=41${cursor}`);
      seen.push(...page.items.map(({ serial }: { serial: string }) => serial));
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen.sort()).toEqual([...serials.slice(1), 'N1']);
  });
});

describe('genealogy', () => {
  it('leads down and up over many levels', async () => {
    const client = await workshop();
    await client.post('/v1/documents', receipt(['P1', 'P2', 'P3']));
    for (const n of [1, 2]) {
      await client.post(
        '/v1/documents',
        works([
          { itemId: 'bike', role: 'produce', serials: [`B${n}`] },
          { itemId: 'pump', role: 'consume', serials: [`P${n}`] },
        ]),
      );
    }
    await client.post(
      '/v1/documents',
      works([
        { itemId: 'set', role: 'produce', serials: ['S1'] },
        { itemId: 'bike', role: 'consume', serials: ['B1', 'B2'], quantity: 2 },
      ]),
    );
    await client.post(`${await pathOf(client, 'P1')}/rename`, { serial: 'P11', reason: 'misread' });
    await settled();
    const set = await bodyOf(client, `${await pathOf(client, 'S1', 'set')}/genealogy`);
    expect(set).toMatchObject({ unit: { serial: 'S1', status: 'in-stock' }, partOf: [], more: false });
    const shown = set.parts.map((part: { level: number; serial: string; of: { serial: string } }) => [
      part.level,
      part.serial,
      part.of.serial,
    ]);
    expect(shown).toEqual([
      [1, 'B1', 'S1'],
      [1, 'B2', 'S1'],
      [2, 'P11', 'B1'],
      [2, 'P2', 'B2'],
    ]);
    const pump = await bodyOf(client, `${await pathOf(client, 'P11')}/genealogy`);
    expect(pump.partOf.map(({ serial }: { serial: string }) => serial)).toEqual(['B1', 'S1']);
    expect(pump.parts).toEqual([]);
    const near = await bodyOf(client, `${await pathOf(client, 'S1', 'set')}/genealogy?levels=1`);
    expect([near.parts.length, near.more]).toEqual([2, true]);
    const bike = await bodyOf(client, `${await pathOf(client, 'B1', 'bike')}/history`);
    expect(bike.parts).toMatchObject([{ serial: 'P11', itemId: 'pump', status: 'consumed' }]);
    const bikePath = await pathOf(client, 'B1', 'bike');
    const [made] = bike.events;
    expect((await bodyOf(client, `${bikePath}/history?at=${made.at}`)).parts).toHaveLength(1);
    const { events } = await bodyOf(client, `${await pathOf(client, 'P2')}/history`);
    expect(events.at(-1)).toMatchObject({ type: 'consume', parent: { itemId: 'bike', serial: 'B2' } });
    expect((await client.get(`${await pathOf(client, 'P2')}/genealogy?levels=21`)).status).toBe(400);
  });
});

describe('history, siblings and genealogy', () => {
  it('are of the item in the path and of the tenant only', async () => {
    const [client, other] = await Promise.all([company(), company()]);
    await client.post('/v1/documents', receipt(['T1']));
    const path = await pathOf(client, 'T1');
    await times(3, async (i) => {
      const what = ['history', 'siblings', 'genealogy'][i];
      expect((await other.get(`${path}/${what}`)).status).toBe(404);
      expect((await client.get(`${path.replace('pump', 'bike')}/${what}`)).status).toBe(404);
    });
  });
});
