import { keyOf, SERIAL_MAX_LENGTH } from './text.ts';

/** An item's pattern (D2): `*` one letter or digit, `#` one digit, `@` one letter, all else stands for itself. */

const ALLOWED = /^[A-Za-z0-9 \-_/,.*#@]+$/;

/** Why `pattern` can't be a pattern, or nothing. */
export const patternFault = (pattern: string): string | undefined => {
  if (pattern.length > SERIAL_MAX_LENGTH) return `A pattern has at most ${SERIAL_MAX_LENGTH} characters.`;
  if (!ALLOWED.test(pattern)) return 'A pattern holds the characters of serials, and * # @.';
  if (pattern !== pattern.trim() || pattern.includes('  ')) {
    return 'A pattern has no outer spaces and no two spaces in a row, as no serial has them.';
  }
  if (!/[A-Za-z0-9*#@]/.test(pattern)) return 'A pattern needs a place for a letter or digit.';
  return undefined;
};

const fits = (place: string, character: string): boolean => {
  if (place === '*') return /[A-Za-z0-9]/.test(character);
  if (place === '#') return /[0-9]/.test(character);
  if (place === '@') return /[A-Za-z]/.test(character);
  return place === character;
};

/** Whether the serial with this key fits; letters of the pattern follow the tenant's case rule. */
export const matchesPattern = (pattern: string, key: string, caseSensitive: boolean): boolean => {
  const places = keyOf(pattern, caseSensitive);
  return places.length === key.length && [...places].every((place, i) => fits(place, key.charAt(i)));
};
