import { describe, expect, it } from 'vitest';
import type { UnitChange } from '../../../functions/domain/document/context.ts';
import { joiningOf } from '../../../functions/domain/document/inside.ts';
import type { Wholes } from '../../../functions/domain/document/wholes.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aUnit, wholesOf } from '../builders.ts';

const part = (serial: string, into?: Unit): Unit =>
  aUnit(serial, into === undefined ? {} : { status: 'consumed', parent: parentOf(into) });
const parentOf = ({ itemId, serial, id }: Unit) => ({ itemId, serial, id });

/** A unit goes into another, by a line of its own. */
const into = (serial: string, whole: Unit): UnitChange => ({
  before: part(serial),
  after: part(serial, whole),
});
const joining = (changes: readonly UnitChange[], wholes?: Wholes, others: readonly UnitChange[] = []) =>
  joiningOf(
    changes.map((change, i) => ({ change, pointer: `/lines/${i}/parentSerial`, line: i + 1 })),
    [...changes, ...others],
    wholes,
  );
const details = ({ violations }: ReturnType<typeof joining>) => violations.map(({ detail }) => detail);

const [A, B, C] = [part('A'), part('B'), part('C')];

describe('a unit', () => {
  it('goes into another, on which the decision then stands, with all that it is in', () => {
    const [c, b] = [C, part('B', C)];
    expect(joining([into('A', b)], wholesOf({ byId: [b, c, part('D')] }))).toEqual({
      violations: [],
      relied: [b, c],
    });
  });

  it('may go into what is not made yet', () => {
    expect(joining([into('A', B)], wholesOf({}))).toEqual({ violations: [], relied: [] });
    expect(joining([into('A', B)])).toEqual({ violations: [], relied: [] });
  });

  it('cannot go into itself', () => {
    expect(joining([into('A', A)], wholesOf({ byId: [A] })).violations).toEqual([
      {
        pointer: '/lines/0/parentSerial',
        serial: 'A',
        itemId: 'phone',
        line: 1,
        code: 'unit-inside-itself',
        detail: '"A" of item phone cannot go into itself.',
      },
    ]);
  });

  it('cannot go into what is in it, however deep, and is told the whole way', () => {
    const wholes = (...units: Unit[]) => wholesOf({ byId: [...units, A] });
    expect(details(joining([into('A', B)], wholes(part('B', A))))).toEqual([
      '"A" of item phone cannot go into "B" of item phone: "B" of item phone is in "A" of item phone.',
    ]);
    expect(details(joining([into('A', C)], wholes(part('C', B), part('B', A))))).toEqual([
      '"A" of item phone cannot go into "C" of item phone: "C" of item phone is in "B" of item phone, which is in "A" of item phone.',
    ]);
  });

  it('cannot go in a ring with others of the same posting', () => {
    const ring = joining([into('A', B), into('B', C), into('C', A)], wholesOf({ byId: [A, B, C] }));
    expect(ring.violations.map(({ pointer, serial, line }) => [pointer, serial, line])).toEqual([
      ['/lines/0/parentSerial', 'A', 1],
      ['/lines/1/parentSerial', 'B', 2],
      ['/lines/2/parentSerial', 'C', 3],
    ]);
    expect(ring.relied).toEqual([]);
  });

  it('may go into what comes out of it in the same posting', () => {
    const out = { before: part('B', A), after: part('B') };
    expect(joining([into('A', B)], wholesOf({ byId: [A, part('B', A)] }), [out])).toEqual({
      violations: [],
      relied: [],
    });
  });

  it('may go into what was in it and is gone by the same posting', () => {
    const gone = { before: part('B', A) };
    expect(joining([into('A', B)], wholesOf({ byId: [A, part('B', A)] }), [gone]).violations).toEqual([]);
  });

  it('goes into what stands in the place of what was planned', () => {
    const planned = { ...B, id: 'planned' };
    const made = part('B', A);
    const wholes = {
      ...wholesOf({}),
      byId: new Map([
        ['planned', made],
        [A.id, A],
      ]),
    };
    expect(details(joining([into('A', planned)], wholes))).toEqual([
      '"A" of item phone cannot go into "B" of item phone: "B" of item phone is in "A" of item phone.',
    ]);
    const out = { before: made, after: part('B') };
    expect(joining([into('A', planned)], wholes, [out]).violations).toEqual([]);
  });

  it('is told without a line where none was asked for', () => {
    const { violations } = joiningOf([{ change: into('A', A), pointer: '/movementIds' }], [into('A', A)]);
    expect(violations).toMatchObject([{ pointer: '/movementIds', code: 'unit-inside-itself' }]);
    expect(violations[0]).not.toHaveProperty('line');
  });
});

describe('nothing is joined, and nothing relied on,', () => {
  const wholes = wholesOf({ byId: [A, part('B', A)] });

  it.each<[string, UnitChange]>([
    ['by a unit that goes into nothing', { before: A, after: A }],
    ['by a unit that disappears', { before: part('A', B) }],
    ['by a part that stays where it is', { before: part('A', B), after: part('A', B) }],
    [
      'by a part of something of which no id is known',
      { before: A, after: { ...A, parent: { itemId: 'phone', serial: 'B' } } },
    ],
  ])('%s', (_, change) => {
    expect(joining([change], wholes)).toEqual({ violations: [], relied: [] });
  });

  it('but by a new unit, and by a part that goes from one into another', () => {
    const fault = [
      '"A" of item phone cannot go into "B" of item phone: "B" of item phone is in "A" of item phone.',
    ];
    expect(details(joining([{ after: part('A', B) }], wholes))).toEqual(fault);
    expect(details(joining([{ before: part('A', C), after: part('A', B) }], wholes))).toEqual(fault);
  });
});

describe('a ring that is on record already', () => {
  it('is walked once', () => {
    const wholes = wholesOf({ byId: [part('B', C), part('C', B)] });
    expect(joining([into('A', B)], wholes)).toEqual({
      violations: [],
      relied: [part('B', C), part('C', B)],
    });
  });
});
