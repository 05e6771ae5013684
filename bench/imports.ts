import { LIMITS } from '../functions/app/posting/ports.ts';
import { type Bed, openCompany } from './bed.ts';
import { type Pair, type Row, ratioOf, rowOf, timed } from './measure.ts';
import { actionsIn, writeRaw } from './recorder.ts';

/** Files of serials, from the request to the last row, beside the very same records written raw. */

const FEW = 1_000;
const MANY = 10_000;
const MOST = 100_000;

const TENANT = 'importing';

/** Numbers for an order that was received without (K16), or opening stock; a file of as many rows. */
const WAYS = {
  'capture on a received order': async (bed: Bed, tag: string, count: number): Promise<string> => {
    await bed.call(TENANT, 'POST /v1/documents', {
      body: {
        kind: 'purchase-order',
        number: tag,
        partnerId: 'acme',
        locationId: 'main',
        lines: [{ itemId: 'loose', quantity: count }],
        post: true,
      },
    });
    const rows = Array.from({ length: count }, (_, n) => `${tag},1,loose,${tag}-${n},,`);
    return ['orderNumber,line,itemId,serial,batch,expiresOn', ...rows].join('\r\n');
  },
  'opening stock': async (_: Bed, tag: string, count: number): Promise<string> =>
    ['itemId,serial', ...Array.from({ length: count }, (__, n) => `pump,${tag}-${n}`)].join('\r\n'),
} as const;
type Way = keyof typeof WAYS;

const open = async (bed: Bed): Promise<void> => {
  await openCompany(bed, TENANT);
  await bed.call(TENANT, 'PUT /v1/items/{itemId}', {
    params: { itemId: 'loose' },
    body: { name: 'Loose', tracking: 'serial' },
  });
};

const taken = async (bed: Bed, text: string, count: number): Promise<void> => {
  const { added, status } = await bed.importFile(TENANT, text);
  if (added !== count || status !== 'completed') throw new Error(`${added} of ${count} rows: ${status}`);
};

const against = async (bed: Bed, way: Way, { tag, count }: { tag: string; count: number }): Promise<Pair> => {
  const text = await WAYS[way](bed, tag, count);
  let operation = 0;
  const calls = await bed.recorder.during(async () => {
    operation = await timed(() => taken(bed, text, count));
  });
  const actions = actionsIn(calls, `raw-${tag}`);
  const raw = await timed(() => writeRaw(bed.client, actions, { concurrency: LIMITS.concurrency }));
  return { operation, raw };
};

const measured = (bed: Bed, way: Way, count: number, runs: { warmUp: number; pairs: number }) =>
  ratioOf((n) => against(bed, way, { tag: `${way.slice(0, 1).toUpperCase()}${count}N${n}`, count }), runs);

const rowsOf = async (bed: Bed, way: Way): Promise<Row[]> => {
  const few = await measured(bed, way, FEW, { warmUp: 3, pairs: 5 });
  const many = await measured(bed, way, MANY, { warmUp: 0, pairs: 2 });
  const told = ({ operation, raw }: Pair) => ({ operationMs: operation, rawMs: raw });
  return [
    rowOf(`import ${FEW} rows ÷ raw: ${way}`, few.ratio, 2, told(few)),
    rowOf(`import ${MANY} rows ÷ raw: ${way}`, many.ratio, 2, told(many)),
    rowOf(
      `import: time per row at ${MANY} ÷ at ${FEW}: ${way}`,
      many.operation / MANY / (few.operation / FEW),
      1.2,
      { manyMs: many.operation, fewMs: few.operation },
    ),
  ];
};

/** The most that the process holds more while a file is taken, in MiB. */
const memoryOf = async (bed: Bed, tag: string, count: number): Promise<number> => {
  const text = await WAYS['opening stock'](bed, tag, count);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().heapUsed);
  }, 5);
  await taken(bed, text, count);
  clearInterval(watch);
  return (most - before) / 2 ** 20;
};

export const imports = async (bed: Bed): Promise<Row[]> => {
  await open(bed);
  const rows: Row[] = [];
  for (const way of ['capture on a received order', 'opening stock'] as const) {
    rows.push(...(await rowsOf(bed, way)));
  }
  return rows;
};

/** A file of 4 MB, and how it compares with a thousand rows. */
export const largeImports = async (bed: Bed): Promise<Row[]> => {
  await open(bed);
  const rows: Row[] = [];
  for (const way of ['capture on a received order', 'opening stock'] as const) {
    const few = await measured(bed, way, FEW, { warmUp: 3, pairs: 5 });
    const text = await WAYS[way](bed, `${way.slice(0, 1).toUpperCase()}L`, MOST);
    const most = await timed(() => taken(bed, text, MOST));
    rows.push(
      rowOf(`import: time per row at ${MOST} ÷ at ${FEW}: ${way}`, most / MOST / (few.operation / FEW), 1.2, {
        mostMs: most,
        fewMs: few.operation,
      }),
    );
  }
  const [many, most] = [await memoryOf(bed, 'MEM', MANY), await memoryOf(bed, 'MEX', MOST)];
  // A function has 1024 MiB.
  rows.push(rowOf(`memory for a file of ${MOST} rows, MiB`, most, 512, { at10000MiB: many }));
  return rows;
};
