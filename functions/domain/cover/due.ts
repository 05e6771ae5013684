import type { Unit } from '../unit/unit.ts';
import { type CoverSide, coverOf, gapFrom } from './cover.ts';

/** Days on which something of a unit ends, by which lists of them are kept. */

/**
 * Of cover. `supplier` and `customer`: the last day of it. `gap`: the last day of the supplier's, or the day of the sale
 * where there is none, while ours runs longer.
 */
export const DUE_KINDS = ['supplier', 'customer', 'gap'] as const;
export type DueKind = (typeof DUE_KINDS)[number];

/** Besides, the expiry of what we have. */
export const UNIT_DUE_KINDS = [...DUE_KINDS, 'expiry'] as const;
export type UnitDueKind = (typeof UNIT_DUE_KINDS)[number];

const GONE: readonly Unit['status'][] = ['written-off', 'returned-to-supplier', 'expected'];

const OURS: readonly Unit['status'][] = ['in-stock', 'in-transit'];

const endOf = (unit: Unit, side: CoverSide): string | undefined => {
  const cover = coverOf(unit, side);
  return cover === undefined || cover.voided === true ? undefined : cover.until;
};

/** Nothing ends of a unit that is gone, or was never there. */
export const dueOn = (unit: Unit, kind: UnitDueKind): string | undefined => {
  if (unit.voided === true || GONE.includes(unit.status)) return undefined;
  if (kind === 'expiry') return OURS.includes(unit.status) ? unit.expiresOn : undefined;
  return kind === 'gap' ? gapFrom(unit) : endOf(unit, kind);
};

/** Its month, by which the list is parted. */
export const monthOf = (date: string): string => date.slice(0, 7);
