import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigitFits, checkPairFits, ibanFits } from '../../../functions/domain/gs1/check-digits.ts';
import { withCheckDigit } from './arbitraries.ts';

const replaced = (text: string, at: number, by: string): string =>
  `${text.slice(0, at)}${by}${text.slice(at + 1)}`;

describe('a check digit', () => {
  it.each([
    ['of a short article number', '96385074'],
    ['of an article number', '4006381333931'],
    ['of an article number of 14 digits', '09506000134352'],
    ['of a carton', '106141412345678908'],
    ['of nothing but zeros', '00000000'],
  ])('fits %s, and none of the other nine does', (_, digits) => {
    const fitting = [...'0123456789'].filter((last) => checkDigitFits(`${digits.slice(0, -1)}${last}`));
    expect(fitting).toEqual([digits.at(-1)]);
  });

  it('finds each wrong digit', () => {
    const code = fc.stringMatching(/^[0-9]{7,17}$/).map(withCheckDigit);
    fc.assert(
      fc.property(code, fc.nat(17), fc.integer({ min: 1, max: 9 }), (digits, place, more) => {
        const at = place % digits.length;
        const wrong = replaced(digits, at, String((Number(digits[at]) + more) % 10));
        expect([checkDigitFits(digits), checkDigitFits(wrong)]).toEqual([true, false]);
      }),
    );
  });

  it('finds two digits that changed places, unless they differ by five', () => {
    expect(checkDigitFits('4006381333931')).toBe(true);
    expect(checkDigitFits('4006831333931')).toBe(true);
    expect(checkDigitFits('4006318333931')).toBe(false);
    expect(checkDigitFits('4060381333931')).toBe(false);
  });
});

describe('a pair of check characters', () => {
  /** The example of the General Specifications, as long as such a number may be. */
  const MODEL = '1987654Ad4X4bL5ttr2310c2K';

  it('fits the example of the standard, and no other with one character changed', () => {
    expect(checkPairFits(MODEL)).toBe(true);
    for (const [at, character] of [...MODEL].entries()) {
      expect(checkPairFits(replaced(MODEL, at, character === '7' ? '8' : '7'))).toBe(false);
    }
  });

  it.each([
    ['nothing', '22', true],
    ['the last character doubled', '"24', true],
    ['the one before it trebled', '"!25', true],
    ['the first character doubled', '"!24', false],
    ['a sum of more than 31, which goes on to the first of the pair', 'B3W', true],
    ['the same with the pair turned round', 'BW3', false],
  ])('is worked out from %s', (_, text, fits) => {
    expect(checkPairFits(text)).toBe(fits);
  });

  it.each(['', '2', 'K'])('is missing in %j', (text) => {
    expect(checkPairFits(text)).toBe(false);
  });

  it('is of digits and letters that cannot be mistaken for one another', () => {
    // Counted as the one before the first, each of these would make the sum.
    expect(['"131', '"13I', '"13O', '"130'].map(checkPairFits)).toEqual([false, false, false, false]);
    expect(checkPairFits('#0Y')).toBe(false);
  });

  it('stands behind no more than 23 characters', () => {
    // The first of the characters counts 0, wherever it stands.
    expect(checkPairFits('!'.repeat(23).concat('22'))).toBe(true);
    expect(checkPairFits('!'.repeat(24).concat('22'))).toBe(false);
  });
});

describe('an IBAN', () => {
  const RIGHT = ['GB82WEST12345698765432', 'DE89370400440532013000', 'NL91ABNA0417164300'];

  it.each(RIGHT)('fits, as %s does, and not with a character changed', (iban) => {
    expect(ibanFits(iban)).toBe(true);
    for (const [at, character] of [...iban].entries()) {
      expect([at, ibanFits(replaced(iban, at, character === '7' ? '8' : '7'))]).toEqual([at, false]);
    }
  });

  it('does not fit with its country or its parts exchanged', () => {
    expect(ibanFits('GB82WEST12345698765423')).toBe(false);
    expect(ibanFits('WEST12345698765432GB82')).toBe(false);
    expect(ibanFits('')).toBe(false);
  });
});
