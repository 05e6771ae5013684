import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FailureQueue } from './constructs/failure-queue.ts';
import { TrackingTable } from './constructs/tracking-table.ts';

/** Everything that holds data; deployed rarely, and never replaced by a change to the code around it. */
export class StatefulStack extends Stack {
  readonly table: TrackingTable;
  readonly failureQueue: FailureQueue;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.table = new TrackingTable(this, 'TrackingTable');
    this.failureQueue = new FailureQueue(this, 'FailureQueue', {
      impact: 'Changes are posted, but lists, stock or search miss some of them until the redrive succeeds.',
    });
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
  }
}
