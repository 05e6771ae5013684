import { LedgerError } from '../../domain/errors.ts';
import { OVERLAY_BALANCES_MAX } from '../../domain/imports/dry-run.ts';
import { type ImportPlace, importPlaceIn } from '../../domain/imports/place.ts';
import type { RawRow } from '../../domain/imports/row.ts';
import type { Job, Step, StepResult, Steps } from '../jobs/ports.ts';
import type { Caller, Deps } from '../ports.ts';
import { decisionParts } from '../posting/decision-parts.ts';
import { execute, type Planned } from '../posting/execute.ts';
import type { WritePart } from '../write-part.ts';
import { type Decided, decideRows } from './decision.ts';
import { IMPORT_JOB, type Import } from './ports.ts';
import { progressAfter, rejectedIn } from './progress.ts';
import { GROUPS_AT_ONCE, nextSize, SIZE_MIN, type SliceLimits, slicesFrom } from './slices.ts';

/** What is done for imports behind the requests (docs/adr/0014-imports.md). */

/** How long a posting may take beyond the time for a step, milliseconds; the function ends a while after that. */
const BEYOND = 10_000;
/** What one transaction commits, less what the posting itself and the report need. */
const COMMIT_ROOM = 85;

const callerFor = ({ tenant, createdBy }: Job): Caller => ({ tenant, user: createdBy, scopes: [] });

type Work = {
  readonly deps: Deps;
  readonly caller: Caller;
  readonly imported: Import;
  /** As it was saved last. */
  readonly job: Job;
  readonly until: number;
};

/** Another worker has taken the job over; what it does counts. */
class TakenOver extends Error {}

/** The next state of the job, with what must be written together with it, or not at all. */
type Next = {
  readonly place: ImportPlace;
  readonly progress: Job['progress'];
  readonly parts: readonly WritePart[];
  readonly postingId?: string | undefined;
};

/**
 * Writes what the rows come to and the job's checkpoint as one posting: whatever breaks off, either both are there or
 * neither.
 */
const commit = async (work: Work, decide: (deps: Deps) => Promise<Next>): Promise<Job> => {
  const { caller, job } = work;
  const time = Math.max(1_000, work.until + BEYOND - work.deps.clock.now());
  const deps = { ...work.deps, limits: { ...work.deps.limits, work: time } };
  let left = job;
  await execute({ deps, caller, idempotency: undefined }, async (given): Promise<Planned> => {
    const now = await given.store.jobs.read(job.tenant, job.jobId);
    if (now?.version !== job.version) throw new TakenOver('another worker has the job');
    const { place, progress, parts, postingId } = await decide(given);
    left = { ...job, checkpoint: place, progress, version: job.version + 1 };
    const all = [...parts, ...given.store.jobs.save(left)];
    return { parts: all, postingId, answer: { status: 200, headers: {}, body: '' } };
  });
  return left;
};

const ledgerParts = async (
  deps: Deps,
  { caller, imported }: Work,
  { context, total }: Decided,
): Promise<Pick<Next, 'parts' | 'postingId'>> => {
  const { decision, documents } = total;
  if (documents.length === 0) return { parts: [] };
  const { parts } = await decisionParts(deps, caller, { decision, context, documents });
  const committed = parts.filter(({ ahead }) => ahead === undefined).length;
  if (committed > COMMIT_ROOM) {
    const what = 'records of documents and balances';
    throw new LedgerError({ code: 'posting-too-large', what, actual: committed, limit: COMMIT_ROOM });
  }
  // What would be refused for its size is refused by a dry run too.
  return imported.dryRun ? { parts: [] } : { parts, postingId: context.postingId };
};

const isCode = (error: unknown, code: 'posting-too-large' | 'still-running'): boolean =>
  error instanceof LedgerError && error.error.code === code;

const carried = (imported: Import, { overlay }: Decided): Pick<ImportPlace, 'overlay'> => {
  if (!imported.dryRun) return {};
  if (Object.keys(overlay.balances).length > OVERLAY_BALANCES_MAX) throw new TooMuchToCarry();
  return { overlay };
};

class TooMuchToCarry extends Error {}

/** Some rows of a chunk, and where the next ones are. */
const takeSlice = (
  work: Work,
  chunk: readonly RawRow[],
  { place, rows }: { readonly place: ImportPlace; readonly rows: readonly RawRow[] },
): Promise<Job> => {
  const { imported, job } = work;
  return commit(work, async (deps) => {
    const decided = await decideRows(deps, work.caller, { imported, rows, overlay: place.overlay });
    const rejected = rejectedIn(imported, rows, decided.outcomes);
    const { parts, postingId } = await ledgerParts(deps, work, decided);
    const from = place.from + rows.length;
    const isLast = from >= chunk.length;
    const { overlay: _, ...rest } = place;
    return {
      place: {
        ...rest,
        ...carried(imported, decided),
        chunk: isLast ? place.chunk + 1 : place.chunk,
        from: isLast ? 0 : from,
      },
      progress: progressAfter(job.progress, rows, decided.outcomes),
      parts: [
        ...parts,
        ...(rejected.length === 0
          ? []
          : [
              deps.store.imports.putRejects(job.tenant, imported, {
                chunk: place.chunk,
                from: place.from,
                rejected,
              }),
            ]),
      ],
      postingId,
    };
  });
};

const ended = ({ job }: Work, place: ImportPlace, failed?: string): StepResult => ({
  checkpoint: failed === undefined ? place : { ...place, failed },
  progress: job.progress,
  version: job.version,
  done: true,
});

const acceptGood = async (begun: Work): Promise<StepResult> => {
  const { deps, imported, until } = begun;
  let work = begun;
  let chunk: { readonly at: number; readonly rows: readonly RawRow[] } | undefined;
  let groups = GROUPS_AT_ONCE;
  for (;;) {
    const { job } = work;
    const place = importPlaceIn(job.checkpoint);
    if (place.chunk >= imported.chunks) return ended(work, place);
    if (deps.clock.now() >= until) {
      return { checkpoint: place, progress: job.progress, version: job.version };
    }
    if (chunk?.at !== place.chunk) {
      chunk = {
        at: place.chunk,
        rows: await deps.store.imports.readChunk(job.tenant, imported.importId, place.chunk),
      };
    }
    const size = Math.min(place.size ?? deps.limits.imported, deps.limits.imported);
    const limits: SliceLimits = { rows: size, groups };
    const { rows, smaller } = slicesFrom(chunk.rows.slice(place.from), imported, limits);
    const begunAt = deps.clock.now();
    try {
      const saved = await takeSlice(work, chunk.rows, { place, rows });
      const next = { size: nextSize(size, rows.length, deps.clock.now() - begunAt) };
      work = { ...work, job: { ...saved, checkpoint: { ...importPlaceIn(saved.checkpoint), ...next } } };
      groups = GROUPS_AT_ONCE;
    } catch (error) {
      if (error instanceof TooMuchToCarry) {
        const detail = `A dry run takes rows of at most ${OVERLAY_BALANCES_MAX} items and places; try a part of the file.`;
        return ended(work, place, detail);
      }
      // Its posting came to nothing; the time for this step is up as well.
      if (isCode(error, 'still-running') && rows.length > SIZE_MIN) {
        const checkpoint = { ...place, size: Math.max(SIZE_MIN, Math.floor(rows.length / 4)) };
        return { checkpoint, progress: job.progress, version: job.version };
      }
      if (!isCode(error, 'posting-too-large') || smaller === undefined) throw error;
      if (smaller.groups < groups) groups = smaller.groups;
      else work = { ...work, job: { ...job, checkpoint: { ...place, size: smaller.rows } } };
    }
  }
};

const NOT_TAKEN = {
  code: 'not-taken',
  detail: 'The row is good; nothing was taken because others are not.',
} as const;

/** All rows in one posting, or none of them. */
const allOrNothing = async (work: Work): Promise<StepResult> => {
  const { deps, imported, job } = work;
  const place = importPlaceIn(job.checkpoint);
  if (place.chunk >= imported.chunks) return ended(work, place);
  const chunks: (readonly RawRow[])[] = [];
  for (let n = 0; n < imported.chunks; n += 1) {
    chunks.push(await deps.store.imports.readChunk(job.tenant, imported.importId, n));
  }
  const rows = chunks.flat();
  try {
    const left = await commit(work, async (given) => {
      const decided = await decideRows(given, work.caller, { imported, rows });
      const { outcomes } = decided;
      const isGood = [...outcomes.values()].every((outcome) => typeof outcome === 'string');
      if (!isGood) {
        for (const [row, outcome] of outcomes) if (typeof outcome === 'string') outcomes.set(row, NOT_TAKEN);
      }
      const made: Pick<Next, 'parts' | 'postingId'> = isGood
        ? await ledgerParts(given, work, decided)
        : { parts: [] };
      const rejects = chunks.flatMap((its, chunk) => {
        const rejected = rejectedIn(imported, its, outcomes);
        if (rejected.length === 0) return [];
        return [given.store.imports.putRejects(job.tenant, imported, { chunk, from: 0, rejected })];
      });
      return {
        place: { ...place, chunk: imported.chunks },
        progress: progressAfter(job.progress, rows, outcomes),
        parts: [...made.parts, ...rejects],
        postingId: made.postingId,
      };
    });
    return ended({ ...work, job: left }, importPlaceIn(left.checkpoint));
  } catch (error) {
    if (isCode(error, 'still-running') && job.attempts >= 2) {
      const detail =
        'All rows together take longer than one posting may. Nothing was changed: take mode accept-good, or several files.';
      return ended(work, place, detail);
    }
    if (!(error instanceof LedgerError) || error.error.code !== 'posting-too-large') throw error;
    const { actual, what, limit } = error.error;
    const detail = `All rows together change ${actual} ${what}; at most ${limit} can be changed at once. Nothing was changed: take mode accept-good, or several files.`;
    return ended(work, place, detail);
  }
};

const importRows: Step = async ({ deps, job, until }) => {
  const place = importPlaceIn(job.checkpoint);
  const imported = await deps.store.imports.read(job.tenant, place.importId);
  const work = { deps, job, until, caller: callerFor(job) };
  if (imported === undefined) throw new Error(`import ${place.importId} is gone`);
  return imported.mode === 'all-or-nothing'
    ? allOrNothing({ ...work, imported })
    : acceptGood({ ...work, imported });
};

export const IMPORT_STEPS: Steps = { [IMPORT_JOB]: importRows };
