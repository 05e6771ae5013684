import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideLane,
  entriesOf,
  faultOf,
  type Judged,
  type Outcome,
} from '../../../functions/domain/imports/lane.ts';
import type { ImportRow } from '../../../functions/domain/imports/row.ts';
import type { Violation } from '../../../functions/domain/violations.ts';
import { aMovement, aRow } from '../builders.ts';

const ROWS = [2, 3, 4, 5, 6].map((row) => aRow(row, `A${row}`));

const violation = (given: Partial<Violation> = {}): Violation => ({
  pointer: '',
  code: 'date-locked',
  detail: 'It is locked.',
  ...given,
});
const bad = (row: number) => violation({ code: 'serial-exists', detail: `${row} exists.`, position: row });
const short = (given: Partial<Violation> = {}) =>
  violation({ code: 'unnumbered-insufficient', detail: 'There are fewer.', ...given });

/** What is decided tells of which rows it is. */
const decisionOn = (rows: readonly ImportRow[]) => ({
  units: [],
  movements: [aMovement('receive', { movementId: rows.map(({ row }) => row).join('+') })],
  balances: [],
});

const deciding = (
  room: number,
  faults: (rows: readonly ImportRow[]) => readonly Violation[],
  rows: readonly ImportRow[] = ROWS,
) => {
  const outcomes = new Map<number, Outcome>();
  const judged: string[] = [];
  const judge = (trial: readonly ImportRow[]): Judged => {
    judged.push(trial.map(({ row }) => row).join('+'));
    return { violations: faults(trial), decision: decisionOn(trial) };
  };
  const { taken, over, short: why, decision } = decideLane({ rows, room, judge }, outcomes);
  return {
    taken: taken.map(({ row }) => row),
    over: over.map(({ row }) => row),
    short: why,
    decided: decision?.movements.map(({ movementId }) => movementId),
    outcomes: Object.fromEntries(outcomes),
    judged,
  };
};

const refusing =
  (...numbers: readonly number[]) =>
  (rows: readonly ImportRow[]) =>
    rows.filter(({ row }) => numbers.includes(row)).map(({ row }) => bad(row));

describe('rows that are decided on together', () => {
  it('are taken all, by one decision, where nothing is wrong and there is room', () => {
    expect(deciding(5, () => [])).toEqual({
      taken: [2, 3, 4, 5, 6],
      over: [],
      short: undefined,
      decided: ['2+3+4+5+6'],
      outcomes: {},
      judged: ['2+3+4+5+6'],
    });
  });

  it('are taken in their order, as many as there is room for; the others are left over', () => {
    expect(deciding(2, () => [])).toMatchObject({
      taken: [2, 3],
      over: [4, 5, 6],
      decided: ['2+3'],
      outcomes: {},
    });
  });

  it('are not even looked at where there is no room', () => {
    expect(deciding(0, refusing(2))).toEqual({
      taken: [],
      over: [2, 3, 4, 5, 6],
      short: undefined,
      decided: undefined,
      outcomes: {},
      judged: [],
    });
  });

  it('fall each by itself, and the next good one has the room', () => {
    expect(deciding(2, refusing(2, 4))).toEqual({
      taken: [3, 5],
      over: [6],
      short: undefined,
      decided: ['3+5'],
      outcomes: {
        2: { code: 'serial-exists', detail: '2 exists.' },
        4: { code: 'serial-exists', detail: '4 exists.' },
      },
      judged: ['2+3', '3+4', '3+5'],
    });
  });

  it('come to nothing where each of them is bad', () => {
    expect(deciding(5, refusing(2, 3, 4, 5, 6))).toMatchObject({
      taken: [],
      over: [],
      decided: undefined,
      judged: ['2+3+4+5+6'],
    });
  });

  it('are told each the first thing that is wrong with it', () => {
    const faults = (rows: readonly ImportRow[]) => [
      ...refusing(3)(rows),
      ...refusing(2, 3)(rows).map((one) => ({ ...one, code: 'serial-held' as const })),
    ];
    expect(deciding(2, faults)).toMatchObject({
      taken: [4, 5],
      outcomes: { 2: { code: 'serial-held' }, 3: { code: 'serial-exists' } },
    });
  });

  it('are judged one by one before what holds for all of them', () => {
    const faults = (rows: readonly ImportRow[]) => [violation(), ...refusing(3)(rows)];
    const locked = { code: 'date-locked', detail: 'It is locked.' };
    expect(deciding(2, faults)).toEqual({
      taken: [],
      over: [],
      short: undefined,
      decided: undefined,
      outcomes: {
        2: locked,
        3: { code: 'serial-exists', detail: '3 exists.' },
        4: locked,
        5: locked,
        6: locked,
      },
      judged: ['2+3', '2+4'],
    });
  });

  it.each(['unnumbered-insufficient', 'serials-exceed-quantity'] as const)(
    'are fewer where %s says how many are left, and the others are told why',
    (code) => {
      const faults = (rows: readonly ImportRow[]) =>
        rows.length > 2 ? [short({ code, expected: 2.5, actual: rows.length })] : [];
      expect(deciding(5, faults)).toEqual({
        taken: [2, 3],
        over: [4, 5, 6],
        short: { code, detail: 'There are fewer.' },
        decided: ['2+3'],
        outcomes: {},
        judged: ['2+3+4+5+6', '2+3'],
      });
    },
  );

  it('are left over, and told why, where nothing is left', () => {
    expect(deciding(3, () => [short({ expected: 0 })])).toMatchObject({
      taken: [],
      over: [2, 3, 4, 5, 6],
      short: { code: 'unnumbered-insufficient', detail: 'There are fewer.' },
      decided: undefined,
      outcomes: {},
    });
    expect(deciding(3, () => [short({ expected: -1 })])).toMatchObject({ over: [2, 3, 4, 5, 6] });
  });

  it.each([
    ['does not say how many', short()],
    ['says that there is room for all', short({ expected: 3 })],
    ['is of another kind', violation({ expected: 1 })],
  ])('are refused all where what is short %s', (_, one) => {
    const { taken, over, outcomes, judged, short: why } = deciding(3, () => [one]);
    const fault = { code: one.code, detail: one.detail };
    expect({ taken, over, judged, why }).toEqual({ taken: [], over: [], judged: ['2+3+4'], why: undefined });
    expect(outcomes).toEqual({ 2: fault, 3: fault, 4: fault, 5: fault, 6: fault });
  });

  it('lose no row: the first good ones are taken, the bad ones before them refused, the rest left over', () => {
    const some = fc.record({ bad: fc.array(fc.boolean(), { maxLength: 12 }), room: fc.nat(14) });
    fc.assert(
      fc.property(some, ({ bad: flags, room }) => {
        const rows = flags.map((_, n) => aRow(n + 2, `A${n}`));
        const numbers = rows.map(({ row }) => row);
        const wrong = numbers.filter((_, n) => flags[n]);
        const { taken, over, outcomes } = deciding(room, refusing(...wrong), rows);
        expect(taken).toEqual(numbers.filter((row) => !wrong.includes(row)).slice(0, room));
        const refused = Object.keys(outcomes).map(Number);
        expect(refused.filter((row) => !wrong.includes(row))).toEqual([]);
        expect([...taken, ...refused, ...over].toSorted((a, b) => a - b)).toEqual(numbers);
        expect(over).toEqual(over.length === 0 ? [] : numbers.slice(-over.length));
      }),
    );
  });
});

describe('a row in a decision', () => {
  it('is its number, at its position in the file', () => {
    expect(entriesOf([aRow(7, 'a1'), aRow(9, 'B2')])).toEqual([
      { text: 'a1', key: 'A1', pointer: '', position: 7 },
      { text: 'B2', key: 'B2', pointer: '', position: 9 },
    ]);
  });

  it('is refused with the code and the words of what it breaks, and nothing besides', () => {
    expect(faultOf(bad(3))).toStrictEqual({ code: 'serial-exists', detail: '3 exists.' });
  });
});
