import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  PROJECTED_TYPES,
  RECORD_TYPE,
  RECORD_TYPES,
  WANTS,
  WANTS_STEP,
} from '../functions/data/attributes.ts';
import { ENV_NAMES } from '../functions/runtime/env-names.ts';
import type { AccessContext } from './access-context.ts';
import type { AlarmTopic } from './constructs/alarm-topic.ts';
import { docsPageFiles } from './constructs/docs-page.ts';
import type { FailureQueue } from './constructs/failure-queue.ts';
import { HttpApi } from './constructs/http-api.ts';
import { LedgerDashboard } from './constructs/ledger-dashboard.ts';
import type { OutwardBus } from './constructs/outward-bus.ts';
import { Schedule } from './constructs/schedule.ts';
import { ServiceAlarms } from './constructs/service-alarms.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { StreamConsumer } from './constructs/stream-consumer.ts';
import { TokenIssuer } from './constructs/token-issuer.ts';
import { TrackingTable } from './constructs/tracking-table.ts';
import type { UserDirectory } from './constructs/user-directory.ts';
import { reservedConcurrency, restoredTable } from './context.ts';

export type StatelessStackProps = StackProps & {
  readonly table: TrackingTable;
  readonly failureQueue: FailureQueue;
  readonly bus: OutwardBus;
  readonly directory: UserDirectory | undefined;
  readonly access: AccessContext;
  readonly alarmTopic: AlarmTopic;
  /** Requests a second of one tenant. */
  readonly rates: Readonly<Record<'usual' | 'heavy', number>>;
};

/** @throws Error where the context names a function that there is none of, in this stack or beside it */
const checkReserved = (scope: Construct): void => {
  const functions = scope.node.root.node.findAll().filter((one) => one instanceof ServiceFunction);
  for (const name of reservedConcurrency(scope).keys()) {
    if (!functions.some((one) => one.name === name)) {
      throw new Error(`The context "reservedConcurrency" names ${name}, which is no function`);
    }
  }
};

/** Everything that can be replaced at any time: the API, its functions, the projection and its redrive. */
export class StatelessStack extends Stack {
  private readonly table: TrackingTable;
  private readonly failureQueue: FailureQueue;
  private readonly bus: OutwardBus;
  private readonly rates: StatelessStackProps['rates'];

  constructor(scope: Construct, id: string, given: StatelessStackProps) {
    const { table, failureQueue, bus, directory, access, alarmTopic, rates, ...props } = given;
    super(scope, id, props);
    this.rates = rates;
    const restored = restoredTable(this);
    this.table = restored === undefined ? table : new TrackingTable(this, 'RestoredTable', restored);
    this.failureQueue = failureQueue;
    this.bus = bus;
    const api = this.addApi(new TokenIssuer(this, 'TokenIssuer', { ...access, directory }), access);
    this.addProjection();
    const { check } = this.addJobs();
    const functions = this.node.findAll().filter((one) => one instanceof ServiceFunction);
    checkReserved(this);
    const answering = functions.filter(({ invokedBy }) => invokedBy === 'request');
    new ServiceAlarms(this, 'Alarms', { table: this.table, api, check, answering });
    new LedgerDashboard(this, 'Dashboard', { table: this.table, api, functions });
    alarmTopic.listenTo(this);
  }

  private addApi(tokens: TokenIssuer, { corsOrigins }: AccessContext): HttpApi {
    const registry = new ServiceFunction(this, 'RegistryFunction', {
      name: 'registry',
      invokedBy: 'request',
      impact: 'Items, locations, partners and settings can be neither read nor changed.',
    });
    const documents = new ServiceFunction(this, 'DocumentsFunction', {
      name: 'documents',
      invokedBy: 'request',
      impact: 'Goods can be neither received nor delivered, and no serial can be registered.',
    });
    const units = new ServiceFunction(this, 'UnitsFunction', {
      name: 'units',
      invokedBy: 'request',
      impact: 'Units can be neither held, released, renamed nor linked, and exceptions stay open.',
    });
    const enquiry = new ServiceFunction(this, 'EnquiryFunction', {
      name: 'enquiry',
      invokedBy: 'request',
      impact: 'Stock, units, their history and the search are unavailable.',
    });
    const recalls = new ServiceFunction(this, 'RecallsFunction', {
      name: 'recalls',
      invokedBy: 'request',
      impact: 'Recalls can be neither opened, held nor closed, and their units not be listed.',
    });
    const asns = new ServiceFunction(this, 'AsnsFunction', {
      name: 'asns',
      invokedBy: 'request',
      impact: 'Suppliers can announce nothing, and deliveries are received without their lists.',
    });
    const imports = new ServiceFunction(this, 'ImportsFunction', {
      name: 'imports',
      invokedBy: 'request',
      impact: 'Files can be neither imported nor exported; imports that were taken go on.',
    });
    const reference = new ServiceFunction(this, 'ReferenceFunction', {
      name: 'reference',
      invokedBy: 'request',
      impact: 'The reference of the API is unavailable, and unknown paths are answered as errors of ours.',
      afterBundling: docsPageFiles,
    });
    const deciding = ['read', 'put', 'remove', 'check'] as const;
    this.table.grant(registry, ...deciding, 'readTogether', 'add');
    this.table.grant(documents, ...deciding, 'readTogether', 'add', 'writeMany');
    this.table.grant(units, ...deciding, 'readTogether', 'add', 'writeMany');
    this.table.grant(recalls, ...deciding, 'readTogether', 'writeMany');
    this.table.grant(asns, ...deciding, 'add', 'writeMany');
    this.table.grant(imports, 'read', 'readTogether', 'put', 'writeMany');
    this.table.grant(enquiry, 'read', 'readTogether');
    // A handler looks at scopes again where a row of the route table allows several.
    for (const one of [registry, documents, units, enquiry, recalls, asns, imports]) {
      one.setEnvironment(ENV_NAMES.scopePrefix, tokens.scopePrefix);
      one.setEnvironment(ENV_NAMES.usualRate, `${this.rates.usual}`);
      one.setEnvironment(ENV_NAMES.heavyRate, `${this.rates.heavy}`);
    }
    for (const one of [enquiry, recalls, imports]) this.table.grantCounting(one);

    const api = new HttpApi(this, 'HttpApi', {
      functions: { registry, documents, units, enquiry, recalls, asns, imports, reference },
      ...tokens.trusted,
      corsOrigins,
      impact: 'Some requests are answered with an error of ours; whoever sent them must repeat them.',
    });
    new CfnOutput(this, 'ApiUrl', { value: api.url });
    return api;
  }

  private addProjection(): void {
    const project = new ServiceFunction(this, 'ProjectFunction', {
      name: 'project',
      invokedBy: 'event',
      impact: 'Postings succeed, but lists, the search and listeners no longer follow them.',
    });
    this.table.grant(project, 'read', 'writeMany');
    this.bus.grantTell(project);
    new StreamConsumer(this, 'ProjectConsumer', {
      table: this.table,
      consumer: project,
      // Records keep their order; lists follow a posting of thousands about as fast as their entries can be written.
      parallel: 4,
      // A removed record has an old image only, and one that changes its type must be taken off its old lists.
      filters: (['NewImage', 'OldImage'] as const).map((image) => ({
        image,
        has: { [RECORD_TYPE]: PROJECTED_TYPES },
      })),
      failureQueue: this.failureQueue,
      impact: 'Postings succeed, but lists and the search show them minutes late.',
      runbookSection: 'project',
    });

    const sweep = new ServiceFunction(this, 'SweepFunction', {
      name: 'sweep',
      invokedBy: 'event',
      impact:
        'What large postings left behind that broke off stays; it is not seen, but their units wait longer.',
    });
    this.table.grant(sweep, 'read', 'put', 'add', 'remove', 'writeMany');
    new CfnOutput(this, 'SweepFunctionName', { value: sweep.target.functionName });
    new Schedule(this, 'Sweep', { every: Duration.minutes(1), invokes: sweep });

    const redrive = new ServiceFunction(this, 'RedriveFunction', {
      name: 'redrive',
      invokedBy: 'event',
      impact:
        'Changes that could not be projected or told stay missing from lists, the search and listeners.',
    });
    this.table.grant(redrive, 'read', 'writeMany');
    this.failureQueue.grantSettle(redrive);
    this.bus.grantTell(redrive);
    new CfnOutput(this, 'RedriveFunctionName', { value: redrive.target.functionName });
    new Schedule(this, 'Redrive', { every: Duration.minutes(5), invokes: redrive });
  }

  private addJobs(): { readonly check: ServiceFunction } {
    const work = new ServiceFunction(this, 'WorkFunction', {
      name: 'work',
      invokedBy: 'job',
      impact: 'Work behind the requests stands still, or one job of it has failed for good.',
    });
    this.table.grant(work, 'read', 'put', 'add', 'remove', 'check', 'writeMany', 'scan');
    new CfnOutput(this, 'WorkFunctionName', { value: work.target.functionName });
    // Each saved step starts the next one. The lease of a worker, and a job that waits, are of no interest.
    new StreamConsumer(this, 'WorkConsumer', {
      table: this.table,
      consumer: work,
      filters: [{ image: 'NewImage', has: { [RECORD_TYPE]: [RECORD_TYPES.job], [WANTS]: [WANTS_STEP] } }],
      batchSize: 1,
      parallel: 4,
      impact: 'Work behind the requests goes on only once a minute.',
      runbookSection: 'work',
    });
    // What a worker left that broke off, and what waits for its time.
    new Schedule(this, 'Work', { every: Duration.minutes(1), invokes: work });

    const check = new ServiceFunction(this, 'CheckFunction', {
      name: 'check',
      invokedBy: 'event',
      impact: 'Nobody is told what ends soon or waits for too long, until a later run makes up for it.',
    });
    this.table.grant(check, 'read', 'put');
    new Schedule(this, 'DailyCheck', { every: Duration.hours(1), invokes: check });

    const rebuild = new ServiceFunction(this, 'RebuildFunction', {
      name: 'rebuild',
      invokedBy: 'event',
      impact: 'Lists and the search cannot be made anew; as long as they are whole, nobody misses it.',
    });
    this.table.grant(rebuild, 'read', 'put');
    new CfnOutput(this, 'RebuildFunctionName', { value: rebuild.target.functionName });
    return { check };
  }
}
