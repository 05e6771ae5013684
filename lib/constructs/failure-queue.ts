import { Duration, Validations } from 'aws-cdk-lib';
import type { IEventSourceDlq } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV_NAMES } from '../../functions/runtime/env-names.ts';
import { removalOf, stageOf } from '../stage.ts';
import { ALARM_PERIOD, RunbookAlarm } from './runbook-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

/** Where the projection puts the changes it could not process, and whence the redrive takes them. */
export class FailureQueue extends Construct {
  private readonly queue: Queue;

  constructor(scope: Construct, id: string, { impact }: { readonly impact: string }) {
    super(scope, id);
    this.queue = new Queue(this, 'Resource', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest SQS keeps anything.
      retentionPeriod: Duration.days(14),
      // A message that the redrive couldn't settle comes back for the next run, five minutes later.
      visibilityTimeout: Duration.minutes(5),
      removalPolicy: removalOf(stageOf(this)),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is itself the net for failures; the redrive retries its messages until they succeed or expire.',
    });
    new RunbookAlarm(this, 'MessagesAlarm', {
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ ...ALARM_PERIOD, statistic: 'Maximum' }),
      above: 0,
      impact,
      runbookSection: 'failure-queue',
    });
  }

  /** To report failures. */
  grantSend(to: ServiceFunction): void {
    this.grant(to, ['sqs:SendMessage']);
  }

  /** To take failures and to settle them. */
  grantSettle(to: ServiceFunction): void {
    this.grant(to, ['sqs:ReceiveMessage', 'sqs:DeleteMessage']);
  }

  /** For what a stream consumer gives up; the consumer needs the grant to send, as Lambda reports in its name. */
  asDestination(): IEventSourceDlq {
    return { bind: () => ({ destination: this.queue.queueArn }) };
  }

  private grant(to: ServiceFunction, actions: readonly string[]): void {
    to.setEnvironment(ENV_NAMES.failureQueue, this.queue.queueUrl);
    to.allow(actions, this.queue.queueArn);
  }
}
