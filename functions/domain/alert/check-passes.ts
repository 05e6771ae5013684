import * as z from 'zod';
import type { AsnStatus } from '../asn/asn.ts';
import { addDays } from '../calendar.ts';
import type { UnitDueKind } from '../cover/due.ts';
import { once } from '../lazily.ts';

/** A daily check, pass by pass: what is looked at for one tenant and one day, and where it stands. */

const place = once(() =>
  z.object({
    today: z.string(),
    /** The day of the last check; none before the first. */
    last: z.string().optional(),
    thresholds: z.array(z.number()),
    phase: z.enum(['begin', 'settle', 'look']),
    pass: z.number(),
    /** Where the pass goes on. */
    month: z.string().optional(),
    after: z.string().optional(),
  }),
);
export type CheckPlace = z.output<ReturnType<typeof place>>;

/** @throws ZodError where it is no checkpoint of ours */
export const checkPlaceIn = (checkpoint: unknown): CheckPlace => place().parse(checkpoint);

export type DueOf = Exclude<UnitDueKind, 'gap'> | 'batches';
export const DUE_OF: readonly DueOf[] = ['supplier', 'customer', 'expiry', 'batches'];

/** Days, both inclusive. */
export type Window = { readonly from: string; readonly to: string };

export type Pass =
  /** What ends in the window; `days` before it, or by the last threshold that has come. */
  | { readonly does: 'due'; readonly of: DueOf; readonly window: Window; readonly days?: number }
  /** What came to end so soon after the threshold had passed. */
  | { readonly does: 'late' }
  /** Lists are few, and may be given any day: all that are awaited are looked at. */
  | { readonly does: 'lists'; readonly status: AsnStatus }
  | { readonly does: 'exceptions'; readonly window: Window }
  /** What was told before and is over. */
  | { readonly does: 'over' };

/** How far the first check looks back for what waits still. */
const FIRST_LOOK_BACK = 366;

/**
 * What makes up for every day since the last check, its own excluded: each threshold has one window of ends, which grows
 * with the days that were missed. The first check looks at all that ends before the farthest threshold, and at
 * what we still have that has expired.
 */
export const passesOf = ({ today, last, thresholds }: CheckPlace): Pass[] => {
  const due: Pass[] =
    last === undefined
      ? DUE_OF.map((of) => ({
          does: 'due',
          of,
          window: {
            from: of === 'expiry' || of === 'batches' ? addDays(today, -FIRST_LOOK_BACK) : today,
            to: addDays(today, Math.max(...thresholds)),
          },
        }))
      : DUE_OF.flatMap((of) =>
          thresholds.map(
            (days): Pass => ({
              does: 'due',
              of,
              days,
              window: { from: addDays(last, days + 1), to: addDays(today, days) },
            }),
          ),
        );
  // Those of the last day may have come up behind its check.
  const from = last === undefined ? addDays(today, -FIRST_LOOK_BACK) : addDays(last, -1);
  return [
    ...due,
    { does: 'late' },
    { does: 'lists', status: 'open' },
    { does: 'lists', status: 'partly-received' },
    { does: 'exceptions', window: { from, to: addDays(today, 1) } },
    { does: 'over' },
  ];
};

/** Ends up to this day are noted as late from now on; beyond it a later check comes by. */
export const horizonOf = ({ today, thresholds }: Pick<CheckPlace, 'today' | 'thresholds'>): string =>
  addDays(today, Math.max(...thresholds));
