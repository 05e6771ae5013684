import type { Job } from '../app/jobs/ports.ts';
import type { Caller, Deps } from '../app/ports.ts';
import {
  closeRecall,
  holdRecall,
  type RecallChange,
  type RecallState,
  recallOf,
  recallState,
} from '../app/recalls/change.ts';
import { searchStatus } from '../app/recalls/jobs.ts';
import { openNewRecall } from '../app/recalls/open.ts';
import { type Affected, affectedPage } from '../app/recalls/units.ts';
import { withParents } from '../app/trace/parents.ts';
import { currentUnits } from '../app/units/current.ts';
import { tagOf } from '../app/versions.ts';
import { isHeldBy, type Recall, type RecallSummary } from '../domain/recall/recall.ts';
import { isInStock, shownStatus } from '../domain/unit/unit.ts';
import { jsonOf } from './bodies.ts';
import { RECALLS } from './contract/recalls.ts';
import { csvOf } from './csv.ts';
import { exporting, listing, type Operation, reading, writing } from './operation.ts';
import { position } from './views.ts';

/** Recalls as clients see them. */

const CUSTOMERS_TOLD = 1_000;

const namesOf = async ({ store }: Deps, { tenant }: Caller, ids: readonly string[]) => {
  const partners = await store.partners.readMany(tenant, ids);
  return new Map(partners.map(({ partnerId, name }) => [partnerId, name]));
};

const summaryView = ({ counts, customers }: RecallSummary, names: ReadonlyMap<string, string>) => ({
  counts: { ...counts, byStatus: { ...counts.byStatus } },
  customers: customers.slice(0, CUSTOMERS_TOLD).map((one) => ({ ...one, name: names.get(one.partnerId) })),
});

const headView = ({ recallId, name, criteria, status, createdAt, createdBy }: Recall) => ({
  recallId,
  name,
  criteria,
  status,
  createdAt,
  createdBy,
});

const holdView = ({ hold }: Recall, { search, holding }: Pick<RecallState, 'search' | 'holding'>) => {
  if (hold === undefined) return undefined;
  const { at, by, reason, jobId } = hold;
  const own = holding?.status === 'completed' || holding?.status === 'failed' ? holding.status : 'running';
  return { at, by, reason, status: jobId === undefined ? searchStatus(search) : own };
};

const closedView = ({ closed }: Recall, names: ReadonlyMap<string, string>) =>
  closed === undefined ? undefined : { ...closed, summary: summaryView(closed.summary, names) };

type Told = {
  readonly recall: Recall;
  readonly summary: RecallSummary;
  readonly countedAt?: string | undefined;
  readonly search: Job | undefined;
  readonly holding: Job | undefined;
};

const recallView = async (deps: Deps, caller: Caller, told: Told) => {
  const { recall, summary, countedAt, search } = told;
  const ids = [...summary.customers, ...(recall.closed?.summary.customers ?? [])]
    .slice(0, 2 * CUSTOMERS_TOLD)
    .map(({ partnerId }) => partnerId);
  const names = await namesOf(deps, caller, ids);
  return {
    ...headView(recall),
    ...summaryView(summary, names),
    countedAt,
    search: {
      status: searchStatus(search),
      found: Math.max(search?.progress.found ?? 0, summary.counts.total),
    },
    hold: holdView(recall, told),
    closed: closedView(recall, names),
  };
};

/** A recall as a change leaves it. */
const changed = async (deps: Deps, caller: Caller, change: RecallChange) => {
  const { parts, postingId, recall, summary } = change;
  const search = await deps.store.jobs.read(caller.tenant, recall.jobId);
  return {
    parts,
    postingId,
    body: await recallView(deps, caller, { recall, summary, search, holding: undefined }),
    tag: tagOf(recall.version),
  };
};

type Filters = {
  readonly status?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly itemId?: string | undefined;
};

const unitsPage = async (
  deps: Deps,
  caller: Caller,
  asked: {
    readonly recallId: string;
    readonly filters: Filters;
    readonly page: { readonly limit: number; readonly after: string | undefined };
  },
) => {
  const { recallId, filters, page } = asked;
  const [, { items, next }] = await Promise.all([
    recallOf(deps, caller, recallId),
    affectedPage(deps, caller.tenant, { recallId, page }),
  ]);
  const { status, partnerId, itemId } = filters;
  const kept = items.filter(
    ({ unit }) =>
      (status === undefined || shownStatus(unit) === status) &&
      (partnerId === undefined || unit.partnerId === partnerId) &&
      (itemId === undefined || unit.itemId === itemId),
  );
  // Parents and parts by the numbers that they bear today.
  const shown = await withParents(
    deps,
    caller,
    kept.map(({ unit }) => unit),
  );
  const parts = kept.flatMap(({ known: { via } }) =>
    via?.id === undefined ? [] : [{ itemId: via.itemId, key: via.serial ?? '', id: via.id }],
  );
  const numbers = new Map(
    (await currentUnits(deps, caller.tenant, parts)).flatMap((unit) =>
      unit === undefined ? [] : [[unit.id, unit.serial]],
    ),
  );
  return {
    items: kept.map(({ known, unit }, i) => ({
      known:
        known.via?.id === undefined
          ? known
          : { ...known, via: { ...known.via, serial: numbers.get(known.via.id) ?? known.via.serial } },
      unit: shown[i] ?? unit,
    })),
    next,
  };
};

const unitView = ({ known, unit }: Affected) => {
  const { itemId, serial, id, locationId, partnerId, parent } = unit;
  return {
    itemId,
    serial,
    id,
    status: shownStatus(unit),
    inStock: isInStock(unit),
    held: isHeldBy(unit, known.recallId),
    locationId,
    partnerId,
    parent,
    via: known.via,
  };
};

const COLUMNS = [
  ...['itemId', 'serial', 'status', 'inStock', 'held', 'locationId', 'partnerId', 'partnerName'],
  ...['viaItemId', 'viaSerial', 'parentItemId', 'parentSerial'],
];
const ROWS_PER_PAGE = 5_000;

export const recallOperations: readonly Operation[] = [
  writing('openRecall', RECALLS.openRecall, async ({ deps, caller, body }) => {
    const change = await openNewRecall(deps, caller, jsonOf(body));
    const location = `/v1/recalls/${change.recall.recallId}`;
    return { ...(await changed(deps, caller, change)), status: 201, location };
  }),
  listing('listRecalls', RECALLS.listRecalls, async ({ deps, caller, query, at }) => {
    const page = await deps.store.recalls.list(caller.tenant, { limit: query.limit, after: at?.position });
    const names = new Map<string, string>();
    return {
      items: page.items.map((recall) => ({ ...headView(recall), closed: closedView(recall, names) })),
      next: position(page.next),
    };
  }),
  reading('getRecall', RECALLS.getRecall, async ({ deps, caller, params: { recallId } }) => {
    const state = await recallState(deps, caller, recallId);
    return { body: await recallView(deps, caller, state), tag: tagOf(state.recall.version) };
  }),
  listing('listRecallUnits', RECALLS.listRecallUnits, async ({ deps, caller, params, query, at }) => {
    const { limit, cursor: _, ...filters } = query;
    const page = { limit, after: at?.position };
    const { items, next } = await unitsPage(deps, caller, { ...params, filters, page });
    return { items: items.map(unitView), next: position(next) };
  }),
  exporting('exportRecallUnits', RECALLS.exportRecallUnits, async ({ deps, caller, params, query, at }) => {
    const { cursor: _, ...filters } = query;
    const page = { limit: ROWS_PER_PAGE, after: at?.position };
    const { items, next } = await unitsPage(deps, caller, { ...params, filters, page });
    const ids = [...new Set(items.flatMap(({ unit }) => unit.partnerId ?? []))];
    const names = await namesOf(deps, caller, ids);
    const rows = items
      .map(unitView)
      .map((unit) => [
        ...[unit.itemId, unit.serial, unit.status, unit.inStock, unit.held, unit.locationId, unit.partnerId],
        ...[names.get(unit.partnerId ?? ''), unit.via?.itemId, unit.via?.serial],
        ...[unit.parent?.itemId, unit.parent?.serial],
      ]);
    return { text: csvOf(COLUMNS, rows), next: position(next) };
  }),
  writing('holdRecall', RECALLS.holdRecall, async ({ deps, caller, params, body, ifMatch }) =>
    changed(deps, caller, await holdRecall(deps, caller, { ...params, ...jsonOf(body), ifMatch })),
  ),
  writing('closeRecall', RECALLS.closeRecall, async ({ deps, caller, params, body, ifMatch }) =>
    changed(deps, caller, await closeRecall(deps, caller, { ...params, ...jsonOf(body), ifMatch })),
  ),
];
