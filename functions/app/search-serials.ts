import { LedgerError } from '../domain/errors.ts';
import {
  fold,
  hitOf,
  type Match,
  matchShown,
  SEARCH_PHASES,
  type SearchPhase,
  SUFFIX_MIN,
} from '../domain/search-entry.ts';
import { SERIAL_MAX_LENGTH } from '../domain/serial-text.ts';
import type { Unit, UnitStatus } from '../domain/unit.ts';
import { listUnits, readUnits } from './list-units.ts';
import type { Caller, Deps, Page, ProposedEntry } from './ports.ts';

export type SearchRequest = {
  readonly q: string;
  readonly itemId?: string | undefined;
  readonly status?: UnitStatus | undefined;
  readonly limit: number;
  readonly after?: SearchPosition | undefined;
};

/** Where a search goes on: the phase, and the last entry of it that was looked at. */
export type SearchPosition = { readonly phase: SearchPhase; readonly after?: string | undefined };

export type SearchHit = { readonly unit: Unit; readonly match: Match };
export type SearchPage = { readonly hits: readonly SearchHit[]; readonly next?: SearchPosition | undefined };

/** Entries looked at per phase and request; the index reads them as at most 100 from each of its buckets. */
const ENTRIES_PER_PHASE = 100;

const hitsOf = async (
  deps: Deps,
  caller: Caller,
  given: { readonly request: SearchRequest; readonly entries: readonly ProposedEntry[] },
): Promise<SearchHit[]> => {
  const { request } = given;
  const query = fold(request.q);
  const counted = given.entries.flatMap((entry) => {
    const hit = hitOf(entry, query);
    const wanted = request.itemId === undefined || request.itemId === entry.itemId;
    return hit === undefined || !wanted ? [] : [{ entry, hit }];
  });
  const refs = counted.map(({ entry }) => [entry.itemId, entry.key, entry.id]);
  const units = await readUnits(deps, caller.tenant, refs);
  return counted.flatMap(({ entry, hit }, i) => {
    const unit = units[i];
    // An entry whose unit is gone or renamed is older than the record: it counts not.
    if (unit === undefined || fold(unit.serial) !== entry.folded) return [];
    if (request.status !== undefined && unit.status !== request.status) return [];
    return [{ unit, match: matchShown(entry, request.q, unit.serial, hit) }];
  });
};

/** True hits first, look-alike ones after them; each in the order of the index. */
const ranked = (hits: readonly SearchHit[]): SearchHit[] => [
  ...hits.filter(({ match }) => match !== 'look-alike'),
  ...hits.filter(({ match }) => match === 'look-alike'),
];

const phasesFrom = (phase: SearchPhase): readonly SearchPhase[] =>
  SEARCH_PHASES.slice(SEARCH_PHASES.indexOf(phase));

type Taken = { readonly entries: readonly ProposedEntry[]; readonly next?: SearchPosition | undefined };

/** Entries enough for the page's rest, and where the phase goes on. */
const take = (phase: SearchPhase, page: Page<ProposedEntry>): Taken => {
  if (page.next !== undefined) return { entries: page.items, next: { phase, after: page.next } };
  const following = phasesFrom(phase)[1];
  return following === undefined
    ? { entries: page.items }
    : { entries: page.items, next: { phase: following } };
};

const searchPhases = async (deps: Deps, caller: Caller, request: SearchRequest): Promise<SearchPage> => {
  const query = fold(request.q);
  const hits: SearchHit[] = [];
  let position: SearchPosition | undefined = request.after ?? { phase: 'whole' };
  for (
    let looked = 0;
    position !== undefined && hits.length < request.limit && looked < SEARCH_PHASES.length;
    looked += 1
  ) {
    const { phase, after }: SearchPosition = position;
    const limit = Math.min(ENTRIES_PER_PHASE, request.limit - hits.length);
    const page = await deps.store.indexes.search(caller.tenant, { phase, query, exact: false, limit, after });
    const taken = take(phase, page);
    hits.push(...(await hitsOf(deps, caller, { request, entries: taken.entries })));
    position = taken.next;
  }
  return { hits: ranked(hits), next: position };
};

/** A query too short for the index: a whole number of that length, or the beginnings within one item. */
const searchShort = async (deps: Deps, caller: Caller, request: SearchRequest): Promise<SearchPage> => {
  const query = fold(request.q);
  const exact = await deps.store.indexes.search(caller.tenant, {
    phase: 'whole',
    query,
    exact: true,
    limit: 100,
  });
  const hits = await hitsOf(deps, caller, { request, entries: exact.items });
  if (request.itemId === undefined) {
    if (hits.length > 0) return { hits: ranked(hits).slice(0, request.limit) };
    const detail = `"${request.q}" has fewer than ${SUFFIX_MIN} letters and digits; give more, or an itemId.`;
    throw new LedgerError({ code: 'query-too-short', detail });
  }
  const filter = { itemId: request.itemId, prefix: request.q, status: request.status };
  const page = await listUnits(deps, caller, {
    filter,
    page: { limit: request.limit, after: request.after?.after },
  });
  const known = new Set(hits.map(({ unit }) => unit.id));
  const prefixed = page.items
    .filter(({ id }) => !known.has(id))
    .map((unit): SearchHit => ({ unit, match: 'prefix' }));
  const first = request.after === undefined ? ranked(hits) : [];
  return {
    hits: [...first, ...prefixed],
    next: page.next === undefined ? undefined : { phase: 'whole', after: page.next },
  };
};

/**
 * Finds units by a part of their number, also a misread one (DESIGN section 4, *Search index*).
 * @throws LedgerError `query-too-short` below three letters and digits, unless a whole number or an item is meant;
 * `query-invalid` for what no number can hold
 */
export const searchSerials = async (
  deps: Deps,
  caller: Caller,
  request: SearchRequest,
): Promise<SearchPage> => {
  const query = fold(request.q);
  if (request.q.length > 4 * SERIAL_MAX_LENGTH || query.length > SERIAL_MAX_LENGTH) {
    const detail = `A query has at most ${SERIAL_MAX_LENGTH} letters and digits; no number is longer.`;
    throw new LedgerError({ code: 'query-invalid', detail });
  }
  if (/\p{Cc}/u.test(request.q)) {
    throw new LedgerError({ code: 'query-invalid', detail: 'A query holds no control characters.' });
  }
  if (query.length === 0) {
    throw new LedgerError({ code: 'query-too-short', detail: `"${request.q}" has no letter or digit.` });
  }
  return query.length < SUFFIX_MIN ? searchShort(deps, caller, request) : searchPhases(deps, caller, request);
};
