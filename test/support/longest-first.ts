import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes much longer than its size tells, so that none of it is left to one worker at the end. */
const LONG = ['test/fuzz/fuzz.test.ts', 'test/docs/requests.test.ts'];

/** Longest first: by what they took when they were last run, or else by their size. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((end) => moduleId.endsWith(end));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
