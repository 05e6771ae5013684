import { keyOf, normaliseText } from '../../domain/serial/text.ts';
import type { Parent, Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps } from '../ports.ts';

/** What went into another unit, by which document. */
type Part = Pick<Unit, 'parent' | 'documentId'>;

/** What a works order made under the number that its part was put into, where that isn't the unit it had planned. */
const madeUnder = async (deps: Deps, tenant: string, part: Part): Promise<Unit | undefined> => {
  const { parent, documentId } = part;
  if (parent === undefined || documentId === undefined) return undefined;
  const { caseSensitive } = await deps.store.settings.read(tenant);
  const key = keyOf(normaliseText(parent.serial), caseSensitive);
  const bearers = await deps.store.units.readByNumber(tenant, { itemId: parent.itemId, key });
  return bearers.find(({ origin }) => origin?.known === true && origin.documentId === documentId);
};

/** The unit that a part is in: the one that was planned, or what was made in its place; nothing where none was. */
export const parentOf = async (deps: Deps, tenant: string, part: Part): Promise<Unit | undefined> => {
  const { itemId = '', id } = part.parent ?? {};
  if (id === undefined) return undefined;
  const planned = await deps.store.units.readById(tenant, itemId, id);
  return planned?.unit ?? madeUnder(deps, tenant, part);
};

/**
 * Units with the numbers that their parents bear today; a parent is kept by its id. One that was never made has a
 * number only.
 */
export const withParents = async <T extends Unit>(
  deps: Deps,
  { tenant }: Caller,
  units: readonly T[],
): Promise<readonly T[]> => {
  const parts = new Map(
    units.flatMap((unit) => (unit.parent?.id === undefined ? [] : [[unit.parent.id, unit] as const])),
  );
  if (parts.size === 0) return units;
  const found = await Promise.all(
    [...parts.entries()].map(async ([id, part]): Promise<[string, Parent]> => {
      const { itemId = '', serial = '' } = part.parent ?? {};
      const known = await parentOf(deps, tenant, part);
      return [id, known === undefined ? { itemId, serial } : { itemId, serial: known.serial, id: known.id }];
    }),
  );
  const parents = new Map(found);
  return units.map((unit) =>
    unit.parent?.id === undefined ? unit : { ...unit, parent: parents.get(unit.parent.id) ?? unit.parent },
  );
};
