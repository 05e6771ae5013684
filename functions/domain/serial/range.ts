import { keyOf } from './text.ts';

/** Consecutive serials: the last run of digits counts up and keeps its width. */

export type SerialRange = { readonly first: string } & (
  | { readonly count: number }
  | { readonly last: string }
);

export type RangeFault = {
  readonly code: 'range-invalid' | 'range-overflow' | 'serials-too-many';
  readonly detail: string;
};
export type RangeResult =
  | { readonly ok: true; readonly texts: readonly string[] }
  | ({ readonly ok: false } & RangeFault);

const LAST_DIGITS = /[0-9]+(?=[^0-9]*$)/;

type Parts = { readonly before: string; readonly digits: string; readonly after: string };

const split = (text: string): Parts | undefined => {
  const found = LAST_DIGITS.exec(text);
  if (found === null) return undefined;
  const { 0: digits, index } = found;
  return { before: text.slice(0, index), digits, after: text.slice(index + digits.length) };
};

const invalid = (detail: string): RangeResult => ({ ok: false, code: 'range-invalid', detail });

export type RangeRules = { readonly limit: number; readonly caseSensitive: boolean };

const countOf = (range: SerialRange, start: Parts, caseSensitive: boolean): number | RangeFault => {
  if ('count' in range) return range.count;
  const end = split(range.last);
  const folded = (text: string): string => keyOf(text, caseSensitive);
  if (
    end === undefined ||
    folded(end.before) !== folded(start.before) ||
    folded(end.after) !== folded(start.after) ||
    end.digits.length !== start.digits.length
  ) {
    return {
      code: 'range-invalid',
      detail: `"${range.first}" and "${range.last}" must differ in their last run of digits only, of one width.`,
    };
  }
  const count = BigInt(end.digits) - BigInt(start.digits) + 1n;
  if (count < 1n) {
    return { code: 'range-invalid', detail: `"${range.last}" comes before "${range.first}".` };
  }
  return Number(count);
};

/** Counts out a range of at most `limit` numbers; `first` and `last` are normalised texts. */
export const countOut = (range: SerialRange, { limit, caseSensitive }: RangeRules): RangeResult => {
  const start = split(range.first);
  if (start === undefined) return invalid(`"${range.first}" has no digits to count up.`);
  const count = countOf(range, start, caseSensitive);
  if (typeof count !== 'number') return { ok: false, ...count };
  if (!Number.isInteger(count) || count < 1) return invalid('A range has at least one number.');
  if (count > limit) {
    return { ok: false, code: 'serials-too-many', detail: `A range has at most ${limit} numbers.` };
  }
  const from = BigInt(start.digits);
  const width = start.digits.length;
  if ((from + BigInt(count) - 1n).toString().length > width) {
    return {
      ok: false,
      code: 'range-overflow',
      detail: `${count} numbers from "${range.first}" need more than ${width} digits.`,
    };
  }
  const texts = Array.from(
    { length: count },
    (_, i) => `${start.before}${(from + BigInt(i)).toString().padStart(width, '0')}${start.after}`,
  );
  return { ok: true, texts };
};
