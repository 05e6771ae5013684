import { entityLife } from '../app/entities/life.ts';
import { counted, type EntityFound, entityStatus, listEntities } from '../app/entities/list.ts';
import { entityOf } from '../app/entities/lookup.ts';
import { removeEntity, saveEntity } from '../app/entities/save.ts';
import type { Caller, Deps } from '../app/ports.ts';
import { tagOf } from '../app/versions.ts';
import { isDocumentKind } from '../domain/document/kinds.ts';
import { entityIdOf, parametersOf } from '../domain/entity/entity.ts';
import type { Unit } from '../domain/unit/unit.ts';
import { jsonOf } from './bodies.ts';
import { ENTITIES } from './contract/entities.ts';
import { listing, type Operation, reading, writing } from './operation.ts';
import { warrantyView } from './service.ts';
import { eventView, nodeView } from './trace.ts';
import { position } from './views.ts';

/** Individuals of capital goods. */

const entityView = ({ unit, bought, sold }: EntityFound) => {
  const { entity, itemId, id, serial, locationId, partnerId, reservedBy, heldBy = [], status } = unit;
  const isFree = (status === 'in-stock' || status === 'expected') && reservedBy === undefined;
  return {
    entityId: entityIdOf(unit) ?? '',
    modelId: entity?.modelId ?? '',
    itemId,
    id,
    serial,
    projectNumber: entity?.projectNumber ?? '',
    status: entityStatus(unit),
    available: isFree && heldBy.length === 0,
    soldOnOrder: reservedBy,
    locationId,
    partnerId,
    parameters: parametersOf(unit),
    bought,
    sold,
  };
};

const one = async (deps: Deps, caller: Caller, unit: Unit) => {
  const [found = { unit, bought: 0, sold: 0 }] = await counted(deps, caller, [unit]);
  return entityView(found);
};

export const entityOperations: readonly Operation[] = [
  writing('saveEntity', ENTITIES.saveEntity, async ({ deps, caller, params, body, ifMatch }) => {
    const saved = await saveEntity(deps, caller, { ...params, input: jsonOf(body), ifMatch });
    const { parts, postingId, unit, created } = saved;
    const status = created ? 201 : 200;
    return { parts, postingId, status, body: await one(deps, caller, unit), tag: tagOf(unit.version) };
  }),
  reading('getEntity', ENTITIES.getEntity, async ({ deps, caller, params }) => {
    const unit = await entityOf(deps, caller, params.entityId);
    return { body: await one(deps, caller, unit), tag: tagOf(unit.version) };
  }),
  writing('removeEntity', ENTITIES.removeEntity, async ({ deps, caller, params, ifMatch }) => {
    const { parts, postingId, unit } = await removeEntity(deps, caller, { ...params, ifMatch });
    return { parts, postingId, body: await one(deps, caller, unit) };
  }),
  reading('getEntityLife', ENTITIES.getEntityLife, async ({ deps, caller, params }) => {
    const { found, history, warranty, documents } = await entityLife(deps, caller, params.entityId);
    return {
      body: {
        entity: entityView(found),
        documents: documents.map(({ kind, ...document }) => ({
          ...document,
          kind: kind !== undefined && isDocumentKind(kind) ? kind : undefined,
        })),
        owners: warranty.sales.map(({ partnerId, soldOn, endedOn }) => ({
          partnerId,
          from: soldOn,
          to: endedOn,
        })),
        movements: history.events.map(eventView),
        services: history.events.flatMap(({ movement: { service, effectiveDate, user } }) =>
          service === undefined ? [] : [{ ...service, date: effectiveDate, user }],
        ),
        warranty: warrantyView(warranty),
        parts: history.parts.map(nodeView),
      },
      tag: tagOf(found.unit.version),
    };
  }),
  listing('listEntities', ENTITIES.listEntities, async ({ deps, caller, query, at }) => {
    const { limit, parameter: name, value, ...asked } = query;
    const parameter = name === undefined || value === undefined ? undefined : { name, value };
    const page = { limit, after: at?.position };
    const found = await listEntities(deps, caller, { ...asked, parameter, page });
    return { items: found.items.map(entityView), next: position(found.next) };
  }),
];
