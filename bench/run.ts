/**
 * `npm run bench`: the design's budgets as ratios within one run, as JSON on stdout; progress goes to stderr. Fails where
 * one of them is exceeded.
 * `--long` measures the large sizes only; `--plot` draws the curve into docs/performance.svg.
 */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Bed, withBed } from './bed.ts';
import { bundles } from './bundles.ts';
import { checks, largeChecks } from './checks.ts';
import { coldStarts } from './cold-start.ts';
import { type Cost, costs } from './cost.ts';
import { history } from './history.ts';
import { imports, largeImports } from './imports.ts';
import { lists } from './lists.ts';
import type { Row } from './measure.ts';
import { plotOf } from './plot.ts';
import { curve, flatness, fullWarehouse, memory, type Point, thousands } from './postings.ts';
import { recalls } from './recalls.ts';
import { scanAndSell } from './scan-and-sell.ts';
import { search } from './search.ts';
import { searchable } from './searchable.ts';

type Bench = (bed: Bed) => Promise<readonly Row[]>;

let points: readonly Point[] = [];

const SHORT = {
  thousands,
  curve: async (bed) => {
    points = await curve(bed);
    return flatness(points);
  },
  memory,
  scanAndSell,
  search,
  history,
  searchable,
  recalls,
  lists,
  imports,
  checks,
  coldStarts,
  bundles: async () => bundles(),
  costs: async (bed) => {
    paper = await costs(bed);
    return [];
  },
} as const satisfies Record<string, Bench>;

let paper: readonly Cost[] = [];

const LONG = { fullWarehouse, largeImports, largeChecks } as const satisfies Record<string, Bench>;

/** `--only a,b` runs some of them. */
const only = process.argv.find((_, i, all) => all[i - 1] === '--only')?.split(',');
const isLong = process.argv.includes('--long');
const chosen: Record<string, Bench> = isLong ? LONG : SHORT;
const rows: Row[] = [];
for (const [name, bench] of Object.entries(chosen)) {
  if (only !== undefined && !only.includes(name)) continue;
  const start = performance.now();
  // A bed each: what one leaves in the table is no burden of the next.
  rows.push(...(await withBed(bench)));
  console.error(`${name}: ${Math.round((performance.now() - start) / 1000)} s`);
}
if (process.argv.includes('--plot')) {
  writeFileSync(join(import.meta.dirname, '..', 'docs', 'performance.svg'), plotOf(points));
}
const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version };
const report = { machine, within: rows.every(({ within }) => within), rows, curve: points, costs: paper };
console.log(JSON.stringify(report, null, 2));
process.exitCode = report.within ? 0 : 1;
