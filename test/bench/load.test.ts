import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

/** A slice of what `npm run load -- --chaos` does for ten minutes; a stack of its own, as others must not be struck. */
/** Not with the others, which would starve beside a second stack. */
const IS_ASKED = process.env.LOAD_SLICE !== undefined;

it.runIf(IS_ASKED)(
  'bears a short rough day: each effect once, nothing to find for the doctor',
  async () => {
    const args = [
      'bench/load/run.ts',
      '--minutes',
      '0.15',
      '--tenants',
      '1',
      '--clients',
      '3',
      '--rate',
      '30',
      '--chaos',
    ];
    const { stdout } = await run(process.execPath, args, { cwd: join(import.meta.dirname, '..', '..') });
    const { passed, failures, differences, doctor, struck } = JSON.parse(stdout);
    expect([failures.first, differences.first, doctor.first]).toEqual([[], [], []]);
    expect(struck.killed).toBeGreaterThan(0);
    expect(passed).toBe(true);
  },
  240_000,
);
