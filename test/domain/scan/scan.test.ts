import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasCheck } from '../../../functions/domain/gs1/read.ts';
import { readScan, type ScanRules } from '../../../functions/domain/scan/scan.ts';
import { keyOf, PLACEHOLDERS, readSerialText } from '../../../functions/domain/serial/text.ts';
import { unitIdOf } from '../../../functions/domain/unit/unit.ts';
import { serialText } from '../arbitraries.ts';

const RULES: ScanRules = { caseSensitive: false, placeholders: PLACEHOLDERS, today: '2026-03-10' };
const PUMP = '0109506000134352';
const SSCC = '006141411234567890';
/** The id of a unit, too long for a number, that could be an element string without any check digit. */
const LONG = '91ABCDEFGHIJKLMNOPQRSTUVWXYZ.k3v9x2ma';

/** What a text can be, in a few words. */
const read = (text: string): string => {
  const reading = readScan(text, RULES);
  if ('violations' in reading) return reading.violations.map(({ code }) => code).join(' ');
  const { gs1, isGs1, serial, id, sscc } = reading;
  const first = isGs1 ? [gs1?.form] : [];
  const other = !isGs1 && gs1 !== undefined ? ['elements'] : [];
  return [...first, serial && 'serial', id && 'id', sscc && 'sscc', ...other].filter(Boolean).join(' ');
};

describe('a scanned text', () => {
  it.each([
    [PUMP, 'element-string serial'],
    [`${PUMP}21A.k3v9x2ma`, 'element-string serial id'],
    [`]C1${PUMP}`, 'element-string'],
    [`(01)${PUMP.slice(2)}`, 'bracketed'],
    [`HTTPS://EXAMPLE.COM/01/${PUMP.slice(2)}`, 'digital-link'],
    [SSCC, 'serial sscc'],
    [`00${SSCC}`, 'element-string serial'],
    ['SN-0001.k3v9x2ma', 'serial id'],
    ['SN-0001', 'serial'],
    ['10ABC', 'serial elements'],
    [']C010ABC', 'serial'],
    ['21A+1', 'element-string'],
    [`${PUMP.slice(0, -1)}321A+1`, 'gs1-check-digit serial-characters'],
    ['A+1', 'serial-characters'],
    [']C0', 'scan-empty'],
    [`${'A'.repeat(24)}.k3v9x2ma`, 'id'],
    [LONG, 'id elements'],
    [LONG.replace('.', '+'), 'element-string'],
    [`8200${LONG}`, 'id elements'],
    [`01${PUMP.slice(2)}${LONG}`, 'element-string id'],
    ['SN-0001.+++', 'serial-characters'],
  ])('%j is %s', (text, what) => {
    expect(read(text)).toBe(what);
  });

  it.each([
    ['', { code: 'scan-empty', position: 1, detail: 'Nothing was scanned.' }],
    [' \t]C0 ', { code: 'scan-empty', position: 6, detail: 'Nothing was scanned.' }],
    [
      ']C0A+1',
      {
        code: 'serial-characters',
        position: 5,
        detail: '"A+1" holds "+" (U+002B); letters A–Z, digits, spaces and - _ / , . are allowed.',
      },
    ],
    [
      ` ${'A'.repeat(33)}`,
      {
        code: 'serial-too-long',
        position: 34,
        detail: `"${'A'.repeat(33)}" has 33 characters; at most 32 are allowed.`,
      },
    ],
    [
      ` ]C1${PUMP.slice(0, -1)}3`,
      {
        code: 'gs1-check-digit',
        position: 20,
        detail: 'The value of AI 01 has a wrong check digit: "09506000134353".',
      },
    ],
    [
      ']C0-/-',
      {
        code: 'serial-no-alphanumeric',
        position: 4,
        detail: '"-/-" has neither a letter nor a digit.',
      },
    ],
    [' n/a', { code: 'serial-placeholder', position: 2, detail: '"n/a" is a placeholder, not a number.' }],
  ])('%j is refused with what is wrong with it, and where', (text, fault) => {
    expect(readScan(text, RULES)).toEqual({ violations: [{ pointer: '/text', ...fault }] });
  });

  it('that is an id of ours, and no number, is nothing else', () => {
    const id = `${'A'.repeat(24)}.k3v9x2ma`;
    expect(readScan(id, RULES)).toEqual({ isGs1: false, id });
  });

  const doubtsOf = (text: string) => {
    const reading = readScan(text, RULES);
    return 'violations' in reading ? undefined : reading.doubts;
  };
  const WRONG = `${PUMP.slice(0, -1)}3`;

  it('that would be an element string but for its check digit is a number in doubt', () => {
    expect(doubtsOf(WRONG)).toEqual([
      {
        pointer: '/text',
        code: 'gs1-check-digit',
        position: 16,
        detail: 'The value of AI 01 has a wrong check digit: "09506000134353".',
      },
    ]);
  });

  it.each([PUMP, '10ABC', '01123', 'SN-1', `${WRONG}9`, `${WRONG}17261301`])(
    '%j is in no doubt, as another check digit would not make it an element string, or it is one',
    (text) => {
      expect(doubtsOf(text)).toEqual([]);
    },
  );

  it('of a symbol that says it is not of GS1 is in no doubt', () => {
    expect(doubtsOf(`]C0${WRONG}`)).toEqual([]);
  });

  it('that is a legal number is never refused, unless it says that it is something else', () => {
    const legal = fc
      .string({ unit: fc.constantFrom(...'ABZabz0123456789 -_/,.'), minLength: 1, maxLength: 32 })
      .filter((text) => readSerialText(text, false).ok);
    fc.assert(
      fc.property(legal, (text) => {
        expect(readScan(text, RULES)).toHaveProperty('serial.text');
      }),
    );
  });

  it('that is the id of a unit may be that, unless a check digit says that it is GS1', () => {
    fc.assert(
      fc.property(serialText, (text) => {
        const id = unitIdOf(keyOf(text, false), 'k3v9x2ma');
        const reading = readScan(id, RULES);
        if ('violations' in reading) throw new Error(`"${id}" is refused`);
        expect(reading.id).toBe(id);
        const isChecked = reading.gs1 !== undefined && hasCheck(reading.gs1);
        expect(reading.isGs1).toBe(isChecked);
      }),
    );
  });

  it('of any kind is something, or is refused with a place in it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'01127 ()|~<GS>{}^]Cd:/.?=&%hpst\u001d'), maxLength: 40 }),
    );
    fc.assert(
      fc.property(text, (given) => {
        const reading = readScan(given, RULES);
        if (!('violations' in reading)) return;
        expect(reading.violations.length).toBeGreaterThan(0);
        for (const { position = 0, detail } of reading.violations) {
          expect(detail).not.toBe('');
          expect(position).toBeGreaterThanOrEqual(1);
          expect(position).toBeLessThanOrEqual(given.length + 1);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
