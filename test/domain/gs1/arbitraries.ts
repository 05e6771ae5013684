import fc from 'fast-check';
import { CSET_82 } from '../../../functions/domain/gs1/check-digits.ts';
import { COUNTRIES, COUNTRY_LETTERS, CURRENCIES } from '../../../functions/domain/gs1/codes.ts';
import { DICTIONARY } from '../../../functions/domain/gs1/dictionary.ts';
import type { Element } from '../../../functions/domain/gs1/fault.ts';
import { type CharacterSet, type Component, ruleOf } from '../../../functions/domain/gs1/rules.ts';

/** Element strings that are mostly right, and slips in them. */

const DIGITS = '0123456789';
/** Without what the bracketed form of others can't say. */
const PLAIN_82 = [...CSET_82].filter((character) => !'()^\\'.includes(character)).join('');
const SETS: { readonly [Set in CharacterSet]: string } = {
  N: DIGITS,
  X: PLAIN_82,
  Y: '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  Z: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=',
};

const textOf = (set: string, min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...set), minLength: min, maxLength: max });

/** The check digit that belongs behind. */
export const withCheckDigit = (digits: string): string => {
  const sum = [...digits].reduceRight(
    (total, digit, i) => total + Number(digit) * ((digits.length - 1 - i) % 2 === 0 ? 3 : 1),
    0,
  );
  return `${digits}${(10 - (sum % 10)) % 10}`;
};

const two = (most: number, least = 0): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'));
const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(''));

const PAIR = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];
const withPair = (body: string): string => {
  const sum = [...body].reverse().reduce((n, c, i) => n + CSET_82.indexOf(c) * PRIMES[i]!, 0) % 1021;
  return `${body}${PAIR[Math.floor(sum / 32)]}${PAIR[sum % 32]}`;
};

/** Contents that pass the checks of these names; others are met by chance, or not. */
const CONTENTS: Readonly<Record<string, (component: Component) => fc.Arbitrary<string>>> = {
  csum: ({ max }) => textOf(DIGITS, max - 1, max - 1).map(withCheckDigit),
  csumalpha: () => joined(textOf(DIGITS, 4, 4), textOf(PLAIN_82, 0, 19)).map(withPair),
  gcppos1: ({ set, max }) => joined(textOf(DIGITS, 4, 4), textOf(SETS[set], 0, max - 4)),
  yymmd0: () => joined(two(99), two(12, 1), two(31)),
  yymmdd: () => joined(two(99), two(12, 1), two(31, 1)),
  yyyymmdd: () => joined(fc.constantFrom('19', '20'), two(99), two(12, 1), two(31, 1)),
  hhmi: () => joined(two(24), two(60)),
  iso3166: () => fc.constantFrom(...COUNTRIES),
  iso3166999: () => fc.constantFrom(...COUNTRIES, '999'),
  iso3166alpha2: () => fc.constantFrom(...COUNTRY_LETTERS),
  iso4217: () => fc.constantFrom(...CURRENCIES),
  iban: () => fc.constantFrom('GB82WEST12345698765432', 'NL91ABNA0417164300', 'NL91ABNA0417164301'),
  posinseqslash: () => fc.constantFrom('1/2', '2/2', '2/1', '0/1', '1-2'),
  pcenc: ({ max }) => joined(textOf(PLAIN_82, 1, max - 3), fc.constantFrom('', '%2B', '%0g', '%')),
  hyphen: () => fc.constant('-'),
  zero: () => fc.constant('0'),
  pieceoftotal: () => joined(two(3), two(3)),
};

const componentText = (component: Component): fc.Arbitrary<string> => {
  const { set, min, max, checks, optional } = component;
  const right = checks.map((name) => CONTENTS[name]).find((made) => made !== undefined)?.(component);
  const any = textOf(SETS[set], min, max);
  const text =
    right === undefined ? any : fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: any });
  return optional ? fc.oneof(fc.constant(''), text) : text;
};

const ALL = DICTIONARY.trim()
  .split('\n')
  .flatMap((line) => line.split(' ')[0]?.split('-') ?? []);

/** What is known to be judged otherwise: packages, coupons, and the company of AI 03 (docs/scan.md). */
const DIFFERENT = ['03', '7041', '8110', '8112'];

/** What is met most, and then anything. */
const anAi: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('00', '01', '10', '11', '17', '21', '22', '37', '240', '3103', '414', '8006'),
  fc.constantFrom(...ALL.filter((ai) => !DIFFERENT.includes(ai))),
);

const textFor = (ai: string): fc.Arbitrary<string> => joined(...ruleOf(ai)!.components.map(componentText));

const anElement: fc.Arbitrary<Element> = anAi.chain((ai) => textFor(ai).map((value) => ({ ai, value })));

export const elements: fc.Arbitrary<readonly Element[]> = fc.array(anElement, { minLength: 1, maxLength: 5 });

export type Slip = {
  readonly at: number;
  readonly kind: 'drop' | 'change' | 'insert';
  readonly character: string;
};
export const slips: fc.Arbitrary<Slip> = fc.record({
  at: fc.nat(100),
  kind: fc.constantFrom('drop', 'change', 'insert'),
  character: fc.constantFrom(...'0123456789AZaz-/.#~ @%'),
});

/** One character of a value wrong, missing or too many. */
export const slipped = (given: readonly Element[], { at, kind, character }: Slip): Element[] => {
  const n = at % given.length;
  return given.map((element, i) => {
    if (i !== n) return element;
    const place = at % (element.value.length + 1);
    const behind = element.value.slice(kind === 'insert' ? place : place + 1);
    return {
      ...element,
      value: `${element.value.slice(0, place)}${kind === 'drop' ? '' : character}${behind}`,
    };
  });
};

/** Links with their key first, qualifiers in order or not, and attributes. */
export const links: fc.Arbitrary<{ readonly path: readonly Element[]; readonly query: readonly Element[] }> =
  fc.constantFrom(...ALL.filter((ai) => ruleOf(ai)?.keyOf !== undefined)).chain((key) => {
    const qualifiers = fc.constantFrom(...(ruleOf(key)?.keyOf ?? []), ['10', '22'], []);
    const path = qualifiers.chain((sequence) => fc.subarray([...sequence]));
    const withValues = (ais: readonly string[]) =>
      fc.tuple(...ais.map((ai) => textFor(ai).map((value): Element => ({ ai, value }))));
    return fc.record({
      path: path.chain((ais) => withValues([key, ...ais])),
      query: fc.uniqueArray(anElement, { maxLength: 3, selector: ({ ai }) => ai }),
    });
  });
