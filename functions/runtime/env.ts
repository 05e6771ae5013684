import { ENV_NAMES } from './env-names.ts';

type EnvName = (typeof ENV_NAMES)[keyof typeof ENV_NAMES];

/** @throws Error where the stack has not set the variable */
const required = (name: EnvName): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`environment variable ${name} is not set`);
  return value;
};

export const env = {
  tableName: (): string => required(ENV_NAMES.table),
  failureQueueUrl: (): string => required(ENV_NAMES.failureQueue),
  /** What stands before every scope's name in this deployment; may be empty. */
  scopePrefix: (): string => process.env[ENV_NAMES.scopePrefix] ?? '',
};
