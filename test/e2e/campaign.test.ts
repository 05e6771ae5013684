import { describe, expect, it } from 'vitest';
import {
  type Client,
  clientOf,
  codesOf,
  company,
  documentOf,
  eventsOf,
  imbalanceOf,
  settled,
  stockOf,
  times,
  unitOf,
} from '../support/client.ts';

const SWITCH = '/v1/settings/serial-numbers-required';

/** A tenant with an item whose numbers are optional but at sale. */
const loose = async () => {
  const client = await company();
  await client.put('/v1/items/loose', { name: 'Loose', tracking: 'serial' });
  return client;
};

const get = (quantity: number, serials: readonly string[] = [], more: Record<string, unknown> = {}) =>
  documentOf('product-receipt', serials, { partnerId: 'acme', line: { itemId: 'loose', quantity }, ...more });

const link = (client: Client, serials: readonly string[], locationId = 'main', key?: string) =>
  client.post(
    '/v1/items/loose/serials/link',
    { locationId, serials },
    { ...(key === undefined ? {} : { key }) },
  );

describe('the campaign to serial numbers required', () => {
  it('leads from gaps over many links to on, and back', async () => {
    const client = await loose();
    await client.post('/v1/documents', get(4, ['L1']));
    await client.post('/v1/documents', get(2, [], { locationId: 'shop', number: 'R-2' }));
    expect((await client.get(SWITCH)).body).toEqual({
      active: false,
      ready: false,
      gaps: [
        { itemId: 'loose', locationId: 'main', stock: 4, serials: 1, missing: 3 },
        { itemId: 'loose', locationId: 'shop', stock: 2, serials: 0, missing: 2 },
      ],
    });
    const refused = await client.post(`${SWITCH}/activate`);
    expect(refused.body).toMatchObject({
      status: 409,
      code: 'numbers-incomplete',
      violations: [
        { itemId: 'loose', locationId: 'main', expected: 4, actual: 1 },
        { itemId: 'loose', locationId: 'shop', expected: 2, actual: 0 },
      ],
      gaps: [
        { itemId: 'loose', locationId: 'main', stock: 4, serials: 1, missing: 3 },
        { itemId: 'loose', locationId: 'shop', stock: 2, serials: 0, missing: 2 },
      ],
    });
    // Refused, it is off again: unnumbered goods come in as before.
    expect((await client.get('/v1/settings')).body.serialNumbersRequired).toBe(false);
    expect((await client.post('/v1/documents', get(1))).status).toBe(201);

    const writer = await clientOf(client.tenant, { scope: 'ledger.write', sub: 'clerk' });
    const [one, two] = await Promise.all([link(client, ['L2', 'L3']), link(writer, ['S1', 'S2'], 'shop')]);
    expect([one.body.linked, two.body.linked]).toEqual([2, 2]);
    expect((await link(client, ['L4', 'L5', 'L6'])).body).toMatchObject({
      status: 409,
      code: 'unnumbered-insufficient',
      violations: [{ expected: 2, actual: 3 }],
    });
    const last = await link(client, ['L4', 'L5'], 'main', 'link-1');
    expect((await link(client, ['L4', 'L5'], 'main', 'link-1')).text).toBe(last.text);
    const unit = await unitOf(client, 'S1', 'loose');
    expect(unit).toMatchObject({ status: 'in-stock', inStock: true, locationId: 'shop' });
    expect(await eventsOf(client, unit.id, 'loose')).toEqual(['link']);
    expect((await client.get(`/v1/items/loose/serials/${unit.id}/history`)).body).toMatchObject({
      origin: { unknown: 'linked to existing stock' },
      events: [{ type: 'link', user: 'clerk', locationId: 'shop' }],
    });
    expect(await stockOf(client, 'loose')).toEqual({ main: [5, 5, 0], shop: [2, 2, 0] });
    expect((await client.get(SWITCH)).body).toEqual({ active: false, ready: true, gaps: [] });

    expect((await writer.post(`${SWITCH}/activate`)).status).toBe(403);
    expect((await client.post(`${SWITCH}/activate`)).body).toMatchObject({ active: true, ready: true });
    expect((await client.post(`${SWITCH}/activate`)).status).toBe(200);
    expect((await client.get('/v1/settings')).body.serialNumbersRequired).toBe(true);
    for (const body of [
      get(1),
      documentOf('transfer', [], { toLocationId: 'shop', line: { itemId: 'loose', quantity: 1 } }),
      documentOf('write-off', [], { reason: 'x', line: { itemId: 'loose', quantity: 1 } }),
    ]) {
      const answer = await client.post('/v1/documents', body);
      expect([body.kind, codesOf(answer)]).toEqual([body.kind, ['/lines/0/serials serials-missing']]);
    }
    // Every class is required now: places are checked, unknown numbers refused.
    const elsewhere = documentOf('customer-invoice', ['S1'], { line: { itemId: 'loose' } });
    expect(codesOf(await client.post('/v1/documents', elsewhere))).toEqual([
      '/lines/0/serials/0 serial-elsewhere',
    ]);
    expect((await client.post('/v1/documents', get(1, ['L7']))).status).toBe(201);
    expect(await imbalanceOf(client, 'loose')).toEqual([]);

    expect((await client.post(`${SWITCH}/deactivate`)).body).toMatchObject({ active: false, ready: true });
    expect((await client.post('/v1/documents', get(1))).status).toBe(201);
    expect((await client.get(SWITCH)).body.gaps).toMatchObject([{ locationId: 'main', missing: 1 }]);
  });

  it('sees gaps in both directions', async () => {
    const client = await loose();
    await client.post('/v1/documents', get(2, ['L1', 'L2']));
    await client.post(
      '/v1/documents',
      documentOf('transfer', [], {
        toLocationId: 'shop',
        number: 'T-1',
        line: { itemId: 'loose', quantity: 1 },
      }),
    );
    expect((await client.get(SWITCH)).body.gaps).toEqual([
      { itemId: 'loose', locationId: 'main', stock: 1, serials: 2, missing: -1 },
      { itemId: 'loose', locationId: 'shop', stock: 1, serials: 0, missing: 1 },
    ]);
    await settled();
    expect((await client.get('/v1/stock/reconciliation')).body.items).toMatchObject([
      { locationId: 'main', quantity: 1, serials: 2, untracked: [{ documentNumber: 'T-1' }] },
      { locationId: 'shop', quantity: 1, serials: 0, untracked: [{ documentNumber: 'T-1' }] },
    ]);
    expect((await client.post(`${SWITCH}/activate`)).status).toBe(409);
  });

  it('is nothing to other tenants, and refuses links that cannot be, all at once', async () => {
    const [client, other] = [await loose(), await loose()];
    await client.post('/v1/documents', get(5, ['L1']));
    expect((await other.get(SWITCH)).body).toEqual({ active: false, ready: true, gaps: [] });
    expect((await other.post(`${SWITCH}/activate`)).status).toBe(200);
    expect((await client.get(SWITCH)).body.active).toBe(false);
    expect((await link(other, ['X1'])).body.code).toBe('unnumbered-insufficient');
    const wrong = await link(client, ['L1', 'N/A', 'a;b', 'X1', ' x1']);
    expect([wrong.status, codesOf(wrong)]).toEqual([
      422,
      [
        '/serials/0 serial-exists',
        '/serials/1 serial-placeholder',
        '/serials/2 serial-characters',
        '/serials/4 serial-duplicate',
      ],
    ]);
    expect(codesOf(await link(client, ['X1'], 'nowhere'))).toContain('/locationId location-unknown');
    expect(await unitOf(client, 'X1', 'loose')).toBeUndefined();
    const pump = { locationId: 'main', serials: ['P'] };
    expect((await client.post('/v1/items/pump/serials/link', pump)).body.code).toBe(
      'unnumbered-insufficient',
    );
    expect((await client.post('/v1/items/nothing/serials/link', pump)).status).toBe(404);
    expect(await stockOf(client, 'loose')).toEqual({ main: [5, 1, 0] });
  });

  it('links no more than lies there without a number, however many link at once', async () => {
    const client = await loose();
    await client.post('/v1/documents', get(5));
    const answers = await times(12, (i) => link(client, [`N${i}`]));
    const linked = answers.filter(({ status }) => status === 200).length;
    expect(linked).toBe(5);
    expect(answers.every(({ status }) => [200, 409].includes(status))).toBe(true);
    expect(await stockOf(client, 'loose')).toEqual({ main: [5, 5, 0] });
    // One number linked at two places is one unit at one place.
    await client.post('/v1/documents', get(1));
    await client.post('/v1/documents', get(1, [], { locationId: 'shop' }));
    const both = await Promise.all([link(client, ['TWIN'], 'main'), link(client, ['TWIN'], 'shop')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [twin] = (await client.get('/v1/items/loose/serials?serial=TWIN')).body.items;
    expect(twin.locationId).toBe(both[0].status === 200 ? 'main' : 'shop');
  });

  it('on means never a gap, whatever comes in at that moment', async () => {
    const client = await loose();
    await client.post('/v1/documents', get(1, ['L0']));
    for (let round = 0; round < 6; round += 1) {
      const given = (i: number) => (i % 4 === round % 4 ? [] : [`R${round}-${i}`]);
      const receipts = Array.from({ length: 20 }, (_, i) => client.post('/v1/documents', get(1, given(i))));
      // Now at once, now when some are through.
      if (round % 2 === 1) await Promise.race(receipts);
      const switching = client.post(`${SWITCH}/activate`);
      const seen = await times(4, () => client.get(SWITCH));
      const activated = await switching;
      seen.push(await client.get(SWITCH));
      const answers = await Promise.all(receipts);
      seen.push(await client.get(SWITCH));
      expect([200, 409, 503]).toContain(activated.status);
      expect(answers.every(({ status }) => [201, 409, 422, 503].includes(status))).toBe(true);
      expect(seen.at(-1)?.body.active).toBe(activated.status === 200);
      for (const { body } of seen.filter((answer) => answer.body.active)) {
        expect(body).toEqual({ active: true, ready: true, gaps: [] });
      }
      expect((await client.post(`${SWITCH}/deactivate`)).body.active).toBe(false);
      const gap = seen.at(-1)?.body.gaps[0]?.missing ?? 0;
      if (gap > 0)
        await link(
          client,
          Array.from({ length: gap }, (_, i) => `G${round}-${i}`),
        );
    }
    expect((await client.post(`${SWITCH}/activate`)).status).toBe(200);
    const late = await times(6, () => client.post('/v1/documents', get(1)));
    expect(late.map(({ status }) => status)).toEqual(Array(6).fill(422));
    expect((await client.get(SWITCH)).body).toEqual({ active: true, ready: true, gaps: [] });
    expect(await imbalanceOf(client, 'loose')).toEqual([]);
  });

  it('on means never a gap, whatever is void afterwards', async () => {
    const client = await loose();
    const received = await client.post('/v1/documents', get(2));
    await link(client, ['L1', 'L2']);
    expect((await client.post(`${SWITCH}/activate`)).status).toBe(200);
    const voided = await client.post(`/v1/documents/${received.body.documentId}/void`, { reason: 'x' });
    expect((await client.get(SWITCH)).body).toEqual({ active: true, ready: true, gaps: [] });
    expect(voided.status).toBe(409);
  });

  it('the change to fully tracked stays true when an unnumbered posting is void', async () => {
    const client = await loose();
    const received = await client.post('/v1/documents', get(2));
    await link(client, ['L1', 'L2']);
    const full = { name: 'Loose', tracking: 'serial', serialType: 'fully-tracked' };
    expect((await client.put('/v1/items/loose', full)).status).toBe(200);
    await client.post(`/v1/documents/${received.body.documentId}/void`, { reason: 'x' });
    expect(await imbalanceOf(client, 'loose')).toEqual([]);
  });
});
