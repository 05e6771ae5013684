import type { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule as Expression, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { ALARM_PERIOD, RunbookAlarm } from './runbook-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

export type ScheduleProps = {
  readonly every: Duration;
  readonly invokes: ServiceFunction;
};

/**
 * Invokes a function at a steady rate. Its construct id is its readable name: `Redrive` can be run at will on one
 * machine as `POST /_local/schedules/redrive/run`.
 */
export class Schedule extends Construct {
  constructor(scope: Construct, id: string, { every, invokes }: ScheduleProps) {
    super(scope, id);
    const rule = new Rule(this, 'Resource', {
      description: `Serial Ledger: ${id} every ${every.toHumanString()}`,
      schedule: Expression.rate(every),
      // The next run is the retry; a late one would overlap with it.
      targets: [new LambdaFunction(invokes.target, { retryAttempts: 0, maxEventAge: every })],
    });
    new RunbookAlarm(this, 'FailedAlarm', {
      metric: new Metric({
        ...ALARM_PERIOD,
        namespace: 'AWS/Events',
        metricName: 'FailedInvocations',
        dimensionsMap: { RuleName: rule.ruleName },
        statistic: 'Sum',
      }),
      above: 0,
      impact: `${id} is not begun at its times, so what it does comes later or not at all.`,
      runbookSection: 'schedules',
    });
  }
}
