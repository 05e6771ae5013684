import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** Over which an alarm looks at its metric. */
export const ALARM_PERIOD = { period: Duration.minutes(5) } as const satisfies MetricOptions;

export type RunbookAlarmProps = {
  readonly metric: IMetric;
  /** Goes off above this value. */
  readonly above: number;
  /** One sentence: what users lose while it lasts. */
  readonly impact: string;
  /** The heading in `docs/runbook.md` that says what to do. */
  readonly runbookSection: string;
};

/** An alarm that tells whoever is woken what it means and where to read on. Silence of the metric is good news. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, { metric, above, impact, runbookSection }: RunbookAlarmProps) {
    super(scope, id, {
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `Impact: ${impact} Runbook: docs/runbook.md#${runbookSection}`,
    });
  }
}
