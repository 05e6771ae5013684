import type { AlertRepository, CheckRepository } from '../app/alerts/ports.ts';
import type { Alert } from '../domain/alert/alert.ts';
import { alertKey, checkedKey, latePartition, tenantsPartition } from './alert-keys.ts';
import { RECORD_TYPES } from './attributes.ts';
import { everyBucket, queryBuckets } from './buckets.ts';
import { placeOfLate } from './late-dues.ts';
import { nextVersion } from './registry-records.ts';
import { parseEach, parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

const alertFrom = (record: StoredRecord): Alert => {
  const { v: _, ...alert } = parseStored(STORED.alert, record);
  return alert;
};

export const alertRecords = (table: Table): AlertRepository => ({
  readMany: async (tenant, alertIds) =>
    (await table.getMany(alertIds.map((id) => alertKey(tenant, id)))).map(alertFrom),
  save: (tenant, alert) => ({
    action: 'put',
    key: alertKey(tenant, alert.alertId),
    attributes: { ...alert, v: 1, type: RECORD_TYPES.alert },
    condition: nextVersion(alert.version),
  }),
});

export const checkRecords = (table: Table): CheckRepository => ({
  tenants: async () => {
    const { found, unreadable } = parseEach(STORED.tenant, await everyBucket(table, tenantsPartition));
    return { found: found.map(({ tenant }) => tenant), unreadable };
  },
  read: async (tenant) => {
    const [record] = await table.getMany([checkedKey(tenant)]);
    if (record === undefined) return undefined;
    const { v: _, ...checked } = parseStored(STORED.checked, record);
    return checked;
  },
  save: (tenant, checked) => ({
    action: 'put',
    key: checkedKey(tenant),
    attributes: { ...checked, v: 1, type: RECORD_TYPES.checked },
    condition: nextVersion(checked.version),
  }),
  late: async (tenant, page) => {
    const partition = (bucket: number) => latePartition(tenant, bucket);
    const found = await queryBuckets(table, { partition, consistent: true }, page);
    const items = found.items.map((record) => {
      const { of, ref } = parseStored(STORED.lateDue, record);
      return { of, ref, sort: record.sk };
    });
    return { items, next: found.next };
  },
  removeLate: (tenant, late) =>
    table.writeMany({ puts: [], deletes: late.map((one) => placeOfLate(tenant, one)) }),
});
