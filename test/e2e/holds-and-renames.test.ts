import { describe, expect, it } from 'vitest';
import {
  type Client,
  codesOf,
  company,
  documentOf,
  eventsOf,
  imbalanceOf,
  receipt,
  sale,
  salesOrder,
  settled,
  stockOf,
  times,
  unitOf,
} from '../support/client.ts';

const unitPath = async (client: Client, serial: string): Promise<string> =>
  `/v1/items/pump/serials/${(await unitOf(client, serial)).id}`;

describe('a hold', () => {
  it('refuses reserve, sell and consume; several hold at once, and the last release frees', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1']));
    const path = await unitPath(client, 'A1');
    const one = await client.post(`${path}/hold`, { reason: 'scratched' });
    const two = await client.post(`${path}/hold`, { reason: 'recalled' });
    expect(two.body).toMatchObject({
      status: 'in-stock',
      inStock: true,
      heldBy: [{ reason: 'scratched', holdId: one.body.heldBy[0].holdId }, { reason: 'recalled' }],
    });
    for (const body of [
      salesOrder(['A1']),
      sale(['A1']),
      documentOf('works-order', ['A1'], { line: { role: 'consume' } }),
    ]) {
      const refused = await client.post('/v1/documents', body);
      expect([body.kind, refused.status, refused.body.code]).toEqual([body.kind, 409, 'serial-held']);
      expect(refused.body.detail).toContain('scratched; recalled');
    }
    expect((await client.post(`${path}/release`)).body).toMatchObject({
      status: 422,
      code: 'hold-ambiguous',
    });
    const [first] = two.body.heldBy;
    const freed = await client.post(`${path}/release`, { holdId: first.holdId, reason: 'polished' });
    expect(freed.body.heldBy).toMatchObject([{ reason: 'recalled' }]);
    expect((await client.post(`${path}/release`, { holdId: first.holdId })).body).toMatchObject({
      status: 409,
      code: 'hold-unknown',
    });
    expect((await client.post('/v1/documents', sale(['A1']))).body.code).toBe('serial-held');
    expect((await client.post(`${path}/release`)).body.heldBy).toBeUndefined();
    expect((await client.post(`${path}/release`)).body.code).toBe('hold-unknown');
    expect((await client.post('/v1/documents', sale(['A1']))).status).toBe(201);
    const { events } = (await client.get(`${path}/history`)).body;
    expect(events).toMatchObject([
      { type: 'receive' },
      { type: 'hold', reason: 'scratched' },
      { type: 'hold', reason: 'recalled' },
      { type: 'release', reason: 'polished' },
      { type: 'release', reason: 'recalled' },
      { type: 'sell' },
    ]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('stays through transfers, both ways, returns and write-offs', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2', 'A3']));
    for (const serial of ['A1', 'A2', 'A3']) {
      await client.post(`${await unitPath(client, serial)}/hold`, { reason: 'check' });
    }
    const held = async (serial: string) => {
      const { status, heldBy } = await unitOf(client, serial);
      return [status, heldBy?.map(({ reason }: { reason: string }) => reason)];
    };
    const to = { toLocationId: 'shop' };
    expect((await client.post('/v1/documents', documentOf('transfer', ['A1'], to))).status).toBe(201);
    const sent = await client.post(
      '/v1/documents',
      documentOf('transfer', ['A2'], { ...to, dispatch: true }),
    );
    expect(await held('A2')).toEqual(['in-transit', ['check']]);
    await client.post(`/v1/documents/${sent.body.documentId}/post`);
    expect(await held('A1')).toEqual(['in-stock', ['check']]);
    expect(await held('A2')).toEqual(['in-stock', ['check']]);
    const shop = { locationId: 'shop' };
    await client.post('/v1/documents', documentOf('supplier-return', ['A1'], { partnerId: 'acme', ...shop }));
    expect(await held('A1')).toEqual(['returned-to-supplier', ['check']]);
    await client.post('/v1/documents', documentOf('write-off', ['A3'], { reason: 'broken' }));
    expect(await held('A3')).toEqual(['written-off', ['check']]);
    await client.post('/v1/documents', receipt(['A1']));
    expect(await held('A1')).toEqual(['in-stock', ['check']]);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('stands from the start where a line brings units in held', async () => {
    const client = await company();
    const made = await client.post(
      '/v1/documents',
      documentOf('product-receipt', ['Q1', 'Q2'], { partnerId: 'acme', line: { hold: 'quarantine' } }),
    );
    expect(await unitOf(client, 'Q1')).toMatchObject({
      status: 'in-stock',
      heldBy: [{ reason: 'quarantine', holdId: made.body.movementIds[0] }],
    });
    expect((await client.post('/v1/documents', sale(['Q1']))).body.code).toBe('serial-held');
    await client.post(`${await unitPath(client, 'Q1')}/release`);
    expect((await client.post('/v1/documents', sale(['Q1']))).status).toBe(201);
    const refused = await client.post(
      '/v1/documents',
      documentOf('customer-invoice', ['Q2'], { line: { hold: 'x' } }),
    );
    expect(codesOf(refused)).toContain('/lines/0/hold field-not-taken');
  });

  it('put on a reserved unit stops its order too, not the order’s other units', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2']));
    const made = await client.post('/v1/documents', salesOrder(['A1', 'A2']));
    await client.post(`${await unitPath(client, 'A1')}/hold`, { reason: 'check' });
    const path = `/v1/documents/${made.body.documentId}/post`;
    expect((await client.post(path)).body).toMatchObject({
      status: 409,
      code: 'serial-held',
      violations: [{ serial: 'A1' }],
    });
    expect(await unitOf(client, 'A2')).toMatchObject({ status: 'reserved' });
    const rest = await client.post(path, { lines: [{ line: 1, quantity: 1, serials: ['A2'] }] });
    expect(rest.body.status).toBe('partly-posted');
  });
});

describe('a rename', () => {
  it('gives the right number: one chain of history, the old one an alias that search corrects', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['WRONG-1', 'OTHER'], { number: 'R-1' }));
    const path = await unitPath(client, 'WRONG-1');
    const taken = await client.post(`${path}/rename`, { serial: ' other ', reason: 'misread' });
    expect(taken.body).toMatchObject({
      status: 409,
      code: 'serial-exists',
      violations: [{ pointer: '/serial', status: 'in-stock' }],
    });
    await client.post(`${path}/rename`, { serial: 'SECOND-2', reason: 'misread' });
    const last = await client.post(`${path}/rename`, { serial: 'RIGHT-3', reason: 'misread again' });
    expect(last.body).toMatchObject({
      serial: 'RIGHT-3',
      status: 'in-stock',
      aliases: ['WRONG-1', 'SECOND-2'],
    });
    expect((await client.get(path)).body).toEqual(last.body);
    expect(await stockOf(client)).toEqual({ main: [2, 2, 0] });
    const { events, origin } = (await client.get(`${path}/history`)).body;
    expect(origin).toMatchObject({ partnerId: 'acme' });
    expect(events).toMatchObject([
      { type: 'receive', serial: 'WRONG-1', documentNumber: 'R-1' },
      { type: 'rename', serial: 'WRONG-1', renamedTo: 'SECOND-2', reason: 'misread' },
      { type: 'rename', serial: 'SECOND-2', renamedTo: 'RIGHT-3', reason: 'misread again' },
    ]);
    // An alias leads to the unit, and takes no part in postings.
    expect((await client.get('/v1/items/pump/serials?serial=wrong-1')).body.items).toMatchObject([
      { serial: 'RIGHT-3', id: last.body.id },
    ]);
    expect((await client.post('/v1/documents', sale(['WRONG-1']))).body.code).toBe('serial-unknown');
    await settled();
    for (const [q, serial] of [
      ['WRONG-1', 'WRONG-1'],
      ['second', 'SECOND-2'],
    ] as const) {
      expect((await client.get(`/v1/search/serials?q=${q}`)).body.items).toMatchObject([
        { serial, id: last.body.id, correctedTo: 'RIGHT-3', status: 'in-stock' },
      ]);
    }
    const [found] = (await client.get('/v1/search/serials?q=RIGHT-3')).body.items;
    expect(found.correctedTo).toBeUndefined();

    // A real unit may bear the old number: search shows both.
    expect((await client.post('/v1/documents', receipt(['WRONG-1']))).status).toBe(201);
    await settled();
    const both = (await client.get('/v1/search/serials?q=WRONG-1')).body.items;
    expect(both).toHaveLength(2);
    expect(both).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: last.body.id, correctedTo: 'RIGHT-3' }),
        expect.not.objectContaining({ id: last.body.id }),
      ]),
    );
    expect((await client.get('/v1/items/pump/serials?serial=WRONG-1')).body.items).toHaveLength(2);
    expect((await client.post('/v1/documents', sale(['WRONG-1', 'RIGHT-3']))).status).toBe(201);
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('keeps place, state and marks, is found on its row, and may be taken back by another', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['A1', 'A2']));
    const made = await client.post('/v1/documents', salesOrder(['A1'], { number: 'SO-1' }));
    const path = await unitPath(client, 'A1');
    await client.post(`${path}/rename`, { serial: 'B1', reason: 'misread' });
    expect(await unitOf(client, 'B1')).toMatchObject({
      status: 'reserved',
      reservedBy: { documentNumber: 'SO-1' },
      aliases: ['A1'],
    });
    const document = `/v1/documents/${made.body.documentId}`;
    expect((await client.get(document)).body.lines[0].serials).toEqual(['B1']);
    expect((await client.post(`${document}/post`)).body.status).toBe('posted');
    const again = await client.post(`${path}/rename`, { serial: 'A1', reason: 'it was right' });
    expect(again.body).toMatchObject({ serial: 'A1', status: 'sold', aliases: ['B1'] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('judges the number, the reason, the version and whose unit it is; replays are told the same', async () => {
    const client = await company();
    await client.put('/v1/items/bike', {
      name: 'Bike',
      tracking: 'serial',
      serialType: 'fully-tracked',
      pattern: 'X###',
    });
    await client.post('/v1/documents', documentOf('product-receipt', ['X001'], { line: { itemId: 'bike' } }));
    await client.post('/v1/documents', receipt(['A1']));
    const path = await unitPath(client, 'A1');
    const faults = [
      [{ serial: 'N/A', reason: 'x' }, 'serial-placeholder'],
      [{ serial: 'a;b', reason: 'x' }, 'serial-characters'],
      [{ serial: 'x'.repeat(33), reason: 'x' }, 'serial-too-long'],
      [{ serial: 'B1' }, 'invalid-request'],
      [{ serial: 'B1', reason: '' }, 'invalid-request'],
    ] as const;
    for (const [body, code] of faults) {
      const answer = await client.post(`${path}/rename`, body);
      expect([body, answer.body.code]).toEqual([body, code]);
    }
    const bike = (await unitOf(client, 'X001', 'bike')).id;
    expect(
      codesOf(await client.post(`/v1/items/bike/serials/${bike}/rename`, { serial: 'Y001', reason: 'x' })),
    ).toEqual(['/serial serial-pattern']);
    expect(
      (await client.post(`/v1/items/pump/serials/${bike}/rename`, { serial: 'Z', reason: 'x' })).status,
    ).toBe(404);
    const other = await company();
    for (const call of ['rename', 'hold', 'release']) {
      const body = { ...(call === 'rename' ? { serial: 'Z' } : {}), reason: 'x' };
      expect([call, (await other.post(`${path}/${call}`, body)).status]).toEqual([call, 404]);
      const stale = await client.post(`${path}/${call}`, body, { headers: { 'if-match': '"999"' } });
      expect([call, stale.body]).toMatchObject([call, { status: 412, code: 'version-mismatch' }]);
    }
    const body = { serial: 'B1', reason: 'misread' };
    const first = await client.post(`${path}/rename`, body, { key: 'rename-1' });
    const second = await client.post(`${path}/rename`, body, { key: 'rename-1' });
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(await eventsOf(client, first.body.id)).toEqual(['receive', 'rename']);
    const etag = first.headers.get('etag') ?? '';
    const held = await client.post(`${path}/hold`, { reason: 'x' }, { headers: { 'if-match': etag } });
    expect(held.status).toBe(200);
  });

  it('of two units to one number at once succeeds once', async () => {
    const client = await company();
    const serials = Array.from({ length: 6 }, (_, i) => `A${i}`);
    await client.post('/v1/documents', receipt(serials));
    const paths = await Promise.all(serials.map((serial) => unitPath(client, serial)));
    const answers = await times(6, (i) => client.post(`${paths[i]}/rename`, { serial: 'SAME', reason: 'x' }));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const won = answers.find(({ status }) => status === 200);
    expect((await client.get('/v1/items/pump/serials?serial=SAME')).body.items).toMatchObject([
      { id: won?.body.id },
    ]);
    expect(await stockOf(client)).toEqual({ main: [6, 6, 0] });
    expect(await imbalanceOf(client)).toEqual([]);
  });

  it('and a sale at the same moment leave one unit in one state', async () => {
    const client = await company();
    const serials = Array.from({ length: 6 }, (_, i) => `A${i}`);
    await client.post('/v1/documents', receipt(serials));
    for (const serial of serials) {
      const path = await unitPath(client, serial);
      const [renamed, sold] = await Promise.all([
        client.post(`${path}/rename`, { serial: `NEW-${serial}`, reason: 'misread' }),
        client.post('/v1/documents', sale([serial])),
      ]);
      const unit = (await client.get(path)).body;
      expect([200, 409]).toContain(renamed.status);
      expect([201, 409, 422]).toContain(sold.status);
      expect([renamed.status, sold.status]).not.toEqual([409, 409]);
      expect(unit.status).toBe(sold.status === 201 ? 'sold' : 'in-stock');
      expect(unit.serial).toBe(renamed.status === 200 ? `NEW-${serial}` : serial);
      expect((await client.get(`/v1/items/pump/serials?serial=${serial}`)).body.items).toHaveLength(1);
    }
    expect(await imbalanceOf(client)).toEqual([]);
  });
});
