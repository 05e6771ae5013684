import { type Bed, openCompany, receive, sell } from './bed.ts';
import { type Row, ratioOf, rowOf, timed } from './measure.ts';
import { actionsIn, writeRaw } from './recorder.ts';

/** A single sale takes few milliseconds; one pair is this many of them. */
const SALES = 30;
/** Enough for the compiler to be done with both sides. */
const RUNS = { warmUp: 8, pairs: 15 };

/** One unit is scanned and sold: the commonest posting of all, beside one transaction of the same actions. */
export const scanAndSell = async (bed: Bed): Promise<Row[]> => {
  const tenant = 'scans';
  await openCompany(bed, tenant);
  const sold = await ratioOf(async (n) => {
    const units = Array.from({ length: SALES }, (_, i) => `S${n}-${String(i).padStart(4, '0')}`);
    await receive(bed, tenant, units);
    let [operation, raw] = [0, 0];
    for (const [i, serial] of units.entries()) {
      const calls = await bed.recorder.during(async () => {
        operation += await timed(() => sell(bed, tenant, [serial]));
      });
      const actions = actionsIn(calls, `raw${n}x${i}`);
      raw += await timed(() => writeRaw(bed.client, actions));
    }
    return { operation, raw };
  }, RUNS);
  return [
    rowOf('scan and sell one serial ÷ raw', sold.ratio, 2, {
      operationMs: sold.operation / SALES,
      rawMs: sold.raw / SALES,
    }),
  ];
};
