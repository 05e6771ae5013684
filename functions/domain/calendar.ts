/** Calendar days as `YYYY-MM-DD`; instants as milliseconds since the epoch, given by the caller. */

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

/** Whether `text` names a day that exists, from 1900 on. */
export const isDate = (text: string): boolean => {
  const [, y, m, d] = DATE.exec(text) ?? [];
  const [year, month, day] = [Number(y), Number(m), Number(d)];
  return year >= 1900 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
};

/** Making one takes longer than all the rest of a decision; there are some four hundred zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

const formatFor = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const options = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const made = new Intl.DateTimeFormat('en-CA', options);
  formats.set(timeZone, made);
  return made;
};

/** The day it is at `instant` in an IANA time zone. */
export const dayIn = (timeZone: string, instant: number): string => formatFor(timeZone).format(instant);

/** The day so many days later. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().split('T')[0] ?? date;

/** The same day so many months later; where that month has no such day, its last: 31 January + 1 is 28 or 29 February. */
export const addMonths = (date: string, months: number): string => {
  const [, y, m, d] = DATE.exec(date) ?? [];
  const count = Number(y) * 12 + Number(m) - 1 + months;
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1];
  const day = Math.min(Number(d), daysIn(year, month));
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
};

export const isTimeZone = (timeZone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone });
    return true;
  } catch {
    return false;
  }
};
