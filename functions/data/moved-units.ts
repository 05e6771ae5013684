import { firstKeyOf } from '../domain/unit/unit.ts';
import { unitKey } from './keys.ts';
import { aliasKey } from './life-keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';
import { unitFrom } from './unit-from.ts';

export type UnitIdentity = { readonly itemId: string; readonly id: string };

/** Where units are now that left their records, by the pointers that renames leave. */
export const followed = async (
  table: Table,
  tenant: string,
  units: readonly UnitIdentity[],
): Promise<StoredRecord[]> => {
  const known = units.flatMap(({ itemId, id }) => {
    const key = firstKeyOf(id);
    return key === undefined ? [] : [{ id, first: { itemId, key } }];
  });
  const pointers = await table.getMany(known.map(({ first, id }) => aliasKey(tenant, first, id)));
  const aliases = pointers.map((record) => parseStored(STORED.alias, record));
  const names = [
    ...known.map(({ first }) => first),
    ...aliases.map(({ itemId, to }) => ({ itemId, key: to })),
  ];
  const ids = new Set(units.map(({ id }) => id));
  const records = await table.getMany(names.map((name) => unitKey(tenant, name)));
  return records.filter((record) => ids.has(unitFrom(record).id));
};
