import type { Limits } from '../../../functions/app/posting/ports.ts';
import type { Dice } from './engine.ts';
import { type Call, PLACES, type Posting, type Seen } from './model.ts';

/** Who is at work on the two units, and what they ask. */

export const NUMBERS = ['A1', 'B1', 'C1'] as const;
const [A, B, C] = NUMBERS;

export type Setting = {
  readonly clients: number;
  /** Calls of each client. */
  readonly calls: readonly number[];
  readonly limits: Partial<Limits>;
  /** The longest way of most calls to the engine, and the longest time between calls of a client, milliseconds. */
  readonly delay: number;
  readonly rest: number;
  readonly contended: number;
  readonly torn: boolean;
  readonly renames: boolean;
  /** How much of what is asked only reads, and whether two units are read at once. */
  readonly reading: number;
  readonly pairs: boolean;
  /** Both units are there when the clients begin. */
  readonly stocked: boolean;
};

/** The third number is one that a unit is given later, as a rule. */
const PAIRS = [
  [A, B],
  [B, A],
  [A, C],
  [C, B],
] as const;

type Chance = { readonly dice: Dice; readonly known: ReadonlyMap<string, Seen>; readonly setting: Setting };

const numbers = ({ dice, setting }: Chance, both: number): readonly string[] => {
  const rare = setting.renames && dice.chance(0.3) ? 2 : 0;
  const [one, other] = PAIRS[rare + dice.below(2)] ?? PAIRS[0];
  return dice.chance(both) ? [one, other] : [one];
};

/** What fits a unit as somebody last saw it. */
const apt = (unit: Seen | undefined): Posting['do'] => {
  if (unit === undefined) return 'receive';
  return unit.status === 'sold' ? 'return' : 'sell';
};

const aPosting = (chance: Chance): Posting => {
  const { dice, known } = chance;
  const keys = numbers(chance, 0.5);
  const unit = [...known.values()].find(({ key }) => key === keys[0]);
  const what = dice.chance(0.6) ? apt(unit) : dice.pick(['receive', 'sell', 'return'] as const);
  const there = unit?.at === 'shop' ? 'shop' : 'main';
  return { do: what, keys, at: dice.chance(0.8) ? there : dice.pick(PLACES), apart: dice.chance(0.5) };
};

const aRead = (chance: Chance): Call => {
  const { dice, setting } = chance;
  if (dice.chance(0.25)) return { do: 'count', at: dice.chance(0.7) ? 'main' : 'shop' };
  return { do: 'read', keys: numbers(chance, setting.pairs ? 0.8 : 0) };
};

/** What a client asks next; about a unit only once somebody was told of it. */
export const aCall = (chance: Chance): Call => {
  const { dice, known, setting } = chance;
  const [first, ...others] = known.values();
  if (dice.chance(setting.reading)) return aRead(chance);
  const what = dice.below(16);
  if (what < 10 || first === undefined) return aPosting(chance);
  const { id, holds } = dice.pick([first, ...others]);
  if (what < 11) return { do: 'look', id };
  if (what < 14 && setting.renames) return { do: 'rename', id, to: dice.pick([A, B, C, C]) };
  return { do: dice.chance(holds > 0 ? 0.8 : 0.1) ? 'release' : 'hold', id };
};

const shares = (dice: Dice, clients: number, calls: number): number[] => {
  const all = Array.from({ length: clients }, () => 1);
  for (let left = calls - clients; left > 0; left -= 1) {
    const i = dice.below(clients);
    all[i] = (all[i] ?? 0) + 1;
  }
  return all;
};

export const aSetting = (dice: Dice): Setting => {
  const clients = 2 + dice.below(7);
  const calls = Math.max(clients, 4 + Math.min(dice.below(9), dice.below(9)));
  const isLong = dice.chance(0.015);
  const isHasty = dice.chance(0.2);
  // Much is read of what is written in many steps, and all that is written leaves markers.
  const isWatched = dice.chance(0.15);
  const actions = isWatched ? 1 : dice.pick([1, 4, 6, 100]);
  const torn = isWatched || dice.chance(0.2);
  const renames = !isWatched && dice.chance(0.8);
  return {
    clients,
    calls: isLong ? Array.from({ length: clients }, () => 12) : shares(dice, clients, calls),
    limits: {
      actions,
      // So short that others end a posting under the hands of its request, and that a request leaves its own.
      ...(isHasty ? { lease: 50 + dice.below(200), work: 50 + dice.below(400) } : {}),
    },
    delay: dice.pick([2, 10, 40]),
    rest: dice.pick([0, 20, 200]),
    contended: dice.pick([0, 0, 0.05]),
    torn,
    renames,
    reading: isWatched ? 0.5 : 0.2,
    // Batches that aren't of one moment tell truly of several units only where each change of one leaves a marker.
    pairs: true,
    stocked: dice.chance(0.6),
  };
};
