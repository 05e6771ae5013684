import type { RecordKey } from '../app/write-part.ts';
import type { Unit } from '../domain/unit/unit.ts';
import { RECORD_TYPES } from './attributes.ts';
import { entriesOf, entryChanges, nameOf, outdatedEntries } from './entries.ts';
import { planPrefix, postingKey, tenantIn } from './keys.ts';
import { dueNotes, restockedBatches } from './late-dues.ts';
import { aliasPrefix } from './life-keys.ts';
import { markerIn } from './markers.ts';
import { followed } from './moved-units.ts';
import { parseStored, STORED } from './stored.ts';
import type { StoredRecord, Table } from './table.ts';
import { unitFrom } from './unit-from.ts';

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

/** The units that records were removed of; each may have moved to another number. */
const movedFrom = (changes: readonly ImageChange[]): Unit[] =>
  changes.flatMap(({ old, now }) =>
    now === undefined && old?.type === RECORD_TYPES.unit ? [unitFrom(old)] : [],
  );

const STEP = 500;

/**
 * Once a large posting is committed, its records have only the entries of after. They are looked at again behind the
 * removal: whoever wrote one of them in between may have put again what was just removed.
 */
const settleStep = async (table: Table, keys: readonly RecordKey[], posting: string): Promise<void> => {
  const isMarked = (record: StoredRecord): boolean => markerIn(record)?.posting === posting;
  const marked = (await table.getMany(keys)).filter(isMarked);
  await table.writeMany({ puts: [], deletes: marked.flatMap(outdatedEntries) });
  const again = await table.getMany(marked.map(({ pk, sk }) => ({ pk, sk })));
  const changed = again.filter((record) => !isMarked(record));
  if (changed.length > 0) await table.writeMany({ puts: changed.flatMap(entriesOf), deletes: [] });
};

/** Where the change tells of a commit: what it leaves to do here, by its announcement, which nobody needs afterwards. */
const settle = async (table: Table, { now }: ImageChange): Promise<void> => {
  if (now?.type !== RECORD_TYPES.posting) return;
  const { status, moved, postingId } = parseStored(STORED.posting, now);
  if (status !== 'posted' || moved !== true) return;
  const tenant = tenantIn(now);
  const { pk } = postingKey(tenant, postingId);
  const page = await table.query({ pk, prefix: planPrefix('ahead'), limit: PLANS_MAX, consistent: true });
  for (const record of page.records) {
    const { keys = [] } = parseStored(STORED.plan, record);
    for (let from = 0; from < keys.length; from += STEP) {
      await settleStep(table, keys.slice(from, from + STEP), postingId);
    }
    await table.writeMany({ puts: [], deletes: [{ pk: record.pk, sk: record.sk }] });
  }
};

/**
 * What large postings have changed is put as what it was, too. Where such a posting was committed meanwhile, whoever
 * settled it may have come before these puts, so what they put of before is removed here.
 */
const settleLate = async (table: Table, changes: readonly ImageChange[]): Promise<void> => {
  const marked = new Map<string, { readonly head: RecordKey; readonly posting: string; keys: RecordKey[] }>();
  for (const { key, now } of changes) {
    const marker = now === undefined ? undefined : markerIn(now);
    if (marker === undefined || marker.made === true) continue;
    const head = postingKey(tenantIn(key), marker.posting);
    const its = marked.get(nameOf(head)) ?? { head, posting: marker.posting, keys: [] };
    its.keys.push(key);
    marked.set(nameOf(head), its);
  }
  if (marked.size === 0) return;
  const heads = await table.getMany([...marked.values()].map(({ head }) => head));
  for (const record of heads.filter((head) => parseStored(STORED.posting, head).status === 'posted')) {
    const its = marked.get(nameOf(record));
    if (its !== undefined) await settleStep(table, its.keys, its.posting);
  }
};

/** Far more chunks than a posting of 10,000 units announces. */
const PLANS_MAX = 1_000;

/**
 * Puts are unconditional: a repeated or late one proposes a record that is read afresh anyway. A removal is believed
 * only after a look at the record as it is now, because a late record must not take away what a later one has put; and
 * a unit that left its record under one number is looked for under the one it bears now.
 */
export const projector = (table: Table): Projector => {
  const notes = dueNotes(table);
  return {
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
      const entries = [...puts.entries()].filter(([name]) => !deletes.has(name)).map(([, entry]) => entry);
      const restocked = (await table.getMany(restockedBatches(changes))).flatMap(entriesOf);
      const along = await notes.along([...entries, ...restocked]);
      await table.writeMany({ puts: [...entries, ...along], deletes: [...deletes.values()] });
      notes.keep(along);
      await settleLate(table, changes);
      // Behind the changes of the batch: what they put of before is then removed as well.
      for (const change of changes) await settle(table, change);
    },
    reproject: async (key) => {
      const [record] = await table.getMany([key]);
      if (record !== undefined) {
        const restocked = (await table.getMany(restockedBatches([{ now: record }]))).flatMap(entriesOf);
        const entries = entriesOf(record);
        const along = await notes.along([...entries, ...restocked]);
        await table.writeMany({ puts: [...entries, ...along], deletes: [] });
        notes.keep(along);
        return settle(table, { key, now: record });
      }
      // Nothing stands there: if a unit went from here, it is what it is elsewhere.
      const left = await table.query({ pk: key.pk, prefix: aliasPrefix, limit: 100, consistent: true });
      const units = left.records.map((one) => parseStored(STORED.alias, one));
      const found = await followed(table, tenantIn(key), units);
      return table.writeMany({ puts: found.flatMap(entriesOf), deletes: [] });
    },
  };
};
