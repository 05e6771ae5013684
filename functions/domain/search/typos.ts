/** What one slip of the finger makes of a folded number (Damerau): a character wrong, one too many, one missing, two swapped. */

import { fold, SUFFIX_MIN } from './entry.ts';

/** Below so many letters and digits nearly every number would be a slip of every other. */
export const TYPO_MIN = 5;

/** Every character that a folded number may hold, in order of their codes: 30 of them. */
export const FOLDED: readonly string[] = [...new Set(fold('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'))];

/**
 * Each text at distance exactly one from the folded `text`, in order, none twice. For n characters in r runs of equal
 * ones there are 29n substitutions, 29n + 30 insertions, r deletions and r - 1 transpositions: 58n + 29 + 2r, which is
 * at most 60n + 29, or 1,949 for the longest number.
 */
export const typosOf = (text: string): string[] => {
  const places = Array.from(
    { length: text.length + 1 },
    (_, at) => [text.slice(0, at), text.slice(at)] as const,
  );
  const all = places.flatMap(([head, tail]) => {
    const inserted = FOLDED.map((c) => `${head}${c}${tail}`);
    const rest = tail.slice(1);
    const substituted = FOLDED.map((c) => `${head}${c}${rest}`);
    const swapped = `${head}${rest.slice(0, 1)}${tail.slice(0, 1)}${rest.slice(1)}`;
    return [...inserted, ...substituted, `${head}${rest}`, swapped];
  });
  const others = new Set(all);
  others.delete(text);
  return [...others].sort();
};

/**
 * Ends of a number that most of its typos have too, so that one look at the numbers with such an end finds those: first
 * one that few other numbers should have; then, where many do, the longest that is left when the beginning, by which the
 * index is divided, is not what was typed. Each is a suffix in the index and shorter than any typo of the number, which
 * has at least `TYPO_MIN` characters.
 */
export const typoEndings = (text: string): string[] => {
  const lengths = [Math.min(4, text.length - SUFFIX_MIN), text.length - SUFFIX_MIN];
  return [...new Set(lengths.map((length) => text.slice(-Math.max(SUFFIX_MIN, length))))];
};
