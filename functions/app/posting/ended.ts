import type { RecordKey, WritePart } from '../write-part.ts';
import type { Where } from './overlap.ts';
import type { CountTime, PlannedCount, PostingHead } from './ports.ts';
import { writeSteadily } from './steady-write.ts';

/** What is left to do once a large posting has ended: nothing of it changes what anybody sees. Each step is repeatable. */

const inTransactions = async ({ deps }: Where, parts: readonly WritePart[]): Promise<void> => {
  const { actions, concurrency } = deps.limits;
  const all = Array.from({ length: Math.ceil(parts.length / actions) }, (_, i) =>
    parts.slice(i * actions, (i + 1) * actions),
  );
  const work = async (): Promise<void> => {
    for (let next = all.shift(); next !== undefined; next = all.shift()) {
      const { outcome } = await writeSteadily(deps, next);
      if (outcome === 'written' || next.length === 1) continue;
      // Somebody has written one of them since; the others one by one.
      for (const part of next) await writeSteadily(deps, [part]);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: concurrency }, work));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
};

type CountRecord = { readonly key: RecordKey; readonly counts: readonly PlannedCount[] };

/** Takes back counts that were raised early, or makes those that were due late; each once, by the record that tells of it. */
const settleCounts = async (
  { deps }: Where,
  when: CountTime,
  records: readonly CountRecord[],
): Promise<void> => {
  const { postings } = deps.store;
  for (const { key, counts } of records) {
    await writeSteadily(deps, [
      postings.settled(key),
      ...counts.map((count) => postings.count(count, { back: when === 'early', anyEpoch: true })),
    ]);
  }
};

/** What stays to be tidied up after a commit. */
export type Leftovers = {
  /** Ledger entries without their markers, and removals of records that went. */
  readonly parts: readonly WritePart[];
  readonly late: readonly CountRecord[];
  /** Of the plan, what nobody needs any more. */
  readonly plan: readonly RecordKey[];
};

/** From what stands in the table. */
const leftoversOf = async ({ deps, tenant }: Where, head: PostingHead): Promise<Leftovers> => {
  const { postings } = deps.store;
  const { postingId } = head;
  const [entries, ahead, going, late, early] = await Promise.all([
    postings.entries(tenant, postingId, 'movements'),
    postings.announced(tenant, postingId, 'ahead'),
    postings.announced(tenant, postingId, 'gone'),
    postings.counted(tenant, postingId, 'late'),
    postings.counted(tenant, postingId, 'early'),
  ]);
  const gone = (await postings.standing(going.keys)).filter((one) => one.vanishes);
  return {
    parts: [
      // One that another posting has marked since, to take it back, is that one's.
      ...entries
        .filter((entry) => entry.postingId === postingId)
        .flatMap((entry) => postings.unmarking(entry) ?? []),
      ...gone
        .filter((one) => one.postingId === postingId)
        .flatMap(({ settling }) => settling('posted') ?? []),
    ],
    late,
    // What of lists and search is out of date is told by the announcement; whoever keeps those removes it then.
    plan: [...early.map(({ key }) => key), ...going.chunks, ...(head.moved === true ? [] : ahead.chunks)],
  };
};

/** After the commit. Whoever has carried the posting through knows what it left behind. */
export const finish = async (where: Where, head: PostingHead, known?: Leftovers): Promise<void> => {
  const { deps, tenant } = where;
  const { postings } = deps.store;
  const { parts, late, plan } = known ?? (await leftoversOf(where, head));
  await settleCounts(where, 'late', late);
  const removals = plan.map((key): WritePart => ({ action: 'delete', key, condition: { name: 'always' } }));
  const last = postings.leave(tenant, head.postingId);
  const all = [...parts, ...removals, last];
  if (all.length <= deps.limits.actions) return inTransactions(where, all);
  // What tells of something to do goes when that is done, and last of all that it is under way.
  await inTransactions(where, parts);
  await inTransactions(where, removals);
  await writeSteadily(deps, [last]);
};

/** Takes back the counts that were raised early. */
export const lowerCounts = async (where: Where, { postingId }: PostingHead): Promise<void> => {
  const { deps, tenant } = where;
  await settleCounts(where, 'early', await deps.store.postings.counted(tenant, postingId, 'early'));
};

/** Restores those of the records that the posting has written ahead. */
export const restore = async (
  where: Where,
  { postingId }: PostingHead,
  keys: readonly RecordKey[],
): Promise<void> => {
  const standing = await where.deps.store.postings.standing(keys);
  const mine = standing.filter((one) => one.postingId === postingId);
  await inTransactions(
    where,
    mine.flatMap(({ settling }) => settling('aborted') ?? []),
  );
};

/**
 * After it was aborted: every record is as it was before. `forGood` where nobody can be at work on it any more; else it
 * stays among those under way, and is looked at once more.
 */
export const undo = async (
  where: Where,
  head: PostingHead,
  { forGood }: { readonly forGood: boolean },
): Promise<void> => {
  const { deps, tenant } = where;
  const { postings, idempotency } = deps.store;
  const { postingId } = head;
  for (const which of ['ahead', 'gone'] as const) {
    const { keys } = await postings.announced(tenant, postingId, which);
    await restore(where, head, keys);
  }
  await lowerCounts(where, head);
  if (head.idempotency !== undefined) {
    const { scope, version } = head.idempotency;
    await writeSteadily(deps, [idempotency.forget(tenant, scope, { version, postingId })]);
  }
  if (!forGood) return;
  await postings.remove((await postings.entries(tenant, postingId, 'all')).map(({ key }) => key));
  await writeSteadily(deps, [postings.leave(tenant, postingId)]);
};
