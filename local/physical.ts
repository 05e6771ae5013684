import type { JsonObject } from './json.ts';

/** What `Ref` and `Fn::GetAtt` give for one resource. */
export type Physical = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };

/** Where things are: what an account, a region and the service endpoints are on this machine. */
export type Surroundings = {
  readonly account: string;
  readonly region: string;
  readonly baseUrl: string;
  /** Added to every name, so that runs in memory can share one engine. */
  readonly nameSuffix?: string;
};

type Naming = { readonly name: string; readonly properties: JsonObject } & Surroundings;

/** The address under which the SQS and EventBridge calls of the functions are answered. */
export const servicesUrl = (baseUrl: string): string => `${baseUrl}/_local/aws`;

const arn = ({ region, account }: Naming, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

const table = (of: Naming): Physical => {
  const tableArn = arn(of, 'dynamodb', `table/${of.name}`);
  // The engine's own stream ARN isn't known before the table exists; this one stands for it in the template.
  return { ref: of.name, attributes: { Arn: tableArn, StreamArn: `${tableArn}/stream/local` } };
};

const queue = (of: Naming): Physical => {
  const url = `${servicesUrl(of.baseUrl)}/${of.account}/${of.name}`;
  return { ref: url, attributes: { Arn: arn(of, 'sqs', of.name), QueueUrl: url, QueueName: of.name } };
};

const named =
  (service: string, kind: string) =>
  (of: Naming): Physical => ({
    ref: of.name,
    attributes: { Arn: arn(of, service, `${kind}${of.name}`), Name: of.name },
  });

const qualified =
  (qualifier: (properties: JsonObject) => string) =>
  (of: Naming): Physical => {
    const target = String(of.properties.FunctionName);
    const functionArn = target.startsWith('arn:') ? target : arn(of, 'lambda', `function:${target}`);
    const ref = `${functionArn}:${qualifier(of.properties)}`;
    return { ref, attributes: { FunctionArn: ref, Version: '1' } };
  };

const makers: Readonly<Record<string, { name?: string; make: (of: Naming) => Physical }>> = {
  'AWS::DynamoDB::GlobalTable': { name: 'TableName', make: table },
  'AWS::DynamoDB::Table': { name: 'TableName', make: table },
  'AWS::Lambda::Function': { name: 'FunctionName', make: named('lambda', 'function:') },
  'AWS::Lambda::Version': { make: qualified(() => '1') },
  'AWS::Lambda::Alias': { make: qualified((properties) => String(properties.Name)) },
  'AWS::SQS::Queue': { name: 'QueueName', make: queue },
  'AWS::Events::EventBus': { name: 'Name', make: named('events', 'event-bus/') },
  'AWS::Events::Rule': { name: 'Name', make: named('events', 'rule/') },
  'AWS::Scheduler::Schedule': { name: 'Name', make: named('scheduler', 'schedule/default/') },
  'AWS::ApiGatewayV2::Api': {
    make: (of) => ({ ref: of.name, attributes: { ApiEndpoint: of.baseUrl, ApiId: of.name } }),
  },
  'AWS::ApiGatewayV2::Stage': { name: 'StageName', make: (of) => ({ ref: of.name, attributes: {} }) },
};

/** The property that names a resource of this type, where its own properties may do so. */
export const nameProperty = (type: string): string | undefined => makers[type]?.name;

/** Types whose `Ref` or attributes depend on their properties. */
export const isQualifier = (type: string): boolean =>
  type === 'AWS::Lambda::Version' || type === 'AWS::Lambda::Alias';

/** The physical side of a resource; types that aren't run here get plausible strings. */
export const physical = (type: string, of: Naming): Physical => {
  const maker = makers[type];
  if (maker !== undefined) return maker.make(of);
  const service = type.split('::')[1]?.toLowerCase() ?? 'local';
  return { ref: of.name, attributes: { Arn: arn(of, service, of.name) } };
};
