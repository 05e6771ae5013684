import type { Deps } from '../ports.ts';
import { finish, undo } from './ended.ts';
import { abort } from './overlap.ts';
import type { PostingHead } from './ports.ts';

export type Swept = {
  /** Postings that had been given up, and are undone now. */
  readonly undone: number;
  /** Postings that were committed, and are tidied up now. */
  readonly finished: number;
  /** Postings that are under way, or wait for the next run. */
  readonly left: number;
};

/** A posting of a tenant. */
export type Named = { readonly tenant: string; readonly postingId: string };

/** Told before the sweep throws. */
export type SweepHearer = {
  readonly swept: (counts: Swept) => void;
  /** What could not be swept; without a name where the record that names it can't be read. */
  readonly failed: (failure: Partial<Named> & { readonly error: unknown }) => void;
};

type Done = keyof Swept;

const sweep = async (deps: Deps, tenant: string, head: PostingHead): Promise<Done> => {
  const where = { deps, tenant };
  const isOver = head.leaseUntil <= deps.clock.now();
  if (head.status === 'pending' && !isOver) return 'left';
  const ended = head.status === 'pending' ? ((await abort(where, head)) ?? head) : head;
  if (ended.status === 'posted') {
    await finish(where, ended);
    return 'finished';
  }
  // Before its lease is over somebody may still be writing, who doesn't know yet that it was ended.
  await undo(where, ended, { forGood: isOver });
  return isOver ? 'undone' : 'left';
};

/**
 * Ends large postings that nobody carries on, and brings the records of ended ones to rest. Bounded in time; each step
 * is repeatable, so the next run goes on where this one stops.
 * @throws Error the first one, after all others have had their turn
 */
export const sweepPostings = async (
  deps: Deps,
  {
    until,
    named,
    hearer,
  }: {
    readonly until: number;
    readonly named?: Named | undefined;
    readonly hearer?: SweepHearer | undefined;
  },
): Promise<Swept> => {
  const counts = { undone: 0, finished: 0, left: 0 };
  const { found, unreadable } = await deps.store.postings.underWay();
  const errors = [...unreadable];
  for (const error of unreadable) hearer?.failed({ error });
  for (const { tenant, postingId } of [...(named === undefined ? [] : [named]), ...found]) {
    if (deps.clock.now() >= until) {
      counts.left += 1;
      continue;
    }
    try {
      const head = await deps.store.postings.read(tenant, postingId);
      if (head !== undefined) counts[await sweep(deps, tenant, head)] += 1;
    } catch (error) {
      errors.push(error);
      hearer?.failed({ tenant, postingId, error });
      counts.left += 1;
    }
  }
  hearer?.swept(counts);
  if (errors.length > 0) throw errors[0];
  return counts;
};
