import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBracketed } from '../../../functions/domain/gs1/bracketed.ts';
import { parseDigitalLink } from '../../../functions/domain/gs1/digital-link.ts';
import { GS, type Parsed, parseElementString } from '../../../functions/domain/gs1/element-string.ts';
import { type Element, placedAt } from '../../../functions/domain/gs1/fault.ts';
import { pairFaults } from '../../../functions/domain/gs1/pairs.ts';
import { ruleOf } from '../../../functions/domain/gs1/rules.ts';

/** The official cases of the GS1 Syntax Engine (docs/scan.md has the rates). */

type Case = {
  readonly line: number;
  readonly ok: boolean;
  readonly elementString: string;
  readonly bracketed?: string;
  readonly uri?: string;
  readonly flags?: Readonly<Record<string, boolean>>;
};

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../vectors', name), 'utf8'));
const strings: { processElementString: Case[]; parseBracketedAI: Case[] } = read('gs1-element-strings.json');
const links: { parseDigitalLink: Case[]; generateDigitalLink: Case[] } = read('gs1-digital-links.json');

const TODAY = '2026-03-10';
const accepted = ({ elements, faults }: Parsed): Element[] | undefined =>
  faults.length + pairFaults(elements).length > 0 || elements.length === 0
    ? undefined
    : elements.map(({ ai, value }) => ({ ai, value: value.text }));

const element = (text: string): Element[] | undefined => {
  // FNC1 in front is what a symbology prefix says.
  if (!text.startsWith('^')) return undefined;
  return accepted(parseElementString(placedAt(text.slice(1).replaceAll('^', GS), 1), TODAY));
};
const bracketed = (text: string) => accepted(parseBracketed(placedAt(text, 1), TODAY));
const link = (text: string) => accepted(parseDigitalLink(placedAt(text, 1), TODAY));

/** As the cases write them: a separator behind each value of no fixed length, but for the last. */
const written = (elements: readonly Element[] | undefined): string =>
  (elements ?? [])
    .map(({ ai, value }, i, { length }) => {
      const ends = i + 1 === length || ruleOf(ai)?.fixed === true;
      return `${ai}${value}${ends ? '' : '^'}`;
    })
    .join('');

/** Cases with flags that ask for what is done here: shorter GTINs in links are taken, AIs that don't exist never. */
const isMeant = ({ flags = {} }: Case): boolean =>
  flags.permitConvenienceAlphas !== true && flags['ValidationEnabled:UNKNOWN_AI_NOT_DL_ATTR'] !== false;

const FORMS = [
  ['element strings', strings.processElementString, ({ elementString }: Case) => element(elementString)],
  ['bracketed form', strings.parseBracketedAI, ({ bracketed: text = '' }: Case) => bracketed(text)],
  ['Digital Links', links.parseDigitalLink, ({ uri = '' }: Case) => link(uri)],
] as const;

const rates: Record<string, string> = {};
const rateOf = (cases: readonly Case[], judge: (one: Case) => Element[] | undefined): string => {
  const [valid, invalid] = [cases.filter(({ ok }) => ok), cases.filter(({ ok }) => !ok)];
  const taken = valid.filter((one) => judge(one) !== undefined).length;
  const refused = invalid.filter((one) => judge(one) === undefined).length;
  return `${taken}/${valid.length} valid accepted, ${refused}/${invalid.length} invalid rejected`;
};

describe.each(FORMS)('%s', (name, all, judge) => {
  const plain = all.filter(({ flags }) => flags === undefined);
  const flagged = all.filter((one) => one.flags !== undefined && isMeant(one));

  it('are all judged as the official cases say', () => {
    rates[name] = rateOf(plain, judge);
    const wrong = plain.filter((one) => (judge(one) !== undefined) !== one.ok).map(({ line }) => line);
    expect(wrong).toEqual([]);
  });

  it('are read as the official cases say', () => {
    const valid = plain.filter(({ ok }) => ok);
    expect(valid.map((one) => `^${written(judge(one))}`)).toEqual(
      // A separator at the very end, or behind a fixed length, tells nothing.
      valid.map(({ elementString }) => elementString.replace(/\^$/, '').replace('1231^99', '123199')),
    );
  });

  it('are judged so with flags too, where those ask for what is done here', () => {
    rates[`${name}, flagged`] = rateOf(flagged, judge);
    expect(flagged.filter((one) => (judge(one) !== undefined) !== one.ok).map(({ line }) => line)).toEqual(
      [],
    );
  });
});

describe('links made of element strings', () => {
  const sorted = (elements: readonly Element[] | undefined) =>
    [...new Set((elements ?? []).map(({ ai, value }) => `(${ai})${value}`))].sort();

  it.each(links.generateDigitalLink.filter(({ ok }) => ok))(
    'say the same: $uri',
    ({ uri = '', elementString }) => {
      expect(link(uri)).toBeDefined();
      expect(sorted(link(uri))).toEqual(sorted(bracketed(elementString)));
    },
  );

  it.each([
    'https://example.com/01/12312312312326/22/ABC/235/TPX9526064',
    'https://example.com/01/12312312312326/235/TPX9526064?22=ABC',
    'https://example.com/01/12312312312326?99=000001&89=ABC',
    'https://example.com/01/12312312312326/235/ABC?10=DEF',
  ])('that cannot be made are not read either: %s', (uri) => {
    expect(link(uri)).toBeUndefined();
  });
});

describe('rates', () => {
  it('are what docs/scan.md says', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/scan.md'), 'utf8');
    for (const [name, rate] of Object.entries(rates)) {
      process.stdout.write(`${name}: ${rate}\n`);
      const [, valid = '', invalid = ''] = /(\d+\/\d+) .*?(\d+\/\d+)/.exec(rate) ?? [];
      expect(page).toContain(`| ${name} | ${valid} | ${invalid} |`);
    }
  });
});
