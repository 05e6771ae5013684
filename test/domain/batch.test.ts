import { expect, it } from 'vitest';
import { batchName, isExpired } from '../../functions/domain/batch.ts';

it('a batch is named within its item', () => {
  expect(batchName('glue', 'B7')).toBe('glue#B7');
});

it.each([
  ['2026-03-10', '2026-03-09', false],
  ['2026-03-10', '2026-03-10', false],
  ['2026-03-10', '2026-03-11', true],
  [undefined, '2026-03-11', false],
])('what expires on %s is past its expiry on %s: %s', (expiresOn, on, expired) => {
  expect(isExpired(expiresOn, on)).toBe(expired);
});
