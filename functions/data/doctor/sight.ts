import type { PostingHead } from '../../app/posting/ports.ts';
import type { RecordKey } from '../../app/write-part.ts';
import type { ToldMovement } from '../../domain/doctor/unit-left.ts';
import type { LedgerDocument } from '../../domain/document/document.ts';
import type { MovedUnit } from '../../domain/movement.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import { documentRecords } from '../document-records.ts';
import { nameOf } from '../entries.ts';
import { postingKey, tenantIn, unitKey } from '../keys.ts';
import { asAfter, asBefore, markerIn } from '../markers.ts';
import { followed, type UnitIdentity } from '../moved-units.ts';
import { movementRecords } from '../movement-records.ts';
import { postingViews, type ViewedTable } from '../posting-views.ts';
import { parseStored, STORED } from '../stored.ts';
import type { StoredRecord, Table } from '../table.ts';
import { unitFrom } from '../unit-from.ts';

/** How the doctor looks at what belongs to a record: in the way of every reader, in few calls, remembering a bounded part. */

export type Sight = {
  readonly tenant: string;
  readonly table: Table;
  /** With large postings resolved. */
  readonly view: ViewedTable;
  readonly now: number;
  /** Of those asked for, the ones that are posted. */
  readonly movements: (ids: readonly string[]) => Promise<ReadonlyMap<string, ToldMovement>>;
  readonly documents: (ids: readonly string[]) => Promise<ReadonlyMap<string, LedgerDocument>>;
  /** By their ids, wherever their numbers have led them. */
  readonly units: (
    names: readonly (UnitIdentity & { readonly key: string })[],
  ) => Promise<ReadonlyMap<string, Unit>>;
  /** Of those asked for, what is there now. */
  readonly there: (keys: readonly RecordKey[]) => Promise<ReadonlyMap<string, StoredRecord>>;
};

/** Units of movements, and rows and numbers of documents, that are remembered; each is some hundred bytes. */
const REMEMBERED = 150_000;

/** What is asked for again and again, forgotten when it becomes too much. */
const remembering = <T extends object>(
  sizeOf: (one: T) => number,
  read: (ids: readonly string[]) => Promise<Map<string, T>>,
) => {
  const known = new Map<string, T>();
  let size = 0;
  return async (ids: readonly string[]): Promise<ReadonlyMap<string, T>> => {
    const wanted = [...new Set(ids)];
    const found = new Map(
      wanted.flatMap((id) => {
        const one = known.get(id);
        return one === undefined ? [] : [[id, one] as const];
      }),
    );
    const fresh = await read(wanted.filter((id) => !found.has(id)));
    for (const [id, one] of fresh) {
      found.set(id, one);
      size += sizeOf(one);
      if (size > REMEMBERED) {
        known.clear();
        size = sizeOf(one);
      }
      known.set(id, one);
    }
    return found;
  };
};

const slim = ({ id, key, serial, before, version, held }: MovedUnit): MovedUnit => ({
  id,
  key,
  serial,
  ...(before?.status === undefined ? {} : { before: { status: before.status } }),
  version,
  held,
});

/** So many documents are read at once. */
const TOGETHER = 8;

export const sightOf = (
  table: Table,
  { tenant, now, view = postingViews(table)() }: { tenant: string; now: number; view?: ViewedTable },
): Sight => {
  const movementsIn = movementRecords(view);
  const documentsIn = documentRecords(view);
  const told = remembering<ToldMovement & { readonly count: number }>(
    ({ count }) => count + 1,
    async (ids) => {
      const found = ids.length === 0 ? [] : await movementsIn.readMany(tenant, ids);
      return new Map(
        found.map(({ units, ...head }) => {
          const its = new Map(units.map((unit) => [unit.id, slim(unit)]));
          return [head.movementId, { ...head, count: units.length, unitOf: (id: string) => its.get(id) }];
        }),
      );
    },
  );
  const documents = remembering<LedgerDocument>(
    ({ lines }) => lines.reduce((sum, { assigned }) => sum + 1 + assigned.length, 1),
    async (ids) => {
      const found = new Map<string, LedgerDocument>();
      const left = [...ids];
      const work = async (): Promise<void> => {
        for (let id = left.shift(); id !== undefined; id = left.shift()) {
          const document = await documentsIn.read(tenant, id);
          if (document !== undefined) found.set(id, document);
        }
      };
      await Promise.all(Array.from({ length: TOGETHER }, work));
      return found;
    },
  );
  return {
    tenant,
    table,
    view,
    now,
    movements: told,
    documents,
    units: async (names) => {
      const here = (await view.getMany(names.map((name) => unitKey(tenant, name)))).map(unitFrom);
      const byId = new Map(here.map((unit) => [unit.id, unit]));
      const left = names.filter(({ id }) => !byId.has(id));
      if (left.length === 0) return byId;
      const moved = (await followed(view, tenant, left)).map(unitFrom);
      return new Map([...byId, ...moved.map((unit) => [unit.id, unit] as const)]);
    },
    there: async (keys) => new Map((await view.getMany(keys)).map((record) => [nameOf(record), record])),
  };
};

export type Standing = {
  readonly record: StoredRecord;
  /** As it counts; nothing where it doesn't. */
  readonly standing: StoredRecord | undefined;
  readonly posting?: { readonly postingId: string; readonly head: PostingHead | undefined } | undefined;
  /** Its own marker can't be read. */
  readonly hasUnreadableMarker?: true;
};

/** What can't be read is told of the record that it is; whoever depends on it stands for nothing. */
const readable = <T>(read: () => T): T | 'unreadable' => {
  try {
    return read();
  } catch {
    return 'unreadable';
  }
};

/** Records as they stand, with the heads of the large postings that are or were at work on them. */
export const standings = async (table: Table, records: readonly StoredRecord[]): Promise<Standing[]> => {
  const marked = records.map((record) => ({ record, marker: readable(() => markerIn(record)) }));
  const keys = marked.flatMap(({ record, marker }) =>
    marker === undefined || marker === 'unreadable' ? [] : [postingKey(tenantIn(record), marker.posting)],
  );
  const heads = new Map(
    (await table.getMany(keys)).map((record) => [
      nameOf(record),
      readable(() => parseStored(STORED.posting, record)),
    ]),
  );
  return marked.map(({ record, marker }): Standing => {
    if (marker === undefined) return { record, standing: record };
    if (marker === 'unreadable') return { record, standing: undefined, hasUnreadableMarker: true };
    const head = heads.get(nameOf(postingKey(tenantIn(record), marker.posting)));
    if (head === 'unreadable') return { record, standing: undefined };
    const standing = head?.status === 'posted' ? asAfter(record, marker) : asBefore(record, marker);
    return { record, standing, posting: { postingId: marker.posting, head } };
  });
};
