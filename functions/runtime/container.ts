import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CHECK_STEPS } from '../app/alerts/daily-check.ts';
import { IMPORT_STEPS } from '../app/imports/jobs.ts';
import type { Steps } from '../app/jobs/ports.ts';
import { REBUILD_INDEX } from '../app/jobs/rebuild.ts';
import { allowances } from '../app/limits/allowances.ts';
import type { Deps, Store } from '../app/ports.ts';
import { LIMITS } from '../app/posting/ports.ts';
import { RECALL_STEPS } from '../app/recalls/jobs.ts';
import { alertRecords, checkRecords } from '../data/alert-records.ts';
import { allowanceRecords } from '../data/allowance-records.ts';
import { asnRecords } from '../data/asn-records.ts';
import { balanceRecords } from '../data/balance-records.ts';
import { batchRecords } from '../data/batch-records.ts';
import { beaconRecords } from '../data/beacon-records.ts';
import { documentRecords } from '../data/document-records.ts';
import { dynamoTable } from '../data/dynamo-table.ts';
import { counterRecords, entityNameRecords } from '../data/entity-records.ts';
import { eventBus } from '../data/event-bus.ts';
import { exceptionRecords } from '../data/exception-records.ts';
import { failureQueue } from '../data/failure-queue.ts';
import { idempotencyRecords } from '../data/idempotency-records.ts';
import { importRecords } from '../data/import-records.ts';
import { REBUILD_BEGINS, rebuildStep } from '../data/index-rebuild.ts';
import { indexes } from '../data/indexes.ts';
import { gtinRecords, modelItemRecords } from '../data/item-claims.ts';
import { itemGuards } from '../data/item-guards.ts';
import { jobRecords } from '../data/job-records.ts';
import { machineClients } from '../data/machine-clients.ts';
import { movementRecords } from '../data/movement-records.ts';
import { teller } from '../data/outward.ts';
import { postingRecords } from '../data/posting-records.ts';
import { postingViews, type ViewedTable } from '../data/posting-views.ts';
import { projector } from '../data/projector.ts';
import { recallRecords } from '../data/recall-records.ts';
import {
  itemRecords,
  locationRecords,
  modelRecords,
  partnerRecords,
  settingsRecords,
} from '../data/registry-records.ts';
import type { Table } from '../data/table.ts';
import { unitOfWork } from '../data/unit-of-work.ts';
import { unitRecords } from '../data/unit-records.ts';
import { lazily } from '../domain/lazily.ts';
import { checkHandler } from '../events/check.ts';
import { projectHandler } from '../events/project.ts';
import { rebuildHandler } from '../events/rebuild.ts';
import { redriveHandler } from '../events/redrive.ts';
import { sweepHandler } from '../events/sweep.ts';
import { tokensHandler } from '../events/tokens.ts';
import { workHandler } from '../events/work.ts';
import { chain } from '../http/chain.ts';
import type { Operation } from '../http/operation.ts';
import { referenceHandler } from '../http/reference.ts';
import { clock, ids } from './clock.ts';
import { env } from './env.ts';
import {
  allowanceLog,
  checkLog,
  projectLog,
  redriveLog,
  requestLog,
  sweepLog,
  tokensLog,
  workLog,
} from './log.ts';
import { countingFailures, countingRedriven, countingSend, timingLag } from './measured.ts';
import { meter, metered } from './metrics.ts';
import { endingWithRequest, untilAnswered } from './request-time.ts';

/** The one place where the parts are put together. */

const table = (): Table =>
  dynamoTable({
    client: endingWithRequest(new DynamoDBClient({})),
    tableName: env.tableName(),
    // Only before a call is repeated.
    pause: (milliseconds) => {
      meter('Retries', 1);
      return clock.sleep(milliseconds);
    },
  });

/** What only reads needs few of them. */
const storeIn = (on: ViewedTable, raw: Table): Store =>
  lazily({
    confirm: () => on.confirm,
    unitOfWork: () => unitOfWork(on),
    settings: () => settingsRecords(on),
    items: () => itemRecords(on),
    gtins: () => gtinRecords(on),
    models: () => modelRecords(on),
    modelItems: () => modelItemRecords(on),
    entityNames: () => entityNameRecords(on),
    counters: () => counterRecords(on),
    guards: () => itemGuards(on),
    locations: () => locationRecords(on),
    partners: () => partnerRecords(on),
    units: () => unitRecords(on),
    balances: () => balanceRecords(on),
    batches: () => batchRecords(on),
    exceptions: () => exceptionRecords(on),
    movements: () => movementRecords(on),
    documents: () => documentRecords(on),
    idempotency: () => idempotencyRecords(on),
    indexes: () => indexes(on),
    postings: () => postingRecords(raw),
    recalls: () => recallRecords(on),
    beacons: () => beaconRecords(on),
    jobs: () => jobRecords(on),
    alerts: () => alertRecords(on),
    checks: () => checkRecords(on),
    asns: () => asnRecords(on),
    imports: () => importRecords(on),
  });

/** What use cases need of a table; `storeFor` tells how records under large postings are seen. */
export const storesOn = (table: Table): Pick<Deps, 'store' | 'storeFor'> => {
  const viewOf = postingViews(table);
  const storeFor: Deps['storeFor'] = (view) => storeIn(viewOf(view), table);
  return { store: storeFor({}), storeFor };
};

const depsOn = (on: Table): Deps => ({ ...storesOn(on), clock, ids, limits: LIMITS, meter });

const commandDeps = (): Deps => depsOn(table());

export const httpHandler = (operations: readonly Operation[]) => {
  const on = table();
  const { take } = allowanceRecords(on);
  const admit = allowances({ rates: env.rates(), take, clock, log: allowanceLog });
  return metered(
    chain(operations, {
      deps: depsOn(on),
      log: requestLog,
      scopePrefix: env.scopePrefix(),
      admit,
      untilAnswered,
    }),
  );
};

const waitingQueue = () => failureQueue(new SQSClient({}), env.failureQueueUrl());

/** A call that hangs must not keep lists waiting: what is not told by then is told by the redrive. */
const PATIENCE = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** Keeps lists and search, and tells outward. */
const following = () => {
  const on = table();
  const client = new EventBridgeClient({ maxAttempts: 2, requestHandler: PATIENCE });
  const send = eventBus({ client, busName: env.eventBusName(), pause: clock.sleep });
  return { projector: projector(on), teller: teller(on, countingSend(send)), queue: waitingQueue() };
};

export const streamHandler = () => {
  const { queue, ...rest } = following();
  const sendFailures = countingFailures(queue.send);
  return metered(timingLag(projectHandler({ ...rest, sendFailures, log: projectLog })));
};

export const sweeping = () => metered(sweepHandler({ deps: commandDeps(), log: sweepLog }));

export const redriving = () => metered(countingRedriven(redriveHandler({ ...following(), log: redriveLog })));

/** What advances jobs of each kind. */
const stepsOn = (on: Table): Steps => ({
  ...RECALL_STEPS,
  ...IMPORT_STEPS,
  ...CHECK_STEPS,
  [REBUILD_INDEX]: rebuildStep(on),
});

export const working = () => {
  const on = table();
  return metered(workHandler({ deps: depsOn(on), steps: stepsOn(on), log: workLog }));
};

export const checking = () => metered(checkHandler({ deps: commandDeps(), log: checkLog }));

export const rebuilding = () => metered(rebuildHandler({ deps: commandDeps(), checkpoint: REBUILD_BEGINS }));

/** Cognito waits 5 s for a token's claims, and asks twice more. */
const HASTE = { connectionTimeout: 500, requestTimeout: 1_500, throwOnRequestTimeout: true };

export const issuing = () => {
  const client = new SSMClient({ maxAttempts: 2, requestHandler: HASTE });
  return tokensHandler({ machineClients: machineClients(client, env.machineClientsPath()), log: tokensLog });
};

/** Files that the stack bundles beside the function. */
const PAGE_FILES: ReadonlySet<string> = new Set(['swagger-ui.css', 'swagger-ui-bundle.js']);

export const publicReference = () =>
  referenceHandler(async (name) =>
    PAGE_FILES.has(name) ? readFile(join(import.meta.dirname, 'docs-page', name), 'utf8') : undefined,
  );
