import type { Former, Joined } from '../app/trace/contents.ts';
import { genealogyOf } from '../app/trace/genealogy-of.ts';
import { withParents } from '../app/trace/parents.ts';
import type { PastPart } from '../app/trace/past-genealogy.ts';
import { siblingsOf } from '../app/trace/siblings.ts';
import { type UnitEvent, unitHistory, unitOf } from '../app/units/history.ts';
import type { PastMoment } from '../app/units/past.ts';
import { tagOf } from '../app/versions.ts';
import { isDate } from '../domain/calendar.ts';
import { PARTS_SHOWN } from '../domain/parts/joins.ts';
import type { Material } from '../domain/parts/loose.ts';
import { quantityShown } from '../domain/quantity.ts';
import { isInStock, shownStatus, type Unit } from '../domain/unit/unit.ts';
import { TRACE } from './contract/trace.ts';
import { listing, type Operation, reading } from './operation.ts';
import { position, unitView } from './views.ts';

/** The life of a unit, and of those that share its fate. */

const originView = ({ origin }: Unit) => {
  if (origin?.known !== true) return { unknown: origin?.reason ?? 'not received yet' };
  const { known: _, ...told } = origin;
  return told;
};

/** The type of an event by which something went in or out, and what; its void is of the type of voids. */
const joinedView = ({ does, units, loose, movement }: Joined, isUndone: boolean) => ({
  ...(isUndone ? {} : { type: does === 'in' ? ('part-in' as const) : ('part-out' as const) }),
  part: [
    ...units.slice(0, PARTS_SHOWN).map(({ serial, id }) => ({ itemId: movement.itemId, serial, id })),
    ...(loose > 0 ? [{ ...materialView({ ...movement, quantity: loose }) }] : []),
  ],
  partCount: units.length,
});

const materialView = ({ itemId, batch, quantity }: Material) => ({
  itemId,
  batch,
  quantity: quantityShown(quantity),
});

export const eventView = ({ movement, serial, parent, joined }: UnitEvent) => ({
  type: movement.kind,
  at: movement.recordedAt,
  effectiveDate: movement.effectiveDate,
  movementId: movement.movementId,
  documentId: movement.documentId,
  documentKind: movement.documentKind,
  documentNumber: movement.documentNumber,
  partnerId: movement.partnerId,
  locationId: movement.to ?? movement.from,
  fromLocationId: movement.to === undefined ? undefined : movement.from,
  reason: movement.reason,
  serial,
  renamedTo: movement.renamedTo,
  service: movement.service,
  voids: movement.voids,
  voidedBy: movement.voidedBy,
  scrapped: movement.scrapped,
  parent,
  user: movement.user,
  ...(joined === undefined ? {} : joinedView(joined, joined.undone === movement)),
});

const formerView = ({ itemId, serial, id, since, until }: Former) => ({
  itemId,
  serial,
  id,
  from: since?.effectiveDate,
  to: until.effectiveDate,
  fromMovementId: since?.movementId,
  toMovementId: until.movementId,
});

/** A unit where it is named beside others. */
export const nodeView = (unit: PastPart) => {
  const { itemId, serial, id, locationId, partnerId } = unit;
  return { itemId, serial, id, status: shownStatus(unit), inStock: isInStock(unit), locationId, partnerId };
};

const momentIn = (at: string | undefined): PastMoment | undefined => {
  if (at === undefined) return undefined;
  return isDate(at) ? { day: at } : { instant: new Date(at).toISOString() };
};

export const traceOperations: readonly Operation[] = [
  reading('getUnit', TRACE.getUnit, async ({ deps, caller, params }) => {
    const { unit } = await unitOf(deps, caller, params);
    const [shown = unit] = await withParents(deps, caller, [unit]);
    return { body: unitView(shown), tag: tagOf(unit.version) };
  }),
  reading('getUnitHistory', TRACE.getUnitHistory, async ({ deps, caller, params, query }) => {
    const asked = { ...params, at: momentIn(query.at) };
    const { unit, events, parts, untrackedSince } = await unitHistory(deps, caller, asked);
    const [shown = unit] = await withParents(deps, caller, [unit]);
    return {
      body: {
        unit: unitView(shown),
        origin: originView(unit),
        asOf: { ...unit.asOf, untrackedSince },
        parts: parts.map(nodeView),
        events: events.map(eventView),
      },
    };
  }),
  listing('getSiblings', TRACE.getSiblings, async ({ deps, caller, params, query, at }) => {
    const { by, limit } = query;
    const page = { limit, after: at?.position };
    const { items, next, unknown } = await siblingsOf(deps, caller, { ...params, by, page });
    return {
      items: items.map(({ unit, shares }) => ({ ...unitView(unit), shares: [...shares] })),
      next: position(next),
      beside: unknown === undefined ? {} : { unknown },
    };
  }),
  reading('getGenealogy', TRACE.getGenealogy, async ({ deps, caller, params, query: { levels, at } }) => {
    const asked = { ...params, levels, at: momentIn(at) };
    const { unit, wholes, within, materials, former } = await genealogyOf(deps, caller, asked);
    const { units, planned, more: isHigher = false } = wholes;
    return {
      body: {
        unit: nodeView(unit),
        partOf: units.map(nodeView),
        planned,
        parts: within.parts.map(({ unit: part, level, of: { itemId, serial, id } }) => ({
          ...nodeView(part),
          level,
          of: { itemId, serial, id },
        })),
        more: within.more || isHigher,
        materials: materials.map((one) => ({
          ...materialView(one),
          documentId: 'documentId' in one ? one.documentId : undefined,
        })),
        formerParts: former.map(formerView),
      },
    };
  }),
];
