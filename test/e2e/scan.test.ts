import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Client, clientOf, company, receipt, sale, settled } from '../support/client.ts';

const GTIN = '09506000134352';
const GS = '\u001d';
const scanOf = (client: Client, text: string) => client.get(`/v1/scan?text=${encodeURIComponent(text)}`);
const placesOf = (violations: { code: string; position: number }[]) =>
  violations.map(({ code, position }) => `${code} at ${position}`);

/** A company whose pump has a GTIN, with some units. */
const stocked = async (...serials: string[]): Promise<Client> => {
  const client = await company();
  const pump = { name: 'Pump', tracking: 'serial', serialType: 'fully-tracked', gtin: '9506000134352' };
  await client.put('/v1/items/pump', pump);
  if (serials.length > 0) await client.post('/v1/documents', receipt(serials));
  return client;
};

describe('a scan', () => {
  it.each([
    ['element string with prefix', `]d201${GTIN}1727022810L7${GS}21SN-1`, 'gs1'],
    ['without prefix', `01${GTIN}1727022810L7${GS}21SN-1`, 'gs1'],
    ['with a separator as keyboards send it', `01${GTIN}1727022810L7|21SN-1`, 'gs1'],
    ['bracketed', `(01)${GTIN}(17)270228(10)L7(21)SN-1`, 'gs1'],
    ['Digital Link', `https://id.example.com/x/01/${GTIN}/10/L7/21/SN%2D1?17=270228`, 'digital-link'],
  ])('of an %s answers item, serial, batch, expiry, unit and actions', async (_, text, kind) => {
    const client = await stocked('SN-1', 'SN-2');
    // At once: what GS1 names is read by key, not by an index.
    const { status, body } = await scanOf(client, text);
    expect([status, body.kind]).toEqual([200, kind]);
    expect(body).toMatchObject({
      gtin: GTIN,
      item: { itemId: 'pump', name: 'Pump', gtin: GTIN },
      serial: 'SN-1',
      batch: 'L7',
      expiresOn: '2027-02-28',
      unit: { itemId: 'pump', serial: 'SN-1', status: 'in-stock', locationId: 'main' },
      notices: [],
    });
    expect(body.actions).toEqual(expect.arrayContaining(['sell', 'reserve', 'transfer', 'hold', 'rename']));
    expect(body.actions).not.toContain('receive');
    expect(body.units).toBeUndefined();
    expect(body.elements).toHaveLength(4);
  });

  it('tells what a unit allows as it changes', async () => {
    const client = await stocked('SN-1');
    const actions = async () => (await scanOf(client, `(01)${GTIN}(21)sn-1`)).body.actions;
    const order = await client.post('/v1/documents', sale(['SN-1'], { kind: 'sales-order', post: false }));
    expect(await actions()).toEqual(expect.arrayContaining(['deliver', 'unreserve']));
    expect(await actions()).not.toContain('sell');
    const { id } = (await scanOf(client, `(01)${GTIN}(21)SN-1`)).body.unit;
    await client.post(`/v1/items/pump/serials/${id}/hold`, { reason: 'leaks' });
    expect(await actions()).not.toContain('deliver');
    expect(await actions()).toContain('release');
    await client.post(`/v1/items/pump/serials/${id}/release`, {});
    await client.post(`/v1/documents/${order.body.documentId}/post`, {});
    expect(await actions()).toEqual(expect.arrayContaining(['return', 'buy-back']));
    for (const gone of ['sell', 'deliver', 'transfer']) expect(await actions()).not.toContain(gone);
  });

  it('knows an item whose unit is not known yet, and no item for another GTIN', async () => {
    const client = await stocked();
    const known = (await scanOf(client, `]C101${GTIN}21NEW-1`)).body;
    expect(known).toMatchObject({ item: { itemId: 'pump' }, serial: 'NEW-1' });
    expect([known.unit, known.actions]).toEqual([undefined, undefined]);
    const other = (await scanOf(client, ']C1010000001234567021NEW-1')).body;
    expect(other).toMatchObject({ gtin: '00000012345670', serial: 'NEW-1' });
    expect([other.item, other.unit]).toEqual([undefined, undefined]);
    await client.put('/v1/items/pump', { name: 'Pump', tracking: 'serial', serialType: 'fully-tracked' });
    expect((await scanOf(client, `]C101${GTIN}`)).body.item).toBeUndefined();
  });

  it('of an id or a plain number answers the unit, of several items all of them', async () => {
    const client = await stocked('SN-1', 'SN/0 2');
    await client.put('/v1/items/fan', { name: 'Fan', tracking: 'serial', serialType: 'fully-tracked' });
    const fans = { lines: [{ itemId: 'fan', quantity: 1, serials: ['SN-1'] }] };
    await client.post('/v1/documents', receipt([], fans));
    await settled();
    const both = (await scanOf(client, 'sn-1')).body;
    expect(both).toMatchObject({ kind: 'serial', serial: 'sn-1', notices: [] });
    expect(both.units.map(({ itemId }: { itemId: string }) => itemId).sort()).toEqual(['fan', 'pump']);
    expect(both.units[0].actions).toContain('sell');
    const fan = both.units.find(({ itemId }: { itemId: string }) => itemId === 'fan');
    const byId = (await scanOf(client, fan.id)).body;
    expect(byId).toMatchObject({
      kind: 'unit',
      unit: { id: fan.id },
      item: { itemId: 'fan' },
      serial: 'SN-1',
    });
    const one = (await scanOf(client, ' SN/0 2\r\n')).body;
    expect(one).toMatchObject({ kind: 'serial', item: { itemId: 'pump' }, unit: { serial: 'SN/0 2' } });
    // A number that only looks alike is another one.
    expect((await scanOf(client, '5N-1')).body).toMatchObject({ kind: 'serial', serial: '5N-1' });
    expect((await scanOf(client, '5N-1')).body.units).toBeUndefined();
    await client.post(`/v1/items/fan/serials/${fan.id}/rename`, { serial: 'FAN-9', reason: 'typed wrongly' });
    await settled();
    expect((await scanOf(client, fan.id)).body).toMatchObject({ kind: 'unit', unit: { serial: 'FAN-9' } });
    // The pump bears it; the fan bore it.
    expect((await scanOf(client, 'SN-1')).body).toMatchObject({
      unit: { itemId: 'pump' },
      units: [{ itemId: 'fan', serial: 'FAN-9' }],
    });
  });

  it('that can be both answers both', async () => {
    const text = `01${GTIN}21SN-1`;
    const client = await stocked('SN-1', text, '10ABC');
    await settled();
    expect((await scanOf(client, text)).body).toMatchObject({
      kind: 'gs1',
      unit: { serial: 'SN-1' },
      units: [{ serial: text }],
    });
    // Without a check digit it is what is known, and could be read otherwise.
    expect((await scanOf(client, '10ABC')).body).toMatchObject({
      kind: 'serial',
      unit: { serial: '10ABC' },
      elements: [{ ai: '10', value: 'ABC' }],
    });
    // A number, or a label misread: it is said that as a label it would be wrong.
    expect((await scanOf(client, '0109506000134353')).body).toMatchObject({
      kind: 'serial',
      notices: [{ code: 'gs1-check-digit', position: 16 }],
    });
    expect((await scanOf(client, ']C110ABC')).body).toMatchObject({
      kind: 'gs1',
      batch: 'ABC',
      notices: [{ code: 'gs1-incomplete', position: 4 }],
    });
  });

  it('of a number beyond our characters says so and changes nothing', async () => {
    const client = await stocked('A1');
    const { status, body } = await scanOf(client, `(01)${GTIN}(21)A+1(10)L*1`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ serial: 'A+1', batch: 'L*1', item: { itemId: 'pump' } });
    expect(body.notices).toMatchObject([
      { code: 'serial-characters', serial: 'A+1' },
      { code: 'batch-invalid' },
    ]);
    expect(body.unit).toBeUndefined();
  });

  it('of a label that contradicts the record of its unit says so', async () => {
    const client = await stocked();
    const milk = { name: 'Milk', tracking: 'serial', expiryTracking: true, gtin: '00000012345670' };
    await client.put('/v1/items/milk', milk);
    const line = { itemId: 'milk', quantity: 1, serials: ['M1'], batch: 'L7', expiresOn: '2027-02-28' };
    await client.post('/v1/documents', receipt([], { lines: [line] }));
    const told = async (text: string) => {
      const { unit, notices } = (await scanOf(client, `(01)00000012345670(21)M1${text}`)).body;
      expect(unit).toMatchObject({ serial: 'M1' });
      return notices.map(({ code }: { code: string }) => code);
    };
    expect(await told('(10)L8(17)270301')).toEqual(['batch-differs', 'expiry-differs']);
    expect(await told('(10)l7(17)270228')).toEqual([]);
    expect(await told('')).toEqual([]);
  });

  it('of a carton answers the list that it is on', async () => {
    const client = await stocked();
    const sscc = '006141411234567890';
    const order = { kind: 'purchase-order', partnerId: 'acme', locationId: 'main' };
    const { body: made } = await client.post('/v1/documents', {
      ...order,
      lines: [{ itemId: 'pump', quantity: 3 }],
    });
    expect((await scanOf(client, `]C100${sscc}`)).body).toMatchObject({ kind: 'sscc', sscc });
    expect((await scanOf(client, sscc)).body).toMatchObject({ kind: 'serial', serial: sscc });
    const supplier = await clientOf(client.tenant, { scope: 'asn.write', partner: 'acme' });
    const sent = await supplier.put('/v1/asns/SHIP-1', {
      orderId: made.documentId,
      lines: [{ itemId: 'pump', serials: ['C3'], cartons: [{ sscc, serials: ['C1', 'C2'] }] }],
    });
    expect([200, 201]).toContain(sent.status);
    const carton = { sscc, asnNumber: 'SHIP-1', partnerId: 'acme', status: 'open', serials: 2 };
    for (const text of [`]C100${sscc}`, `00${sscc}`, `(00)${sscc}`, `https://a/00/${sscc}`, sscc]) {
      expect((await scanOf(client, text)).body).toMatchObject({ kind: 'carton', sscc, carton });
    }
    // What is expected may be received.
    const unit = (await scanOf(client, `(01)${GTIN}(21)C1`)).body;
    expect(unit).toMatchObject({ unit: { status: 'expected' } });
    expect(unit.actions).toEqual(expect.arrayContaining(['receive', 'hold']));
    expect((await scanOf(supplier, sscc)).status).toBe(403);
  });

  it('that is wrong is refused with what is wrong and where', async () => {
    const client = await stocked('SN-1');
    const cases: [string, string[]][] = [
      ['', ['scan-empty at 1']],
      [' \r\n', ['scan-empty at 1']],
      [']C1', ['gs1-empty at 4']],
      [`]C101${GTIN.slice(0, -1)}321SN-1`, ['gs1-check-digit at 19']],
      [`]C101${GTIN}17271301`, ['gs1-date at 22']],
      [`(01)${GTIN}(88)1`, ['gs1-ai-unknown at 19']],
      ['(01)0950600013435', ['gs1-too-short at 18']],
      [`https://a/01/${GTIN}/21/A/10/B`, ['gs1-link-path at 34']],
      ['https://example.com/', ['gs1-link at 21']],
      [`]C101${GTIN}21${'A'.repeat(21)}`, ['gs1-too-long at 42']],
      ['SN-ä', ['serial-characters at 4']],
      ['---', ['serial-no-alphanumeric at 1']],
      ['N/A', ['serial-placeholder at 1']],
      ['X'.repeat(33), ['serial-too-long at 33']],
      [`01${GTIN}21ä`, ['gs1-character at 19', 'serial-characters at 19']],
    ];
    for (const [text, expected] of cases) {
      const { status, body } = await scanOf(client, text);
      expect([text, status, placesOf(body.violations ?? [])]).toEqual([text, 422, expected]);
      expect(body.violations[0].detail).not.toBe('');
    }
    expect((await client.get('/v1/scan')).status).toBe(400);
    expect((await scanOf(client, 'A'.repeat(2_001))).status).toBe(400);
    expect((await client.get('/v1/scan?text=a&other=1')).status).toBe(400);
    expect((await scanOf(client, `${'A'.repeat(34)}.k3v9x2ma`)).status).toBe(404);
  });

  it("judges GS1's own cases as they say", async () => {
    const client = await stocked();
    const read = (name: string) =>
      JSON.parse(readFileSync(join(import.meta.dirname, '../vectors', name), 'utf8'));
    const { processElementString: strings, parseBracketedAI } = read('gs1-element-strings.json');
    const { parseDigitalLink: links } = read('gs1-digital-links.json');
    const asked: { ok: boolean; flags?: object; text: string }[] = [
      // An element string without FNC1 in front could be a number.
      ...strings.map((one: { ok: boolean; elementString: string }) => ({
        ...one,
        text: `]C1${one.elementString.replace('^', '').replaceAll('^', GS)}`,
      })),
      ...parseBracketedAI.map((one: { bracketed: string }) => ({ ...one, text: one.bracketed })),
      ...links.map((one: { uri: string }) => ({ ...one, text: one.uri })),
    ];
    for (const { ok, text } of asked.filter(({ flags }) => flags === undefined)) {
      expect([text, (await scanOf(client, text)).status]).toEqual([text, ok ? 200 : 422]);
    }
  });
});

describe('the GTIN of an item', () => {
  it('is refused with a wrong check digit, and where another item has it', async () => {
    const client = await stocked();
    const fan = { name: 'Fan', tracking: 'serial' };
    expect((await client.put('/v1/items/fan', { ...fan, gtin: '09506000134353' })).status).toBe(422);
    const taken = await client.put('/v1/items/fan', { ...fan, gtin: '9506000134352' });
    expect([taken.status, taken.body.code]).toEqual([409, 'gtin-taken']);
    expect(taken.body.violations).toMatchObject([{ pointer: '/gtin', itemId: 'pump' }]);
    expect((await client.get('/v1/items/fan')).status).toBe(404);
  });
});
