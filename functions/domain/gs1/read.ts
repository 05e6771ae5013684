import { parseBracketed } from './bracketed.ts';
import { parseDigitalLink } from './digital-link.ts';
import { GS, type Parsed, parseElementString } from './element-string.ts';
import { type Element, type Gs1Fault, type Placed, placedAt, slicePlaced } from './fault.ts';
import { missingBeside, pairFaults } from './pairs.ts';
import { isChecked, ruleOf } from './rules.ts';

/** Reads what a scanner sent in any form of GS1 (docs/scan.md). */

export type Gs1Form = 'element-string' | 'bracketed' | 'digital-link';

export type Gs1Reading = {
  readonly form: Gs1Form;
  readonly elements: readonly Element[];
  /** Nothing where it is well formed. */
  readonly faults: readonly Gs1Fault[];
  /** What must be on the thing beside this text. */
  readonly incomplete: readonly Gs1Fault[];
};

/** What scanners put in front of GS1's own symbols (ISO/IEC 15424): it stands for the leading FNC1. */
const GS1_PREFIX = /^\](?:C1|e0|d2|Q3|J1)/;
/** Of any symbology. */
const ANY_PREFIX = /^\][A-Za-z][A-Za-z0-9]/;

/** What keyboard wedges send instead of GS; what can't be data comes before `<GS>`, which could. */
const SUBSTITUTES = ['{GS}', '^]', '|', '~', '<GS>'];

/** `~` at the very end separates nothing: it is what the official cases have as a forbidden character. */
const isSeparator = (text: string, mark: string, at: number): boolean =>
  text.startsWith(mark, at) && !(mark === '~' && at === text.length - 1);

/** The one separator that a text has: GS where it is there at all, else the first of its substitutes. */
const separatorOf = (text: string): string =>
  text.includes(GS) ? GS : (SUBSTITUTES.find((mark) => isSeparator(text, mark, text.indexOf(mark))) ?? GS);

/** The text with GS for its separator. */
const separated = (given: Placed): Placed => {
  const { text } = given;
  const mark = separatorOf(text);
  if (mark === GS) return given;
  const places: number[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    places.push(given.places[at] ?? 1);
    const here = isSeparator(text, mark, at);
    plain += here ? GS : text[at];
    at += here ? mark.length : 1;
  }
  return { text: plain, places: [...places, given.places[text.length] ?? 1] };
};

const readingOf = (form: Gs1Form, { elements, faults }: Parsed): Gs1Reading => ({
  form,
  elements: elements.map(({ ai, value }) => ({ ai, value: value.text })),
  faults: [...faults, ...pairFaults(elements)].toSorted((one, other) => one.position - other.position),
  incomplete: missingBeside(elements),
});

/** Whatever stands between symbology prefix and end, and what that prefix tells. */
export type Scanned = { readonly body: Placed; readonly isGs1: boolean; readonly isPlain: boolean };

/** Takes white space around it (scanners end with a line break or a tab) and a symbology prefix off. */
export const scannedIn = (raw: string): Scanned => {
  const text = raw.trim();
  const from = raw.indexOf(text) + 1;
  const [gs1] = GS1_PREFIX.exec(text) ?? [];
  const [other] = gs1 === undefined ? (ANY_PREFIX.exec(text) ?? []) : [];
  const prefix = gs1 ?? other ?? '';
  const body = placedAt(text.slice(prefix.length), from + prefix.length);
  return { body, isGs1: gs1 !== undefined, isPlain: other !== undefined };
};

/** As an element string, with or without FNC1 in front. */
export const readElementString = (body: Placed, today: string): Gs1Reading => {
  const plain = separated(body);
  const from = plain.text.startsWith(GS) ? 1 : 0;
  const parsed = parseElementString(slicePlaced(plain, from, plain.text.length), today);
  return readingOf('element-string', parsed);
};

/** In the form that the text has beyond doubt; nothing where it has none. */
export const readCertain = ({ body, isGs1, isPlain }: Scanned, today: string): Gs1Reading | undefined => {
  if (isGs1) return readElementString(body, today);
  if (/^https?:/i.test(body.text)) return readingOf('digital-link', parseDigitalLink(body, today));
  if (isPlain) return undefined;
  if (body.text.startsWith('(')) return readingOf('bracketed', parseBracketed(body, today));
  return separated(body).text.includes(GS) ? readElementString(body, today) : undefined;
};

/** Has an AI with a check digit: no text is so by mere chance. */
export const hasCheck = ({ elements }: Gs1Reading): boolean =>
  elements.some(({ ai }) => {
    const rule = ruleOf(ai);
    return rule !== undefined && isChecked(rule);
  });
