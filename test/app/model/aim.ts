import { type Model, type NaiveDocument, type NaiveUnit, stateOf, statusOf, unitAt } from './model.ts';
import type { ItemId, Place, Rule } from './rules.ts';

/** Dice, and what they choose near the border of what is allowed. */

/** Few numbers, so that they meet. */
export const POOL = ['A1', 'A2', 'A3', 'A4', 'A5'] as const;
const BAD = ['', '--', 'n/a', 'Ä1', 'X'.repeat(33)] as const;
export const SUPPLIERS = ['maker', 'smith'] as const;
export const CUSTOMERS = ['jane', 'joe'] as const;

export class Dice {
  private at = 0;
  private readonly dice: readonly number[];
  constructor(dice: readonly number[]) {
    this.dice = dice;
  }
  /** A number below `n`. */
  roll(n: number): number {
    this.at += 1;
    return (this.dice[this.at % this.dice.length] ?? 0) % n;
  }
  once(in_: number): boolean {
    return this.roll(in_) === in_ - 1;
  }
  of<T>(all: readonly T[]): T | undefined {
    return all[this.roll(Math.max(1, all.length))];
  }
}

export type Aim = { readonly model: Model; readonly dice: Dice; readonly cast: readonly ItemId[] };

export const place = ({ dice }: Aim): Place => (dice.roll(3) === 2 ? 'shop' : 'main');
export const item = ({ dice, cast }: Aim): ItemId => dice.of(cast) ?? 'phone';

export const stockAt = (model: Model, its: ItemId, at: Place): number =>
  [...model.balances]
    .filter(([name]) => name.startsWith(`${its} ${at} `))
    .reduce((sum, [, { quantity }]) => sum + quantity, 0);

/** A place, rather one where there is something. */
export const placeWith = (aim: Aim, its: ItemId): Place => {
  const here = place(aim);
  const there = here === 'main' ? 'shop' : 'main';
  return stockAt(aim.model, its, here) === 0 && stockAt(aim.model, its, there) > 0 ? there : here;
};

const suits = (rule: Rule, here: Place, unit: NaiveUnit | undefined): boolean =>
  rule.from.includes(stateOf(unit)) &&
  (unit === undefined ||
    unit.now.gone ||
    unit.now.place === undefined ||
    unit.now.place === here ||
    rule.way === 'in');

export const numbersFor = (
  { model, dice }: Aim,
  given: { item: ItemId; place: Place; rule: Rule; count: number; late?: boolean },
): string[] => {
  const wild = dice.once(7);
  const isUnknown = (key: string): boolean => unitAt(model, given.item, key)?.now.origin === 'unknown';
  const suiting = POOL.filter(
    (key) => wild || suits(given.rule, given.place, unitAt(model, given.item, key)),
  );
  const owed = given.late === true ? POOL.filter(isUnknown) : [];
  const fits = [...new Set([...owed, ...suiting])];
  const start = dice.roll(5);
  const turned = [
    ...fits.slice(start % Math.max(1, fits.length)),
    ...fits.slice(0, start % Math.max(1, fits.length)),
  ];
  const numbers: string[] = turned.slice(0, given.count);
  if (dice.once(40)) numbers.push(BAD[dice.roll(BAD.length)] ?? '');
  if (dice.once(40)) numbers.push(...numbers.slice(0, 1));
  return dice.once(15) ? numbers.map((text) => ` ${text.toLowerCase()} `) : numbers;
};

export const howMany = ({ dice }: Aim, need: 'off' | 'optional' | 'required', quantity: number): number => {
  if (dice.once(25)) return dice.roll(3);
  if (need === 'off') return 0;
  return need === 'required' ? quantity : dice.roll(quantity + 1);
};

export const documentWhere = (
  { model, dice }: Aim,
  fits: (document: NaiveDocument) => boolean,
): NaiveDocument | undefined => {
  const all = model.documents;
  const fitting = all.filter(fits);
  return dice.of(dice.once(9) || fitting.length === 0 ? all : fitting);
};
export const isOpen = (document: NaiveDocument): boolean =>
  ['draft', 'open', 'dispatched', 'partly-posted'].includes(statusOf(document));
