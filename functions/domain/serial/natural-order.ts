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

/** What every text between the two begins with, so far as that can be told from their characters. */
export const sharedBeginning = (a: string, b: string): string => {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  // In front of any run of digits more or fewer zeros may stand.
  return a.slice(0, length).replace(/[0-9].*/s, '');
};
