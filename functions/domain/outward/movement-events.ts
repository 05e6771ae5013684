import type { MovedUnit, Movement } from '../movement.ts';
import { quantityShown } from '../quantity.ts';
import { STOCK_FACT, UNIT_FACTS, UNITS_PER_EVENT } from './facts.ts';
import type { FactDetail } from './schema.ts';

/** Something that is told outward: `id` and `detail` are the same however often it is told. */
export type OutwardEvent = {
  readonly id: string;
  /** `detail-type` on the bus. */
  readonly type: string;
  /** When it came to be, ISO 8601 in UTC. */
  readonly at: string;
  readonly detail: object;
};

const partOf = (
  tenant: string,
  movement: Omit<Movement, 'units'>,
  {
    units,
    part,
    parts,
  }: { readonly units: readonly MovedUnit[]; readonly part: number; readonly parts: number },
): FactDetail => {
  const { movementId, service } = movement;
  return {
    version: 1,
    eventId: `${movementId}.${part}`,
    tenant,
    movementId,
    kind: movement.kind,
    documentId: movement.documentId,
    documentKind: movement.documentKind,
    documentNumber: movement.documentNumber,
    line: movement.line,
    itemId: movement.itemId,
    quantity: quantityShown(movement.quantity),
    from: movement.from,
    to: movement.to,
    batch: movement.batch,
    expiresOn: movement.expiresOn,
    partnerId: movement.partnerId,
    reason: movement.reason,
    renamedTo: movement.renamedTo,
    voids: movement.voids,
    retrospective: movement.retrospective,
    provisional: movement.provisional,
    parent: movement.parent,
    scrapped: movement.scrapped,
    service: service && {
      kind: service.kind,
      underWarranty: service.underWarranty,
      replacedBy: service.replacedBy,
      replaces: service.replaces,
    },
    user: movement.user,
    effectiveDate: movement.effectiveDate,
    recordedAt: movement.recordedAt,
    part,
    parts,
    units: units.map(({ id, serial, version, held }) => ({ id, serial, version, held })),
  };
};

/**
 * What a posted movement tells, at most a hundred units to an event. Nothing of it is told that changes later, such as
 * that it was voided: the void is a movement of its own.
 */
export const movementEvents = (tenant: string, movement: Movement): OutwardEvent[] => {
  const { units, kind, recordedAt, quantity } = movement;
  if (units.length === 0 && quantity === 0) return [];
  const parts = Math.max(1, Math.ceil(units.length / UNITS_PER_EVENT));
  return Array.from({ length: parts }, (_, i) => {
    const its = units.slice(i * UNITS_PER_EVENT, (i + 1) * UNITS_PER_EVENT);
    const detail = partOf(tenant, movement, { units: its, part: i + 1, parts });
    return {
      id: detail.eventId,
      type: units.length === 0 ? STOCK_FACT : UNIT_FACTS[kind],
      at: recordedAt,
      detail,
    };
  });
};
