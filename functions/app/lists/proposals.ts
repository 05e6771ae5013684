import type { Deps, Page, PageRequest } from '../ports.ts';
import type { List, Proposal } from './ports.ts';

/** How many proposals one request looks at, so that a filter that fits little stays quick: a page may be short. */
const PROPOSALS_PER_REQUEST = 500;
const STEP = 100;

type Listing<T> = {
  readonly list: List;
  readonly page: PageRequest;
  /** Reads the proposed records afresh; what is gone is left out. Answers by position of the proposal. */
  readonly read: (proposals: readonly Proposal[]) => Promise<readonly (T | undefined)[]>;
  readonly keep: (record: T) => boolean;
};

/** A page of a list: proposals of the index, each read afresh and judged by what it is now. */
export const listProposals = async <T>(deps: Deps, tenant: string, listing: Listing<T>): Promise<Page<T>> => {
  const found: T[] = [];
  const { limit } = listing.page;
  let after = listing.page.after;
  for (let looked = 0; looked < PROPOSALS_PER_REQUEST; looked += STEP) {
    const step = await deps.store.indexes.propose(tenant, listing.list, { limit: STEP, after });
    const records = await listing.read(step.items);
    for (const [i, proposal] of step.items.entries()) {
      const record = records[i];
      after = proposal.sort;
      if (record !== undefined && listing.keep(record)) found.push(record);
      if (found.length === limit) {
        const more = i + 1 < step.items.length || step.next !== undefined;
        return { items: found, next: more ? after : undefined };
      }
    }
    if (step.next === undefined) return { items: found };
  }
  return { items: found, next: after };
};
