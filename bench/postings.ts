import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { LIMITS } from '../functions/app/posting/ports.ts';
import { type Bed, openCompany } from './bed.ts';
import { median, type Pair, type Row, ratioOf, rounded, rowOf, timed } from './measure.ts';
import { actionsIn, writeRaw } from './recorder.ts';

/** Receipts, sales and transfers of many serials, beside the very same records written raw. */

const PER_LINE = 1_000;
const BARE = 'bare';

const linesOf = (tag: string, count: number) =>
  Array.from({ length: Math.ceil(count / PER_LINE) }, (_, i) => {
    const quantity = Math.min(PER_LINE, count - i * PER_LINE);
    const first = `${tag}-${String(i * PER_LINE + 1).padStart(6, '0')}`;
    return { itemId: 'pump', quantity, serialRange: { first, count: quantity } };
  });

type Batch = { readonly tenant: string; readonly tag: string; readonly count: number };

const post = (
  { call }: Bed,
  { tenant, tag, count }: Batch,
  head: Readonly<Record<string, unknown>>,
): Promise<unknown> =>
  call(tenant, 'POST /v1/documents', {
    key: `${String(head.kind)}-${tag}`,
    body: { locationId: 'main', lines: linesOf(tag, count), post: true, ...head },
  });

const WORKS = {
  receive: (bed: Bed, batch: Batch) => post(bed, batch, { kind: 'product-receipt', partnerId: 'acme' }),
  sell: (bed: Bed, batch: Batch) => post(bed, batch, { kind: 'customer-invoice', partnerId: 'jane' }),
  transfer: (bed: Bed, batch: Batch) => post(bed, batch, { kind: 'transfer', toLocationId: 'shop' }),
} as const;
type Work = keyof typeof WORKS;

const { concurrency } = LIMITS;

/**
 * An operation, and then its very actions under another tenant. What is sold there was received there, so that a record
 * that the operation changes is one that raw changes.
 */
const against = async (bed: Bed, work: Work, batch: Batch) => {
  let operation = 0;
  const calls = await bed.recorder.during(async () => {
    operation = await timed(() => WORKS[work](bed, batch));
  });
  const actions = actionsIn(calls, `raw-${batch.tag}`);
  const raw = await timed(() => writeRaw(bed.client, actions, { concurrency }));
  return { operation, raw, actions };
};

const makeBare = async ({ client }: Bed): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName: BARE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
};

const openShop = async (bed: Bed, tenant: string): Promise<void> => {
  await openCompany(bed, tenant);
  await bed.call(tenant, 'PUT /v1/locations/{locationId}', {
    params: { locationId: 'shop' },
    body: { name: 'Shop' },
  });
};

/** Records of units that an operation writes, for each serial. */
const unitWrites = async (bed: Bed, work: Work, batch: Batch): Promise<Row> => {
  const calls = await bed.recorder.during(() => WORKS[work](bed, batch));
  const actions = actionsIn(calls, 'counted');
  const units = actions.filter(({ Put, Update, Delete }) =>
    (Put?.Item?.pk?.S ?? Update?.Key?.pk?.S ?? Delete?.Key?.pk?.S ?? '').includes('#unit#'),
  ).length;
  return rowOf(`table writes per serial: ${work}`, units / batch.count, 1, {
    writes: units,
    besides: actions.length - units,
  });
};

const THOUSAND = 1_000;
const PAIRS = { warmUp: 6, pairs: 7 };

/** A thousand serials at once, received and sold. */
export const thousands = async (bed: Bed): Promise<Row[]> => {
  const tenant = 'thousands';
  await openShop(bed, tenant);
  await makeBare(bed);
  const bares: number[] = [];
  const pairs = async (work: Work) =>
    ratioOf(async (n) => {
      const { actions, ...pair } = await against(bed, work, { tenant, tag: `T${n}`, count: THOUSAND });
      if (work === 'sell') return pair;
      const bare = await timed(() => writeRaw(bed.client, actions, { concurrency, tableName: BARE }));
      if (n >= PAIRS.warmUp) bares.push(pair.operation / bare);
      return pair;
    }, PAIRS);
  const [received, sold] = [await pairs('receive'), await pairs('sell')];
  const rows = [
    rowOf(`receive ${THOUSAND} serials ÷ raw`, received.ratio, 1.5, {
      operationMs: received.operation,
      rawMs: received.raw,
    }),
    rowOf(`sell ${THOUSAND} serials ÷ raw`, sold.ratio, 1.5, {
      operationMs: sold.operation,
      rawMs: sold.raw,
    }),
    rowOf(`receive ${THOUSAND} serials ÷ raw without stream and indexes`, median(bares), 2.5, {}),
  ];
  const counted = { tenant, tag: 'COUNT', count: THOUSAND };
  for (const work of ['receive', 'transfer'] as const) rows.push(await unitWrites(bed, work, counted));
  await post(bed, { tenant, tag: 'SOLD', count: THOUSAND }, { kind: 'product-receipt', partnerId: 'acme' });
  rows.push(await unitWrites(bed, 'sell', { tenant, tag: 'SOLD', count: THOUSAND }));
  return rows;
};

export type Point = {
  readonly serials: number;
  readonly receiveMs: number;
  readonly sellMs: number;
  readonly rawReceiveMs: number;
  readonly rawSellMs: number;
};

const SIZES = [
  { count: 1, times: 15 },
  { count: 10, times: 11 },
  { count: 100, times: 7 },
  { count: 1_000, times: 5 },
  { count: 10_000, times: 3 },
];

/** What one posting costs by its size, beside raw. */
export const curve = async (bed: Bed): Promise<readonly Point[]> => {
  const tenant = 'curve';
  await openShop(bed, tenant);
  for (const work of ['receive', 'sell'] as const) {
    for (let n = 0; n < 10; n += 1) await WORKS[work](bed, { tenant, tag: `W${n}`, count: 100 });
  }
  const points: Point[] = [];
  for (const { count, times } of SIZES) {
    const measured = { receive: [] as Pair[], sell: [] as Pair[] };
    for (let n = 0; n < times; n += 1) {
      for (const work of ['receive', 'sell'] as const) {
        measured[work].push(await against(bed, work, { tenant, tag: `C${count}N${n}`, count }));
      }
    }
    const of = (work: 'receive' | 'sell', side: keyof Pair) =>
      rounded(median(measured[work].map((pair) => pair[side])));
    points.push({
      serials: count,
      receiveMs: of('receive', 'operation'),
      sellMs: of('sell', 'operation'),
      rawReceiveMs: of('receive', 'raw'),
      rawSellMs: of('sell', 'raw'),
    });
  }
  return points;
};

/** Per serial, ten thousand at once cost what a hundred do. */
export const flatness = (points: readonly Point[]): Row[] => {
  const at = (serials: number): Point => {
    const point = points.find((one) => one.serials === serials);
    if (point === undefined) throw new Error(`nothing was measured at ${serials}`);
    return point;
  };
  const [many, few] = [at(10_000), at(100)];
  const per = ({ serials }: Point, ms: number): number => ms / serials;
  return (['receiveMs', 'sellMs'] as const).map((name) =>
    rowOf(
      `time per serial at 10,000 ÷ at 100: ${name.slice(0, -2)}`,
      per(many, many[name]) / per(few, few[name]),
      1.2,
      {
        at10000Ms: many[name],
        at100Ms: few[name],
      },
    ),
  );
};

const STOCK = 100_000;
const AT_ONCE = 10_000;

/** The same posting with a full warehouse, and with none. */
export const fullWarehouse = async (bed: Bed): Promise<Row[]> => {
  const times: Record<string, number[]> = { empty: [], full: [] };
  for (const tenant of ['empty', 'full']) await openShop(bed, tenant);
  for (let from = 0; from < STOCK; from += AT_ONCE) {
    await WORKS.receive(bed, { tenant: 'full', tag: `S${from}`, count: AT_ONCE });
  }
  for (let n = 0; n < 12; n += 1) {
    for (const tenant of ['empty', 'full']) {
      const batch = { tenant, tag: `N${n}`, count: THOUSAND };
      const ms = await timed(() => WORKS.receive(bed, batch));
      // What was received leaves again, so that the one stays empty and the other as full.
      await WORKS.sell(bed, batch);
      if (n >= 3) times[tenant]?.push(ms);
    }
  }
  const [empty, full] = [median(times.empty ?? []), median(times.full ?? [])];
  return [
    rowOf(`receive ${THOUSAND} with ${STOCK} in stock ÷ with none`, full / empty, 1.2, {
      fullMs: full,
      emptyMs: empty,
    }),
  ];
};

/** The most that the process holds more while ten thousand serials are received, in MiB. */
export const memory = async (bed: Bed): Promise<Row[]> => {
  const tenant = 'memory';
  await openShop(bed, tenant);
  await WORKS.receive(bed, { tenant, tag: 'WARM', count: THOUSAND });
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 5);
  await WORKS.receive(bed, { tenant, tag: 'MANY', count: 10_000 });
  clearInterval(watch);
  const mebibytes = (most - before) / 2 ** 20;
  // A function has 1024 MiB.
  return [rowOf('memory for 10,000 serials, MiB', mebibytes, 512, { beforeMiB: before / 2 ** 20 })];
};
