import type { Violation } from '../errors.ts';
import type { Movement } from '../movement.ts';
import { quantityShown } from '../quantity.ts';
import { stateOf, type Unit } from '../unit.ts';
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
    const take = `take movement ${movementId} back ${told === TAKEN_BACK ? 'as well' : 'before'}`;
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

/** What a part would be back in that was itself taken back since. */
export const backInNothing = (changes: readonly UnitChange[], { byId }: Wholes): Violation[] =>
  changes.flatMap(({ before, after }): Violation[] => {
    const whole = byId.get(after?.parent?.id ?? '');
    if (after === undefined || whole?.voided !== true || before?.parent?.id === after.parent?.id) return [];
    const detail = `"${after.serial}" of item ${after.itemId} would be back in "${whole.serial}" of item ${whole.itemId}, which was taken back since.`;
    const at = { pointer: '/movementIds', serial: after.serial, itemId: after.itemId };
    return [{ ...at, code: 'void-superseded', detail, movementId: whole.asOf.movementId }];
  });
