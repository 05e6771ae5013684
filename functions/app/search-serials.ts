import { LedgerError } from '../domain/errors.ts';
import {
  fold,
  hitOf,
  type Match,
  matchShown,
  SEARCH_PHASES,
  type SearchPhase,
  SUFFIX_MIN,
  type TrueMatch,
} from '../domain/search-entry.ts';
import { SERIAL_MAX_LENGTH } from '../domain/serial-text.ts';
import { type ShownStatus, shownStatus, type Unit } from '../domain/unit.ts';
import type { ProposedEntry } from './index-ports.ts';
import { listUnits, readUnits } from './list-units.ts';
import type { Caller, Deps } from './ports.ts';

export type SearchRequest = {
  readonly q: string;
  readonly itemId?: string | undefined;
  readonly status?: ShownStatus | undefined;
  readonly limit: number;
  readonly after?: SearchPosition | undefined;
};

/** Where a search goes on: the phase, and the last entry of it that was looked at. */
export type SearchPosition = { readonly phase: SearchPhase; readonly after?: string | undefined };

export type SearchHit = {
  readonly unit: Unit;
  readonly match: Match;
  /** The number of before that was found; the unit bears another by now. */
  readonly alias?: string | undefined;
};
export type SearchPage = { readonly hits: readonly SearchHit[]; readonly next?: SearchPosition | undefined };

/** Entries looked at per phase and request; the index reads them as at most 100 from each of its buckets. */
const ENTRIES_PER_PHASE = 100;

/** Where hits of a phase come from: at most `room` of them, and where to go on if there may be more. */
type Source = (given: { readonly after: string | undefined; readonly room: number }) => Promise<{
  readonly hits: readonly SearchHit[];
  readonly next?: string | undefined;
  /** Whether the index proposed anything at all. */
  readonly proposed: boolean;
}>;

type Asked = { readonly deps: Deps; readonly caller: Caller; readonly request: SearchRequest };

/** Reads afresh what entries propose. An entry whose unit is gone or renamed is older than the record: it counts not. */
const hitsOf = async (
  { deps, caller, request }: Asked,
  counted: readonly { readonly entry: ProposedEntry; readonly hit: TrueMatch }[],
): Promise<(SearchHit | undefined)[]> => {
  const refs = counted.map(({ entry }) => [entry.itemId, entry.key, entry.id]);
  const units = await readUnits(deps, caller.tenant, refs);
  return counted.map(({ entry, hit }, i) => {
    const unit = units[i];
    if (unit === undefined) return undefined;
    if (request.status !== undefined && shownStatus(unit) !== request.status) return undefined;
    const isNumber = fold(unit.serial) === entry.folded;
    const alias = isNumber ? undefined : unit.aliases?.find((one) => fold(one) === entry.folded);
    if (!isNumber && alias === undefined) return undefined;
    const match = matchShown(entry, { query: request.q, serial: alias ?? unit.serial }, hit);
    return { unit, match, alias };
  });
};

/** Hits among the entries of a phase that are, or only begin with, the folded query. */
const entrySource =
  (asked: Asked, { phase, exact }: { readonly phase: SearchPhase; readonly exact: boolean }): Source =>
  async ({ after, room }) => {
    const { deps, caller, request } = asked;
    const query = fold(request.q);
    const page = await deps.store.indexes.search(caller.tenant, {
      phase,
      query,
      exact,
      limit: ENTRIES_PER_PHASE,
      after,
    });
    const counted = page.items.flatMap((entry) => {
      const hit = hitOf(entry, query);
      const wanted = request.itemId === undefined || request.itemId === entry.itemId;
      return hit === undefined || !wanted ? [] : [{ entry, hit }];
    });
    const hits: SearchHit[] = [];
    const proposed = page.items.length > 0;
    for (let from = 0; from < counted.length; from += room) {
      const step = counted.slice(from, from + room);
      for (const [i, hit] of (await hitsOf(asked, step)).entries()) {
        if (hit !== undefined) hits.push(hit);
        const isLast = from + i + 1 === counted.length && page.next === undefined;
        if (hits.length === room) return { hits, next: isLast ? undefined : step[i]?.entry.sort, proposed };
      }
    }
    return { hits, next: page.next, proposed };
  };

/** Within one item a query of any length finds the beginnings of numbers, as written. */
const prefixSource =
  ({ deps, caller, request }: Asked, itemId: string): Source =>
  async ({ after, room }) => {
    const filter = { itemId, prefix: request.q, status: request.status };
    const page = await listUnits(deps, caller, { filter, page: { limit: room, after } });
    // Whole numbers were shown before.
    const others = page.items.filter((unit) => fold(unit.serial) !== fold(request.q));
    const hits = others.map((unit): SearchHit => ({ unit, match: 'prefix' }));
    return { hits, next: page.next, proposed: page.items.length > 0 };
  };

/** True hits first, look-alike ones after them; each in the order of the index. */
const ranked = (hits: readonly SearchHit[]): SearchHit[] => [
  ...hits.filter(({ match }) => match !== 'look-alike'),
  ...hits.filter(({ match }) => match === 'look-alike'),
];

type Sources = { readonly [Phase in SearchPhase]?: Source };

/** One page over the phases in their order. */
const searchThrough = async (
  sources: Sources,
  { limit, after: start }: SearchRequest,
): Promise<SearchPage & { readonly proposed: boolean }> => {
  const hits: SearchHit[] = [];
  let proposed = false;
  const phases = SEARCH_PHASES.slice(SEARCH_PHASES.indexOf(start?.phase ?? 'whole'));
  for (const [i, phase] of phases.entries()) {
    const source = sources[phase];
    if (source === undefined) continue;
    if (hits.length === limit) return { hits: ranked(hits), next: { phase }, proposed };
    const after = i === 0 ? start?.after : undefined;
    const found = await source({ after, room: limit - hits.length });
    hits.push(...found.hits);
    proposed ||= found.proposed;
    if (found.next !== undefined) {
      return { hits: ranked(hits), next: { phase, after: found.next }, proposed };
    }
  }
  return { hits: ranked(hits), proposed };
};

/** A query too short for the index: a whole number of that length, and the beginnings within one item. */
const searchShort = async (asked: Asked): Promise<SearchPage> => {
  const { request } = asked;
  const { itemId } = request;
  const whole = entrySource(asked, { phase: 'whole', exact: true });
  if (itemId !== undefined) return searchThrough({ whole, part: prefixSource(asked, itemId) }, request);
  const page = await searchThrough({ whole }, request);
  if (page.proposed || request.after !== undefined) return page;
  const detail = `"${request.q}" has fewer than ${SUFFIX_MIN} letters and digits; give more, or an itemId.`;
  throw new LedgerError({ code: 'query-too-short', detail });
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
  const asked = { deps, caller, request };
  if (query.length < SUFFIX_MIN) return searchShort(asked);
  const sources = {
    whole: entrySource(asked, { phase: 'whole', exact: false }),
    part: entrySource(asked, { phase: 'part', exact: false }),
  };
  return searchThrough(sources, request);
};
