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

/** When it goes off; silence of the metric is good news where too much is bad, and bad where too little is. */
type Limit = { readonly above: number } | { readonly below: number };

export type RunbookAlarmProps = Limit & {
  readonly metric: IMetric;
  /** How many periods in a row; one by default. */
  readonly periods?: number;
  /** One sentence: what users lose while it lasts. */
  readonly impact: string;
  /** The heading in `docs/runbook.md` that says what to do. */
  readonly runbookSection: string;
};

const limitOf = (limit: Limit) =>
  'above' in limit
    ? {
        threshold: limit.above,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }
    : {
        threshold: limit.below,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      };

/** An alarm that tells whoever is woken what it means and where to read on. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    const { metric, periods = 1, impact, runbookSection } = props;
    super(scope, id, {
      ...limitOf(props),
      metric,
      evaluationPeriods: periods,
      alarmDescription: `Impact: ${impact} Runbook: docs/runbook.md#${runbookSection}`,
    });
  }
}
