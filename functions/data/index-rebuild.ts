import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Step } from '../app/jobs/ports.ts';
import type { RecordKey } from '../app/write-part.ts';
import { PROJECTED_TYPES, RECORD_TYPES } from './attributes.ts';
import { nameOf } from './entries.ts';
import { type Doubted, sourceOf, wantedAmong, wantedBy } from './entry-sources.ts';
import type { StoredRecord, Table } from './table.ts';

/** Makes lists and search index anew from the records, while they are read and written (docs/adr/0011-put-then-remove.md). */

const SEGMENTS = 16;
/** Records that a scan looks at in one call, and how many of its answer are dealt with at once. */
const PAGE = 1_000;
const SLICE = { put: 100, remove: 100 } as const;
/** With so many doubted entries a step ends; its checkpoint may hold thrice as many, far from the engine's 400 KB. */
const DOUBTED_MAX = 150;

const recordKey = z.object({ pk: z.string(), sk: z.string() });
const unit = z.object({ itemId: z.string(), id: z.string() });
const checkpointShape = z.object({
  phase: z.enum(['put', 'remove']),
  segment: z.number(),
  after: recordKey.optional(),
  /** Entries that were not as their records want them: what is to be looked at, and mended, before anything else. */
  doubted: z
    .array(
      z.object({
        ...recordKey.shape,
        source: z.object({ key: recordKey, unit: unit.optional() }).optional(),
      }),
    )
    .optional(),
});
type Checkpoint = z.output<typeof checkpointShape>;

export const REBUILD_BEGINS = { phase: 'put', segment: 0 } as const satisfies Checkpoint;

const progressShape = z.object({
  scanned: z.number().default(0),
  put: z.number().default(0),
  removed: z.number().default(0),
  /** Of twice sixteen. */
  segments: z.number().default(0),
});
type Progress = z.output<typeof progressShape>;

const keyOf = ({ pk, sk }: RecordKey): RecordKey => ({ pk, sk });

/** What is done with a slice: how many entries it has put, and which are in doubt. */
type Done = { readonly put: number; readonly doubted: readonly Doubted[] };

const putSlice = async (table: Table, records: readonly StoredRecord[]): Promise<Done> => {
  const entries = [...(await wantedBy(table, records)).values()];
  await table.writeMany({ puts: entries, deletes: [] });
  return { put: entries.length, doubted: [] };
};

/** Writes nothing: what is to be removed must stand in the checkpoint first. */
const doubtSlice = async (table: Table, entries: readonly StoredRecord[]): Promise<Done> => {
  const read = entries.map((entry) => ({ entry, doubted: { ...keyOf(entry), source: sourceOf(entry) } }));
  const wanted = await wantedAmong(
    table,
    read.map(({ doubted }) => doubted),
  );
  const isAsWanted = ({ pk, sk, ...attributes }: StoredRecord): boolean =>
    isDeepStrictEqual(attributes, wanted.get(nameOf({ pk, sk }))?.attributes);
  return { put: 0, doubted: read.filter(({ entry }) => !isAsWanted(entry)).map(({ doubted }) => doubted) };
};

/**
 * Writes or removes entries as their records want, and looks at the records again, until what was written agrees with a
 * look after it. Whatever changes a record later is told by the stream later, so its consumer has the last word then.
 */
const settle = async (
  table: Table,
  doubted: readonly Doubted[],
): Promise<{ put: number; removed: number }> => {
  const counts = { put: 0, removed: 0 };
  const left = new Map(doubted.map((one) => [nameOf(one), one]));
  /** What stands there now by our hand: attributes, or nothing. */
  const written = new Map<string, unknown>();
  for (;;) {
    const wanted = await wantedAmong(table, [...left.values()]);
    for (const name of [...left.keys()]) {
      const settled = written.has(name) && isDeepStrictEqual(written.get(name), wanted.get(name)?.attributes);
      if (settled) left.delete(name);
    }
    if (left.size === 0) return counts;
    const puts = [...left.keys()].flatMap((name) => wanted.get(name) ?? []);
    const deletes = [...left].filter(([name]) => !wanted.has(name)).map(([, one]) => keyOf(one));
    await table.writeMany({ puts, deletes });
    if (written.size === 0) Object.assign(counts, { put: puts.length, removed: deletes.length });
    for (const name of left.keys()) written.set(name, wanted.get(name)?.attributes);
  }
};

const PHASES = {
  put: { types: PROJECTED_TYPES, work: putSlice },
  remove: { types: [RECORD_TYPES.entry], work: doubtSlice },
} as const;

const next = ({ phase, segment }: Checkpoint): Checkpoint =>
  phase === 'put' && segment + 1 === SEGMENTS
    ? { phase: 'remove', segment: 0 }
    : { phase, segment: segment + 1 };

const isThrough = ({ segment }: Checkpoint): boolean => segment === SEGMENTS;

type Pass = { readonly table: Table; readonly isOver: () => boolean };
type At = { readonly checkpoint: Checkpoint; readonly progress: Progress };

/** One page of the scan, slice by slice, up to where time or room ends. */
const page = async ({ table, isOver }: Pass, checkpoint: Checkpoint, before: Progress): Promise<At> => {
  const { phase, segment, after } = checkpoint;
  const { types, work } = PHASES[phase];
  const scanned = await table.scan({ segment, segments: SEGMENTS, types, after, limit: PAGE });
  let progress = before;
  const doubted: Doubted[] = [];
  for (let from = 0; from < scanned.records.length; from += SLICE[phase]) {
    const slice = scanned.records.slice(from, from + SLICE[phase]);
    const done = await work(table, slice);
    doubted.push(...done.doubted);
    progress = { ...progress, scanned: progress.scanned + slice.length, put: progress.put + done.put };
    const last = slice.at(-1);
    const more = from + slice.length < scanned.records.length;
    if (more && last !== undefined && (isOver() || doubted.length >= DOUBTED_MAX)) {
      return { checkpoint: { phase, segment, after: keyOf(last), doubted }, progress };
    }
  }
  if (scanned.next !== undefined) {
    return { checkpoint: { phase, segment, after: scanned.next, doubted }, progress };
  }
  return {
    checkpoint: { ...next(checkpoint), doubted },
    progress: { ...progress, segments: progress.segments + 1 },
  };
};

/** A step of a rebuild: goes on at the checkpoint, for as long as there is time. */
export const rebuildStep =
  (table: Table): Step =>
  async ({ deps, job, until }) => {
    const { doubted = [], ...begin } = checkpointShape.parse(job.checkpoint);
    const before = progressShape.parse(job.progress);
    const { put, removed } = await settle(table, doubted);
    const isOver = () => deps.clock.now() >= until;
    let at: At = {
      checkpoint: begin,
      progress: { ...before, put: before.put + put, removed: before.removed + removed },
    };
    const found: Doubted[] = [];
    while (!isThrough(at.checkpoint) && found.length < DOUBTED_MAX) {
      at = await page({ table, isOver }, at.checkpoint, at.progress);
      found.push(...(at.checkpoint.doubted ?? []));
      if (isOver()) break;
    }
    return {
      checkpoint: { ...at.checkpoint, doubted: found },
      progress: at.progress,
      done: isThrough(at.checkpoint) && found.length === 0,
    };
  };
