import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { MARKED_BY } from '../app/posting/ports.ts';
import type { Attribute, RecordAttributes, WritePart } from '../app/write-part.ts';
import { once } from '../domain/lazily.ts';
import { postingIdOf } from '../domain/movement.ts';
import { attribute } from './attribute-shape.ts';
import { RECORD_TYPES } from './attributes.ts';
import type { StoredRecord } from './table.ts';

/**
 * A record that a large posting has written ahead of its commit carries a marker: which posting, and what the record
 * was before. Whether the one or the other counts is told by the posting's head alone.
 */

const markerShape = once(() =>
  z.object({
    posting: z.string(),
    /** There was no record before. */
    made: z.literal(true).optional(),
    /** There is no record afterwards. */
    gone: z.literal(true).optional(),
    /** The fields that the posting changed, as they were; null where there was nothing. */
    before: z.record(z.string(), attribute).optional(),
  }),
);
export type Marker = z.output<ReturnType<typeof markerShape>>;

export const markerIn = (record: StoredRecord): Marker | undefined =>
  record.marker === undefined ? undefined : markerShape().parse(record.marker);

/** Kept by their own rules: versions only rise, and a life goes on. */
const UNMARKED: ReadonlySet<string> = new Set(['version', 'movementIds', 'lifeChunks', 'v', 'type']);

const changedFields = (before: RecordAttributes, after: RecordAttributes): Record<string, Attribute> => {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter(
    (name) => !UNMARKED.has(name) && !isDeepStrictEqual(before[name], after[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, before[name] ?? null]));
};

const versionIn = ({ version }: RecordAttributes | StoredRecord): number =>
  typeof version === 'number' ? version : 0;

/** The part as it is written ahead; what is to be deleted stays, marked as gone. */
export const marked = (part: WritePart, posting: string): WritePart => {
  const { ahead, key } = part;
  const before = ahead?.as === 'marked' ? ahead.before : undefined;
  if (part.action === 'delete' && before !== undefined) {
    const attributes = { ...before, version: versionIn(before) + 1, marker: { posting, gone: true } };
    return { action: 'put', key, attributes, condition: part.condition };
  }
  if (part.action !== 'put') return part;
  const marker =
    before === undefined
      ? { posting, made: true }
      : { posting, before: changedFields(before, part.attributes) };
  return { ...part, attributes: { ...part.attributes, marker } };
};

/** A record as if its marker's posting had not been; nothing where there was none. */
export const asBefore = (record: StoredRecord, marker: Marker): StoredRecord | undefined => {
  if (marker.made === true) return undefined;
  const { marker: _, ...rest } = record;
  const before = marker.before ?? {};
  const kept = Object.entries({ ...rest, ...before }).filter(([name]) => before[name] !== null);
  const { pk, sk } = record;
  const restored = { ...Object.fromEntries(kept), pk, sk };
  if (record.type !== RECORD_TYPES.unit || !Array.isArray(record.movementIds)) return restored;
  const movementIds = record.movementIds.filter((id) => postingIdOf(String(id)) !== marker.posting);
  return { ...restored, movementIds };
};

/** A record as its marker's posting made it. */
export const asAfter = (record: StoredRecord, marker: Marker): StoredRecord | undefined => {
  if (marker.gone === true) return undefined;
  const { marker: _, ...rest } = record;
  const { pk, sk } = record;
  return { ...rest, pk, sk };
};

const attributesShape = z.record(z.string(), attribute.optional());

/** What a record holds beside its key. */
export const attributesOf = ({ pk: _, sk: __, ...rest }: StoredRecord): RecordAttributes =>
  attributesShape.parse(rest);

/** Takes the marker off as its posting ended; nothing where the record may stay as it is. */
export const settling = (record: StoredRecord, ended: 'posted' | 'aborted'): WritePart | undefined => {
  const marker = markerIn(record);
  if (marker === undefined) return undefined;
  const { pk, sk } = record;
  const condition = {
    name: 'unchanged',
    version: versionIn(record),
    is: { [MARKED_BY]: marker.posting },
  } as const;
  const left = ended === 'posted' ? asAfter(record, marker) : asBefore(record, marker);
  if (left === undefined) return { action: 'delete', key: { pk, sk }, condition };
  if (ended === 'posted') return undefined;
  const attributes = { ...attributesOf(left), version: versionIn(record) + 1 };
  return { action: 'put', key: { pk, sk }, attributes, condition };
};
