import { describe, expect, it } from 'vitest';
import { bearers, parentOf } from '../../../functions/domain/document/parent.ts';
import type { Posting } from '../../../functions/domain/document/post.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, anItem, TODAY } from '../builders.ts';
import { AT, assigned, BIKE, BIKES, bike, PARTS, PHONE, parentAs, parentIn, postedOf } from './parts-into.ts';

describe('a unit that is named for parts', () => {
  const named = { parentSerial: 'b1', parentItemId: 'bike' };
  const refused = (unit: Unit) => parentIn(named, { lines: [], wholes: { named: [unit] } }).violations;

  it.each(['in-stock', 'sold', 'consumed'] as const)('may be one that is %s', (status) => {
    const unit = bike('B1', { status });
    expect(parentIn(named, { lines: [], wholes: { named: [unit] } })).toEqual({
      parent: parentAs(unit),
      violations: [],
    });
  });

  it.each([
    [{ status: 'in-transit' }, 'in-transit', 'it is in-transit by document R-0'],
    [
      { status: 'written-off', documentNumber: undefined },
      'written-off',
      'it is written-off by document doc-0',
    ],
    [
      { status: 'returned-to-supplier', documentId: undefined },
      'returned-to-supplier',
      'it is returned-to-supplier',
    ],
    [{ status: 'expected' }, 'expected', 'it is expected by document R-0'],
    [{ status: 'in-stock', voided: true }, 'in-stock', 'what brought it in was taken back by document R-0'],
  ] as const)('is refused where it can take none: %o', (given, status, is) => {
    expect(refused(bike('B1', given))).toMatchObject([
      {
        ...AT,
        serial: 'B1',
        itemId: 'bike',
        locationId: 'main',
        status,
        code: 'parent-wrong-state',
        detail: `"B1" of item bike can take no parts: ${is}.`,
      },
    ]);
  });

  it('takes none before it came in', () => {
    expect(refused(bike('B1', { addedDate: '2026-03-11' }))).toMatchObject([
      {
        ...AT,
        serial: 'B1',
        itemId: 'bike',
        status: 'in-stock',
        code: 'date-before-unit',
        detail: `"B1" of item bike came in on 2026-03-11, after ${TODAY}.`,
      },
    ]);
    expect(refused(bike('B1', { addedDate: TODAY }))).toEqual([]);
    expect(refused(bike('B1', { addedDate: undefined }))).toEqual([]);
  });

  it('is one that the order works on, where its item is not named', () => {
    const lines = [assigned({ ...BIKES, quantity: pieces(2) }, 'b1', 'b2')];
    const { parent } = parentIn({ parentSerial: ' B2 ' }, { lines });
    expect(parent).toEqual({ itemId: 'bike', serial: 'b2', id: 'B2.bike' });
    const wholes = { opened: [bike('B7')] };
    expect(parentIn({ parentSerial: 'b7' }, { lines, wholes }).parent).toEqual(parentAs(bike('B7')));
    expect(parentIn({ parentSerial: 'b9' }, { lines, wholes })).toEqual({
      violations: [
        {
          ...AT,
          serial: 'b9',
          code: 'parent-unknown',
          detail:
            '"b9" is not a unit that this document produces or takes a part out of; for another one say its item too, as parentItemId.',
        },
      ],
    });
  });

  it('is one of the item that is named with it', () => {
    const frames = assigned({ ...BIKES, line: 3, itemId: 'frame' }, 'b1');
    const lines = [assigned(BIKES, 'b1'), frames];
    const items = [PHONE, BIKE, anItem({ itemId: 'frame' })];
    const its = parentIn({ ...named, parentItemId: 'frame' }, { lines, items });
    expect(its).toEqual({ parent: { itemId: 'frame', serial: 'b1', id: 'B1.frame' }, violations: [] });
    expect(parentIn({ parentSerial: 'b1' }, { lines, items })).toEqual({
      violations: [
        {
          ...AT,
          serial: 'b1',
          code: 'parent-ambiguous',
          detail: '"b1" may be "b1" of item bike and "b1" of item frame; say its item too, as parentItemId.',
        },
      ],
    });
    expect(parentIn({ ...named, parentItemId: 'car' }, { lines, items })).toEqual({
      violations: [
        { ...AT, serial: 'b1', code: 'parent-unknown', detail: '"b1" is not a known unit of item car.' },
      ],
    });
  });

  it('is none that its item alone names', () => {
    expect(parentIn({ parentItemId: 'bike' }, { lines: [assigned(BIKES, 'b1')] })).toEqual({
      violations: [
        { ...AT, code: 'parent-required', detail: 'Say which unit of item bike line 2 is about.' },
      ],
    });
  });
});

describe('units that bear a number', () => {
  const context = aContext();
  const candidate = (unit: Unit) => ({ ...parentAs(unit), key: unit.key, aliases: unit.aliases });
  const [b1, b2, b3] = [
    candidate(bike('B1')),
    candidate(bike('B2', { aliases: ['x1', 'b1'] })),
    candidate(bike('B3', { aliases: ['b1'] })),
  ];

  it('are those that bear it now; where none does, those that bore it', () => {
    expect(bearers(' b1', [b2, b1, b3], context)).toEqual([b1]);
    expect(bearers('b1', [b2, b3], context)).toEqual([b2, b3]);
    expect(bearers('b1', [candidate(bike('B4', { aliases: ['x1'] })), b3], context)).toEqual([b3]);
    expect(bearers('x9', [b1, b2, b3], context)).toEqual([]);
  });

  it('are told once each', () => {
    expect(bearers('b1', [b1, b1], context)).toEqual([b1]);
  });

  it('are others in another case, where the tenant tells cases apart', () => {
    const exact = aContext({ settings: { caseSensitive: true } });
    expect(bearers('b1', [b1, b2], exact)).toEqual([b2]);
    expect(bearers('B1', [b2, b3], exact)).toEqual([]);
  });

  it('have to be told apart by the numbers of today where several bore it', () => {
    const bore = [bike('B2', { aliases: ['B1'] }), bike('B3', { aliases: ['B1'] })];
    const wholes = {
      byId: new Map(),
      named: new Map([['bike#B1', bore]]),
      opened: new Set<string>(),
    };
    const line = { ...PARTS, parentSerial: 'b1', parentItemId: 'bike' };
    const posted = postedOf(line, ['A1']);
    const document = aDocument({ kind: 'works-order', lines: [line] });
    const posting: Posting = { document, lines: [posted], effectiveDate: TODAY, stage: 'post' };
    expect(parentOf(posting, posted, aContext({ wholes }))).toEqual({
      violations: [
        {
          ...AT,
          serial: 'b1',
          code: 'parent-ambiguous',
          detail: '"b1" may be "B2" of item bike and "B3" of item bike; say the number that it bears today.',
        },
      ],
    });
  });
});
