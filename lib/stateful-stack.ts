import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { FailureQueue } from './constructs/failure-queue.ts';
import { OutwardBus } from './constructs/outward-bus.ts';
import { TrackingTable } from './constructs/tracking-table.ts';
import { UserDirectory } from './constructs/user-directory.ts';

export type StatefulStackProps = StackProps & {
  readonly busName: string;
  /** Of the user directory; none is made without. */
  readonly directoryName: string | undefined;
};

/** Everything that holds data or that others rely on; deployed rarely, and never replaced by a change around it. */
export class StatefulStack extends Stack {
  readonly table: TrackingTable;
  readonly failureQueue: FailureQueue;
  readonly bus: OutwardBus;
  readonly directory: UserDirectory | undefined;
  readonly alarmTopic: AlarmTopic;

  constructor(scope: Construct, id: string, { busName, directoryName, ...props }: StatefulStackProps) {
    super(scope, id, props);
    this.table = new TrackingTable(this, 'TrackingTable');
    this.failureQueue = new FailureQueue(this, 'FailureQueue', {
      impact:
        'Changes are posted, but lists, search or listeners miss some of them until the redrive succeeds.',
    });
    this.bus = new OutwardBus(this, 'OutwardBus', { name: busName });
    this.directory =
      directoryName === undefined
        ? undefined
        : new UserDirectory(this, 'UserDirectory', { name: directoryName });
    this.alarmTopic = new AlarmTopic(this, 'AlarmTopic');
    this.alarmTopic.listenTo(this);
    new CfnOutput(this, 'AlarmTopicArn', { value: this.alarmTopic.topicArn });
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'EventBusName', { value: this.bus.busName });
  }
}
