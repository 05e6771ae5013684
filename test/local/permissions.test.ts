import { describe, expect, it } from 'vitest';
import { readPermissions } from '../../local/permissions.ts';
import type { Resource } from '../../local/template.ts';
import { actionsOf } from '../../local/used-actions.ts';
import { misfits } from '../support/usage.ts';

const resource = (type: string, id: string, properties: Resource['properties']): Resource => ({
  stack: 's',
  id,
  type,
  properties,
  physical: { ref: id, attributes: { Arn: `arn:${id}` } },
  directory: '',
  asset: undefined,
});
const template = (...resources: readonly Resource[]) => ({
  ofType: (...types: string[]) => resources.filter(({ type }) => types.includes(type)),
});
const policy = (id: string, Roles: string[], Statement: object[]) =>
  resource('AWS::IAM::Policy', id, { Roles, PolicyDocument: { Statement } });
const fn = (Role: string) => resource('AWS::Lambda::Function', 'F', { Role });

describe('what a role allows', () => {
  const role = resource('AWS::IAM::Role', 'R', {});
  const other = policy('Other', ['S'], [{ Effect: 'Allow', Action: 'sqs:SendMessage' }]);

  it('is what its policies say, without what they deny', () => {
    const own = policy(
      'Own',
      ['R'],
      [
        { Effect: 'Allow', Action: ['dynamodb:Query', 'dynamodb:Scan'] },
        { Effect: 'Deny', Action: 'dynamodb:Scan' },
      ],
    );
    expect(readPermissions(template(role, own, other)).allowedTo(fn('arn:R'))).toEqual(['dynamodb:Query']);
  });

  it("isn't known of a role that isn't in the template, or has policies of AWS", () => {
    const managed = resource('AWS::IAM::Role', 'R', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/x'] });
    expect(readPermissions(template(managed)).allowedTo(fn('arn:R'))).toBeUndefined();
    expect(readPermissions(template(role)).allowedTo(fn('arn:elsewhere'))).toBeUndefined();
  });

  it('is told beside what was done and what was refused', () => {
    const own = policy('Own', ['R'], [{ Effect: 'Allow', Action: 'dynamodb:Query' }]);
    const permissions = readPermissions(template(role, own));
    permissions.allowedTo(fn('arn:R'));
    permissions.note('F', 'dynamodb:Query', true);
    permissions.note('F', 'dynamodb:Scan', false);
    const told = { allowed: ['dynamodb:Query'], used: ['dynamodb:Query'], refused: ['dynamodb:Scan'] };
    expect(permissions.usage()).toEqual({ F: told });
  });
});

describe('the actions of a call', () => {
  it.each([
    ['DynamoDB_20120810.Query', '{}', ['dynamodb:Query']],
    ['DynamoDB_20120810.TransactGetItems', '{}', ['dynamodb:GetItem']],
    ['AmazonSQS.SendMessageBatch', '{}', ['sqs:SendMessage']],
    ['AWSEvents.PutEvents', '{}', ['events:PutEvents']],
    ['Kinesis.PutRecord', '{}', []],
  ])('%s', (target, body, actions) => {
    expect(actionsOf(target, body)).toEqual(actions);
  });

  it('of a transaction are those of its parts', () => {
    const body = JSON.stringify({
      TransactItems: [
        { Put: { TableName: 't', Item: { note: { S: '{"Delete":{"' } } } },
        { ConditionCheck: { TableName: 't' } },
        { Put: { TableName: 't' } },
      ],
    });
    const actions = ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'];
    expect(actionsOf('DynamoDB_20120810.TransactWriteItems', body)).toEqual(actions);
  });
});

describe('the comparison at the end of all tests', () => {
  const usage = (name: string, used: string[], refused: string[] = []) => ({
    [name]: { allowed: ['dynamodb:Query', 'dynamodb:Scan', 'logs:PutLogEvents'], used, refused },
  });

  it('takes the runs of all stacks together', () => {
    const runs = [
      usage('a-WorkFunction1A2B3C4D', ['dynamodb:Query']),
      usage('a-WorkFunction1A2B3C4D-x', ['dynamodb:Scan']),
    ];
    expect(misfits(runs)).toEqual([]);
  });

  it('finds what no run has done, and what was refused in one', () => {
    expect(misfits([usage('a-WorkFunction1A2B3C4D', ['dynamodb:Query'], ['sqs:SendMessage'])])).toEqual([
      'WorkFunction may dynamodb:Scan and never does',
      'WorkFunction tries sqs:SendMessage and may not',
    ]);
  });
});
