import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { compilePattern } from './event-filter.ts';
import type { LocalFunction } from './function-pool.ts';
import { isObject, parseJson } from './json.ts';
import { ServiceError } from './sqs-protocol.ts';
import { StartFailure } from './start-failure.ts';
import type { Resource } from './template.ts';

/** An event on the bus, in the shape rules match and targets get. */
export type BusEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
};

const keptEvents = 10_000;

/** EventBridge's limit for the entries of one call. */
const bytesPerCall = 256 * 1024;

const putEventsSchema = z.object({
  Entries: z
    .array(
      z.object({
        Source: z.string().optional(),
        DetailType: z.string().optional(),
        Detail: z.string().optional(),
        EventBusName: z.string().optional(),
        Resources: z.array(z.string()).default([]),
        Time: z.number().optional(),
      }),
    )
    .min(1)
    .max(10),
});
type Entry = z.output<typeof putEventsSchema>['Entries'][number];
const ruleSchema = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })).default([]),
});

type BusHost = {
  readonly account: string;
  readonly region: string;
  readonly findFunction: (target: string) => LocalFunction | undefined;
};

const busName = (nameOrArn: string): string => nameOrArn.split('/').at(-1) ?? nameOrArn;

const patternRule = (resource: Resource, { findFunction }: BusHost) => {
  const parsed = ruleSchema.safeParse(resource.properties);
  if (!parsed.success) {
    throw new StartFailure(`The rule ${resource.id} can't run here: ${z.prettifyError(parsed.error)}`);
  }
  const { EventBusName, EventPattern, State, Targets } = parsed.data;
  return {
    bus: busName(EventBusName),
    matches: compilePattern(EventPattern),
    // Targets that aren't functions (a log group, another account) have nothing to run here.
    targets: State === 'ENABLED' ? Targets.flatMap(({ Arn }) => findFunction(Arn) ?? []) : [],
  };
};

const bytesOf = ({ Source = '', DetailType = '', Detail = '', Resources, Time }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0) +
  (Time === undefined ? 0 : 14);

/** What stands at a path such as `detail.tenant`. */
const valueAt = (event: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), event);

/** Answers PutEvents, keeps the last events, and invokes the functions whose rules match. */
export const createEventBus = (rules: readonly Resource[], host: BusHost) => {
  const patterns = rules
    .filter(({ properties }) => properties.EventPattern !== undefined)
    .map((rule) => patternRule(rule, host));
  const kept: (BusEvent & { readonly bus: string })[] = [];

  const putEvents = async (input: unknown): Promise<object> => {
    const { Entries } = putEventsSchema.parse(input);
    if (Entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > bytesPerCall) {
      throw new ServiceError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    }
    const results = Entries.map((entry) => {
      const detail = parseJson(entry.Detail ?? '');
      if (entry.Source === undefined || entry.DetailType === undefined || detail === undefined) {
        return {
          ErrorCode: 'InvalidArgument',
          ErrorMessage: 'Source, DetailType and a JSON Detail are needed.',
        };
      }
      const at = entry.Time === undefined ? new Date() : new Date(entry.Time * 1000);
      const event: BusEvent = {
        version: '0',
        id: randomUUID(),
        'detail-type': entry.DetailType,
        source: entry.Source,
        account: host.account,
        time: at.toISOString().replace(/\.\d+Z$/, 'Z'),
        region: host.region,
        resources: entry.Resources,
        detail,
      };
      const bus = busName(entry.EventBusName ?? 'default');
      kept.push({ ...event, bus });
      if (kept.length > keptEvents) kept.shift();
      for (const rule of patterns) {
        if (rule.bus !== bus || !rule.matches(event)) continue;
        for (const target of rule.targets) void target.invoke(event);
      }
      return { EventId: event.id };
    });
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length, Entries: results };
  };
  /** Those kept, oldest first, that have all the values at the paths. */
  const events = (having: readonly (readonly [path: string, value: string])[] = []): readonly BusEvent[] =>
    kept.filter((event) => having.every(([path, value]) => String(valueAt(event, path)) === value));
  return { putEvents, events };
};

export type EventBus = ReturnType<typeof createEventBus>;
