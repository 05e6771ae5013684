import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import cdk from '../cdk.json' with { type: 'json' };
import { CHECK_STEPS, DAILY_CHECK } from '../functions/app/alerts/daily-check.ts';
import { IMPORT_STEPS } from '../functions/app/imports/jobs.ts';
import { newJob, workOn } from '../functions/app/jobs/work.ts';
import { allowances } from '../functions/app/limits/allowances.ts';
import { LIMITS } from '../functions/app/posting/ports.ts';
import { RECALL_STEPS } from '../functions/app/recalls/jobs.ts';
import { allowanceRecords } from '../functions/data/allowance-records.ts';
import type { Entry } from '../functions/data/derived-entries.ts';
import { dynamoTable } from '../functions/data/dynamo-table.ts';
import { projector } from '../functions/data/projector.ts';
import { addDays } from '../functions/domain/calendar.ts';
import { searchPlaceIn } from '../functions/domain/recall/progress.ts';
import { asnOperations } from '../functions/http/asns.ts';
import { chain } from '../functions/http/chain.ts';
import { documentOperations } from '../functions/http/documents.ts';
import { enquiryOperations } from '../functions/http/enquiry.ts';
import { importOperations } from '../functions/http/imports.ts';
import { recallOperations } from '../functions/http/recalls.ts';
import { registryOperations } from '../functions/http/registry.ts';
import type { HttpEvent } from '../functions/http/request.ts';
import { traceOperations } from '../functions/http/trace.ts';
import { unitOperations } from '../functions/http/units.ts';
import { clock, ids } from '../functions/runtime/clock.ts';
import { storesOn } from '../functions/runtime/container.ts';
import { allowanceLog } from '../functions/runtime/log.ts';
import { startLocal } from '../local/stack.ts';
import { type Recorder, recorderOf } from './recorder.ts';

/** Where a bench runs: the synthesised table, stream consumers paused, and the handlers in this very process. */
export type Bed = {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly endpoint: string;
  readonly recorder: Recorder;
  /** A request as the gateway would hand it in; answers the parsed body. @throws Error unless it is a 2xx */
  readonly call: (tenant: string, route: string, given?: Given) => Promise<Answer>;
  /** Projects what was recorded, as the stream's consumer would. */
  readonly project: (items: readonly StoredItem[]) => Promise<void>;
  /** The stack's own consumers follow the stream again; the bed begins with them paused. */
  readonly resumeStreams: () => void;
  readonly pauseStreams: () => Promise<void>;
  readonly streamsSettled: () => Promise<void>;
  /** Writes entries under another tenant, in full batches, as many at once as the projection sends. */
  readonly writeEntries: (tenant: string, entries: readonly Entry[]) => Promise<void>;
  /** Takes a recall's job through its first pass. */
  readonly search: (tenant: string, recallId: string) => Promise<void>;
  /** Takes a file in, and carries its job to the end, as the stream would. Answers what is told of it then. */
  readonly importFile: (tenant: string, text: string) => Promise<Answer>;
  /** Carries the daily check of a day to its end, once the lists have settled. Answers what it counted. */
  readonly check: (tenant: string, today: string) => Promise<Progress>;
};

export type Progress = { readonly [name: string]: number };

export type StoredItem = { readonly pk: string; readonly sk: string; readonly [name: string]: unknown };
export type Given = {
  readonly body?: unknown;
  readonly csv?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly key?: string;
};
// biome-ignore lint/suspicious/noExplicitAny: a bench reads what it has just asked for
export type Answer = any;

const SCOPES = 'ledger.read ledger.write ledger.admin';
let requests = 0;

const eventOf = (tenant: string, route: string, given: Given): HttpEvent => {
  const [method = '', path = ''] = route.split(' ');
  requests += 1;
  const event: Partial<HttpEvent> = {
    version: '2.0',
    routeKey: route,
    rawPath: Object.entries(given.params ?? {}).reduce((p, [name, v]) => p.replace(`{${name}}`, v), path),
    rawQueryString: new URLSearchParams(given.query).toString(),
    headers: {
      'content-type': given.csv === undefined ? 'application/json' : 'text/csv',
      ...(given.key === undefined ? {} : { 'idempotency-key': given.key }),
    },
    queryStringParameters: { ...given.query },
    pathParameters: { ...given.params },
    isBase64Encoded: false,
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
    ...(given.csv === undefined ? {} : { body: given.csv }),
  };
  const requestContext = {
    requestId: `bench-${requests}`,
    http: { method, path: event.rawPath },
    authorizer: { jwt: { claims: { tenant, scope: SCOPES, sub: 'bench' }, scopes: null } },
  };
  return { ...event, requestContext } as unknown as HttpEvent;
};

/** Runs the work on a bed of its own, and takes it down again. */
export const withBed = async <T>(work: (bed: Bed) => Promise<T>): Promise<T> => {
  const stack = await startLocal({ memory: true, demo: false });
  const client = new DynamoDBClient({
    endpoint: stack.dynamodbEndpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  try {
    await stack.pauseStreams();
    const { tableName } = stack;
    const table = dynamoTable({ client, tableName, pause: clock.sleep });
    const quiet = { answered: () => {}, failed: ({ error }: { error: unknown }) => console.error(error) };
    const deps = { ...storesOn(table), clock, ids, limits: LIMITS, meter: () => {} };
    const { requestsPerSecond: usual, heavyRequestsPerSecond: heavy } = cdk.context;
    const { take } = allowanceRecords(table);
    const admit = allowances({ rates: { usual, heavy }, take, clock, log: allowanceLog });
    const operations = [...registryOperations, ...documentOperations, ...enquiryOperations];
    const others = [...unitOperations, ...traceOperations, ...recallOperations, ...asnOperations];
    const handle = chain([...operations, ...others, ...importOperations], {
      deps,
      log: quiet,
      scopePrefix: '',
      admit,
      untilAnswered: (_, work) => work(),
    });
    const call: Bed['call'] = async (tenant, route, given = {}) => {
      const answer = await handle(eventOf(tenant, route, given), {} as never);
      if ((answer.statusCode ?? 500) >= 300) throw new Error(`${route} answered ${answer.body}`);
      return JSON.parse(answer.body ?? 'null');
    };
    const project: Bed['project'] = (items) =>
      projector(table).project(items.map((now) => ({ key: { pk: now.pk, sk: now.sk }, now })));
    const search: Bed['search'] = async (tenant, recallId) => {
      const recall = await deps.store.recalls.read(tenant, recallId);
      const name = { tenant, jobId: recall?.jobId ?? '' };
      const job = await deps.store.jobs.read(tenant, name.jobId);
      if (job === undefined) throw new Error(`the recall ${recallId} has no search`);
      // The lists are settled; while the streams are paused nothing could tell it so.
      const checkpoint = { ...searchPlaceIn(job.checkpoint), phase: 'find' };
      const begun = { ...job, checkpoint, version: job.version + 1 };
      await deps.store.unitOfWork.write(deps.store.jobs.save(begun));
      for (let notBefore: number | undefined; notBefore === undefined; ) {
        const worked = await workOn({ deps, steps: RECALL_STEPS }, name);
        if (worked?.error !== undefined) throw worked.error;
        notBefore = worked?.job.notBefore;
      }
    };
    const importFile: Bed['importFile'] = async (tenant, text) => {
      const { importId } = await call(tenant, 'POST /v1/imports', {
        csv: text,
        query: { locationId: 'main' },
      });
      for (let isOver = false; !isOver; ) {
        const worked = await workOn({ deps, steps: IMPORT_STEPS }, { tenant, jobId: importId });
        if (worked?.error !== undefined) throw worked.error;
        isOver = worked?.outcome !== 'stepped';
      }
      return call(tenant, 'GET /v1/imports/{importId}', { params: { importId } });
    };
    const check: Bed['check'] = async (tenant, today) => {
      const thresholds = [90, 30, 0];
      const checkpoint = { today, last: addDays(today, -1), thresholds, phase: 'look', pass: 0 };
      const job = newJob(deps, { tenant, kind: DAILY_CHECK, checkpoint, createdBy: 'bench' });
      await deps.store.unitOfWork.write(deps.store.jobs.begin(job));
      for (;;) {
        const worked = await workOn({ deps, steps: CHECK_STEPS }, job);
        if (worked?.error !== undefined) throw worked.error;
        if (worked?.outcome !== 'stepped') return worked?.job.progress ?? {};
      }
    };
    const writeEntries: Bed['writeEntries'] = (tenant, entries) =>
      table.writeMany({
        puts: entries.map(({ key: { pk, sk }, attributes }) => ({
          key: { pk: `${tenant}${pk.slice(pk.indexOf('#'))}`, sk },
          attributes,
        })),
        deletes: [],
      });
    const { pauseStreams, resumeStreams, streamsSettled } = stack;
    const streams = { pauseStreams, resumeStreams, streamsSettled };
    const recorder = recorderOf(client);
    return await work({
      client,
      tableName,
      endpoint: stack.dynamodbEndpoint,
      recorder,
      call,
      project,
      ...streams,
      writeEntries,
      search,
      importFile,
      check,
    });
  } finally {
    client.destroy();
    await stack.stop();
  }
};

/** A tenant with a warehouse, a supplier, a customer and a fully tracked pump. */
export const openCompany = async ({ call }: Bed, tenant: string): Promise<void> => {
  await call(tenant, 'PUT /v1/locations/{locationId}', {
    params: { locationId: 'main' },
    body: { name: 'Main warehouse' },
  });
  const partner = (partnerId: string, role: string) =>
    call(tenant, 'PUT /v1/partners/{partnerId}', { params: { partnerId }, body: { name: partnerId, role } });
  await partner('acme', 'supplier');
  await partner('other', 'supplier');
  await partner('jane', 'customer');
  await call(tenant, 'PUT /v1/items/{itemId}', {
    params: { itemId: 'pump' },
    body: { name: 'Pump', tracking: 'serial', serialType: 'fully-tracked' },
  });
};

let documents = 0;

const posted = (kind: string, partnerId: string, serials: readonly string[]): Given => {
  documents += 1;
  return {
    key: `document-${documents}`,
    body: {
      kind,
      partnerId,
      locationId: 'main',
      lines: [{ itemId: 'pump', quantity: serials.length, serials }],
      post: true,
    },
  };
};

export const receive = (
  { call }: Bed,
  tenant: string,
  serials: readonly string[],
  partnerId = 'acme',
): Promise<Answer> => call(tenant, 'POST /v1/documents', posted('product-receipt', partnerId, serials));

export const sell = ({ call }: Bed, tenant: string, serials: readonly string[]): Promise<Answer> =>
  call(tenant, 'POST /v1/documents', posted('customer-invoice', 'jane', serials));
