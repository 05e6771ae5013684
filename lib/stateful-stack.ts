import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FailureQueue } from './constructs/failure-queue.ts';
import { OutwardBus } from './constructs/outward-bus.ts';
import { TrackingTable } from './constructs/tracking-table.ts';

export type StatefulStackProps = StackProps & { readonly busName: string };

/** Everything that holds data or that others rely on; deployed rarely, and never replaced by a change around it. */
export class StatefulStack extends Stack {
  readonly table: TrackingTable;
  readonly failureQueue: FailureQueue;
  readonly bus: OutwardBus;

  constructor(scope: Construct, id: string, { busName, ...props }: StatefulStackProps) {
    super(scope, id, props);
    this.table = new TrackingTable(this, 'TrackingTable');
    this.failureQueue = new FailureQueue(this, 'FailureQueue', {
      impact:
        'Changes are posted, but lists, search or listeners miss some of them until the redrive succeeds.',
    });
    this.bus = new OutwardBus(this, 'OutwardBus', { name: busName });
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'EventBusName', { value: this.bus.busName });
  }
}
