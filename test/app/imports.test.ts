import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IMPORT_STEPS } from '../../functions/app/imports/jobs.ts';
import type { ImportMode } from '../../functions/app/imports/ports.ts';
import { importState, rejectedPage } from '../../functions/app/imports/report.ts';
import { startImport } from '../../functions/app/imports/start.ts';
import { hasEnded } from '../../functions/app/jobs/ports.ts';
import { workOn } from '../../functions/app/jobs/work.ts';
import { sweepPostings } from '../../functions/app/posting/sweep.ts';
import type { Table } from '../../functions/data/table.ts';
import { readFile } from '../../functions/http/import-file.ts';
import { storesOn } from '../../functions/runtime/container.ts';
import { FAULTS, type Fault, faultAt, faultyTable } from '../chaos/faults.ts';
import { fakeTable } from '../support/fake-table.ts';
import { aWorld, CALLER, list, type World } from './world.ts';

const { tenant } = CALLER;
const HEADER = 'orderNumber,line,itemId,serial,batch,expiresOn,locationId';

type Asked = { readonly mode?: ImportMode; readonly dryRun?: boolean };

const begin = (world: World, rows: readonly string[], { mode = 'accept-good', dryRun = false }: Asked = {}) =>
  world.run(async (deps) => {
    const file = readFile([HEADER, ...rows].join('\n'));
    const { parts, imported } = await startImport(deps, CALLER, { file, mode, dryRun, locationId: 'main' });
    return { parts, answer: imported.importId };
  });

/** Works until the import has ended; crashed steps are begun again when their lease is over. */
const work = async (world: World, importId: string, on: Table = world.table): Promise<void> => {
  for (let n = 0; n < 200; n += 1) {
    const now = await world.store.jobs.read(tenant, importId);
    if (now === undefined || hasEnded(now)) return;
    const deps = { ...world.deps, ...storesOn(on) };
    const name = { tenant, jobId: importId };
    const worked = await workOn({ deps, steps: IMPORT_STEPS }, name).catch(() => undefined);
    if (worked === undefined || worked.outcome === 'put-off') world.pass(130_000);
  }
  throw new Error('the import has no end');
};

const reportOf = async (world: World, importId: string) => {
  const { imported, job, status, reason } = await importState(world.deps, CALLER, importId);
  const { items } = await rejectedPage(world.deps, CALLER, { importId, limit: 10_000, at: { skip: 0 } });
  const rejected = items
    .map(({ row, serial, code }) => `${row} ${serial} ${code}`)
    .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const { rows, done, accepted, added, unchanged, rejected: count } = job.progress;
  return {
    status,
    reason,
    rows: imported.rows,
    done,
    accepted,
    added,
    unchanged,
    count,
    rejected,
    read: rows,
  };
};

const imported = async (world: World, rows: readonly string[], asked: Asked = {}) => {
  const importId = await begin(world, rows, asked);
  await work(world, importId);
  return reportOf(world, importId);
};

const item = (itemId: string, more = {}) => ({
  itemId,
  name: itemId,
  kind: 'stocked' as const,
  tracking: 'serial' as const,
  ...more,
});
const ITEMS = [
  item('clock'),
  item('phone', { serialType: 'fully-tracked' }),
  item('radio', { serialType: 'debtor-only' }),
  item('seal', { serialType: 'creditor-only', pattern: 'S*' }),
  item('milk', { expiryTracking: true }),
  item('bolt', { tracking: 'none' }),
  item('lamp', { requireAtSale: false }),
];

/** Orders of clocks: one received without numbers, one open, one closed, and one that is to be sold. */
const aShop = async (limits = {}): Promise<World> => {
  const world = await aWorld({ items: ITEMS, limits });
  const order = (number: string, quantity: number, more = {}) =>
    world.create({
      kind: 'purchase-order',
      number,
      partnerId: 'maker',
      locationId: 'main',
      effectiveDate: '2026-03-02',
      post: false,
      lines: [
        { itemId: 'clock', quantity },
        { itemId: 'milk', quantity: 3, batch: 'b1' },
        { itemId: 'clock', quantity: 2 },
      ],
      ...more,
    });
  const lines = [{ itemId: 'clock', quantity: 5 }];
  await order('PO-1', 5, { lines, post: true });
  await order('PO-2', 4);
  const { documentId } = await order('PO-3', 4);
  await world.cancel(documentId);
  await world.receive(['R1', 'R2', 'R3'], { itemId: 'clock', effectiveDate: '2026-03-03' });
  await world.create({
    kind: 'sales-order',
    number: 'SO-1',
    partnerId: 'jane',
    locationId: 'main',
    post: false,
    lines: [{ itemId: 'clock', quantity: 2 }],
  });
  for (const n of [1, 2]) {
    const made = await order('TWICE', n, { lines: [{ itemId: 'clock', quantity: n }] });
    expect(made.status).toBe('draft');
  }
  return world;
};

const GOOD = [
  'PO-1,1,clock,A1,,,',
  'PO-2,1,clock,B1,,,',
  'PO-1,1,clock,A2,,,',
  ',,clock,N1,,,main',
  'SO-1,1,clock,R1,,,',
  'PO-2,3,clock,B2,,,',
  ',,phone,N2,,,shop',
  'PO-1,1,clock,A3,,,',
  ',,seal,S1,,,',
  'PO-2,1,clock,B3,,,',
];
const BAD = ['PO-1,1,phone,A4,,,', 'PO-9,1,clock,A5,,,', 'PO-2,1,clock,1.2E+11,,,', 'PO-2,1,clock,B1,,,'];

/** What is known of numbers, stock and documents. */
const ledgerOf = async (world: World) => {
  const names = [...['A1', 'A2', 'A3', 'A4', 'A5', 'B1', 'B2', 'B3', 'N1', 'R1'], 'R2'];
  const units = await world.store.units.readMany(tenant, [
    ...names.map((key) => ({ itemId: 'clock', key })),
    { itemId: 'phone', key: 'N2' },
    { itemId: 'seal', key: 'S1' },
  ]);
  const told = units.map(({ serial, status, locationId, addedDate, reservedBy, line }) =>
    [serial, status, locationId, addedDate, reservedBy?.documentNumber, line].join(' '),
  );
  const stock = await Promise.all(
    (['clock', 'phone', 'seal'] as const).flatMap((itemId) =>
      (['main', 'shop'] as const).map((place) => world.balance(itemId, place)),
    ),
  );
  const counts = stock.map(
    (one) => one && [one.itemId, one.locationId, one.quantity, one.serials, one.bought],
  );
  return { units: told.toSorted(), counts };
};

describe('an import', () => {
  it('puts numbers on open rows, captures those of posted ones, and takes opening stock', async () => {
    const world = await aShop();
    const report = await imported(world, [...GOOD, ...BAD]);
    expect(report).toMatchObject({
      status: 'completed',
      rows: 14,
      accepted: 10,
      added: 10,
      unchanged: 0,
      count: 4,
    });
    expect(report.rejected).toEqual([
      '12 A4 item-differs',
      '13 A5 order-unknown',
      '14 1.2E+11 scientific-notation',
      '15 B1 serial-duplicate',
    ]);
    expect(await ledgerOf(world)).toMatchInlineSnapshot(`
      {
        "counts": [
          [
            "clock",
            "main",
            90000,
            7,
            6,
          ],
          undefined,
          undefined,
          [
            "phone",
            "shop",
            10000,
            1,
            0,
          ],
          [
            "seal",
            "main",
            10000,
            1,
            1,
          ],
          undefined,
        ],
        "units": [
          "A1 in-stock main 2026-03-02  1",
          "A2 in-stock main 2026-03-02  1",
          "A3 in-stock main 2026-03-02  1",
          "B1 expected    1",
          "B2 expected    3",
          "B3 expected    1",
          "N1 in-stock main 2026-03-10  1",
          "N2 in-stock shop 2026-03-10  1",
          "R1 in-stock main 2026-03-03 SO-1 1",
          "R2 in-stock main 2026-03-03  1",
          "S1 in-stock main 2026-03-10  1",
        ],
      }
    `);
  });

  it('tells each row with a placeholder that it has one, unless a unit bears that', async () => {
    const world = await aWorld({ items: ITEMS, settings: { placeholders: ['TBA'] } });
    await world.receive(['N/A'], { itemId: 'clock' });
    const settings = await world.store.settings.read(tenant);
    const placeholders = ['TBA', 'N/A'];
    await world.store.unitOfWork.write([
      world.store.settings.save(tenant, { ...settings, placeholders, version: settings.version + 1 }),
    ]);
    const rows = [',,clock,N/A,,,main', ',,clock,tba,,,main', ',,clock,TBA,,,main', ',,phone,n/a,,,main'];
    const { unchanged, rejected } = await imported(world, rows);
    expect(unchanged).toBe(1);
    expect(rejected).toEqual([
      '3 tba serial-placeholder',
      '4 TBA serial-placeholder',
      '5 n/a serial-placeholder',
    ]);
  });

  it('of the same file again adds nothing', async () => {
    const world = await aShop();
    await imported(world, GOOD);
    const before = await ledgerOf(world);
    expect(await imported(world, GOOD)).toMatchObject({
      accepted: 10,
      added: 0,
      unchanged: 10,
      rejected: [],
    });
    expect(await ledgerOf(world)).toEqual(before);
  });

  it('that is all or nothing takes all in one posting', async () => {
    const world = await aShop({ imported: 3, actions: 10 });
    const report = await imported(world, GOOD, { mode: 'all-or-nothing' });
    expect(report).toMatchObject({ status: 'completed', accepted: 10, added: 10, count: 0 });
    const other = await aShop();
    await imported(other, GOOD);
    expect(await ledgerOf(world)).toEqual(await ledgerOf(other));
  });

  it('that is all or nothing takes none where one is bad, and says so of each', async () => {
    const world = await aShop();
    const before = await ledgerOf(world);
    const report = await imported(world, [...GOOD, ...BAD], { mode: 'all-or-nothing' });
    expect(report).toMatchObject({ status: 'completed', rows: 14, accepted: 0, added: 0, count: 14 });
    expect(report.rejected.filter((one) => !one.endsWith('not-taken'))).toHaveLength(4);
    expect(await ledgerOf(world)).toEqual(before);
  });

  it.each([1, 2, 1_000])(
    'that is dry judges an order by both of its names as the real one, %i rows at a time',
    async (size) => {
      const world = await aShop({ imported: size });
      const [documentId = ''] = await world.store.documents.idsByNumber(tenant, 'PO-2');
      const row = (order: string, n: number) => `${order},3,clock,X${n},,,`;
      const rows = [
        ...[row('PO-2', 1), 'PO-1,1,clock,Y1,,,', row(documentId, 2), 'PO-1,1,clock,Y2,,,'],
        ...[row('PO-2', 3), ',,phone,Z,,,shop', row(documentId, 4)],
      ];
      const dry = await imported(world, rows, { dryRun: true });
      expect(dry).toMatchObject({ added: 5, count: 2 });
      expect(await imported(world, rows)).toEqual(dry);
    },
  );

  it('of files that were joined leaves out the headers between them, and says so', async () => {
    const world = await aShop();
    const rows = [GOOD[0] ?? '', HEADER, GOOD[1] ?? '', `"${HEADER.replaceAll(',', '","')}"`, 'x'];
    const importId = await begin(world, rows);
    await work(world, importId);
    expect(await reportOf(world, importId)).toMatchObject({
      rows: 3,
      added: 2,
      rejected: ['6  serial-empty'],
    });
    const { imported: made } = await importState(world.deps, CALLER, importId);
    expect(made.notices).toEqual(['2 later lines repeat the header; no rows were read from them.']);
  });

  it('posts nothing into a locked period, neither do requests', async () => {
    const world = await aShop();
    const settings = await world.store.settings.read(tenant);
    const locked = { ...settings, lockDate: '2026-03-02', version: settings.version + 1 };
    await world.store.unitOfWork.write([world.store.settings.save(tenant, locked)]);
    const report = await imported(world, ['PO-1,1,clock,A1,,,', 'PO-2,1,clock,B1,,,']);
    expect(report).toMatchObject({ added: 1, rejected: ['2 A1 date-locked'] });
    const [documentId = ''] = await world.store.documents.idsByNumber(tenant, 'PO-1');
    const asked = { documentId, line: 1, mode: 'add', serials: list('A1') } as const;
    expect(await world.refused(() => world.number(asked))).toEqual(['date-locked']);
  });

  it('tells of a row without room how many numbers it has by then, and what was cancelled', async () => {
    const world = await aShop();
    const [documentId = ''] = await world.store.documents.idsByNumber(tenant, 'PO-2');
    await world.post({ documentId, lines: [{ line: 1, quantity: 2 }] });
    await world.cancel(documentId);
    const importId = await begin(
      world,
      [1, 2, 3].map((n) => `PO-2,1,clock,C${n},,,`),
    );
    await work(world, importId);
    const page = { importId, limit: 10, at: { skip: 0 } };
    const [rejected] = (await rejectedPage(world.deps, CALLER, page)).items;
    expect(rejected?.detail).toBe(
      'Line 1 of PO-2 has 2 numbers for a quantity of 4, of which 2 were cancelled: there is no room for more.',
    );
  });

  it('that is dry changes nothing', async () => {
    const world = await aShop({ imported: 3 });
    const before = await ledgerOf(world);
    await imported(world, [...GOOD, ...BAD], { dryRun: true });
    expect(await ledgerOf(world)).toEqual(before);
  });
});

describe('the same file again', () => {
  const back = (world: World, texts: readonly string[]) =>
    world.create({
      kind: 'customer-return',
      partnerId: 'jane',
      locationId: 'main',
      post: true,
      lines: [{ itemId: 'lamp', quantity: texts.length, serials: list(...texts) }],
    });
  const lineOf = (quantity: number) => ({ itemId: 'lamp', quantity });

  it('after its units came back from the customer neither sells nor reserves them again', async () => {
    const world = await aShop();
    await world.receive(['L1', 'L2', 'L3'], { itemId: 'lamp', quantity: 9, effectiveDate: '2026-03-03' });
    const sales = { kind: 'sales-order', partnerId: 'jane', locationId: 'main' } as const;
    const sold = await world.create({ ...sales, number: 'SOLD', post: true, lines: [lineOf(2)] });
    const lines = [lineOf(2), lineOf(2)];
    const { documentId } = await world.create({ ...sales, number: 'PART', post: false, lines });
    const rows = ['SOLD,1,lamp,L1,,,', 'PART,1,lamp,L2,,,'];
    expect(await imported(world, rows)).toMatchObject({ added: 2 });
    await world.post({ documentId, lines: [{ line: 1, quantity: 1 }] });
    await back(world, ['L1', 'L2']);
    const before = world.truth().filter(({ type }) => type === 'unit' || type === 'balance');
    for (const dryRun of [true, false]) {
      expect(await imported(world, rows, { dryRun })).toMatchObject({ added: 0, unchanged: 2 });
    }
    expect(world.truth().filter(({ type }) => type === 'unit' || type === 'balance')).toEqual(before);
    // The number of a life that is told by more than the unit's own record.
    for (let n = 0; n < 6; n += 1) {
      await world.sell(['L1'], { itemId: 'lamp' });
      await back(world, ['L1']);
    }
    expect(await imported(world, rows)).toMatchObject({ added: 0, unchanged: 2 });
    expect(await imported(world, ['PART,2,lamp,L2,,,'])).toMatchObject({
      rejected: ['2 L2 serial-duplicate'],
    });
    expect((await world.document(sold.documentId))?.lines[0]?.postedSerials).toBe(1);
  });

  it('sells what a void has given back, and names no wrong row of an order that a unit has left', async () => {
    const world = await aShop();
    await world.receive(['L1', 'L2', 'L3'], { itemId: 'lamp', quantity: 9, effectiveDate: '2026-03-03' });
    const sales = { kind: 'sales-order', partnerId: 'jane', locationId: 'main' } as const;
    await world.create({ ...sales, number: 'SOLD', post: true, lines: [lineOf(2)] });
    const row = ['SOLD,1,lamp,L1,,,'];
    await imported(world, row);
    const unit = await world.unit('L1', 'lamp');
    const { documentId, movementIds } = (await world.document(unit?.documentId ?? '')) ?? {};
    const last = movementIds?.slice(-1);
    await world.void({ documentId: documentId ?? '', reason: 'typed wrongly', movementIds: last });
    expect(await imported(world, row)).toMatchObject({ added: 1 });
    const bought = { kind: 'purchase-order', partnerId: 'maker', locationId: 'main' } as const;
    const lines = [lineOf(1), lineOf(1)];
    await world.create({ ...bought, number: 'TWO', post: true, lines });
    await imported(world, ['TWO,2,lamp,W1,,,']);
    await world.sell(['W1'], { itemId: 'lamp' });
    expect(await imported(world, ['TWO,1,lamp,W1,,,'])).toMatchObject({
      rejected: ['2 W1 serial-duplicate'],
    });
    expect(await imported(world, ['TWO,2,lamp,W1,,,'])).toMatchObject({ unchanged: 1 });
  });
});

describe('a worker that breaks off', () => {
  const FILE = [...GOOD, ...BAD];
  const SIZES = { small: { imported: 4 }, large: { imported: 4, actions: 10 } } as const;
  const CASES = (['small', 'large'] as const).flatMap((size) =>
    FAULTS.map((fault) => [size, fault] as const),
  );

  it.each(CASES)(
    'at any call of the engine leaves each row done once: %s postings, %s',
    async (size, fault: Fault) => {
      const limits = SIZES[size];
      const first = await aShop(limits);
      const importId = await begin(first, FILE);
      const truth = first.table.snapshot();
      await work(first, importId);
      const [wanted, report] = [await ledgerOf(first), await reportOf(first, importId)];
      expect(report).toMatchObject({ accepted: 10, added: 10, count: 4, rows: 14 });
      for (let n = 1; ; n += 1) {
        const world = await aWorld({ items: ITEMS, limits, idsFrom: 50_000 }, fakeTable(truth));
        world.pass(10_000);
        const others = async (): Promise<void> => {
          world.pass(130_000);
          await work(world, importId);
        };
        const faults = faultAt(n, fault, others);
        await work(world, importId, faultyTable(world.table, faults)).catch(() => undefined);
        await work(world, importId);
        world.pass(130_000);
        await sweepPostings(world.deps, { until: world.deps.clock.now() + 20_000 });
        expect([n, await ledgerOf(world)]).toEqual([n, wanted]);
        expect([n, await reportOf(world, importId)]).toEqual([n, report]);
        if (!faults.struck()) break;
      }
    },
  );

  it('or has not the time for so many rows takes fewer at a time', async () => {
    const world = await aShop({ actions: 10 });
    const importId = await begin(world, [
      ...FILE,
      ...Array.from({ length: 150 }, (_, n) => `,,phone,Q${n},,,main`),
    ]);
    const slow: Table = {
      ...world.table,
      transact: (parts) => {
        world.pass(1_000);
        return world.table.transact(parts);
      },
    };
    await work(world, importId, slow);
    expect(await reportOf(world, importId)).toMatchObject({
      status: 'completed',
      added: 160,
      count: 4,
      rows: 164,
    });
    const { attempts } = (await importState(world.deps, CALLER, importId)).job;
    expect(attempts).toBe(0);
  });

  it('or is one of two at once: each row is done once', async () => {
    const world = await aShop({ imported: 2, actions: 10 });
    const importId = await begin(world, FILE);
    const name = { tenant, jobId: importId };
    for (let n = 0; n < 30; n += 1) {
      await Promise.all([1, 2, 3].map(() => workOn({ deps: world.deps, steps: IMPORT_STEPS }, name)));
    }
    expect(await reportOf(world, importId)).toMatchObject({ status: 'completed', accepted: 10, count: 4 });
    const other = await aShop();
    await imported(other, FILE);
    expect((await ledgerOf(world)).counts).toEqual((await ledgerOf(other)).counts);
  });
});

const cell = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const row = fc
  .record({
    order: cell('PO-1', 'PO-1', 'PO-2', 'PO-2', 'PO-3', 'SO-1', 'TWICE', 'nope', '', ''),
    line: cell('1', '1', '1', '2', '3', '9', '', 'x'),
    item: cell('clock', 'clock', 'clock', 'clock', 'phone', 'radio', 'seal', 'milk', 'bolt', 'nix'),
    serial: cell(
      ...Array.from({ length: 14 }, (_, n) => `K${n}`),
      'R1',
      'R2',
      'R3',
      'S1',
      'N/A',
      '1,5E+9',
      'ä',
    ),
    batch: cell('', '', '', 'b1', 'b2'),
    expiresOn: cell('', '', '', '2027-01-31', '2027-02-30'),
    place: cell('', 'main', 'shop', 'nowhere'),
  })
  .map(({ order, line, item: of, serial, ...rest }) => {
    const quoted = serial.includes(',') ? `"${serial}"` : serial;
    const opening = order === '';
    return [
      order,
      opening ? '' : line,
      of,
      quoted,
      rest.batch,
      rest.expiresOn,
      opening ? rest.place : '',
    ].join();
  });

describe('any file', () => {
  it('is judged by a dry run as by the real one, whose repetition adds nothing; no row is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        cell(1, 3, 1_000),
        async (rows, size) => {
          const world = await aShop({ imported: size });
          const before = world.truth().filter(({ type }) => type === 'unit' || type === 'balance');
          const dry = await imported(world, rows, { dryRun: true });
          expect(world.truth().filter(({ type }) => type === 'unit' || type === 'balance')).toEqual(before);
          const real = await imported(world, rows);
          expect(real).toEqual(dry);
          expect(real).toMatchObject({ status: 'completed', done: rows.length, rows: rows.length });
          expect((real.accepted ?? 0) + (real.count ?? 0)).toBe(rows.length);
          expect(real.rejected).toHaveLength(real.count ?? 0);
          const again = await imported(world, rows);
          expect(again).toMatchObject({ added: 0, unchanged: real.accepted });
          expect(again.rejected.map((one) => one.split(' ')[0])).toEqual(
            real.rejected.map((one) => one.split(' ')[0]),
          );
          for (const { itemId, locationId, quantity, serials } of await balancesIn(world)) {
            expect([itemId, locationId, Number(quantity) >= Number(serials) * 10_000]).toEqual([
              itemId,
              locationId,
              true,
            ]);
            const here = world
              .truth()
              .filter((one) => one.type === 'unit' && one.itemId === itemId && one.locationId === locationId);
            expect(here.filter(({ status }) => status === 'in-stock')).toHaveLength(Number(serials));
          }
        },
      ),
      { numRuns: Number(process.env.IMPORT_RUNS ?? 60) },
    );
  });
});

const balancesIn = async (world: World) => world.truth().filter(({ type }) => type === 'balance');
