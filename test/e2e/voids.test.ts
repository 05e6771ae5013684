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
  unitOf,
} from '../support/client.ts';

const why = { reason: 'typed twice' };

describe('a void', () => {
  it('of a sale puts everything back, and both movements tell of each other', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1']));
    const sold = await client.post('/v1/documents', sale(['A1'], { number: 'INV-1' }));
    const path = `/v1/documents/${sold.body.documentId}/void`;
    expect((await client.post(path)).status).toBe(400);
    expect((await client.post(path, { reason: ' ' })).status).toBe(400);
    expect((await unitOf(client, 'A1')).status).toBe('sold');
    const voided = await client.post(path, why, { key: 'void-1' });
    expect(voided.body).toMatchObject({ status: 'void', lines: [{ posted: 0 }] });
    const unit = await unitOf(client, 'A1');
    expect(unit).toMatchObject({ status: 'in-stock', inStock: true, locationId: 'main' });
    expect(unit.partnerId).toBeUndefined();
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    const { events } = (await client.get(`/v1/items/pump/serials/${unit.id}/history`)).body;
    const [, sell, reversal] = events;
    expect(events).toMatchObject([
      { type: 'receive' },
      { type: 'sell', documentNumber: 'INV-1', voidedBy: reversal.movementId },
      { type: 'void', documentNumber: 'INV-1', voids: sell.movementId, reason: 'typed twice' },
    ]);
    expect((await client.get(`/v1/movements/${sell.movementId}`)).body.voidedBy).toBe(reversal.movementId);
    expect((await client.get(`/v1/movements/${reversal.movementId}`)).body).toMatchObject({
      kind: 'void',
      voids: sell.movementId,
      serials: ['A1'],
    });
    // The same request again has the same answer and no second effect; another one is refused.
    expect((await client.post(path, why, { key: 'void-1' })).text).toBe(voided.text);
    expect((await client.post(path, why)).body).toMatchObject({ status: 409, code: 'document-closed' });
    expect(await eventsOf(client, unit.id)).toHaveLength(3);
    expect((await client.get('/v1/items/pump/serials?limit=1')).body.counts).toEqual({
      bought: 1,
      sold: 0,
      inStock: 1,
    });
    await settled();
    expect((await client.get('/v1/documents?status=void')).body.items).toMatchObject([{ number: 'INV-1' }]);
    expect((await client.post('/v1/documents', sale(['A1']))).status).toBe(201);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('is refused after a later sale: it names the units and what came later', async () => {
    const client = await company();
    const received = await client.post('/v1/documents', receipt(['A1', 'A2', 'A3']));
    await client.post('/v1/documents', receipt(['MORE']));
    const sold = await client.post('/v1/documents', sale(['A2'], { number: 'INV-2' }));
    const path = `/v1/documents/${received.body.documentId}/void`;
    const refused = await client.post(path, why);
    expect(refused.body).toMatchObject({
      status: 409,
      code: 'void-superseded',
      violations: [
        { serial: 'A2', status: 'sold', documentNumber: 'INV-2', movementId: sold.body.movementIds[0] },
      ],
    });
    expect(refused.body.violations).toHaveLength(1);
    expect(await stockOf(client)).toEqual({ main: [3, 3, 0] });
    expect(await eventsOf(client, (await unitOf(client, 'A1')).id)).toEqual(['receive']);
    await client.post(`/v1/documents/${sold.body.documentId}/void`, why);
    expect((await client.post(path, why)).body.status).toBe('void');
    expect(await stockOf(client)).toEqual({ main: [1, 1, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('of a receipt keeps the record, and the number may be received again', async () => {
    const client = await company();
    const received = await client.post('/v1/documents', receipt(['A1']));
    await client.post(`/v1/documents/${received.body.documentId}/void`, why);
    const unit = await unitOf(client, 'A1');
    expect(unit).toMatchObject({ inStock: false, voided: true });
    expect(unit.addedDate).toBeUndefined();
    expect((await client.post('/v1/documents', sale(['A1']))).status).toBe(422);
    expect((await client.post('/v1/documents', receipt(['A1'], { locationId: 'shop' }))).status).toBe(201);
    const again = await unitOf(client, 'A1');
    expect(again).toMatchObject({ id: unit.id, status: 'in-stock', locationId: 'shop' });
    expect(again.voided).toBeUndefined();
    expect(await eventsOf(client, unit.id)).toEqual(['receive', 'void', 'receive']);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('of chosen movements takes those back only, newest first', async () => {
    const client = await company();
    const order = await client.post(
      '/v1/documents',
      documentOf('purchase-order', ['A1', 'A2'], { partnerId: 'acme', post: false }),
    );
    const path = `/v1/documents/${order.body.documentId}`;
    const one = await client.post(`${path}/post`, part(['A1']));
    const two = await client.post(`${path}/post`, part(['A2']));
    const [first] = one.body.movementIds;
    const second = two.body.movementIds.find((id: string) => id !== first);
    const unknown = await client.post(`${path}/void`, {
      ...why,
      movementIds: ['01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.1', second, second],
    });
    expect(unknown.status).toBe(422);
    expect(codesOf(unknown)).toEqual([
      '/movementIds/0 movement-unknown',
      '/movementIds/2 movement-not-voidable',
    ]);
    const voided = await client.post(`${path}/void`, { ...why, movementIds: [second] });
    expect(voided.body).toMatchObject({ status: 'partly-posted', lines: [{ posted: 1 }] });
    expect(await unitOf(client, 'A1')).toMatchObject({ status: 'in-stock' });
    expect(await unitOf(client, 'A2')).toMatchObject({ status: 'expected', inStock: false });
    expect((await client.get(path)).body.lines[0].serials).toEqual(['A2']);
    expect(codesOf(await client.post(`${path}/void`, { ...why, movementIds: [second] }))).toEqual([
      '/movementIds/0 movement-not-voidable',
    ]);
    expect((await client.post(`${path}/post`)).body.status).toBe('posted');
    const whole = await client.post(`${path}/void`, why);
    expect(whole.body).toMatchObject({ status: 'void', lines: [{ posted: 0 }] });
    expect(await stockOf(client)).toEqual({});
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('of the only posting, named, leaves an order open with all it claims; none named, it ends', async () => {
    const client = await company();
    const partly = async (
      kind: string,
      more: Record<string, unknown>,
      numbers: readonly [string, string],
    ) => {
      const made = await client.post('/v1/documents', documentOf(kind, numbers, { post: false, ...more }));
      const path = `/v1/documents/${made.body.documentId}`;
      const { movementIds } = (await client.post(`${path}/post`, part([numbers[0]]))).body;
      return { path, movementIds };
    };
    const bought = await partly('purchase-order', { partnerId: 'acme' }, ['A1', 'A2']);
    const reopened = await client.post(`${bought.path}/void`, { ...why, movementIds: bought.movementIds });
    expect(reopened.body).toMatchObject({ status: 'open', lines: [{ posted: 0, tracing: { assigned: 2 } }] });
    for (const serial of ['A1', 'A2']) expect((await unitOf(client, serial)).status).toBe('expected');
    expect(await stockOf(client)).toEqual({});
    expect((await client.post(`${bought.path}/void`, why)).body.code).toBe('document-closed');
    expect((await client.post(`${bought.path}/post`)).body).toMatchObject({
      status: 'posted',
      lines: [{ posted: 2 }],
    });

    const sold = await partly('sales-order', { partnerId: 'jane' }, ['A1', 'A2']);
    const again = await client.post(`${sold.path}/void`, { ...why, movementIds: sold.movementIds });
    expect(again.body).toMatchObject({ status: 'open', lines: [{ posted: 0 }] });
    for (const serial of ['A1', 'A2']) expect((await unitOf(client, serial)).status).toBe('reserved');
    await client.post(`${sold.path}/post`, part(['A1']));
    expect((await client.post(`${sold.path}/void`, why)).body.status).toBe('void');
    for (const serial of ['A1', 'A2']) expect((await unitOf(client, serial)).status).toBe('in-stock');
    expect((await client.post(`${sold.path}/post`)).body.code).toBe('document-closed');

    const sent = await client.post(
      '/v1/documents',
      documentOf('transfer', ['A1', 'A2'], { toLocationId: 'shop', dispatch: true }),
    );
    const path = `/v1/documents/${sent.body.documentId}`;
    const here = await client.post(`${path}/void`, { ...why, movementIds: sent.body.movementIds });
    expect(here.body).toMatchObject({ status: 'draft', lines: [{ posted: 0 }] });
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0] });
    expect((await client.post(`${path}/post`, part(['A1', 'A2']))).body.status).toBe('posted');
    expect(await stockOf(client)).toMatchObject({ shop: [2, 2, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('of a delivery lets the order reserve again; of a dispatch and a receipt, the goods go back', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3']));
    const order = await client.post(
      '/v1/documents',
      documentOf('sales-order', ['A1', 'A2'], { partnerId: 'jane', post: false, number: 'SO-1' }),
    );
    const path = `/v1/documents/${order.body.documentId}`;
    await client.post(`${path}/post`, part(['A1']));
    const delivered = await client.post(`${path}/post`, part(['A2']));
    const last = delivered.body.movementIds.at(-1);
    expect((await client.post(`${path}/void`, { ...why, movementIds: [last] })).body.status).toBe(
      'partly-posted',
    );
    expect(await unitOf(client, 'A2')).toMatchObject({
      status: 'reserved',
      reservedBy: { documentNumber: 'SO-1' },
    });
    const sent = await client.post(
      '/v1/documents',
      documentOf('transfer', ['A3'], { toLocationId: 'shop', dispatch: true }),
    );
    const arrived = await client.post(`/v1/documents/${sent.body.documentId}/post`);
    const [, arrival] = arrived.body.movementIds;
    const back = await client.post(`/v1/documents/${sent.body.documentId}/void`, {
      ...why,
      movementIds: [arrival],
    });
    expect(back.body.status).toBe('dispatched');
    expect(await unitOf(client, 'A3')).toMatchObject({ status: 'in-transit', locationId: 'main' });
    expect(await stockOf(client)).toEqual({ main: [1, 1, 1] });
    expect((await client.post(`/v1/documents/${sent.body.documentId}/void`, why)).body.status).toBe('void');
    expect(await unitOf(client, 'A3')).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('knows a unit under its new number, keeps its holds, and needs the version shown', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1']));
    const sold = await client.post('/v1/documents', sale(['A1']));
    const { id } = await unitOf(client, 'A1');
    await client.post(`/v1/items/pump/serials/${id}/rename`, { serial: 'B1', reason: 'misread' });
    await client.post(`/v1/items/pump/serials/${id}/hold`, { reason: 'check' });
    const path = `/v1/documents/${sold.body.documentId}`;
    const stale = { headers: { 'if-match': '"999"' } };
    expect((await client.post(`${path}/void`, why, stale)).body.code).toBe('version-mismatch');
    const fresh = { headers: { 'if-match': (await client.get(path)).headers.get('etag') ?? '' } };
    expect((await client.post(`${path}/void`, why, fresh)).status).toBe(200);
    expect(await unitOf(client, 'B1')).toMatchObject({
      id,
      status: 'in-stock',
      heldBy: [{ reason: 'check' }],
      aliases: ['A1'],
    });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('of each other kind puts units and stock back', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'SOLD']));
    await client.post('/v1/documents', sale(['SOLD']));
    const kinds = [
      documentOf('supplier-return', ['A1'], { partnerId: 'acme' }),
      documentOf('customer-return', ['SOLD'], { partnerId: 'jane' }),
      documentOf('transfer', ['A1'], { toLocationId: 'shop' }),
      documentOf('write-off', ['A1'], { reason: 'x' }),
      documentOf('adjustment', ['A1'], { reason: 'x', line: { direction: 'out' } }),
      documentOf('adjustment', ['NEW'], { reason: 'x', line: { direction: 'in' } }),
      documentOf('works-order', ['A1'], { line: { role: 'consume' } }),
      documentOf('works-order', ['A1'], { line: { role: 'scrap' } }),
      documentOf('product-receipt', ['SOLD'], { partnerId: 'jane', line: { buyBack: true } }),
    ];
    for (const body of kinds) {
      const made = await client.post('/v1/documents', body);
      const voided = await client.post(`/v1/documents/${made.body.documentId}/void`, why);
      expect([body.kind, made.status, voided.body.status]).toEqual([body.kind, 201, 'void']);
      expect([body.kind, await stockOf(client)]).toEqual([body.kind, { main: [1, 1, 0] }]);
      expect([body.kind, await unitOf(client, 'A1')]).toMatchObject([
        body.kind,
        { status: 'in-stock', locationId: 'main' },
      ]);
      expect([body.kind, await unitOf(client, 'SOLD')]).toMatchObject([
        body.kind,
        { status: 'sold', partnerId: 'jane' },
      ]);
    }
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('and a later sale at the same moment: one of them is refused', async () => {
    const client = await company();
    for (let n = 0; n < 6; n += 1) {
      const received = await client.post('/v1/documents', receipt([`R${n}`]));
      const [voided, sold] = await Promise.all([
        client.post(`/v1/documents/${received.body.documentId}/void`, why),
        client.post('/v1/documents', sale([`R${n}`])),
      ]);
      expect([voided.status === 200, sold.status === 201].filter(Boolean)).toHaveLength(1);
      const unit = await unitOf(client, `R${n}`);
      expect([unit.status, unit.voided ?? false]).toEqual(
        sold.status === 201 ? ['sold', false] : ['written-off', true],
      );
      expect(await stockOf(client)).toEqual({});
    }
    expect(await imbalanceOf(client)).toEqual([]);
  });
});

describe('a unit', () => {
  it('tells its version when it is shown', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1']));
    const { id } = await unitOf(client, 'A1');
    const shown = await client.get(`/v1/items/pump/serials/${id}`);
    expect(shown.headers.get('etag')).toMatch(/^"\d+"$/);
  });
});
