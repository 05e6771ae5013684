import type { RecordKey } from '../app/write-part.ts';
import { firstKeyOf, type Unit } from '../domain/unit.ts';
import { RECORD_TYPES } from './attributes.ts';
import { entriesOf, entryChanges } from './entries.ts';
import { aliasKey, aliasPrefix, tenantIn, unitKey } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';

/** A change as the stream tells it. */
export type ImageChange = {
  readonly key: RecordKey;
  readonly old?: StoredRecord | undefined;
  readonly now?: StoredRecord | undefined;
};

export type Projector = {
  /** Brings lists and search index up to date with the changes. */
  readonly project: (changes: readonly ImageChange[]) => Promise<void>;
  /** Writes the entries that a record, as it stands now, should have. */
  readonly reproject: (key: RecordKey) => Promise<void>;
};

const nameOf = ({ pk, sk }: RecordKey): string => `${pk}\n${sk}`;

/** The units that records were removed of; each may have moved to another number. */
const movedFrom = (changes: readonly ImageChange[]): Unit[] =>
  changes.flatMap(({ old, now }) =>
    now === undefined && old?.type === RECORD_TYPES.unit ? [parseStored(STORED.unit, old)] : [],
  );

/** Where units are now that left their records, by the pointers that renames leave. */
const followed = async (
  table: Table,
  tenant: string,
  units: readonly { readonly itemId: string; readonly id: string }[],
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
  return records.filter((record) => ids.has(parseStored(STORED.unit, record).id));
};

/**
 * Puts are unconditional: a repeated or late one proposes a record that is read afresh anyway. A removal is believed
 * only after a look at the record as it is now, because a late record must not take away what a later one has put; and
 * a unit that left its record under one number is looked for under the one it bears now.
 */
export const projector = (table: Table): Projector => ({
  project: async (changes) => {
    const planned = changes.map((change) => ({ ...change, ...entryChanges(change.old, change.now) }));
    const looked = planned.filter(({ removed }) => removed.length > 0).map(({ key }) => key);
    const tenants = [...new Set(changes.map(({ key }) => tenantIn(key)))];
    const its = (tenant: string) => movedFrom(changes.filter(({ key }) => tenantIn(key) === tenant));
    const moved = (await Promise.all(tenants.map((tenant) => followed(table, tenant, its(tenant))))).flat();
    const renewed = moved.flatMap(entriesOf);
    const current = new Set(
      [...(await table.getMany(looked)).flatMap(entriesOf), ...renewed].map(({ key }) => nameOf(key)),
    );
    const puts = new Map(
      [...planned.flatMap((p) => p.puts), ...renewed].map((entry) => [nameOf(entry.key), entry]),
    );
    const deletes = new Map(
      planned
        .flatMap(({ removed }) => removed)
        .filter((key) => !current.has(nameOf(key)))
        .map((key) => [nameOf(key), key]),
    );
    await table.writeMany({
      puts: [...puts.entries()].filter(([name]) => !deletes.has(name)).map(([, entry]) => entry),
      deletes: [...deletes.values()],
    });
  },
  reproject: async (key) => {
    const [record] = await table.getMany([key]);
    if (record !== undefined) return table.writeMany({ puts: entriesOf(record), deletes: [] });
    // Nothing stands there: if a unit went from here, it is what it is elsewhere.
    const left = await table.query({ pk: key.pk, prefix: aliasPrefix, limit: 100, consistent: true });
    const units = left.records.map((one) => parseStored(STORED.alias, one));
    const found = await followed(table, tenantIn(key), units);
    return table.writeMany({ puts: found.flatMap(entriesOf), deletes: [] });
  },
});
