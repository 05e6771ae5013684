import { ENV_NAMES } from './env-names.ts';

type EnvName = (typeof ENV_NAMES)[keyof typeof ENV_NAMES];

/** @throws Error where the stack has not set the variable */
const required = (name: EnvName | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY'): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`environment variable ${name} is not set`);
  return value;
};

/** @throws Error where the stack has not set the variable to a number above 0 */
const requiredRate = (name: EnvName): number => {
  const rate = Number(required(name));
  if (!(rate > 0)) throw new Error(`environment variable ${name} is no rate`);
  return rate;
};

export const env = {
  tableName: (): string => required(ENV_NAMES.table),
  failureQueueUrl: (): string => required(ENV_NAMES.failureQueue),
  eventBusName: (): string => required(ENV_NAMES.eventBus),
  machineClientsPath: (): string => required(ENV_NAMES.machineClients),
  /** Requests a second of one tenant. */
  rates: () => ({ usual: requiredRate(ENV_NAMES.usualRate), heavy: requiredRate(ENV_NAMES.heavyRate) }),
  /** What Lambda gives a function to sign its calls with; they last as long as the environment. */
  credentials: () => ({
    accessKeyId: required('AWS_ACCESS_KEY_ID'),
    secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
    ...(process.env.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: process.env.AWS_SESSION_TOKEN }),
  }),
  /** By which logs and figures of this stage are told from those of others. */
  service: (): string => process.env[ENV_NAMES.service] ?? 'serial-ledger',
  /** What stands before every scope's name in this deployment; may be empty. */
  scopePrefix: (): string => process.env[ENV_NAMES.scopePrefix] ?? '',
};
