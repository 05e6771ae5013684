import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Bed, openCompany, receive, type StoredItem } from './bed.ts';
import { median, quantile, type Row, rowOf, timed } from './measure.ts';
import { readRaw } from './recorder.ts';

const FEW = 2_000;
const MANY = 20_000;
const PER_RECEIPT = 90;
const QUESTIONS = 150;
const WARM_UP = 30;

/** Numbers whose digits look random, always the same ones. */
const numberOf = (n: number): string => {
  const mixed = (Math.imul(n + 1, 2_654_435_761) >>> 0).toString(36).toUpperCase().padStart(7, '0');
  return `PX${mixed}-${String(n).padStart(5, '0')}`;
};

const fill = async (bed: Bed, tenant: string, count: number): Promise<void> => {
  await openCompany(bed, tenant);
  for (let from = 0; from < count; from += PER_RECEIPT) {
    const serials = Array.from({ length: Math.min(PER_RECEIPT, count - from) }, (_, i) => numberOf(from + i));
    const calls = await bed.recorder.during(() => receive(bed, tenant, serials));
    const items = calls.flatMap((call) =>
      call.name === 'TransactWriteItemsCommand'
        ? (call.input.TransactItems ?? []).flatMap(({ Put }) => (Put?.Item === undefined ? [] : [Put.Item]))
        : [],
    );
    await bed.project(items.map((item) => unmarshall(item) as StoredItem));
  }
};

/** Every letter that looks like another, misread as that. */
const misread = (serial: string): string =>
  serial.replaceAll('0', 'O').replaceAll('1', 'I').replaceAll('5', 'S');

/** A character wrong, at each place in turn: beginnings and endings are looked up in different ways. */
const mistyped = (serial: string): string => {
  const text = serial.replace('-', '');
  const at = Number.parseInt(serial.slice(-5), 10) % text.length;
  return `${text.slice(0, at)}${text[at] === 'Q' ? 'H' : 'Q'}${text.slice(at + 1)}`;
};

/** One question for each kind of match, of a unit that both sizes have. */
const QUERIES = {
  exact: (serial: string) => serial,
  prefix: (serial: string) => serial.slice(0, 8),
  ending: (serial: string) => serial.slice(-9),
  inside: (serial: string) => serial.slice(4, 12),
  'look-alike': (serial: string) => misread(serial).slice(0, 14),
  typo: (serial: string) => mistyped(serial),
} as const;

type Kind = keyof typeof QUERIES;
const KINDS = Object.keys(QUERIES).filter((name): name is Kind => name in QUERIES);

type Asked = { readonly search: number; readonly raw: number };

const ask = async (bed: Bed, tenant: string, q: string): Promise<Asked> => {
  let search = 0;
  const calls = await bed.recorder.during(async () => {
    search = await timed(async () => {
      const { items } = await bed.call(tenant, 'GET /v1/search/serials', { query: { q } });
      if (items.length === 0) throw new Error(`nothing was found by ${q}`);
    });
  });
  return { search, raw: await timed(() => readRaw(bed.client, calls)) };
};

const compare = async (bed: Bed, kind: Kind): Promise<Row[]> => {
  const asked: { few: Asked[]; many: Asked[] } = { few: [], many: [] };
  // In turns, so that a pause of the machine meets both sizes.
  for (let n = 0; n < WARM_UP + QUESTIONS; n += 1) {
    const q = QUERIES[kind](numberOf((n * 37) % FEW));
    const [few, many] = [await ask(bed, 'few', q), await ask(bed, 'many', q)];
    if (n < WARM_UP) continue;
    asked.few.push(few);
    asked.many.push(many);
  }
  const p95 = (all: readonly Asked[]): number =>
    quantile(
      all.map(({ search }) => search),
      0.95,
    );
  const [few, many] = [p95(asked.few), p95(asked.many)];
  const ratio = median(asked.many.map(({ search, raw }) => search / raw));
  return [
    rowOf(`search ${kind}: p95 at ${MANY} ÷ at ${FEW} units`, many / few, 1.3, { fewMs: few, manyMs: many }),
    rowOf(`search ${kind} ÷ the same reads`, ratio, 2, {
      searchMs: median(asked.many.map(({ search }) => search)),
      rawMs: median(asked.many.map(({ raw }) => raw)),
    }),
  ];
};

export const search = async (bed: Bed): Promise<Row[]> => {
  await fill(bed, 'few', FEW);
  await fill(bed, 'many', MANY);
  const rows: Row[] = [];
  for (const kind of KINDS) rows.push(...(await compare(bed, kind)));
  return rows;
};
