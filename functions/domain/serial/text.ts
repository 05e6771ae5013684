/** The number of a unit or batch: what may be typed, and when two texts mean the same (K8, K9, M20). */

export const SERIAL_MAX_LENGTH = 32;

/** What people type where a number is demanded and they have none; a tenant may have another list. */
export const PLACEHOLDERS: readonly string[] = ['N/A', 'NONE', 'UNKNOWN', 'TBA'];

const NOT_ALLOWED = /[^A-Za-z0-9 \-_/,.]/u;

export type SerialTextFault =
  | 'serial-empty'
  | 'serial-too-long'
  | 'serial-characters'
  | 'serial-no-alphanumeric'
  | 'serial-placeholder';

export type SerialText = { readonly text: string; readonly key: string };

export type SerialTextResult =
  | { readonly ok: true; readonly serial: SerialText }
  | { readonly ok: false; readonly code: SerialTextFault; readonly detail: string };

const fault = (code: SerialTextFault, detail: string): SerialTextResult => ({ ok: false, code, detail });

/** `text` as the ledger keeps it: outer whitespace trimmed, inner runs of spaces made one. */
export const normaliseText = (text: string): string => text.trim().replace(/ {2,}/g, ' ');

/** The form that is unique per item: upper case, unless the tenant tells upper from lower case. */
export const keyOf = (text: string, caseSensitive: boolean): string =>
  caseSensitive ? text : text.toUpperCase();

/** As much as one number can have: a run of spaces counts as one. */
const ONE_NUMBER = new RegExp(`^(?: +|[^ ]){0,${SERIAL_MAX_LENGTH}}`);

/**
 * Where a number as it was typed has something that none may have, from 0: a character, or more of them than there can
 * be. White space around it is none of it.
 */
export const forbiddenAt = (typed: string): number => {
  const text = typed.trim();
  const at = NOT_ALLOWED.exec(text)?.index ?? text.length - text.replace(ONE_NUMBER, '').length;
  return typed.indexOf(text) + at;
};

const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

const describe = (character: string): string => {
  const point = character.codePointAt(0) ?? 0;
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  return point < 32 || point === 127 ? code : `"${character}" (${code})`;
};

/** Why a text that could be a number is none, or nothing. */
export const placeholderFault = (
  text: string,
  placeholders: readonly string[] = PLACEHOLDERS,
): string | undefined =>
  placeholders.some((placeholder) => normaliseText(placeholder).toUpperCase() === text.toUpperCase())
    ? `${shown(text)} is a placeholder, not a number.`
    : undefined;

/** Judges and normalises one typed serial or batch number. */
export const readSerialText = (
  typed: string,
  caseSensitive: boolean,
  placeholders?: readonly string[],
): SerialTextResult => {
  const text = normaliseText(typed);
  if (text === '') return fault('serial-empty', 'The serial is empty.');
  const [found] = NOT_ALLOWED.exec(text) ?? [];
  if (found !== undefined) {
    return fault(
      'serial-characters',
      `${shown(text)} holds ${describe(found)}; letters A–Z, digits, spaces and - _ / , . are allowed.`,
    );
  }
  if (text.length > SERIAL_MAX_LENGTH) {
    return fault('serial-too-long', `${shown(text)} has ${text.length} characters; at most 32 are allowed.`);
  }
  if (!/[A-Za-z0-9]/.test(text)) {
    return fault('serial-no-alphanumeric', `${shown(text)} has neither a letter nor a digit.`);
  }
  const placeholder = placeholderFault(text, placeholders);
  if (placeholder !== undefined) return fault('serial-placeholder', placeholder);
  return { ok: true, serial: { text, key: keyOf(text, caseSensitive) } };
};
