import { type Bed, openCompany, receive, sell } from './bed.ts';
import { type Pair, type Row, ratioOf, rowOf, timed } from './measure.ts';
import { actionsIn, writeRaw } from './recorder.ts';

/** As many as fit one transaction beside their movement, balance, document and idempotency record. */
const SMALL = 90;
/** A single sale takes few milliseconds; one pair is this many of them. */
const SALES = 30;
/** Enough for the compiler to be done with both sides. */
const RUNS = { warmUp: 8, pairs: 15 };

const numbers = (start: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${start}-${String(i).padStart(4, '0')}`);

/** An operation and then its very actions under another tenant. */
const againstRaw = async (bed: Bed, n: number, works: readonly (() => Promise<unknown>)[]): Promise<Pair> => {
  let [operation, raw] = [0, 0];
  for (const [i, work] of works.entries()) {
    const calls = await bed.recorder.during(async () => {
      operation += await timed(work);
    });
    const actions = actionsIn(calls, `raw${n}x${i}`);
    raw += await timed(() => writeRaw(bed.client, actions));
  }
  return { operation, raw };
};

/** Table writes per serial of a posting: units alone, without what a posting writes once. */
const unitWrites = async (bed: Bed, work: () => Promise<unknown>): Promise<number> =>
  actionsIn(await bed.recorder.during(work), 'counted').filter(({ Put, Update }) =>
    (Put?.Item?.pk?.S ?? Update?.Key?.pk?.S ?? '').includes('#unit#'),
  ).length;

export const receiveAndSell = async (bed: Bed): Promise<Row[]> => {
  const tenant = 'posting';
  await openCompany(bed, tenant);
  const received = await ratioOf(
    (n) => againstRaw(bed, n, [() => receive(bed, tenant, numbers(`R${n}`, SMALL))]),
    RUNS,
  );
  const sold = await ratioOf((n) => {
    const units = numbers(`R${n}`, SMALL).slice(0, SALES);
    return againstRaw(
      bed,
      100 + n,
      units.map((serial) => () => sell(bed, tenant, [serial])),
    );
  }, RUNS);
  const counted = numbers('COUNT', SMALL);
  const receiveWrites = await unitWrites(bed, () => receive(bed, tenant, counted));
  const sellWrites = await unitWrites(bed, () => sell(bed, tenant, counted));
  return [
    rowOf(`receive ${SMALL} serials ÷ raw`, received.ratio, 1.5, {
      operationMs: received.operation,
      rawMs: received.raw,
    }),
    rowOf('sell one serial ÷ raw', sold.ratio, 2, {
      operationMs: sold.operation / SALES,
      rawMs: sold.raw / SALES,
    }),
    rowOf('table writes per serial: receive', receiveWrites / SMALL, 1, { writes: receiveWrites }),
    rowOf('table writes per serial: sell', sellWrites / SMALL, 1, { writes: sellWrites }),
  ];
};
