import { Stack } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  Billing,
  Operation,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { ALLOWANCES, EXPIRES_AT, TABLE_KEYS } from '../../functions/data/attributes.ts';
import { ENV_NAMES } from '../../functions/runtime/env-names.ts';
import type { ExistingTable } from '../context.ts';
import { removalOf, stageOf } from '../stage.ts';
import { ALARM_PERIOD } from './runbook-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * What a function may ask of the table. A transaction is authorised by the actions of its parts; there is no action for
 * the transaction itself.
 */
const ABILITIES = {
  /** Records by key, and ranges of them. */
  read: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
  /** Several units as they are at one moment. */
  readTogether: ['dynamodb:GetItem'],
  put: ['dynamodb:PutItem'],
  /** Changes of counts. */
  add: ['dynamodb:UpdateItem'],
  remove: ['dynamodb:DeleteItem'],
  /** That something stands while something else is written. */
  check: ['dynamodb:ConditionCheckItem'],
  /** Without conditions: what is derived, or what nobody sees before a commit. */
  writeMany: ['dynamodb:BatchWriteItem'],
  /** Only where all records must be looked at, of all tenants. */
  scan: ['dynamodb:Scan'],
} as const;
export type Ability = keyof typeof ABILITIES;

const FOLLOW = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'] as const;

/** Whether it is made here or only named. */
type AnyTable = Pick<
  TableV2,
  'tableName' | 'tableArn' | 'metricThrottledRequestsForOperations' | 'metricSystemErrorsForOperations'
> & { readonly tableStreamArn?: string | undefined };

/** What is asked of it. */
const OPERATIONS = [
  Operation.BATCH_GET_ITEM,
  Operation.QUERY,
  Operation.TRANSACT_GET_ITEMS,
  Operation.TRANSACT_WRITE_ITEMS,
  Operation.BATCH_WRITE_ITEM,
  Operation.UPDATE_ITEM,
  Operation.SCAN,
] as const;

/**
 * The one table, without secondary indexes: its stream projects them into the table itself. A grant gives a function the
 * table's name and the actions it needs, and no more.
 */
export class TrackingTable extends Construct {
  private readonly table: AnyTable;
  /** The stream of its changes, with the images before and after each. */
  readonly streamArn: string;

  /** Makes the table, or, where one is named, takes that as it is. */
  constructor(scope: Construct, id: string, existing?: ExistingTable) {
    super(scope, id);
    this.table = existing === undefined ? this.made() : this.found(existing);
    if (this.table.tableStreamArn === undefined) throw new Error('The table has no stream');
    this.streamArn = this.table.tableStreamArn;
  }

  private found({ name, streamArn }: ExistingTable): AnyTable {
    return TableV2.fromTableAttributes(this, 'Resource', { tableName: name, tableStreamArn: streamArn });
  }

  private made(): AnyTable {
    const stage = stageOf(this);
    const table = new TableV2(this, 'Resource', {
      partitionKey: { name: TABLE_KEYS.partition, type: AttributeType.STRING },
      sortKey: { name: TABLE_KEYS.sort, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.keepsData,
      removalPolicy: removalOf(stage),
      timeToLiveAttribute: EXPIRES_AT,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    // Others may go over to a restored table: what they imported from here must not be in the way then.
    const stack = Stack.of(this);
    for (const told of [table.tableName, table.tableArn, table.tableStreamArn]) stack.exportValue(told);
    return table;
  }

  get tableName(): string {
    return this.table.tableName;
  }

  /** Calls that the engine turned away or failed at, all together. */
  metric(what: 'throttled' | 'failed'): IMetric {
    const options = { ...ALARM_PERIOD, operations: [...OPERATIONS] };
    return what === 'throttled'
      ? this.table.metricThrottledRequestsForOperations(options)
      : this.table.metricSystemErrorsForOperations(options);
  }

  /** To count the requests that it answers, for what may count nothing else. */
  grantCounting(to: ServiceFunction): void {
    to.allow(['dynamodb:UpdateItem'], this.table.tableArn, {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`*#${ALLOWANCES}`] },
    });
  }

  /** Gives the table's name, and leave to do this with it and no more; a test compares it with what is done. */
  grant(to: ServiceFunction, ...abilities: readonly Ability[]): void {
    to.setEnvironment(ENV_NAMES.table, this.table.tableName);
    to.allow(
      abilities.flatMap((ability) => ABILITIES[ability]),
      this.table.tableArn,
    );
  }

  /** To be invoked with the stream's records. */
  grantFollow(to: ServiceFunction): void {
    // Not the library's grantStreamRead: it adds ListStreams on every table of the account.
    to.allow(FOLLOW, this.streamArn);
    to.allow(['dynamodb:ListStreams'], '*');
  }
}
