import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { createFunction, type LocalFunction } from './function-pool.ts';
import type { Permissions } from './permissions.ts';
import { servicesUrl } from './physical.ts';
import { StartFailure } from './start-failure.ts';
import type { Resource } from './template.ts';

const functionSchema = z.object({
  Handler: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  ReservedConcurrentExecutions: z.number().positive().optional(),
});

export type FunctionHost = {
  readonly dynamodbEndpoint: string;
  readonly baseUrl: string;
  readonly region: string;
  readonly maxWorkers: number;
  readonly log: (functionName: string, text: string) => void;
  readonly permissions: Permissions;
};

const findHandler = (resource: Resource, handler: string): { file: string; handler: string } => {
  if (resource.asset === undefined) {
    throw new StartFailure(`The function ${resource.id} has no asset folder; inline code isn't run here.`);
  }
  const dot = handler.lastIndexOf('.');
  const stem = join(resource.directory, resource.asset, handler.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((extension) => stem + extension).find(existsSync);
  if (file === undefined) {
    throw new StartFailure(
      `The function ${resource.id} has no ${stem}.js. Delete cdk.out and start again, so that it is made anew.`,
    );
  }
  return { file, handler: handler.slice(dot + 1) };
};

/** The function of the template with its environment; nothing of our own environment leaks into it. */
export const localFunction = (resource: Resource, host: FunctionHost): LocalFunction => {
  const parsed = functionSchema.safeParse(resource.properties);
  if (!parsed.success) {
    throw new StartFailure(`The function ${resource.id} can't run: ${z.prettifyError(parsed.error)}`);
  }
  const { Handler, Timeout, MemorySize, Environment, ReservedConcurrentExecutions } = parsed.data;
  const name = resource.physical.ref;
  const services = servicesUrl(host.baseUrl);
  return createFunction({
    ...findHandler(resource, Handler),
    functionName: name,
    functionArn: resource.physical.attributes.Arn ?? name,
    memoryMb: MemorySize,
    timeoutMs: Timeout * 1000,
    maxWorkers: Math.min(host.maxWorkers, ReservedConcurrentExecutions ?? host.maxWorkers),
    allowed: host.permissions.allowedTo(resource),
    asked: host.permissions.note,
    log: host.log,
    env: {
      ...Environment?.Variables,
      TZ: ':UTC',
      AWS_REGION: host.region,
      AWS_DEFAULT_REGION: host.region,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      _HANDLER: Handler,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL_DYNAMODB: host.dynamodbEndpoint,
      AWS_ENDPOINT_URL_SQS: services,
      AWS_ENDPOINT_URL_EVENTBRIDGE: services,
      // Any other service: a clear answer from here instead of a call into the internet.
      AWS_ENDPOINT_URL: services,
    },
  });
};

/** `Stateless-RebuildFunction1A2B3C4D` is the construct `RebuildFunction`, whatever hash and stack its name has. */
const constructName = (name: string): string =>
  /^(?:.*-)?([A-Za-z0-9]+?)[0-9A-F]{8}(?:-[0-9a-f]{8})?$/.exec(name)?.[1] ?? name;

/**
 * Finds a function by name or ARN, with or without a qualifier, also inside an integration URI; or, for people, by the
 * name that its construct has in the stack.
 */
export const functionDirectory = (functions: readonly LocalFunction[]) => {
  const byName = new Map([
    ...functions.map((one) => [constructName(one.name), one] as const),
    ...functions.map((one) => [one.name, one] as const),
  ]);
  return (target: string): LocalFunction | undefined =>
    byName.get(/:function:([^:/]+)/.exec(target)?.[1] ?? target.split(':', 1).join(''));
};

/** Kills functions one after the other, each time another; for trying what the system makes of it. */
export const killerOf = (functions: readonly LocalFunction[]) => {
  let next = 0;
  return (): string | undefined => {
    for (const _ of functions) {
      const one = functions[next % functions.length];
      next += 1;
      if (one?.kill() === true) return one.name;
    }
    return undefined;
  };
};
