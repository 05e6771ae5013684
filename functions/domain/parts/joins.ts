import type { MovedUnit, Movement } from '../movement.ts';
import { pieces, type Quantity } from '../quantity.ts';
import type { Parent } from '../unit/unit.ts';

/** What goes into units and comes out of them again. The unit that it is about remembers each such movement. */

/** As many numbered parts are told of one movement. */
export const PARTS_SHOWN = 100;

/** A movement that put something into a unit, took it out, or took one of those back. */
export type Join = { readonly itemId: string; readonly id: string; readonly movementId: string };

type Told = Pick<Movement, 'kind' | 'parent' | 'units' | 'quantity' | 'serialCount'>;

const isIn = ({ kind }: Pick<Movement, 'kind'>): boolean => kind === 'consume';

/** Whether it says itself what its goods went into, or came out of; its void only repeats that. */
const named = ({ kind, parent }: Omit<Told, 'units'>): Parent | undefined =>
  kind === 'void' ? undefined : parent;

/** What a unit was taken out of. */
const leftBy = (movement: Omit<Told, 'units'>, { before }: MovedUnit): Parent | undefined =>
  movement.kind === 'void' || isIn(movement) ? undefined : (before?.parent ?? undefined);

/** What it put goods without numbers into, where it did. */
export const looseInto = (
  movement: Omit<Told, 'units'>,
): { readonly itemId: string; readonly serial: string; readonly id: string } | undefined => {
  const { parent, quantity, serialCount } = movement;
  if (!isIn(movement) || parent?.id === undefined || quantity <= pieces(serialCount)) return undefined;
  return { ...parent, id: parent.id };
};

/** Whether it put goods without numbers into what its document makes, and says nothing of which of it. */
export const looseIntoAny = (movement: Omit<Movement, 'units'>): boolean => {
  const { parent, documentId, quantity, serialCount } = movement;
  return isIn(movement) && parent === undefined && documentId !== undefined && quantity > pieces(serialCount);
};

/** What a movement did to units that contain its goods: the numbered ones, and how much has no number. */
export type Joining = {
  readonly does: 'in' | 'out';
  readonly units: readonly MovedUnit[];
  readonly loose: Quantity;
};

/** As one unit has it, by the ids that stand for it; nothing where the movement isn't about that. */
export const joiningOf = (movement: Told, ids: ReadonlySet<string>): Joining | undefined => {
  const isOf = (parent: Parent | undefined): boolean => parent?.id !== undefined && ids.has(parent.id);
  const whole = isOf(named(movement));
  const units = movement.units.filter((unit) => (isIn(movement) ? whole : isOf(leftBy(movement, unit))));
  const loose = whole ? movement.quantity - pieces(movement.serialCount) : 0;
  if (units.length === 0 && loose === 0) return undefined;
  return { does: isIn(movement) ? 'in' : 'out', units, loose };
};

const wholesOf = (movement: Movement): { readonly itemId: string; readonly id: string }[] => {
  const parents = [named(movement), ...movement.units.map((unit) => leftBy(movement, unit))];
  const known = parents.flatMap((parent) =>
    parent?.id === undefined ? [] : [{ itemId: parent.itemId, id: parent.id }],
  );
  return [...new Map(known.map((one) => [one.id, one])).values()];
};

/** What units have to remember of a posting; those that aren't made yet have their ids already. */
export const joinsOf = ({
  movements,
  voided = [],
}: {
  readonly movements: readonly Movement[];
  readonly voided?: readonly Movement[] | undefined;
}): Join[] => [
  ...movements.flatMap((movement) =>
    wholesOf(movement).map((whole) => ({ ...whole, movementId: movement.movementId })),
  ),
  ...voided.flatMap(({ voidedBy, ...movement }) =>
    voidedBy === undefined ? [] : wholesOf(movement).map((whole) => ({ ...whole, movementId: voidedBy })),
  ),
];
