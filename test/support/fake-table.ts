import type { Condition, RecordKey, WritePart, WriteResult } from '../../functions/app/write-part.ts';
import type { ImageChange } from '../../functions/data/projector.ts';
import {
  ACTIONS_PER_TRANSACTION,
  type QueryPage,
  type QueryRequest,
  type ScanPage,
  type ScanRequest,
  type StoredRecord,
  type Table,
} from '../../functions/data/table.ts';
import { LedgerError } from '../../functions/domain/errors.ts';

/** What may happen to a transaction instead of going well; `lost-answer` is written all the same. */
export type Fault = 'none' | 'contended' | 'unreachable' | 'lost-answer';

/** The engine in memory, as strict as DynamoDB; test/data/table.contract.ts runs on both. */
export type FakeTable = Table & {
  /** Every record, ordered by key. */
  readonly snapshot: () => readonly StoredRecord[];
  /** What happens to the next transactions, one by one. */
  readonly failNext: (...faults: readonly Fault[]) => void;
  /** Runs just before the next transaction, as another request would. */
  readonly beforeNext: (act: () => Promise<unknown>) => void;
  /** What the stream has to tell since the last call, in order. */
  readonly takeChanges: () => readonly ImageChange[];
  /** How often each operation was called. */
  readonly calls: () => { readonly [Operation in keyof Table]: number };
};

const SURROGATE = /[\ud800-\udfff]/;
/** As the engine orders keys, by their bytes in UTF-8: the order of code units but for what has surrogates. */
const byBytes = (a: string, b: string): number => {
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
const nameOf = ({ pk, sk }: RecordKey): string => `${pk}\n${sk}`;
const invalid = (message: string): Error =>
  Object.assign(new Error(message), { name: 'ValidationException' });

/** A copy without undefined values, as the engine would keep it; refuses what it would. */
const plain = <T>(value: T): T => {
  // There is no zero below zero.
  if (typeof value === 'number' && Number.isFinite(value)) return (value === 0 ? 0 : value) as T;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(plain) as T;
  const isPlain =
    typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value));
  if (!isPlain) {
    throw invalid(`${String(value)} can't be kept`);
  }
  const copy: Record<string, unknown> = {};
  for (const [name, inside] of Object.entries(value as object))
    if (inside !== undefined) copy[name] = plain(inside);
  return copy as T;
};

/** Partitions stay together, in no order of theirs. */
const segmentOf = (pk: string, segments: number): number =>
  [...pk].reduce((sum, c) => sum + c.charCodeAt(0), 0) % segments;

const checkKeys = (keys: readonly RecordKey[]): void => {
  if (keys.some(({ pk, sk }) => pk === '' || sk === '')) throw invalid('a key attribute is empty');
  if (new Set(keys.map(nameOf)).size < keys.length) throw invalid('a key is given twice');
};

const numberIn = (record: StoredRecord | undefined, name: string): number | undefined => {
  const value = record?.[name];
  return typeof value === 'number' ? value : undefined;
};

/** What stands at a path such as `marker.posting`. */
const textIn = (record: StoredRecord | undefined, path: string): unknown =>
  path.split('.').reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], record);

const holds = (condition: Condition, record: StoredRecord | undefined): boolean => {
  switch (condition.name) {
    case 'always':
      return true;
    case 'absent':
      return record === undefined;
    case 'unchanged':
      return (
        numberIn(record, 'version') === condition.version &&
        Object.entries(condition.is ?? {}).every(([path, value]) => textIn(record, path) === value)
      );
    case 'absent-or-expired': {
      const expiresAt = numberIn(record, 'expiresAt');
      return record === undefined || (expiresAt !== undefined && expiresAt <= condition.at);
    }
    case 'holds': {
      const all = (
        wanted: Readonly<Record<string, number>> | undefined,
        fits: (is: number, as: number) => boolean,
      ) =>
        Object.entries(wanted ?? {}).every(([name, value]) => {
          const is = numberIn(record, name);
          return is !== undefined && fits(is, value);
        });
      return (
        all(condition.equals, (is, as) => is === as) &&
        all(condition.atLeast, (is, as) => is >= as) &&
        all(condition.atMost, (is, as) => is <= as)
      );
    }
  }
};

const after = (part: WritePart, record: StoredRecord | undefined): StoredRecord | undefined => {
  switch (part.action) {
    case 'put':
      return plain({ ...part.attributes, ...part.key });
    case 'delete':
      return undefined;
    case 'check':
      return record;
    case 'add': {
      const sums = Object.entries(part.amounts).map(([name, amount]) => [
        name,
        (numberIn(record, name) ?? 0) + amount,
      ]);
      return { ...record, ...plain(part.attributes), ...Object.fromEntries(sums), ...part.key };
    }
  }
};

const inRange = ({ prefix, from, to }: QueryRequest, sk: string): boolean =>
  prefix === undefined
    ? (from === undefined || byBytes(sk, from) >= 0) && (to === undefined || byBytes(sk, to) <= 0)
    : sk.startsWith(prefix);

export const fakeTable = (from: readonly StoredRecord[] = []): FakeTable => {
  const records = new Map(from.map((record) => [nameOf(record), plain(record)]));
  const calls = { getMany: 0, getTogether: 0, query: 0, scan: 0, transact: 0, raise: 0, writeMany: 0 };
  let changes: ImageChange[] = [];
  let faults: Fault[] = [];
  let before: (() => Promise<unknown>)[] = [];

  const write = ({ pk, sk }: RecordKey, now: StoredRecord | undefined): void => {
    const name = nameOf({ pk, sk });
    const old = records.get(name);
    if (now === undefined) records.delete(name);
    else records.set(name, now);
    // The stream tells nothing of a write that changes nothing.
    if (JSON.stringify(old) !== JSON.stringify(now)) changes.push({ key: { pk, sk }, old, now });
  };

  const query = (request: QueryRequest): QueryPage => {
    const { pk, after: start, limit } = request;
    if (start !== undefined && (start === '' || !inRange(request, start))) {
      throw new LedgerError({ code: 'invalid-cursor', detail: 'The cursor does not belong to this query.' });
    }
    if (request.prefix === '') throw invalid('a prefix is empty');
    const found = [...records.values()]
      .filter((record) => record.pk === pk && inRange(request, record.sk))
      .filter(({ sk }) => start === undefined || byBytes(sk, start) > 0)
      .sort((a, b) => byBytes(a.sk, b.sk));
    // Like the engine, which stops at the limit without a look at what follows.
    return { records: plain(found.slice(0, limit)), more: found.length >= limit };
  };

  const scan = ({ segment, segments, types, begins = '', after: start, limit }: ScanRequest): ScanPage => {
    if (types?.length === 0) throw invalid('a filter names nothing');
    const found = [...records.values()]
      .filter(({ pk }) => segmentOf(pk, segments) === segment)
      .sort((a, b) => byBytes(nameOf(a), nameOf(b)))
      .filter((record) => start === undefined || byBytes(nameOf(record), nameOf(start)) > 0)
      .slice(0, limit);
    const last = found.at(-1);
    const of = found.filter(
      ({ pk, type }) => pk.startsWith(begins) && (types?.some((one) => one === type) ?? true),
    );
    if (last === undefined || found.length < limit) return { records: plain(of) };
    return { records: plain(of), next: { pk: last.pk, sk: last.sk } };
  };

  const transact = (parts: readonly WritePart[]): WriteResult => {
    if (parts.length === 0) throw invalid('a transaction is empty');
    if (parts.length > ACTIONS_PER_TRANSACTION) throw invalid('a transaction has too many actions');
    checkKeys(parts.map(({ key }) => key));
    const failed = parts.filter(({ key, condition }) => !holds(condition, records.get(nameOf(key))));
    if (failed.length > 0) {
      const conditions = failed.map(({ condition }) => condition.name);
      return { outcome: 'stale', conditions, keys: failed.map(({ key }) => plain(key)) };
    }
    for (const part of parts) write(part.key, after(part, records.get(nameOf(part.key))));
    return { outcome: 'written' };
  };

  return {
    getMany: async (keys) => {
      calls.getMany += 1;
      return plain([...new Set(keys.map(nameOf))].flatMap((name) => records.get(name) ?? []));
    },
    getTogether: async (keys) => {
      calls.getTogether += 1;
      if (keys.length > ACTIONS_PER_TRANSACTION) throw invalid('a transaction has too many actions');
      return plain([...new Set(keys.map(nameOf))].flatMap((name) => records.get(name) ?? []));
    },
    query: async (request) => {
      calls.query += 1;
      return query(request);
    },
    scan: async (request) => {
      calls.scan += 1;
      return scan(request);
    },
    transact: async (parts) => {
      calls.transact += 1;
      const [act, ...others] = before;
      before = others;
      await act?.();
      const [fault, ...rest] = faults;
      faults = rest;
      if (fault === 'contended') return { outcome: 'contended' };
      if (fault === 'unreachable') throw new Error('the engine cannot be reached');
      const result = transact(parts);
      if (fault === 'lost-answer') throw new Error('the connection broke before the answer');
      return result;
    },
    raise: async ({ key, name, by, attributes }) => {
      calls.raise += 1;
      const now = (numberIn(records.get(nameOf(key)), name) ?? 0) + by;
      write(key, { ...records.get(nameOf(key)), ...plain(attributes), [name]: now, ...key });
      return now;
    },
    writeMany: async ({ puts, deletes }) => {
      calls.writeMany += 1;
      checkKeys([...puts.map(({ key }) => key), ...deletes]);
      for (const { key, attributes } of puts) write(key, plain({ ...attributes, ...key }));
      for (const key of deletes) write(key, undefined);
    },
    snapshot: () => plain([...records.values()].sort((a, b) => byBytes(nameOf(a), nameOf(b)))),
    failNext: (...more) => {
      faults = [...faults, ...more];
    },
    beforeNext: (act) => {
      before = [...before, act];
    },
    takeChanges: () => {
      const taken = changes;
      changes = [];
      return taken;
    },
    calls: () => ({ ...calls }),
  };
};
