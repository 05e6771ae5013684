import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PROJECTED_TYPES, RECORD_TYPE } from '../../functions/data/attributes.ts';
import type { FailureQueue } from './failure-queue.ts';
import { ALARM_PERIOD, RunbookAlarm } from './runbook-alarm.ts';
import type { ServiceFunction } from './service-function.ts';
import type { TrackingTable } from './tracking-table.ts';

/** How far lists may lag behind postings before someone is called. */
const LAG_ALARM = Duration.minutes(5);

export type StreamConsumerProps = {
  readonly table: TrackingTable;
  readonly consumer: ServiceFunction;
  readonly failureQueue: FailureQueue;
  /** One sentence: what users see while it lags. */
  readonly impact: string;
  readonly runbookSection: string;
};

/** Feeds a function with the changes of the records from which lists and the search index are derived. */
export class StreamConsumer extends Construct {
  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id);
    const { table, consumer, failureQueue, impact, runbookSection } = props;
    table.grantFollow(consumer);
    failureQueue.grantSend(consumer);
    new EventSourceMapping(this, 'Resource', {
      target: consumer.target,
      eventSourceArn: table.streamArn,
      // From the oldest record, so that nothing posted before the first deployment ends is left out.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      // No waiting for a full batch: lists follow postings as closely as the stream allows.
      maxBatchingWindow: Duration.seconds(0),
      retryAttempts: 5,
      maxRecordAge: Duration.hours(1),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: failureQueue.asDestination(),
      // A removed record has an old image only, and one that changes its type must be taken off its old lists.
      filters: [imageOfProjectedType('NewImage'), imageOfProjectedType('OldImage')],
    });
    new RunbookAlarm(this, 'IteratorAgeAlarm', {
      metric: consumer.target.metric('IteratorAge', { ...ALARM_PERIOD, statistic: 'Maximum' }),
      above: LAG_ALARM.toMilliseconds(),
      impact,
      runbookSection,
    });
  }
}

const imageOfProjectedType = (image: 'NewImage' | 'OldImage') =>
  FilterCriteria.filter({ dynamodb: { [image]: { [RECORD_TYPE]: { S: [...PROJECTED_TYPES] } } } });
