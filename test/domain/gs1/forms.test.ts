import { describe, expect, it } from 'vitest';
import { parseBracketed } from '../../../functions/domain/gs1/bracketed.ts';
import { parseDigitalLink } from '../../../functions/domain/gs1/digital-link.ts';
import { GS, type Parsed, parseElementString } from '../../../functions/domain/gs1/element-string.ts';
import { placedAt } from '../../../functions/domain/gs1/fault.ts';
import { readCertain, scannedIn } from '../../../functions/domain/gs1/read.ts';

const TODAY = '2026-03-10';
const PUMP = '09506000134352';

/** Each AI with its place, its value, and the places of the value's characters. */
const placedIn = ({ elements }: Parsed) =>
  elements.map(({ ai, aiAt, value }) => ({ ai, aiAt, text: value.text, places: value.places }));
const values = ({ elements }: Parsed): string =>
  elements.map(({ ai, value }) => `(${ai})${value.text}`).join('');

describe('the bracketed form', () => {
  const read = (text: string) => parseBracketed(placedAt(text, 1), TODAY);
  const missing = (rest: string, position: number) => ({
    code: 'gs1-brackets',
    position,
    detail: `An AI in brackets must stand here, as (01): ${JSON.stringify(rest)}. Within a value a bracket is written \\(.`,
  });

  it('has its AIs and values where they stand', () => {
    const parsed = read('(10)AB(21)C');
    expect(parsed.faults).toEqual([]);
    expect(placedIn(parsed)).toEqual([
      { ai: '10', aiAt: 1, text: 'AB', places: [5, 6, 7] },
      { ai: '21', aiAt: 7, text: 'C', places: [11, 12] },
    ]);
  });

  it('has a bracket in a value behind a stroke, and a stroke before anything else as itself', () => {
    const parsed = read('(10)A\\(B)(21)C');
    expect(parsed.faults).toEqual([]);
    expect(placedIn(parsed)).toEqual([
      { ai: '10', aiAt: 1, text: 'A(B)', places: [5, 7, 8, 9, 10] },
      { ai: '21', aiAt: 10, text: 'C', places: [14, 15] },
    ]);
    expect(values(read('(10)A\\B'))).toBe('(10)A\\B');
    expect(values(read('(10)A\\'))).toBe('(10)A\\');
  });

  it.each([
    ['(10)A(B', '(B', 6],
    ['(10)A()B', '()B', 6],
    ['(10)A(21B', '(21B', 6],
    ['(', '(', 1],
    ['(ab)C', '(ab)C', 1],
    ['10)C', '10)C', 1],
  ])('has an AI behind each bracket: %s', (text, rest, position) => {
    expect(read(text).faults).toEqual([missing(rest, position)]);
  });

  it('goes on behind an AI that there is not, and behind a wrong value', () => {
    const parsed = read('(05)A(01)09506000134353(21)B');
    expect(values(parsed)).toBe('(01)09506000134353(21)B');
    expect(parsed.faults).toEqual([
      { code: 'gs1-ai-unknown', position: 1, ai: '05', detail: 'There is no AI 05.' },
      {
        code: 'gs1-check-digit',
        position: 23,
        ai: '01',
        detail: 'The value of AI 01 has a wrong check digit: "09506000134353".',
      },
    ]);
  });
});

describe('an element string', () => {
  const read = (text: string) => parseElementString(placedAt(text, 1), TODAY);

  it('has a value up to the separator, or as long as its AI has it', () => {
    const parsed = read(`01${PUMP}10AB${GS}21C`);
    expect(parsed.faults).toEqual([]);
    expect(placedIn(parsed).map(({ ai, aiAt, text }) => [ai, aiAt, text])).toEqual([
      ['01', 1, PUMP],
      ['10', 17, 'AB'],
      ['21', 22, 'C'],
    ]);
    expect(placedIn(parsed)[1]?.places).toEqual([19, 20, 21]);
  });

  it('may have a separator behind a fixed length, and at the end', () => {
    expect(values(read(`01${PUMP}${GS}10AB${GS}`))).toBe(`(01)${PUMP}(10)AB`);
    expect(read(`01${PUMP}${GS}10AB${GS}`).faults).toEqual([]);
  });

  it('without any AI is empty', () => {
    expect(read('')).toEqual({
      elements: [],
      faults: [{ code: 'gs1-empty', position: 1, detail: 'There is no AI in the text.' }],
    });
  });

  it('ends where no AI begins', () => {
    expect(read(`10A${GS}${GS}21B`).faults).toEqual([
      { code: 'gs1-ai-unknown', position: 5, detail: 'A separator stands where an AI must begin.' },
    ]);
    const parsed = read(`10A${GS}05B${GS}21C`);
    expect(values(parsed)).toBe('(10)A');
    expect(parsed.faults).toEqual([
      { code: 'gs1-ai-unknown', position: 5, detail: 'No AI begins here: "05B<GS>21C".' },
    ]);
  });

  it('ends within a value of fixed length that is too short, for where it ends nobody knows', () => {
    const short = read(`01095060${GS}10A`);
    expect(values(short)).toBe('(01)095060');
    expect(short.faults.map(({ code, position }) => [code, position])).toEqual([['gs1-too-short', 9]]);
  });

  it('goes on behind a wrong value of any other kind', () => {
    const parsed = read(`0109506000134353243${GS}21A#${GS}10B`);
    expect(values(parsed)).toBe('(01)09506000134353(243)(21)A#(10)B');
    expect(parsed.faults.map(({ code, position }) => [code, position])).toEqual([
      ['gs1-check-digit', 16],
      ['gs1-too-short', 20],
      ['gs1-character', 24],
    ]);
  });
});

describe('a Digital Link', () => {
  const read = (text: string) => parseDigitalLink(placedAt(text, 1), TODAY);
  const faults = (text: string) =>
    read(text).faults.map(({ code, position, detail }) => `${code} at ${position}: ${detail}`);

  it('has its key and qualifiers in the path, the rest in the query, each where it stands', () => {
    const parsed = read(`https://a.b/x/01/${PUMP}/21/A%2FB?17=270228&y=1&99=C+D%2b#z`);
    expect(placedIn(parsed).map(({ ai, aiAt, text }) => [ai, aiAt, text])).toEqual([
      ['01', 15, PUMP],
      ['21', 33, 'A/B'],
      ['17', 42, '270228'],
      ['99', 56, 'C D+'],
    ]);
    expect(placedIn(parsed)[1]?.places).toEqual([36, 37, 40, 41]);
    expect(parsed.faults.map(({ code, position }) => [code, position])).toEqual([['gs1-character', 60]]);
  });

  it('takes a plus in the path as itself', () => {
    expect(values(read(`https://a.b/01/${PUMP}/21/A+B`))).toBe(`(01)${PUMP}(21)A+B`);
  });

  it.each([
    ['9506000134352', '(01)09506000134352'],
    ['614141123452', '(01)00614141123452'],
    ['96385074', '(01)00000096385074'],
  ])('may have a shorter article number, as %s', (gtin, value) => {
    expect(values(read(`https://a.b/01/${gtin}`))).toBe(value);
    expect(read(`https://a.b/01/${gtin}`).faults).toEqual([]);
  });

  it.each(['9638507', '963850745', '61414112345', '095060001343521', 'A6385074', '9638507A'])(
    'has it in no other length: %s stays as it is',
    (gtin) => {
      expect(values(read(`https://a.b/01/${gtin}`))).toBe(`(01)${gtin}`);
      expect(read(`https://a.b/01/${gtin}`).faults).toHaveLength(1);
    },
  );

  it('lengthens nothing else, and knows the places of what it lengthened', () => {
    expect(values(read('https://a.b/8010/95060001?10=96385074'))).toBe('(8010)95060001(10)96385074');
    expect(placedIn(read('https://a.b/01/9506000134352'))[0]?.places).toEqual([
      16, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    ]);
  });

  const NO_KEY = 'The path has no primary key of GS1 with its value, as /01/09506000134352.';
  const NO_HOST = 'The URI names no host, or none that can be one.';
  const NO_PATH = 'The URI has no path; a Digital Link has its key there.';
  const NO_SCHEME = 'A Digital Link begins with http:// or https://.';
  it.each([
    ['ftp://a.b/01/1', `gs1-link at 1: ${NO_SCHEME}`],
    ['Https://a.b/01/1', `gs1-link at 1: ${NO_SCHEME}`],
    ['https:/a.b/01/1', `gs1-link at 1: ${NO_SCHEME}`],
    ['xhttps://a.b/01/1', `gs1-link at 1: ${NO_SCHEME}`],
    ['https://a.b/01/{1}', 'gs1-link at 16: This character cannot stand in a URI.'],
    ['https:///01/1', `gs1-link at 9: ${NO_HOST}`],
    ['http://a_b/01/1', `gs1-link at 8: ${NO_HOST}`],
    ['https://a@b/01/1', `gs1-link at 9: ${NO_HOST}`],
    ['https://@ab/01/1', `gs1-link at 9: ${NO_HOST}`],
    ['https://a.b', `gs1-link at 12: ${NO_PATH}`],
    ['https://a', `gs1-link at 10: ${NO_PATH}`],
    ['https://a.b/', `gs1-link at 13: ${NO_KEY}`],
    ['https://a.b/21/A', `gs1-link at 13: ${NO_KEY}`],
    ['https://a.b/01', `gs1-link at 13: ${NO_KEY}`],
    [`https://a.b/01/${PUMP}/`, `gs1-link at 13: ${NO_KEY}`],
    [`https://a.b/x#01/${PUMP}`, `gs1-link at 13: ${NO_KEY}`],
    [`https://a.b/x?/01/${PUMP}`, `gs1-link at 13: ${NO_KEY}`],
  ])('is none in %s', (text, fault) => {
    expect(faults(text)).toEqual([fault]);
    expect(read(text).elements).toEqual([]);
  });

  it.each([`http://a.b/01/${PUMP}`, `HTTPS://A.B/01/${PUMP}`, `HTTP://[::1]:80/01/${PUMP}`])(
    'is one in %s',
    (text) => {
      expect(faults(text)).toEqual([]);
      expect(values(read(text))).toBe(`(01)${PUMP}`);
    },
  );

  it('begins with the last key of its path', () => {
    expect(values(read(`https://a.b/01/1/01/${PUMP}/10/A`))).toBe(`(01)${PUMP}(10)A`);
    expect(values(read(`https://a.b/414/9506000134352/01/${PUMP}`))).toBe(`(01)${PUMP}`);
  });

  it.each([
    ['/22/A/10/B/21/C', []],
    ['/10/B/21/C', []],
    ['/22/A/21/C', []],
    [
      '/21/A/21/A',
      [
        '"21" cannot stand here: key 01 is qualified by 22, 10, 21; or 235, in this order.',
        'AI 21 stands twice in the link.',
      ],
    ],
    ['/235/A', []],
    ['/21/C/10/B', ['"10" cannot stand here: key 01 is qualified by 22, 10, 21; or 235, in this order.']],
    ['/10/B/235/A', ['"235" cannot stand here: key 01 is qualified by 22, 10, 21; or 235, in this order.']],
    ['/17/270228', ['"17" cannot stand here: key 01 is qualified by 22, 10, 21; or 235, in this order.']],
    ['/xx/A/21/C', ['"xx" cannot stand here: key 01 is qualified by 22, 10, 21; or 235, in this order.']],
  ])('has the qualifiers of its key in their order: %s', (path, details) => {
    expect(read(`https://a.b/01/${PUMP}${path}`).faults.map(({ detail }) => detail)).toEqual(details);
  });

  it('says of a key that has no qualifiers that there are none', () => {
    expect(faults('https://a.b/00/106141412345678908/21/A')).toEqual([
      'gs1-link-path at 35: "21" cannot stand here: key 00 is qualified by none, in this order.',
    ]);
  });

  it.each([
    ['17=270228', []],
    ['serial=A&x&=1&1a=2', []],
    ['', []],
    ['21=A', ['gs1-link-attribute at 31: AI 21 cannot stand in the query: it qualifies key 01 in the path.']],
    [
      '8200=A',
      ['gs1-link-attribute at 31: AI 8200 cannot stand in the query: it is none of the attributes.'],
    ],
    ['88=A', ['gs1-ai-unknown at 31: There is no AI 88.']],
    ['99=A&99=A', ['gs1-repeated at 36: AI 99 stands twice in the link.']],
    ['99=A%2', ['gs1-link-encoding at 35: A % must be followed by two hexadecimal digits.']],
    ['99=%', ['gs1-link-encoding at 34: A % must be followed by two hexadecimal digits.']],
  ])('has attributes in its query: %s', (query, told) => {
    expect(faults(`https://a.b/01/${PUMP}?${query}`)).toEqual(told);
  });

  it('takes nothing of a parameter that has no value', () => {
    expect(values(read(`https://a.b/01/${PUMP}?999&=1`))).toBe(`(01)${PUMP}`);
  });

  it('goes on behind what is wrongly encoded', () => {
    const parsed = read(`https://a.b/01/${PUMP}/10/A%/21/B`);
    expect(values(parsed)).toBe(`(01)${PUMP}(21)B`);
    expect(parsed.faults.map(({ code }) => code)).toEqual(['gs1-link-encoding']);
  });

  it('tells what is wrong with a value', () => {
    expect(read(`https://a.b/01/${PUMP}?17=271301`).faults).toEqual([
      {
        code: 'gs1-date',
        position: 34,
        ai: '17',
        detail: 'The value of AI 17 is not a day that exists: "271301".',
      },
    ]);
  });
});

describe('a reading', () => {
  const reading = (text: string) => readCertain(scannedIn(text), TODAY);

  it('has its form, its elements, what is wrong with it and what must stand beside', () => {
    expect(reading(`]C110A`)).toEqual({
      form: 'element-string',
      elements: [{ ai: '10', value: 'A' }],
      faults: [],
      incomplete: [
        {
          code: 'gs1-incomplete',
          position: 4,
          ai: '10',
          detail: 'AI 10 goes with 01, or 02, or 03, or 8006, or 8026, which this text does not have.',
        },
      ],
    });
    expect(reading('(00)106141412345678908')?.form).toBe('bracketed');
    expect(reading('https://a.b/00/106141412345678908')?.form).toBe('digital-link');
    expect(reading('HTTPS://A.B/00/106141412345678908')?.form).toBe('digital-link');
    expect(reading('see https://a.b/00/106141412345678908')).toBeUndefined();
  });

  it('has its faults in the order of the text, of pairs among those of values', () => {
    expect(reading('(10)A(10)B(21)#')?.faults.map(({ code, position }) => [code, position])).toEqual([
      ['gs1-repeated', 6],
      ['gs1-character', 15],
    ]);
  });

  it.each([
    [']C1SN', true, false, 'SN', 4],
    [']Q3SN', true, false, 'SN', 4],
    [']Q1SN', false, true, 'SN', 4],
    [']a9SN', false, true, 'SN', 4],
    [']a-SN', false, false, ']a-SN', 1],
    [']11SN', false, false, ']11SN', 1],
    ['A]C1SN', false, false, 'A]C1SN', 1],
    ['  ]C1SN ', true, false, 'SN', 6],
    ['\tSN\r\n', false, false, 'SN', 2],
    ['', false, false, '', 1],
  ])('knows what a scanner puts in front: %j', (raw, isGs1, isPlain, text, from) => {
    const { body, ...told } = scannedIn(raw);
    expect({ ...told, text: body.text, from: body.places[0] }).toEqual({ isGs1, isPlain, text, from });
  });

  it.each([
    ['10A{GS}21B', 8, '(10)A(21)B'],
    ['10A^]21B', 6, '(10)A(21)B'],
    ['10A<GS>21B', 8, '(10)A(21)B'],
    ['10A|21B', 5, '(10)A(21)B'],
    ['10A~21B', 5, '(10)A(21)B'],
    // The first that there is of these, in the order above, is the one.
    ['10A~1|21B', 7, '(10)A~1(21)B'],
    ['10A|1^]21B', 8, '(10)A|1(21)B'],
    ['10A^]1{GS}21B', 11, '(10)A^]1(21)B'],
    ['10A<GS>1~21B', 10, '(10)A<GS>1(21)B'],
  ])('counts the characters of the text with its separators as sent: %s', (text, at, shown) => {
    const { elements = [] } = reading(`]C1${text}`) ?? {};
    expect(elements.map(({ ai, value }) => `(${ai})${value}`).join('')).toBe(shown);
    const { incomplete = [] } = reading(`]C1${text}`) ?? {};
    expect(incomplete.find(({ ai }) => ai === '21')?.position).toBe(at + 3);
  });

  it('tells of what is missing at the end behind the last character that was sent', () => {
    expect(reading(']C110A{GS}20')?.faults.map(({ code, position }) => [code, position])).toEqual([
      ['gs1-too-short', 13],
    ]);
  });

  it('takes a tilde at the very end for a character, beside others for what they are', () => {
    const shown = (text: string) =>
      reading(text)
        ?.elements.map(({ ai, value }) => `(${ai})${value}`)
        .join('');
    expect(shown(']C110A~')).toBe('(10)A~');
    expect(shown(']C110A~21B~')).toBe('(10)A(21)B~');
  });
});
