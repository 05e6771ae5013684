import { type CoverSide, coverOf, gapFrom } from './cover.ts';
import type { Unit } from './unit.ts';

/** Days on which something of a unit ends, by which lists of them are kept. */

/**
 * `supplier` and `customer`: the last day of that cover. `gap`: the last day of the supplier's, or the day of the sale
 * where there is none, while ours runs longer.
 */
export const DUE_KINDS = ['supplier', 'customer', 'gap'] as const;
export type DueKind = (typeof DUE_KINDS)[number];

const GONE: readonly Unit['status'][] = ['written-off', 'returned-to-supplier', 'expected'];

const endOf = (unit: Unit, side: CoverSide): string | undefined => {
  const cover = coverOf(unit, side);
  return cover === undefined || cover.voided === true ? undefined : cover.until;
};

/** Nothing ends of a unit that is gone, or was never there. */
export const dueOn = (unit: Unit, kind: DueKind): string | undefined => {
  if (unit.voided === true || GONE.includes(unit.status)) return undefined;
  return kind === 'gap' ? gapFrom(unit) : endOf(unit, kind);
};

/** Its month, by which the list is parted. */
export const monthOf = (date: string): string => date.slice(0, 7);
