import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { figure } from '../figures.ts';
import type { HttpApi } from './http-api.ts';
import { ALARM_PERIOD, RunbookAlarm } from './runbook-alarm.ts';
import type { ServiceFunction } from './service-function.ts';
import type { TrackingTable } from './tracking-table.ts';

export type ServiceAlarmsProps = {
  readonly table: TrackingTable;
  readonly api: HttpApi;
  /** The function that begins the daily checks. */
  readonly check: ServiceFunction;
  /** What a deployment of is taken back when requests meet faults. */
  readonly answering: readonly ServiceFunction[];
};

const HOUR = Duration.hours(1);
const P99_LATENCY = Duration.seconds(5);
const LAG = Duration.minutes(1);
/** In five minutes; now and then is as it should be. */
const BUSY = 100;

/** What no single function, queue or stream can tell. Those have their alarms with them. */
export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    this.ofRequests(props);
    this.ofTable(props);
    this.ofWork(props);
  }

  private ofRequests({ api, answering }: ServiceAlarmsProps): void {
    const faults = new RunbookAlarm(this, 'FaultsAlarm', {
      metric: figure(this, 'Faults', { ...ALARM_PERIOD, statistic: 'Sum' }),
      above: 0,
      impact: 'Some requests are answered with a fault of ours; what they asked for has not been done.',
      runbookSection: 'http-api',
    });
    for (const one of answering) one.rollBackOn(faults);
    new RunbookAlarm(this, 'LatencyAlarm', {
      metric: api.latency('p99'),
      above: P99_LATENCY.toMilliseconds(),
      periods: 3,
      impact: 'One request of a hundred takes more than five seconds, so people wait at their scanners.',
      runbookSection: 'latency',
    });
    new RunbookAlarm(this, 'BusyAlarm', {
      metric: figure(this, 'Busy', { ...ALARM_PERIOD, statistic: 'Sum' }),
      above: BUSY,
      impact: 'Many requests are asked to come again, as others are at work on the same units and stock.',
      runbookSection: 'busy',
    });
  }

  private ofTable({ table }: ServiceAlarmsProps): void {
    new RunbookAlarm(this, 'TableThrottledAlarm', {
      metric: table.metric('throttled'),
      above: 0,
      periods: 3,
      impact: 'Requests take longer, and some are asked to come again.',
      runbookSection: 'table',
    });
    new RunbookAlarm(this, 'TableFailedAlarm', {
      metric: table.metric('failed'),
      above: 0,
      periods: 3,
      impact: 'Some requests are asked to come again, and all of them while DynamoDB has an outage.',
      runbookSection: 'table',
    });
  }

  private ofWork({ check }: ServiceAlarmsProps): void {
    new RunbookAlarm(this, 'LagAlarm', {
      metric: figure(this, 'ProjectionLag', { ...ALARM_PERIOD, statistic: 'p99' }),
      above: LAG.toMilliseconds(),
      periods: 3,
      impact: 'Lists and the search show postings more than a minute late.',
      runbookSection: 'project',
    });
    new RunbookAlarm(this, 'JobsFailedAlarm', {
      metric: figure(this, 'JobsFailed', { ...ALARM_PERIOD, statistic: 'Sum' }),
      above: 0,
      impact: 'An import, a recall, a rebuild or a daily check has ended unfinished, and nobody repeats it.',
      runbookSection: 'work',
    });
    new RunbookAlarm(this, 'PostingsLeftAlarm', {
      // The sweep comes every minute and meets postings that are just under way; these are there at each of its runs.
      metric: figure(this, 'PostingsLeft', { ...ALARM_PERIOD, statistic: 'Minimum' }),
      above: 0,
      periods: 6,
      impact: 'What a large posting left behind is not undone, so whoever needs its units waits.',
      runbookSection: 'sweep',
    });
    new RunbookAlarm(this, 'ChecksMissingAlarm', {
      metric: check.metric('Invocations', { period: HOUR, statistic: 'Sum' }),
      below: 1,
      periods: 3,
      impact: 'Nobody is told what ends soon or waits for too long, until a later run makes up for it.',
      runbookSection: 'check',
    });
  }
}
