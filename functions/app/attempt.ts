import type { Deps } from './ports.ts';
import type { PostingHead } from './posting-ports.ts';

/**
 * One posting's attempts to be decided: each at the same instant and with the same ids, so that the decision is the
 * same as long as what it looks at is.
 */
export type Attempt = {
  readonly deps: Deps;
  /** The instant that the posting counts for, milliseconds. */
  readonly at: number;
  /** What has been drawn so far, in order. */
  readonly drawn: () => readonly string[];
  /** The next attempt at the same posting, to which what it has written ahead is as before. */
  readonly again: (postingId: string) => Attempt;
};

const attemptWith = (
  deps: Deps,
  { at, earlier, own }: { readonly at: number; readonly earlier: readonly string[]; readonly own?: string },
): Attempt => {
  const drawn: string[] = [];
  const sortable = (): string => {
    const id = earlier[drawn.length] ?? deps.ids.sortable();
    drawn.push(id);
    return id;
  };
  return {
    deps: {
      ...deps,
      store: own === undefined ? deps.store : deps.storeFor({ own }),
      ids: { ...deps.ids, sortable },
      clock: { ...deps.clock, now: () => at },
    },
    at,
    drawn: () => drawn,
    again: (postingId) => {
      const ids = drawn.length > earlier.length ? [...drawn] : earlier;
      return attemptWith(deps, { at, earlier: ids, own: postingId });
    },
  };
};

export const drawing = (deps: Deps): Attempt => attemptWith(deps, { at: deps.clock.now(), earlier: [] });

/** Of a posting that was begun by an earlier request. */
export const redrawing = (deps: Deps, { at, drawn, postingId }: PostingHead): Attempt =>
  attemptWith(deps, { at, earlier: drawn, own: postingId });
