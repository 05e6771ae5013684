import type { LateDue } from '../app/alert-ports.ts';
import type { RecordKey } from '../app/write-part.ts';
import type { DueOf } from '../domain/check-passes.ts';
import { checkedKey, lateKey, lateSort, tenantKey } from './alert-keys.ts';
import { RECORD_TYPES } from './attributes.ts';
import type { Entry } from './derived-entries.ts';
import { bucketOf, tenantIn } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

/**
 * What the stream's consumer notes for the daily checks: which tenants there are, and ends that came onto the lists where
 * a check may have passed them already, because of a backdated sale, a correction or a return.
 */

/** An end among the entries. */
export type DueEntry = { readonly of: DueOf; readonly on: string; readonly ref: readonly string[] };

export const placeOfLate = (tenant: string, { ref, sort }: Pick<LateDue, 'ref' | 'sort'>): RecordKey =>
  lateKey(tenant, { sort, bucket: bucketOf(ref.at(-1) ?? '') });

/** One per process. */
export const dueNotes = (table: Table) => {
  const known = new Set<string>();

  const horizonsOf = async (tenants: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    if (tenants.length === 0) return new Map();
    const found = await table.getMany(tenants.map(checkedKey));
    return new Map(found.map((record) => [tenantIn(record), parseStored(STORED.checked, record).horizon]));
  };

  /** What goes along with the entries. */
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
