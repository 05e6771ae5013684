import { describe, expect, it } from 'vitest';
import {
  codesOf,
  company,
  documentOf,
  eventsOf,
  imbalanceOf,
  part,
  receipt,
  sale,
  settled,
  stockOf,
  times,
  unitOf,
} from '../support/client.ts';

const transfer = (serials: readonly string[], more: Record<string, unknown> = {}) =>
  documentOf('transfer', serials, { toLocationId: 'shop', ...more });

describe('a transfer', () => {
  it('in one step changes the place and nothing else', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2']));
    const moved = await client.post('/v1/documents', transfer(['A1'], { number: 'T-1' }));
    expect(moved.body).toMatchObject({ status: 'posted', toLocationId: 'shop', lines: [{ posted: 1 }] });
    const unit = await unitOf(client, 'A1');
    expect(unit).toMatchObject({ status: 'in-stock', inStock: true, locationId: 'shop' });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], shop: [1, 1, 0] });
    const { events, origin } = (await client.get(`/v1/items/pump/serials/${unit.id}/history`)).body;
    expect(origin).toMatchObject({ partnerId: 'acme' });
    expect(events).toMatchObject([
      { type: 'receive', locationId: 'main' },
      { type: 'transfer', documentNumber: 'T-1', fromLocationId: 'main', locationId: 'shop' },
    ]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('in parts leaves the rest where it is', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3']));
    const made = await client.post('/v1/documents', transfer([], { post: false, line: { quantity: 3 } }));
    const path = `/v1/documents/${made.body.documentId}/post`;
    expect((await client.post(path, part(['A2']))).body).toMatchObject({
      status: 'partly-posted',
      lines: [{ posted: 1, tracing: { state: 'partial', assigned: 1 } }],
    });
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0], shop: [1, 1, 0] });
    expect((await client.post(path, part(['A1', 'A2']))).body).toMatchObject({
      status: 422,
      code: 'serial-duplicate',
      violations: [{ pointer: '/lines/0/serials/1', serial: 'A2' }],
    });
    expect((await client.post(path, part(['A1', 'A3']))).body.status).toBe('posted');
    expect(await stockOf(client)).toEqual({ shop: [3, 3, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('takes no number twice over its parts, also where places are not checked', async () => {
    const client = await company();
    const loose = { name: 'Loose', tracking: 'serial', serialType: 'creditor-and-internal' };
    await client.put('/v1/items/loose', loose);
    await client.post(
      '/v1/documents',
      documentOf('product-receipt', ['A1', 'A2'], { partnerId: 'acme', line: { itemId: 'loose' } }),
    );
    const made = await client.post(
      '/v1/documents',
      transfer([], { post: false, line: { itemId: 'loose', quantity: 2 } }),
    );
    const path = `/v1/documents/${made.body.documentId}/post`;
    expect((await client.post(path, part(['A1']))).status).toBe(200);
    const again = await client.post(path, part(['A1']));
    expect([again.status, codesOf(again)]).toEqual([422, ['/lines/0/serials/0 serial-duplicate']]);
  });

  it('with dispatch goes through transit: received in parts, lost, and the rest brought back', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3', 'A4']));
    const sent = await client.post('/v1/documents', transfer(['A1', 'A2', 'A3'], { dispatch: true }));
    expect(sent.body).toMatchObject({ status: 'dispatched', lines: [{ posted: 0, dispatched: 3 }] });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 3] });
    expect(await unitOf(client, 'A1')).toMatchObject({
      status: 'in-transit',
      inStock: true,
      locationId: 'main',
    });
    await settled();
    expect((await client.get('/v1/items/pump/serials?status=in-transit')).body.items).toHaveLength(3);
    for (const body of [
      sale(['A1']),
      transfer(['A1']),
      documentOf('supplier-return', ['A1'], { partnerId: 'acme' }),
    ]) {
      const refused = await client.post('/v1/documents', body);
      expect([body.kind, refused.status]).toEqual([body.kind, 409]);
      expect(refused.body.violations[0]).toMatchObject({ code: 'serial-not-in-stock', status: 'in-transit' });
    }

    const path = `/v1/documents/${sent.body.documentId}`;
    const first = await client.post(`${path}/post`, part(['A2']));
    expect(first.body).toMatchObject({ lines: [{ posted: 1, dispatched: 3 }] });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 2], shop: [1, 1, 0] });
    const lost = await client.post('/v1/documents', documentOf('write-off', ['A3'], { reason: 'lost' }));
    expect(lost.status).toBe(201);
    expect(await unitOf(client, 'A3')).toMatchObject({ status: 'written-off', inStock: false });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 1], shop: [1, 1, 0] });
    expect(codesOf(await client.post(`${path}/post`, part(['A3'])))).toContain(
      '/lines/0/serials/0 serial-not-dispatched',
    );
    const back = await client.post(`${path}/cancel`);
    expect(back.body.status).toBe('posted');
    expect(await unitOf(client, 'A1')).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0], shop: [1, 1, 0] });
    expect(await eventsOf(client, (await unitOf(client, 'A1')).id)).toEqual([
      'receive',
      'dispatch',
      'bring-back',
    ]);
    expect(await eventsOf(client, (await unitOf(client, 'A2')).id)).toEqual([
      'receive',
      'dispatch',
      'arrive',
    ]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('never receives what it has not sent', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3']));
    const one = await client.post('/v1/documents', transfer(['A1'], { dispatch: true, number: 'T-1' }));
    await client.post('/v1/documents', transfer(['A2'], { dispatch: true, number: 'T-2' }));
    const path = `/v1/documents/${one.body.documentId}/post`;
    const refusals = [
      ['A3', { status: 'in-stock' }],
      ['A2', { status: 'in-transit', documentNumber: 'T-2' }],
    ] as const;
    for (const [serial, violation] of refusals) {
      const refused = await client.post(path, part([serial]));
      expect(refused.status).toBeGreaterThanOrEqual(409);
      expect(refused.body.violations).toContainEqual(
        expect.objectContaining({
          pointer: '/lines/0/serials/0',
          code: 'serial-not-dispatched',
          serial,
          ...violation,
        }),
      );
    }
    expect(codesOf(await client.post(path, part(['NEVER'])))).toContain('/lines/0/serials/0 serial-unknown');
    expect(codesOf(await client.post(path, part(['A1', 'A3'])))).toContain(
      '/lines/0/quantity quantity-exceeds-outstanding',
    );
    expect(await stockOf(client)).toEqual({ main: [1, 1, 2] });
    expect((await client.post(path)).body.status).toBe('posted');
    expect((await client.post(path)).body).toMatchObject({ status: 409, code: 'document-closed' });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 1], shop: [1, 1, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('sends in parts what is received in parts', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3']));
    const made = await client.post('/v1/documents', transfer([], { post: false, line: { quantity: 3 } }));
    const path = `/v1/documents/${made.body.documentId}/post`;
    expect((await client.post(path, { ...part(['A1']), dispatch: true })).body).toMatchObject({
      lines: [{ dispatched: 1, posted: 0 }],
    });
    expect((await client.post(path, { ...part(['A2', 'A3']), dispatch: true })).body).toMatchObject({
      status: 'dispatched',
      lines: [{ dispatched: 3, posted: 0 }],
    });
    const none = await client.post(path, { ...part(['A1']), dispatch: true });
    expect(none.status).toBe(409);
    expect((await client.post(path, part(['A3', 'A1']))).body.lines).toMatchObject([{ posted: 2 }]);
    expect(await stockOf(client)).toEqual({ main: [0, 0, 1], shop: [2, 2, 0] });
    expect((await client.post(path)).body.status).toBe('posted');
    expect(await stockOf(client)).toEqual({ shop: [3, 3, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('names everything wrong at once, and does nothing', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'SOLD']));
    await client.post('/v1/documents', receipt(['AWAY'], { locationId: 'shop' }));
    await client.post('/v1/documents', sale(['SOLD']));
    const refused = await client.post('/v1/documents', transfer(['A1', 'SOLD', 'AWAY', 'NEVER']));
    expect(refused.status).toBe(422);
    expect(codesOf(refused)).toEqual(
      expect.arrayContaining([
        '/lines/0/serials/1 serial-not-in-stock',
        '/lines/0/serials/2 serial-elsewhere',
        '/lines/0/serials/3 serial-unknown',
      ]),
    );
    const forms = [
      [transfer(['A1'], { toLocationId: 'main' }), '/toLocationId location-same'],
      [transfer(['A1'], { toLocationId: 'nowhere' }), '/toLocationId location-unknown'],
      [documentOf('transfer', ['A1']), '/toLocationId field-required'],
      [sale(['A1'], { toLocationId: 'shop' }), '/toLocationId field-not-taken'],
      [sale(['A1'], { dispatch: true }), '/dispatch field-not-taken'],
      [transfer(['A1'], { line: { quantity: 2 } }), '/lines/0/serials serials-missing'],
    ] as const;
    for (const [body, fault] of forms) {
      const answer = await client.post('/v1/documents', body);
      expect([fault, answer.status, codesOf(answer)]).toEqual([fault, 422, expect.arrayContaining([fault])]);
    }
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0], shop: [1, 1, 0] });
    expect(await eventsOf(client, (await unitOf(client, 'A1')).id)).toEqual(['receive']);
  });
});

describe('one transfer worked on by many', () => {
  it('receives each unit once', async () => {
    const client = await company();
    const serials = Array.from({ length: 6 }, (_, i) => `P${i}`);
    await client.post('/v1/documents', receipt(serials));
    const sent = await client.post('/v1/documents', transfer(serials, { dispatch: true }));
    const path = `/v1/documents/${sent.body.documentId}/post`;
    const arrived = await times(12, (i) => client.post(path, part([`P${i % 6}`])));
    expect(arrived.filter(({ status }) => status === 200)).toHaveLength(6);
    expect(arrived.every(({ status }) => [200, 409, 422].includes(status))).toBe(true);
    expect(await stockOf(client)).toEqual({ shop: [6, 6, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('sends and receives each unit once', async () => {
    const client = await company();
    const serials = Array.from({ length: 6 }, (_, i) => `P${i}`);
    await client.post('/v1/documents', receipt(serials));
    const made = await client.post('/v1/documents', transfer([], { post: false, line: { quantity: 6 } }));
    const path = `/v1/documents/${made.body.documentId}/post`;
    const send = (i: number, dispatch: boolean) =>
      client.post(path, { ...part([`P${i % 6}`]), ...(dispatch ? { dispatch } : {}) });
    const sent = await times(12, (i) => send(i, true));
    expect(sent.every(({ status }) => [200, 409, 422].includes(status))).toBe(true);
    const away = sent.filter(({ status }) => status === 200).length;
    expect(away).toBe(6);
    expect(await stockOf(client)).toEqual({ main: [0, 0, 6] });
    const arrived = await times(12, (i) => send(i, false));
    expect(arrived.filter(({ status }) => status === 200)).toHaveLength(6);
    expect(await stockOf(client)).toEqual({ shop: [6, 6, 0] });
    expect((await client.get(`/v1/documents/${made.body.documentId}`)).body).toMatchObject({
      status: 'posted',
      lines: [{ posted: 6, dispatched: 6 }],
    });
    for (const serial of serials) {
      const { id } = await unitOf(client, serial);
      expect(await eventsOf(client, id)).toEqual(['receive', 'dispatch', 'arrive']);
    }
    expect(await imbalanceOf(client)).toEqual([]);
  });
});
