import type { TestProject } from 'vitest/node';
import { startLocal } from '../../local/stack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    baseUrl: string;
    dynamodbEndpoint: string;
    tableName: string;
  }
}

/** One engine and one running stack for all tests; each test keeps to a tenant of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startLocal({ memory: true, demo: false });
  project.provide('baseUrl', stack.baseUrl);
  project.provide('dynamodbEndpoint', stack.dynamodbEndpoint);
  project.provide('tableName', stack.tableName);
  return () => stack.stop();
}
