import * as z from 'zod';
import { TornRead, type View } from '../app/posting/ports.ts';
import type { RecordKey } from '../app/write-part.ts';
import { isUnit, postingKey, tenantIn } from './keys.ts';
import { asAfter, asBefore, type Marker, markerIn } from './markers.ts';
import { CorruptRecord, parseStored, STORED } from './stored.ts';
import { ACTIONS_PER_TRANSACTION, type StoredRecord, type Table } from './table.ts';

type Status = 'pending' | 'posted' | 'aborted';
type Known = { readonly status: 'posted' | 'aborted'; readonly since: number };

/** Ended postings that a process remembers; each saves a read per request that meets it. */
const REMEMBERED = 10_000;

/** No stored version is a fraction: no write can hold on a record that a posting is at work on. */
const IN_BETWEEN = 0.5;

type Marked = { readonly record: StoredRecord; readonly marker: Marker; readonly head: RecordKey };

const nameOf = ({ pk, sk }: RecordKey): string => JSON.stringify([pk, sk]);

const keySchema = z.tuple([z.string(), z.string()]);
const keyIn = (name: string): RecordKey => {
  const [pk, sk] = keySchema.parse(JSON.parse(name));
  return { pk, sk };
};

const seen = ({ record, marker }: Marked, status: Status, isOwn: boolean): StoredRecord | undefined => {
  if (status === 'posted') return asAfter(record, marker);
  const before = asBefore(record, marker);
  if (before === undefined || status === 'aborted' || isOwn || typeof before.version !== 'number')
    return before;
  const { pk, sk } = record;
  return { ...before, pk, sk, version: before.version + IN_BETWEEN };
};

const getTogether = async (table: Table, keys: readonly RecordKey[]): Promise<StoredRecord[]> => {
  const found: StoredRecord[] = [];
  for (let from = 0; from < keys.length; from += ACTIONS_PER_TRANSACTION) {
    found.push(...(await table.getTogether(keys.slice(from, from + ACTIONS_PER_TRANSACTION))));
  }
  return found;
};

/** Views of one table; what they learn of ended postings they share. */
/** A table as a view sees it. */
export type ViewedTable = Table & {
  /** @throws TornRead where a posting that was taken for undecided has been committed since */
  readonly confirm: () => Promise<void>;
};

export const postingViews = (table: Table): ((view?: View) => ViewedTable) => {
  const ended = new Map<string, Known>();
  let clock = 0;
  const remember = (name: string, status: 'posted' | 'aborted'): void => {
    clock += 1;
    ended.set(name, { status, since: clock });
    if (ended.size > REMEMBERED) ended.delete(ended.keys().next().value ?? '');
  };

  return (view = {}) => {
    const begun = clock;
    // What a request that sees the whole has once taken a posting for, it stays.
    const kept = new Map<string, Status>();
    let reads = 0;

    const learn = async (heads: readonly RecordKey[], taken: Map<string, Status>): Promise<void> => {
      const unknown = heads.filter((head) => !taken.has(nameOf(head)));
      const late: string[] = [];
      for (const head of unknown) {
        const known = ended.get(nameOf(head));
        if (known === undefined) continue;
        taken.set(nameOf(head), known.status);
        if (known.status === 'posted' && known.since > begun) late.push(nameOf(head));
      }
      const asked = unknown.filter((head) => !taken.has(nameOf(head)));
      const found = asked.length === 0 ? [] : await table.getMany(asked);
      for (const record of found) {
        const { status } = parseStored(STORED.posting, record);
        const { pk, sk } = record;
        taken.set(nameOf({ pk, sk }), status);
        if (status === 'pending') continue;
        remember(nameOf({ pk, sk }), status);
        if (status === 'posted') late.push(nameOf({ pk, sk }));
      }
      // What was read before may be older than the commit: the request is looked at anew, and then knows of it.
      if (view.whole === true && late.length > 0 && reads > 1) throw new TornRead();
    };

    const resolved = async (records: readonly StoredRecord[]): Promise<StoredRecord[]> => {
      const found = records.map((record): StoredRecord | Marked => {
        const marker = markerIn(record);
        return marker === undefined
          ? record
          : { record, marker, head: postingKey(tenantIn(record), marker.posting) };
      });
      const isMarked = (one: StoredRecord | Marked): one is Marked =>
        'marker' in one && 'head' in one && 'record' in one;
      const marks = found.filter(isMarked);
      if (marks.length === 0) return [...records];
      const others = marks.filter(({ marker }) => marker.posting !== view.own);
      const taken = view.whole === true ? kept : new Map<string, Status>();
      await learn([...new Map(others.map(({ head }) => [nameOf(head), head])).values()], taken);
      return found.flatMap((one) => {
        if (!isMarked(one)) return one;
        if (one.marker.posting === view.own) return seen(one, 'pending', true) ?? [];
        const status = taken.get(nameOf(one.head));
        if (status === undefined) throw new CorruptRecord(one.record, 'marker: its posting has no head');
        return seen(one, status, false) ?? [];
      });
    };

    const confirm = async (): Promise<void> => {
      const open = [...kept].filter(([, status]) => status === 'pending').map(([name]) => name);
      if (open.length === 0) return;
      const heads = open.map((name) => keyIn(name));
      for (const record of await table.getMany(heads)) {
        if (parseStored(STORED.posting, record).status === 'posted') throw new TornRead();
      }
    };

    return {
      ...table,
      confirm,
      getMany: async (keys) => {
        reads += keys.length;
        // Several units at once are of one moment, or a small posting could be seen half.
        const together = view.whole === true && keys.length > 1 && keys.every(isUnit);
        return resolved(await (together ? getTogether(table, keys) : table.getMany(keys)));
      },
      query: async (request) => {
        const page = await table.query(request);
        return { ...page, records: await resolved(page.records) };
      },
    };
  };
};
