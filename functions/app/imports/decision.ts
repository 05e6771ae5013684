import type { DecisionContext } from '../../domain/document/context.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import { type Fold, folding } from '../../domain/document/fold.ts';
import { balancesAfter, documentAfter, NO_OVERLAY, overlayAfter } from '../../domain/imports/dry-run.ts';
import type { Outcomes } from '../../domain/imports/lane.ts';
import { decideOpeningRows, isOpening } from '../../domain/imports/opening-rows.ts';
import { decideOrderRows, type PostedBefore } from '../../domain/imports/order-rows.ts';
import type { Overlay } from '../../domain/imports/place.ts';
import { type ImportRow, type RawRow, readRow, rulesOf } from '../../domain/imports/row.ts';
import type { Settings } from '../../domain/settings.ts';
import { isInStock, stateOf, type Unit, unitKey } from '../../domain/unit/unit.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, momentOf, readState, type State } from '../posting/decision-context.ts';
import { postedBefore } from './history.ts';
import { type FoundOrder, findOrders, isDocument } from './orders.ts';
import type { Import } from './ports.ts';

/** Reads what some rows of a file are about, and decides on them; each stands or falls by itself. */

export type Decided = {
  readonly context: DecisionContext;
  readonly total: ReturnType<Fold['total']>;
  readonly outcomes: Outcomes;
  /** What a dry run carries on. */
  readonly overlay: Overlay;
};

export type Slice = {
  readonly imported: Import;
  readonly rows: readonly RawRow[];
  /** Of a dry run. */
  readonly overlay?: Overlay | undefined;
};

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** By which documents of opening stock units came in that aren't where a row says; so many are looked up. */
const ORIGINS_MAX = 50;

const openingsOf = async (
  { store }: Deps,
  tenant: string,
  { rows, units }: { readonly rows: readonly ImportRow[]; readonly units: readonly Unit[] },
): Promise<ReadonlyMap<string, LedgerDocument>> => {
  if (rows.every(({ place }) => place === undefined)) return new Map();
  const places = new Set(rows.flatMap(({ place }) => place ?? []));
  const moved = units.filter(
    (unit) => stateOf(unit) !== 'none' && !(isInStock(unit) && places.has(unit.locationId ?? '')),
  );
  const ids = unique(moved.flatMap(({ origin }) => (origin?.known === true ? origin.documentId : [])));
  const found = await Promise.all(
    ids.slice(0, ORIGINS_MAX).map((documentId) => store.documents.read(tenant, documentId)),
  );
  return new Map(
    found.flatMap((document) =>
      document !== undefined && isOpening(document) ? [[document.documentId, document]] : [],
    ),
  );
};

type Read = {
  readonly state: State;
  readonly orders: ReadonlyMap<string, FoundOrder>;
  readonly places: ReadonlySet<string>;
  readonly items: Parameters<typeof contextOf>[2]['items'];
  readonly openings: ReadonlyMap<string, LedgerDocument>;
  /** Units that bore numbers of the file before they were renamed, and that no other bears now. */
  readonly formers: ReadonlyMap<string, Unit>;
  readonly posted: PostedBefore;
};

const readFor = async (deps: Deps, caller: Caller, rows: readonly ImportRow[]): Promise<Read> => {
  const { store } = deps;
  const { tenant } = caller;
  const [orders, items, locations] = await Promise.all([
    findOrders(deps, tenant, unique(rows.flatMap(({ order }) => order ?? []))),
    store.items.readMany(tenant, unique(rows.map(({ itemId }) => itemId))),
    store.locations.readMany(tenant, unique(rows.flatMap(({ place }) => place ?? []))),
  ]);
  const balances = rows.flatMap(({ itemId, order, place }) => {
    const found = order === undefined ? undefined : orders.get(order);
    const at = found !== undefined && isDocument(found) ? found.locationId : place;
    return at === undefined ? [] : [JSON.stringify([itemId, at])];
  });
  const state = await readState(deps, caller, {
    units: rows.map(({ itemId, serial: { key } }) => ({ itemId, key })),
    balances: unique(balances).map((name) => {
      const [itemId = '', locationId = '']: string[] = JSON.parse(name);
      return { itemId, locationId };
    }),
  });
  const there = new Map(
    state.units
      .filter((unit) => stateOf(unit) !== 'none')
      .map((unit) => [unitKey(unit.itemId, unit.key), unit] as const),
  );
  const names = rows.map(({ itemId, serial: { key } }) => ({ itemId, key }));
  const formers = await store.units.readFormer(
    tenant,
    names.filter(({ itemId, key }) => !there.has(unitKey(itemId, key))),
  );
  const [openings, posted] = await Promise.all([
    openingsOf(deps, tenant, { rows, units: [...state.units, ...formers.values()] }),
    postedBefore(deps, tenant, { rows, orders, units: new Map([...formers, ...there]) }),
  ]);
  const places = new Set(locations.map(({ locationId }) => locationId));
  return { formers, state, orders, items, places, openings, posted };
};

/** What can be read of the rows; the others have their outcome. */
const readRows = (slice: Slice, settings: Settings, outcomes: Outcomes): ImportRow[] => {
  const { header, columns } = slice.imported;
  const rules = rulesOf(settings, slice.imported);
  return slice.rows.flatMap((raw) => {
    const read = raw.fault === undefined ? readRow(raw, { columns, width: header.length }, rules) : raw;
    if ('value' in read) return [read.value];
    if (read.fault !== undefined) outcomes.set(raw.row, read.fault);
    return [];
  });
};

const decideOnce = async (deps: Deps, caller: Caller, slice: Slice): Promise<Decided> => {
  const settings = await deps.store.settings.read(caller.tenant);
  const outcomes: Outcomes = new Map();
  const rows = readRows(slice, settings, outcomes);
  const { overlay } = slice;
  const { state, orders, items, places, openings, formers, posted } = await readFor(deps, caller, rows);
  const seen = { ...state, balances: balancesAfter(overlay, state.balances) };
  const context = contextOf(deps, caller, { moment: momentOf(deps, settings), items, state: seen });
  const fold = folding(context);
  let last: LedgerDocument | undefined;
  for (const its of Map.groupBy(rows, ({ order, place }) => JSON.stringify([order, place])).values()) {
    const { order, place = '' } = its[0] ?? {};
    const found = order === undefined ? undefined : orders.get(order);
    last = undefined;
    if (found !== undefined && isDocument(found)) {
      last = documentAfter(overlay, found);
      decideOrderRows(fold, last, { rows: its, outcomes, formers, posted });
    } else if (found !== undefined) for (const { row } of its) outcomes.set(row, found);
    else {
      const { importId } = slice.imported;
      const newDocumentId = () => deps.ids.sortable();
      const isPlace = places.has(place);
      const opening = { importId, place, isPlace, openings, formers, rows: its, newDocumentId };
      decideOpeningRows(fold, opening, outcomes);
    }
  }
  const total = fold.total();
  const { balances } = total.decision;
  const changed = { balances, documents: total.documents, last };
  return { context, total, outcomes, overlay: overlayAfter(overlay ?? NO_OVERLAY, changed) };
};

const LOOKS = 4;

const refusedIn = ({ outcomes }: Decided): string =>
  JSON.stringify([...outcomes].filter(([, outcome]) => typeof outcome !== 'string'));

/**
 * Reads of several records aren't of one moment, and what is refused is not guarded by conditions: a refusal counts
 * when a second look says the same.
 */
export const decideRows = async (deps: Deps, caller: Caller, slice: Slice): Promise<Decided> => {
  // Each look draws the same ids, so that a large posting that is decided again is the same posting.
  const drawn: string[] = [];
  const replaying = (): Deps => {
    let n = 0;
    const sortable = (): string => {
      const id = drawn[n] ?? deps.ids.sortable();
      drawn[n] = id;
      n += 1;
      return id;
    };
    return { ...deps, ids: { ...deps.ids, sortable } };
  };
  let decided = await decideOnce(replaying(), caller, slice);
  for (let look = 1; look < LOOKS; look += 1) {
    const before = refusedIn(decided);
    if (before === '[]') return decided;
    decided = await decideOnce(replaying(), caller, slice);
    if (refusedIn(decided) === before) return decided;
  }
  return decided;
};
