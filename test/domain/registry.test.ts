import { expect, it } from 'vitest';
import { gtin14 } from '../../functions/domain/registry.ts';

it.each([
  ['96385074', '00000096385074'],
  ['614141000036', '00614141000036'],
  ['4006381333931', '04006381333931'],
  ['10614141000415', '10614141000415'],
])('a GTIN %s is kept with 14 digits', (text, expected) => {
  expect(gtin14(text)).toBe(expected);
});

it.each([
  ['a check digit that is wrong', '4006381333932'],
  ['too few digits', '6385074'],
  ['nine digits', '096385074'],
  ['eleven digits', '00096385074'],
  ['too many digits', '010614141000415'],
  ['something in front', 'x96385074'],
  ['something behind', '96385074x'],
  ['letters', '9638507A'],
  ['nothing', ''],
])('a text of %s is no GTIN', (_, text) => {
  expect(gtin14(text)).toBeUndefined();
});
