import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // A job that lists are too late for is put off, and taken up by the next run of its schedule, a minute later.
    expect: { poll: { timeout: 150_000 } },
    // Two cores: the engine and the functions need one of them.
    maxWorkers: 2,
    // Nothing is mocked, so test files may share the modules that they load.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
