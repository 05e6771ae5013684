import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../local/schedule-expression.ts';
import { readableName } from '../../local/schedules.ts';

const nexts = (expression: string, after: string, count = 1): (string | undefined)[] => {
  const schedule = parseSchedule(expression);
  const found: (string | undefined)[] = [];
  let at: Date | undefined = new Date(after);
  while (at !== undefined && found.length < count) {
    at = schedule.next(at);
    found.push(at?.toISOString().slice(0, 16));
  }
  return found;
};

describe('schedule expressions', () => {
  it.each([
    ['rate(1 minute)', '2026-01-01T00:00:30Z', ['2026-01-01T00:01', '2026-01-01T00:02']],
    ['rate(1 day)', '2026-01-01T00:00:00Z', ['2026-01-02T00:00']],
    ['rate(6 hours)', '2026-01-01T05:59:59Z', ['2026-01-01T06:00', '2026-01-01T12:00']],
    ['cron(15 2 * * ? *)', '2026-01-01T02:15:00Z', ['2026-01-02T02:15']],
    ['cron(0/15 8-9 ? * MON-FRI *)', '2026-01-02T09:40:00Z', ['2026-01-02T09:45', '2026-01-05T08:00']],
    ['cron(0 0 L * ? *)', '2028-02-01T00:00:00Z', ['2028-02-29T00:00', '2028-03-31T00:00']],
    ['cron(0 0 1W * ? *)', '2026-08-01T00:00:00Z', ['2026-08-03T00:00', '2026-09-01T00:00']],
    ['cron(0 0 ? * 6#1 *)', '2026-01-03T00:00:00Z', ['2026-02-06T00:00']],
    ['cron(0 0 ? * 6L *)', '2026-01-03T00:00:00Z', ['2026-01-30T00:00']],
    [
      'cron(0 12 1 JAN,JUL ? 2026)',
      '2026-01-01T00:00:00Z',
      ['2026-01-01T12:00', '2026-07-01T12:00', undefined],
    ],
    [
      'cron(0 0 ? * SAT-SUN *)',
      '2026-01-02T12:00:00Z',
      ['2026-01-03T00:00', '2026-01-04T00:00', '2026-01-10T00:00'],
    ],
    ['at(2026-01-01T10:00:00)', '2026-01-01T09:00:00Z', ['2026-01-01T10:00', undefined]],
  ])('%s after %s', (expression, after, expected) => {
    expect(nexts(expression, after, expected.length)).toEqual(expected);
  });

  it.each([
    'rate(0 minutes)',
    'rate(5 weeks)',
    'cron(0 0 * * *)',
    'cron(0 0 * * * *)',
    'cron(0 0 ? * ? *)',
    'cron(60 0 * * ? *)',
    'cron(0 0 * * ? 1969)',
    'cron(0/0 0 * * ? *)',
    'at(tomorrow)',
    'daily',
  ])('refuses %s', (expression) => {
    expect(() => parseSchedule(expression)).toThrow(/is broken/);
  });

  it('is always later than asked, and asking a moment earlier finds the same time', () => {
    const field = (from: number, to: number) =>
      fc.oneof(fc.constant('*'), fc.integer({ min: from, max: to }).map(String));
    const times = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(field(0, 59), field(0, 23), field(1, 28), times, (minute, hour, day, after) => {
        const { next } = parseSchedule(`cron(${minute} ${hour} ${day} * ? *)`);
        const at = next(after);
        expect(at!.getTime()).toBeGreaterThan(after.getTime());
        expect(next(new Date(at!.getTime() - 1))).toEqual(at);
        if (minute !== '*') expect(at!.getUTCMinutes()).toBe(Number(minute));
        if (hour !== '*') expect(at!.getUTCHours()).toBe(Number(hour));
        if (day !== '*') expect(at!.getUTCDate()).toBe(Number(day));
      }),
    );
  });
});

describe('the name of a schedule', () => {
  it.each([
    ['SweepSchedule1A2B3C4D', 'sweep-schedule'],
    ['DueDates', 'due-dates'],
  ])('%s reads %s', (logicalId, name) => {
    expect(readableName(logicalId)).toBe(name);
  });
});
