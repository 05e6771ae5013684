import type { Movement } from '../movement.ts';
import { looseMove } from '../parts/loose.ts';
import { quantityShown } from '../quantity.ts';
import { type Parent, stateOf, type Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { UnitChange } from './context.ts';
import type { Working } from './void-aftermath.ts';
import type { Wholes } from './wholes.ts';

/** What parts have to say where the movement that made a unit is taken back, or the one that took them out of it. */

/** A unit that there will be no more. */
export type Made = {
  readonly id: string;
  readonly itemId: string;
  readonly key: string;
  readonly serial: string;
};

/** By the void of a movement there is no such unit, or it is merely expected. */
export const madeBy = (movements: readonly Movement[]): Made[] =>
  movements.flatMap(({ itemId, units }) =>
    units.flatMap(({ id, key, serial, before }) =>
      before === undefined || before.voided === true || before.status === 'expected'
        ? [{ id, itemId, key, serial }]
        : [],
    ),
  );

/** Something in a unit that is to be no more: a numbered unit, or so many of an item. */
export type Within = {
  readonly made: Made;
  readonly movementId: string;
  readonly part:
    | { readonly unit: Unit; readonly parentId: string | undefined }
    | { readonly itemId: string; readonly quantity: number };
};

type Told = Pick<Violation, 'pointer' | 'code'>;

const TAKEN_BACK: Told = { pointer: '/movementIds', code: 'void-superseded' };

/** What stays in units that are to be no more. */
export const keptWithin = (
  within: readonly Within[],
  working: Working = new Map(),
  told: Told = TAKEN_BACK,
): Violation[] =>
  within.flatMap(({ made, movementId, part }): Violation[] => {
    const at = { ...told, movementId };
    const take =
      told === TAKEN_BACK
        ? `take movement ${movementId} back as well`
        : `take it out, or movement ${movementId} back, before`;
    const inside = `in "${made.serial}" of item ${made.itemId}; ${take}.`;
    if (!('unit' in part)) {
      const { itemId, quantity } = part;
      return [
        { ...at, itemId, detail: `${quantityShown(quantity)} of item ${itemId} went into it: ${inside}` },
      ];
    }
    const unit = working.get(part.unit.id)?.now ?? part.unit;
    if (stateOf(unit) !== 'consumed' || unit.parent?.id !== part.parentId) return [];
    const { itemId, serial, documentId, documentNumber } = unit;
    return [
      {
        ...at,
        itemId,
        serial,
        ...(documentId === undefined ? {} : { documentId }),
        ...(documentNumber === undefined ? {} : { documentNumber }),
        detail: `"${serial}" of item ${itemId} is ${inside}`,
      },
    ];
  });

/** What units that parts would be back in have become since. */
export type Since = {
  /** Ids by which documents still plan to make something. */
  readonly planned: ReadonlySet<string>;
  /** Ids of units that were taken back and made anew. */
  readonly remade: ReadonlySet<string>;
};

type Back = {
  readonly what: string;
  readonly parent: Parent;
  readonly at: Omit<Violation, 'code' | 'detail'>;
};

/** Parts, and goods without numbers, that a void puts back into what they were taken out of. */
const putBack = (changes: readonly UnitChange[], movements: readonly Movement[]): Back[] => [
  ...changes.flatMap(({ before, after }): Back[] => {
    if (after?.parent === undefined || before?.parent?.id === after.parent.id) return [];
    const { serial, itemId, parent } = after;
    const at = { pointer: '/movementIds', serial, itemId };
    return [{ what: `"${serial}" of item ${itemId}`, parent, at }];
  }),
  ...movements.flatMap((movement): Back[] => {
    const { parent, itemId } = movement;
    const move = looseMove(movement);
    if (parent === undefined || move?.does !== 'out') return [];
    const what = `${quantityShown(move.quantity)} of item ${itemId}`;
    return [{ what, parent, at: { pointer: '/movementIds', itemId } }];
  }),
];

/** What would be back in a unit that there is no more, or that is another one by now. */
export const backInNothing = (
  {
    changes,
    movements,
  }: { readonly changes: readonly UnitChange[]; readonly movements: readonly Movement[] },
  { byId }: Wholes,
  { planned, remade }: Since,
): Violation[] =>
  putBack(changes, movements).flatMap(({ what, parent, at }): Violation[] => {
    const { id = '' } = parent;
    const whole = byId.get(id);
    const isGone = whole === undefined ? id !== '' && !planned.has(id) : whole.voided === true;
    if (!isGone && (whole === undefined || !remade.has(whole.id))) return [];
    const taken = isGone ? 'was taken back since' : 'was taken back and made anew since';
    const is = whole === undefined ? 'is not to be made any more' : taken;
    const detail = `${what} would be back in "${whole?.serial ?? parent.serial}" of item ${parent.itemId}, which ${is}.`;
    const told = whole === undefined ? {} : { movementId: whole.asOf.movementId };
    return [{ ...at, ...told, code: 'void-superseded', detail }];
  });
