import { folded, unitNamedBy } from '../../domain/entity/entity.ts';
import { notFound } from '../../domain/errors.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps } from '../ports.ts';
import type { EntityName } from './ports.ts';

/** Which unit an entity's id or project number means. */

export const idName = (entityId: string): EntityName => ({ of: 'entity', name: entityId });
export const numberName = (projectNumber: string): EntityName => ({
  of: 'project-number',
  name: folded(projectNumber),
});

/** The unit that is an entity; nothing where there is none. */
export const findEntity = async (
  deps: Deps,
  { tenant }: Caller,
  entityId: string,
): Promise<Unit | undefined> => {
  const place = unitNamedBy(entityId) ?? (await deps.store.entityNames.find(tenant, idName(entityId)));
  if (place === undefined) return undefined;
  const unit = (await deps.store.units.readById(tenant, place.itemId, place.id))?.unit;
  return unit?.entity === undefined ? undefined : unit;
};

/** @throws LedgerError `not-found` */
export const entityOf = async (deps: Deps, caller: Caller, entityId: string): Promise<Unit> => {
  const unit = await findEntity(deps, caller, entityId);
  if (unit === undefined) throw notFound('entity', entityId);
  return unit;
};

/** Whose a given project number is. */
export const numberedBy = async (
  { store }: Deps,
  { tenant }: Caller,
  projectNumber: string,
): Promise<Unit | undefined> => {
  const place = await store.entityNames.find(tenant, numberName(projectNumber));
  return place === undefined ? undefined : (await store.units.readById(tenant, place.itemId, place.id))?.unit;
};
