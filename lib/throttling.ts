import type { RouteId } from '../functions/http/routes.ts';

/** Requests a second over some time, and how many may come at once. */
export type Pace = { readonly rate: number; readonly burst: number };

/**
 * What the gateway lets through for everybody together, so that a flood ends there. What one tenant may have of it is
 * for the handlers to say, as the gateway knows no tenants.
 */
export const DEFAULT_PACE: Pace = { rate: 5_000, burst: 5_000 };

/** Up to 4 MB each way, or the beginning of work on everything that there is. */
const FILES: Pace = { rate: 100, burst: 200 };
/** Up to 10,000 units each. */
const POSTINGS: Pace = { rate: 2_500, burst: 2_500 };

/** What one tenant may be given: half of what there is, so that none has all of it. */
export const MOST_PER_TENANT = {
  usual: Math.min(DEFAULT_PACE.rate, POSTINGS.rate) / 2,
  heavy: FILES.rate / 2,
} as const;

/** Narrower than the default where a request costs more than others, so that it can't starve scanning. */
export const PACES: Readonly<Partial<Record<RouteId, Pace>>> = {
  startImport: FILES,
  exportSerials: FILES,
  exportStock: FILES,
  exportMovements: FILES,
  exportRecallUnits: FILES,
  openRecall: FILES,
  holdRecall: FILES,
  createDocument: POSTINGS,
  postDocument: POSTINGS,
  voidDocument: POSTINGS,
  receiveAsn: POSTINGS,
};
