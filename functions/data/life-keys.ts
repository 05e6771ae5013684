import type { UnitName } from '../app/ports.ts';
import type { RecordKey } from '../app/write-part.ts';
import { join, padded, unitKey } from './keys.ts';

/** Keys of what lies beside a unit's record, in the partition of its first number (the table of all keys is in keys.ts). */

/** Where a unit went that bore this number; in the partition of its first number, where its record is now. */
export const aliasKey = (tenant: string, name: UnitName, id: string): RecordKey => ({
  pk: unitKey(tenant, name).pk,
  sk: join('alias', id),
});

/** Who bore this number last, of those that were renamed: by key, where many numbers are looked up at once. */
export const formerKey = (tenant: string, name: UnitName): RecordKey => ({
  pk: unitKey(tenant, name).pk,
  sk: 'former',
});

export const aliasPrefix = join('alias', '');

export const lifeKey = (tenant: string, name: UnitName, chunk: { id: string; n: number }): RecordKey => ({
  pk: unitKey(tenant, name).pk,
  sk: join('life', chunk.id, padded(chunk.n)),
});

/** Where the sort keys of a unit's life file begin. */
export const lifePrefix = (id: string): string => join('life', id, '');

/** What went into a unit or came out of it, by the movement that tells it; also of one that isn't made yet. */
export const joinKey = (
  tenant: string,
  name: UnitName,
  { id, movementId }: { readonly id: string; readonly movementId: string },
): RecordKey => ({ pk: unitKey(tenant, name).pk, sk: join('join', id, movementId) });

export const joinPrefix = join('join', '');
