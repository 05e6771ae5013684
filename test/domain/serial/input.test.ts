import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  duplicates,
  readSerials,
  type SerialInput,
  splitPasted,
} from '../../../functions/domain/serial/input.ts';
import { serialText } from '../arbitraries.ts';
import { codes, entriesOf } from '../builders.ts';

const RULES = { caseSensitive: false };
const list = (...texts: readonly string[]): SerialInput => ({ form: 'list', texts });
const pasted = (text: string): SerialInput => ({ form: 'text', text });

describe('a list of numbers', () => {
  it('gives each number its place', () => {
    expect(readSerials(list('a1', ' b  2 '), '/lines/3/serials', RULES)).toEqual({
      entries: [
        { text: 'a1', key: 'A1', pointer: '/lines/3/serials/0', position: 1 },
        { text: 'b 2', key: 'B 2', pointer: '/lines/3/serials/1', position: 2 },
      ],
      count: 2,
      violations: [],
    });
  });

  it('reports every faulty number with its place and keeps the good ones', () => {
    const read = readSerials(list('A1', '', 'B#', 'N/A', 'x'.repeat(40), 'C1'), '/serials', RULES);
    expect(read.violations).toEqual([
      expect.objectContaining({ pointer: '/serials/1', code: 'serial-empty', serial: '' }),
      expect.objectContaining({ pointer: '/serials/2', code: 'serial-characters', serial: 'B#' }),
      expect.objectContaining({ pointer: '/serials/3', code: 'serial-placeholder', serial: 'N/A' }),
      expect.objectContaining({ pointer: '/serials/4', code: 'serial-too-long', serial: 'x'.repeat(40) }),
    ]);
    expect(read.entries.map(({ text }) => text)).toEqual(['A1', 'C1']);
    expect(read.count).toBe(6);
  });

  it('is judged as new only where no unit bears it', () => {
    const isKnown = (key: string) => key === 'X' || key === 'TBA';
    const rules = { caseSensitive: false, pattern: 'AB##', isKnown };
    const read = readSerials(list('x', 'tba', 'Y', 'N/A', 'ö'), '/serials', rules);
    expect(read.entries.map(({ key }) => key)).toEqual(['X', 'TBA']);
    expect(codes(read.violations)).toEqual(['serial-pattern', 'serial-placeholder', 'serial-characters']);
    const ends = {
      caseSensitive: false,
      placeholders: ['A10', 'A11'],
      isKnown: (key: string) => key !== 'A11',
    };
    const range = (first: string, last: string) =>
      readSerials({ form: 'range', range: { first, last } }, '/serialRange', ends);
    expect(range('A10', 'A10').entries.map(({ key }) => key)).toEqual(['A10']);
    expect(range('A10', 'A11').violations.map(({ pointer }) => pointer)).toEqual(['/serialRange/last']);
  });

  it('does not echo an endless text', () => {
    const [violation] = readSerials(list('x'.repeat(1_000_000)), '/serials', RULES).violations;
    expect(violation?.serial?.length).toBeLessThanOrEqual(64);
    expect(violation?.detail.length).toBeLessThan(200);
  });

  it('is checked against the pattern', () => {
    const rules = { caseSensitive: false, pattern: 'AB##' };
    const read = readSerials(list('ab12', 'AB1', 'AC12'), '/serials', rules);
    const fault = (serial: string, position: number) => ({
      pointer: `/serials/${position - 1}`,
      position,
      code: 'serial-pattern',
      serial,
      detail: `"${serial}" does not fit the pattern "AB##".`,
    });
    expect(read.violations).toEqual([fault('AB1', 2), fault('AC12', 3)]);
    expect(read.entries.map(({ key }) => key)).toEqual(['AB12']);
  });

  it('holds 1000 numbers and no more', () => {
    const texts = Array.from({ length: 1001 }, (_, i) => `A${i}`);
    expect(readSerials(list(...texts.slice(0, 1000)), '/serials', RULES)).toMatchObject({
      count: 1000,
      violations: [],
    });
    const detail = '1001 serials were given; one input holds at most 1000.';
    expect(readSerials(list(...texts), '/serials', RULES)).toEqual({
      entries: [],
      count: 1001,
      violations: [{ pointer: '/serials', code: 'serials-too-many', detail, actual: 1001 }],
    });
  });
});

describe('pasted text', () => {
  it.each([
    ['A1\nB2\r\nC3\tD4', ['A1', 'B2', 'C3', 'D4']],
    ['A, 1\nB 2/3', ['A, 1', 'B 2/3']],
    ['\n\n A1 \n   \n\t\nB2\n', [' A1 ', 'B2']],
    ['', []],
    ['A1\rB2', ['A1', 'B2']],
    ['A1;B2', ['A1;B2']],
  ])('%j is parted into %j', (text, expected) => {
    expect(splitPasted(text)).toEqual(expected);
  });

  it('counts places without the blanks', () => {
    const read = readSerials(pasted('A1\n\n \nB#\n'), '/serials', RULES);
    expect(read.violations).toEqual([
      expect.objectContaining({ pointer: '/serials/1', code: 'serial-characters' }),
    ]);
    expect(read.count).toBe(2);
  });

  it('says the same as the list of its parts', () => {
    const separator = fc.constantFrom('\n', '\t', '\r\n', '\n\n', ' \n ');
    fc.assert(
      fc.property(fc.array(serialText, { maxLength: 20 }), separator, (texts, by) => {
        expect(readSerials(pasted(texts.join(by)), '/serials', RULES)).toEqual(
          readSerials(list(...texts), '/serials', RULES),
        );
      }),
    );
  });

  it('holds 1000 numbers and no more', () => {
    const text = Array.from({ length: 1001 }, (_, i) => `A${i}`).join('\n');
    expect(codes(readSerials(pasted(text), '/serials', RULES).violations)).toEqual(['serials-too-many']);
  });
});

describe('a range of numbers', () => {
  const range = (given: Extract<SerialInput, { form: 'range' }>['range']): SerialInput => ({
    form: 'range',
    range: given,
  });

  it('is counted out, its ends normalised first', () => {
    const read = readSerials(range({ first: '  a  08 ', count: 3 }), '/serialRange', RULES);
    expect(read.entries.map(({ key }) => key)).toEqual(['A 08', 'A 09', 'A 10']);
    expect(read).toMatchObject({ count: 3, violations: [] });
  });

  it.each([
    [{ first: 'A#1', last: '' }, ['/serialRange/first serial-characters', '/serialRange/last serial-empty']],
    [{ first: 'A9', count: 2 }, ['/serialRange range-overflow']],
    [{ first: 'A', count: 2 }, ['/serialRange range-invalid']],
    [{ first: 'A0000', count: 1001 }, ['/serialRange serials-too-many']],
  ])('%j is refused', (given, expected) => {
    const { violations, entries } = readSerials(range(given), '/serialRange', RULES);
    expect(violations.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected);
    expect(entries).toEqual([]);
  });

  it('is checked against the pattern, number by number', () => {
    const rules = { caseSensitive: false, pattern: 'A1#' };
    const read = readSerials(range({ first: 'A18', count: 3 }), '/serialRange', rules);
    expect(read.violations).toEqual([
      {
        pointer: '/serialRange',
        position: 3,
        code: 'serial-pattern',
        serial: 'A20',
        detail: '"A20" does not fit the pattern "A1#".',
      },
    ]);
    expect(read.count).toBe(3);
  });

  it('from first to last gives each number the place of the range', () => {
    expect(readSerials(range({ first: 'a8', last: ' A9' }), '/serialRange', RULES)).toEqual({
      entries: [
        { text: 'a8', key: 'A8', pointer: '/serialRange', position: 1 },
        { text: 'a9', key: 'A9', pointer: '/serialRange', position: 2 },
      ],
      count: 2,
      violations: [],
    });
  });

  it('holds 1000 numbers', () => {
    const { entries } = readSerials(range({ first: 'A000', count: 1000 }), '/serialRange', RULES);
    expect(entries.at(-1)).toMatchObject({ text: 'A999', position: 1000 });
  });

  it('neither begins nor ends with a placeholder of the tenant, and has none between', () => {
    const rules = { caseSensitive: false, placeholders: ['A10'] };
    const places = (given: Extract<SerialInput, { form: 'range' }>['range']) =>
      readSerials(range(given), '/serialRange', rules).violations.map(
        ({ pointer, code, position }) => `${pointer} ${position ?? '-'} ${code}`,
      );
    expect(places({ first: 'A10', count: 2 })).toEqual(['/serialRange/first - serial-placeholder']);
    expect(places({ first: 'A09', last: 'A10' })).toEqual(['/serialRange/last - serial-placeholder']);
    expect(places({ first: 'A09', count: 3 })).toEqual(['/serialRange 2 serial-placeholder']);
  });

  it('of a case-sensitive tenant has ends of one case', () => {
    const read = readSerials(range({ first: 'a1', last: 'A3' }), '/serialRange', { caseSensitive: true });
    expect(codes(read.violations)).toEqual(['range-invalid']);
  });
});

describe('duplicates', () => {
  it('name every later one and the place of the first', () => {
    const typed = readSerials(list('A1', 'B1', ' a1 ', 'A1', 'b  1'), '/serials', RULES);
    const duplicate = (serial: string, position: number) => ({
      pointer: `/serials/${position - 1}`,
      position,
      code: 'serial-duplicate',
      serial,
      detail: `"${serial}" is the same number as "A1" at /serials/0.`,
    });
    expect(duplicates(typed.entries)).toEqual([duplicate('a1', 3), duplicate('A1', 4)]);
  });

  it('say nothing of a position where a number has none', () => {
    expect(duplicates(entriesOf(['A1', 'A1'], '/serials'))).toStrictEqual([
      {
        pointer: '/serials/1',
        code: 'serial-duplicate',
        serial: 'A1',
        detail: '"A1" is the same number as "A1" at /serials/0.',
      },
    ]);
  });

  it('are told apart by case only for a case-sensitive tenant', () => {
    const typed = readSerials(list('a1', 'A1'), '/serials', { caseSensitive: true });
    expect(duplicates(typed.entries)).toEqual([]);
  });

  it('are as many as the numbers that remain when each key counts once', () => {
    const few = fc.constantFrom('A1', 'B1', 'C1', 'D1');
    fc.assert(
      fc.property(fc.array(few, { maxLength: 12 }), (texts) => {
        expect(duplicates(entriesOf(texts))).toHaveLength(texts.length - new Set(texts).size);
      }),
    );
  });
});
