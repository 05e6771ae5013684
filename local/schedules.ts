import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { LocalFunction, Outcome } from './function-pool.ts';
import { parseJson } from './json.ts';
import { parseSchedule } from './schedule-expression.ts';
import { StartFailure } from './start-failure.ts';
import type { Resource } from './template.ts';

const ruleSchema = z.object({
  ScheduleExpression: z.string(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string(), Input: z.string().optional() })).min(1),
});
const schedulerSchema = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.literal('UTC').optional(),
  State: z.string().default('ENABLED'),
  Target: z.object({ Arn: z.string(), Input: z.string().optional() }),
});

type ScheduleHost = {
  readonly account: string;
  readonly region: string;
  readonly findFunction: (target: string) => LocalFunction | undefined;
  readonly problem: (message: string) => void;
};

/** The schedules of the template, running. */
export type Schedules = {
  /** Name to expression. */
  readonly expressions: () => Readonly<Record<string, string>>;
  /** Fires a schedule as if it were that time; one outcome per target. Undefined for an unknown name. */
  readonly run: (name: string, at: Date) => Promise<Outcome[] | undefined>;
  readonly stop: () => void;
};

type Schedule = {
  readonly name: string;
  readonly expression: string;
  readonly enabled: boolean;
  readonly next: (after: Date) => Date | undefined;
  readonly fire: (at: Date) => Promise<Outcome[]>;
};

const longestTimerMs = 2_147_483_647;

/** `SweeperScheduleRule1A2B3C4D` reads `sweeper-schedule-rule`: CDK's hash is cut off. */
export const readableName = (logicalId: string): string =>
  logicalId
    .replace(/[0-9A-F]{8}$/, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();

const isoSeconds = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z');

const readSchedule = (resource: Resource, host: ScheduleHost): Schedule => {
  const isRule = resource.type === 'AWS::Events::Rule';
  const broken = (what: string) => new StartFailure(`The schedule ${resource.id} can't run here: ${what}`);
  const parsed = isRule
    ? ruleSchema.safeParse(resource.properties)
    : schedulerSchema
        .transform(({ Target, ...rest }) => ({ ...rest, Targets: [Target] }))
        .safeParse(resource.properties);
  if (!parsed.success) throw broken(z.prettifyError(parsed.error));
  const { ScheduleExpression, State, Targets } = parsed.data;
  const scheduleArn = resource.physical.attributes.Arn ?? '';
  const given = resource.properties.Name;

  const targets = Targets.map(({ Arn, Input }) => {
    const target = host.findFunction(Arn);
    if (target === undefined) throw broken(`its target is no function of the stack: ${Arn}`);
    return { target, input: Input };
  });
  const eventAt = (at: Date, input: string | undefined): unknown => {
    const time = isoSeconds(at);
    if (input !== undefined) {
      return parseJson(
        input
          .replaceAll('<aws.scheduler.scheduled-time>', time)
          .replaceAll('<aws.scheduler.schedule-arn>', scheduleArn)
          .replaceAll('<aws.scheduler.execution-id>', randomUUID())
          .replaceAll('<aws.scheduler.attempt-number>', '1'),
      );
    }
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: isRule ? 'aws.events' : 'aws.scheduler',
      account: host.account,
      time,
      region: host.region,
      resources: [scheduleArn],
      detail: {},
    };
  };
  return {
    name: typeof given === 'string' ? given : readableName(resource.id),
    expression: ScheduleExpression,
    enabled: State === 'ENABLED',
    next: parseSchedule(ScheduleExpression).next,
    fire: (at) => Promise.all(targets.map(({ target, input }) => target.invoke(eventAt(at, input)))),
  };
};

/** Starts the schedules: rules with a ScheduleExpression, and EventBridge Scheduler's. */
export const startSchedules = (resources: readonly Resource[], host: ScheduleHost): Schedules => {
  const timers = new Map<string, NodeJS.Timeout>();
  const schedules = new Map<string, Schedule>();
  for (const resource of resources.filter(({ properties }) => properties.ScheduleExpression !== undefined)) {
    const schedule = readSchedule(resource, host);
    // Two logical ids may read alike; the second then keeps its own.
    schedules.set(schedules.has(schedule.name) ? resource.id : schedule.name, schedule);
  }

  const arm = (name: string, schedule: Schedule, after: Date): void => {
    const at = schedule.next(after);
    if (at === undefined) return;
    const wait = Math.max(0, at.getTime() - Date.now());
    const ring = async (): Promise<void> => {
      // What a sleeping machine missed isn't made up for; a timer that rings early must not ring twice.
      arm(name, schedule, new Date(Math.max(at.getTime(), Date.now())));
      const failed = (await schedule.fire(at)).find(({ ok }) => !ok);
      if (failed?.ok === false) host.problem(`The schedule ${name} failed: ${failed.errorMessage}`);
    };
    // Node's timers hold at most 24.8 days; a longer wait is taken in steps.
    const step = wait > longestTimerMs ? () => arm(name, schedule, new Date()) : ring;
    timers.set(name, setTimeout(step, Math.min(wait, longestTimerMs)));
  };
  for (const [name, schedule] of schedules) if (schedule.enabled) arm(name, schedule, new Date());

  return {
    expressions: () => Object.fromEntries([...schedules].map(([name, { expression }]) => [name, expression])),
    run: async (name, at) => schedules.get(name)?.fire(at),
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
};
