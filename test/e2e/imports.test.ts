import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Client, company, day, documentOf, stockOf, unitOf } from '../support/client.ts';

const send = (
  client: Client,
  text: string,
  query = '',
  headers: Record<string, string> = {},
): Promise<Answer> =>
  client.request('POST', `/v1/imports${query}`, text, {
    headers: { 'content-type': 'text/csv', ...headers },
  });

const ended = async (client: Client, importId: string) => {
  const read = () => client.get(`/v1/imports/${importId}`);
  await expect.poll(async () => (await read()).body.status).toMatch(/completed|failed/);
  return (await read()).body;
};

const HEADER = 'orderNumber,line,itemId,serial,batch,expiresOn';

const imported = async (client: Client, rows: readonly string[], query = '') => {
  const taken = await send(client, [HEADER, ...rows].join('\r\n'), query);
  if (taken.status !== 202) throw new Error(taken.text);
  return ended(client, taken.body.importId);
};

const faultsOf = ({ rejected }: { rejected: readonly { row: number; serial: string; code: string }[] }) =>
  rejected.map(({ row, serial, code }) => `${row} ${serial} ${code}`);

const codesOf = ({ status, body }: Answer) => [
  status,
  ...(body.violations ?? []).map(({ code }: { code: string }) => code),
];

const order = async (client: Client, number: string, more: Record<string, unknown> = {}) => {
  const { line, ...rest } = { line: {}, ...more };
  const asked = documentOf('purchase-order', [], { line: { itemId: 'watch', quantity: 3, ...line } });
  const made = await client.post('/v1/documents', { ...asked, partnerId: 'acme', number, ...rest });
  if (made.status !== 201) throw new Error(made.text);
  return made.body.documentId as string;
};

const withWatches = async (): Promise<Client> => {
  const client = await company();
  await client.put('/v1/items/watch', { name: 'Watch', tracking: 'serial' });
  return client;
};

const lineOf = async (client: Client, documentId: string, n = 1) =>
  (await client.get(`/v1/documents/${documentId}`)).body.lines[n - 1];

describe('serials for orders', () => {
  let client: Client;
  beforeAll(async () => {
    client = await withWatches();
  });

  it.each(['purchase-order', 'outsourced-purchase-order'])(
    'that are fully received are captured with date and place of their row (K16): %s',
    async (kind) => {
      const number = `${kind}-1`;
      const documentId = await order(client, number, { kind, effectiveDate: day(-5), locationId: 'shop' });
      const before = await stockOf(client, 'watch');
      const serials = ['1', '2', '3'].map((n) => `${kind.slice(0, 3)}-${n}`);
      const done = await imported(
        client,
        serials.map((serial) => `${number},1,watch,${serial},,`),
      );
      expect(done).toMatchObject({ status: 'completed', rows: 3, accepted: 3, added: 3, rejected: [] });
      const unit = await unitOf(client, serials[0] ?? '', 'watch');
      expect(unit).toMatchObject({ status: 'in-stock', locationId: 'shop', addedDate: day(-5) });
      const { origin } = (await client.get(`/v1/items/watch/serials/${unit.id}/history`)).body;
      expect(origin).toMatchObject({ partnerId: 'acme', date: day(-5), documentId });
      expect((await lineOf(client, documentId)).tracing).toMatchObject({ state: 'complete', assigned: 3 });
      const [quantity = 0, numbered = 0] = (await stockOf(client, 'watch')).shop ?? [];
      expect([quantity, numbered]).toEqual([before.shop?.[0], (before.shop?.[1] ?? 0) + 3]);
    },
  );

  it('that are open are assigned, and their units expected until they are received', async () => {
    const documentId = await order(client, 'PO-open', { post: false });
    const done = await imported(client, ['PO-open,1,watch,O-1,,', `${documentId},,watch,O-2,,`]);
    expect(done).toMatchObject({ accepted: 2, added: 2 });
    expect((await lineOf(client, documentId)).tracing).toMatchObject({ state: 'partial', assigned: 2 });
    expect(await unitOf(client, 'O-1', 'watch')).toMatchObject({ status: 'expected' });
    await client.post(`/v1/documents/${documentId}/post`, {});
    expect(await unitOf(client, 'O-2', 'watch')).toMatchObject({ status: 'in-stock', addedDate: day(0) });
  });

  it('that are open have the batch that the file names, if they have none', async () => {
    const documentId = await order(client, 'PO-batch', { post: false });
    const done = await imported(client, ['PO-batch,1,watch,L-1,lot 7,', 'PO-batch,1,watch,L-2,lot 8,']);
    expect(faultsOf(done)).toEqual(['3 L-2 batch-differs']);
    expect(await unitOf(client, 'L-1', 'watch')).toMatchObject({ batch: 'LOT 7' });
    expect(await lineOf(client, documentId)).toMatchObject({ batch: 'LOT 7' });
  });

  it('to be sold are reserved', async () => {
    await order(client, 'PO-sold');
    await imported(client, ['PO-sold,1,watch,D-1,,']);
    const sales = documentOf('sales-order', [], { line: { itemId: 'watch', quantity: 2 } });
    await client.post('/v1/documents', { ...sales, partnerId: 'jane', number: 'SO-1', post: false });
    const done = await imported(client, ['SO-1,1,watch,D-1,,', 'SO-1,1,watch,D-9,,']);
    expect(faultsOf(done)).toEqual(['3 D-9 serial-unknown']);
    expect(await unitOf(client, 'D-1', 'watch')).toMatchObject({ status: 'reserved' });
  });
});

describe('opening stock', () => {
  it('comes in with its serials, at the place of the row or of the query', async () => {
    const client = await withWatches();
    const text = `${HEADER},locationId\n,,watch,N-1,lot 1,,shop\n,,pump,N-2,,,\n`;
    const taken = await send(client, text, '?locationId=main');
    const done = await ended(client, taken.body.importId);
    expect(done).toMatchObject({ accepted: 2, added: 2, notices: [] });
    expect(await unitOf(client, 'N-1', 'watch')).toMatchObject({
      status: 'in-stock',
      locationId: 'shop',
      batch: 'LOT 1',
      addedDate: day(0),
    });
    expect([await stockOf(client, 'watch'), await stockOf(client, 'pump')]).toEqual([
      { shop: [1, 1, 0] },
      { main: [1, 1, 0] },
    ]);
    expect((await client.get('/v1/stock/reconciliation')).body.items).toEqual([]);
  });

  it('is taken as each item’s policy has it', async () => {
    const client = await company();
    await client.put('/v1/items/seal', { name: 'S', tracking: 'serial', serialType: 'creditor-only' });
    await client.put('/v1/items/radio', { name: 'R', tracking: 'serial', serialType: 'debtor-only' });
    await client.put('/v1/items/milk', { name: 'M', tracking: 'serial', expiryTracking: true });
    const rows = [',,seal,P-1,,', ',,radio,P-2,,', ',,milk,P-3,,2030-01-31', ',,milk,P-4,,'];
    const done = await imported(client, rows, '?locationId=main');
    expect(faultsOf(done)).toEqual(['3 P-2 numbers-begin-at-sale', '5 P-4 expiry-required']);
    expect(await unitOf(client, 'P-3', 'milk')).toMatchObject({ expiresOn: '2030-01-31' });
    expect(await unitOf(client, 'P-1', 'seal')).toMatchObject({ status: 'in-stock' });
  });
});

describe('bad rows', () => {
  const rows = (documentId: string) => [
    'PO-1,1,watch,B-1,,',
    'PO-1,1,watch,B-2,,',
    'PO-1,1,watch,b-1,,',
    'PO-1,1,watch,1.23E+11,,',
    'PO-1,1,watch,,,',
    'PO-1,1,watch,N/A,,',
    'PO-1,1,watch,B#3,,',
    'PO-1,2,watch,B-4,,',
    'PO-1,1,pump,B-5,,',
    'PO-7,1,watch,B-6,,',
    'PO-closed,1,watch,B-7,,',
    'PO-1,x,watch,B-8,,',
    'PO-1,1,watch,B-9,,2030-02-30',
    'PO-1,1,watch,B-10,,2030-02-28',
    'PO-1,1,watch,B-11,,,extra',
    'PO-1,1,watch,"B-12',
    `${documentId},1,watch,T-1,,`,
    'PO-1,1,watch,B-13,,',
    'PO-1,1,watch,B-14,,',
    ',,watch,B-15,,',
    'PO-1,1,w atch,B-16,,',
    '4.5E+11,1,watch,B-17,,',
    'PO-1,1.2E11,watch,B-18,,',
    'PO-1,1,"1,2E+12",B-19,,',
    'PO-1,1,watch,1.23E11,,',
  ];
  const FAULTS = [
    '4 b-1 serial-duplicate',
    '5 1.23E+11 scientific-notation',
    '6  serial-empty',
    '7 N/A serial-placeholder',
    '8 B#3 serial-characters',
    '9 B-4 line-unknown',
    '10 B-5 item-differs',
    '11 B-6 order-unknown',
    '12 B-7 document-closed',
    '13 B-8 cell-invalid',
    '14 B-9 date-invalid',
    '15 B-10 expiry-not-tracked',
    '16 B-11 row-cells',
    '17  row-unreadable',
    '18 T-1 serial-exists',
    '20 B-14 serials-exceed-quantity',
    '21 B-15 location-required',
    '22 B-16 cell-invalid',
    '23 B-17 scientific-notation',
    '24 B-18 scientific-notation',
    '25 B-19 scientific-notation',
    '26 1.23E11 scientific-notation',
  ];
  const prepared = async (): Promise<readonly [Client, readonly string[]]> => {
    const client = await withWatches();
    await order(client, 'PO-1');
    const closed = await order(client, 'PO-closed', { post: false });
    await client.post(`/v1/documents/${closed}/cancel`, {});
    await order(client, 'PO-2');
    await imported(client, ['PO-2,1,watch,T-1,,']);
    return [client, rows(await order(client, 'PO-3', { post: false }))];
  };

  it('are told each with number, value and code, and block none of the others', async () => {
    const [client, file] = await prepared();
    const done = await imported(client, file);
    expect(faultsOf(done)).toEqual(FAULTS);
    expect(done).toMatchObject({ rows: 25, accepted: 3, rejectedCount: 22, status: 'completed' });
    expect(done.rejected.find(({ row }: { row: number }) => row === 5).detail).toMatch(
      /format the column as text/,
    );
    expect(await unitOf(client, 'B-13', 'watch')).toMatchObject({ status: 'in-stock' });
  });

  it('are told alike by a dry run, which changes nothing', async () => {
    const [client, file] = await prepared();
    const before = await stockOf(client, 'watch');
    const dry = await imported(client, file, '?dryRun=true');
    expect(dry).toMatchObject({ dryRun: true, added: 3 });
    expect(await stockOf(client, 'watch')).toEqual(before);
    const real = await imported(client, file);
    const { importId: _, createdAt: __, dryRun: ___, ...told } = real;
    expect(dry).toMatchObject(told);
    expect(await stockOf(client, 'watch')).not.toEqual(before);
  });

  it('keep a file that is all or nothing out', async () => {
    const [client, file] = await prepared();
    const before = await stockOf(client, 'watch');
    const none = await imported(client, file, '?mode=all-or-nothing');
    expect(none).toMatchObject({ status: 'completed', accepted: 0, rejectedCount: 25 });
    expect(faultsOf(none).filter((one) => !one.endsWith('not-taken'))).toEqual(FAULTS);
    expect(await stockOf(client, 'watch')).toEqual(before);
    const all = await imported(client, ['PO-1,1,watch,B-1,,', 'PO-1,1,watch,B-2,,'], '?mode=all-or-nothing');
    expect(all).toMatchObject({ status: 'completed', accepted: 2, added: 2, rejected: [] });
  });

  it('are given back as they came, to be corrected and sent again', async () => {
    const client = await withWatches();
    await order(client, 'PO-1');
    const file = `${HEADER},note\nPO-1,1,watch,C-1,,,"=1+1"\nPO-1,1,watch,C#2,,,"say ""yes"", please"\n`;
    const { importId } = (await send(client, file)).body;
    const done = await ended(client, importId);
    expect(done).toMatchObject({ accepted: 1, notices: ['These columns are not read: "note".'] });
    const given = await client.get(`/v1/imports/${importId}/rejected.csv`);
    expect(given.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(given.text.split('\r\n')[0]).toBe(`rejectedRow,rejectedCode,rejectedDetail,${HEADER},note`);
    expect(given.text).toContain('PO-1,1,watch,C#2,,,"say ""yes"", please"');
    const again = await send(client, given.text.replace('C#2,,', 'C-2,,'));
    expect(await ended(client, again.body.importId)).toMatchObject({ rows: 1, accepted: 1, added: 1 });
    expect(await unitOf(client, 'C-2', 'watch')).toMatchObject({ status: 'in-stock' });
  });
});

describe('a file', () => {
  let client: Client;
  beforeAll(async () => {
    client = await withWatches();
    await order(client, 'PO-1', { line: { quantity: 50 } });
  });

  it('sent again adds nothing and says so', async () => {
    const rows = ['PO-1,1,watch,F-1,,', 'PO-1,1,watch,F-2,,', ',,watch,F-3,,'];
    expect(await imported(client, rows, '?locationId=main')).toMatchObject({ added: 3, unchanged: 0 });
    const before = await stockOf(client, 'watch');
    const again = await imported(client, rows, '?locationId=main');
    expect(again).toMatchObject({ accepted: 3, added: 0, unchanged: 3, rejected: [] });
    expect(again.notice).toBe('Nothing was added: All 3 rows were there already.');
    expect(await stockOf(client, 'watch')).toEqual(before);
  });

  it('sent again after its units have gone brings none of them back', async () => {
    const rows = [',,watch,G-1,,', ',,watch,G-2,,'];
    await imported(client, rows, '?locationId=main');
    const sale = documentOf('customer-invoice', ['G-1'], { line: { itemId: 'watch' } });
    await client.post('/v1/documents', { ...sale, partnerId: 'jane' });
    const lost = documentOf('write-off', ['G-2'], { line: { itemId: 'watch' } });
    await client.post('/v1/documents', { ...lost, reason: 'stolen' });
    expect(await imported(client, rows, '?locationId=main')).toMatchObject({ added: 0, unchanged: 2 });
    expect(await unitOf(client, 'G-2', 'watch')).toMatchObject({ status: 'written-off' });
  });

  it('with its Idempotency-Key is one import', async () => {
    const text = `${HEADER}\nPO-1,1,watch,I-1,,`;
    const first = await send(client, text, '', { 'idempotency-key': 'import-1' });
    const second = await send(client, text, '', { 'idempotency-key': 'import-1' });
    expect([second.status, second.body]).toEqual([202, first.body]);
    expect(first.headers.get('location')).toBe(`/v1/imports/${first.body.importId}`);
    const other = await send(client, `${text}x`, '', { 'idempotency-key': 'import-1' });
    expect(other.body.code).toBe('idempotency-key-reused');
  });

  it.each([
    [';', '\r\n', '\uFEFF'],
    ['\t', '\n', ''],
    [',', '\r', '\uFEFF'],
  ])('is read with delimiter %j, line ends %j and mark %j', async (delimiter, newline, mark) => {
    const serial = `M-${delimiter.codePointAt(0)}`;
    const lines = [HEADER.toUpperCase().split(','), ['PO-1', '1', 'watch', `"${serial}, a"`, '', '']];
    const text = `${mark}${lines.map((cells) => cells.join(delimiter)).join(newline)}${newline}`;
    const done = await ended(client, (await send(client, text)).body.importId);
    expect(done).toMatchObject({ rows: 1, accepted: 1 });
    expect(await unitOf(client, `${serial}, a`, 'watch')).toMatchObject({ status: 'in-stock' });
  });

  it('in base64 is read as it is', async () => {
    const text = `${HEADER}\nPO-1,1,watch,Z-1,,`;
    const taken = await send(client, text, '', { 'content-type': 'application/octet-stream' });
    expect(await ended(client, taken.body.importId)).toMatchObject({ accepted: 1 });
  });

  const body = (text: string | Uint8Array) => text as string;
  it.each([
    ['without rows', HEADER, [422, 'file-empty']],
    ['that is empty', ' ', [422, 'file-empty']],
    ['without a compulsory column', 'orderNumber,line,itemId\nPO-1,1,watch', [422, 'column-missing']],
    ['without two', 'orderNumber,serial\nPO-1,A', [422, 'column-missing', 'column-missing']],
    ['without orders or places', 'itemId,serial\nwatch,A', [422, 'column-missing']],
    ['with a column twice', `${HEADER},Serial\n`, [422, 'column-repeated']],
    ['with a header without end', `${HEADER}${',x'.repeat(300)}\na`, [422, 'header-too-long']],
    ['of another encoding', Buffer.from(`${HEADER}\nPO-1,1,watch,\u00e4`, 'latin1'), [422, 'file-encoding']],
    ['of UTF-16', Buffer.from(`\uFEFF${HEADER}`, 'utf16le'), [422, 'file-encoding']],
    ['that is binary', Buffer.from('PK\u0003\u0004\u0000'), [422, 'file-binary']],
    ['of more than 4 MB', `${HEADER}\n${'PO-1,1,watch,A,,\n'.repeat(260_000)}`, [422, 'file-too-large']],
    ['of too many rows at once', `${HEADER}\n${'a,1,b,c,,\n'.repeat(10_001)}`, [422, 'rows-too-many']],
  ] as const)('%s is refused before any row', async (name, text, codes) => {
    const query = name.includes('at once') ? '?mode=all-or-nothing' : '';
    expect(codesOf(await send(client, body(text), query))).toEqual(codes);
  });

  it('that is no file, or asked for as nobody knows, is refused', async () => {
    expect((await client.post('/v1/imports', {})).status).toBe(415);
    expect((await send(client, HEADER, '?mode=some')).body.code).toBe('invalid-request');
    expect((await send(client, HEADER, '?dryRun=perhaps')).body.code).toBe('invalid-request');
    expect((await client.get('/v1/imports/none')).status).toBe(404);
  });

  it('has a template', async () => {
    const template = await client.get('/v1/imports/template');
    expect([template.status, template.text]).toEqual([200, `${HEADER}\r\n`]);
  });
});

it('shows its rejected rows in pages', async () => {
  const client = await withWatches();
  const rows = Array.from({ length: 2_500 }, (_, n) => `nope,1,watch,R-${n},,`);
  const done = await imported(client, rows);
  expect(done).toMatchObject({ rows: 2_500, accepted: 0, rejectedCount: 2_500 });
  const path = `/v1/imports/${done.importId}`;
  const seen: number[] = [];
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page: Answer = await client.get(`${path}${next === '' ? '' : `?cursor=${next}`}`);
    seen.push(...page.body.rejected.map(({ row }: { row: number }) => row));
    next = page.body.nextCursor;
  }
  expect(seen).toEqual(rows.map((_, n) => n + 2));
  const first = await client.get(`${path}/rejected.csv`);
  expect(first.text.trim().split('\r\n')).toHaveLength(2_001);
  expect(first.headers.get('link')).toMatch(/rel="next"/);
});

describe('a number that is there already', () => {
  it('is told where the file says something else of it', async () => {
    const client = await withWatches();
    const twoLines = { itemId: 'watch', quantity: 2 };
    const made = await client.post('/v1/documents', {
      ...documentOf('purchase-order', []),
      partnerId: 'acme',
      number: 'TL',
      lines: [twoLines, twoLines],
    });
    await imported(client, ['TL,2,watch,T1,,', ',,watch,S1,LOT1,'], '?locationId=main');
    const again = await imported(client, ['TL,1,watch,T1,,', ',,watch,S1,LOT2,'], '?locationId=main');
    expect(faultsOf(again)).toEqual(['2 T1 serial-duplicate', '3 S1 batch-differs']);
    expect(await imported(client, [',,watch,S1,,'], '?locationId=main')).toMatchObject({ unchanged: 1 });
    const { documentId } = made.body;
    expect(await imported(client, [`${documentId},2,watch,T1,,`])).toMatchObject({ added: 0, unchanged: 1 });
  });

  it('is there under the number that it bears by now', async () => {
    const client = await withWatches();
    await order(client, 'RO', { line: { quantity: 3 } });
    const rows = ['RO,1,watch,R1,,', ',,watch,R2,,'];
    expect(await imported(client, rows, '?locationId=main')).toMatchObject({ added: 2 });
    for (const serial of ['R1', 'R2']) {
      const { id } = await unitOf(client, serial, 'watch');
      const path = `/v1/items/watch/serials/${id}/rename`;
      for (const n of ['x', 'y']) await client.post(path, { serial: `${serial}${n}`, reason: 'typo' });
    }
    const again = [...rows, 'RO,1,watch,R1x,,'];
    const dry = await imported(client, again, '?locationId=main&dryRun=true');
    expect(dry).toMatchObject({ added: 0, unchanged: 3 });
    expect(await imported(client, again, '?locationId=main')).toMatchObject({ added: 0, unchanged: 3 });
    expect(await stockOf(client, 'watch')).toMatchObject({ main: [4, 2, 0] });
  });

  it('is put on orders only, by number or by id', async () => {
    const client = await withWatches();
    const transfer = { ...documentOf('transfer', []), toLocationId: 'shop', number: 'KT', post: false };
    const line = { itemId: 'watch', quantity: 1 };
    const made = await client.post('/v1/documents', { ...transfer, lines: [line] });
    const { documentId } = made.body;
    const done = await imported(client, ['KT,1,watch,G1,,', `${documentId},1,watch,G2,,`]);
    expect(faultsOf(done)).toEqual(['2 G1 order-unknown', '3 G2 order-unknown']);
    expect(done.rejected[0].detail).toContain('of the kind transfer');
  });
});
