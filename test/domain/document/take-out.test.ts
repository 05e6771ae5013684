import { describe, expect, it } from 'vitest';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { flowOf } from '../../../functions/domain/document/flows.ts';
import type { LinePosting, Posting } from '../../../functions/domain/document/post.ts';
import { joinedBy } from '../../../functions/domain/document/take-out.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Parent, Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, anItem, aUnit, entriesOf, TODAY, wholesOf } from '../builders.ts';

const bike = (serial: string, given: Partial<Unit> = {}): Unit => aUnit(serial, { itemId: 'bike', ...given });
const named = ({ itemId, serial, id }: Unit): Parent => ({ itemId, serial, id });
const within = (serial: string, parent: Parent | undefined, given: Partial<Unit> = {}): Unit =>
  aUnit(serial, { status: 'consumed', parent, ...given });

const B1 = bike('B1');
const B2 = bike('B2');
const UNITS = [
  within('A1', named(B1)),
  within('A2', named(B1)),
  within('A3', named(B2)),
  within('A4', undefined),
  within('A5', { itemId: 'bike', serial: 'B5', id: 'B5.planned0' }),
  within('A6', { itemId: 'bike', serial: 'B6' }),
  within('A7', { itemId: 'bike', serial: 'B7' }),
  aUnit('A9'),
];

type Given = {
  readonly serials?: readonly string[];
  readonly line?: Partial<DocumentLine>;
  readonly units?: readonly Unit[];
  /** What there is, beside the two bikes, and which of all a line names. */
  readonly others?: readonly Unit[];
  readonly named?: readonly Unit[];
  /** Those that earlier postings took parts out of. */
  readonly opened?: readonly Unit[];
  readonly document?: Partial<LedgerDocument>;
  readonly posted?: readonly LinePosting[];
};
const joined = (flow: 'take-out' | 'consume' | 'sell', given: Given = {}) => {
  const { serials = [], units = UNITS, others = [], opened = [], document, posted = [] } = given;
  const line: DocumentLine = {
    ...aLine({ line: 2, quantity: 3, role: flow === 'consume' ? 'consume' : 'take-out' }),
    ...given.line,
  };
  const its: LinePosting = {
    line,
    quantity: pieces(serials.length),
    entries: entriesOf(serials, '/lines/1/serials'),
    meant: serials.length,
    pointer: '/lines/1',
  };
  const posting: Posting = {
    document: aDocument({ kind: 'works-order', lines: [line], ...document }),
    lines: [its, ...posted],
    effectiveDate: TODAY,
    stage: 'post',
  };
  const context = aContext({
    items: [anItem(), anItem({ itemId: 'bike' }), anItem({ itemId: 'scooter' })],
    units,
    wholes: wholesOf({ byId: [B1, B2, ...others], named: given.named ?? [], opened }),
  });
  return joinedBy(posting, its, { flow: flowOf(flow), context });
};
const out = (given: Given) => joined('take-out', given);

const AT = { pointer: '/lines/1/parentSerial', line: 2 };

describe('a line that joins nothing', () => {
  it('has no parent, whatever it names', () => {
    expect(joined('sell', { serials: ['A1'], line: { parentItemId: 'bike' } })).toEqual({ violations: [] });
  });
});

describe('parts that go into something', () => {
  it('go into what is named, not into what they are in', () => {
    const line = { parentSerial: 'B2', parentItemId: 'bike' };
    expect(joined('consume', { serials: ['A9'], line, named: [B1, B2] })).toEqual({
      parent: named(B2),
      violations: [],
    });
  });
});

describe('parts that come out of something that nobody names', () => {
  it.each([
    ['all are in one', ['A1', 'A2'], named(B1)],
    ['they are in several', ['A1', 'A3'], undefined],
    ['one of them is in nothing that is known', ['A1', 'A4'], undefined],
    ['none is in anything that is known', ['A4'], undefined],
    ['all are in what was only planned', ['A5'], { itemId: 'bike', serial: 'B5', id: 'B5.planned0' }],
    ['what they are in has no id, as it had in older records', ['A6'], undefined],
    ['none has a number', [], undefined],
    ['those that are parts are in one; of the others that is told apart', ['A9', 'A1'], named(B1)],
    ['none of them is a part', ['A9'], undefined],
    ['none of them is known', ['X1'], undefined],
  ] as const)('tell what that is, or not, where %s', (_, serials, parent) => {
    expect(out({ serials })).toEqual({ violations: [], ...(parent === undefined ? {} : { parent }) });
  });

  it('tell it by its number of today, and as what is there where that is not what was planned', () => {
    const planned = { itemId: 'bike', serial: 'B5', id: 'B5.planned0' };
    const renamed = bike('B8', { aliases: ['B1'], id: B1.id });
    expect(out({ serials: ['A1'], others: [renamed] })).toEqual({
      parent: { itemId: 'bike', serial: 'B8', id: B1.id },
      violations: [],
    });
    const instead = bike('B5', { id: 'B5.instead0' });
    const wholes = { byId: new Map([[planned.id, instead]]), named: new Map(), opened: new Set<string>() };
    const line = aLine({ role: 'take-out' });
    const posted = {
      line,
      quantity: pieces(1),
      entries: entriesOf(['A5']),
      meant: 1,
      pointer: '/lines/0',
    };
    const posting: Posting = {
      document: aDocument({ kind: 'works-order', lines: [line] }),
      lines: [posted],
      effectiveDate: TODAY,
      stage: 'post',
    };
    const context = aContext({ units: UNITS, wholes });
    expect(joinedBy(posting, posted, { flow: flowOf('take-out'), context }).parent).toEqual(named(instead));
    const unread = aContext({ units: UNITS });
    expect(joinedBy(posting, posted, { flow: flowOf('take-out'), context: unread }).parent).toEqual(planned);
  });

  it('must be told of which unit, where only its item is named', () => {
    expect(out({ serials: ['A1'], line: { parentItemId: 'bike' } })).toEqual({
      violations: [
        {
          ...AT,
          code: 'parent-required',
          detail: 'Say which unit of item bike line 2 is about.',
        },
      ],
    });
  });
});

describe('parts that come out of what is named', () => {
  it.each([
    ['by its number alone, for they are in it', { parentSerial: 'b1' }, {}],
    ['by its item too', { parentSerial: 'B1', parentItemId: 'bike' }, { named: [B1] }],
    [
      'by its item too, also where it was not read by its name',
      { parentSerial: 'B1', parentItemId: 'bike' },
      {},
    ],
  ] as const)('are found there %s', (_, line, given) => {
    expect(out({ serials: ['A1', 'A2'], line, ...given })).toEqual({ parent: named(B1), violations: [] });
  });

  it('may have no numbers: it is named by item and number, or worked on by the document', () => {
    expect(out({ line: { parentSerial: 'B2', parentItemId: 'bike' }, named: [B2] })).toEqual({
      parent: named(B2),
      violations: [],
    });
    const origin = { known: true, documentId: 'doc-1', movementId: 'p0.1', date: TODAY } as const;
    const made = bike('B3', { origin });
    const lines = [aLine({ itemId: 'bike', role: 'produce' }), aLine({ line: 2, role: 'take-out' })];
    const units = [...UNITS, made];
    expect(out({ line: { parentSerial: 'B3' }, units, document: { lines } })).toEqual({
      parent: named(made),
      violations: [],
    });
    const other: LinePosting = {
      line: aLine({ line: 5, role: 'take-out' }),
      quantity: pieces(1),
      entries: entriesOf(['A3']),
      meant: 1,
      pointer: '/lines/4',
    };
    expect(out({ line: { parentSerial: 'B2' }, posted: [other] })).toEqual({
      parent: named(B2),
      violations: [],
    });
  });

  it('are refused by what they are in, where that is something else', () => {
    expect(out({ serials: ['A1', 'A4'], line: { parentSerial: 'B1' } })).toMatchObject({
      parent: named(B1),
      violations: [{ serial: 'A4', code: 'part-elsewhere' }],
    });
    expect(out({ serials: ['A3', 'A1'], line: { parentSerial: 'B1' } })).toEqual({
      parent: named(B1),
      violations: [
        {
          pointer: '/lines/1/serials/0',
          serial: 'A3',
          itemId: 'phone',
          status: 'consumed',
          documentId: 'doc-0',
          documentNumber: 'R-0',
          locationId: 'main',
          line: 2,
          code: 'part-elsewhere',
          detail: '"A3" of item phone is in "B2" of item bike, not in "B1".',
        },
      ],
    });
  });

  it('are refused where it is not known, by what they are in if they are in anything', () => {
    const where = { line: 2, code: 'part-elsewhere' };
    expect(out({ serials: ['A1', 'A4'], line: { parentSerial: 'B7' } })).toMatchObject({
      violations: [
        { ...where, serial: 'A1', detail: '"A1" of item phone is in "B1" of item bike, not in "B7".' },
        {
          ...where,
          serial: 'A4',
          detail: '"A4" of item phone is in no unit that is known, not in "B7".',
        },
      ],
    });
    expect(out({ serials: ['A1'], line: { parentSerial: 'B7' } })).not.toHaveProperty('parent');
    expect(out({ line: { parentSerial: 'B7' } })).toEqual({
      violations: [
        {
          ...AT,
          code: 'parent-unknown',
          serial: 'B7',
          detail:
            '"B7" is not a unit that this document produces or takes a part out of; for another one say its item too, as parentItemId.',
        },
      ],
    });
    expect(out({ serials: ['A9'], line: { parentSerial: 'B7', parentItemId: 'bike' } })).toEqual({
      violations: [
        {
          ...AT,
          code: 'parent-unknown',
          serial: 'B7',
          detail: '"B7" is not a known unit of item bike.',
        },
      ],
    });
  });

  it('are not in one of the same number without an id', () => {
    expect(out({ serials: ['A7'], line: { parentSerial: 'B7' } })).toMatchObject({
      violations: [
        { code: 'part-elsewhere', detail: '"A7" of item phone is in "B7" of item bike, not in "B7".' },
      ],
    });
  });

  const scooter = aUnit('B1', { itemId: 'scooter', id: 'B1.sc00ter0' });
  const inScooter = within('S1', named(scooter));

  it('are in that of several with the number that they are in', () => {
    const units = [...UNITS, inScooter];
    const others = [scooter];
    const given = { units, others, named: [B1, scooter] };
    expect(out({ ...given, serials: ['S1'], line: { parentSerial: 'B1' } })).toEqual({
      parent: named(scooter),
      violations: [],
    });
    // Though the document has taken something out of the other one before.
    expect(out({ ...given, opened: [B1], serials: ['S1'], line: { parentSerial: 'B1' } })).toEqual({
      parent: named(scooter),
      violations: [],
    });
  });

  it('are in none of another item than the one that is named', () => {
    const told = { parentSerial: 'B1', parentItemId: 'scooter' };
    const units = [...UNITS, inScooter];
    const given = { units, others: [scooter], line: told };
    expect(out({ ...given, named: [scooter], serials: ['S1', 'A1'] })).toMatchObject({
      parent: named(scooter),
      violations: [{ serial: 'A1', code: 'part-elsewhere' }],
    });
    expect(out({ ...given, named: [scooter], serials: ['A1'] })).toMatchObject({
      parent: named(scooter),
      violations: [{ serial: 'A1', code: 'part-elsewhere' }],
    });
    expect(out({ ...given, opened: [B1] })).toEqual({
      violations: [
        {
          ...AT,
          code: 'parent-unknown',
          serial: 'B1',
          detail: '"B1" is not a known unit of item scooter.',
        },
      ],
    });
  });

  it('must be told of which, where they are in several with the number', () => {
    const given = { units: [...UNITS, inScooter], others: [scooter] };
    expect(out({ ...given, serials: ['A1', 'S1'], line: { parentSerial: 'B1' } })).toEqual({
      violations: [
        {
          ...AT,
          code: 'parent-ambiguous',
          serial: 'B1',
          detail:
            '"B1" may be "B1" of item bike and "B1" of item scooter; say its item too, as parentItemId.',
        },
      ],
    });
  });

  it('are not asked about another that bore the number before, if they are in one that bears it', () => {
    const renamed = bike('B9', { aliases: ['B1'] });
    const inRenamed = within('R1', named(renamed));
    const given = { units: [...UNITS, inRenamed], others: [renamed] };
    expect(out({ ...given, serials: ['A1', 'R1'], line: { parentSerial: 'B1' } })).toMatchObject({
      parent: named(B1),
      violations: [{ serial: 'R1', detail: '"R1" of item phone is in "B9" of item bike, not in "B1".' }],
    });
    expect(out({ ...given, serials: ['R1'], line: { parentSerial: 'B1' } })).toEqual({
      parent: named(renamed),
      violations: [],
    });
  });
});

describe('a unit that nothing can come out of', () => {
  const line = { parentSerial: 'B3', parentItemId: 'bike' };
  const gone = bike('B3', { voided: true, status: 'written-off' });
  const expected = bike('B3', { status: 'expected', locationId: undefined });

  it.each([
    ['what brought it in was taken back', gone, { status: 'written-off', locationId: 'main' }],
    ['it is expected', expected, { status: 'expected' }],
  ] as const)('is one of which it is true that %s', (is, unit, told) => {
    expect(out({ line, named: [unit] })).toEqual({
      parent: named(unit),
      violations: [
        {
          ...AT,
          serial: 'B3',
          itemId: 'bike',
          documentId: 'doc-0',
          documentNumber: 'R-0',
          ...told,
          code: 'parent-wrong-state',
          detail: `"B3" of item bike has no parts: ${is}.`,
        },
      ],
    });
  });

  it.each(['in-stock', 'in-transit', 'sold', 'consumed', 'written-off', 'returned-to-supplier'] as const)(
    'is none that is %s, though it be no good any more',
    (status) => {
      expect(out({ line, named: [bike('B3', { status })] }).violations).toEqual([]);
    },
  );

  it('is told with the parts that are elsewhere', () => {
    expect(out({ serials: ['A1'], line, named: [gone] })).toMatchObject({
      parent: named(gone),
      violations: [{ code: 'parent-wrong-state' }, { code: 'part-elsewhere', serial: 'A1' }],
    });
  });

  it('is told of one that is not made yet by nothing: the posting makes it', () => {
    const lines = [
      aLine({ itemId: 'bike', role: 'produce', assigned: ['B4'] }),
      aLine({ line: 2, role: 'take-out' }),
    ];
    expect(out({ line: { parentSerial: 'B4' }, document: { lines } })).toEqual({
      parent: { itemId: 'bike', serial: 'B4', id: 'B4.n3wn3wn3' },
      violations: [],
    });
  });
});
