import type { Unit } from '../../domain/unit/unit.ts';
import type { Deps } from '../ports.ts';
import { currentUnits } from '../units/current.ts';
import { type PastMoment, pastOf } from '../units/past.ts';
import { contentsOf, type Joins, joinsAt, readJoins, readLife } from './contents.ts';
import { PARTS_MAX, partsByLevel, WHOLES_MAX, type Wholes } from './genealogy.ts';
import { parentOf } from './parents.ts';

/** What units were made of and what they were parts of at moments of the past. */

/** A part as it was; one of today tells the same. */
export type PastPart = Pick<
  Unit,
  'itemId' | 'id' | 'serial' | 'status' | 'locationId' | 'partnerId' | 'reservedBy'
>;

/** A unit as it was, and what it remembered then; nothing where it wasn't known. */
export const pastUnit = async (
  deps: Deps,
  tenant: string,
  { itemId, id, at }: { readonly itemId: string; readonly id: string; readonly at: PastMoment },
): Promise<{ readonly unit: Unit; readonly joins: Joins } | undefined> => {
  const found = await deps.store.units.readById(tenant, itemId, id);
  if (found === undefined) return undefined;
  const { movements, joins } = await readLife(deps, tenant, found);
  const past = await pastOf(deps, tenant, { unit: found.unit, movements, at });
  return past === undefined ? undefined : { unit: past.unit, joins: joinsAt(joins, at) };
};

/** The parts that were in a unit: consumed where that was done. Those renamed since bear the number of then. */
export const partsThen = async (
  deps: Deps,
  tenant: string,
  {
    joins,
    at,
    limit = PARTS_MAX,
  }: { readonly joins: Joins; readonly at: PastMoment; readonly limit?: number },
): Promise<PastPart[]> => {
  const parts = contentsOf(joins).parts.slice(0, limit);
  const units = parts.length === 0 ? [] : await currentUnits(deps, tenant, parts);
  return Promise.all(
    parts.map(async ({ itemId, id, serial, since }, i) => {
      const isRenamed = units[i] !== undefined && units[i].serial !== serial;
      const past = isRenamed ? await pastUnit(deps, tenant, { itemId, id, at }) : undefined;
      const now = past?.unit.serial ?? serial;
      return { itemId, id, serial: now, status: 'consumed', locationId: since.from ?? since.to };
    }),
  );
};

export const wholesThen = async (
  deps: Deps,
  tenant: string,
  { unit, at }: { readonly unit: Unit; readonly at: PastMoment },
): Promise<Wholes> => {
  const units: Unit[] = [];
  const seen = new Set([unit.id]);
  for (let part = unit; units.length < WHOLES_MAX; ) {
    const { parent } = part;
    if (parent === undefined) return { units };
    const known = await parentOf(deps, tenant, part);
    const past = known === undefined ? undefined : await pastUnit(deps, tenant, { ...known, at });
    if (past === undefined) return { units, planned: { itemId: parent.itemId, serial: parent.serial } };
    if (seen.has(past.unit.id)) return { units };
    seen.add(past.unit.id);
    units.push(past.unit);
    part = past.unit;
  }
  return { units, more: true };
};

export const allPartsThen = (
  deps: Deps,
  tenant: string,
  given: { readonly unit: Unit; readonly at: PastMoment; readonly levels: number },
) =>
  partsByLevel(given, async (whole, limit) => {
    const joins = joinsAt(await readJoins(deps, tenant, whole), given.at);
    return partsThen(deps, tenant, { joins, at: given.at, limit });
  });
