import type { Window } from '../../domain/alert/check-passes.ts';
import { addMonths, isDate } from '../../domain/calendar.ts';
import { monthOf } from '../../domain/cover/due.ts';
import { refuse } from '../../domain/errors.ts';

/** Windows of days, and lists that are parted by months, walked through in order. */

/** @throws LedgerError `refused` where the window is turned round */
export const checkWindow = ({ from, to }: { readonly [Side in keyof Window]?: string | undefined }): void => {
  if (from === undefined || to === undefined || from <= to) return;
  const detail = `The window ends on ${to}, before it begins on ${from}.`;
  refuse({ pointer: '/to', code: 'range-reversed', detail });
};

/** Beyond the year 9999 there is nothing, and months no longer sort as text. */
export const isWithin = (month: string, { to }: Pick<Window, 'to'>): boolean =>
  isDate(`${month}-01`) && month <= monthOf(to);

export const nextMonth = (month: string): string => monthOf(addMonths(`${month}-01`, 1));
