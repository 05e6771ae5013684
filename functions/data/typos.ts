import type { Indexes, ProposedEntry, TypoRequest } from '../app/lists/ports.ts';
import type { Page } from '../app/ports.ts';
import { LedgerError } from '../domain/errors.ts';
import { entryPrefix } from '../domain/search/entry.ts';
import { searchPartition, searchSortPrefix, searchSuffixIn } from './entry-keys.ts';
import { BUCKETS } from './keys.ts';
import { proposedFrom, wholeOf } from './search-records.ts';
import type { Table } from './table.ts';

/** Sorts behind every sort key that begins with the text before it. */
const BEHIND = '\uffff';
/** Entries that one step of a walk reads: enough to see past a wanted number, and little where none is. */
const STEP = 16;
/** Entries that are read of each bucket to find numbers by their ending. */
const ENDINGS = 100;
/** Of each, the buckets are read at once: 32 reads. */
const WALKS_AT_ONCE = 8;

type Found = { readonly entries: readonly ProposedEntry[]; readonly more: boolean };
type Sought = {
  readonly tenant: string;
  /** In order. */
  readonly variants: readonly string[];
  readonly limit: number;
  readonly after?: string | undefined;
};

const buckets = Array.from({ length: BUCKETS }, (_, bucket) => bucket);
const bySort = (a: ProposedEntry, b: ProposedEntry): number => (a.sort < b.sort ? -1 : 1);

/**
 * Walks over a partition from wanted number to wanted number, as one skips through a sorted list: what is read tells
 * which of them can't come any more, and the next step begins at the first that can. So there are at most as many steps
 * as wanted numbers and one for each `STEP` entries found, and few where numbers lie far apart.
 */
const walk = async (table: Table, pk: string, { variants, limit, after }: Sought): Promise<Found> => {
  const wanted = new Set(variants);
  const to = `${searchSortPrefix(variants.at(-1) ?? '', true)}${BEHIND}`;
  const entries: ProposedEntry[] = [];
  let behind = after !== undefined && searchSuffixIn(after) === variants[0] ? after : undefined;
  for (let next = variants[0]; next !== undefined; ) {
    const from = searchSortPrefix(next, true);
    const page = await table.query({ pk, from, to, after: behind, limit: STEP, consistent: false });
    const read = page.records.map((record) => proposedFrom(record, 'whole'));
    entries.push(...read.filter(({ suffix }) => wanted.has(suffix)));
    const end = read.at(-1);
    if (!page.more || end === undefined) return { entries, more: false };
    if (entries.length >= limit) return { entries, more: true };
    next = variants.find((variant) => variant >= end.suffix);
    behind = next === end.suffix ? end.sort : undefined;
  }
  return { entries, more: false };
};

/** The variants by the partition that holds their entries; the partitions in order, and so all that is in them. */
const byPartition = (variants: readonly string[]): [prefix: string, variants: string[]][] => {
  const groups = new Map<string, string[]>();
  for (const variant of variants) {
    const group = groups.get(entryPrefix(variant));
    if (group === undefined) groups.set(entryPrefix(variant), [variant]);
    else group.push(variant);
  }
  return [...groups];
};

/** Walks partition by partition, several at once, until `limit` entries are found. */
const walkAll = async (table: Table, sought: Sought): Promise<Found[]> => {
  const { tenant, variants, limit } = sought;
  const groups = byPartition(variants);
  const found: Found[] = [];
  let count = 0;
  const worker = async (): Promise<void> => {
    while (count < limit) {
      const [prefix, group] = groups.shift() ?? [];
      if (prefix === undefined || group === undefined) return;
      const given = { ...sought, variants: group };
      const partition = (bucket: number) =>
        searchPartition(tenant, { phase: 'whole', query: prefix, bucket });
      const walked = await Promise.all(buckets.map((bucket) => walk(table, partition(bucket), given)));
      found.push(...walked);
      count += walked.flatMap(({ entries }) => entries).length;
    }
  };
  await Promise.all(Array.from({ length: WALKS_AT_ONCE }, worker));
  return [...found, { entries: [], more: groups.length > 0 }];
};

/** All numbers with this ending, by one look; nothing where they are too many. */
const withEnding = async (
  table: Table,
  tenant: string,
  ending: string,
): Promise<readonly ProposedEntry[] | undefined> => {
  const prefix = searchSortPrefix(ending, true);
  const partition = (bucket: number) => searchPartition(tenant, { phase: 'part', query: ending, bucket });
  const pages = await Promise.all(
    buckets.map((bucket) =>
      table.query({ pk: partition(bucket), prefix, limit: ENDINGS, consistent: false }),
    ),
  );
  if (pages.some(({ more }) => more)) return undefined;
  return pages.flatMap(({ records }) => records.map((record) => wholeOf(proposedFrom(record, 'part'))));
};

/** What is found by the first of the endings that is rare enough, and which variants have another one. */
const byEnding = async (
  table: Table,
  { tenant, variants, after }: Sought,
  endings: readonly string[],
): Promise<Found & { readonly others: readonly string[] }> => {
  const wanted = new Set(variants);
  for (const ending of endings) {
    const found = await withEnding(table, tenant, ending);
    if (found === undefined) continue;
    const entries = found.filter(
      ({ folded, sort }) => wanted.has(folded) && (after === undefined || sort > after),
    );
    return { entries, more: false, others: variants.filter((variant) => !variant.endsWith(ending)) };
  }
  return { entries: [], more: false, others: variants };
};

/** One page of what several looks found, each of which found all up to where it says that there is more. */
const merged = (found: readonly Found[], limit: number): Page<ProposedEntry> => {
  const all = found.flatMap(({ entries }) => entries).sort(bySort);
  const items = all.slice(0, limit);
  const more = all.length > limit || found.some((one) => one.more);
  return more ? { items, next: items.at(-1)?.sort } : { items };
};

/**
 * Most typos of a number end as it does, but begin otherwise, each in a partition of its own: one look at the numbers
 * with that ending finds them. The others lie together and are walked over. Where very many numbers have the ending,
 * all are walked over.
 */
export const typosIn =
  (table: Table): Indexes['typos'] =>
  async (tenant, { variants, endings, limit, after }: TypoRequest) => {
    const start = after === undefined ? '' : searchSuffixIn(after);
    if (after !== undefined && !variants.includes(start)) {
      throw new LedgerError({ code: 'invalid-cursor', detail: 'The cursor does not belong to this query.' });
    }
    const sought = { tenant, variants: variants.filter((variant) => variant >= start), limit, after };
    const ended = await byEnding(table, sought, endings);
    const walked = await walkAll(table, { ...sought, variants: ended.others });
    return merged([...walked, ended], limit);
  };
