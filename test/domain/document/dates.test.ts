import { describe, expect, it } from 'vitest';
import { dateFaults } from '../../../functions/domain/document/dates.ts';
import { DEFAULT_SETTINGS } from '../../../functions/domain/settings.ts';

const faults = (date: string, lockDate?: string) =>
  dateFaults(
    date,
    { settings: { ...DEFAULT_SETTINGS, timeZone: 'Europe/Berlin', lockDate }, today: '2026-03-10' },
    '/effectiveDate',
  );

describe('an effective date', () => {
  it.each([
    ['2026-03-10', undefined],
    ['1999-12-31', undefined],
    ['2026-02-01', '2026-01-31'],
  ])('of %s is taken where %s is locked', (date, lockDate) => {
    expect(faults(date, lockDate)).toEqual([]);
  });

  it.each([undefined, '2026-12-31'])(
    'in the future is refused as such, even where %s is locked',
    (lockDate) => {
      expect(faults('2026-03-11', lockDate)).toEqual([
        {
          pointer: '/effectiveDate',
          code: 'date-future',
          detail: '2026-03-11 is in the future; today is 2026-03-10 in Europe/Berlin.',
        },
      ]);
    },
  );

  it.each(['2026-01-31', '2026-01-30'])('of %s is refused where that day is locked', (date) => {
    expect(faults(date, '2026-01-31')).toEqual([
      {
        pointer: '/effectiveDate',
        code: 'date-locked',
        detail: `${date} is in a locked period; it ends with 2026-01-31.`,
      },
    ]);
  });
});
