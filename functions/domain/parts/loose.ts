import type { Movement } from '../movement.ts';
import { pieces, type Quantity, quantityShown } from '../quantity.ts';
import type { Violation } from '../violations.ts';

/** Goods without numbers in a unit, or in all that a document makes: nobody takes out what isn't in. */

export type LooseMove = {
  readonly movementId: string;
  readonly does: 'in' | 'out';
  readonly quantity: Quantity;
  /** The day it counts for. */
  readonly on: string;
};

/** Goods of one item, and batch, and how much of them. */
export type Material = {
  readonly itemId: string;
  readonly batch?: string | undefined;
  readonly quantity: Quantity;
};

/** Of each kind of goods what is in, after these; less than nothing counts as nothing. */
export const materialsAfter = (
  moves: readonly (Material & Pick<LooseMove, 'does'>)[],
): readonly Material[] => {
  const materials = new Map<string, Material>();
  for (const { itemId, batch, does, quantity } of moves) {
    const name = JSON.stringify([itemId, batch]);
    const before = materials.get(name)?.quantity ?? 0;
    materials.set(name, { itemId, batch, quantity: before + (does === 'in' ? quantity : -quantity) });
  }
  return [...materials.values()].filter(({ quantity }) => quantity > 0);
};

/** What a movement puts in or takes out without a number. */
export const looseMove = (movement: Omit<Movement, 'units'>): LooseMove | undefined => {
  const { movementId, kind, effectiveDate: on } = movement;
  const quantity = movement.quantity - pieces(movement.serialCount);
  if (quantity <= 0 || (kind !== 'consume' && kind !== 'take-out')) return undefined;
  return { movementId, does: kind === 'consume' ? 'in' : 'out', quantity, on };
};

const signed = ({ does, quantity }: LooseMove): Quantity => (does === 'in' ? quantity : -quantity);

/** What is in at the end of a day, and of each later one that changes it; what comes in or out later on it counts. */
export const inFrom = (
  moves: readonly LooseMove[],
  day: string,
): { readonly on: string; readonly quantity: Quantity }[] => {
  const days = new Set([day, ...moves.map(({ on }) => on).filter((on) => on > day)]);
  return [...days].sort().map((end) => ({
    on: end,
    quantity: moves.filter(({ on }) => on <= end).reduce((sum, move) => sum + signed(move), 0),
  }));
};

/** Goods of one item, and batch, in one unit; without a unit in what a document makes, which of it nobody said. */
export type LooseGoods = {
  readonly itemId: string;
  readonly batch?: string | undefined;
  readonly within: { readonly itemId: string; readonly serial: string } | undefined;
};

/** A movement that makes it less: one that takes out, or one that put in and is taken back. */
export type LooseLess = {
  readonly move: LooseMove;
  readonly line?: number | undefined;
  readonly pointer: string;
  readonly isVoid: boolean;
};

const named = ({ itemId, batch }: LooseGoods): string =>
  batch === undefined ? `item ${itemId}` : `batch ${batch} of item ${itemId}`;

/** `moves`: all that stand once the posting is written. */
export const looseFaults = (
  goods: LooseGoods,
  less: readonly LooseLess[],
  moves: readonly LooseMove[],
): Violation[] =>
  less.flatMap(({ move, line, pointer, isVoid }): Violation[] => {
    const left = inFrom(moves, move.on);
    const missing = left.find(({ quantity }) => quantity < 0);
    if (missing === undefined) return [];
    const { itemId, within } = goods;
    const where =
      within === undefined
        ? 'what this document makes, as far as nobody said which of it'
        : `"${within.serial}" of item ${within.itemId}`;
    const at = { pointer, itemId, ...(line === undefined ? {} : { line }) };
    if (isVoid) {
      // What came out of later goods has nothing to do with it.
      const last = moves.findLast(({ does, on }) => does === 'out' && on <= missing.on)?.movementId ?? '';
      const detail = `${quantityShown(move.quantity)} of ${named(goods)} are not in ${where} any more; take movement ${last} back as well.`;
      return [{ ...at, code: 'void-superseded', movementId: last, detail }];
    }
    const asked = quantityShown(move.quantity);
    const least = Math.min(...left.map(({ quantity }) => quantity));
    const there = quantityShown(Math.max(0, least + move.quantity));
    const detail = `${asked} of ${named(goods)} cannot come out of ${where}: ${there} are in it.`;
    return [{ ...at, code: 'parts-insufficient', expected: asked, actual: there, detail }];
  });
