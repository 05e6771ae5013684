import { describe, expect, it } from 'vitest';
import {
  codesOf,
  company,
  day,
  documentOf,
  eventsOf,
  imbalanceOf,
  part,
  receipt,
  sale,
  settled,
  stockOf,
  unitOf,
} from '../support/client.ts';

const find = (serials: readonly string[], more: Record<string, unknown> = {}) =>
  documentOf('adjustment', serials, { reason: 'count', line: { direction: 'in' }, ...more });
const lose = (serials: readonly string[], more: Record<string, unknown> = {}) =>
  documentOf('adjustment', serials, { reason: 'count', line: { direction: 'out' }, ...more });
const writeOff = (serials: readonly string[], more: Record<string, unknown> = {}) =>
  documentOf('write-off', serials, { reason: 'broken', ...more });

describe('write-offs and adjustments', () => {
  it('take units out and bring them in again, the record staying for ever', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2']));
    expect((await client.post('/v1/documents', writeOff(['A1']))).status).toBe(201);
    const unit = await unitOf(client, 'A1');
    expect(unit).toMatchObject({ status: 'written-off', inStock: false, locationId: 'main' });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    expect((await client.post('/v1/documents', find(['A1', 'NEW'], { locationId: 'shop' }))).status).toBe(
      201,
    );
    expect(await unitOf(client, 'A1')).toMatchObject({ status: 'in-stock', locationId: 'shop' });
    expect((await client.post('/v1/documents', lose(['A2']))).status).toBe(201);
    expect(await unitOf(client, 'A2')).toMatchObject({ status: 'written-off', locationId: 'main' });
    expect(await stockOf(client)).toEqual({ shop: [2, 2, 0] });
    const { events, origin } = (await client.get(`/v1/items/pump/serials/${unit.id}/history`)).body;
    expect(origin.partnerId).toBe('acme');
    expect(events).toMatchObject([
      { type: 'receive' },
      { type: 'write-off', reason: 'broken', locationId: 'main' },
      { type: 'adjust', reason: 'count', locationId: 'shop' },
    ]);
    await settled();
    expect((await client.get('/v1/items/pump/serials?status=written-off')).body.items).toMatchObject([
      { serial: 'A2' },
    ]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('in parts', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2']));
    for (const body of [
      writeOff([], { post: false, line: { quantity: 2 } }),
      find([], { post: false, line: { quantity: 2, direction: 'in' } }),
      lose([], { post: false, line: { quantity: 2, direction: 'out' } }),
    ]) {
      const made = await client.post('/v1/documents', body);
      const path = `/v1/documents/${made.body.documentId}/post`;
      const statuses = [made.body.status];
      for (const serial of ['A2', 'A1']) statuses.push((await client.post(path, part([serial]))).body.status);
      expect([body.kind, statuses]).toEqual([body.kind, ['draft', 'partly-posted', 'posted']]);
    }
    expect(await stockOf(client)).toEqual({});
    expect(await eventsOf(client, (await unitOf(client, 'A1')).id)).toEqual([
      'receive',
      'write-off',
      'adjust',
      'adjust',
    ]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('need a reason and a direction, and are refused whole with every fault', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'SOLD']));
    await client.post('/v1/documents', sale(['SOLD']));
    await client.post('/v1/documents', receipt(['AWAY'], { locationId: 'shop' }));
    const bare = documentOf('adjustment', ['A1'], {});
    expect(codesOf(await client.post('/v1/documents', bare))).toEqual([
      '/lines/0/direction field-required',
      '/reason reason-required',
    ]);
    expect(codesOf(await client.post('/v1/documents', documentOf('write-off', ['A1'])))).toEqual([
      '/reason reason-required',
    ]);
    for (const [body, more] of [
      [writeOff, []],
      [lose, []],
    ] as const) {
      const refused = await client.post('/v1/documents', body(['A1', 'SOLD', 'AWAY', 'NEVER']));
      expect(refused.status).toBe(422);
      expect(codesOf(refused)).toEqual(
        expect.arrayContaining([
          '/lines/0/serials/1 serial-not-in-stock',
          '/lines/0/serials/2 serial-elsewhere',
          '/lines/0/serials/3 serial-unknown',
          ...more,
        ]),
      );
    }
    expect(codesOf(await client.post('/v1/documents', find(['A1', 'SOLD', 'NEW'])))).toEqual([
      '/lines/0/serials/0 serial-exists',
      '/lines/0/serials/1 serial-exists',
    ]);
    expect(await unitOf(client, 'NEW')).toBeUndefined();
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], shop: [1, 1, 0] });
    expect(await eventsOf(client, (await unitOf(client, 'A1')).id)).toEqual(['receive']);
  });
});

/** A document of each kind that can be posted for what `prepared` brought in on day -9. */
const everyKind = [
  ['purchase-order', ['N1'], { partnerId: 'acme' }],
  ['outsourced-purchase-order', ['N2'], { partnerId: 'acme' }],
  ['product-receipt', ['N3'], { partnerId: 'acme' }],
  ['supplier-return', ['A1'], { partnerId: 'acme' }],
  ['sales-order', ['A2'], { partnerId: 'jane' }],
  ['customer-invoice', ['A3'], { partnerId: 'jane' }],
  ['customer-return', ['SOLD'], { partnerId: 'jane' }],
  ['transfer', ['A4'], { toLocationId: 'shop' }],
  ['write-off', ['A5'], { reason: 'x' }],
  ['adjustment', ['A6'], { reason: 'x', line: { direction: 'out' } }],
  ['works-order', ['A7'], { line: { role: 'consume' } }],
] as const;

describe('effective dates of every kind', () => {
  it('lie neither in the future, nor in a locked period, nor before the unit’s last', async () => {
    const client = await company();
    const serials = ['SOLD', ...Array.from({ length: 7 }, (_, i) => `A${i + 1}`)];
    await client.post('/v1/documents', receipt(serials, { effectiveDate: day(-9) }));
    await client.post('/v1/documents', sale(['SOLD'], { effectiveDate: day(-9) }));
    await client.patch('/v1/settings', { lockDate: day(-20) });
    for (const [kind, numbers, more] of everyKind) {
      const post = (effectiveDate: string) =>
        client.post('/v1/documents', documentOf(kind, numbers, { ...more, effectiveDate }));
      expect([kind, codesOf(await post(day(2)))]).toEqual([kind, ['/effectiveDate date-future']]);
      expect([kind, codesOf(await post(day(-20)))]).toMatchObject([
        kind,
        expect.arrayContaining(['/effectiveDate date-locked']),
      ]);
      const isNew = numbers[0].startsWith('N');
      const early = await post(day(-10));
      expect([kind, early.status, codesOf(early)]).toEqual(
        isNew ? [kind, 201, []] : [kind, 409, ['/lines/0/serials/0 date-before-unit']],
      );
      if (isNew) continue;
      const posted = await post(day(-8));
      expect([kind, posted.status]).toEqual([kind, 201]);
      const moved = await client.get(`/v1/movements/${posted.body.movementIds.at(-1)}`);
      expect(moved.body.effectiveDate).toBe(day(-8));
    }
    expect(await unitOf(client, 'N1')).toMatchObject({ addedDate: day(-10) });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('are judged again when an open document is posted, and lock what is posted then', async () => {
    const client = await company();
    const made = await client.post('/v1/documents', {
      ...receipt(['A1'], { effectiveDate: day(-5) }),
      post: false,
    });
    expect(made.status).toBe(201);
    await client.patch('/v1/settings', { lockDate: day(-4) });
    const path = `/v1/documents/${made.body.documentId}/post`;
    expect((await client.post(path)).body.code).toBe('date-locked');
    expect((await client.post(path, { effectiveDate: day(9) })).body.code).toBe('date-future');
    expect((await client.post(path, { effectiveDate: day(-3) })).body.status).toBe('posted');
    expect(await unitOf(client, 'A1')).toMatchObject({ addedDate: day(-3) });
  });

  it('follow the tenant’s own calendar', async () => {
    const today = (timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      const client = await company();
      await client.patch('/v1/settings', { timeZone });
      const made = await client.post('/v1/documents', receipt(['A1']));
      const { effectiveDate } = (await client.get(`/v1/movements/${made.body.movementIds[0]}`)).body;
      expect(effectiveDate).toBe(today(timeZone));
      const next = new Date(Date.parse(today(timeZone)) + 86_400_000).toISOString().slice(0, 10);
      expect((await client.post('/v1/documents', receipt(['A2'], { effectiveDate: next }))).body.code).toBe(
        'date-future',
      );
    }
  });
});
