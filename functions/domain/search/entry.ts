/**
 * The search index, as values (DESIGN section 4). A number is found by its folded form, in which characters that are
 * misread for one another are one; each unit has an entry for its whole number and one for every later suffix.
 */

export const SUFFIX_MIN = 3;

/** Upper case without separators: what is compared to tell a true hit from a look-alike one. */
export const stripped = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');

const LOOK_ALIKE: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', S: '5', B: '8', Z: '2' };

/** One character of the result for each one of `stripped(text)`. */
export const fold = (text: string): string => stripped(text).replace(/[OILSBZ]/g, (c) => LOOK_ALIKE[c] ?? c);

export type SearchPhase = 'whole' | 'part';

export type SearchEntry = {
  readonly phase: SearchPhase;
  /** The folded number from `offset` on. */
  readonly suffix: string;
  readonly offset: number;
  /** The whole folded number, by which an entry tells whether it is the unit's best hit. */
  readonly folded: string;
};

/** Every entry that a number with this text needs. */
export const searchEntries = (serial: string): SearchEntry[] => {
  const folded = fold(serial);
  const offsets = Array.from({ length: Math.max(0, folded.length - SUFFIX_MIN) }, (_, i) => i + 1);
  return [
    { phase: 'whole', suffix: folded, offset: 0, folded },
    ...offsets.map(
      (offset): SearchEntry => ({ phase: 'part', suffix: folded.slice(offset), offset, folded }),
    ),
  ];
};

/** Which partition an entry lies in, and where a search for `query` looks. */
export const entryPrefix = (suffix: string): string => suffix.slice(0, SUFFIX_MIN);

export type TrueMatch = 'exact' | 'prefix' | 'ending' | 'inside';
export type Match = TrueMatch | 'look-alike' | 'typo';

/**
 * How an entry that begins with the folded query counts: a unit is shown once, by its best, leftmost hit
 * (exact, prefix, ending, inside), so any other entry of it counts as nothing.
 */
export const hitOf = (entry: SearchEntry, query: string): TrueMatch | undefined => {
  if (entry.phase === 'whole') return entry.folded === query ? 'exact' : 'prefix';
  if (entry.folded.startsWith(query)) return undefined;
  if (entry.folded.endsWith(query)) return entry.suffix === query ? 'ending' : undefined;
  return entry.folded.indexOf(query) === entry.offset ? 'inside' : undefined;
};

/** How a folded number holds the folded query, by its best hit. */
export const matchOf = (folded: string, query: string): TrueMatch | undefined => {
  if (folded === query) return 'exact';
  if (folded.startsWith(query)) return 'prefix';
  if (folded.endsWith(query)) return 'ending';
  return folded.includes(query) ? 'inside' : undefined;
};

/** The match as shown: `look-alike` where the number as written differs from the query as written. */
export const matchShown = (
  entry: SearchEntry,
  { query, serial }: { readonly query: string; readonly serial: string },
  hit: TrueMatch,
): Match => {
  const asked = stripped(query);
  return stripped(serial).slice(entry.offset, entry.offset + asked.length) === asked ? hit : 'look-alike';
};
