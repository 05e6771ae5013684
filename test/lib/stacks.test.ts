import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { PROJECTED_TYPES } from '../../functions/data/attributes.ts';
import type { Route } from '../../functions/http/route.ts';
import { DEFAULT_ROUTE, ROUTES, routeKeyOf } from '../../functions/http/routes.ts';
import { addSerialLedger } from '../../lib/serial-ledger.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MAX_BUNDLE_BYTES = 600_000;

/** Without bundling: what is asked here isn't in the bundles. */
const newApp = (context: Record<string, unknown> = {}) =>
  new App({
    context: { ...cdk.context, 'aws:cdk:bundling-stacks': [], ...context },
    analyticsReporting: false,
  });

const stacks = addSerialLedger(newApp());
const stateful = Template.fromStack(stacks.stateful);
const stateless = Template.fromStack(stacks.stateless);

type Statement = { Action: string | string[]; Resource: unknown };

const propertiesOf = (template: Template, type: string) =>
  Object.entries(template.findResources(type)).map(([id, { Properties }]) => ({ id, ...Properties }));

/** One resource of a type whose logical id begins so. */
const propertiesAt = (template: Template, type: string, start: string) => {
  const found = propertiesOf(template, type).filter(({ id }) => id.startsWith(start));
  expect(found, `${type} ${start}`).toHaveLength(1);
  return found[0];
};

const functions = propertiesOf(stateless, 'AWS::Lambda::Function').map(({ id, Description }) => ({
  id,
  name: Description.match(/functions\/(.+)\.ts/)[1] as string,
}));
const names = functions.map(({ name }) => name);
/** The function that an alias stands for. */
const behind = (alias: string) => {
  const [found] = propertiesOf(stateless, 'AWS::Lambda::Alias').filter(({ id }) => id === alias);
  return functions.find(({ id }) => id === found?.FunctionName.Ref)?.name;
};
const alarms = [stateful, stateless].flatMap((template) => propertiesOf(template, 'AWS::CloudWatch::Alarm'));

const roleStart = (name: string) => `${name[0]!.toUpperCase()}${name.slice(1)}FunctionRole`;
const statementsOf = (name: string): Statement[] =>
  propertiesAt(stateless, 'AWS::IAM::Policy', roleStart(name)).PolicyDocument.Statement;
const actionsOf = (name: string, service: string): string[] =>
  statementsOf(name)
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith(`${service}:`))
    .map((action) => action.slice(service.length + 1))
    .sort();
const environmentOf = (name: string): string[] => {
  const { id } = functions.find((one) => one.name === name)!;
  return Object.keys(
    propertiesAt(stateless, 'AWS::Lambda::Function', id).Environment?.Variables ?? {},
  ).sort();
};

describe('the API', () => {
  const routes = propertiesOf(stateless, 'AWS::ApiGatewayV2::Route');
  const routesAt = (key: string) => routes.filter(({ RouteKey }) => RouteKey === key);
  const functionOf = (route: { Target: { 'Fn::Join': [string, [string, { Ref: string }]] } }) => {
    const integration = route.Target['Fn::Join'][1][1].Ref;
    const uri = propertiesAt(stateless, 'AWS::ApiGatewayV2::Integration', integration).IntegrationUri;
    return behind(uri.Ref);
  };

  describe.each(Object.entries<Route>(ROUTES))('%s', (_, row) => {
    it('has exactly one route, to its function', () => {
      expect(routesAt(routeKeyOf(row)).map(functionOf)).toEqual([row.function]);
    });

    it('asks for a token exactly when its row names scopes', () => {
      const [route] = routesAt(routeKeyOf(row));
      expect(route.AuthorizationType).toBe(row.scopes.length > 0 ? 'JWT' : 'NONE');
      expect(route.AuthorizationScopes ?? []).toEqual(
        row.scopes.map((scope) => ({ 'Fn::Join': ['', [{ Ref: 'ScopePrefix' }, scope]] })),
      );
    });
  });

  it('has no routes beside the table and the one for everything else', () => {
    const known = [...Object.values(ROUTES).map(routeKeyOf), DEFAULT_ROUTE.key];
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(known.sort());
  });

  it('answers everything else publicly, by the function that says so', () => {
    const [route] = routesAt(DEFAULT_ROUTE.key);
    expect(route.AuthorizationType).toBe('NONE');
    expect(functionOf(route)).toBe(DEFAULT_ROUTE.function);
  });

  it('may invoke the function of every route', () => {
    const permissions = propertiesOf(stateless, 'AWS::Lambda::Permission')
      .filter(({ Principal }) => Principal === 'apigateway.amazonaws.com')
      .map(({ FunctionName, SourceArn }) => {
        return `${behind(FunctionName.Ref)} ${SourceArn['Fn::Join'][1].at(-1)}`;
      });
    const rows = Object.values<Route>(ROUTES).map((row) => `${row.function} /*/*${row.path}`);
    // The source of the route for everything else is <api>/<stage>/$default: one part less than that of a path.
    expect(new Set(permissions)).toEqual(new Set([...rows, `${DEFAULT_ROUTE.function} /*/*`]));
  });

  it('keeps an access log of its default stage', () => {
    const stage = propertiesAt(stateless, 'AWS::ApiGatewayV2::Stage', 'HttpApi');
    expect(stage).toMatchObject({ StageName: '$default', AutoDeploy: true });
    expect(stage.AccessLogSettings.DestinationArn).toBeDefined();
  });
});

describe('the table', () => {
  const [table] = Object.values(stateful.findResources('AWS::DynamoDB::GlobalTable'));
  const { Replicas, ...properties } = table!.Properties;

  it('can be restored to any point in time', () => {
    expect(Replicas[0].PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  });

  it('is protected from deletion, and stays when its stack goes', () => {
    expect(Replicas[0].DeletionProtectionEnabled).toBe(true);
    expect([table!.DeletionPolicy, table!.UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  it('is encrypted with a KMS key', () => {
    expect(properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
  });

  it('expires records', () => {
    expect(properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });

  it('streams both images', () => {
    expect(properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  });

  it('has no secondary index, which would slow down every posting', () => {
    expect(properties.GlobalSecondaryIndexes).toBeUndefined();
    expect(properties.LocalSecondaryIndexes).toBeUndefined();
  });
});

describe('permissions', () => {
  it.each(['documents', 'units'])('%s decides and posts, however much', (name) => {
    expect(actionsOf(name, 'dynamodb')).toEqual([
      'BatchGetItem',
      'BatchWriteItem',
      'ConditionCheckItem',
      'DeleteItem',
      'GetItem',
      'PutItem',
      'Query',
      'UpdateItem',
    ]);
  });

  it.each(['check', 'rebuild'])('%s only begins jobs', (name) => {
    expect(actionsOf(name, 'dynamodb')).toEqual(['BatchGetItem', 'PutItem', 'Query']);
  });

  it('only work goes through all records', () => {
    expect(names.filter((name) => actionsOf(name, 'dynamodb').includes('Scan'))).toEqual(['work']);
  });

  it("enquiry can't write but how many requests it had", () => {
    expect(actionsOf('enquiry', 'dynamodb')).toEqual(['BatchGetItem', 'GetItem', 'Query', 'UpdateItem']);
    const writing = statementsOf('enquiry').filter(({ Action }) => Action === 'dynamodb:UpdateItem');
    expect(writing).toMatchObject([
      { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['*#~requests'] } } },
    ]);
  });

  it("reference can't reach the table", () => {
    expect(actionsOf('reference', 'dynamodb')).toEqual([]);
  });

  it('project derives, follows the stream and reports failures', () => {
    expect(actionsOf('project', 'dynamodb')).toEqual([
      'BatchGetItem',
      'BatchWriteItem',
      'DescribeStream',
      'GetRecords',
      'GetShardIterator',
      'ListStreams',
      'Query',
    ]);
    expect(actionsOf('project', 'sqs')).toEqual(['SendMessage']);
  });

  it('redrive derives and settles failures', () => {
    expect(actionsOf('redrive', 'dynamodb')).toEqual(['BatchGetItem', 'BatchWriteItem', 'Query']);
    expect(actionsOf('redrive', 'sqs')).toEqual(['DeleteMessage', 'ReceiveMessage']);
  });

  it('only what follows the ledger, or makes up for it, tells outward', () => {
    const telling = names.filter((name) => actionsOf(name, 'events').length > 0);
    expect(telling.sort()).toEqual(['project', 'redrive']);
    for (const name of telling) expect(actionsOf(name, 'events')).toEqual(['PutEvents']);
  });

  it.each(names)('%s reaches any resource only to trace, and to find its stream', (name) => {
    const anywhere = statementsOf(name).filter(({ Resource }) => Resource === '*');
    const allowed = ['project', 'work'].includes(name) ? ['dynamodb:ListStreams'] : [];
    expect(anywhere.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('xray:'))).toEqual(
      allowed,
    );
  });
});

describe('environment', () => {
  const API = ['HEAVY_REQUESTS_PER_SECOND', 'REQUESTS_PER_SECOND', 'SCOPE_PREFIX', 'TABLE_NAME'];
  it.each([
    ['registry', API],
    ['documents', API],
    ['enquiry', API],
    ['reference', []],
    ['project', ['EVENT_BUS_NAME', 'FAILURE_QUEUE_URL', 'TABLE_NAME']],
    ['sweep', ['TABLE_NAME']],
    ['work', ['TABLE_NAME']],
    ['rebuild', ['TABLE_NAME']],
    ['redrive', ['EVENT_BUS_NAME', 'FAILURE_QUEUE_URL', 'TABLE_NAME']],
  ])('%s', (name, variables) => {
    expect(environmentOf(name)).toEqual([...variables, 'SERVICE_NAME'].sort());
  });
});

describe('the projection', () => {
  const consumer = propertiesAt(stateless, 'AWS::Lambda::EventSourceMapping', 'ProjectConsumer');

  it('is one of two consumers of the stream, which bears no more', () => {
    expect(propertiesOf(stateless, 'AWS::Lambda::EventSourceMapping')).toHaveLength(2);
  });

  it('sees the records that lists derive from, also when they are removed', () => {
    const patterns = consumer!.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) =>
      JSON.parse(Pattern),
    );
    const image = { type: { S: PROJECTED_TYPES } };
    expect(patterns).toEqual([{ dynamodb: { NewImage: image } }, { dynamodb: { OldImage: image } }]);
  });

  it('gives up within an hour, record by record', () => {
    expect(consumer).toMatchObject({
      MaximumRetryAttempts: 5,
      MaximumRecordAgeInSeconds: 3600,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('leaves what it gives up in the failure queue', () => {
    expect(JSON.stringify(consumer!.DestinationConfig.OnFailure)).toContain('FailureQueue');
  });

  it('is made good every five minutes', () => {
    const rule = propertiesAt(stateless, 'AWS::Events::Rule', 'Redrive');
    expect(rule.ScheduleExpression).toBe('rate(5 minutes)');
    expect(behind(rule.Targets[0].Arn.Ref)).toBe('redrive');
  });
});

describe('jobs', () => {
  const consumer = propertiesAt(stateless, 'AWS::Lambda::EventSourceMapping', 'WorkConsumer');

  it('are worked at as soon as a step is saved, not when one is taken', () => {
    const patterns = consumer.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) =>
      JSON.parse(Pattern),
    );
    expect(patterns).toEqual([{ dynamodb: { NewImage: { type: { S: ['job'] }, wants: { S: ['step'] } } } }]);
  });

  it('are worked at several at once, one step to a call', () => {
    expect(consumer).toMatchObject({ BatchSize: 1, ParallelizationFactor: 4 });
  });

  it('go on every minute where a worker broke off', () => {
    const rule = propertiesAt(stateless, 'AWS::Events::Rule', 'Work');
    expect(rule.ScheduleExpression).toBe('rate(1 minute)');
    expect(behind(rule.Targets[0].Arn.Ref)).toBe('work');
  });

  it('have workers that end before their leases do', () => {
    const { id } = functions.find(({ name }) => name === 'work')!;
    expect(propertiesAt(stateless, 'AWS::Lambda::Function', id).Timeout).toBeLessThan(90);
  });
});

describe('what large postings left behind', () => {
  it('is swept every minute', () => {
    const rule = propertiesAt(stateless, 'AWS::Events::Rule', 'Sweep');
    expect(rule.ScheduleExpression).toBe('rate(1 minute)');
    expect(behind(rule.Targets[0].Arn.Ref)).toBe('sweep');
  });
});

describe('the failure queue', () => {
  const queue = propertiesAt(stateful, 'AWS::SQS::Queue', 'FailureQueue');

  it('keeps messages for 14 days, encrypted', () => {
    expect(queue).toMatchObject({ MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true });
  });

  it('hides a message until the next redrive', () => {
    expect(queue.VisibilityTimeout).toBe(5 * 60);
  });

  it('refuses unencrypted connections', () => {
    const [statement] = propertiesAt(stateful, 'AWS::SQS::QueuePolicy', 'FailureQueue').PolicyDocument
      .Statement;
    expect(statement).toMatchObject({
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });
});

describe('the bus', () => {
  it('has a name of its stage that stays, for the rules of others', () => {
    const { stateful } = addSerialLedger(newApp({ stage: 'prod' }));
    const [bus] = propertiesOf(Template.fromStack(stateful), 'AWS::Events::EventBus');
    expect(bus.Name).toBe('serial-ledger-prod');
  });

  it('is open to nobody else', () => {
    expect(propertiesOf(stateful, 'AWS::Events::EventBusPolicy')).toEqual([]);
  });
});

describe('alarms', () => {
  const section = (description: string) =>
    /^Impact: .{20,} Runbook: docs\/runbook\.md#(\S+)$/.exec(description)?.[1];

  it.each(functions)('on the errors of $name, with impact and runbook', ({ id, name }) => {
    const errors = alarms.filter(
      ({ MetricName, Dimensions }) => MetricName === 'Errors' && Dimensions[0].Value.Ref === id,
    );
    expect(errors.map(({ AlarmDescription }) => section(AlarmDescription))).toEqual([name]);
  });

  it.each(['IteratorAge', 'ApproximateNumberOfMessagesVisible', '5xx'])(
    'on %s, with impact and runbook',
    (metric) => {
      const found = alarms.filter(({ MetricName }) => MetricName === metric);
      expect(found).toHaveLength(metric === 'IteratorAge' ? 2 : 1);
      for (const alarm of found) expect(section(alarm.AlarmDescription)).toBeDefined();
    },
  );

  it('link to sections that the runbook has', () => {
    const headings = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8').match(/^## .+$/gm);
    const linked = alarms.map(({ AlarmDescription }) => `## ${section(AlarmDescription)}`);
    expect(headings).toEqual(expect.arrayContaining([...new Set(linked)]));
  });
});

describe('functions', () => {
  it.each(functions)("$name runs on the tests' own Node, on ARM, traced, with JSON logs", ({ id }) => {
    expect(propertiesAt(stateless, 'AWS::Lambda::Function', id)).toMatchObject({
      Runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
    });
  });

  it('keep their logs for a limited time', () => {
    const groups = propertiesOf(stateless, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(functions.length + 1);
    expect(groups.filter(({ RetentionInDays }) => RetentionInDays === undefined)).toEqual([]);
  });

  const assembly = join(ROOT, 'cdk.out');
  const file = join(assembly, 'Stateless.template.json');
  const assetOf = (name: string): string => {
    const resources: Template['toJSON'] extends () => infer T ? T : never = JSON.parse(
      readFileSync(file, 'utf8'),
    ).Resources;
    const found = Object.values(resources).find(
      ({ Type, Properties }) =>
        Type === 'AWS::Lambda::Function' && Properties.Description.includes(`/${name}.ts`),
    );
    return join(assembly, found.Metadata['aws:asset:path']);
  };

  it.skipIf(!existsSync(file)).each(names)('%s is bundled small enough to start quickly', (name) => {
    expect(statSync(join(assetOf(name), 'index.js')).size).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
  });

  it.skipIf(!existsSync(file))('reference brings the files of its page', () => {
    const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
    const missing = files.filter((name) => !existsSync(join(assetOf('reference'), 'docs-page', name)));
    expect(missing).toEqual([]);
  });
});

describe('the app', () => {
  it('names its stacks by stage', () => {
    const { stateful, stateless } = addSerialLedger(newApp({ stage: 'prod' }));
    expect([stateful.stackName, stateless.stackName]).toEqual([
      'serial-ledger-prod-stateful',
      'serial-ledger-prod-stateless',
    ]);
  });

  it('refuses a stage that is no name', () => {
    expect(() => addSerialLedger(newApp({ stage: 'Prod 1' }))).toThrow('"Prod 1"');
  });

  it('is not synthesised with a finding that nobody acknowledged', () => {
    const app = newApp();
    new Queue(addSerialLedger(app).stateful, 'Unprotected');
    expect(() => app.synth()).toThrow('AwsSolutions-SQS4');
  });

  it('puts out where the API, the table and the bus are', () => {
    expect(Object.keys(stateless.toJSON().Outputs)).toContain('ApiUrl');
    expect(Object.keys(stateful.toJSON().Outputs)).toEqual(
      expect.arrayContaining(['TableName', 'EventBusName']),
    );
  });
});
