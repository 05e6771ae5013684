import type { Store } from '../ports.ts';
import type { RecordKey, WritePart } from '../write-part.ts';
import type { Attempt } from './attempt.ts';
import { type Leftovers, lowerCounts, restore } from './ended.ts';
import type { Command, Execution, Planned } from './execute.ts';
import { type Plan, stagedKeys } from './plan.ts';
import type { Announced, PostingHead } from './ports.ts';
import { writeSteadily } from './steady-write.ts';

/** What a large posting says and writes before its records, and how it keeps to that over several attempts. */

/** A large posting that a request carries through. */
export type Carried = {
  readonly execution: Execution;
  readonly command: Command;
  readonly drawn: Attempt;
  readonly head: PostingHead;
  /** As it was decided before the posting was begun, and what was done with its beginning. */
  readonly begun?: { readonly planned: Planned; readonly progress: Progress } | undefined;
};

/** What a posting has said and written ahead so far, over all its attempts. */
export type Progress = {
  readonly announced: Map<string, RecordKey>;
  /** How many chunks the announcements have. */
  readonly chunks: { ahead: number; gone: number };
  readonly entries: Map<string, RecordKey>;
  /** The counts raised, one text a transaction. */
  early: readonly string[];
};

const nameOf = ({ pk, sk }: RecordKey): string => JSON.stringify([pk, sk]);
const byName = (keys: readonly RecordKey[]) => new Map(keys.map((key) => [nameOf(key), key]));

/** Keys of before that are not among those of now. */
const dropped = (before: ReadonlyMap<string, RecordKey>, now: readonly RecordKey[]): RecordKey[] => {
  const names = new Set(now.map(nameOf));
  return [...before].filter(([name]) => !names.has(name)).map(([, key]) => key);
};

type Announcement = {
  readonly of: Announced;
  readonly keys: readonly RecordKey[];
  readonly parts: readonly WritePart[];
};

/** Which records will be written ahead, as far as it hasn't been said yet. */
const announcements = (
  { postings }: Store,
  { tenant, postingId }: { readonly tenant: string; readonly postingId: string },
  { plan, progress }: { readonly plan: Plan; readonly progress: Progress },
): Announcement[] => {
  const { ahead, gone } = stagedKeys(plan);
  const all = [
    ['ahead', ahead],
    ['gone', gone],
  ] as const;
  return all.map(([of, staged]) => {
    const keys = staged.filter((key) => !progress.announced.has(nameOf(key)));
    const parts = postings.announcement(tenant, postingId, { of, keys, chunk: progress.chunks[of] });
    return { of, keys, parts };
  });
};

const noteAnnounced = (progress: Progress, said: readonly Announcement[]): void => {
  for (const { of, keys, parts } of said) {
    for (const key of keys) progress.announced.set(nameOf(key), key);
    progress.chunks[of] += parts.length;
  }
};

/** How a posting begins, and what is written with its head: it says at once what it is going to do. */
export const beginning = (
  store: Store,
  where: { readonly tenant: string; readonly postingId: string },
  plan: Plan,
): { readonly progress: Progress; readonly parts: readonly WritePart[] } => {
  const progress: Progress = {
    announced: new Map(),
    chunks: { ahead: 0, gone: 0 },
    entries: new Map(),
    early: [],
  };
  const said = announcements(store, where, { plan, progress });
  noteAnnounced(progress, said);
  return { progress, parts: said.flatMap(({ parts }) => parts) };
};

/**
 * Says which records will be written ahead before any is, so that whoever ends the posting finds them; takes back what
 * an earlier attempt had and this one hasn't.
 */
export const announce = async (carried: Carried, plan: Plan, progress: Progress): Promise<void> => {
  const { execution, head } = carried;
  const { store } = execution.deps;
  const { tenant } = execution.caller;
  const said = announcements(store, { tenant, postingId: head.postingId }, { plan, progress });
  const { ahead, gone } = stagedKeys(plan);
  await restore({ deps: execution.deps, tenant }, head, dropped(progress.announced, [...ahead, ...gone]));
  const parts = said.flatMap((one) => one.parts);
  if (parts.length > 0) await store.postings.writeAhead(parts);
  noteAnnounced(progress, said);
};

/** Writes the ledger entries, which nobody sees before the commit. */
export const enter = async ({ execution, head }: Carried, plan: Plan, progress: Progress): Promise<void> => {
  const { postings } = execution.deps.store;
  const { tenant } = execution.caller;
  const { postingId } = head;
  const entries = plan.entries.map((part) =>
    part.ahead?.as === 'entry' ? postings.mark(part, postingId) : part,
  );
  const late = plan.late.map((counts, chunk) =>
    postings.counts(tenant, postingId, { when: 'late', chunk, counts }),
  );
  const mine = [...entries, ...late].map(({ key }) => key);
  await postings.remove(dropped(progress.entries, mine));
  for (const key of mine) progress.entries.set(nameOf(key), key);
  await postings.writeAhead([...entries, ...late]);
};

/** Raises counts, in transactions that say so, before what they count can be seen. Whether the state allowed it. */
export const raise = async (
  { execution, head }: Carried,
  plan: Plan,
  progress: Progress,
): Promise<boolean> => {
  const { deps, caller } = execution;
  const { postings } = deps.store;
  const wanted = plan.early.map((counts) => JSON.stringify(counts));
  if (progress.early.some((text, i) => text !== wanted[i])) {
    await lowerCounts({ deps, tenant: caller.tenant }, head);
    progress.early = [];
  }
  for (const [chunk, counts] of plan.early.entries()) {
    if (chunk < progress.early.length) continue;
    const written = await writeSteadily(deps, [
      postings.counts(caller.tenant, head.postingId, { when: 'early', chunk, counts }),
      ...counts.map((count) => postings.count(count, { back: false, anyEpoch: false })),
    ]);
    if (written.outcome !== 'written') return false;
    progress.early = wanted.slice(0, chunk + 1);
  }
  return true;
};

/** What was done by an earlier request that this one goes on for. */
export const progressOf = async ({ execution, head }: Carried): Promise<Progress> => {
  const { deps, caller } = execution;
  const { postings } = deps.store;
  const { tenant } = caller;
  const { postingId } = head;
  const [ahead, gone, early, all] = await Promise.all([
    postings.announced(tenant, postingId, 'ahead'),
    postings.announced(tenant, postingId, 'gone'),
    postings.counted(tenant, postingId, 'early'),
    postings.entries(tenant, postingId, 'all'),
  ]);
  const plan = new Set([...ahead.chunks, ...gone.chunks, ...early.map(({ key }) => key)].map(nameOf));
  return {
    announced: byName([...ahead.keys, ...gone.keys]),
    chunks: { ahead: ahead.chunks.length, gone: gone.chunks.length },
    entries: byName(all.map(({ key }) => key).filter((key) => !plan.has(nameOf(key)))),
    early: early.map(({ counts }) => JSON.stringify(counts)),
  };
};

/** What the posting leaves to be tidied up, as it knows itself. */
export const leftoversOf = ({ execution, head }: Carried, plan: Plan, progress: Progress): Leftovers => {
  const { deps, caller } = execution;
  const { postings } = deps.store;
  const { postingId } = head;
  const records = (when: 'early' | 'late') =>
    plan[when].map((counts, chunk) => ({
      key: postings.counts(caller.tenant, postingId, { when, chunk, counts }).key,
      counts,
    }));
  const chunks = (of: Announced) =>
    postings.chunkKeys(caller.tenant, postingId, { of, chunks: progress.chunks[of] });
  return {
    parts: [
      ...plan.entries.filter(({ ahead }) => ahead?.as === 'entry').map(unmarked),
      ...plan.groups.flatMap(([part]) => (part?.action === 'delete' ? [removal(part)] : [])),
    ],
    late: records('late'),
    plan: [
      ...records('early').map(({ key }) => key),
      ...chunks('gone'),
      ...(plan.moved ? [] : chunks('ahead')),
    ],
  };
};

const unmarked = (part: WritePart): WritePart => ({
  ...part,
  condition: { name: 'unchanged', version: 1 },
});

/** What was marked as gone, a version later. */
const removal = (part: WritePart): WritePart => ({
  ...part,
  condition:
    part.condition.name === 'unchanged'
      ? { ...part.condition, version: part.condition.version + 1 }
      : part.condition,
});
