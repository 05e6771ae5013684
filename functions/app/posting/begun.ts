import { LedgerError } from '../../domain/errors.ts';
import type { Attempt } from './attempt.ts';
import type { Execution, Planned } from './execute.ts';
import { abort } from './overlap.ts';
import { planOf } from './plan.ts';
import type { PostingHead } from './ports.ts';
import { beginning, type Progress } from './progress.ts';

/** Large postings before their work: made, or taken over from an earlier call of the same request. */

type Beginning = {
  readonly drawn: Attempt;
  readonly postingId: string;
  readonly planned: Planned;
  /** Of the idempotency record that is there; 0 where there is none. */
  readonly version: number;
};

export type Begun = { readonly head: PostingHead; readonly progress: Progress };

/** Makes the head. Nothing where a twin of the request came before. */
export const beginLarge = async (
  { deps, caller, idempotency }: Execution,
  { drawn, postingId, planned, version }: Beginning,
): Promise<Begun | undefined> => {
  const { store, clock, limits } = deps;
  const { tenant } = caller;
  const head: PostingHead = {
    postingId,
    status: 'pending',
    drawn: drawn.drawn(),
    at: drawn.at,
    leaseUntil: clock.now() + limits.lease,
    ...(idempotency === undefined ? {} : { idempotency: { scope: idempotency.scope, version: version + 1 } }),
    version: 1,
  };
  const record =
    idempotency === undefined
      ? []
      : [
          store.idempotency.save(tenant, idempotency.scope, {
            bodyHash: idempotency.bodyHash,
            postingId,
            version: version + 1,
            at: clock.now(),
          }),
        ];
  const plan = planOf(planned.parts, limits.actions);
  const { progress, parts } = beginning(store, { tenant, postingId }, plan);
  const { outcome } = await store.unitOfWork.write([
    ...store.postings.begin(tenant, head),
    ...record,
    ...parts,
  ]);
  return outcome === 'written' ? { head, progress } : undefined;
};

/**
 * The posting that an earlier call of the same request has left, to go on with; nothing where it came to nothing.
 * @throws LedgerError `in-flight` where that call is still at work
 */
export const resumeLarge = async (
  { deps, caller }: Execution,
  postingId: string,
): Promise<PostingHead | undefined> => {
  const { store, clock, limits } = deps;
  const { tenant } = caller;
  const inFlight = new LedgerError({ code: 'in-flight', retryAfter: 1 });
  const head = await store.postings.read(tenant, postingId);
  if (head === undefined || head.status === 'aborted') return undefined;
  // Committed since the record was read: the next look at that finds the answer.
  if (head.status === 'posted') throw inFlight;
  if (head.leaseUntil <= clock.now()) {
    const ended = await abort({ deps, tenant }, head);
    if (ended?.status === 'posted') throw inFlight;
    return undefined;
  }
  if (head.released !== true) throw inFlight;
  const { released: _, ...rest } = head;
  const taken: PostingHead = {
    ...rest,
    leaseUntil: clock.now() + limits.lease,
    version: head.version + 1,
  };
  const { outcome } = await store.unitOfWork.write([store.postings.save(tenant, taken)]);
  if (outcome !== 'written') throw inFlight;
  return taken;
};
