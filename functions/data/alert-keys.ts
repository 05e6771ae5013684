import { EVERYBODY } from '../app/jobs/ports.ts';
import type { RecordKey } from '../app/write-part.ts';
import { bucketOf, join } from './keys.ts';

/** Keys of daily checks and their alerts (the table of all keys is in keys.ts). */

export const alertKey = (tenant: string, alertId: string): RecordKey => ({
  pk: join(tenant, 'alert', alertId),
  sk: 'alert',
});

export const checkedKey = (tenant: string): RecordKey => ({ pk: join(tenant, 'checked'), sk: 'checked' });

export const latePartition = (tenant: string, bucket: number): string => join(tenant, 'late', bucket);

export const lateKey = (tenant: string, { sort, bucket }: { sort: string; bucket: number }): RecordKey => ({
  pk: latePartition(tenant, bucket),
  sk: sort,
});

/** One place for each end of a thing. */
export const lateSort = (of: string, ref: readonly string[]): string => join(of, ...ref);

export const tenantsPartition = (bucket: number): string => join(EVERYBODY, 'tenants', bucket);

export const tenantKey = (tenant: string): RecordKey => ({
  pk: tenantsPartition(bucketOf(tenant)),
  sk: tenant,
});
