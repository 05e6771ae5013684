import { addDays, addMonths } from '../calendar.ts';
import type { Item } from '../registry.ts';
import type { Unit } from '../unit/unit.ts';

/** How long a unit is covered, by whom, and why not (E4, E9). */

/** So many calendar months, or so many days. */
export type Term = { readonly months: number } | { readonly days: number };

/** What an item promises: the supplier's from the receipt (E9), ours from the sale. */
export type Warranty = { readonly supplier?: Term | undefined; readonly customer?: Term | undefined };

export const COVER_SIDES = ['supplier', 'customer'] as const;
export type CoverSide = (typeof COVER_SIDES)[number];

/** The longest that a term may be: a hundred years. */
export const TERM_MAX = { months: 1_200, days: 36_525 } as const;

/**
 * The last day of a term that begins on a day. That day itself isn't counted, so a year from 15 January ends with the
 * next 15 January; where a month has no such day, with its last (as in Regulation (EEC) 1182/71, article 3).
 */
export const termEnd = (from: string, term: Term): string =>
  'months' in term ? addMonths(from, term.months) : addDays(from, term.days);

/** One side of what a unit's record says of its cover. */
export type Cover = {
  /** The last day. */
  readonly until: string;
  /** Why it isn't what the item's terms give. */
  readonly reason?: string | undefined;
  /** It doesn't hold, for the reason given. */
  readonly voided?: true | undefined;
};

/** By the terms that the item has on the day of the receipt or sale: what is promised then stands. */
export const coverFrom = (
  { warranty }: Pick<Item, 'warranty'>,
  side: CoverSide,
  from: string,
): Cover | undefined => {
  const term = warranty?.[side];
  return term === undefined ? undefined : { until: termEnd(from, term) };
};

export const coverOf = (unit: Unit, side: CoverSide): Cover | undefined =>
  side === 'supplier' ? unit.supplierCover : unit.customerCover;

/**
 * Who answers for a unit: whoever gave the cover when it came in first, even if somebody else has supplied it again
 * since. What first came in part exchange has none by that.
 */
export const coveringSupplier = ({ origin, supplierId, supplierCover }: Unit): string | undefined =>
  supplierCover === undefined || supplierId === undefined || origin?.known !== true
    ? supplierId
    : (origin.partnerId ?? supplierId);

/** The day that a side's cover begins. */
export const startOf = (unit: Unit, side: CoverSide): string | undefined =>
  side === 'supplier' ? unit.addedDate : unit.soldOn;

/** What stands on record of a sale: of the last one, or of one that ended by a return. */
export type Sale = {
  readonly soldOn: string;
  readonly partnerId?: string | undefined;
  readonly cover?: Cover | undefined;
  /** The day that the unit came back. */
  readonly endedOn?: string | undefined;
};

export type Covered = {
  readonly covered: boolean;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly partnerId?: string | undefined;
  /** Why it isn't covered; or why until another day than the item's terms give. */
  readonly reason?: string | undefined;
};

const judged = (
  cover: Cover | undefined,
  given: Omit<Covered, 'covered'> & { readonly on: string },
): Covered => {
  const { on, ...told } = given;
  if (cover === undefined) return { ...told, covered: false, reason: 'the item had no warranty then' };
  const { until, reason, voided } = cover;
  if (voided === true)
    return { ...told, until, covered: false, reason: `void: ${reason ?? 'no reason given'}` };
  if (on > until) return { ...told, until, covered: false, reason: `ended on ${until}` };
  return { ...told, until, covered: true, reason };
};

/** Whether the supplier answers for a unit on a day. */
export const supplierCoverOn = (unit: Unit, on: string): Covered => {
  const { supplierCover, addedDate, supplierId, origin } = unit;
  const from = addedDate;
  if (from === undefined && supplierCover === undefined) {
    const why = origin?.known === false ? origin.reason : 'not received yet';
    return { covered: false, reason: `its receipt is not on record: ${why}` };
  }
  if (from !== undefined && on < from) return { covered: false, from, reason: `received on ${from}` };
  if (supplierCover === undefined && supplierId === undefined) {
    return { covered: false, from, reason: 'no supplier is on record' };
  }
  return judged(supplierCover, { on, from, partnerId: coveringSupplier(unit) });
};

/** Whether we answer for a unit on a day, to whoever had it then. */
export const customerCoverOn = (sales: readonly Sale[], on: string): Covered => {
  const [first] = sales;
  if (first === undefined) return { covered: false, reason: 'never sold' };
  const then = sales.filter(({ soldOn }) => soldOn <= on).at(-1);
  if (then === undefined) return { covered: false, from: first.soldOn, reason: `sold on ${first.soldOn}` };
  const { soldOn: from, partnerId, cover, endedOn } = then;
  if (endedOn !== undefined && on >= endedOn) {
    return { covered: false, from, partnerId, until: cover?.until, reason: `came back on ${endedOn}` };
  }
  return judged(cover, { on, from, partnerId });
};

/** The last sale of a unit that is with its customer. */
export const saleOf = ({ soldOn, partnerId, customerCover }: Unit): Sale | undefined =>
  soldOn === undefined ? undefined : { soldOn, partnerId, cover: customerCover };

/** The supplier's cover ends before ours: what happens in between is ours to bear. */
export const gapFrom = ({ soldOn, supplierCover, customerCover }: Unit): string | undefined => {
  if (soldOn === undefined || customerCover === undefined || customerCover.voided === true) return undefined;
  if (supplierCover === undefined || supplierCover.voided === true) return soldOn;
  return supplierCover.until < customerCover.until ? supplierCover.until : undefined;
};
