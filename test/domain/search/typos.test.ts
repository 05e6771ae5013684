import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, SUFFIX_MIN } from '../../../functions/domain/search/entry.ts';
import { FOLDED, TYPO_MIN, typoEndings, typosOf } from '../../../functions/domain/search/typos.ts';
import { SERIAL_MAX_LENGTH } from '../../../functions/domain/serial/text.ts';
import { serialCharacters } from '../arbitraries.ts';
import { distance } from './damerau.ts';

const folded = (most: number) =>
  fc.string({ unit: fc.constantFrom(...FOLDED), minLength: 1, maxLength: most });
/** Texts with equal neighbours, where different slips give the same. */
const alike = fc.string({ unit: fc.constantFrom('0', '1', 'A'), minLength: 1, maxLength: SERIAL_MAX_LENGTH });
const runsOf = (text: string): number => [...text].filter((c, i) => c !== text[i - 1]).length;

describe('the typos of a number', () => {
  it('are texts at distance one, each once, in order, as many as the formula says', () => {
    fc.assert(
      fc.property(fc.oneof(folded(12), alike), (text) => {
        const typos = typosOf(text);
        expect(typos).toEqual([...new Set(typos)].sort());
        expect(typos.filter((typo) => distance(text, typo) !== 1)).toEqual([]);
        expect(typos).toHaveLength(58 * text.length + 29 + 2 * runsOf(text));
      }),
      { numRuns: 60 },
    );
  });

  it('are all there are', () => {
    const few = ['0', '1', 'A'];
    const longer = (texts: readonly string[]) => texts.flatMap((text) => few.map((c) => text + c));
    const upTo = (length: number): string[] =>
      length === 0 ? [''] : [...new Set([...upTo(length - 1), ...longer(upTo(length - 1))])];
    const texts = upTo(6);
    const short = fc.string({ unit: fc.constantFrom(...few), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(short, (text) => {
        const ofFew = typosOf(text).filter((typo) => [...typo].every((c) => few.includes(c)));
        expect(ofFew).toEqual(texts.filter((other) => distance(text, other) === 1).sort());
      }),
      { numRuns: 30 },
    );
  });

  it('are made of the characters that folding makes, which are all that it makes', () => {
    fc.assert(
      fc.property(serialCharacters(32), (text) => {
        expect([...fold(text)].filter((c) => !FOLDED.includes(c))).toEqual([]);
      }),
    );
    expect(FOLDED.join('')).toBe('0123456789ACDEFGHJKMNPQRTUVWXY');
    expect(FOLDED.map(fold)).toEqual(FOLDED);
  });

  it.each([
    ['12345', ['345']],
    ['123456', ['456']],
    ['1234567', ['4567']],
    ['12345678', ['5678', '45678']],
    ['1234567890', ['7890', '4567890']],
  ])('of %s are looked for by their endings %j', (text, endings) => {
    expect(typoEndings(text)).toEqual(endings);
  });

  it('share endings that are later parts of each of them in the index', () => {
    for (let n = TYPO_MIN; n <= SERIAL_MAX_LENGTH; n += 1) {
      const text = FOLDED.join('').repeat(2).slice(0, n);
      const endings = typoEndings(text);
      expect(new Set(endings).size).toBe(endings.length);
      for (const ending of endings) {
        expect(text.endsWith(ending)).toBe(true);
        expect(ending.length).toBeGreaterThanOrEqual(SUFFIX_MIN);
        expect(ending.length).toBeLessThan(Math.min(...typosOf(text).map(({ length }) => length)));
      }
    }
  });
});
