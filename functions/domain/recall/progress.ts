import * as z from 'zod';
import { once } from '../lazily.ts';
import { SHOWN_STATUSES } from '../unit/unit.ts';

/** Where the jobs of a recall stand. */

export const recallSummary = once(() =>
  z.object({
    counts: z.object({
      total: z.number(),
      byStatus: z.partialRecord(z.enum(SHOWN_STATUSES), z.number()),
      inStock: z.number(),
      held: z.number(),
    }),
    customers: z.array(z.object({ partnerId: z.string(), units: z.number() })),
  }),
);

const counted = once(() => z.object({ summary: recallSummary(), countedAt: z.string() }));

const search = once(() =>
  z.object({
    recallId: z.string(),
    /** The second pass finds what came in by postings that were decided before the recall was opened. */
    pass: z.union([z.literal(1), z.literal(2)]),
    phase: z.enum(['settle', 'find', 'hold', 'count']),
    /** Where the phase goes on. */
    after: z.string().optional(),
    /** The last count, of recalls too large to be counted while somebody waits. */
    counted: counted().optional(),
  }),
);
export type SearchPlace = z.output<ReturnType<typeof search>>;

const holding = once(() =>
  z.object({
    recallId: z.string(),
    does: z.enum(['hold', 'release']),
    reason: z.string(),
    /** The last look at what was under way when the recall was closed. */
    late: z.literal(true).optional(),
  }),
);
export type HoldingPlace = z.output<ReturnType<typeof holding>>;

/** @throws ZodError where it is no checkpoint of ours */
export const searchPlaceIn = (checkpoint: unknown): SearchPlace => search().parse(checkpoint);
export const holdingPlaceIn = (checkpoint: unknown): HoldingPlace => holding().parse(checkpoint);
