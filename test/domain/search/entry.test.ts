import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  entryPrefix,
  fold,
  hitOf,
  matchOf,
  matchShown,
  type SearchEntry,
  SUFFIX_MIN,
  searchEntries,
  stripped,
} from '../../../functions/domain/search/entry.ts';
import { serialCharacters } from '../arbitraries.ts';

const whole = (folded: string): SearchEntry => ({ phase: 'whole', suffix: folded, offset: 0, folded });
const part = (folded: string, offset: number): SearchEntry => ({
  phase: 'part',
  suffix: folded.slice(offset),
  offset,
  folded,
});

describe('a number in the search index', () => {
  it('is told in upper case, without separators', () => {
    expect(stripped('sn-1 a_2/b,3.c')).toBe('SN1A2B3C');
  });

  it.each([
    ['sn-10', '5N10'],
    ['OILSBZ', '011582'],
    ['oilsbz', '011582'],
    ['ACDEFGHJKMNPQRTUVWXY', 'ACDEFGHJKMNPQRTUVWXY'],
    ['B-O-B', '808'],
    ['-', ''],
  ])('%s is folded to %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('has an entry for itself, and one for each later part that is long enough', () => {
    expect(searchEntries('ab-cde')).toEqual([whole('A8CDE'), part('A8CDE', 1), part('A8CDE', 2)]);
    expect(searchEntries('abc')).toEqual([whole('A8C')]);
    expect(searchEntries('a')).toEqual([whole('A')]);
  });

  it('has entries where its first characters say', () => {
    expect(searchEntries('ab-cde').map(({ suffix }) => entryPrefix(suffix))).toEqual(['A8C', '8CD', 'CDE']);
    expect(entryPrefix('A1')).toBe('A1');
  });
});

describe('a hit', () => {
  it.each([
    [whole('A8CDE'), 'A8CDE', 'exact'],
    [whole('A8CDE'), 'A8C', 'prefix'],
    [part('A8CDE', 2), 'CDE', 'ending'],
    [part('A8CDE', 1), '8CD', 'inside'],
    [part('1231234', 3), '123', undefined],
    [part('123X123', 4), '123', undefined],
    [part('X123123', 1), '123', undefined],
    [part('X123123', 4), '123', 'ending'],
    [part('X1231234', 1), '123', 'inside'],
    [part('X1231234', 4), '123', undefined],
  ])('%j by %s is %s', (entry, query, hit) => {
    expect(hitOf(entry, query)).toBe(hit);
  });

  it.each([
    ['A8CDE', 'A8CDE', 'exact'],
    ['A8CDE', 'A8C', 'prefix'],
    ['A8CDE', 'CDE', 'ending'],
    ['A8CDE', '8CD', 'inside'],
    ['1231234123', '123', 'prefix'],
    ['X123123', '123', 'ending'],
    ['A8CDE', 'XYZ', undefined],
    ['A8CDE', 'A8CDEF', undefined],
  ])('%s holds %s as %s', (folded, query, match) => {
    expect(matchOf(folded, query)).toBe(match);
  });

  it('is shown once, by the best entry of its number', () => {
    const few = fc.string({ unit: fc.constantFrom('1', 'A', 'C'), minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(few, few, (number, query) => {
        const hits = searchEntries(number)
          .filter(({ suffix }) => suffix.startsWith(query))
          .flatMap((entry) => hitOf(entry, query) ?? []);
        const best = matchOf(number, query);
        expect(hits).toEqual(best === undefined ? [] : [best]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['SN-1', 'sn1', whole('5N1'), 'exact'],
    ['SN-1', '5n1', whole('5N1'), 'look-alike'],
    ['X-B0-9', 'b09', part('X809', 1), 'exact'],
    ['X-80-9', 'b09', part('X809', 1), 'look-alike'],
    ['SN-O1-2', 'sno', whole('5N012'), 'exact'],
    ['SN-01-2', 'sno', whole('5N012'), 'look-alike'],
  ])('on %s for %s is told from a look-alike one', (serial, query, entry, match) => {
    expect(matchShown(entry, { query, serial }, 'exact')).toBe(match);
  });

  it('on the number as it is written is never one that only looks like it', () => {
    fc.assert(
      fc.property(serialCharacters(32), (serial) => {
        fc.pre(fold(serial).length >= SUFFIX_MIN);
        for (const entry of searchEntries(serial)) {
          const query = stripped(serial).slice(entry.offset);
          expect(matchShown(entry, { query, serial }, 'ending')).toBe('ending');
        }
      }),
    );
  });
});
