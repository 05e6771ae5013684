import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { METRICS, METRICS_DIMENSION, METRICS_NAMESPACE } from '../../functions/app/metrics.ts';
import { ROUTES, type RouteId, routeKeyOf } from '../../functions/http/routes.ts';
import { addSerialLedger } from '../../lib/serial-ledger.ts';
import { DEFAULT_PACE, PACES } from '../../lib/throttling.ts';

const FUNCTIONS = join(import.meta.dirname, '..', '..', 'functions');

/** What an operator relies on, asked of the templates of different stages. */
const synthesised = (context: Record<string, unknown>) => {
  const all = { ...cdk.context, 'aws:cdk:bundling-stacks': [], ...context };
  const { stateful, stateless } = addSerialLedger(new App({ context: all, analyticsReporting: false }));
  return { stateful: Template.fromStack(stateful), stateless: Template.fromStack(stateless) };
};

const production = synthesised({ stage: 'prod', alarmEmail: 'duty@example.com' });
const plain = synthesised({});
const RESTORED = {
  restoredTable: 'ledger-restored',
  restoredTableStream: 'arn:aws:dynamodb:eu-west-1:111122223333:table/ledger-restored/stream/2026-01-01',
};
const personal = synthesised({
  stage: 'dev-anna',
  reservedConcurrency: '{"work": 5, "documents": 100, "tokens": 10}',
  ...RESTORED,
});

const of = (template: Template, type: string) =>
  Object.entries(template.findResources(type)).map(([id, { Properties, ...rest }]) => ({
    id,
    ...Properties,
    rest,
  }));
const alarmsOf = ({ stateful, stateless }: typeof production) =>
  [stateful, stateless].flatMap((template) => of(template, 'AWS::CloudWatch::Alarm'));
const functionsOf = ({ stateful, stateless }: typeof production) =>
  [stateful, stateless].flatMap((template) => of(template, 'AWS::Lambda::Function'));
const functionNamed = (template: Template, name: string) =>
  of(template, 'AWS::Lambda::Function').find(({ Description }) => Description.endsWith(`/${name}.ts`));

describe('a stage', () => {
  const retentionOf = ({ stateless }: typeof production) =>
    new Set(of(stateless, 'AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays));
  const tableOf = ({ stateful }: typeof production) => of(stateful, 'AWS::DynamoDB::GlobalTable')[0];
  const protectedIn = (stage: typeof production) => tableOf(stage)?.Replicas[0].DeletionProtectionEnabled;

  it('keeps its logs for as long as it matters', () => {
    expect([production, plain, personal].map(retentionOf)).toEqual([
      new Set([365]),
      new Set([30]),
      new Set([7]),
    ]);
  });

  it('keeps its data when its stack goes, unless it is one of a person', () => {
    expect([production, plain, personal].map(protectedIn)).toEqual([true, true, false]);
    const kept = [production, plain, personal].map((stage) => tableOf(stage)?.rest.DeletionPolicy);
    expect(kept).toEqual(['Retain', 'Retain', 'Delete']);
    const pools = [production, plain, personal].map(
      ({ stateful }) => of(stateful, 'AWS::Cognito::UserPool')[0],
    );
    expect(pools.map((pool) => [pool?.DeletionProtection, pool?.rest.DeletionPolicy])).toEqual([
      ['ACTIVE', 'Retain'],
      ['ACTIVE', 'Retain'],
      ['INACTIVE', 'Delete'],
    ]);
  });

  it('that nobody has heard of is as careful as production', () => {
    expect(protectedIn(synthesised({ stage: 'acceptance' }))).toBe(true);
  });
});

describe('a deployment', () => {
  it('gives new code a tenth of the calls first where people rely on it', () => {
    const configOf = ({ stateless }: typeof production) =>
      new Set(
        of(stateless, 'AWS::CodeDeploy::DeploymentGroup').map(
          ({ DeploymentConfigName }) => DeploymentConfigName,
        ),
      );
    expect(configOf(production)).toEqual(new Set(['CodeDeployDefault.LambdaCanary10Percent5Minutes']));
    expect(configOf(plain)).toEqual(new Set(['CodeDeployDefault.LambdaAllAtOnce']));
  });

  const groups = of(production.stateless, 'AWS::CodeDeploy::DeploymentGroup');
  const aliases = of(production.stateless, 'AWS::Lambda::Alias');

  it.each(of(production.stateless, 'AWS::Lambda::Function').map(({ id }) => id))(
    'of %s is taken back when its errors go off',
    (id) => {
      const alias = aliases.find(({ FunctionName }) => FunctionName.Ref === id);
      const groupId = alias?.rest.UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref;
      const group = groups.find((one) => one.id === groupId);
      const names = group?.AlarmConfiguration.Alarms.map(({ Name }: { Name: { Ref: string } }) => Name.Ref);
      const watched = alarmsOf(production).filter(
        ({ id: alarm, MetricName, Dimensions }) =>
          names.includes(alarm) && MetricName === 'Errors' && Dimensions[0].Value.Ref === id,
      );
      expect(watched).toHaveLength(1);
      expect(group?.AutoRollbackConfiguration.Events).toContain('DEPLOYMENT_STOP_ON_ALARM');
    },
  );

  it('keeps the versions before, and none that it made when it is taken back', () => {
    for (const { rest } of of(production.stateless, 'AWS::Lambda::Version')) {
      expect([rest.DeletionPolicy, rest.UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
    }
  });

  it('is held up by alarms that are on, unless it is there to mend what they tell of', () => {
    const heldUp = ({ stateful, stateless }: typeof production) =>
      new Set(
        [stateful, stateless].flatMap((template) =>
          of(template, 'AWS::CodeDeploy::DeploymentGroup').map(
            ({ AlarmConfiguration }) => AlarmConfiguration.Enabled,
          ),
        ),
      );
    expect(heldUp(production)).toEqual(new Set([true]));
    expect(heldUp(synthesised({ stage: 'prod', ignoreAlarms: 'true' }))).toEqual(new Set([false]));
    expect(() => synthesised({ ignoreAlarms: 'yes' })).toThrow('must be true or false');
  });

  it('of what answers requests is taken back at faults as well, which are no errors of the function', () => {
    const faults = alarmsOf(production).find(({ MetricName }) => MetricName === 'Faults');
    const watching = groups.filter(({ AlarmConfiguration }) =>
      AlarmConfiguration.Alarms.some(({ Name }: { Name: { Ref: string } }) => Name.Ref === faults?.id),
    );
    const answering = of(production.stateless, 'AWS::Lambda::Function').filter(
      ({ Timeout }) => Timeout === 29,
    );
    expect(watching).toHaveLength(answering.length);
  });

  it('is what everything invokes: whatever has a target names an alias', () => {
    const ids = aliases.map(({ id }) => id);
    const named = (value: unknown) => ids.filter((id) => JSON.stringify(value).includes(`"${id}"`)).length;
    const { stateless } = production;
    const targets = [
      ...of(stateless, 'AWS::ApiGatewayV2::Integration').map(({ IntegrationUri }) => IntegrationUri),
      ...of(stateless, 'AWS::Lambda::EventSourceMapping').map(({ FunctionName }) => FunctionName),
      ...of(stateless, 'AWS::Events::Rule').map(({ Targets }) => Targets[0].Arn),
      ...of(stateless, 'AWS::Lambda::Permission').map(({ FunctionName }) => FunctionName),
    ];
    expect(targets.length).toBeGreaterThan(90);
    expect(targets.filter((target) => named(target) !== 1)).toEqual([]);
  });
});

describe('alarms', () => {
  it('are told on the encrypted topic when they go off and when they are over', () => {
    for (const { AlarmActions, OKActions, id } of alarmsOf(production)) {
      expect(JSON.stringify([AlarmActions, OKActions]).match(/AlarmTopic/g), id).toHaveLength(2);
    }
    const [topic] = of(production.stateful, 'AWS::SNS::Topic');
    expect(topic?.KmsMasterKeyId).toBeDefined();
    const [key] = of(production.stateful, 'AWS::KMS::Key');
    expect(JSON.stringify(key?.KeyPolicy)).toContain('cloudwatch.amazonaws.com');
    const [mail] = of(production.stateful, 'AWS::SNS::Subscription');
    expect(mail).toMatchObject({ Protocol: 'email', Endpoint: 'duty@example.com' });
  });

  it('tell nobody on the stages of developers', () => {
    expect(alarmsOf(plain).filter(({ AlarmActions }) => AlarmActions !== undefined)).toEqual([]);
  });

  it.each(['Errors', 'Throttles', 'Duration'])('look at the %s of every function', (metric) => {
    const watched = alarmsOf(production)
      .filter(({ MetricName }) => MetricName === metric)
      .map(({ Dimensions }) => Dimensions[0].Value.Ref);
    const all = functionsOf(production).map(({ id }) => id);
    expect(watched.sort()).toEqual(all.sort());
  });

  it('go off before a call is cut off', () => {
    for (const { Threshold, Dimensions } of alarmsOf(production).filter(
      ({ MetricName }) => MetricName === 'Duration',
    )) {
      const { Timeout } = functionsOf(production).find(({ id }) => id === Dimensions[0].Value.Ref)!;
      expect(Threshold / 1000 / Timeout).toBeCloseTo(0.9);
    }
  });

  it('miss the daily check when it is not run, and no other silence', () => {
    const missing = alarmsOf(production).filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(
      missing.map(({ MetricName, Period, EvaluationPeriods }) => [MetricName, Period * EvaluationPeriods]),
    ).toEqual([['Invocations', 3 * 3600]]);
  });

  it.each(['FailedInvocations', 'Latency', 'Busy', 'ProjectionLag', 'JobsFailed', 'PostingsLeft', 'Faults'])(
    'look at %s',
    (metric) => {
      expect(alarmsOf(production).some(({ MetricName }) => MetricName === metric)).toBe(true);
    },
  );

  it('of figures name figures that are counted, of their own stage', () => {
    const own = alarmsOf(production).filter(({ Namespace }) => Namespace === METRICS_NAMESPACE);
    expect(own.length).toBeGreaterThan(0);
    for (const { MetricName, Dimensions } of own) {
      expect(Object.keys(METRICS)).toContain(MetricName);
      expect(Dimensions).toEqual([{ Name: METRICS_DIMENSION, Value: 'serial-ledger-prod' }]);
    }
  });
});

describe('figures', () => {
  const sources = readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('app/metrics.ts'))
    .map((name) => readFileSync(join(FUNCTIONS, name), 'utf8'))
    .join('\n');
  const [dashboard] = of(production.stateless, 'AWS::CloudWatch::Dashboard');

  it.each(Object.keys(METRICS))('%s is counted somewhere, and shown on the dashboard', (name) => {
    expect(sources).toContain(`'${name}'`);
    const shown = JSON.stringify(dashboard?.DashboardBody)
      .replaceAll('\\"', '"')
      .includes(`"${METRICS_NAMESPACE}","${name}","${METRICS_DIMENSION}","serial-ledger-prod"`);
    expect(shown).toBe(true);
  });
});

describe('limits', () => {
  const [stage] = of(production.stateless, 'AWS::ApiGatewayV2::Stage');

  it('slow everybody down together, and costly routes before others', () => {
    expect(stage?.DefaultRouteSettings).toMatchObject({
      ThrottlingRateLimit: DEFAULT_PACE.rate,
      ThrottlingBurstLimit: DEFAULT_PACE.burst,
    });
    const wanted = Object.entries(PACES).map(([routeId, { rate, burst }]) => [
      routeKeyOf(ROUTES[routeId as RouteId]),
      { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst },
    ]);
    expect(stage?.RouteSettings).toEqual(Object.fromEntries(wanted));
    for (const { rate } of Object.values(PACES)) expect(rate).toBeLessThan(DEFAULT_PACE.rate);
  });

  it('name no route before it is there', () => {
    const routes = of(production.stateless, 'AWS::ApiGatewayV2::Route');
    const slowed = routes.filter(({ RouteKey }) => RouteKey in (stage?.RouteSettings ?? {}));
    expect(slowed).toHaveLength(Object.keys(PACES).length);
    expect(stage?.rest.DependsOn).toEqual(expect.arrayContaining(slowed.map(({ id }) => id)));
  });

  it('end each call before the gateway gives up on it', () => {
    for (const { IntegrationUri, TimeoutInMillis = 30_000 } of of(
      production.stateless,
      'AWS::ApiGatewayV2::Integration',
    )) {
      const alias = of(production.stateless, 'AWS::Lambda::Alias').find(
        ({ id }) => id === IntegrationUri.Ref,
      );
      const fn = of(production.stateless, 'AWS::Lambda::Function').find(
        ({ id }) => id === alias?.FunctionName.Ref,
      );
      expect(fn?.Timeout * 1000).toBeLessThan(TimeoutInMillis);
    }
  });

  it('reserve calls at once for the functions that the context names', () => {
    const reserved = (template: Template, name: string) =>
      functionNamed(template, name)?.ReservedConcurrentExecutions;
    const names = ['work', 'documents', 'enquiry'];
    expect(names.map((name) => reserved(personal.stateless, name))).toEqual([5, 100, undefined]);
    expect(reserved(personal.stateful, 'tokens')).toBe(10);
    expect(names.map((name) => reserved(production.stateless, name))).toEqual(names.map(() => undefined));
  });

  it.each([
    ['{"works": 5}', 'no function'],
    ['{"work": 0}', 'above 0'],
    ['5', 'must be an object'],
    ['work=5', 'must be an object'],
  ])('refuse to reserve %s', (reservedConcurrency, why) => {
    expect(() => synthesised({ reservedConcurrency })).toThrow(why);
  });
});

describe('a restored table', () => {
  const nameIn = ({ stateless }: typeof production, name: string) =>
    functionNamed(stateless, name)?.Environment.Variables.TABLE_NAME;

  it('takes the place of the own one in every function, permission and stream', () => {
    expect(nameIn(personal, 'documents')).toBe(RESTORED.restoredTable);
    const consumers = of(personal.stateless, 'AWS::Lambda::EventSourceMapping');
    expect(consumers.map(({ EventSourceArn }) => EventSourceArn)).toEqual([
      RESTORED.restoredTableStream,
      RESTORED.restoredTableStream,
    ]);
    expect(JSON.stringify(personal.stateless.toJSON())).not.toContain('TrackingTable');
    expect(nameIn(plain, 'documents')).toHaveProperty('Fn::ImportValue');
  });

  it('changes nothing in the stateful stack, so that both may be deployed in their order', () => {
    const exportsOf = (context: Record<string, unknown>) =>
      Object.keys(synthesised({ stage: 'dev-anna', ...context }).stateful.toJSON().Outputs).sort();
    expect(exportsOf(RESTORED)).toEqual(exportsOf({}));
  });

  it('is refused without its stream, or with that of another table', () => {
    const { restoredTable } = RESTORED;
    expect(() => synthesised({ restoredTable })).toThrow('ARN of its stream');
    expect(() => synthesised({ ...RESTORED, restoredTable: 'other' })).toThrow('ARN of its stream');
  });
});
