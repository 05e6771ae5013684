import type { RecordKey } from '../app/write-part.ts';
import { type Entry, entriesIn } from './derived-entries.ts';
import { asAfter, asBefore, markerIn } from './markers.ts';
import type { StoredRecord } from './table.ts';

/** What stands in lists and search index for a record, also while a large posting is at work on it. */

export const nameOf = ({ pk, sk }: RecordKey): string => `${pk}\n${sk}`;

const byKey = (entries: readonly Entry[]): Map<string, Entry> =>
  new Map(entries.map((entry) => [nameOf(entry.key), entry]));

/**
 * Everything that should stand in the lists and the search index for this record. One that a large posting has written
 * ahead stands there as what it was and as what it becomes: which of them counts is told when it is read.
 */
export const entriesOf = (record: StoredRecord | undefined): Entry[] => {
  const marker = record === undefined ? undefined : markerIn(record);
  if (record === undefined || marker === undefined) return entriesIn(record);
  const sides = [asBefore(record, marker), asAfter(record, marker)].flatMap(entriesIn);
  return [...byKey(sides).values()];
};

/** Those that stand whatever became of the posting that marked the record. */
export const certainEntries = (record: StoredRecord | undefined): Entry[] => {
  const marker = record === undefined ? undefined : markerIn(record);
  return record === undefined || marker === undefined
    ? entriesIn(record)
    : entriesIn(asAfter(record, marker));
};

/** Entries of a record as it was before its marker's posting, which it has no more. */
export const outdatedEntries = (record: StoredRecord): RecordKey[] => {
  const marker = markerIn(record);
  if (marker === undefined) return [];
  const after = byKey(entriesIn(asAfter(record, marker)));
  return entriesIn(asBefore(record, marker))
    .map(({ key }) => key)
    .filter((key) => !after.has(nameOf(key)));
};

export type EntryChanges = { readonly puts: readonly Entry[]; readonly removed: readonly RecordKey[] };

/** What to put for the new image, and which entries only the old one had. */
export const entryChanges = (old: StoredRecord | undefined, now: StoredRecord | undefined): EntryChanges => {
  const [before, after] = [entriesOf(old), entriesOf(now)];
  // Of a marked record what it was before may have been removed since, when its posting was committed.
  const had = new Set(certainEntries(old).map(({ key }) => nameOf(key)));
  const has = new Set(after.map(({ key }) => nameOf(key)));
  return {
    puts: after.filter(({ key }) => !had.has(nameOf(key))),
    removed: before.filter(({ key }) => !has.has(nameOf(key))).map(({ key }) => key),
  };
};
