import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../functions/domain/settings.ts';

it('a tenant that chose nothing tracks by number, asks for none, and may do what each edition has', () => {
  expect(DEFAULT_SETTINGS).toEqual({
    serialTracking: true,
    serialNumbersRequired: false,
    activating: false,
    epoch: 0,
    caseSensitive: false,
    placeholders: ['N/A', 'NONE', 'UNKNOWN', 'TBA'],
    allowNegativeStock: false,
    allowExpiredSale: false,
    warrantyAlertDays: [90, 30, 0],
    timeZone: 'UTC',
    features: ['serial-numbers-required', 'batch-tracking', 'expiry-tracking'],
    version: 0,
  });
});
