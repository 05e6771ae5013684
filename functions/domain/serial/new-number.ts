import { matchesPattern } from './pattern.ts';
import { placeholderFault, type SerialText } from './text.ts';

/** What a number must fit when it becomes known; that of a unit on record is taken however it is written. */
export type NewNumberRules = {
  readonly caseSensitive: boolean;
  /** The item's. */
  readonly pattern?: string | undefined;
  /** Texts that are no numbers; the usual ones where none are given. */
  readonly placeholders?: readonly string[] | undefined;
};

export type NewNumberFault = {
  readonly code: 'serial-placeholder' | 'serial-pattern';
  readonly detail: string;
};

/** Why no unit can become known by the number, or nothing. */
export const newNumberFault = (
  { text, key }: SerialText,
  { caseSensitive, pattern, placeholders }: NewNumberRules,
): NewNumberFault | undefined => {
  const detail = placeholderFault(text, placeholders);
  if (detail !== undefined) return { code: 'serial-placeholder', detail };
  if (pattern === undefined || matchesPattern(pattern, key, caseSensitive)) return undefined;
  return { code: 'serial-pattern', detail: `"${text}" does not fit the pattern "${pattern}".` };
};
