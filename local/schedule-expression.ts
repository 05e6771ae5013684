import { StartFailure } from './start-failure.ts';

/** A schedule expression: `next` gives the first time after the given one, or undefined when there is none. */
export type ScheduleExpression = { readonly next: (after: Date) => Date | undefined };

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const unitMs: Readonly<Record<string, number>> = { minute: minuteMs, hour: hourMs, day: dayMs };
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const lastYear = 2199;

type Field = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
};
const fields = {
  minute: { name: 'minutes', from: 0, to: 59 },
  hour: { name: 'hours', from: 0, to: 23 },
  dayOfMonth: { name: 'day of month', from: 1, to: 31 },
  month: { name: 'month', from: 1, to: 12, names: monthNames },
  dayOfWeek: { name: 'day of week', from: 1, to: 7, names: dayNames },
  year: { name: 'year', from: 1970, to: lastYear },
} as const satisfies Record<string, Field>;

type DayTest = (day: Date) => boolean;

const broken = (expression: string, why: string): StartFailure =>
  new StartFailure(`The schedule expression ${expression} is broken: ${why}`);

/** Reads one cron field; undefined for `?`. Names count from the field's first value. */
const valuesOf = (text: string, field: Field): ReadonlySet<number> => {
  const fail = (): never => {
    throw new StartFailure(`"${text}" is no ${field.name}.`);
  };
  const value = (part: string): number => {
    const named = field.names?.indexOf(part.toUpperCase()) ?? -1;
    const number = named >= 0 ? named + field.from : /^\d+$/.test(part) ? Number(part) : fail();
    return number < field.from || number > field.to ? fail() : number;
  };
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : /^[1-9]\d*$/.test(stepText) ? Number(stepText) : fail();
    const [first = '', last] = range.split('-');
    const from = range === '*' ? field.from : value(first);
    const openEnd = range === '*' || stepText !== undefined ? field.to : from;
    const to = last === undefined ? openEnd : value(last);
    // FRI-MON runs over the end of the week.
    const size = field.to - field.from + 1;
    const length = (to - from + size) % size;
    for (let offset = 0; offset <= length; offset += step) {
      found.add(((from - field.from + offset) % size) + field.from);
    }
  }
  return found;
};

const daysIn = (day: Date): number =>
  new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();

const dayOfMonthTest = (text: string): DayTest => {
  if (text === 'L') return (day) => day.getUTCDate() === daysIn(day);
  const nearest = /^(\d+)W$/.exec(text)?.[1];
  if (nearest !== undefined) {
    const [wanted = 1] = valuesOf(nearest, fields.dayOfMonth);
    return (day) => day.getUTCDate() === nearestWeekday(day, wanted);
  }
  const days = valuesOf(text, fields.dayOfMonth);
  return (day) => days.has(day.getUTCDate());
};

/** The weekday (Monday to Friday) nearest to a date, within its month. */
const nearestWeekday = (month: Date, wanted: number): number | undefined => {
  const last = daysIn(month);
  if (wanted > last) return undefined;
  const weekday = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 0) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
};

const dayOfWeekTest = (text: string): DayTest => {
  const weekday = (day: Date): number => day.getUTCDay() + 1;
  const nth = /^(\w+)#([1-5])$/.exec(text);
  if (nth !== null) {
    const days = valuesOf(nth[1] ?? '', fields.dayOfWeek);
    return (day) => days.has(weekday(day)) && Math.ceil(day.getUTCDate() / 7) === Number(nth[2]);
  }
  const last = /^(\w+)L$/.exec(text)?.[1];
  if (last !== undefined) {
    const days = valuesOf(last, fields.dayOfWeek);
    return (day) => days.has(weekday(day)) && day.getUTCDate() > daysIn(day) - 7;
  }
  const days = valuesOf(text === 'L' ? 'SAT' : text, fields.dayOfWeek);
  return (day) => days.has(weekday(day));
};

const cron = (expression: string, body: string): ScheduleExpression => {
  const parts = body.trim().split(/\s+/);
  if (parts.length !== 6) throw broken(expression, 'cron takes six fields.');
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = parts;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw broken(expression, 'exactly one of day of month and day of week must be "?".');
  }
  const read = () => ({
    minutes: [...valuesOf(minute, fields.minute)].sort((a, b) => a - b),
    hours: [...valuesOf(hour, fields.hour)].sort((a, b) => a - b),
    months: valuesOf(month, fields.month),
    years: valuesOf(year, fields.year),
    isDay: dayOfMonth === '?' ? dayOfWeekTest(dayOfWeek) : dayOfMonthTest(dayOfMonth),
  });
  const parsed = (() => {
    try {
      return read();
    } catch (error) {
      throw error instanceof StartFailure ? broken(expression, error.message) : error;
    }
  })();

  const timeOn = (day: number, after: number): Date | undefined => {
    for (const hours of parsed.hours) {
      for (const minutes of parsed.minutes) {
        const at = day + hours * hourMs + minutes * minuteMs;
        if (at > after) return new Date(at);
      }
    }
    return undefined;
  };
  return {
    next: (after) => {
      let day = Math.floor(after.getTime() / dayMs) * dayMs;
      while (true) {
        const date = new Date(day);
        if (date.getUTCFullYear() > Math.max(...parsed.years)) return undefined;
        if (
          parsed.years.has(date.getUTCFullYear()) &&
          parsed.months.has(date.getUTCMonth() + 1) &&
          parsed.isDay(date)
        ) {
          const found = timeOn(day, after.getTime());
          if (found !== undefined) return found;
        }
        day += dayMs;
      }
    },
  };
};

/**
 * Reads `rate(…)`, six-field `cron(…)` and `at(…)`, all in UTC. Rates run at whole multiples of their period,
 * so that a long one comes due although the stack is started anew every day.
 */
export const parseSchedule = (expression: string): ScheduleExpression => {
  const [, kind, body = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'cron') return cron(expression, body);
  if (kind === 'at') {
    const at = new Date(`${body}Z`);
    if (Number.isNaN(at.getTime())) throw broken(expression, 'it names no time.');
    return { next: (after) => (at > after ? at : undefined) };
  }
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(kind === 'rate' ? body : '') ?? [];
  const period = Number(count) * (unitMs[unit] ?? 0);
  if (!(period > 0)) throw broken(expression, 'only rate(…), cron(…) and at(…) are known.');
  return { next: (after) => new Date((Math.floor(after.getTime() / period) + 1) * period) };
};
