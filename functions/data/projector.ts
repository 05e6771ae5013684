import type { RecordKey } from '../app/write-part.ts';
import { entriesOf, entryChanges } from './entries.ts';
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

/**
 * Puts are unconditional: a repeated or late one proposes a record that is read afresh anyway. A removal is believed
 * only after a look at the record as it is now, because a late record must not take away what a later one has put.
 */
export const projector = (table: Table): Projector => ({
  project: async (changes) => {
    const planned = changes.map((change) => ({ ...change, ...entryChanges(change.old, change.now) }));
    const looked = planned.filter(({ removed }) => removed.length > 0).map(({ key }) => key);
    const current = new Set(
      (await table.getMany(looked)).flatMap((record) => entriesOf(record).map(({ key }) => nameOf(key))),
    );
    const puts = new Map(planned.flatMap((p) => p.puts).map((entry) => [nameOf(entry.key), entry]));
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
    await table.writeMany({ puts: entriesOf(record), deletes: [] });
  },
});
