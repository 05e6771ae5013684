/** Check digits and check characters of GS1 (General Specifications, section 7.9). */

/** Mod 10, weights 3 and 1 from the right, the check digit last. */
export const checkDigitFits = (digits: string): boolean => {
  const sum = [...digits].reduceRight(
    (total, digit, i) => total + Number(digit) * ((digits.length - 1 - i) % 2 === 0 ? 1 : 3),
    0,
  );
  return sum % 10 === 0;
};

export const CSET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const CHECK_CHARACTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];

/** Mod 1021 with weights from the right; the last two characters hold its ten bits. */
export const checkPairFits = (text: string): boolean => {
  const [body, pair] = [text.slice(0, -2), text.slice(-2)];
  if (pair.length < 2 || body.length > PRIMES.length) return false;
  const high = CHECK_CHARACTERS.indexOf(pair.charAt(0));
  const low = CHECK_CHARACTERS.indexOf(pair.charAt(1));
  if (high < 0 || low < 0) return false;
  const sum = [...body].toReversed().reduce((total, character, i) => {
    return total + CSET_82.indexOf(character) * (PRIMES[i] ?? 0);
  }, 0);
  return sum % 1021 === high * 32 + low;
};

/** ISO 13616: mod 97 of the digits, letters counted from 10, the first four characters last. */
export const ibanFits = (text: string): boolean => {
  const turned = [...text.slice(4), ...text.slice(0, 4)];
  return turned.reduce((rest, c) => Number(`${rest}${Number.parseInt(c, 36)}`) % 97, 0) === 1;
};
