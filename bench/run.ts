/** `npm run bench`: the design's budgets as ratios within one run, as JSON on stdout; progress goes to stderr. */
import { cpus, totalmem } from 'node:os';
import { type Bed, withBed } from './bed.ts';
import { bundles } from './bundles.ts';
import { history } from './history.ts';
import type { Row } from './measure.ts';
import { receiveAndSell } from './receive-and-sell.ts';
import { search } from './search.ts';

const BENCHES = { receiveAndSell, search, history } as const satisfies Record<
  string,
  (bed: Bed) => Promise<Row[]>
>;

const rows: Row[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  const start = performance.now();
  // A bed each: what one leaves in the table is no burden of the next.
  rows.push(...(await withBed(bench)));
  console.error(`${name}: ${Math.round((performance.now() - start) / 1000)} s`);
}
rows.push(...bundles());
const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version };
console.log(JSON.stringify({ machine, within: rows.every(({ within }) => within), rows }, null, 2));
