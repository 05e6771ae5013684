import { describe, expect, it } from 'vitest';
import {
  inFrom,
  type LooseGoods,
  type LooseLess,
  type LooseMove,
  looseFaults,
  looseMove,
  materialsAfter,
} from '../../../functions/domain/parts/loose.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aMovement } from '../builders.ts';

const move = (does: LooseMove['does'], quantity: number, on: string, movementId = 'p.1'): LooseMove => ({
  movementId,
  does,
  quantity: pieces(quantity),
  on,
});
const into = (quantity: number, on: string, movementId?: string) => move('in', quantity, on, movementId);
const out = (quantity: number, on: string, movementId?: string) => move('out', quantity, on, movementId);

const GLUE: LooseGoods = { itemId: 'glue', within: { itemId: 'bike', serial: 'B1' } };

describe('the goods without numbers of a movement', () => {
  const given = { quantity: pieces(3), serialCount: 1 };
  const moved = { movementId: 'p.1', quantity: pieces(2), on: '2026-03-01' };

  it('go in where it consumes them, and out where it takes them out', () => {
    expect(looseMove(aMovement('consume', given))).toEqual({ ...moved, does: 'in' });
    expect(looseMove(aMovement('take-out', given))).toEqual({ ...moved, does: 'out' });
  });

  it.each([
    ['all have a number', aMovement('consume', { quantity: pieces(1), serialCount: 1 })],
    ['there are fewer goods than numbers', aMovement('take-out', { quantity: 0, serialCount: 1 })],
    ['they go elsewhere', aMovement('scrap', given)],
    ['it only takes another one back', aMovement('void', given)],
  ])('are none where %s', (_, movement) => {
    expect(looseMove(movement)).toBeUndefined();
  });
});

describe('the materials', () => {
  it('are what went in less what came out, of each item and batch by itself', () => {
    expect(
      materialsAfter([
        { itemId: 'glue', does: 'in', quantity: 5 },
        { itemId: 'glue', batch: 'L1', does: 'in', quantity: 7 },
        { itemId: 'bolt', does: 'in', quantity: 2 },
        { itemId: 'glue', does: 'out', quantity: 1 },
        { itemId: 'glue', batch: 'L1', does: 'in', quantity: 1 },
        { itemId: 'glue', batch: 'L2', does: 'out', quantity: 1 },
        { itemId: 'bolt', does: 'out', quantity: 2 },
      ]),
    ).toEqual([
      { itemId: 'glue', quantity: 4 },
      { itemId: 'glue', batch: 'L1', quantity: 8 },
    ]);
  });
});

describe('what is in from a day on', () => {
  const moves = [out(1, '2026-03-07'), into(5, '2026-03-01'), out(4, '2026-03-03'), into(2, '2026-03-05')];
  const shown = (...given: Parameters<typeof inFrom>) =>
    inFrom(...given).map(({ on, quantity }) => `${quantity / pieces(1)} on ${on}`);

  it('is told for the end of that day, and of each on which it changes', () => {
    expect(shown(moves, '2026-02-28')).toEqual([
      '0 on 2026-02-28',
      '5 on 2026-03-01',
      '1 on 2026-03-03',
      '3 on 2026-03-05',
      '2 on 2026-03-07',
    ]);
    expect(shown(moves, '2026-03-05')).toEqual(['3 on 2026-03-05', '2 on 2026-03-07']);
    expect(shown(moves, '2026-03-08')).toEqual(['2 on 2026-03-08']);
  });

  it('counts what comes in and out on the same day together, whatever was written first', () => {
    expect(shown([out(3, '2026-03-01'), into(3, '2026-03-01')], '2026-03-01')).toEqual(['0 on 2026-03-01']);
  });
});

describe('goods come out', () => {
  const faultsOf = (less: Partial<LooseLess> & { move: LooseMove }, before: LooseMove[], goods = GLUE) =>
    looseFaults(goods, [{ pointer: '/lines/0/quantity', isVoid: false, ...less }], [...before, less.move]);

  it('as far as they are in', () => {
    const before = [into(5, '2026-03-01')];
    expect(faultsOf({ move: out(5, '2026-03-01') }, before)).toEqual([]);
    expect(faultsOf({ move: out(6, '2026-03-01'), line: 2 }, before)).toEqual([
      {
        pointer: '/lines/0/quantity',
        itemId: 'glue',
        line: 2,
        code: 'parts-insufficient',
        expected: 6,
        actual: 5,
        detail: '6 of item glue cannot come out of "B1" of item bike: 5 are in it.',
      },
    ]);
  });

  it('no more than are left by what came out later', () => {
    const before = [into(5, '2026-03-01'), out(4, '2026-03-09')];
    expect(faultsOf({ move: out(2, '2026-03-02') }, before)).toMatchObject([{ expected: 2, actual: 1 }]);
  });

  it('not before they went in', () => {
    const before = [into(5, '2026-03-03')];
    expect(faultsOf({ move: out(1, '2026-03-02') }, before)).toMatchObject([{ expected: 1, actual: 0 }]);
    const missing = [...before, out(4, '2026-03-01')];
    expect(faultsOf({ move: out(1, '2026-03-02') }, missing)).toMatchObject([{ expected: 1, actual: 0 }]);
  });

  it('of what a document makes where nobody said of which of it, by batch', () => {
    const goods = { itemId: 'glue', batch: 'L1', within: undefined };
    expect(faultsOf({ move: out(1, '2026-03-01') }, [], goods)).toStrictEqual([
      {
        pointer: '/lines/0/quantity',
        itemId: 'glue',
        code: 'parts-insufficient',
        expected: 1,
        actual: 0,
        detail:
          '1 of batch L1 of item glue cannot come out of what this document makes, as far as nobody said which of it: 0 are in it.',
      },
    ]);
  });
});

describe('what put goods in is taken back', () => {
  const taken = (move: LooseMove, left: readonly LooseMove[]) =>
    looseFaults(GLUE, [{ move, pointer: '/movementIds', isVoid: true, line: 2 }], left);

  it('while nothing came out of it, or enough is in besides', () => {
    expect(taken(into(5, '2026-03-01'), [])).toEqual([]);
    expect(taken(into(5, '2026-03-02'), [into(3, '2026-03-01'), out(3, '2026-03-03')])).toEqual([]);
  });

  it('with the last movement that took some out', () => {
    const left = [into(3, '2026-03-01'), out(1, '2026-03-03', 'q.1'), out(4, '2026-03-04', 'r.1')];
    expect(taken(into(5, '2026-03-02'), [...left, into(1, '2026-03-04', 's.1')])).toEqual([
      {
        pointer: '/movementIds',
        itemId: 'glue',
        line: 2,
        code: 'void-superseded',
        movementId: 'r.1',
        detail: '5 of item glue are not in "B1" of item bike any more; take movement r.1 back as well.',
      },
    ]);
  });

  it('with one that took some out by the day on which they are missing, not with what came out of later goods', () => {
    const left = [out(5, '2026-03-02', 'q.1'), into(5, '2026-03-03', 'r.1'), out(5, '2026-03-04', 's.1')];
    expect(taken(into(5, '2026-03-01'), left)).toMatchObject([{ movementId: 'q.1' }]);
    // So that it may be taken back with it.
    expect(taken(into(5, '2026-03-01'), left.slice(1))).toEqual([]);
  });
});
