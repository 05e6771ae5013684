import {
  fold,
  hitOf,
  type Match,
  matchOf,
  matchShown,
  type SearchPhase,
  type TrueMatch,
} from '../../domain/search/entry.ts';
import { typoEndings, typosOf } from '../../domain/search/typos.ts';
import { type ShownStatus, shownStatus, type Unit } from '../../domain/unit/unit.ts';
import type { ProposedEntry } from '../lists/ports.ts';
import type { Caller, Deps, Page, PageRequest } from '../ports.ts';
import { listUnits, readUnits } from '../units/list.ts';

export type Query = {
  readonly q: string;
  readonly itemId?: string | undefined;
  readonly status?: ShownStatus | undefined;
};
export type Asked = { readonly deps: Deps; readonly caller: Caller; readonly request: Query };

export type SearchHit = {
  readonly unit: Unit;
  readonly match: Match;
  /** The number of before that was found; the unit bears another by now. */
  readonly alias?: string | undefined;
};

/** Entries looked at per phase and request; the index reads them as at most 100 from each of its buckets. */
const ENTRIES_PER_PHASE = 100;

/** Where hits of a phase come from: at most `room` of them, and where to go on if there may be more. */
export type Source = (given: { readonly after: string | undefined; readonly room: number }) => Promise<{
  readonly hits: readonly SearchHit[];
  readonly next?: string | undefined;
  /** Whether the index proposed anything at all. */
  readonly proposed: boolean;
}>;

type Counted = { readonly entry: ProposedEntry; readonly hit: TrueMatch | 'typo' };
/** What a unit is by the entry: the number it bears, or one that it bore before. */
type Borne = { readonly unit: Unit; readonly alias?: string | undefined };

type Kind = {
  readonly propose: (page: PageRequest) => Promise<Page<ProposedEntry>>;
  /** How an entry counts; not at all where it is none of its unit's hits, or not the best. */
  readonly hitOf: (entry: ProposedEntry) => Counted['hit'] | undefined;
  readonly counts?: (borne: Borne) => boolean;
};

/** An entry whose unit is gone or renamed is older than the record: it counts not. */
const borneBy = (unit: Unit | undefined, { folded }: ProposedEntry): Borne | undefined => {
  if (unit === undefined) return undefined;
  if (fold(unit.serial) === folded) return { unit };
  const alias = unit.aliases?.find((one) => fold(one) === folded);
  return alias === undefined ? undefined : { unit, alias };
};

/** Reads afresh what entries propose. */
const hitsOf = async (
  { deps, caller, request }: Asked,
  counted: readonly Counted[],
  counts: Kind['counts'],
): Promise<(SearchHit | undefined)[]> => {
  const refs = counted.map(({ entry }) => [entry.itemId, entry.key, entry.id]);
  const units = await readUnits(deps, caller.tenant, refs);
  return counted.map(({ entry, hit }, i) => {
    const borne = borneBy(units[i], entry);
    if (borne === undefined || counts?.(borne) === false) return undefined;
    const { unit, alias } = borne;
    if (request.status !== undefined && shownStatus(unit) !== request.status) return undefined;
    const written = { query: request.q, serial: alias ?? unit.serial };
    return { unit, match: hit === 'typo' ? hit : matchShown(entry, written, hit), alias };
  });
};

/** Hits among what the index proposes. */
const entrySource =
  (asked: Asked, kind: Kind): Source =>
  async ({ after, room }) => {
    const { itemId } = asked.request;
    const page = await kind.propose({ limit: ENTRIES_PER_PHASE, after });
    const counted = page.items.flatMap((entry) => {
      const hit = kind.hitOf(entry);
      const wanted = itemId === undefined || itemId === entry.itemId;
      return hit === undefined || !wanted ? [] : [{ entry, hit }];
    });
    const hits: SearchHit[] = [];
    const proposed = page.items.length > 0;
    for (let from = 0; from < counted.length; from += room) {
      const step = counted.slice(from, from + room);
      for (const [i, hit] of (await hitsOf(asked, step, kind.counts)).entries()) {
        if (hit !== undefined) hits.push(hit);
        const isLast = from + i + 1 === counted.length && page.next === undefined;
        if (hits.length === room) return { hits, next: isLast ? undefined : step[i]?.entry.sort, proposed };
      }
    }
    return { hits, next: page.next, proposed };
  };

const RANKS: readonly TrueMatch[] = ['exact', 'prefix', 'ending', 'inside'];

/** A unit is shown by the best hit among its numbers; of equal ones by the number it bears, else the oldest. */
const isBest = (query: string, { unit, alias }: Borne): boolean => {
  const rankOf = (number: string): number => {
    const hit = matchOf(fold(number), query);
    return hit === undefined ? RANKS.length : RANKS.indexOf(hit);
  };
  const numbers = [unit.serial, ...(unit.aliases ?? [])];
  const best = numbers.reduce((one, other) => (rankOf(other) < rankOf(one) ? other : one));
  return fold(best) === fold(alias ?? unit.serial);
};

/** Numbers that are, or only begin with, the folded query; or such parts of numbers. */
export const phaseSource = (
  asked: Asked,
  { phase, exact }: { readonly phase: SearchPhase; readonly exact: boolean },
): Source => {
  const { deps, caller, request } = asked;
  const query = fold(request.q);
  const propose = (page: PageRequest) =>
    deps.store.indexes.search(caller.tenant, { phase, query, exact, ...page });
  const counts = (borne: Borne) => isBest(query, borne);
  return entrySource(asked, { propose, hitOf: (entry) => hitOf(entry, query), counts });
};

/** Whole numbers of which the query is a typo. A unit is shown by the number it bears, else by one alone that it bore. */
export const typoSource =
  (asked: Asked): Source =>
  (given) => {
    const { deps, caller, request } = asked;
    const query = fold(request.q);
    const variants = typosOf(query);
    const wanted = new Set(variants);
    const propose = (page: PageRequest) =>
      deps.store.indexes.typos(caller.tenant, { variants, endings: typoEndings(query), ...page });
    const counts = ({ unit, alias }: Borne): boolean => {
      if (alias === undefined) return true;
      const [first] = (unit.aliases ?? [])
        .map(fold)
        .filter((one) => wanted.has(one))
        .sort();
      return !wanted.has(fold(unit.serial)) && fold(alias) === first;
    };
    return entrySource(asked, { propose, hitOf: () => 'typo', counts })(given);
  };

/** Within one item a query of any length finds the beginnings of numbers, as written. */
export const prefixSource =
  ({ deps, caller, request }: Asked, itemId: string): Source =>
  async ({ after, room }) => {
    const filter = { itemId, prefix: request.q, status: request.status };
    const page = await listUnits(deps, caller, { filter, page: { limit: room, after } });
    // Whole numbers were shown before.
    const others = page.items.filter((unit) => fold(unit.serial) !== fold(request.q));
    const hits = others.map((unit): SearchHit => ({ unit, match: 'prefix' }));
    return { hits, next: page.next, proposed: page.items.length > 0 };
  };
