import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type Conditions, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Architecture, type IFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { ENV_NAMES } from '../../functions/runtime/env-names.ts';
import { reservedConcurrency } from '../context.ts';
import { nodeCommand } from '../node-command.ts';
import { stageOf } from '../stage.ts';
import { STAND_INS } from '../stand-ins.ts';
import { Rollout } from './rollout.ts';
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

const THROTTLED = {
  request: 'some requests are answered with an error of ours.',
  event: 'what it does comes later.',
  job: 'what it does comes later.',
} as const satisfies Record<keyof typeof SIZES, string>;

type EnvName = (typeof ENV_NAMES)[keyof typeof ENV_NAMES];

export type ServiceFunctionProps = {
  /** Its entry file is `functions/<name>.ts`, its section in the runbook has this heading. */
  readonly name: string;
  readonly invokedBy: keyof typeof SIZES;
  /** One sentence: what users lose while it fails. */
  readonly impact: string;
  /** So many errors in five minutes are no fault of ours; none, unless it must fail to say no. */
  readonly toleratedErrors?: number;
  /** Commands that put further files into the folder of the code. */
  readonly afterBundling?: (folder: string) => readonly string[];
};

/** The library's own classes don't fit its interfaces as strictly as we compile. */
const isTarget = (one: IConstruct): one is IFunction => one instanceof Alias;

/** Says what the code beside it is, wherever that lies. */
const manifestIn = (folder: string): string =>
  nodeCommand(
    "require('node:fs').writeFileSync(process.argv[1], JSON.stringify({ type: 'commonjs' }))",
    join(folder, 'package.json'),
  );

/** The part of its time that a call may take before somebody is told. */
const NEARLY_ALL = 0.9;

/**
 * One Lambda function, bundled whole with the SDK it was tested with, its logs and the alarms on its errors, its
 * throttles and its time. It is invoked through an alias, which a deployment moves to new code.
 */
export class ServiceFunction extends Construct {
  readonly name: string;
  readonly invokedBy: ServiceFunctionProps['invokedBy'];
  private readonly lambda: NodejsFunction;
  private readonly alias: Alias;
  private readonly rollout: ReturnType<Rollout['add']>;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { name, invokedBy, impact, afterBundling } = props;
    const stage = stageOf(this);
    const reserved = reservedConcurrency(this).get(name);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logs,
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
      environment: { [ENV_NAMES.service]: stage.service },
      // A deployment that is taken back needs the version before, and must not leave its own: Lambda makes no second
      // one of the same code, so the same commit could not be deployed again.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
      // Set for the second version of the SDK only.
      awsSdkConnectionReuse: false,
      bundling: {
        // Starts sooner than a module does: of what a module imports of Node, all of its parts are loaded, undici too.
        format: OutputFormat.CJS,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        sourceMap: false,
        externalModules: [],
        esbuildArgs: {
          ...Object.fromEntries(Object.entries(STAND_INS).map(([name, file]) => [`--alias:${name}`, file])),
          '--define:import.meta.dirname': '__dirname',
          // Of the SDK, which imports `node:http` at the first call.
          '--supported:dynamic-import': 'false',
        },
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (_, folder) => [manifestIn(folder), ...(afterBundling?.(folder) ?? [])],
        },
      },
    });
    this.name = name;
    this.invokedBy = invokedBy;
    this.alias = this.lambda.addAlias('live');
    const errors = new RunbookAlarm(this, 'ErrorsAlarm', {
      metric: this.lambda.metricErrors(ALARM_PERIOD),
      above: props.toleratedErrors ?? 0,
      impact,
      runbookSection: name,
    });
    new RunbookAlarm(this, 'ThrottlesAlarm', {
      metric: this.lambda.metricThrottles(ALARM_PERIOD),
      above: 0,
      impact: `More is asked of ${name} at once than may run: ${THROTTLED[invokedBy]}`,
      runbookSection: 'throttles',
    });
    new RunbookAlarm(this, 'DurationAlarm', {
      metric: this.lambda.metricDuration({ ...ALARM_PERIOD, statistic: 'Maximum' }),
      above: NEARLY_ALL * SIZES[invokedBy].timeout.toMilliseconds(),
      impact: `Calls of ${name} take nearly all of their time, and soon some are cut off.`,
      runbookSection: 'duration',
    });
    this.rollout = Rollout.of(this).add(this.alias, [errors]);
  }

  /** For what invokes it: a route, a schedule, a stream. */
  get target(): IFunction {
    if (!isTarget(this.alias)) throw new Error(`${this.name} has no alias`);
    return this.alias;
  }

  /** One of its metrics, whichever version it comes from. */
  metric(name: string, options: MetricOptions): IMetric {
    return this.lambda.metric(name, { ...ALARM_PERIOD, ...options });
  }

  /** Takes a deployment back when this goes off while it is under way. */
  rollBackOn(alarm: Alarm): void {
    this.rollout.addAlarm(alarm);
  }

  /** Names and values are agreed with `functions/runtime/env.ts`. */
  setEnvironment(name: EnvName, value: string): void {
    this.lambda.addEnvironment(name, value);
  }

  allow(actions: readonly string[], resource: string, conditions: Conditions = {}): void {
    const statement = { actions: [...actions], resources: [resource], conditions };
    this.lambda.addToRolePolicy(new PolicyStatement(statement));
  }
}
