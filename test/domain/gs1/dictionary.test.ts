import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECK_NAMES } from '../../../functions/domain/gs1/content.ts';
import { DICTIONARY } from '../../../functions/domain/gs1/dictionary.ts';
import { longestOf, ruleAtStart, ruleOf, shortestOf } from '../../../functions/domain/gs1/rules.ts';

const SOURCE = readFileSync(join(import.meta.dirname, '../../vectors/gs1-syntax-dictionary.txt'), 'utf8');

/** The entries of the dictionary without titles and comments. */
const entries = SOURCE.split('\n')
  .map((line) =>
    line
      .replace(/\s*#.*$/, '')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .filter((line) => line !== '');

describe('the table of AIs', () => {
  it("is the dictionary's, entry by entry", () => {
    expect(DICTIONARY.trim().split('\n')).toEqual(entries);
    expect(entries.length).toBeGreaterThan(200);
  });

  it('is read completely: each word of each entry means something', () => {
    for (const entry of entries) {
      const [range = '', ...words] = entry.split(' ');
      const rule = ruleOf(range.split('-')[0] ?? '')!;
      const components = words.filter((word) => /^\[?[NXYZ]/.test(word));
      expect([entry, rule.components.length]).toEqual([entry, components.length]);
      const others = words.filter(
        (word) => !components.includes(word) && !/^([*?]+|(req|ex|dlpkey)=.+|dlpkey)$/.test(word),
      );
      expect(others).toEqual([]);
    }
  });

  it('knows what every check of it means', () => {
    const named = new Set(
      entries.flatMap((entry) => [...entry.matchAll(/,([a-z][a-z0-9]*)/g)].map(([, name]) => name)),
    );
    expect([...named].filter((name) => !CHECK_NAMES.includes(name!))).toEqual([]);
    expect(CHECK_NAMES.filter((name) => !named.has(name))).toEqual([]);
  });

  it('has no AI that begins with another one', () => {
    const ais = Array.from({ length: 10_000 }, (_, i) => String(i)).flatMap((digits) =>
      [2, 3, 4].map((length) => digits.padStart(length, '0')).filter((ai) => ruleOf(ai) !== undefined),
    );
    for (const ai of new Set(ais)) expect(ruleAtStart(`${ai}99`)?.ai).toBe(ai);
  });

  it('fixes the length of exactly those that begin like fields of fixed length', () => {
    const fixed = /^(0[0-4]|1[1-9]|20|3[1-6]|41)/;
    for (const ai of [
      '00',
      '01',
      '02',
      '03',
      '10',
      '11',
      '17',
      '20',
      '21',
      '37',
      '3103',
      '3922',
      '414',
      '421',
      '8006',
    ]) {
      const rule = ruleOf(ai)!;
      expect([ai, rule.fixed]).toEqual([ai, fixed.test(ai)]);
      if (rule.fixed) expect(shortestOf(rule)).toBe(longestOf(rule));
    }
  });
});
