import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Entry } from '../functions/data/derived-entries.ts';
import { entriesOf } from '../functions/data/entries.ts';
import { type Bed, openCompany, receive, type StoredItem } from './bed.ts';
import { median, type Row, ratioOf, rowOf, timed } from './measure.ts';
import { writesIn } from './recorder.ts';

const SERIALS = 1_000;
const PAIRS = 5;
const WARM_UP = 2;
const SCANS = 15;
/** How long it is waited between looks, milliseconds. A look is some fifteen queries, which the projection pays for. */
const LOOKS = { atMany: 100, atOne: 20 } as const;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** By its ending: too short to be looked up with typos while it isn't found, which would be a load of its own. */
const isFound = async (bed: Bed, tenant: string, serial: string): Promise<boolean> => {
  const query = { q: serial.slice(-4), limit: '100' };
  const { items } = await bed.call(tenant, 'GET /v1/search/serials', { query });
  return items.some((hit: { serial: string }) => hit.serial === serial);
};

/** Until search finds them all, looked at from the last one on, which comes last as a rule. */
const untilFound = async (
  { bed, tenant, look }: { readonly bed: Bed; readonly tenant: string; readonly look: number },
  serials: readonly string[],
): Promise<void> => {
  for (const serial of serials.toReversed()) {
    while (!(await isFound(bed, tenant, serial))) await sleep(look);
  }
};

const numbersOf = (n: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `SN-${n}-${String(i).padStart(6, '0')}`);

/** What a receipt left in the table, and from which entries are derived. */
const entriesIn = async (bed: Bed, work: () => Promise<unknown>): Promise<Entry[]> => {
  const calls = await bed.recorder.during(work);
  const items = writesIn(calls).flatMap(({ action: { Put } }) => (Put?.Item === undefined ? [] : [Put.Item]));
  const entries = items.map((item) => unmarshall(item) as StoredItem).flatMap(entriesOf);
  return [...new Map(entries.map((entry) => [JSON.stringify(entry.key), entry])).values()];
};

/** From the posting, which the stream's consumer hears of only then, until search finds what it received. */
const aThousand = async (bed: Bed): Promise<Row[]> => {
  let entriesPerSerial = 0;
  const pair = async (n: number) => {
    const tenant = `thousand${n}`;
    await openCompany(bed, tenant);
    const serials = numbersOf(n, SERIALS);
    const asked = { bed, tenant, look: LOOKS.atMany };
    const entries = await entriesIn(bed, () => receive(bed, tenant, serials));
    entriesPerSerial = entries.length / SERIALS;
    const operation = await timed(async () => {
      bed.resumeStreams();
      // A handful tells of all: search itself is not what is measured.
      await untilFound(
        asked,
        serials.filter((_, i) => i % 250 === 0 || i === SERIALS - 1),
      );
    });
    // All the others are too, or nearly so.
    await bed.streamsSettled();
    await untilFound(
      asked,
      serials.filter((_, i) => i % 7 === 0),
    );
    await bed.pauseStreams();
    const raw = await timed(() => bed.writeEntries(`raw${n}`, entries));
    // The stream tells of these as well; the next receipt is not to wait behind them.
    bed.resumeStreams();
    await bed.streamsSettled();
    await bed.pauseStreams();
    return { operation, raw };
  };
  const { ratio, operation, raw } = await ratioOf(pair, { warmUp: WARM_UP, pairs: PAIRS });
  return [
    rowOf('1000 received serials searchable ÷ raw batch write of the same entries', ratio, 1.5, {
      searchableMs: operation,
      rawMs: raw,
      entriesPerSerial,
    }),
  ];
};

const oneScanned = async (bed: Bed): Promise<Row[]> => {
  const tenant = 'scanned';
  await openCompany(bed, tenant);
  bed.resumeStreams();
  const took: number[] = [];
  for (let n = 0; n < SCANS; n += 1) {
    const serial = `SCAN-${n}`;
    await receive(bed, tenant, [serial]);
    took.push(await timed(() => untilFound({ bed, tenant, look: LOOKS.atOne }, [serial])));
  }
  await bed.pauseStreams();
  return [
    rowOf('one scanned serial searchable after, s', Math.max(...took) / 1000, 2, { medianMs: median(took) }),
  ];
};

export const searchable = async (bed: Bed): Promise<Row[]> => [
  ...(await aThousand(bed)),
  ...(await oneScanned(bed)),
];
