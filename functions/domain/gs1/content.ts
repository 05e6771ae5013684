import { checkDigitFits, checkPairFits, ibanFits } from './check-digits.ts';
import { COUNTRIES, COUNTRY_LETTERS, CURRENCIES, isMediaType } from './codes.ts';
import { dayOf } from './dates.ts';
import type { Gs1FaultCode } from './fault.ts';

/** What the content of a component must be, by the names that the dictionary has for it. */

/** What is wrong, and at which character of the component, from 0. */
export type ContentFault = { readonly code: Gs1FaultCode; readonly at: number; readonly says: string };
type Check = (text: string, today: string) => ContentFault | undefined;

const must = (
  holds: (text: string, today: string) => boolean,
  says: string,
  { code = 'gs1-content', at = 0 }: { readonly code?: Gs1FaultCode; readonly at?: number } = {},
): Check => {
  return (text, today) => (holds(text, today) ? undefined : { code, at, says });
};

const upTo =
  (most: number, from: number) =>
  (text: string): boolean =>
    Number(text.slice(from, from + 2)) <= most;

/** The shortest company prefix has four digits; which ones are given out isn't told here. */
const companyPrefix = (from: number): Check =>
  must((text) => /^\d{4}/.test(text.slice(from)), 'does not have a GS1 company prefix here', { at: from });

const DATE = { code: 'gs1-date' } as const;
const noDay = 'is not a day that exists';

const isLongDate = (text: string): boolean =>
  // The calendar repeats itself every 400 years.
  dayOf(text.slice(2), `${2000 + (Number(text.slice(0, 4)) % 400)}-01-01`) !== undefined &&
  text.slice(6, 8) !== '00';

const pieces: Check = must((text) => {
  const [piece, total] = [Number(text.slice(0, 2)), Number(text.slice(2, 4))];
  return piece > 0 && piece <= total;
}, 'does not name a piece of a total');

const isInSequence = (text: string): boolean => {
  const [, position, end] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
  return Number(position) <= Number(end);
};

const CHECKS: Readonly<Record<string, Check>> = {
  csum: (text) =>
    checkDigitFits(text)
      ? undefined
      : { code: 'gs1-check-digit', at: text.length - 1, says: 'has a wrong check digit' },
  csumalpha: (text) =>
    checkPairFits(text)
      ? undefined
      : { code: 'gs1-check-digit', at: Math.max(0, text.length - 2), says: 'has wrong check characters' },
  gcppos1: companyPrefix(0),
  gcppos2: companyPrefix(1),
  yymmd0: must((text, today) => dayOf(text, today) !== undefined, noDay, DATE),
  yymmdd: must((text, today) => dayOf(text, today) !== undefined && !text.endsWith('00'), noDay, DATE),
  yyyymmdd: must(isLongDate, noDay, DATE),
  hh: must(upTo(23, 0), 'is not an hour', DATE),
  mi: must(upTo(59, 0), 'is not a minute', DATE),
  ss: must(upTo(59, 0), 'is not a second', DATE),
  hhmi: must((text) => upTo(23, 0)(text) && upTo(59, 2)(text), 'is not a time of day', DATE),
  iso3166: must((text) => COUNTRIES.has(text), 'is not a country of ISO 3166'),
  iso3166999: must((text) => text === '999' || COUNTRIES.has(text), 'is not a country of ISO 3166, nor 999'),
  iso3166alpha2: must((text) => COUNTRY_LETTERS.has(text), 'is not a country of ISO 3166'),
  iso4217: must((text) => CURRENCIES.has(text), 'is not a currency of ISO 4217'),
  iso5218: must((text) => /^[0129]$/.test(text), 'is not a code of ISO 5218'),
  iban: must(
    (text) => /^[A-Z]{2}\d\d[0-9A-Z]+$/.test(text) && ibanFits(text) && COUNTRY_LETTERS.has(text.slice(0, 2)),
    'is not an IBAN',
  ),
  zero: must((text) => text === '0', 'must be 0'),
  nonzero: must((text) => /[1-9]/.test(text), 'must not be zero'),
  nozeroprefix: must((text) => text === '0' || !text.startsWith('0'), 'must not begin with 0'),
  hasnondigit: must((text) => /\D/.test(text), 'must hold something else than digits'),
  hyphen: must((text) => text === '-', 'must be a hyphen'),
  yesno: must((text) => /^[01]$/.test(text), 'must be 0 or 1'),
  winding: must((text) => /^[019]$/.test(text), 'must be 0, 1 or 9'),
  pieceoftotal: pieces,
  posinseqslash: must(isInSequence, 'must be a position and the end, as 1/2'),
  pcenc: (text) => {
    const at = /%(?![0-9A-Fa-f]{2})/.exec(text)?.index;
    return at === undefined ? undefined : { code: 'gs1-content', at, says: 'is not rightly percent-encoded' };
  },
  importeridx: must((text) => /^[-0-9A-Z_a-z]$/.test(text), 'is not an index of an importer'),
  latitude: must((text) => text <= '1800000000', 'is not a latitude'),
  longitude: must((text) => text <= '3600000000', 'is not a longitude'),
  mediatype: must(isMediaType, 'is not a type of AIDC media'),
  // Of these only the characters are looked at (docs/scan.md).
  packagetype: must((text) => /^[0-9A-Z]{1,3}$/.test(text), 'is not a code of a package'),
  couponcode: must((text) => /^\d+$/.test(text), 'is not a coupon code of digits'),
  couponposoffer: must((text) => /^\d+$/.test(text), 'is not a coupon code of digits'),
};

/** Every check of the dictionary must be known here; a test sees to it. */
export const CHECK_NAMES: readonly string[] = Object.keys(CHECKS);

export const contentFault = (
  checks: readonly string[],
  text: string,
  today: string,
): ContentFault | undefined => {
  for (const name of checks) {
    const fault = CHECKS[name]?.(text, today);
    if (fault !== undefined) return fault;
  }
  return undefined;
};
