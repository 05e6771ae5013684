import { describe, expect, it } from 'vitest';
import { type Answer, company, receipt, sale, settled } from '../support/client.ts';

const codes = ({ body }: Answer) =>
  (body.violations ?? []).map((v: { pointer: string; code: string }) => `${v.pointer} ${v.code}`);

describe('bad input', () => {
  it('names everything wrong with the shape at once', async () => {
    const client = await company();
    const answer = await client.post('/v1/documents', {
      kind: 'gift',
      locationId: 7,
      colour: 'red',
      lines: [{ itemId: '../x', quantity: '3', note: 1 }],
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'invalid-request', requestId: expect.any(String) });
    expect(codes(answer).sort()).toEqual([
      '/colour unknown-field',
      '/kind unknown-value',
      '/lines/0/itemId wrong-format',
      '/lines/0/note unknown-field',
      '/lines/0/quantity wrong-type',
      '/locationId wrong-type',
    ]);
  });

  it('refuses what is no JSON, another media type, and a field named __proto__', async () => {
    const client = await company();
    const json = { 'content-type': 'application/json' };
    expect((await client.post('/v1/documents', '{"kind":', { headers: json })).body).toMatchObject({
      status: 400,
      code: 'malformed-json',
    });
    expect((await client.post('/v1/documents', 'kind=x')).body).toMatchObject({ status: 415 });
    const proto = await client.put('/v1/locations/x', '{"name":"x","__proto__":{"admin":true}}', {
      headers: json,
    });
    expect(codes(proto)).toEqual(['/__proto__ unknown-field']);
  });

  it('names everything wrong with a receipt at once, and does nothing', async () => {
    const client = await company();
    await client.put('/v1/items/bike', {
      name: 'Bike',
      tracking: 'serial',
      serialType: 'fully-tracked',
      pattern: '996*****',
    });
    const answer = await client.post('/v1/documents', {
      kind: 'product-receipt',
      partnerId: 'nobody',
      locationId: 'nowhere',
      effectiveDate: '2999-01-01',
      lines: [
        {
          itemId: 'pump',
          quantity: 8,
          serials: ['', 'x'.repeat(33), 'a;b', '--', 'N/A', 'OK-1', ' ok-1 ', 'OK-2'],
        },
        { itemId: 'pump', quantity: 1, serials: ['Ok-2', 'OK-3'] },
        { itemId: 'bike', quantity: 1, serials: ['99712345'] },
        { itemId: 'ghost', quantity: -1, serials: ['G1'] },
        { itemId: 'pump', quantity: 1.5, serials: ['H1'] },
      ],
      post: true,
    });
    expect(answer.status).toBe(422);
    expect(codes(answer).sort()).toEqual([
      '/effectiveDate date-future',
      '/lines/0/serials/0 serial-empty',
      '/lines/0/serials/1 serial-too-long',
      '/lines/0/serials/2 serial-characters',
      '/lines/0/serials/3 serial-no-alphanumeric',
      '/lines/0/serials/4 serial-placeholder',
      '/lines/0/serials/6 serial-duplicate',
      '/lines/1/serials serials-exceed-quantity',
      '/lines/1/serials/0 serial-duplicate',
      '/lines/2/serials/0 serial-pattern',
      '/lines/3/itemId item-unknown',
      '/lines/3/quantity quantity-invalid',
      '/lines/4/quantity quantity-not-whole',
      '/locationId location-unknown',
      '/partnerId partner-unknown',
    ]);
    expect((await client.get('/v1/items/pump/serials?serial=OK-3')).body.items).toEqual([]);
    expect((await client.get('/v1/stock?itemId=pump')).body.items).toEqual([]);
  });

  it('refuses a sale of what is not there, sold, elsewhere, or fewer numbers than units', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['S-1', 'S-2']));
    await client.post('/v1/documents', receipt(['S-3'], { locationId: 'shop' }));
    await client.post('/v1/documents', sale(['S-1'], { number: 'INV-1' }));
    const answer = await client.post('/v1/documents', {
      ...sale([]),
      lines: [
        { itemId: 'pump', quantity: 1, serials: ['S-1'] },
        { itemId: 'pump', quantity: 1, serials: ['S-3'] },
        { itemId: 'pump', quantity: 1, serials: ['S-9'] },
        { itemId: 'pump', quantity: 2, serials: ['S-2'] },
      ],
    });
    expect(answer.status).toBe(422);
    expect(codes(answer).sort()).toEqual([
      '/lines/0/quantity stock-insufficient',
      '/lines/0/serials/0 serial-not-in-stock',
      '/lines/1/serials/0 serial-elsewhere',
      '/lines/2/serials/0 serial-unknown',
      '/lines/3/serials serials-missing',
    ]);
    expect(answer.body.violations).toContainEqual(
      expect.objectContaining({ serial: 'S-1', status: 'sold', documentNumber: 'INV-1' }),
    );
    expect(answer.body.violations).toContainEqual(
      expect.objectContaining({ serial: 'S-3', locationId: 'shop' }),
    );
    expect((await client.get('/v1/items/pump/serials?serial=S-2')).body.items).toMatchObject([
      { status: 'in-stock' },
    ]);
  });

  it('refuses more than one posting can hold, clearly and whole', async () => {
    const client = await company();
    await client.put('/v1/items/glue', { name: 'Glue', tracking: 'batch' });
    const lines = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ itemId: 'glue', quantity: 1, batch: `G${i}` }));
    const answer = await client.post('/v1/documents', receipt([], { lines: lines(81) }));
    expect(answer.body).toMatchObject({ status: 422, code: 'posting-too-large' });
    expect(answer.body.detail).toContain('81 balances');
    expect((await client.get('/v1/stock?itemId=glue')).body.items).toEqual([]);
    expect((await client.post('/v1/documents', receipt([], { lines: lines(80) }))).status).toBe(201);
    const long = await client.post('/v1/documents', receipt([], { lines: lines(501) }));
    expect(long.body).toMatchObject({ status: 422, code: 'posting-too-large' });
    expect(long.body.detail).toContain('501 lines; one posting changes at most 500');
    const block = (n: number) => ({
      itemId: 'pump',
      quantity: 1000,
      serialRange: { first: `B${n}-0001`, count: 1000 },
    });
    const blocks = Array.from({ length: 11 }, (_, n) => block(n));
    const over = await client.post('/v1/documents', receipt([], { lines: blocks }));
    expect(over.body).toMatchObject({ status: 422, code: 'serials-too-many' });
    expect(over.body.detail).toContain('/v1/imports');
    const many = Array.from({ length: 1001 }, (_, i) => `M-${i}`);
    expect((await client.post('/v1/documents', receipt(many))).body).toMatchObject({
      status: 422,
      code: 'serials-too-many',
    });
  });

  it('never fails on forged cursors, reversed periods or floods of faults', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['SN-1', 'SN-2', 'SN-3']));
    await settled();
    const first = await client.get('/v1/items/pump/serials?prefix=SN&limit=1');
    const [seal] = JSON.parse(Buffer.from(first.body.nextCursor, 'base64url').toString());
    const forged = (position: string) =>
      Buffer.from(JSON.stringify([seal, '', position])).toString('base64url');
    for (const position of ['', 'ZZZ', 'A', '\u0000']) {
      const answer = await client.get(`/v1/items/pump/serials?prefix=SN&limit=1&cursor=${forged(position)}`);
      expect(answer.body).toMatchObject({ status: 400, code: 'invalid-cursor' });
    }
    for (const path of ['/v1/movements', '/v1/exports/movements']) {
      const reversed = await client.get(`${path}?from=2026-02-02&to=2026-01-01`);
      expect(reversed.body).toMatchObject({ status: 422, violations: [{ pointer: '/to' }] });
      expect(reversed.body.code).toBe('range-reversed');
    }
    const unknown = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`field-number-${i}`, 1]));
    const flooded = await client.post('/v1/documents', unknown);
    expect(flooded.status).toBe(400);
    expect(flooded.body.violations.length + flooded.body.violationsOmitted).toBeGreaterThan(60_000);
    for (const name of ['\ud800', 'a\u0000b']) {
      expect((await client.put('/v1/items/odd', { name })).body.code).toBe('invalid-request');
    }
  });

  it('judges ids, queries, cursors and keys', async () => {
    const client = await company();
    expect(codes(await client.get('/v1/items?limit=0&colour=red')).sort()).toEqual([
      '/colour unknown-field',
      '/limit wrong-format',
    ]);
    expect((await client.get('/v1/items?cursor=nonsense')).body).toMatchObject({
      status: 400,
      code: 'invalid-cursor',
    });
    const other = await company();
    const page = await client.get('/v1/partners?limit=1');
    expect((await other.get(`/v1/partners?limit=1&cursor=${page.body.nextCursor}`)).body.code).toBe(
      'invalid-cursor',
    );
    expect((await client.get(`/v1/locations?cursor=${page.body.nextCursor}`)).body.code).toBe(
      'invalid-cursor',
    );
    expect((await client.get('/v1/documents/none')).body).toMatchObject({ status: 404, code: 'not-found' });
    expect((await client.get('/v1/movements/none')).status).toBe(404);
    expect((await client.get('/v1/nothing')).body).toMatchObject({ status: 404, code: 'route-not-found' });
    expect((await client.post('/v1/documents', receipt(['K']), { key: 'x'.repeat(256) })).body.code).toBe(
      'idempotency-key-invalid',
    );
    expect((await client.get('/v1/movements?from=2026-02-30')).status).toBe(400);
  });

  it('judges items: GTIN, pattern, policy, lookup items and a change of tracking', async () => {
    const client = await company();
    const put = (body: Record<string, unknown>) => client.put('/v1/items/thing', { name: 'Thing', ...body });
    expect(
      codes(
        await put({
          gtin: '1234',
          pattern: 'a?',
          tracking: 'none',
          serialType: 'debtor-only',
          requireAtSale: true,
        }),
      ).sort(),
    ).toEqual([
      '/gtin gtin-invalid',
      '/pattern pattern-invalid',
      '/serialPolicy policy-ambiguous',
      '/tracking policy-without-tracking',
    ]);
    expect((await put({ kind: 'lookup', tracking: 'serial' })).body.code).toBe('item-not-stocked');
    expect((await put({ tracking: 'serial', requireAtPurchase: true })).body.serialPolicy).toEqual({
      creditor: 'required',
      internal: 'optional',
      debtor: 'required',
    });
    await client.post('/v1/documents', receipt(['T-1']));
    const locked = await client.put('/v1/items/pump', { name: 'Pump', tracking: 'none' });
    expect(locked.body).toMatchObject({
      status: 409,
      code: 'item-tracking-locked',
      violations: [{ locationId: 'main', actual: 1 }],
    });
  });

  it('refuses a change that is based on another version', async () => {
    const client = await company();
    const shown = await client.get('/v1/items/pump');
    const tag = shown.headers.get('etag') ?? '';
    const put = (ifMatch: string) =>
      client.put(
        '/v1/items/pump',
        { name: 'P', tracking: 'serial', serialType: 'fully-tracked' },
        { headers: { 'if-match': ifMatch } },
      );
    expect((await put(tag)).status).toBe(200);
    expect((await put(tag)).body).toMatchObject({ status: 412, code: 'version-mismatch' });
  });
});

describe('settings', () => {
  it('lock dates, keep the tenant’s calendar, and hold case sensitivity once items exist', async () => {
    const client = await company();
    expect((await client.get('/v1/settings')).body).toMatchObject({
      serialTracking: true,
      serialNumbersRequired: false,
      timeZone: 'UTC',
      warrantyAlertDays: [90, 30, 0],
    });
    const wrong = await client.patch('/v1/settings', { timeZone: 'Mars/Base', caseSensitive: true });
    expect(codes(wrong).sort()).toEqual([
      '/caseSensitive case-sensitivity-locked',
      '/timeZone time-zone-unknown',
    ]);
    expect(codes(await client.patch('/v1/settings', { serialNumbersRequired: true }))).toEqual([
      '/serialNumbersRequired unknown-field',
    ]);
    await client.patch('/v1/settings', { lockDate: '2026-01-31', timeZone: 'Pacific/Kiritimati' });
    expect(
      (await client.post('/v1/documents', receipt(['L-1'], { effectiveDate: '2026-01-31' }))).body.code,
    ).toBe('date-locked');
    expect(
      (await client.post('/v1/documents', receipt(['L-1'], { effectiveDate: '2026-02-01' }))).status,
    ).toBe(201);
    expect((await client.post('/v1/documents', sale(['L-1'], { effectiveDate: '2026-02-02' }))).status).toBe(
      201,
    );
    expect((await client.patch('/v1/settings', { lockDate: null })).body.lockDate).toBeUndefined();
  });

  it('tell upper from lower case where the tenant does', async () => {
    const { clientOf } = await import('../support/client.ts');
    const client = await clientOf();
    expect((await client.patch('/v1/settings', { caseSensitive: true })).status).toBe(200);
    await client.put('/v1/locations/main', { name: 'Main' });
    await client.put('/v1/items/pump', { name: 'Pump', tracking: 'serial', serialType: 'fully-tracked' });
    const { partnerId: _, ...body } = receipt(['ab-1', 'AB-1']);
    expect((await client.post('/v1/documents', body)).status).toBe(201);
    expect((await client.get('/v1/items/pump/serials?serial=ab-1')).body.items).toHaveLength(1);
  });

  it('take no serials once serial tracking is off', async () => {
    const client = await company();
    await client.patch('/v1/settings', { serialTracking: false });
    expect((await client.post('/v1/documents', receipt(['OFF-1']))).body.code).toBe('serials-not-tracked');
    expect(
      (await client.post('/v1/documents', { ...receipt([]), lines: [{ itemId: 'pump', quantity: 2 }] }))
        .status,
    ).toBe(201);
  });

  it('refuse a date before a later movement of the unit', async () => {
    const client = await company();
    await client.post('/v1/documents', receipt(['B-1'], { effectiveDate: '2026-03-10' }));
    const early = await client.post('/v1/documents', sale(['B-1'], { effectiveDate: '2026-03-09' }));
    expect(early.body).toMatchObject({ status: 409, code: 'date-before-unit' });
  });
});
