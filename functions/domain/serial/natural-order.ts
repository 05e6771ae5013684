/** Texts compared as people count: runs of digits as numbers, of any length, and what stands between them as text. */

const PARTS = /[0-9]+|[^0-9]+/g;
const DIGITS = /[0-9]/;

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const byNumber = (a: string, b: string): number => {
  const [one, other] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return one.length === other.length ? byText(one, other) : one.length - other.length;
};

/** Negative, zero or positive; texts that differ in leading zeros only compare as equal. */
export const naturalOrder = (a: string, b: string): number => {
  const [ones, others] = [a.match(PARTS) ?? [], b.match(PARTS) ?? []];
  for (const [i, one] of ones.entries()) {
    const other = others[i] ?? '';
    const order = DIGITS.test(one) && DIGITS.test(other) ? byNumber(one, other) : byText(one, other);
    if (order !== 0) return order;
  }
  return ones.length - others.length;
};

const shared = (a: string, b: string): string => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
};

/** The text in front of its first run of digits, and that run without the zeros in front. */
const opening = (text: string): { readonly words: string; readonly number: string } => {
  const [, words = '', number = ''] = /^([^0-9]*)0*([0-9]*)/.exec(text) ?? [];
  return { words, number };
};

/**
 * Every text between the two, of so many characters at the most, begins with one of these, of which none begins with
 * another: with the digits that its first number has in common with theirs, after any zeros.
 */
export const sharedBeginnings = (a: string, b: string, longest: number): string[] => {
  const [one, other] = [opening(a), opening(b)];
  const words = shared(one.words, other.words);
  const isOfOneLength = one.words === other.words && one.number.length === other.number.length;
  const number = isOfOneLength ? shared(one.number, other.number) : '';
  if (number === '') return [words];
  const zeros = Math.max(0, longest - words.length - one.number.length);
  return Array.from({ length: zeros + 1 }, (_, n) => words + '0'.repeat(n) + number);
};
