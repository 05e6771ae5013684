import type { Reporter, TestModule } from 'vitest/node';

const statesOf = (modules: readonly TestModule[]): string[] =>
  modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));

/** Ends a run with the one line that continuous integration reads. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = statesOf(modules);
    const passed = states.filter((state) => state === 'passed').length;
    // A file that cannot be loaded has no tests to fail; it counts as one.
    const broken = modules.filter(
      (module) => module.state() === 'failed' && !module.children.allTests().next().value,
    );
    const failed = states.filter((state) => state === 'failed').length + broken.length + errors.length;
    console.log(`\n${passed} passed, ${failed} failed`);
  }
}
