import { LedgerError } from '../../domain/errors.ts';
import type { Deps } from '../ports.ts';
import type { RecordKey, WritePart } from '../write-part.ts';
import type { PostingHead, Standing } from './ports.ts';

/** What to do about records that another posting has written ahead of its commit. */

/** How long one waits for a posting that goes before, and between two looks at it, milliseconds. */
const WAIT = 5_000;
const LOOK_EVERY = 100;

export type Where = { readonly deps: Deps; readonly tenant: string };

/** Ends a posting unless it has ended. Conditional, so it can't pass its commit. */
export const abort = async ({ deps, tenant }: Where, head: PostingHead): Promise<PostingHead | undefined> => {
  const { store } = deps;
  for (let now: PostingHead | undefined = head; ; now = await store.postings.read(tenant, head.postingId)) {
    if (now === undefined || now.status !== 'pending') return now;
    const aborted: PostingHead = { ...now, status: 'aborted', version: now.version + 1 };
    const { outcome } = await store.unitOfWork.write([store.postings.save(tenant, aborted)]);
    if (outcome === 'written') return aborted;
    await deps.clock.sleep(LOOK_EVERY * deps.clock.random());
  }
};

/** The end of another posting, or nothing where it hasn't come yet. */
const outcomeOf = async (
  where: Where,
  postingId: string,
  own: string | undefined,
): Promise<'posted' | 'aborted' | undefined> => {
  const { deps, tenant } = where;
  const head = await deps.store.postings.read(tenant, postingId);
  if (head === undefined) throw new Error(`posting ${postingId} has no head`);
  if (head.status !== 'pending') return head.status;
  const isOver = head.leaseUntil <= deps.clock.now();
  // Of two large ones the lower goes before; so none waits for one that waits for it.
  const goesBehind = own !== undefined && own < postingId;
  if (!isOver && !goesBehind) return undefined;
  const ended = await abort(where, head);
  return ended?.status === 'posted' ? 'posted' : 'aborted';
};

const waitFor = async (
  where: Where,
  postingId: string,
  own: string | undefined,
): Promise<'posted' | 'aborted'> => {
  const { clock } = where.deps;
  const until = clock.now() + WAIT;
  for (;;) {
    const ended = await outcomeOf(where, postingId, own);
    if (ended !== undefined) return ended;
    if (clock.now() >= until) throw new LedgerError({ code: 'serial-busy', retryAfter: 1 });
    await clock.sleep(LOOK_EVERY * (0.5 + clock.random()));
  }
};

/** Records that stand for nothing: made by a posting that came to nothing, or gone with one that was committed. */
const remains = (
  records: readonly Standing[],
  ends: ReadonlyMap<string, 'posted' | 'aborted'>,
): WritePart[] =>
  records.flatMap(({ postingId, appears, vanishes, settling }) => {
    const ended = ends.get(postingId ?? '');
    const isNothing = ended === 'aborted' ? appears : ended === 'posted' && vanishes;
    return ended === undefined || !isNothing ? [] : (settling(ended) ?? []);
  });

/**
 * Sees to it that a decision on these records can be made again: waits for postings that are at work on them, ends
 * those whose time is over or that go behind, and removes what stands for nothing.
 * @throws LedgerError `serial-busy` where another is still at work after 5 s
 */
export const clearWay = async (
  where: Where,
  keys: readonly RecordKey[],
  own?: string | undefined,
): Promise<void> => {
  const { deps } = where;
  const standing = await deps.store.postings.standing(keys);
  const others = new Set(standing.flatMap(({ postingId }) => postingId ?? []).filter((id) => id !== own));
  const ends = new Map<string, 'posted' | 'aborted'>();
  for (const postingId of others) ends.set(postingId, await waitFor(where, postingId, own));
  const removals = remains(standing, ends);
  for (let from = 0; from < removals.length; from += deps.limits.actions) {
    await deps.store.unitOfWork.write(removals.slice(from, from + deps.limits.actions));
  }
};
