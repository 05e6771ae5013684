import { isIn, type Made, madeBy, type Within } from '../domain/document/void-parts.ts';
import type { Movement } from '../domain/movement.ts';
import { pieces } from '../domain/quantity.ts';
import { currentUnits } from './current-units.ts';
import { partsOf } from './genealogy.ts';
import type { Deps, MovementHead } from './ports.ts';

/** What is in units that a void leaves none of. */

/** For so many the parts that other documents put in are looked up, each by itself. */
const LOOKED_UP = 1_000;

type Given = {
  /** Those taken back, and all of the document. */
  readonly movements: readonly Movement[];
  readonly all: readonly MovementHead[];
  readonly caseSensitive: boolean;
};

/** What stays of the document's own movements about these units, each with the one that it is about. */
const standing = ({ movements, all, caseSensitive }: Given, made: readonly Made[]) => {
  const chosen = new Set(movements.map(({ movementId }) => movementId));
  return all.flatMap((movement) => {
    const { parent, movementId, voidedBy } = movement;
    if (parent === undefined || voidedBy !== undefined || chosen.has(movementId)) return [];
    const its = made.find((one) => isIn(parent, one, caseSensitive));
    return its === undefined ? [] : [{ movement, parent, made: its }];
  });
};

type Standing = ReturnType<typeof standing>;

/** How much without a number went in and didn't come out again. */
const unnumbered = (its: Standing): Within[] => {
  const left = new Map<string, Within & { readonly part: { itemId: string; quantity: number } }>();
  for (const { movement, made } of its) {
    const { itemId, batch, movementId } = movement;
    const name = JSON.stringify([made.id, itemId, batch]);
    const many = movement.quantity - pieces(movement.serialCount);
    const so = left.get(name)?.part.quantity ?? 0;
    const quantity = movement.kind === 'consume' ? so + many : so - many;
    left.set(name, { made, movementId, part: { itemId, quantity } });
  }
  return [...left.values()].filter(({ part }) => part.quantity > 0);
};

const numbered = async (deps: Deps, tenant: string, its: Standing): Promise<Within[]> => {
  const consuming = its.filter(({ movement }) => movement.kind === 'consume' && movement.serialCount > 0);
  const ids = consuming.map(({ movement }) => movement.movementId);
  const movements = new Map(
    (ids.length === 0 ? [] : await deps.store.movements.readMany(tenant, ids)).map((one) => [
      one.movementId,
      one,
    ]),
  );
  const found = await Promise.all(
    consuming.map(async ({ movement: { movementId, itemId }, parent, made }) => {
      const { units = [] } = movements.get(movementId) ?? {};
      const now = await currentUnits(
        deps,
        tenant,
        units.map(({ id, key }) => ({ itemId, id, key })),
      );
      return now.flatMap((unit): Within[] =>
        unit === undefined ? [] : [{ made, movementId, part: { unit, parentId: parent.id } }],
      );
    }),
  );
  return found.flat();
};

/** By other documents; the list that tells of them may lag. */
const byOthers = async (deps: Deps, tenant: string, made: readonly Made[]): Promise<Within[]> => {
  if (made.length > LOOKED_UP) return [];
  const units = await currentUnits(deps, tenant, made);
  const found = await Promise.all(
    units.map(async (whole, i) => {
      const its = made[i];
      if (whole === undefined || its === undefined) return [];
      const parts = await partsOf(deps, tenant, { whole });
      return parts.map(
        (unit): Within => ({
          made: its,
          movementId: unit.asOf.movementId,
          part: { unit, parentId: whole.id },
        }),
      );
    }),
  );
  return found.flat();
};

/** Parts of units that are none once these movements are taken back; those of the document itself exactly. */
export const partsWithin = async (deps: Deps, tenant: string, given: Given): Promise<readonly Within[]> => {
  const made = madeBy(given.movements);
  if (made.length === 0) return [];
  const its = standing(given, made);
  const [own, others] = await Promise.all([numbered(deps, tenant, its), byOthers(deps, tenant, made)]);
  const known = new Set(own.flatMap(({ part }) => ('unit' in part ? [part.unit.id] : [])));
  return [
    ...own,
    ...others.filter(({ part }) => 'unit' in part && !known.has(part.unit.id)),
    ...unnumbered(its),
  ];
};
