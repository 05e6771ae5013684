import { beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../functions/http/import-file.ts';
import {
  type Client,
  company,
  documentOf,
  receipt,
  sale,
  settled,
  stockOf,
  unitOf,
} from '../support/client.ts';

type Row = Readonly<Record<string, string>>;

const rowsIn = (text: string): Row[] => {
  const { header, rows } = readFile(text);
  return rows.map(({ cells }) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])));
};

/** All pages of an export, as one file. */
const exported = async (client: Client, path: string) => {
  const pages: string[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const page = await client.get(next);
    if (page.status !== 200) throw new Error(page.text);
    pages.push(page.text);
    next = /^<(.*)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
  }
  return { pages, rows: pages.flatMap(rowsIn) };
};

const sent = async (client: Client, text: string, query = '') => {
  const headers = { 'content-type': 'text/csv' };
  const taken = await client.request('POST', `/v1/imports${query}`, text, { headers });
  if (taken.status !== 202) throw new Error(taken.text);
  const read = () => client.get(`/v1/imports/${taken.body.importId}`);
  await expect.poll(async () => (await read()).body.status).toMatch(/completed|failed/);
  return (await read()).body;
};

const SERIALS = ['-X 1', 'A,2', 'B 3', 'C/4', 'D.5', 'E_6'];

let client: Client;
beforeAll(async () => {
  client = await company();
  await client.put('/v1/items/watch', { name: 'Watch', tracking: 'serial' });
  await client.put('/v1/items/milk', { name: 'Milk', tracking: 'serial', expiryTracking: true });
  const made = [
    await client.post('/v1/documents', receipt(SERIALS, { number: '=HYPERLINK("x")' })),
    await client.post('/v1/documents', sale(['B 3'])),
    await client.post('/v1/documents', {
      ...documentOf('product-receipt', ['M1'], {
        line: { itemId: 'milk', batch: 'b7', expiresOn: '2030-01-31' },
      }),
      partnerId: 'acme',
      locationId: 'shop',
    }),
    await client.post('/v1/documents', {
      ...documentOf('sales-order', ['C/4'], { post: false }),
      partnerId: 'jane',
      number: 'SO-1',
    }),
    await client.post('/v1/documents', {
      ...documentOf('purchase-order', ['W1'], { line: { itemId: 'watch' }, post: false }),
      partnerId: 'acme',
    }),
  ];
  expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  await settled();
});

describe('the export of serials', () => {
  it('has the columns of an import, and what each unit is', async () => {
    const { rows, pages } = await exported(client, '/v1/exports/serials');
    expect(pages[0]?.split('\r\n')[0]).toBe(
      'orderNumber,line,itemId,serial,batch,expiresOn,locationId,status,inStock,reservedBy,held,addedDate,partnerId,id',
    );
    expect(rows.map(({ itemId, serial, status }) => [itemId, serial, status])).toEqual([
      ['milk', 'M1', 'in-stock'],
      ['pump', "'-X 1", 'in-stock'],
      ['pump', 'A,2', 'in-stock'],
      ['pump', 'B 3', 'sold'],
      ['pump', 'C/4', 'reserved'],
      ['pump', 'D.5', 'in-stock'],
      ['pump', 'E_6', 'in-stock'],
      ['watch', 'W1', 'expected'],
    ]);
    expect(rows[0]).toMatchObject({
      batch: 'B7',
      expiresOn: '2030-01-31',
      locationId: 'shop',
      orderNumber: '',
    });
    expect(rows[4]).toMatchObject({ reservedBy: 'SO-1', inStock: 'true' });
  });

  it.each([
    ['?itemId=milk', ['M1']],
    ['?status=sold', ['B 3']],
    ['?locationId=shop', ['M1']],
    ['?itemId=pump&status=reserved&locationId=main', ['C/4']],
    ['?itemId=pump&locationId=shop', []],
  ])('is of what is asked for: %s', async (query, serials) => {
    const { rows } = await exported(client, `/v1/exports/serials${query}`);
    expect(rows.map(({ serial }) => serial)).toEqual(serials);
  });

  it('of an item that is not there is a 404, and of nonsense a 400', async () => {
    expect((await client.get('/v1/exports/serials?itemId=nix')).status).toBe(404);
    expect((await client.get('/v1/exports/serials?status=nix')).status).toBe(400);
    expect((await client.get('/v1/exports/serials?cursor=nix')).body.code).toBe('invalid-cursor');
  });

  it('imports back and adds nothing, and says so', async () => {
    const { pages } = await exported(client, '/v1/exports/serials');
    const before = await stockOf(client, 'pump');
    const done = await sent(client, pages.join(''));
    expect(done).toMatchObject({ rows: 8, accepted: 8, added: 0, unchanged: 8, rejected: [] });
    expect(done.notice).toMatch(/^Nothing was added/);
    expect(await stockOf(client, 'pump')).toEqual(before);
  });

  it('becomes the opening stock of another tenant', async () => {
    const other = await company();
    await other.put('/v1/items/milk', { name: 'Milk', tracking: 'serial', expiryTracking: true });
    await other.put('/v1/items/watch', { name: 'Watch', tracking: 'serial' });
    const { pages } = await exported(client, '/v1/exports/serials');
    const done = await sent(other, pages.join(''));
    expect(done.rejected.map(({ serial, code }: Row) => [serial, code])).toEqual([
      ['B 3', 'status-not-stock'],
      ['W1', 'status-not-stock'],
    ]);
    expect(done).toMatchObject({ accepted: 6, added: 6 });
    expect(await unitOf(other, '-X 1')).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect(await unitOf(other, 'M1', 'milk')).toMatchObject({ batch: 'B7', expiresOn: '2030-01-31' });
    await settled();
    const again = await exported(other, '/v1/exports/serials?status=in-stock');
    expect(again.rows.map(({ serial }) => serial)).toEqual(['M1', "'-X 1", 'A,2', 'C/4', 'D.5', 'E_6']);
  });
});

describe('the exports of stock and movements', () => {
  it('have one row for each balance', async () => {
    const { rows } = await exported(client, '/v1/exports/stock');
    expect(
      rows.map(({ itemId, locationId, quantity, serials, sold }) => [
        itemId,
        locationId,
        quantity,
        serials,
        sold,
      ]),
    ).toEqual([
      ['milk', 'shop', '1', '1', '0'],
      ['pump', 'main', '5', '5', '1'],
    ]);
    expect((await exported(client, '/v1/exports/stock?itemId=milk&locationId=main')).rows).toEqual([]);
    expect((await exported(client, '/v1/exports/stock?locationId=shop')).rows).toHaveLength(1);
  });

  it('have one row for each ledger entry, with cells that no spreadsheet runs', async () => {
    const { rows } = await exported(client, '/v1/exports/movements?itemId=pump');
    expect(rows.map(({ kind, quantity, serialCount }) => [kind, quantity, serialCount])).toEqual([
      ['receive', '6', '6'],
      ['sell', '1', '1'],
      ['reserve', '0', '1'],
    ]);
    expect(rows[0]?.documentNumber).toBe('\'=HYPERLINK("x")');
    expect((await exported(client, '/v1/exports/movements?partnerId=jane')).rows).toHaveLength(2);
    expect((await exported(client, '/v1/exports/movements?from=2000-01-01&to=2000-01-02')).rows).toEqual([]);
    expect((await client.get('/v1/exports/movements?from=2000-01-02&to=2000-01-01')).status).toBe(422);
  });
});
