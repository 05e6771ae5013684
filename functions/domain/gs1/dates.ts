import { isDate } from '../calendar.ts';

/** Dates of two-digit years (General Specifications, section 7.12): within 49 years back and 50 ahead of today. */

/** The year meant by two digits. */
const yearOf = (digits: string, today: string): number => {
  const now = Number(today.slice(0, 4));
  const century = now - (now % 100);
  const ahead = Number(digits) - (now % 100);
  if (ahead >= 51) return century - 100 + Number(digits);
  return ahead <= -50 ? century + 100 + Number(digits) : century + Number(digits);
};

const lastDay = (month: string): string =>
  ['31', '30', '29', '28'].find((day) => isDate(`${month}-${day}`)) ?? '';

/** The day that `YYMMDD` names, day 00 being the last of the month; nothing where there is no such day. */
export const dayOf = (yymmdd: string, today: string): string | undefined => {
  const month = `${yearOf(yymmdd.slice(0, 2), today)}-${yymmdd.slice(2, 4)}`;
  const day = yymmdd.slice(4, 6) === '00' ? lastDay(month) : yymmdd.slice(4, 6);
  return isDate(`${month}-${day}`) ? `${month}-${day}` : undefined;
};
