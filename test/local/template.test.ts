// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub's own placeholders.
import { describe, expect, it } from 'vitest';
import type { StackTemplate, Template } from '../../local/assembly.ts';
import { readResources } from '../../local/template.ts';

const settings = {
  account: '000000000000',
  region: 'us-east-1',
  baseUrl: 'http://127.0.0.1:3000',
  parameters: { JwtIssuer: 'http://own' },
};

const stack = (name: string, template: Partial<Template>): StackTemplate => ({
  name,
  directory: '/out',
  account: undefined,
  region: undefined,
  assets: new Map(),
  template: { Parameters: {}, Mappings: {}, Conditions: {}, Resources: {}, Outputs: {}, ...template },
});

/** What a property value becomes in a stack with a queue `Q` and a table `T`. */
const resolved = (value: unknown, more: Partial<Template> = {}): unknown => {
  const only = stack('S', {
    ...more,
    Resources: {
      T: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} },
      Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
      F: { Type: 'AWS::Lambda::Function', Properties: {} },
      R: { Type: 'AWS::IAM::Role', Properties: { Anything: { 'Fn::Unheard': 1 } } },
      X: { Type: 'Test::Holder', Properties: { value } },
    },
  });
  return readResources([only], settings).ofType('Test::Holder')[0]?.properties.value;
};

describe('intrinsic functions', () => {
  it.each([
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['a table', { Ref: 'T' }, 'S-T'],
    ['a queue by its own name', { Ref: 'Q' }, 'http://127.0.0.1:3000/_local/aws/000000000000/jobs'],
    ['an ARN', { 'Fn::GetAtt': ['Q', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:jobs'],
    ['an ARN with a dot', { 'Fn::GetAtt': 'T.Arn' }, 'arn:aws:dynamodb:us-east-1:000000000000:table/S-T'],
    ['a type not run here', { 'Fn::GetAtt': ['R', 'Arn'] }, 'arn:aws:iam:us-east-1:000000000000:S-R'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'T' }, 'b']] }, 'a-S-T-b'],
    [
      'Sub',
      { 'Fn::Sub': 'x/${AWS::AccountId}/${T.Arn}/${!kept}' },
      'x/000000000000/arn:aws:dynamodb:us-east-1:000000000000:table/S-T/${kept}',
    ],
    ['Sub with variables', { 'Fn::Sub': ['${A}-${T}', { A: { Ref: 'AWS::Partition' } }] }, 'aws-S-T'],
    ['Select and Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['a left out entry', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
    ['a left out property', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    [
      'an ordinary property named Condition',
      { Condition: { StringEquals: 1 } },
      { Condition: { StringEquals: 1 } },
    ],
  ])('resolves %s', (_, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it('chooses by conditions and parameters', () => {
    const more = {
      Parameters: { JwtIssuer: { Default: '' }, Other: { Default: 'default' } },
      Conditions: {
        Own: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'JwtIssuer' }, ''] }] },
        Both: { 'Fn::And': [{ Condition: 'Own' }, { 'Fn::Equals': [{ Ref: 'Other' }, 'default'] }] },
      },
    };
    expect(resolved({ 'Fn::If': ['Both', { Ref: 'JwtIssuer' }, 'cognito'] }, more)).toBe('http://own');
  });

  it.each([
    ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/16', 1] }, /X of S.*Fn::Cidr/],
    ['a missing resource', { Ref: 'Gone' }, /X of S.*"Gone"/],
    ['a missing attribute owner', { 'Fn::GetAtt': ['Gone', 'Arn'] }, /X of S.*"Gone"/],
    ['a missing export', { 'Fn::ImportValue': 'S2:Gone' }, /S2:Gone/],
    ['a missing condition', { 'Fn::If': ['Gone', 1, 2] }, /X of S.*"Gone"/],
  ])('names the place of %s', (_, value, message) => {
    expect(() => resolved(value)).toThrow(message);
  });

  it('imports what another stack exports', () => {
    const data = stack('Data', {
      Resources: { T: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} } },
      Outputs: { O: { Value: { Ref: 'T' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:T' } } } },
    });
    const user = stack('User', {
      Resources: { X: { Type: 'Test::Holder', Properties: { table: { 'Fn::ImportValue': 'Data:T' } } } },
    });
    expect(readResources([user, data], settings).ofType('Test::Holder')[0]?.properties.table).toBe('Data-T');
  });
});
