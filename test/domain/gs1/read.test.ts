import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../functions/domain/gs1/dates.ts';
import { meaningOf } from '../../../functions/domain/gs1/meaning.ts';
import {
  type Gs1Reading,
  hasCheck,
  readCertain,
  readElementString,
  scannedIn,
} from '../../../functions/domain/gs1/read.ts';

const TODAY = '2026-03-10';
const GS = '\u001d';
const certain = (text: string): Gs1Reading | undefined => readCertain(scannedIn(text), TODAY);
const shown = (reading: Gs1Reading | undefined): string | undefined =>
  reading === undefined
    ? undefined
    : [
        ...reading.elements.map(({ ai, value }) => `(${ai})${value}`),
        ...reading.faults.map(({ code, position }) => ` ${code} at ${position}`),
      ].join('');

const PUMP = '0109506000134352';
const READ = '(01)09506000134352(21)A-1(10)L/7';

describe('a scanned text', () => {
  it.each([']C1', ']e0', ']d2', ']Q3', ']J1', GS, `]C1${GS}`])('is an element string behind %j', (prefix) => {
    expect(shown(certain(`${prefix}${PUMP}21A-1${GS}10L/7`))).toBe(READ);
  });

  it.each(['|', '{GS}', '<GS>', '~', '^]'])('may have %s for a separator', (mark) => {
    expect(shown(certain(`]d2${PUMP}21A-1${mark}10L/7`))).toBe(READ);
    expect(shown(certain(`${PUMP}21A-1${mark}10L/7`))).toBe(READ);
    expect(shown(certain(`${mark}${PUMP}21A-1${mark}10L/7`))).toBe(READ);
  });

  it('has one separator: what is data beside a real one stays data', () => {
    expect(shown(certain(`]C1${PUMP}21A<GS>1${GS}10L/7`))).toBe('(01)09506000134352(21)A<GS>1(10)L/7');
    expect(shown(certain(`]C1${PUMP}21A<GS>1|10L/7`))).toBe('(01)09506000134352(21)A<GS>1(10)L/7');
    expect(shown(certain(`]C199A${GS}21A~1`))).toBe('(99)A(21)A~1 gs1-character at 11');
    expect(shown(certain(']C199ABC~'))).toBe('(99)ABC~ gs1-character at 9');
    expect(shown(certain(']C199ABC|'))).toBe('(99)ABC');
  });

  it('may end as keyboards send it, and begin with white space', () => {
    expect(shown(certain(`  ]C1${PUMP}21A\r\n`))).toBe('(01)09506000134352(21)A');
    expect(shown(certain(` \t(01)0950600013435X\r\n`))).toBe('(01)0950600013435X gs1-character at 20');
  });

  it('is bracketed, or a link, by how it begins; whatever else says nothing certain', () => {
    expect(shown(certain('(01)09506000134352(21)A-1(10)L/7'))).toBe(READ);
    const link = 'https://any.host/a/stem/01/09506000134352/10/L%2F7/21/A-1?17=270228&x=1#top';
    expect(shown(certain(link))).toBe('(01)09506000134352(10)L/7(21)A-1(17)270228');
    expect(shown(certain(`]Q1${link}`))).toBe(shown(certain(link)));
    for (const text of [`${PUMP}21A-1`, 'SN-0001', ']C0SN-0001', ']Q1(01)09506000134352', '']) {
      expect([text, certain(text)]).toEqual([text, undefined]);
    }
  });

  it('tells where each fault is, of the text as it was given', () => {
    const faults = (text: string) =>
      shown(certain(text))
        ?.split(' gs1')
        .slice(1)
        .map((one) => `gs1${one}`);
    expect(faults(']C10109506000134353')).toEqual(['gs1-check-digit at 19']);
    expect(faults(']C1010950600013435')).toEqual(['gs1-too-short at 19']);
    expect(faults(']C1')).toEqual(['gs1-empty at 4']);
    expect(faults(`]C1${PUMP}88x`)).toEqual(['gs1-ai-unknown at 20']);
    expect(faults(`]C1${PUMP}17261301`)).toEqual(['gs1-date at 22']);
    expect(faults(`]C110A{GS}${PUMP}{GS}21Ä{GS}10B`)).toEqual(['gs1-character at 33', 'gs1-repeated at 38']);
    expect(faults('(01)09506000134352(21)A(B')).toEqual(['gs1-brackets at 24']);
    expect(faults('(01)09506000134353(21)é(10)ü')).toEqual([
      'gs1-check-digit at 18',
      'gs1-character at 23',
      'gs1-character at 28',
    ]);
    expect(faults('https://a/01/09506000134352/21/%C3%A4')).toEqual(['gs1-character at 32']);
    expect(faults('https://a/01/09506000134352/21/A%2')).toEqual(['gs1-link-encoding at 33']);
    expect(faults('https://a/01/09506000134352/21/A/10/B')).toEqual(['gs1-link-path at 34']);
    expect(faults('https://a/01/09506000134352?21=A')).toEqual(['gs1-link-attribute at 29']);
    expect(faults('https://a/01/9506000134353')).toEqual(['gs1-check-digit at 26']);
    expect(faults('ftp://a|b')).toEqual(['gs1-ai-unknown at 1']);
    expect(faults('http://a b/01/09506000134352')).toEqual(['gs1-link at 9']);
  });

  it('says what must stand beside, without being wrong for it', () => {
    expect(certain(']C110ABC')).toMatchObject({
      faults: [],
      incomplete: [{ code: 'gs1-incomplete', position: 4, ai: '10' }],
    });
    expect(certain(`]C1${PUMP}10ABC`)?.incomplete).toEqual([]);
  });

  it('has a check digit or hasn’t, by its AIs', () => {
    const read = (text: string) => readElementString(scannedIn(text).body, TODAY);
    expect(['10ABC', '991234', '21A'].map((text) => hasCheck(read(text)))).toEqual([false, false, false]);
    expect([PUMP, '00006141411234567890'].map((text) => hasCheck(read(text)))).toEqual([true, true]);
  });

  it('of any kind is read without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        certain(text);
        readElementString(scannedIn(text).body, TODAY);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what elements mean', () => {
  it('is item, serial, batch, expiry and carton', () => {
    const reading = certain(`]C1${PUMP}17270200` + `10L7${GS}21A1`);
    expect(meaningOf(reading?.elements ?? [], TODAY)).toEqual({
      gtin: '09506000134352',
      serial: 'A1',
      batch: 'L7',
      expiresOn: '2027-02-28',
      sscc: undefined,
    });
    expect(meaningOf([{ ai: '00', value: '006141411234567890' }], TODAY).sscc).toBe('006141411234567890');
    expect(meaningOf([{ ai: '7003', value: '2703151230' }], TODAY).expiresOn).toBe('2027-03-15');
  });

  it.each([
    ['260310', '2026-03-10'],
    ['280200', '2028-02-29'],
    ['270200', '2027-02-28'],
    ['260100', '2026-01-31'],
    ['260400', '2026-04-30'],
    ['751231', '2075-12-31'],
    ['761231', '2076-12-31'],
    ['770101', '1977-01-01'],
    ['990401', '1999-04-01'],
    ['270229', undefined],
    ['261301', undefined],
    ['260001', undefined],
    ['260431', undefined],
  ])('reads the day %s', (digits, day) => {
    expect(dayOf(digits, TODAY)).toBe(day);
  });

  it('takes the century that lies nearest', () => {
    expect(dayOf('100101', '2085-01-01')).toBe('2110-01-01');
    expect(dayOf('350101', '2085-01-01')).toBe('2135-01-01');
    expect(dayOf('360101', '2085-01-01')).toBe('2036-01-01');
  });
});
