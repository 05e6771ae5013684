import { describe, expect, it } from 'vitest';
import { check, type Operation, type SequentialModel } from './linear/check.ts';
import { type Dice, diceOf } from './linear/engine.ts';
import { type Answer, type Call, type History, LEDGER, type Seen, type Stock } from './linear/model.ts';

/** The search itself: what it must refuse, what it must accept, and that nothing simpler would judge otherwise. */

const unit = (key: string, given: Partial<Seen> = {}): Seen => ({
  id: `${key}.1`,
  key,
  status: 'in-stock',
  holds: 0,
  at: 'main',
  ...given,
});
const [A, B] = [unit('A'), unit('B')];
const sold = { status: 'sold' } as const;

const posting = (what: 'receive' | 'sell' | 'return', ...keys: readonly string[]): Call => ({
  do: what,
  keys,
  at: 'main',
  apart: false,
});
const hold: Call = { do: 'hold', id: A.id };
const rename: Call = { do: 'rename', id: A.id, to: 'C' };
const read = (...keys: readonly string[]): Call => ({ do: 'read', keys });
const count: Call = { do: 'count', at: 'main' };

const units = (...all: readonly Seen[]): Answer => ({ is: 'units', units: all });
const refused = (...codes: readonly string[]): Answer => ({ is: 'refused', codes });
const stock = (quantity: number, given: Partial<Stock> = {}): Answer => ({
  is: 'stock',
  stock: { quantity, serials: quantity, bought: 2, sold: 0, ...given },
});

type Line = readonly [from: number, to: number, call: Call, answer: Answer];
const history = (...lines: readonly Line[]): History =>
  lines.map(([from, to, call, answer], client) => ({ client, call, answer, from, to }));

/** Both units are there from the beginning. */
const there: Line = [-2, -1, posting('receive', 'A', 'B'), units(A, B)];

type Story = { readonly of: string; readonly wrong: History; readonly right: History };

const STORIES: readonly Story[] = [
  {
    of: 'one unit sold twice',
    wrong: history(
      there,
      [1, 4, posting('sell', 'A'), units(unit('A', sold))],
      [2, 3, posting('sell', 'A'), units(unit('A', sold))],
    ),
    right: history(
      there,
      [1, 4, posting('sell', 'A'), units(unit('A', sold))],
      [2, 3, posting('sell', 'A'), refused('serial-not-in-stock')],
    ),
  },
  {
    of: 'one unit received twice',
    wrong: history(
      [1, 3, posting('receive', 'A'), units(A)],
      [2, 4, posting('receive', 'A'), units({ ...A, id: 'A.2' })],
    ),
    right: history(
      [1, 3, posting('receive', 'A'), refused('serial-exists')],
      [2, 4, posting('receive', 'A'), units({ ...A, id: 'A.2' })],
    ),
  },
  {
    of: 'a lost update of a unit',
    wrong: history(there, [1, 4, hold, units({ ...A, holds: 1 })], [2, 3, hold, units({ ...A, holds: 1 })]),
    right: history(there, [1, 4, hold, units({ ...A, holds: 2 })], [2, 3, hold, units({ ...A, holds: 1 })]),
  },
  {
    of: 'a lost update of the stock',
    wrong: history(
      [1, 4, posting('receive', 'A'), units(A)],
      [2, 3, posting('receive', 'B'), units(B)],
      [5, 6, count, stock(1, { bought: 1 })],
    ),
    right: history(
      [1, 4, posting('receive', 'A'), units(A)],
      [2, 3, posting('receive', 'B'), units(B)],
      [5, 6, count, stock(2)],
    ),
  },
  {
    of: 'stock whose counts are of two moments',
    wrong: history(
      there,
      [1, 4, posting('sell', 'A'), units(unit('A', sold))],
      [2, 3, count, stock(1, { sold: 0 })],
    ),
    right: history(
      there,
      [1, 4, posting('sell', 'A'), units(unit('A', sold))],
      [2, 3, count, stock(1, { sold: 1 })],
    ),
  },
  {
    of: 'a stale read after a write was answered',
    wrong: history(there, [1, 2, posting('sell', 'A'), units(unit('A', sold))], [3, 4, read('A'), units(A)]),
    right: history(there, [1, 3, posting('sell', 'A'), units(unit('A', sold))], [2, 4, read('A'), units(A)]),
  },
  {
    of: 'reads that go back in time while a write is under way',
    wrong: history(
      there,
      [1, 6, posting('sell', 'A'), units(unit('A', sold))],
      [2, 3, read('A'), units(unit('A', sold))],
      [4, 5, read('A'), units(A)],
    ),
    right: history(
      there,
      [1, 6, posting('sell', 'A'), units(unit('A', sold))],
      [2, 3, read('A'), units(A)],
      [4, 5, read('A'), units(unit('A', sold))],
    ),
  },
  {
    of: 'a posting of two units that is half seen',
    wrong: history([1, 4, posting('receive', 'A', 'B'), units(A, B)], [2, 3, read('A', 'B'), units(A)]),
    right: history(
      [1, 6, posting('receive', 'A', 'B'), units(A, B)],
      [2, 3, read('A', 'B'), units()],
      [4, 5, read('A', 'B'), units(B, A)],
    ),
  },
  {
    of: 'a posting of two units that is seen one after the other',
    wrong: history(
      [1, 6, posting('receive', 'A', 'B'), units(A, B)],
      [2, 3, read('A'), units(A)],
      [4, 5, read('B'), units()],
    ),
    right: history(
      [1, 6, posting('receive', 'A', 'B'), units(A, B)],
      [2, 3, read('A'), units()],
      [4, 5, read('B'), units(B)],
    ),
  },
  {
    of: 'two writes that two readers see in opposite order',
    wrong: history(
      there,
      [1, 8, posting('sell', 'A'), units(unit('A', sold))],
      [2, 7, posting('sell', 'B'), units(unit('B', sold))],
      [3, 6, read('A', 'B'), units(unit('A', sold), B)],
      [4, 5, read('A', 'B'), units(A, unit('B', sold))],
    ),
    right: history(
      there,
      [1, 8, posting('sell', 'A'), units(unit('A', sold))],
      [2, 7, posting('sell', 'B'), units(unit('B', sold))],
      [3, 6, read('A', 'B'), units(unit('A', sold), B)],
      [4, 5, read('A', 'B'), units(A, B)],
    ),
  },
  {
    of: 'a refusal that nothing explains',
    wrong: history(
      there,
      [1, 2, posting('sell', 'A'), refused('serial-held')],
      [3, 4, hold, units({ ...A, holds: 1 })],
    ),
    right: history(
      there,
      [1, 3, posting('sell', 'A'), refused('serial-held')],
      [2, 4, hold, units({ ...A, holds: 1 })],
    ),
  },
  {
    of: 'a refusal for another reason than there is',
    wrong: history(there, [1, 2, posting('return', 'A'), refused('serial-unknown')]),
    right: history(there, [1, 2, posting('return', 'A'), refused('serial-wrong-state')]),
  },
  {
    of: 'a unit that is lost on its way to another number',
    wrong: history(
      there,
      [1, 4, rename, units({ ...A, key: 'C' })],
      [2, 3, { do: 'look', id: A.id }, refused('not-found')],
    ),
    right: history(
      there,
      [1, 4, rename, units({ ...A, key: 'C' })],
      [2, 3, { do: 'look', id: A.id }, units({ ...A, key: 'C' })],
    ),
  },
  {
    of: 'a unit that bears two numbers',
    wrong: history(
      there,
      [1, 2, rename, units({ ...A, key: 'C' })],
      [3, 4, read('A', 'C'), units(A, { ...A, key: 'C' })],
    ),
    right: history(
      there,
      [1, 2, rename, units({ ...A, key: 'C' })],
      [3, 4, read('A', 'C'), units({ ...A, key: 'C' })],
    ),
  },
  {
    of: 'a sale that a hold should have kept',
    wrong: history(
      there,
      [1, 2, hold, units({ ...A, holds: 1 })],
      [3, 4, posting('sell', 'A'), units(unit('A', { ...sold, holds: 1 }))],
    ),
    right: history(
      there,
      [1, 3, hold, units(unit('A', { ...sold, holds: 1 }))],
      [2, 4, posting('sell', 'A'), units(unit('A', sold))],
    ),
  },
];

describe.each(STORIES)('$of', ({ wrong, right }) => {
  it('is found out', () => {
    expect(check(wrong, LEDGER)).toMatchObject({ linear: false });
  });

  it('is not seen where it is not', () => {
    expect(check(right, LEDGER)).toEqual({ linear: true });
  });
});

it('says how far it came, and where it is stuck', () => {
  const [, sale, again] = STORIES[0]?.wrong ?? [];
  const verdict = check(STORIES[0]?.wrong ?? [], LEDGER);
  if (verdict.linear) throw new Error('it is not linear');
  expect(verdict.furthest).toHaveLength(2);
  expect([[sale], [again]]).toContainEqual(verdict.stuck);
});

type Access = { readonly write?: number; readonly read?: number };

/** A register: as little as a model can be. */
const REGISTER: SequentialModel<number, Access> = {
  initial: 0,
  next: (state, { write = state, read = state }) => (read === state ? write : undefined),
  isIdle: ({ write }) => write === undefined,
  nameOf: String,
};

/** Every order at all, one after the other. */
const bluntly = (left: readonly Operation<Access>[], state: number): boolean =>
  left.length === 0 ||
  left.some((operation) => {
    const others = left.filter((other) => other !== operation);
    const after = REGISTER.next(state, operation);
    return after !== undefined && others.every(({ to }) => to > operation.from) && bluntly(others, after);
  });

const accesses = (dice: Dice): Operation<Access>[] =>
  Array.from({ length: 3 + dice.below(4) }, () => {
    const from = dice.throw();
    const access = dice.chance(0.5) ? { write: dice.below(3) } : { read: dice.below(3) };
    return { ...access, from, to: from + dice.throw() };
  });

it('judges a thousand histories as one does that tries every order', () => {
  const dice = diceOf(7);
  const verdicts = Array.from({ length: 1_000 }, () => {
    const all = accesses(dice);
    return { searched: check(all, REGISTER).linear, tried: bluntly(all, REGISTER.initial) };
  });
  expect(verdicts.filter(({ searched, tried }) => searched !== tried)).toEqual([]);
  const linear = verdicts.filter(({ tried }) => tried).length;
  expect(linear).toBeGreaterThan(200);
  expect(linear).toBeLessThan(800);
});
