import { inject } from 'vitest';
import type { LocalOptions } from '../../local/foundation.ts';
import { type LocalStack, startLocal } from '../../local/stack.ts';
import { keepUsage } from './usage.ts';

/** An engine that lives for a minute has not the time to win back what its optimising compiler takes. */
const SHORT_LIVED = '-XX:TieredStopAtLevel=1';

/**
 * A stack for one test file: for schedules, which are of all tenants, and for what stops or looks into functions and
 * streams. It has an engine of its own, which writes to a table the slower the more its streams hold of other tables.
 */
export const ownStack = async (more: LocalOptions = {}): Promise<LocalStack> => {
  const { JAVA_TOOL_OPTIONS: before } = process.env;
  process.env.JAVA_TOOL_OPTIONS = before ?? SHORT_LIVED;
  try {
    return await startLocal({ memory: true, demo: false, ...more });
  } finally {
    if (before === undefined) delete process.env.JAVA_TOOL_OPTIONS;
  }
};

/** Ends it; what its functions did counts with the rest. */
export const endOwn = async (stack: LocalStack): Promise<void> => {
  await keepUsage(stack.baseUrl, inject('usageFolder'));
  await stack.stop();
};
