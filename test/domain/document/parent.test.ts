import { describe, expect, it } from 'vitest';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aLine, aUnit, TODAY } from '../builders.ts';
import { AT, assigned, BIKES, bike, parentAs, parentIn, postedOf } from './parts-into.ts';

const madeBy = (documentId: string): Pick<Unit, 'origin'> => ({
  origin: { known: true, documentId, movementId: 'p0.1', date: TODAY },
});

describe('parts of which nobody says what they go into', () => {
  const said = {
    violations: [
      {
        ...AT,
        code: 'parent-required',
        detail: 'Say which produced unit the serials of line 2 go into.',
      },
    ],
  };
  const two = { ...BIKES, quantity: pieces(2) };

  it('go into the only unit that is made: planned, or here by now', () => {
    const one = { lines: [assigned(BIKES, 'b1')] };
    const planned = { parent: { itemId: 'bike', serial: 'b1', id: 'B1.bike' }, violations: [] };
    expect(parentIn({}, one)).toEqual(planned);
    expect(parentIn({}, { ...one, serials: [] })).toEqual(planned);
    const made = bike('B1', madeBy('doc-1'));
    expect(parentIn({}, { ...one, units: [made] })).toEqual({ parent: parentAs(made), violations: [] });
  });

  it.each([
    ['two are made', { lines: [assigned(two, 'b1', 'b2')] }],
    ['two are to be made, and one has its number', { lines: [assigned(two, 'b1')] }],
    ['one is to be made and has no number yet', {}],
    [
      'one is to be made, and another was made instead',
      { lines: [assigned(BIKES, 'b1')], units: [bike('B2', madeBy('doc-1'))] },
    ],
    ['one of each of two rows is made', { lines: [assigned(BIKES, 'b1'), { ...BIKES, line: 3 }] }],
    ['one needs a number, and another none', { lines: [{ ...BIKES, itemId: 'lamp', line: 3 }, BIKES] }],
  ] as const)('have to be told it where %s', (_, given) => {
    expect(parentIn({}, given)).toEqual(said);
  });

  it.each([
    ['they have no numbers themselves', { serials: [], lines: [assigned(two, 'b1', 'b2')] }],
    ['what is made needs no number, and has none', { lines: [{ ...BIKES, itemId: 'lamp' }] }],
    ['what is made is nothing that is numbered', { lines: [{ ...BIKES, itemId: 'glue' }] }],
    ['what is made is an item that is gone', { lines: [{ ...BIKES, itemId: 'gone' }] }],
    ['nothing is made', { lines: [] }],
  ] as const)('go into no unit in particular where %s', (_, given) => {
    expect(parentIn({}, given)).toEqual({ violations: [] });
  });

  it('have to be told it where what is made needs no number, and several have one', () => {
    const lamps = { ...two, itemId: 'lamp' };
    expect(parentIn({}, { lines: [assigned(lamps, 'l1', 'l2')] })).toEqual(said);
  });

  it('go into the unit that something comes out of, where nothing is made', () => {
    const opened = [bike('B1')];
    expect(parentIn({}, { lines: [], wholes: { opened } })).toEqual({
      parent: parentAs(bike('B1')),
      violations: [],
    });
    const glue = [{ ...BIKES, itemId: 'glue' }];
    expect(parentIn({}, { lines: glue, wholes: { opened } }).parent?.serial).toBe('B1');
    // What is made is meant before what is opened.
    expect(parentIn({}, { lines: [assigned(BIKES, 'b2')], wholes: { opened } }).parent?.serial).toBe('b2');
  });

  it('have to be told it where something comes out of several', () => {
    const [b1, b2, frame] = [bike('B1'), bike('B2'), aUnit('B1', { itemId: 'frame', id: 'B1.frame' })];
    const detail = (n: number) => `Parts come out of ${n} units; say which of them line 2 goes into.`;
    expect(parentIn({}, { lines: [], wholes: { opened: [b1, b2] } })).toEqual({
      violations: [{ ...AT, code: 'parent-required', detail: detail(2) }],
    });
    const units = [aUnit('A7', { status: 'consumed', parent: parentAs(b1) })];
    const out = aLine({ line: 3, role: 'take-out' });
    const given = { lines: [out], beside: [postedOf(out, ['A7'])], units };
    // The same one, opened before and now.
    expect(parentIn({}, { ...given, wholes: { opened: [b1] } }).parent).toEqual(parentAs(b1));
    expect(parentIn({}, { ...given, wholes: { byId: [b1], opened: [frame, b2] } }).violations).toEqual([
      { ...AT, code: 'parent-required', detail: detail(3) },
    ]);
  });
});
