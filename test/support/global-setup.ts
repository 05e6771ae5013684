import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocal } from '../../local/stack.ts';
import { keepUsage, keptUsages, misfits } from './usage.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    baseUrl: string;
    dynamodbEndpoint: string;
    tableName: string;
    usageFolder: string;
  }
}

const TESTS = join(import.meta.dirname, '..');

/** Whether all tests were run, and went well: only then is what no function did never done. */
const wasWhole = ({ vitest }: TestProject): boolean => {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.test.ts'),
  );
  const isNarrowed =
    vitest.state.getFiles().length < files.length || vitest.config.testNamePattern !== undefined;
  return !isNarrowed && vitest.state.getCountOfFailedTests() === 0;
};

/** One engine and one running stack for all tests; each test keeps to a tenant of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startLocal({ memory: true, demo: false });
  const usageFolder = mkdtempSync(join(tmpdir(), 'ledger-usage-'));
  project.provide('baseUrl', stack.baseUrl);
  project.provide('dynamodbEndpoint', stack.dynamodbEndpoint);
  project.provide('tableName', stack.tableName);
  project.provide('usageFolder', usageFolder);
  return async () => {
    await keepUsage(stack.baseUrl, usageFolder);
    await stack.stop();
    const found = misfits(keptUsages(usageFolder));
    rmSync(usageFolder, { recursive: true });
    if (wasWhole(project) && found.length > 0) {
      throw new Error(`The policies don't fit what the functions did:\n${found.join('\n')}`);
    }
  };
}
