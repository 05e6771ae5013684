import { describe, expect, it } from 'vitest';
import { elementFault } from '../../../functions/domain/gs1/element.ts';
import { placedAt } from '../../../functions/domain/gs1/fault.ts';
import { ruleOf } from '../../../functions/domain/gs1/rules.ts';

/** What is wrong with a value that stands at the fifth character of a text. */
const faultOf = (ai: string, text: string) =>
  elementFault({ ai, aiAt: 3, value: placedAt(text, 5) }, ruleOf(ai)!, '2026-03-10');
const shown = (ai: string, text: string): string => {
  const fault = faultOf(ai, text);
  return fault === undefined ? 'good' : `${fault.code} at ${fault.position}`;
};

describe('the length of a value', () => {
  it('is told where it is fixed, and missed behind the last character', () => {
    expect(faultOf('01', '0950600013435')).toEqual({
      code: 'gs1-too-short',
      position: 18,
      ai: '01',
      detail: 'The value of AI 01 has 14 characters, not 13: "0950600013435".',
    });
  });

  it('is told from least to most where it is not, and exceeded at the first character that is too many', () => {
    expect(faultOf('10', 'A'.repeat(21))).toEqual({
      code: 'gs1-too-long',
      position: 25,
      ai: '10',
      detail: `The value of AI 10 has 1 to 20 characters, not 21: "${'A'.repeat(21)}".`,
    });
    expect(faultOf('10', '')).toEqual({
      code: 'gs1-too-short',
      position: 5,
      ai: '10',
      detail: 'The value of AI 10 has 1 to 20 characters, not 0: "".',
    });
  });

  it.each([
    ['10', 'A', 'good'],
    ['10', 'A'.repeat(20), 'good'],
    ['20', '12', 'good'],
    ['20', '1', 'gs1-too-short at 6'],
    ['20', '123', 'gs1-too-long at 7'],
  ])('of AI %s is judged: %j is %s', (ai, text, verdict) => {
    expect(shown(ai, text)).toBe(verdict);
  });

  it('is quoted, cut where it is long', () => {
    expect(faultOf('99', 'A'.repeat(91))?.detail).toBe(
      `The value of AI 99 has 1 to 90 characters, not 91: "${'A'.repeat(40)}…".`,
    );
    expect(faultOf('00', '1'.repeat(40))?.detail).toContain(`"${'1'.repeat(40)}"`);
  });
});

describe('parts of a value', () => {
  it('may be missing at the end, but only as a whole', () => {
    expect(['26031012', '2603101259', '260310125959'].map((text) => shown('8008', text))).toEqual([
      'good',
      'good',
      'good',
    ]);
    expect(faultOf('8008', '260310125')).toEqual({
      code: 'gs1-too-short',
      position: 14,
      ai: '8008',
      detail: 'The value of AI 8008 ends within a part of 2 characters: "260310125".',
    });
    expect(shown('8008', '26031012595')).toBe('gs1-too-short at 16');
  });

  it.each([
    ['8008', '26031024', 'gs1-date at 11'],
    ['8008', '2603101260', 'gs1-date at 13'],
    ['8008', '260310125960', 'gs1-date at 15'],
    ['8008', '26031X12', 'gs1-character at 10'],
    ['8008', '2603101X', 'gs1-character at 12'],
    ['253', '9506000134352', 'good'],
    ['253', '9506000134352A-1', 'good'],
    ['253', '9506000134353A-1', 'gs1-check-digit at 17'],
    ['253', '9506000134352A#1', 'gs1-character at 19'],
    ['7007', '260310260311', 'good'],
    ['7007', '260310260332', 'gs1-date at 11'],
    ['423', '276840', 'good'],
    ['423', '276999', 'gs1-content at 8'],
    ['8003', '09506000134352', 'good'],
    ['8003', '19506000134352', 'gs1-content at 5'],
    ['4309', '36000000000000000000', 'gs1-content at 5'],
    ['4309', '00000000003600000001', 'gs1-content at 15'],
  ])('are judged one by one, AI %s with %s: %s', (ai, text, verdict) => {
    expect(shown(ai, text)).toBe(verdict);
  });

  it('are quoted with what is wrong in them', () => {
    expect(faultOf('423', '276999')).toEqual({
      code: 'gs1-content',
      position: 8,
      ai: '423',
      detail: 'The value of AI 423 is not a country of ISO 3166: "999".',
    });
    expect(faultOf('01', '09506000134353')).toEqual({
      code: 'gs1-check-digit',
      position: 18,
      ai: '01',
      detail: 'The value of AI 01 has a wrong check digit: "09506000134353".',
    });
  });
});

describe('a character that a value does not take', () => {
  const N = 'digits only';
  const X = 'only letters A–Z, digits and ! " % & \' ( ) * + , - . / : ; < = > ? _';
  const Y = 'only capital letters A–Z, digits and # - /';
  const Z = 'only base64url: letters A–Z, digits and - _';
  it.each([
    ['20', '1A', 6, '"A"', N],
    ['20', '٣1', 5, '"٣"', N],
    ['10', 'A#B', 6, '"#"', X],
    ['10', 'A@', 6, '"@"', X],
    ['10', 'Ä', 5, '"Ä"', X],
    ['10', 'A B', 6, 'U+0020', X],
    ['10', 'A\tB', 6, 'U+0009', X],
    ['10', 'A\u00a0B', 6, 'U+00A0', X],
    ['10', 'A\u200bB', 6, 'U+200B', X],
    ['10', 'A\ud800B', 6, 'U+D800', X],
    ['10', 'AB😀', 7, '"😀"', X],
    ['8010', '9506a', 9, '"a"', Y],
    ['8010', '9506.', 9, '"."', Y],
    ['8030', 'AB+', 7, '"+"', Z],
    ['8030', 'AB/', 7, '"/"', Z],
  ])('of AI %s is named, with what it takes: %j at %i', (ai, text, position, character, takes) => {
    const detail = `The value of AI ${ai} holds ${character}; it takes ${takes}.`;
    expect(faultOf(ai, text)).toEqual({ code: 'gs1-character', position, ai, detail });
  });

  it('is none of those that it takes', () => {
    const all82 = `!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`;
    expect(all82).toHaveLength(82);
    for (const character of all82) expect([character, shown('10', character)]).toEqual([character, 'good']);
    expect(shown('8010', '0123456789#-/ABCDEFGHIJKLMNOPQ')).toBe('good');
    expect(shown('8010', '9506RSTUVWXYZ')).toBe('good');
    expect(shown('8030', 'azAZ09-_')).toBe('good');
  });
});

describe('the padding of a signature', () => {
  it.each(['A', 'ABCD', 'AB=', 'A==', 'ABCDE=', 'ABCD=='])('is right in %s', (text) => {
    expect(shown('8030', text)).toBe('good');
  });

  it.each([
    ['ABC=', 8],
    ['AB==', 7],
    ['ABC===', 8],
    ['A=B', 6],
    ['A=BCD=', 6],
    ['=AB', 5],
    ['===', 5],
    ['==', 5],
  ])('is wrong in %s, from its first sign', (text, position) => {
    const detail = `The value of AI 8030 is wrongly padded: "${text}".`;
    expect(faultOf('8030', text)).toEqual({ code: 'gs1-content', position, ai: '8030', detail });
  });
});
