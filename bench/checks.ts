import { unmarshall } from '@aws-sdk/util-dynamodb';
import { entriesOf } from '../functions/data/entries.ts';
import { type Bed, openCompany, receive, type StoredItem } from './bed.ts';
import { type Row, rowOf, timed } from './measure.ts';
import { writesIn } from './recorder.ts';

/** The daily check of a day on which the supplier's cover of very many units ends. */

const FEW = 1_000;
const MANY = 5_000;
const MOST = 100_000;
const PER_RECEIPT = 1_000;
const MONTHS = 24;

/** Receives units, lists what ends of them, and answers the day. */
const prepare = async (bed: Bed, tenant: string, count: number): Promise<string> => {
  await openCompany(bed, tenant);
  await bed.call(tenant, 'PUT /v1/items/{itemId}', {
    params: { itemId: 'pump' },
    body: {
      name: 'Pump',
      tracking: 'serial',
      serialType: 'fully-tracked',
      warranty: { supplier: { months: MONTHS } },
    },
  });
  let due = '';
  for (let from = 0; from < count; from += PER_RECEIPT) {
    const serials = Array.from({ length: Math.min(PER_RECEIPT, count - from) }, (_, n) => `D${from + n}`);
    const calls = await bed.recorder.during(() => receive(bed, tenant, serials));
    const items = writesIn(calls).flatMap(({ action: { Put } }) =>
      Put?.Item === undefined ? [] : [Put.Item],
    );
    const entries = items
      .map((item) => unmarshall(item) as StoredItem)
      .flatMap(entriesOf)
      .filter((entry) => entry.due !== undefined);
    due = entries[0]?.due?.on ?? due;
    await bed.writeEntries(tenant, entries);
  }
  return due;
};

/** Milliseconds for each unit due. */
const perUnit = async (bed: Bed, tag: string, count: number): Promise<number> => {
  const tenant = `due-${tag}`;
  const day = await prepare(bed, tenant, count);
  let raised = 0;
  const took = await timed(async () => {
    raised = (await bed.check(tenant, day)).raised ?? 0;
  });
  if (raised !== count) throw new Error(`${raised} of ${count} were told`);
  return took / count;
};

const flatness = async (bed: Bed, many: number, runs: number): Promise<Row[]> => {
  await perUnit(bed, 'warm', FEW);
  const ratios: { few: number; many: number }[] = [];
  for (let n = 0; n < runs; n += 1) {
    const few = await perUnit(bed, `few${n}`, FEW);
    ratios.push({ few, many: await perUnit(bed, `many${n}`, many) });
  }
  const sorted = ratios.toSorted((a, b) => a.many / a.few - b.many / b.few);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? { few: 1, many: 1 };
  const what = `daily check: time per unit with ${many} due on one day ÷ with ${FEW}`;
  return [
    rowOf(what, middle.many / middle.few, 1.2, {
      manyMsPerUnit: middle.many,
      fewMsPerUnit: middle.few,
    }),
  ];
};

export const checks = (bed: Bed): Promise<Row[]> => flatness(bed, MANY, 3);
export const largeChecks = (bed: Bed): Promise<Row[]> => flatness(bed, MOST, 1);
