import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type ICommandHooks, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ENV_NAMES } from '../../functions/runtime/env-names.ts';
import { ALARM_PERIOD, RunbookAlarm } from './runbook-alarm.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * By who waits: HTTP API gives up after 30 s, and a large posting stops its work after 24 s to say so; more memory is
 * more processor, which a waiting user feels.
 */
const SIZES = {
  request: { timeout: Duration.seconds(29), memorySize: 1024 },
  event: { timeout: Duration.seconds(20), memorySize: 512 },
  /** Several steps of 15 s, one after another; shorter than a job's lease of 90 s. */
  job: { timeout: Duration.seconds(60), memorySize: 1024 },
} as const;

type EnvName = (typeof ENV_NAMES)[keyof typeof ENV_NAMES];

export type ServiceFunctionProps = {
  /** Its entry file is `functions/<name>.ts`, its section in the runbook has this heading. */
  readonly name: string;
  readonly invokedBy: keyof typeof SIZES;
  /** One sentence: what users lose while it fails. */
  readonly impact: string;
  /** Puts further files beside the code. */
  readonly commandHooks?: ICommandHooks;
};

/** One Lambda function, bundled whole with the SDK it was tested with, its logs and the alarm on its errors. */
export class ServiceFunction extends Construct {
  private readonly lambda: NodejsFunction;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { name, invokedBy, impact, commandHooks } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Its own role, as the managed policy that Lambda offers may write the logs of every function.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Sending traces to X-Ray and listing streams cannot be limited to a resource.',
    });
    this.lambda = new NodejsFunction(this, 'Resource', {
      ...SIZES[invokedBy],
      description: `Serial Ledger: functions/${name}.ts`,
      entry: join(ROOT, 'functions', `${name}.ts`),
      projectRoot: ROOT,
      depsLockFilePath: join(ROOT, 'package-lock.json'),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      // Set for the second version of the SDK only.
      awsSdkConnectionReuse: false,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        sourceMap: false,
        externalModules: [],
        esbuildArgs: {
          '--alias:@aws-sdk/credential-provider-node': join(
            ROOT,
            'functions',
            'runtime',
            'lambda-credentials.ts',
          ),
        },
        ...(commandHooks && { commandHooks }),
      },
    });
    new RunbookAlarm(this, 'ErrorsAlarm', {
      metric: this.lambda.metricErrors(ALARM_PERIOD),
      above: 0,
      impact,
      runbookSection: name,
    });
  }

  /** For what invokes it: a route, a schedule, a stream. */
  get target(): IFunction {
    return this.lambda;
  }

  /** Names and values are agreed with `functions/runtime/env.ts`. */
  setEnvironment(name: EnvName, value: string): void {
    this.lambda.addEnvironment(name, value);
  }

  allow(actions: readonly string[], resource: string): void {
    this.lambda.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
  }
}
