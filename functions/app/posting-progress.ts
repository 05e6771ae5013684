import type { Attempt } from './attempt.ts';
import { type Leftovers, lowerCounts, restore } from './ended-posting.ts';
import type { Command, Execution, Planned } from './execute.ts';
import { type Plan, stagedKeys } from './posting-plan.ts';
import type { PostingHead } from './posting-ports.ts';
import { writeSteadily } from './steady-write.ts';
import type { RecordKey, WritePart } from './write-part.ts';

/** What a large posting says and writes before its records, and how it keeps to that over several attempts. */

/** A large posting that a request carries through. */
export type Carried = {
  readonly execution: Execution;
  readonly command: Command;
  readonly drawn: Attempt;
  readonly head: PostingHead;
  /** As it was decided before the posting was begun. */
  readonly planned?: Planned;
};

/** What a posting has said and written ahead so far, over all its attempts. */
export type Progress = {
  readonly announced: Map<string, RecordKey>;
  chunks: number;
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

/**
 * Says which records will be written ahead before any is, so that whoever ends the posting finds them; writes the
 * ledger entries, which nobody sees before the commit; takes back what an earlier attempt had and this one hasn't.
 */
export const announce = async (given: Carried, plan: Plan, progress: Progress): Promise<void> => {
  const { execution, head } = given;
  const { deps, caller } = execution;
  const { postings } = deps.store;
  const { tenant } = caller;
  const { postingId } = head;
  const staged = stagedKeys(plan);
  const fresh = staged.filter((key) => !progress.announced.has(nameOf(key)));
  const announcement = postings.announcement(tenant, postingId, { keys: fresh, chunk: progress.chunks });
  const entries = plan.entries.map((part) =>
    part.ahead?.as === 'entry' ? postings.mark(part, postingId) : part,
  );
  const late = plan.late.map((counts, chunk) =>
    postings.counts(tenant, postingId, { when: 'late', chunk, counts }),
  );
  await restore({ deps, tenant }, head, dropped(progress.announced, staged));
  const mine = [...entries, ...late].map(({ key }) => key);
  await postings.remove(dropped(progress.entries, mine));
  await postings.writeAhead([...announcement, ...entries, ...late]);
  for (const key of fresh) progress.announced.set(nameOf(key), key);
  for (const key of mine) progress.entries.set(nameOf(key), key);
  progress.chunks += announcement.length;
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
  const [{ keys, chunks }, early, all] = await Promise.all([
    postings.announced(tenant, postingId),
    postings.counted(tenant, postingId, 'early'),
    postings.entries(tenant, postingId, 'all'),
  ]);
  const plan = new Set([...chunks, ...early.map(({ key }) => key)].map(nameOf));
  return {
    announced: byName(keys),
    chunks: chunks.length,
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
  return {
    parts: [
      ...plan.entries.filter(({ ahead }) => ahead?.as === 'entry').map(unmarked),
      ...plan.groups.flatMap(([part]) => (part?.action === 'delete' ? [removal(part)] : [])),
    ],
    late: records('late'),
    plan: [
      ...records('early').map(({ key }) => key),
      ...(plan.moved ? [] : postings.chunkKeys(caller.tenant, postingId, progress.chunks)),
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
      ? { name: 'unchanged', version: part.condition.version + 1 }
      : part.condition,
});
