import type { RecordKey } from '../app/write-part.ts';
import { join, padded } from './keys.ts';

/** Keys of advance lists (the table of all keys is in keys.ts). */

export const asnPartition = (tenant: string, asnNumber: string): string => join(tenant, 'asn', asnNumber);

type AsnName = { readonly asnNumber: string; readonly partnerId: string };

export const asnKey = (tenant: string, { asnNumber, partnerId }: AsnName): RecordKey => ({
  pk: asnPartition(tenant, asnNumber),
  sk: partnerId,
});

/** The numbers of an accepted version of a list, so many to a record. */
export const asnEntriesKey = (
  tenant: string,
  { asnNumber, partnerId }: AsnName,
  { revision, chunk }: { readonly revision: number; readonly chunk: number },
): RecordKey => ({
  pk: join(tenant, 'asn-entries', asnNumber, partnerId),
  sk: join(padded(revision), padded(chunk)),
});

/** Which list a carton is on. */
export const cartonKey = (tenant: string, sscc: string): RecordKey => ({
  pk: join(tenant, 'carton', sscc),
  sk: 'carton',
});
