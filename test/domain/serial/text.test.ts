import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forbiddenAt, keyOf, normaliseText, readSerialText } from '../../../functions/domain/serial/text.ts';
import { serialCharacters } from '../arbitraries.ts';

const faultOf = (typed: string) => {
  const read = readSerialText(typed, false);
  return read.ok ? undefined : read.code;
};

describe('the text of a number', () => {
  it.each([
    ['sn-1', 'sn-1', 'SN-1'],
    ['  SN 1 ', 'SN 1', 'SN 1'],
    ['a   b    c', 'a b c', 'A B C'],
    ['\tA1\r\n', 'A1', 'A1'],
    ['\u00a0A1\u00a0', 'A1', 'A1'],
    ['A-_/,. 9', 'A-_/,. 9', 'A-_/,. 9'],
    ['7', '7', '7'],
    ['x'.repeat(32), 'x'.repeat(32), 'X'.repeat(32)],
    [` ${'x'.repeat(32)} `, 'x'.repeat(32), 'X'.repeat(32)],
    ['NONE-1', 'NONE-1', 'NONE-1'],
  ])('%j is kept as %j under the key %j', (typed, text, key) => {
    expect(readSerialText(typed, false)).toEqual({ ok: true, serial: { text, key } });
  });

  it.each([
    ['', 'serial-empty'],
    ['   ', 'serial-empty'],
    ['\t\n', 'serial-empty'],
    ['x'.repeat(33), 'serial-too-long'],
    ['A#1', 'serial-characters'],
    ['A*1', 'serial-characters'],
    ['A;1', 'serial-characters'],
    ['A\t1', 'serial-characters'],
    ['A\n1', 'serial-characters'],
    ['Ä1', 'serial-characters'],
    ['ß', 'serial-characters'],
    ['ſ1', 'serial-characters'],
    ['１２', 'serial-characters'],
    ['A\u00a01', 'serial-characters'],
    ['A\u20281', 'serial-characters'],
    ['📱', 'serial-characters'],
    ['A1\u0000', 'serial-characters'],
    ['-', 'serial-no-alphanumeric'],
    ['- / .', 'serial-no-alphanumeric'],
    ['N/A', 'serial-placeholder'],
    [' n/a ', 'serial-placeholder'],
    ['none', 'serial-placeholder'],
    ['Unknown', 'serial-placeholder'],
    ['tba', 'serial-placeholder'],
  ])('%j is refused with %s', (typed, code) => {
    expect(faultOf(typed)).toBe(code);
  });

  it('names the character that does not belong', () => {
    const rest = 'letters A–Z, digits, spaces and - _ / , . are allowed.';
    const detailOf = (typed: string) => {
      const read = readSerialText(typed, false);
      return read.ok ? undefined : read.detail;
    };
    expect(detailOf('A1📱')).toBe(`"A1📱" holds "📱" (U+1F4F1); ${rest}`);
    expect(detailOf('A#1')).toBe(`"A#1" holds "#" (U+0023); ${rest}`);
    expect(detailOf('A!1')).toBe(`"A!1" holds "!" (U+0021); ${rest}`);
    // Nobody could see it.
    expect(detailOf('A\u00071')).toBe(`"A\\u00071" holds U+0007; ${rest}`);
    expect(detailOf('A\u001f1')).toBe(`"A\\u001f1" holds U+001F; ${rest}`);
    expect(detailOf('A\u007f1')).toBe(`"A\u007f1" holds U+007F; ${rest}`);
  });

  it.each([
    [' ', { code: 'serial-empty', detail: 'The serial is empty.' }],
    [
      'x'.repeat(40),
      { code: 'serial-too-long', detail: `"${'x'.repeat(40)}" has 40 characters; at most 32 are allowed.` },
    ],
    [
      'x'.repeat(41),
      { code: 'serial-too-long', detail: `"${'x'.repeat(40)}…" has 41 characters; at most 32 are allowed.` },
    ],
    ['- -', { code: 'serial-no-alphanumeric', detail: '"- -" has neither a letter nor a digit.' }],
    ['n/a', { code: 'serial-placeholder', detail: '"n/a" is a placeholder, not a number.' }],
  ])('%j is told what is wrong with it', (typed, fault) => {
    expect(readSerialText(typed, false)).toEqual({ ok: false, ...fault });
  });

  it('is refused where it is a placeholder of the tenant, however that is written', () => {
    const own = [' no  number ', 'X'];
    expect(readSerialText('No Number', false, own)).toMatchObject({ code: 'serial-placeholder' });
    expect(readSerialText('x', true, own)).toMatchObject({ code: 'serial-placeholder' });
    expect(readSerialText('NONE', false, own)).toMatchObject({ ok: true });
  });

  it.each([
    ['+A', 0],
    ['A+1', 1],
    ['A1📱', 2],
    [`${'x'.repeat(40)}+`, 40],
    ['x'.repeat(33), 32],
    [` ${'x'.repeat(33)}`, 33],
    [`A    ${'x'.repeat(33)}`, 35],
    ['\u00a0A+1', 2],
    ['A1+\u00a0', 2],
  ])('of %j has what may not be at %i', (typed, at) => {
    expect(forbiddenAt(typed)).toBe(at);
  });

  it('tells upper from lower case only where the tenant does', () => {
    expect(readSerialText('Ab1', true)).toEqual({ ok: true, serial: { text: 'Ab1', key: 'Ab1' } });
    expect(readSerialText('none', true)).toMatchObject({ ok: false, code: 'serial-placeholder' });
  });

  it('normalised twice is as normalised once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        expect(normaliseText(normaliseText(typed))).toBe(normaliseText(typed));
      }),
    );
  });

  it('read again gives the same text and key', () => {
    fc.assert(
      fc.property(serialCharacters(), fc.boolean(), (typed, caseSensitive) => {
        const read = readSerialText(typed, caseSensitive);
        fc.pre(read.ok);
        expect(readSerialText(read.serial.text, caseSensitive)).toEqual(read);
        expect(readSerialText(read.serial.key, caseSensitive)).toMatchObject({
          serial: { key: read.serial.key },
        });
      }),
    );
  });

  it('has one key with every text that differs only in case and in outer and repeated spaces', () => {
    const variant = fc.record({
      upper: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      outer: fc.constantFrom('', ' ', '\t', '   '),
      spaces: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(serialCharacters(), variant, (typed, { upper, outer, spaces }) => {
        const read = readSerialText(typed, false);
        fc.pre(read.ok);
        const other = [...read.serial.text]
          .map((c, i) => (upper[i] ? c.toUpperCase() : c.toLowerCase()))
          .join('')
          .replaceAll(' ', ' '.repeat(spaces));
        expect(readSerialText(`${outer}${other}${outer}`, false)).toMatchObject({
          serial: { key: read.serial.key },
        });
      }),
    );
  });

  it('judges any text without failing, and accepts only what the rule allows', () => {
    fc.assert(
      fc.property(fc.oneof(serialCharacters(), fc.string({ unit: 'binary' })), (typed) => {
        const text = typed.trim().replace(/ {2,}/g, ' ');
        const allowed = /^[A-Za-z0-9 \-_/,.]{1,32}$/.test(text) && /[A-Za-z0-9]/.test(text);
        const placeholder = ['N/A', 'NONE', 'UNKNOWN', 'TBA'].includes(text.toUpperCase());
        expect(readSerialText(typed, false).ok).toBe(allowed && !placeholder);
      }),
      { numRuns: 500 },
    );
  });

  it('has a key of its own for each text of a case-sensitive tenant', () => {
    expect(keyOf('a', true)).not.toBe(keyOf('A', true));
    expect(keyOf('a', false)).toBe(keyOf('A', false));
  });
});
