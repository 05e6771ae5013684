import { describe, expect, it } from 'vitest';
import { addMonths } from '../../functions/domain/calendar.ts';
import {
  type Client,
  codesOf,
  company,
  day,
  documentOf,
  eventsOf,
  receipt,
  sale,
  settled,
  unitOf,
} from '../support/client.ts';

/** The supplier answers for a year from the receipt, we for two from the sale. */
const shop = async (
  warranty: Record<string, unknown> = { supplier: { months: 12 }, customer: { months: 24 } },
) => {
  const client = await company();
  const saved = await client.put('/v1/items/pump', {
    name: 'Pump',
    tracking: 'serial',
    serialType: 'fully-tracked',
    warranty,
  });
  if (saved.status !== 200) throw new Error(saved.text);
  await client.put('/v1/partners/bob', { name: 'Bob', role: 'customer' });
  return client;
};

const pathOf = async (client: Client, serial: string): Promise<string> =>
  `/v1/items/pump/serials/${(await unitOf(client, serial)).id}/warranty`;

const on = async (client: Client, serial: string, date?: string) =>
  (await client.get(`${await pathOf(client, serial)}${date === undefined ? '' : `?on=${date}`}`)).body;

const dueOf = async (client: Client, query: string) => {
  await settled();
  const { body } = await client.get(`/v1/warranties?${query}`);
  return body.items.map(({ serial, dueOn }: Record<string, string>) => `${serial} ${dueOn}`);
};

describe('the cover of a unit', () => {
  it('stays that of its first supplier when a dealer sells it back', async () => {
    const client = await shop();
    await client.put('/v1/partners/dealer', { name: 'Dealer', role: 'both' });
    await client.post('/v1/documents', receipt(['A1']));
    await client.post('/v1/documents', sale(['A1'], { partnerId: 'dealer' }));
    const buyBack = { partnerId: 'dealer', line: { buyBack: true } };
    await client.post('/v1/documents', documentOf('product-receipt', ['A1'], buyBack));
    expect((await on(client, 'A1')).supplier).toMatchObject({ covered: true, partnerId: 'acme' });
    const until = addMonths(day(0), 12);
    const ending = `kind=supplier&from=${day(0)}&to=${until}`;
    expect(await dueOf(client, `${ending}&partnerId=acme`)).toEqual([`A1 ${until}`]);
    expect(await dueOf(client, `${ending}&partnerId=dealer`)).toEqual([]);
  });

  it('runs from receipt and from sale, by the terms of those days', async () => {
    const client = await shop();
    expect((await client.get('/v1/items/pump')).body.warranty).toEqual({
      supplier: { months: 12, from: 'receipt' },
      customer: { months: 24, from: 'sale' },
    });
    await client.post('/v1/documents', receipt(['A1', 'A2'], { effectiveDate: day(-40) }));
    const supplierUntil = addMonths(day(-40), 12);
    expect(await on(client, 'A1')).toMatchObject({
      covered: true,
      supplier: { covered: true, from: day(-40), until: supplierUntil, partnerId: 'acme' },
      customer: { covered: false, reason: 'never sold' },
      sales: [],
    });
    // Terms of another day are for what is sold from then on.
    await client.post('/v1/documents', sale(['A1'], { effectiveDate: day(-30) }));
    await client.put('/v1/items/pump', {
      name: 'Pump',
      tracking: 'serial',
      serialType: 'fully-tracked',
      warranty: { customer: { days: 10 } },
    });
    await client.post('/v1/documents', sale(['A2'], { effectiveDate: day(-30) }));
    const until = addMonths(day(-30), 24);
    expect((await on(client, 'A1')).customer).toEqual({
      covered: true,
      from: day(-30),
      until,
      partnerId: 'jane',
    });
    expect((await on(client, 'A1', day(-35))).customer).toMatchObject({
      covered: false,
      reason: `sold on ${day(-30)}`,
    });
    expect((await on(client, 'A1', until)).customer.covered).toBe(true);
    expect((await on(client, 'A1', addMonths(until, 1))).customer).toMatchObject({
      covered: false,
      reason: `ended on ${until}`,
    });
    expect((await on(client, 'A2')).customer).toMatchObject({
      covered: false,
      until: day(-20),
      reason: `ended on ${day(-20)}`,
    });
    expect((await on(client, 'A1', day(-60))).supplier).toMatchObject({
      covered: false,
      reason: `received on ${day(-40)}`,
    });
  });

  it('says why it is none', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['N1']));
    expect((await on(client, 'N1')).supplier).toMatchObject({
      covered: false,
      reason: 'the item had no warranty then',
    });
    await client.put('/v1/items/pump', {
      name: 'Pump',
      tracking: 'serial',
      serialType: 'fully-tracked',
      allowUnknownAtSale: true,
      warranty: { supplier: { months: 1 }, customer: { months: 1 } },
    });
    await client.post('/v1/documents', sale(['U1']));
    const unknown = await on(client, 'U1');
    expect(unknown).toMatchObject({
      covered: true,
      customer: { covered: true, until: addMonths(day(0), 1) },
    });
    expect(unknown.supplier.reason).toContain('not registered at receipt');
    // The receipt that was owed tells from when the supplier answers.
    await client.post('/v1/documents', receipt(['U1'], { retrospective: true, effectiveDate: day(-3) }));
    expect((await on(client, 'U1')).supplier).toMatchObject({ covered: true, from: day(-3) });
  });

  it('ends with a return, begins anew with the next sale, and earlier ones stay on record', async () => {
    const client = await shop();
    await client.post('/v1/documents', receipt(['A1'], { effectiveDate: day(-50) }));
    await client.post('/v1/documents', sale(['A1'], { effectiveDate: day(-40) }));
    const back = { ...sale(['A1']), kind: 'customer-return', effectiveDate: day(-20) };
    expect((await client.post('/v1/documents', back)).status).toBe(201);
    expect((await on(client, 'A1')).customer).toMatchObject({
      covered: false,
      reason: `came back on ${day(-20)}`,
    });
    await client.post('/v1/documents', sale(['A1'], { effectiveDate: day(-10), partnerId: 'bob' }));
    const told = await on(client, 'A1');
    expect(told.customer).toMatchObject({ covered: true, from: day(-10), partnerId: 'bob' });
    expect(told.sales).toEqual([
      { soldOn: day(-40), partnerId: 'jane', until: addMonths(day(-40), 24), endedOn: day(-20) },
      { soldOn: day(-10), partnerId: 'bob', until: addMonths(day(-10), 24) },
    ]);
    expect((await on(client, 'A1', day(-30))).customer).toMatchObject({ covered: true, partnerId: 'jane' });
    expect((await on(client, 'A1', day(-15))).customer.covered).toBe(false);
  });

  it('goes with the movement that started it, when that is taken back', async () => {
    const client = await shop();
    await client.post('/v1/documents', receipt(['A1'], { effectiveDate: day(-9) }));
    const sold = await client.post('/v1/documents', sale(['A1'], { effectiveDate: day(-8) }));
    await client.post(`/v1/documents/${sold.body.documentId}/void`, { reason: 'wrong unit' });
    expect(await on(client, 'A1')).toMatchObject({
      customer: { covered: false, reason: 'never sold' },
      sales: [],
    });
    await client.post('/v1/documents', sale(['A1'], { effectiveDate: day(-2) }));
    expect((await on(client, 'A1')).customer).toMatchObject({ covered: true, from: day(-2) });
    expect((await on(client, 'A1', day(-5))).customer.covered).toBe(false);
  });
});

describe('a change of cover', () => {
  it('extends, overrides and voids, with a reason that its history tells', async () => {
    const client = await shop();
    await client.post('/v1/documents', receipt(['A1'], { effectiveDate: day(-10) }));
    await client.post('/v1/documents', sale(['A1'], { effectiveDate: day(-9) }));
    const path = await pathOf(client, 'A1');
    const extended = await client.put(path, { customer: { extendBy: { months: 12 } }, reason: 'goodwill' });
    const until = addMonths(addMonths(day(-9), 24), 12);
    expect(extended.body.customer).toMatchObject({ covered: true, until, reason: 'goodwill' });
    const both = await client.put(path, {
      supplier: { until: day(5) },
      customer: { voided: true },
      reason: 'opened by hand',
    });
    expect(both.body).toMatchObject({
      supplier: { covered: true, until: day(5) },
      customer: { covered: false, reason: 'void: opened by hand' },
    });
    const restored = await client.put(path, { customer: { voided: false }, reason: 'was not opened' });
    expect(restored.body.customer).toMatchObject({ covered: true, until });
    const unit = await unitOf(client, 'A1');
    expect(await eventsOf(client, unit.id)).toEqual(['receive', 'sell', 'cover', 'cover', 'cover']);
    const { events } = (await client.get(path.replace(/warranty$/, 'history'))).body;
    expect(events.slice(2).map(({ reason }: { reason: string }) => reason)).toEqual([
      'goodwill',
      'opened by hand',
      'was not opened',
    ]);
  });

  it('is refused where there is nothing to change, or no sense in it', async () => {
    const client = await shop({ supplier: { days: 30 } });
    await client.post('/v1/documents', receipt(['A1'], { effectiveDate: day(-2) }));
    const path = await pathOf(client, 'A1');
    const put = (body: Record<string, unknown>) => client.put(path, { reason: 'x', ...body });
    expect(codesOf(await put({ customer: { until: day(3) } }))).toEqual(['/customer cover-none']);
    expect(codesOf(await put({ supplier: { until: day(-3) } }))).toEqual(['/supplier/until range-reversed']);
    for (const supplier of [{ extendBy: { months: -1 } }, { extendBy: {} }, { until: '2026-02-30' }, {}]) {
      expect((await put({ supplier })).status).toBe(400);
    }
    expect((await client.put(path, { supplier: { voided: true } })).status).toBe(400);
    expect((await put({})).status).toBe(400);
    for (const supplier of [
      { months: 0 },
      { months: -3 },
      { days: 1.5 },
      { months: 1, from: 'sale' },
      { months: 1, days: 1 },
    ]) {
      const item = { name: 'P', tracking: 'serial', warranty: { supplier } };
      expect((await client.put('/v1/items/other', item)).status).toBe(400);
    }
    expect((await put({ supplier: { until: '9999-12-31' } })).status).toBe(200);
    expect(codesOf(await put({ supplier: { extendBy: { months: 1 } } }))).toEqual([
      '/supplier/extendBy date-invalid',
    ]);
    expect((await put({ supplier: { voided: true } })).status).toBe(200);
    expect(codesOf(await put({ supplier: { until: day(9) } }))).toEqual(['/supplier cover-none']);
    expect((await put({ supplier: { voided: false } })).status).toBe(200);
    expect((await put({ supplier: { until: day(9) } })).status).toBe(200);
    const last = await client.get('/v1/warranties?kind=supplier&from=9999-12-01&to=9999-12-31');
    expect(last.body).toEqual({ items: [] });
    const etag = (await client.get(path)).headers.get('etag') ?? '';
    expect((await put({ supplier: { extendBy: { days: 1 } } })).status).toBe(200);
    const stale = await client.put(
      path,
      { supplier: { voided: true }, reason: 'x' },
      { headers: { 'if-match': etag } },
    );
    expect(stale.status).toBe(412);
  });
});

describe('cover that ends in a window', () => {
  it('is listed by the day, for whom it ends, and where the supplier leaves us alone with it', async () => {
    const client = await shop({ supplier: { days: 100 }, customer: { days: 100 } });
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3', 'A4'], { effectiveDate: day(-60) }));
    await client.post('/v1/documents', sale(['A1'], { effectiveDate: day(-50) }));
    await client.post('/v1/documents', sale(['A2'], { effectiveDate: day(-10), partnerId: 'bob' }));
    const window = `from=${day(0)}&to=${day(365)}`;
    expect(await dueOf(client, `${window}&kind=supplier`)).toEqual(
      ['A1', 'A2', 'A3', 'A4'].map((serial) => `${serial} ${day(40)}`),
    );
    expect(await dueOf(client, window)).toEqual([`A1 ${day(50)}`, `A2 ${day(90)}`]);
    expect(await dueOf(client, `${window}&partnerId=bob`)).toEqual([`A2 ${day(90)}`]);
    expect(await dueOf(client, `${window}&itemId=other`)).toEqual([]);
    expect(await dueOf(client, `from=${day(50)}&to=${day(50)}`)).toEqual([`A1 ${day(50)}`]);
    expect(await dueOf(client, `${window}&kind=gap`)).toEqual([`A1 ${day(40)}`, `A2 ${day(40)}`]);
    // A return, a void of cover and a write-off leave nothing to end.
    await client.post('/v1/documents', { ...sale(['A1']), kind: 'customer-return' });
    await client.put(await pathOf(client, 'A2'), { customer: { voided: true }, reason: 'dropped' });
    await client.post('/v1/documents', documentOf('write-off', ['A3'], { reason: 'crushed' }));
    expect(await dueOf(client, window)).toEqual([]);
    expect(await dueOf(client, `${window}&kind=gap`)).toEqual([]);
    expect(await dueOf(client, `${window}&kind=supplier`)).toEqual(
      ['A1', 'A2', 'A4'].map((serial) => `${serial} ${day(40)}`),
    );
  });

  it('goes on page by page over months and empty years', async () => {
    const client = await shop({ customer: { days: 1 } });
    const serials = Array.from({ length: 7 }, (_, n) => `P${n}`);
    await client.post('/v1/documents', receipt(serials, { effectiveDate: day(-400) }));
    for (const [n, serial] of serials.entries()) {
      await client.post('/v1/documents', sale([serial], { effectiveDate: day(-380 + 50 * n) }));
    }
    await settled();
    const told: string[] = [];
    const start = `/v1/warranties?from=2015-01-01&to=2035-12-31&limit=3`;
    let next: string | undefined = start;
    for (let pages = 0; next !== undefined && pages < 80; pages += 1) {
      const { body }: { body: { items: { serial: string }[]; nextCursor?: string } } = await client.get(next);
      told.push(...body.items.map(({ serial }) => serial));
      next =
        body.nextCursor === undefined ? undefined : `${start}&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect([told, next]).toEqual([serials, undefined]);
    expect(codesOf(await client.get(`/v1/warranties?from=${day(1)}&to=${day(0)}`))).toEqual([
      '/to range-reversed',
    ]);
    expect((await client.get('/v1/warranties?from=2026-02-30&to=2026-03-01')).status).toBe(400);
    expect((await client.get('/v1/warranties')).status).toBe(400);
  });
});
