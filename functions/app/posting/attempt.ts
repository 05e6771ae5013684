import { exceptFor } from '../../domain/lazily.ts';
import type { CounterRepository } from '../entities/ports.ts';
import type { Deps } from '../ports.ts';
import type { PostingHead } from './ports.ts';

/**
 * One posting's attempts to be decided: each at the same instant and with the same ids, so that the decision is the
 * same as long as what it looks at is.
 */
export type Attempt = {
  readonly deps: Deps;
  /** The instant that the posting counts for, milliseconds. */
  readonly at: number;
  /** What has been drawn so far: ids in their order, then numbers in theirs. */
  readonly drawn: () => readonly string[];
  /** The next attempt at the same posting, to which what it has written ahead is as before. */
  readonly again: (postingId: string) => Attempt;
};

/** Resolves once numbers may be drawn, and throws where the request needs none. */
type Ready = () => Promise<void>;

/** Numbers drawn from a counter, among what has been drawn. */
type Draw = { readonly first: number; readonly count: number };
const drawIn = (text: string): Draw[] => {
  const [first, count] = text.split('+').map(Number);
  return first === undefined || count === undefined ? [] : [{ first, count }];
};
const isDraw = (text: string): boolean => text.includes('+');

/** Numbers that an earlier attempt has drawn, if they do; else others. */
const redrawn = (
  counters: () => CounterRepository,
  {
    earlier,
    drawn,
    ready,
  }: { readonly earlier: readonly Draw[]; readonly drawn: Draw[]; readonly ready?: Ready | undefined },
): CounterRepository => ({
  draw: async (tenant, counter, count) => {
    await ready?.();
    const known = earlier[drawn.length];
    const draw =
      known !== undefined && known.count >= count
        ? known
        : { first: await counters().draw(tenant, counter, count), count };
    drawn.push(draw);
    return draw.first;
  },
});

const attemptWith = (
  deps: Deps,
  {
    at,
    earlier,
    own,
    ready,
  }: {
    readonly at: number;
    readonly earlier: readonly string[];
    readonly own?: string;
    readonly ready?: Ready;
  },
): Attempt => {
  const earlierIds = earlier.filter((one) => !isDraw(one));
  const ids: string[] = [];
  const sortable = (): string => {
    const id = earlierIds[ids.length] ?? deps.ids.sortable();
    ids.push(id);
    return id;
  };
  const draws: Draw[] = [];
  const drawn = (): string[] => [...ids, ...draws.map(({ first, count }) => `${first}+${count}`)];
  const store = own === undefined ? deps.store : deps.storeFor({ own });
  const counters = redrawn(() => store.counters, {
    earlier: earlier.filter(isDraw).flatMap(drawIn),
    drawn: draws,
    ready,
  });
  return {
    deps: {
      ...deps,
      store: exceptFor(store, { counters }),
      ids: { ...deps.ids, sortable },
      clock: { ...deps.clock, now: () => at },
    },
    at,
    drawn,
    again: (postingId) => {
      // One that was refused halfway has drawn less than the one before.
      const known = drawn().length >= earlier.length ? drawn() : earlier;
      return attemptWith(deps, { at, earlier: known, own: postingId });
    },
  };
};

export const drawing = (deps: Deps, ready: Ready): Attempt =>
  attemptWith(deps, { at: deps.clock.now(), earlier: [], ready });

/** Of a posting that was begun by an earlier request. */
export const redrawing = (deps: Deps, { at, drawn, postingId }: PostingHead): Attempt =>
  attemptWith(deps, { at, earlier: drawn, own: postingId });
