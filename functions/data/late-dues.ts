import type { LateDue } from '../app/alerts/ports.ts';
import type { RecordKey } from '../app/write-part.ts';
import type { DueOf } from '../domain/alert/check-passes.ts';
import { checkedKey, lateKey, lateSort, tenantKey } from './alert-keys.ts';
import { RECORD_TYPES } from './attributes.ts';
import type { Entry } from './derived-entries.ts';
import { batchKey, bucketOf, tenantIn } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/**
 * What the stream's consumer notes for the daily checks: which tenants there are, and ends that came onto the lists where
 * a check may have passed them already, because of a backdated sale, a correction or a return; batches also where there
 * is stock of them again.
 */

/** An end among the entries. */
export type DueEntry = { readonly of: DueOf; readonly on: string; readonly ref: readonly string[] };

export const placeOfLate = (tenant: string, { ref, sort }: Pick<LateDue, 'ref' | 'sort'>): RecordKey =>
  lateKey(tenant, { sort, bucket: bucketOf(ref.at(-1) ?? '') });

const thereIn = (balance: StoredRecord): number => {
  const { quantity, inTransit } = parseStored(STORED.balance, balance);
  return quantity + inTransit;
};

/** Batches of which there is something where there was nothing: nobody was told of them meanwhile. */
export const restockedBatches = (
  changes: readonly { readonly old?: StoredRecord | undefined; readonly now?: StoredRecord | undefined }[],
): RecordKey[] => {
  const found = changes.flatMap(({ old, now }) => {
    if (now?.type !== RECORD_TYPES.balance) return [];
    const { itemId, batch } = parseStored(STORED.balance, now);
    if (batch === undefined || thereIn(now) <= 0) return [];
    return old !== undefined && thereIn(old) > 0 ? [] : [batchKey(tenantIn(now), { itemId, batch })];
  });
  return [...new Map(found.map((key) => [key.pk + key.sk, key])).values()];
};

/** One per process. */
export const dueNotes = (table: Table) => {
  const known = new Set<string>();

  const horizonsOf = async (tenants: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    if (tenants.length === 0) return new Map();
    const found = await table.getMany(tenants.map(checkedKey));
    return new Map(found.map((record) => [tenantIn(record), parseStored(STORED.checked, record).horizon]));
  };

  /** What goes along with entries, those of restocked batches among them. */
  const along = async (entries: readonly Entry[]): Promise<Entry[]> => {
    const tenants = [...new Set(entries.map(({ key }) => tenantIn(key)))];
    const dues = entries.flatMap(({ key, due }) =>
      due === undefined ? [] : [{ tenant: tenantIn(key), due }],
    );
    const horizons = await horizonsOf([...new Set(dues.map(({ tenant }) => tenant))]);
    const late = dues.flatMap(({ tenant, due: { of, on, ref } }): Entry[] => {
      const until = horizons.get(tenant);
      // Before the first check there is nothing that it could have passed.
      if (until === undefined || on > until) return [];
      const key = placeOfLate(tenant, { ref, sort: lateSort(of, ref) });
      return [{ key, attributes: { v: 1, type: RECORD_TYPES.lateDue, of, ref } }];
    });
    const fresh = tenants.filter((tenant) => !known.has(tenant));
    return [
      ...late,
      ...fresh.map((tenant) => ({
        key: tenantKey(tenant),
        attributes: { v: 1, type: RECORD_TYPES.tenant, tenant },
      })),
    ];
  };
  /** Only once they are written. */
  const keep = (entries: readonly Entry[]): void => {
    for (const { key } of entries) known.add(tenantIn(key));
  };
  return { along, keep };
};
