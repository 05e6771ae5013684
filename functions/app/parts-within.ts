import { isIn, type Made, madeBy, type Within } from '../domain/document/void-parts.ts';
import type { Movement } from '../domain/movement.ts';
import { pieces } from '../domain/quantity.ts';
import { contentsOf, readJoins } from './contents.ts';
import { currentUnits } from './current-units.ts';
import type { Deps, MovementHead } from './ports.ts';

/** What is in units that a void leaves none of. */

/** So many are asked what they remember, each by itself. */
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

/** All that units remember of what went into them, less what is taken back. */
const remembered = async (
  deps: Deps,
  tenant: string,
  { movements, made }: Pick<Given, 'movements'> & { readonly made: readonly Made[] },
): Promise<Within[]> => {
  const chosen = new Set(movements.map(({ movementId }) => movementId));
  const found = await Promise.all(
    made.map(async (its): Promise<Within[]> => {
      const joins = await readJoins(deps, tenant, its);
      const all = joins.all.filter(({ movement }) => !chosen.has(movement.movementId));
      const { parts, materials } = contentsOf({ ...joins, all });
      const units = await currentUnits(deps, tenant, parts);
      const since = new Map(parts.map((part) => [part.id, part.since.movementId]));
      const last = (itemId: string): string =>
        all.findLast(({ does, movement }) => does === 'in' && movement.itemId === itemId)?.movement
          .movementId ?? '';
      return [
        ...units.flatMap((unit): Within[] => {
          const { id: parentId = '' } = unit?.parent ?? {};
          if (unit === undefined || !joins.ids.has(parentId)) return [];
          return [{ made: its, movementId: since.get(unit.id) ?? '', part: { unit, parentId } }];
        }),
        ...materials.map(
          ({ itemId, quantity }): Within => ({
            made: its,
            movementId: last(itemId),
            part: { itemId, quantity },
          }),
        ),
      ];
    }),
  );
  return found.flat();
};

/** Parts of units that are none once these movements are taken back; of very many only those of the document itself. */
export const partsWithin = async (deps: Deps, tenant: string, given: Given): Promise<readonly Within[]> => {
  const { movements } = given;
  const made = madeBy(movements);
  if (made.length <= LOOKED_UP) return remembered(deps, tenant, { movements, made });
  const its = standing(given, made);
  return [...(await numbered(deps, tenant, its)), ...unnumbered(its)];
};
