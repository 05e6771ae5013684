import type { Indexes, List } from '../app/lists/ports.ts';
import { queryBuckets } from './buckets.ts';
import { listPartition, searchPartition, searchSortPrefix } from './entry-keys.ts';
import { proposedFrom } from './search-records.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';
import { typosIn } from './typos.ts';

/** Sorts behind every sort key that begins with the text before it. */
const BEHIND = '\uffff';

const bounds = (
  list: List,
): { prefix?: string | undefined; from?: string | undefined; to?: string | undefined } => {
  switch (list.of) {
    case 'units':
    case 'units-in-stock':
      return list.prefix === undefined || list.prefix === '' ? {} : { prefix: list.prefix };
    case 'movements':
    case 'receipts':
    case 'due':
    case 'due-batches':
    case 'due-exceptions':
    case 'alerts':
      return { from: list.from, to: list.to === undefined ? undefined : `${list.to}${BEHIND}` };
    case 'documents':
    case 'open-rows':
    case 'beacons':
    case 'parts':
    case 'put-in':
    case 'entities':
    case 'exceptions':
    case 'asns':
    case 'untracked':
    case 'balances':
      return {};
  }
};

/** Reads lists and the search index; what they say is only proposed, so eventually consistent reads do. */
export const indexes = (table: Table): Indexes => ({
  propose: async (tenant, list, page) => {
    const partition = (bucket: number) => listPartition(tenant, list, bucket);
    const found = await queryBuckets(table, { partition, consistent: false, ...bounds(list) }, page);
    return {
      items: found.items.map((record) => ({ sort: record.sk, ref: parseStored(STORED.entry, record).ref })),
      next: found.next,
    };
  },
  search: async (tenant, { phase, query, exact, limit, after }) => {
    const partition = (bucket: number) => searchPartition(tenant, { phase, query, bucket });
    const prefix = searchSortPrefix(query, exact);
    const found = await queryBuckets(table, { partition, prefix, consistent: false }, { limit, after });
    return { items: found.items.map((record) => proposedFrom(record, phase)), next: found.next };
  },
  typos: typosIn(table),
});
