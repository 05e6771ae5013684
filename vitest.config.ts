import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is polled for happens in other processes, which may start slowly.
    expect: { poll: { timeout: 60_000 } },
    // Two cores: the engine and the functions need one of them.
    maxWorkers: 2,
    // Nothing is mocked, so test files may share the modules that they load.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
