import { addMonths, isDate } from '../domain/calendar.ts';
import type { Window } from '../domain/check-passes.ts';
import { monthOf } from '../domain/due.ts';

/** Lists that are parted by months, walked through in order. */

/** Beyond the year 9999 there is nothing, and months no longer sort as text. */
export const isWithin = (month: string, { to }: Pick<Window, 'to'>): boolean =>
  isDate(`${month}-01`) && month <= monthOf(to);

export const nextMonth = (month: string): string => monthOf(addMonths(`${month}-01`, 1));
