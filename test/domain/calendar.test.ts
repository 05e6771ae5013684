import { describe, expect, it } from 'vitest';
import { addDays, dayIn, isDate, isTimeZone } from '../../functions/domain/calendar.ts';

describe('a day', () => {
  it.each([
    '1900-01-01',
    '2026-01-31',
    '2026-03-31',
    '2026-04-30',
    '2026-06-30',
    '2026-09-30',
    '2026-11-30',
    '2026-12-31',
    '2024-02-29',
    '2000-02-29',
    '9999-12-31',
  ])('exists: %s', (text) => {
    expect(isDate(text)).toBe(true);
  });

  it.each([
    ['before 1900', '1899-12-31'],
    ['of no month', '2026-00-10'],
    ['of a thirteenth month', '2026-13-10'],
    ['before the first', '2026-05-00'],
    ['after the last of January', '2026-01-32'],
    ['after the last of April', '2026-04-31'],
    ['after the last of June', '2026-06-31'],
    ['after the last of September', '2026-09-31'],
    ['after the last of November', '2026-11-31'],
    ['of February in a year that is no leap year', '2026-02-29'],
    ['of February in a century that is no leap year', '2100-02-29'],
    ['of February beyond its longest', '2024-02-30'],
    ['with a time', '2026-01-31T00:00:00Z'],
    ['behind something else', 'on 2026-01-31'],
    ['without zeros', '2026-1-31'],
    ['beyond the year 9999', '10000-01-01'],
    ['of no text', ''],
  ])('does not exist %s', (_, text) => {
    expect(isDate(text)).toBe(false);
  });

  it.each([
    ['2026-03-01', -1, '2026-02-28'],
    ['2024-03-01', -1, '2024-02-29'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-10', 0, '2026-03-10'],
    ['2026-03-10', 366, '2027-03-11'],
  ])('%s and %i days are %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });
});

describe('the day at an instant', () => {
  const midnight = Date.parse('2026-03-10T00:00:00Z');

  it.each([
    ['UTC', midnight, '2026-03-10'],
    ['UTC', midnight - 1, '2026-03-09'],
    ['America/New_York', midnight, '2026-03-09'],
    ['Pacific/Kiritimati', midnight + 10 * 3_600_000, '2026-03-11'],
    ['Europe/Berlin', midnight - 3_600_000, '2026-03-10'],
    ['Europe/Berlin', midnight - 3_600_001, '2026-03-09'],
  ])('is in %s at %i that of the place: %s', (zone, instant, expected) => {
    expect(dayIn(zone, instant)).toBe(expected);
    // The second time by what was made for the first.
    expect(dayIn(zone, instant)).toBe(expected);
  });
});

it('a time zone is one that exists', () => {
  expect(['UTC', 'Europe/Berlin', 'Asia/Kolkata'].map(isTimeZone)).toEqual([true, true, true]);
  expect(['', 'Europe/Atlantis', 'Berlin'].map(isTimeZone)).toEqual([false, false, false]);
});
