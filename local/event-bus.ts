import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { compilePattern } from './event-filter.ts';
import type { LocalFunction } from './function-pool.ts';
import { parseJson } from './json.ts';
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

const keptEvents = 1000;

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

/** Answers PutEvents, keeps the last events, and invokes the functions whose rules match. */
export const createEventBus = (rules: readonly Resource[], host: BusHost) => {
  const patterns = rules
    .filter(({ properties }) => properties.EventPattern !== undefined)
    .map((rule) => patternRule(rule, host));
  const kept: (BusEvent & { readonly bus: string })[] = [];

  const putEvents = async (input: unknown): Promise<object> => {
    const { Entries } = putEventsSchema.parse(input);
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
  return { putEvents, events: (): readonly BusEvent[] => kept };
};

export type EventBus = ReturnType<typeof createEventBus>;
