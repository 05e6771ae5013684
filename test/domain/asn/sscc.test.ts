import { expect, it } from 'vitest';
import { ssccFault } from '../../../functions/domain/asn/sscc.ts';

it.each(['106141412345678908', '395011015300000028', '000000000000000000'])(
  '%s is a carton’s code',
  (text) => {
    expect(ssccFault(text)).toBeUndefined();
  },
);

it.each([
  '',
  '10614141234567890',
  // With a check digit that fits, and a digit too many or too few.
  '0106141412345678908',
  '10614141234567895',
  'A06141412345678908',
  '10614141234567890A',
  '1061414123456789 8',
])('%j is none: it has eighteen digits and nothing else', (text) => {
  expect(ssccFault(text)).toBe(`"${text}" is no SSCC: it has 18 digits.`);
});

it('is none where its check digit is wrong', () => {
  expect(ssccFault('106141412345678907')).toBe('"106141412345678907" is no SSCC: its check digit is wrong.');
});
