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

const throwDice = dice(Number(values.seed));
const stretches = globSync(`${values.under}/**/*.ts`)
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .flatMap((path) => {
    const lines = readFileSync(path, 'utf8').split('\n').length;
    return Array.from({ length: Math.ceil(lines / STRETCH) }, (_, i) => {
      const first = i * STRETCH + 1;
      return `${path}:${first}-${Math.min(lines, first + STRETCH - 1)}`;
    });
  })
  .filter(() => throwDice() < Number(values.share));

const { status } = spawnSync('stryker', ['run', 'test/mutants/stryker.json', '-m', stretches.join(',')], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exitCode = status ?? 1;
