import type { MovementKind } from '../movement.ts';
import type { PartnerClass } from '../policy.ts';
import type { UnitStep } from '../unit/unit.ts';

/** How a quantity moves: between places, in and out of transit, into and out of our hands. */
export type StockEffect = 'in' | 'out' | 'move' | 'dispatch' | 'arrive' | 'bring-back' | 'none';

/** What a line does to units and stock when it is posted. */
export type Flow = {
  readonly movement: MovementKind;
  readonly step: UnitStep;
  readonly stock: StockEffect;
  /** The step for a number never seen before; none where an unknown number is never taken. */
  readonly unknown?: UnitStep;
  /** Whether `allowUnknownAtSale` lets an unknown number through where receipts must be numbered (I13). */
  readonly exceptional?: true;
  /** Which expected units it takes: those of the very line, or those of any order. */
  readonly expected?: 'own-line' | 'any-order';
  /** What a reservation means to it: only its document may go on, nobody may, or it stays as it is. */
  readonly reserved: 'own' | 'refuse' | 'keep';
  /** Whether held units may go through it; a hold is kept wherever they may. */
  readonly held: 'refuse' | 'keep';
  /** Whose unit it must be: of the buyer it was sold to, of the supplier it came from last. */
  readonly partner?: 'buyer' | 'supplier';
  /** Nothing past its expiry goes this way. */
  readonly fresh?: true;
  /** The unit becomes a part of another, or is none any more. */
  readonly parent?: 'into' | 'out-of';
  /** It is no good any more. */
  readonly scrapped?: true;
  /** What comes in may be made of what the document consumes. */
  readonly makes?: true;
  /** The line may name a place of its own. */
  readonly placed?: true;
  /** Classes whose settings count, the stricter one of them; else the kind's class alone. */
  readonly classes?: readonly PartnerClass[];
};

const inward = { stock: 'in', reserved: 'keep', held: 'keep' } as const;
const outward = { stock: 'out', reserved: 'refuse', held: 'keep' } as const;
const ordered = { ...inward, movement: 'receive', step: 'receive-order', expected: 'own-line' } as const;
const consuming = {
  movement: 'consume',
  step: 'consume',
  stock: 'out',
  unknown: 'consume-unknown',
  reserved: 'refuse',
  held: 'refuse',
  parent: 'into',
  classes: ['internal', 'debtor'],
} as const;

export const FLOWS = {
  'receive-order': ordered,
  'receive-made': { ...ordered, makes: true },
  receive: { ...inward, movement: 'receive', step: 'receive', expected: 'any-order' },
  'buy-back': { ...inward, movement: 'receive', step: 'buy-back', expected: 'any-order' },
  'return-to-supplier': {
    ...outward,
    movement: 'return-to-supplier',
    step: 'return-to-supplier',
    partner: 'supplier',
  },
  sell: {
    movement: 'sell',
    step: 'sell',
    stock: 'out',
    unknown: 'sell-unknown',
    exceptional: true,
    reserved: 'own',
    held: 'refuse',
    fresh: true,
  },
  return: { ...inward, movement: 'return', step: 'return', unknown: 'return-unknown', partner: 'buyer' },
  move: {
    movement: 'transfer',
    step: 'move',
    stock: 'move',
    unknown: 'move-unknown',
    exceptional: true,
    reserved: 'keep',
    held: 'keep',
  },
  dispatch: {
    movement: 'dispatch',
    step: 'dispatch',
    stock: 'dispatch',
    unknown: 'dispatch-unknown',
    exceptional: true,
    reserved: 'keep',
    held: 'keep',
  },
  arrive: { movement: 'arrive', step: 'arrive', stock: 'arrive', reserved: 'keep', held: 'keep' },
  'bring-back': {
    movement: 'bring-back',
    step: 'bring-back',
    stock: 'bring-back',
    reserved: 'keep',
    held: 'keep',
  },
  'write-off': {
    ...outward,
    movement: 'write-off',
    step: 'write-off',
    unknown: 'write-off-unknown',
    exceptional: true,
  },
  find: { ...inward, movement: 'adjust', step: 'find' },
  lose: { ...outward, movement: 'adjust', step: 'lose', unknown: 'lose-unknown' },
  consume: consuming,
  'consume-outside': { ...consuming, placed: true },
  produce: { ...inward, movement: 'produce', step: 'produce', makes: true },
  scrap: { ...outward, movement: 'scrap', step: 'scrap', unknown: 'scrap-unknown' },
  'take-out': {
    ...inward,
    movement: 'take-out',
    step: 'take-out',
    parent: 'out-of',
    classes: ['internal', 'debtor'],
  },
  discard: {
    movement: 'take-out',
    step: 'discard',
    stock: 'none',
    reserved: 'keep',
    held: 'keep',
    parent: 'out-of',
    scrapped: true,
    classes: ['internal', 'debtor'],
  },
} as const satisfies Record<string, Flow>;

export type FlowName = keyof typeof FLOWS;

export const flowOf = (name: FlowName): Flow => FLOWS[name];
