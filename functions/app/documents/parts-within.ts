import { type Made, madeBy, type Within } from '../../domain/document/void-parts.ts';
import type { Movement } from '../../domain/movement.ts';
import { keyOf, normaliseText } from '../../domain/serial/text.ts';
import { type Unit, unitKey } from '../../domain/unit/unit.ts';
import type { Deps, MovementHead } from '../ports.ts';
import { contentsOf, readJoins } from '../trace/contents.ts';
import { currentUnits } from '../units/current.ts';

/** What is in units that a void leaves none of. */

type Given = {
  /** Those taken back, and all of the document. */
  readonly movements: readonly Movement[];
  readonly all: readonly MovementHead[];
  /** As they are now, by whose versions the void holds. */
  readonly units: readonly Unit[];
  readonly caseSensitive: boolean;
};

/**
 * Those in which there may be something: whatever goes into a unit makes it a version later than what made it left it,
 * and what went in before it was made only its own document knew of.
 */
const opened = ({ movements, all, units, caseSensitive }: Given): Made[] => {
  const left = new Map(movements.flatMap(({ units: its }) => its.map(({ id, version }) => [id, version])));
  const now = new Map(units.map(({ id, version }) => [id, version]));
  const parents = all.flatMap(({ parent }) => parent ?? []);
  const ids = new Set(parents.map(({ id }) => id));
  const names = new Set(
    parents.map(({ itemId, serial }) => unitKey(itemId, keyOf(normaliseText(serial), caseSensitive))),
  );
  return madeBy(movements).filter(
    ({ id, itemId, key }) =>
      left.get(id) === undefined ||
      left.get(id) !== now.get(id) ||
      ids.has(id) ||
      names.has(unitKey(itemId, key)),
  );
};

/** How many are asked at once what they remember. */
const AT_ONCE = 50;

/** All that units remember of what went into them, less what is taken back. */
const remembered = async (
  deps: Deps,
  tenant: string,
  { counts, made }: { readonly counts: (movement: MovementHead) => boolean; readonly made: readonly Made[] },
): Promise<Within[]> => {
  const found = await Promise.all(
    made.map(async (its): Promise<Within[]> => {
      const joins = await readJoins(deps, tenant, its);
      const all = joins.all.filter(({ movement }) => counts(movement));
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

const allRemembered = async (
  deps: Deps,
  tenant: string,
  { made: asked, counts }: Parameters<typeof remembered>[2],
): Promise<readonly Within[]> => {
  const found: Within[] = [];
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    const made = asked.slice(from, from + AT_ONCE);
    found.push(...(await remembered(deps, tenant, { counts, made })));
  }
  return found;
};

/** Parts of units that are none once these movements are taken back. The units must have been read before. */
export const partsWithin = (deps: Deps, tenant: string, given: Given): Promise<readonly Within[]> => {
  const chosen = new Set(given.movements.map(({ movementId }) => movementId));
  const counts = ({ movementId }: MovementHead) => !chosen.has(movementId);
  return allRemembered(deps, tenant, { made: opened(given), counts });
};

/** What a document has put into units that it plans to make by these numbers, and that are not to be made by them. */
export const partsPlanned = (
  deps: Deps,
  tenant: string,
  { documentId, planned }: { readonly documentId: string; readonly planned: readonly Made[] },
): Promise<readonly Within[]> =>
  allRemembered(deps, tenant, {
    made: planned,
    counts: (head) => head.documentId === documentId || head.kind !== 'consume',
  });
