import { createHash } from 'node:crypto';
import type { List } from '../app/lists/ports.ts';
import type { RecordKey } from '../app/write-part.ts';
import type { BalanceName } from '../domain/balance.ts';
import { entryPrefix, type SearchEntry, type SearchPhase } from '../domain/search/entry.ts';
import { join, padded } from './keys.ts';

/** Keys of what the stream derives: list and search entries (the table of all keys is in keys.ts). */

/** Stands for texts that may hold anything. */
const digestOf = (texts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('base64url');

const listParts = (list: List): string[] => {
  switch (list.of) {
    case 'units':
      return ['units', list.itemId];
    case 'units-in-stock':
      return ['units-in-stock', list.itemId, list.locationId];
    case 'balances':
      return list.locationId === undefined ? ['balances'] : ['balances-at', list.locationId];
    case 'exceptions':
      return ['exceptions', list.status];
    case 'untracked':
      return ['untracked', list.itemId, list.locationId];
    case 'open-rows':
      return ['open-rows', list.itemId];
    case 'beacons':
      return ['beacons', list.beacon];
    case 'parts':
      return ['parts', list.itemId, list.id];
    case 'put-in':
      return 'itemId' in list.by ? ['put-in-item', list.by.itemId] : ['put-in-batch', list.by.batch];
    case 'entities':
      if (list.by === undefined) return ['entities'];
      if ('modelId' in list.by) return ['entities-model', list.by.modelId];
      return 'projectNumber' in list.by
        ? ['entities-number', list.by.projectNumber]
        : ['entities-parameter', digestOf([list.by.parameter, list.by.value])];
    case 'due':
      return ['due', list.kind, list.month];
    case 'due-batches':
    case 'due-exceptions':
      return [list.of, list.month];
    case 'alerts':
      return list.kind === undefined ? ['alerts', list.status] : ['alerts-kind', list.status, list.kind];
    case 'asns':
      if (list.by === undefined) return ['asns'];
      return 'status' in list.by ? ['asns-status', list.by.status] : ['asns-partner', list.by.partnerId];
    case 'receipts':
      if (list.by === undefined) return ['receipts'];
      if ('itemId' in list.by) return ['receipts-item', list.by.itemId];
      return 'batch' in list.by ? ['receipts-batch', list.by.batch] : ['receipts-partner', list.by.partnerId];
    case 'movements':
      if (list.by === undefined) return ['movements'];
      return 'itemId' in list.by
        ? ['movements-item', list.by.itemId]
        : ['movements-partner', list.by.partnerId];
    case 'documents':
      if (list.by === undefined) return ['documents'];
      if ('kind' in list.by) return ['documents-kind', list.by.kind];
      return 'status' in list.by
        ? ['documents-status', list.by.status]
        : ['documents-partner', list.by.partnerId];
  }
};

/** Sort keys of list entries: what a list is ordered by, and then what tells its members apart. */
export const listSort = {
  unit: ({ key, id }: { key: string; id: string }): string => join(key, id),
  due: (date: string, name: readonly string[]): string => join(date, ...name),
  document: (documentId: string): string => documentId,
  movement: (given: { effectiveDate: string; movementId: string }): string =>
    join(given.effectiveDate, given.movementId),
  balance: ({ itemId, locationId, batch }: BalanceName): string => join(itemId, locationId, batch ?? ''),
  asn: ({ asnNumber, partnerId }: { asnNumber: string; partnerId: string }): string =>
    join(asnNumber, partnerId),
  row: (given: { documentId: string; line: number }): string => join(given.documentId, padded(given.line)),
};

export const listPartition = (tenant: string, list: List, bucket: number): string =>
  join(tenant, 'list', ...listParts(list), bucket);

/** What an entry's partition says of it: whether it is one of a list or of the search, and of which list. */
export const entryPlaceIn = ({ pk }: RecordKey): { readonly of: string; readonly name: string } => {
  const [, of = '', name = ''] = pk.split('#');
  return { of, name };
};

/** Sorts below every character of a folded number, so that a whole suffix comes before longer ones. */
const TERMINATOR = '!';

export const searchPartition = (
  tenant: string,
  place: { phase: SearchPhase; query: string; bucket: number },
): string => join(tenant, 'search', place.phase, entryPrefix(place.query), place.bucket);

export const searchSort = (entry: SearchEntry, unit: { itemId: string; id: string }): string =>
  [entry.suffix, unit.itemId, entry.offset.toString().padStart(2, '0'), unit.id].join(TERMINATOR);

/** The beginning of the sort keys of entries whose suffix is the query, or only begins with it. */
export const searchSortPrefix = (query: string, exact: boolean): string =>
  exact ? `${query}${TERMINATOR}` : query;

export const searchSuffixIn = (sort: string): string => sort.split(TERMINATOR)[0] ?? '';
