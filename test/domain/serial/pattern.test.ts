import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern, patternFault } from '../../../functions/domain/serial/pattern.ts';
import { keyOf } from '../../../functions/domain/serial/text.ts';
import { serialText } from '../arbitraries.ts';

const fits = (pattern: string, text: string, caseSensitive = false): boolean =>
  matchesPattern(pattern, keyOf(text, caseSensitive), caseSensitive);

describe('a pattern', () => {
  it.each([
    ['996*****', '996A1b2C', true],
    ['996*****', '99612345', true],
    ['996*****', '9961234', false],
    ['996*****', '996123456', false],
    ['996*****', '997A1B2C', false],
    ['996*****', '996-1234', false],
    ['XY123***', 'xy123abc', true],
    ['xy#', 'XY7', true],
    ['XY#', 'XYZ', false],
    ['@@#', 'AB1', true],
    ['@@#', 'A11', false],
    ['A-# @/*', 'a-1 b/9', true],
    ['A.1', 'AX1', false],
    ['#', '٣', false],
  ])('%j for %j: %s', (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
  });

  it('follows the case of letters only where the tenant tells them apart', () => {
    expect(fits('aB#', 'Ab1', false)).toBe(true);
    expect(fits('aB#', 'Ab1', true)).toBe(false);
    expect(fits('aB#', 'aB1', true)).toBe(true);
    expect(fits('@@', 'aB', true)).toBe(true);
  });

  it.each(['996*****', '*', '*'.repeat(32), 'A', '@#*', 'A B-_/,.*'])('%j can be one', (pattern) => {
    expect(patternFault(pattern)).toBeUndefined();
  });

  const characters = 'A pattern holds the characters of serials, and * # @.';
  const spaces = 'A pattern has no outer spaces and no two spaces in a row, as no serial has them.';
  it.each([
    ['', characters],
    ['Ä*', characters],
    ['A+', characters],
    ['A\n', characters],
    [' A', spaces],
    ['A ', spaces],
    ['A  B', spaces],
    ['---', 'A pattern needs a place for a letter or digit.'],
    ['*'.repeat(33), 'A pattern has at most 32 characters.'],
  ])('%j cannot be one', (pattern, why) => {
    expect(patternFault(pattern)).toBe(why);
  });

  it('of literal characters fits that number only', () => {
    fc.assert(
      fc.property(serialText, serialText, (text, other) => {
        expect(fits(text, text)).toBe(true);
        expect(fits(text, other)).toBe(text.toUpperCase() === other.toUpperCase());
      }),
    );
  });

  it('with places made free still fits the number it was made from', () => {
    fc.assert(
      fc.property(serialText, fc.infiniteStream(fc.boolean()), (text, free) => {
        const pattern = [...text]
          .map((c) => {
            if (!free.next().value) return c;
            if (/[0-9]/.test(c)) return '#';
            return /[A-Za-z]/.test(c) ? '@' : c;
          })
          .join('');
        expect(patternFault(pattern)).toBeUndefined();
        expect(fits(pattern, text)).toBe(true);
        expect(fits(pattern.replace(/[#@]/g, '*'), text)).toBe(true);
      }),
    );
  });
});
