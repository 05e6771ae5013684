import type { Violation } from '../violations.ts';
import { type NewNumberRules, newNumberFault } from './new-number.ts';
import { countOut, type SerialRange } from './range.ts';
import { readSerialText, type SerialText } from './text.ts';

/** The forms in which people hand in numbers (K7, K10). */

export const SERIALS_PER_INPUT = 1000;

export type SerialInput =
  | { readonly form: 'list'; readonly texts: readonly string[] }
  | { readonly form: 'text'; readonly text: string }
  | { readonly form: 'range'; readonly range: SerialRange };

/** A number with the place in the request that it came from. */
export type SerialEntry = SerialText & {
  readonly pointer: string;
  /** Which of its input it is, from 1. */
  readonly position?: number | undefined;
  /** The unit's id, where the number was put on a row before and is known to mean it. */
  readonly id?: string | undefined;
};

export type SerialRules = NewNumberRules & {
  /** Whether a unit on record bears the number; none does where nothing is said. */
  readonly isKnown?: ((key: string) => boolean) | undefined;
};

/** Of numbers that are only looked for, and judged once it is known which are found. */
export const LOOKED_FOR = { isKnown: () => true } as const;

export type SerialEntries = {
  readonly entries: readonly SerialEntry[];
  /** How many numbers were meant, good or bad; nobody can tell of a range that cannot be counted. */
  readonly count: number | undefined;
  readonly violations: readonly Violation[];
};

/** Pasted text: only newlines and tabs part numbers, for comma and space are legal in one; blanks don't count. */
export const splitPasted = (text: string): string[] => text.split(/[\r\n\t]/).filter((t) => t.trim() !== '');

type Judged = { readonly entry?: SerialEntry; readonly violation?: Violation };

type Place = { readonly pointer: string; readonly position?: number | undefined };

const judge = (typed: string, { pointer, position }: Place, rules: SerialRules): Judged => {
  const at = { pointer, ...(position === undefined ? {} : { position }) };
  const read = readSerialText(typed, rules.caseSensitive, []);
  if (!read.ok) {
    return { violation: { ...at, code: read.code, serial: typed.slice(0, 64), detail: read.detail } };
  }
  const { text, key } = read.serial;
  const fault = rules.isKnown?.(key) === true ? undefined : newNumberFault(read.serial, rules);
  if (fault !== undefined) return { violation: { ...at, ...fault, serial: text } };
  return { entry: { text, key, ...at } };
};

/** Judges numbers of which there may be more than one input takes; `at` tells where each stands in the request. */
export const readNumbers = (
  typed: readonly string[],
  at: (i: number) => string,
  rules: SerialRules,
): SerialEntries => {
  const judged = typed.map((text, i) => judge(text, { pointer: at(i), position: i + 1 }, rules));
  return {
    entries: judged.flatMap(({ entry }) => (entry === undefined ? [] : [entry])),
    count: typed.length,
    violations: judged.flatMap(({ violation }) => (violation === undefined ? [] : [violation])),
  };
};

const tooMany = (pointer: string, count: number): SerialEntries => ({
  entries: [],
  count,
  violations: [
    {
      pointer,
      code: 'serials-too-many',
      detail: `${count} serials were given; one input holds at most ${SERIALS_PER_INPUT}.`,
      actual: count,
    },
  ],
});

const readRange = (range: SerialRange, pointer: string, rules: SerialRules): SerialEntries => {
  const { caseSensitive } = rules;
  const endRules = { ...rules, pattern: undefined };
  // The pattern is for the numbers of the range; an end that breaks it is named among them.
  const first = judge(range.first, { pointer: `${pointer}/first` }, endRules);
  const last = 'last' in range ? judge(range.last, { pointer: `${pointer}/last` }, endRules) : {};
  const ends = [first.violation, last.violation].flatMap((v) => (v === undefined ? [] : [v]));
  if (first.entry === undefined || ends.length > 0)
    return { entries: [], count: undefined, violations: ends };
  const rest = 'count' in range ? { count: range.count } : { last: last.entry?.text ?? range.last };
  const counted = countOut({ first: first.entry.text, ...rest }, { limit: SERIALS_PER_INPUT, caseSensitive });
  if (!counted.ok) {
    return {
      entries: [],
      count: undefined,
      violations: [{ pointer, code: counted.code, detail: counted.detail }],
    };
  }
  return readNumbers(counted.texts, () => pointer, rules);
};

/**
 * Judges every number of one input; `pointer` is where the input stands in the request.
 * Duplicates are not looked for here, because they count across the inputs of a document: see `duplicates`.
 */
export const readSerials = (input: SerialInput, pointer: string, rules: SerialRules): SerialEntries => {
  if (input.form === 'range') return readRange(input.range, pointer, rules);
  const texts = input.form === 'list' ? input.texts : splitPasted(input.text);
  if (texts.length > SERIALS_PER_INPUT) return tooMany(pointer, texts.length);
  return readNumbers(texts, (i) => `${pointer}/${i}`, rules);
};

/** Names each entry whose key another entry of the same item had before it. */
export const duplicates = (entries: readonly SerialEntry[]): Violation[] => {
  const firsts = new Map<string, SerialEntry>();
  return entries.flatMap((entry): Violation[] => {
    const first = firsts.get(entry.key);
    if (first === undefined) {
      firsts.set(entry.key, entry);
      return [];
    }
    const detail = `"${entry.text}" is the same number as "${first.text}" at ${first.pointer}.`;
    const { pointer, position, text } = entry;
    const at = { pointer, ...(position === undefined ? {} : { position }) };
    return [{ ...at, code: 'serial-duplicate', serial: text, detail }];
  });
};
