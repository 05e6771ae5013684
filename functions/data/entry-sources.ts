import * as z from 'zod';
import type { RecordKey } from '../app/write-part.ts';
import { alertKey } from './alert-keys.ts';
import { asnKey } from './asn-keys.ts';
import type { Entry } from './derived-entries.ts';
import { linesKeyOf } from './document-records.ts';
import { certainEntries, entriesOf, nameOf } from './entries.ts';
import { entryPlaceIn } from './entry-keys.ts';
import {
  balanceKey,
  batchKey,
  beaconKey,
  documentKey,
  exceptionKey,
  movementKey,
  postingKey,
  tenantIn,
  unitKey,
} from './keys.ts';
import { markerIn } from './markers.ts';
import { followed, type UnitIdentity } from './moved-units.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/** From an entry back to the record that it was derived from. */

/** Where an entry's record should be. A unit may bear another number by now. */
export type Source = { readonly key: RecordKey; readonly unit?: UnitIdentity | undefined };

type Named = { readonly tenant: string; readonly ref: readonly string[] };

const ofUnit = (tenant: string, unit: UnitIdentity & { readonly key: string }): Source => ({
  key: unitKey(tenant, unit),
  unit: { itemId: unit.itemId, id: unit.id },
});

const unit = ({ tenant, ref: [itemId = '', key = '', id = ''] }: Named): Source =>
  ofUnit(tenant, { itemId, key, id });
const balance = ({ tenant, ref: [itemId = '', locationId = '', batch] }: Named): Source => ({
  key: balanceKey(tenant, { itemId, locationId, batch }),
});
const document = ({ tenant, ref: [documentId = ''] }: Named): Source => ({
  key: documentKey(tenant, documentId),
});
const movement = ({ tenant, ref: [movementId = ''] }: Named): Source => ({
  key: movementKey(tenant, movementId),
});

const exception = ({ tenant, ref: [id = ''] }: Named): Source => ({ key: exceptionKey(tenant, id) });
const alert = ({ tenant, ref: [id = ''] }: Named): Source => ({ key: alertKey(tenant, id) });

const asn = ({ tenant, ref: [asnNumber = '', partnerId = ''] }: Named): Source => ({
  key: asnKey(tenant, { asnNumber, partnerId }),
});

const LISTS: ReadonlyMap<string, (named: Named) => Source> = new Map([
  ['units', unit],
  ['units-in-stock', unit],
  ['balances', balance],
  ['balances-at', balance],
  ['documents', document],
  ['documents-kind', document],
  ['documents-status', document],
  ['documents-partner', document],
  ['movements', movement],
  ['movements-item', movement],
  ['movements-partner', movement],
  ['untracked', movement],
  ['receipts', movement],
  ['receipts-item', movement],
  ['receipts-partner', movement],
  ['receipts-batch', movement],
  ['put-in-item', movement],
  ['put-in-batch', movement],
  ['parts', unit],
  ['entities', unit],
  ['entities-model', unit],
  ['entities-number', unit],
  ['entities-parameter', unit],
  ['due', unit],
  [
    'beacons',
    ({ tenant, ref: [beacon = '', light] }) => ({ key: beaconKey(tenant, { beacon, light: Number(light) }) }),
  ],
  [
    'open-rows',
    ({ tenant, ref: [documentId = '', line] }) => ({ key: linesKeyOf(tenant, documentId, Number(line)) }),
  ],
  ['asns', asn],
  ['asns-status', asn],
  ['asns-partner', asn],
  ['exceptions', exception],
  ['due-exceptions', exception],
  [
    'due-batches',
    ({ tenant, ref: [itemId = '', batch = ''] }) => ({ key: batchKey(tenant, { itemId, batch }) }),
  ],
  ['alerts', alert],
  ['alerts-kind', alert],
]);

const searched = z.object({ itemId: z.string(), key: z.string(), id: z.string() });

/** Nothing where it is no entry of ours. */
export const sourceOf = (entry: StoredRecord): Source | undefined => {
  const tenant = tenantIn(entry);
  const { of, name } = entryPlaceIn(entry);
  if (of === 'search') {
    const { data } = searched.safeParse(entry);
    return data === undefined ? undefined : ofUnit(tenant, data);
  }
  const { data } = STORED.entry.safeParse(entry);
  return data === undefined ? undefined : LISTS.get(name)?.({ tenant, ref: data.ref });
};

/**
 * Everything that should stand for these records, by key. Of one that a large posting has written ahead both sides
 * stand, until the posting is committed.
 */
export const wantedBy = async (
  table: Table,
  records: readonly StoredRecord[],
): Promise<ReadonlyMap<string, Entry>> => {
  const headOf = (record: StoredRecord): RecordKey | undefined => {
    const marker = markerIn(record);
    return marker === undefined ? undefined : postingKey(tenantIn(record), marker.posting);
  };
  const heads = await table.getMany(records.flatMap((record) => headOf(record) ?? []));
  const posted = new Set(
    heads.filter((head) => parseStored(STORED.posting, head).status === 'posted').map(nameOf),
  );
  const entries = records.flatMap((record) => {
    const head = headOf(record);
    return head !== undefined && posted.has(nameOf(head)) ? certainEntries(record) : entriesOf(record);
  });
  return new Map(entries.map((entry) => [nameOf(entry.key), entry]));
};

export type Doubted = RecordKey & { readonly source?: Source | undefined };

/** Those entries of the keys that should stand, by what their records say now. */
export const wantedAmong = async (
  table: Table,
  keys: readonly Doubted[],
): Promise<ReadonlyMap<string, Entry>> => {
  const records = await table.getMany(keys.flatMap(({ source }) => source?.key ?? []));
  const wanted = await wantedBy(table, records);
  const moved = Map.groupBy(
    keys.filter((key) => key.source?.unit !== undefined && !wanted.has(nameOf(key))),
    tenantIn,
  );
  const elsewhere: StoredRecord[] = [];
  for (const [tenant, its] of moved) {
    const units = new Map(its.flatMap(({ source }) => (source?.unit ? [[source.unit.id, source.unit]] : [])));
    elsewhere.push(...(await followed(table, tenant, [...units.values()])));
  }
  return new Map([...wanted, ...(await wantedBy(table, elsewhere))]);
};
