import { RemovalPolicy } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { alarmEmail } from '../context.ts';
import { stageOf } from '../stage.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

/** Where alarms are told, and whoever is on duty listens. */
export class AlarmTopic extends Construct {
  private readonly topic: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // Its own key, as CloudWatch may not use the one that AWS has for topics.
    const key = new Key(this, 'Key', {
      description: 'Serial Ledger: what alarms tell',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    key.grantEncryptDecrypt(cloudWatch);
    this.topic = new Topic(this, 'Resource', { masterKey: key, enforceSSL: true });
    this.topic.grantPublish(cloudWatch);
    const email = alarmEmail(this);
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
  }

  get topicArn(): string {
    return this.topic.topicArn;
  }

  /** Has it told when an alarm of the stack goes off, and when it is over, unless the stage keeps quiet. */
  listenTo(stack: Construct): void {
    if (!stageOf(this).notifies) return;
    const action = new SnsAction(this.topic);
    for (const alarm of stack.node.findAll()) {
      if (!(alarm instanceof RunbookAlarm)) continue;
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}
