import { LedgerError } from '../../domain/errors.ts';
import { fold, SUFFIX_MIN } from '../../domain/search/entry.ts';
import { TYPO_MIN } from '../../domain/search/typos.ts';
import { SERIAL_MAX_LENGTH } from '../../domain/serial/text.ts';
import type { Caller, Deps } from '../ports.ts';
import {
  type Asked,
  phaseSource,
  prefixSource,
  type Query,
  type SearchHit,
  type Source,
  typoSource,
} from './search-sources.ts';

/** What is searched one after the other: whole numbers, parts of numbers, and typos where those had nothing to show. */
export const SEARCH_STEPS = ['whole', 'part', 'typo'] as const;
type SearchStep = (typeof SEARCH_STEPS)[number];

export type SearchRequest = Query & {
  readonly limit: number;
  readonly after?: SearchPosition | undefined;
};

/** Where a search goes on: the step, the last entry of it that was looked at, and whether any page showed a hit. */
export type SearchPosition = {
  readonly step: SearchStep;
  readonly after?: string | undefined;
  readonly found: boolean;
};

export type SearchPage = { readonly hits: readonly SearchHit[]; readonly next?: SearchPosition | undefined };

/** True hits first, look-alike ones after them; each in the order of the index. */
const ranked = (hits: readonly SearchHit[]): SearchHit[] => [
  ...hits.filter(({ match }) => match !== 'look-alike'),
  ...hits.filter(({ match }) => match === 'look-alike'),
];

type Sources = { readonly [Step in SearchStep]?: Source };

/** One page over the steps in their order. */
const searchThrough = async (
  sources: Sources,
  { limit, after: start }: SearchRequest,
): Promise<SearchPage & { readonly proposed: boolean }> => {
  const hits: SearchHit[] = [];
  let proposed = false;
  const found = (): boolean => start?.found === true || hits.length > 0;
  const steps = SEARCH_STEPS.slice(SEARCH_STEPS.indexOf(start?.step ?? 'whole'));
  for (const [i, step] of steps.entries()) {
    const source = sources[step];
    const goesOn = i === 0 ? start?.after : undefined;
    const isDone = step === 'typo' && goesOn === undefined && found();
    if (source === undefined || isDone) continue;
    if (hits.length === limit) return { hits: ranked(hits), next: { step, found: true }, proposed };
    const given = await source({ after: goesOn, room: limit - hits.length });
    hits.push(...given.hits);
    proposed ||= given.proposed;
    if (given.next !== undefined) {
      return { hits: ranked(hits), next: { step, after: given.next, found: found() }, proposed };
    }
  }
  return { hits: ranked(hits), proposed };
};

/** A query too short for the index: a whole number of that length, and the beginnings within one item. */
const searchShort = async (asked: Asked, request: SearchRequest): Promise<SearchPage> => {
  const { itemId } = request;
  const whole = phaseSource(asked, { phase: 'whole', exact: true });
  if (itemId !== undefined) return searchThrough({ whole, part: prefixSource(asked, itemId) }, request);
  const page = await searchThrough({ whole }, request);
  if (page.proposed || request.after !== undefined) return page;
  const detail = `"${request.q}" has fewer than ${SUFFIX_MIN} letters and digits; give more, or an itemId.`;
  throw new LedgerError({ code: 'query-too-short', detail });
};

/**
 * Finds units by a part of their number, also a misread one, and by the whole number with a typo in it
 * (DESIGN section 4, *Search index*; docs/search.md).
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
  if (query.length < SUFFIX_MIN) return searchShort(asked, request);
  const sources: Sources = {
    whole: phaseSource(asked, { phase: 'whole', exact: false }),
    part: phaseSource(asked, { phase: 'part', exact: false }),
    ...(query.length < TYPO_MIN ? {} : { typo: typoSource(asked) }),
  };
  return searchThrough(sources, request);
};
