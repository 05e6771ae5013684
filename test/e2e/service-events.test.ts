import { describe, expect, it } from 'vitest';
import { type Client, company, day, receipt, sale, unitOf } from '../support/client.ts';

const pathOf = async (client: Client, serial: string): Promise<string> =>
  `/v1/items/pump/serials/${(await unitOf(client, serial)).id}`;

const REPAIR = { kind: 'repair', description: 'seal replaced', underWarranty: true };

describe('a service event', () => {
  it('is part of the history, and changes nothing else of the unit', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1'], { effectiveDate: day(-9) }));
    await client.post('/v1/documents', sale(['A1'], { effectiveDate: day(-6) }));
    const path = await pathOf(client, 'A1');
    const before = (await client.get(path)).body;
    const added = await client.post(`${path}/service-events`, { ...REPAIR, date: day(-7) });
    expect([added.status, added.body]).toMatchObject([201, { ...REPAIR, date: day(-7) }]);
    const today = await client.post(`${path}/service-events`, {
      kind: 'inspection',
      description: 'yearly look',
      underWarranty: false,
    });
    expect(today.body.date).toBe(day(0));
    expect((await client.get(path)).body).toEqual(before);
    const { events } = (await client.get(`${path}/history`)).body;
    expect(events).toMatchObject([
      { type: 'receive' },
      { type: 'sell' },
      { type: 'service', effectiveDate: day(-7), service: REPAIR, movementId: added.body.movementId },
      { type: 'service', effectiveDate: day(0), service: { kind: 'inspection' } },
    ]);
    // Dated back or not, it stands in nobody's way: sold again after a return of the day of the sale.
    const back = { ...sale(['A1']), kind: 'customer-return', effectiveDate: day(-6) };
    expect((await client.post('/v1/documents', back)).status).toBe(201);
    expect((await client.get(`/v1/movements/${added.body.movementId}`)).body).toMatchObject({
      kind: 'service',
      quantity: 0,
      service: REPAIR,
      serials: ['A1'],
    });
  });

  it('does not keep a movement from being taken back', async () => {
    const client = await company();
    const { body } = await client.post('/v1/documents', receipt(['A1']));
    const path = await pathOf(client, 'A1');
    await client.post(`${path}/service-events`, REPAIR);
    const voided = await client.post(`/v1/documents/${body.documentId}/void`, { reason: 'wrong delivery' });
    expect(voided.status).toBe(200);
    // Nothing is left that it could be about.
    expect((await client.post(`${path}/service-events`, REPAIR)).body.code).toBe('service-before-unit');
  });

  it('is listed page by page, also of a unit that has many', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1']));
    const path = await pathOf(client, 'A1');
    for (let n = 1; n <= 13; n += 1) {
      const event = { ...REPAIR, description: `visit ${n}` };
      expect((await client.post(`${path}/service-events`, event)).status).toBe(201);
      if (n % 5 === 0) await client.post(`${path}/hold`, { reason: 'on the bench' });
    }
    const told: string[] = [];
    let next: string | undefined = `${path}/service-events?limit=4`;
    while (next !== undefined) {
      const { body }: { body: { items: { description: string }[]; nextCursor?: string } } =
        await client.get(next);
      told.push(...body.items.map(({ description }) => description));
      next =
        body.nextCursor === undefined
          ? undefined
          : `${path}/service-events?limit=4&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(told).toEqual(Array.from({ length: 13 }, (_, i) => `visit ${i + 1}`));
  });

  it('counts once however often it is sent, and not for a unit that changed meanwhile', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1']));
    const path = await pathOf(client, 'A1');
    const { headers } = await client.get(path);
    const send = () => client.post(`${path}/service-events`, REPAIR, { key: 'visit-1' });
    const answers = await Promise.all([send(), send(), send()]);
    const done = await send();
    expect(done.status).toBe(201);
    for (const { status, body } of answers) {
      expect([201, 409]).toContain(status);
      if (status === 201) expect(body).toEqual(done.body);
    }
    expect((await client.get(`${path}/service-events`)).body.items).toEqual([done.body]);
    const stale = await client.post(`${path}/service-events`, REPAIR, {
      headers: { 'if-match': headers.get('etag') ?? '' },
    });
    expect(stale.status).toBe(412);
  });

  it('tells of parts used, and leads from a unit to what took its place and back', async () => {
    const client = await company();
    await client.put('/v1/items/motor', { name: 'Motor', tracking: 'serial', serialType: 'fully-tracked' });
    await client.post('/v1/documents', receipt(['A1', 'A2'], { effectiveDate: day(-5) }));
    const motor = { itemId: 'motor', quantity: 1, serials: ['M1'] };
    await client.post('/v1/documents', receipt([], { lines: [motor], effectiveDate: day(-1) }));
    const [path, other] = [await pathOf(client, 'A1'), await pathOf(client, 'A2')];
    const partsUsed = [{ itemId: 'seal', quantity: 2 }, { description: 'grease' }];
    const repair = await client.post(`${path}/service-events`, { ...REPAIR, partsUsed });
    expect([repair.status, repair.body.partsUsed]).toEqual([201, partsUsed]);
    const swap = { ...REPAIR, kind: 'replacement', description: 'cracked' };
    const done = await client.post(`${path}/service-events`, {
      ...swap,
      replacedBy: { itemId: 'pump', serial: 'a2' },
    });
    expect([done.status, done.body.replacedBy]).toMatchObject([201, { itemId: 'pump', serial: 'A2' }]);
    const { items } = (await client.get(`${other}/service-events`)).body;
    expect(items).toMatchObject([{ kind: 'replacement', replaces: { itemId: 'pump', serial: 'A1' } }]);
    const byMotor = { itemId: 'motor', serial: 'M1' };
    expect((await client.post(`${other}/service-events`, { ...swap, replacedBy: byMotor })).status).toBe(201);
    const { events } = (await client.get(`${other}/history`)).body;
    expect(events).toMatchObject([
      { type: 'receive' },
      { service: { replaces: { serial: 'A1' } } },
      { service: { replacedBy: byMotor } },
    ]);
    const ask = async (body: Record<string, unknown>) => {
      const answer = await client.post(`${path}/service-events`, { ...swap, ...body });
      return [answer.status, answer.body.code];
    };
    expect(await ask({ replacedBy: { itemId: 'pump', serial: 'NONE-1' } })).toEqual([422, 'serial-unknown']);
    expect(await ask({ replacedBy: { itemId: 'pump', serial: 'A1' } })).toEqual([422, 'serial-unknown']);
    expect(await ask({ replacedBy: byMotor, date: day(-3) })).toEqual([409, 'service-before-unit']);
    expect(await ask({ kind: 'repair', replacedBy: byMotor })).toEqual([400, 'invalid-request']);
    expect(await ask({ partsUsed: [{}] })).toEqual([400, 'invalid-request']);
    expect((await client.get(`${path}/service-events`)).body.items).toHaveLength(2);
  });

  it('is refused with its reason', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1'], { effectiveDate: day(-3) }));
    const path = await pathOf(client, 'A1');
    const refused = async (more: Record<string, unknown>) => {
      const { status, body } = await client.post(`${path}/service-events`, { ...REPAIR, ...more });
      return [status, body.code];
    };
    expect(await refused({ date: day(2) })).toEqual([422, 'date-future']);
    expect(await refused({ date: day(-4) })).toEqual([409, 'service-before-unit']);
    expect(await refused({ date: '2026-02-30' })).toEqual([400, 'invalid-request']);
    expect(await refused({ kind: 'party' })).toEqual([400, 'invalid-request']);
    expect(await refused({ description: ' ' })).toEqual([400, 'invalid-request']);
    expect(await refused({ underWarranty: 'yes' })).toEqual([400, 'invalid-request']);
    await client.patch('/v1/settings', { lockDate: day(-2) });
    expect(await refused({ date: day(-3) })).toEqual([422, 'date-locked']);
    const order = { ...receipt(['E1']), kind: 'purchase-order', post: false };
    await client.post('/v1/documents', order);
    const expected = await client.post(`${await pathOf(client, 'E1')}/service-events`, REPAIR);
    expect([expected.status, expected.body.code]).toEqual([409, 'service-before-unit']);
    expect((await client.get('/v1/items/pump/serials/no.such/service-events')).status).toBe(404);
    expect((await client.get(`${path}/service-events`)).body.items).toEqual([]);
  });
});
