import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { FailureQueue } from './failure-queue.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import type { ServiceFunction } from './service-function.ts';
import type { TrackingTable } from './tracking-table.ts';

/** How far lists may lag behind postings before someone is called. */
const LAG_ALARM = Duration.minutes(5);

export type ImageFilter = {
  readonly image: 'NewImage' | 'OldImage';
  /** Texts that an attribute may have, by its name. */
  readonly has: { readonly [attribute: string]: readonly string[] };
};

export type StreamConsumerProps = {
  readonly table: TrackingTable;
  readonly consumer: ServiceFunction;
  /** What an image of a record must have to be of interest, attribute by attribute. */
  readonly filters: readonly ImageFilter[];
  /** Records of one call; by default many, so that lists follow closely. */
  readonly batchSize?: number;
  /** Calls under way at once; records of one partition key keep their order. */
  readonly parallel?: number;
  /** Takes what cannot be processed; none where something else makes up for it. */
  readonly failureQueue?: FailureQueue;
  /** One sentence: what users see while it lags. */
  readonly impact: string;
  readonly runbookSection: string;
};

/** Feeds a function with the changes of those records that its filters name. */
export class StreamConsumer extends Construct {
  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id);
    const { table, consumer, filters, batchSize = 100, parallel = 1, failureQueue } = props;
    table.grantFollow(consumer);
    failureQueue?.grantSend(consumer);
    new EventSourceMapping(this, 'Resource', {
      target: consumer.target,
      eventSourceArn: table.streamArn,
      // From the oldest record, so that nothing posted before the first deployment ends is left out.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      parallelizationFactor: parallel,
      // No waiting for a full batch: what follows the table does so as closely as the stream allows.
      maxBatchingWindow: Duration.seconds(0),
      retryAttempts: 5,
      maxRecordAge: Duration.hours(1),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      ...(failureQueue && { onFailure: failureQueue.asDestination() }),
      filters: filters.map(({ image, has }) =>
        FilterCriteria.filter({
          dynamodb: {
            [image]: Object.fromEntries(
              Object.entries(has).map(([name, texts]) => [name, { S: [...texts] }]),
            ),
          },
        }),
      ),
    });
    new RunbookAlarm(this, 'IteratorAgeAlarm', {
      metric: consumer.metric('IteratorAge', { statistic: 'Maximum' }),
      above: LAG_ALARM.toMilliseconds(),
      impact: props.impact,
      runbookSection: props.runbookSection,
    });
  }
}
