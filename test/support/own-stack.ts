import { inject } from 'vitest';
import type { LocalOptions } from '../../local/foundation.ts';
import { type LocalStack, startLocal } from '../../local/stack.ts';
import { keepUsage } from './usage.ts';

/**
 * A stack for one test file, with a table of its own in the engine of all: for schedules, which are of all tenants, and
 * for what stops or looks into functions and streams.
 */
export const ownStack = (more: LocalOptions = {}): Promise<LocalStack> =>
  startLocal({ memory: true, demo: false, dynamodbEndpoint: inject('dynamodbEndpoint'), ...more });

/** Ends it; what its functions did counts with the rest. */
export const endOwn = async (stack: LocalStack): Promise<void> => {
  await keepUsage(stack.baseUrl, inject('usageFolder'));
  await stack.stop();
};
