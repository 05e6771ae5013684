import { describe, expect, it } from 'vitest';
import {
  type CheckPlace,
  checkPlaceIn,
  DUE_OF,
  horizonOf,
  passesOf,
} from '../../../functions/domain/alert/check-passes.ts';

const place = (given: Partial<CheckPlace> = {}): CheckPlace => ({
  today: '2026-03-10',
  thresholds: [30, 90, 0],
  phase: 'look',
  pass: 0,
  ...given,
});
const dues = (given: Partial<CheckPlace>) => passesOf(place(given)).filter(({ does }) => does === 'due');

describe('a check', () => {
  it('looks at first at all that ends by the farthest threshold, and a year back at what we have that expired', () => {
    const to = '2026-06-08';
    expect(dues({})).toEqual([
      { does: 'due', of: 'supplier', window: { from: '2026-03-10', to } },
      { does: 'due', of: 'customer', window: { from: '2026-03-10', to } },
      { does: 'due', of: 'expiry', window: { from: '2025-03-09', to } },
      { does: 'due', of: 'batches', window: { from: '2025-03-09', to } },
    ]);
  });

  it('looks later for each threshold at the ends that came up to it since the last one', () => {
    const windows = [
      { days: 30, window: { from: '2026-04-09', to: '2026-04-09' } },
      { days: 0, window: { from: '2026-03-10', to: '2026-03-10' } },
    ];
    expect(dues({ last: '2026-03-09', thresholds: [30, 0] })).toEqual(
      DUE_OF.flatMap((of) => windows.map((one) => ({ does: 'due', of, ...one }))),
    );
  });

  it('makes up for the days that were missed', () => {
    expect(dues({ last: '2026-03-05', thresholds: [30] })[0]).toEqual({
      does: 'due',
      of: 'supplier',
      days: 30,
      window: { from: '2026-04-05', to: '2026-04-09' },
    });
  });

  it.each([
    ['the first time a year back', undefined, '2025-03-09'],
    ['later from the day before the last one', '2026-03-09', '2026-03-08'],
  ])('ends with what came up late, lists, exceptions and what is over: %s', (_, last, from) => {
    const others = passesOf(place({ ...(last === undefined ? {} : { last }) })).filter(
      ({ does }) => does !== 'due',
    );
    expect(others).toEqual([
      { does: 'late' },
      { does: 'lists', status: 'open' },
      { does: 'lists', status: 'partly-received' },
      { does: 'exceptions', window: { from, to: '2026-03-11' } },
      { does: 'over' },
    ]);
  });

  it('notes from now on what ends up to its farthest threshold', () => {
    expect(horizonOf(place())).toBe('2026-06-08');
    expect(horizonOf(place({ thresholds: [0] }))).toBe('2026-03-10');
  });
});

describe('a checkpoint', () => {
  it('says where the check stands', () => {
    const places = [
      place({ phase: 'begin' }),
      place({ phase: 'settle' }),
      place({ phase: 'look', last: '2026-03-09', month: '2026-04', after: '2026-04-09#A1' }),
    ];
    expect(places.map(checkPlaceIn)).toEqual(places);
  });

  it.each([
    [{ ...place(), phase: 'end' }],
    [{ ...place(), thresholds: ['30'] }],
    [{ ...place(), pass: undefined }],
    [undefined],
  ])('of another kind is refused: %j', (given) => {
    expect(() => checkPlaceIn(given)).toThrow();
  });
});
