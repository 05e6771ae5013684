/**
 * `npm run mutants:sample`: a share of the mutants, as all of them take hours: random stretches of lines of the rules.
 * `--share 0.1`, `--seed 2026`, `--under functions/domain/document`.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const STRETCH = 12;

const { values } = parseArgs({
  options: {
    share: { type: 'string', default: '0.1' },
    seed: { type: 'string', default: '2026' },
    under: { type: 'string', default: 'functions/domain' },
  },
});

/** Numbers from 0 to below 1 that look random, by Marsaglia's xorshift. */
const dice = (seed: number): (() => number) => {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};

/** Some lines and more, up to where something new begins: a mutant that reaches beyond its stretch is left out. */
const stretchesIn = (text: string): [first: number, last: number][] => {
  const found: [number, number][] = [];
  const lines = text.split('\n');
  let first = 1;
  for (const [i, line] of lines.entries()) {
    if (i + 1 - first < STRETCH || !/^(export|const|type|function|\/\*\*)/.test(line)) continue;
    found.push([first, i]);
    first = i + 1;
  }
  return [...found, [first, lines.length]];
};

const throwDice = dice(Number(values.seed));
const stretches = globSync(`${values.under}/**/*.ts`)
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .flatMap((path) =>
    stretchesIn(readFileSync(path, 'utf8')).map(([first, last]) => `${path}:${first}-${last}`),
  )
  .filter(() => throwDice() < Number(values.share));
if (stretches.length === 0) throw new Error(`no line under ${values.under} was drawn; try a larger --share`);

const { status, error } = spawnSync(
  'stryker',
  ['run', 'test/mutants/stryker.json', '-m', stretches.join(',')],
  {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  },
);
if (error !== undefined) throw error;
process.exitCode = status ?? 1;
