import { Stack, Validations } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ignoresAlarms } from '../context.ts';
import { stageOf } from '../stage.ts';

/** How new code of the functions of a stack takes over from the old. */
export class Rollout extends Construct {
  private readonly application: LambdaApplication;
  private readonly role: Role;

  /** The one of the stack. */
  static of(scope: Construct): Rollout {
    const stack = Stack.of(scope);
    const found = stack.node.tryFindChild('Rollout');
    return found instanceof Rollout ? found : new Rollout(stack, 'Rollout');
  }

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.application = new LambdaApplication(this, 'Resource');
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSCodeDeployRoleForLambdaLimited'),
      ],
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: 'CodeDeploy names its actions itself; this is the narrowest policy that it offers.',
    });
  }

  /**
   * Moves an alias to a new version step by step, and back when one of the alarms goes off meanwhile. The alarms watch
   * the function, whichever version answers.
   */
  add(alias: Alias, alarms: readonly Alarm[]): LambdaDeploymentGroup {
    return new LambdaDeploymentGroup(alias, 'Deployment', {
      application: this.application,
      role: this.role,
      alias,
      alarms: [...alarms],
      ignoreAlarmConfiguration: ignoresAlarms(this),
      deploymentConfig: stageOf(this).isGradual
        ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
        : LambdaDeploymentConfig.ALL_AT_ONCE,
    });
  }
}
