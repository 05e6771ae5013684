import { defineConfig } from 'vitest/config';

/**
 * `npm run mutants`: which changes of the rules no test would notice. By tests that need no engine: those of the rules,
 * and of the use cases on a table in memory.
 */
export default defineConfig({
  test: {
    // MUTANTS_BY=rules: by the rules' own tests alone, in a tenth of the time.
    include: [
      'test/domain/**/*.test.ts',
      ...(process.env.MUTANTS_BY === 'rules' ? [] : ['test/app/**/*.test.ts']),
    ],
    // Long by design; the others of the same rules find as much.
    exclude: [
      'test/app/linearizability.test.ts',
      'test/app/large-postings.test.ts',
      'test/domain/gs1/differential.test.ts',
    ],
    // A mutant is met by hundreds of tests: properties look at fewer lives each.
    env: { MODEL_RUNS: '15', IMPORT_RUNS: '4', RECALL_RUNS: '8', CHECK_RUNS: '0' },
    isolate: false,
    testTimeout: 120_000,
  },
});
