import { balanceName, changeBy } from './balance.ts';
import { asserted } from './document/asserted.ts';
import { unnumberedFaults } from './document/capture.ts';
import type { Decision, DecisionContext } from './document/context.ts';
import { movedUnits } from './document/movement-of.ts';
import { inTheWay, isNow, otherModelFault } from './document/unit-faults.ts';
import { spilledOf } from './document/unit-step.ts';
import { entityAfter } from './entity/entity.ts';
import { type Movement, movementIdOf } from './movement.ts';
import type { Item } from './registry.ts';
import type { SerialEntry } from './serial/input.ts';
import { isAnnounced, remember, stateOf, type Unit, unitKey } from './unit/unit.ts';
import type { Violation } from './violations.ts';

type Decided = { readonly violations: readonly Violation[]; readonly decision: Decision };

/** Numbers for units that lie in stock without one (E11). */
export const decideLink = (
  given: {
    readonly item: Item;
    readonly locationId: string;
    readonly entries: readonly SerialEntry[];
  },
  context: DecisionContext,
): Decided => {
  const { item, locationId, entries } = given;
  const movementId = movementIdOf(context.postingId, 1);
  const place = { itemId: item.itemId, locationId };
  const taken = entries.flatMap((entry): Violation[] => {
    const unit = context.units.get(unitKey(item.itemId, entry.key));
    const fault = unit === undefined ? undefined : otherModelFault(entry, unit, item);
    if (fault !== undefined) return [fault];
    if (unit === undefined || stateOf(unit) === 'none' || isAnnounced(unit)) return [];
    const detail = `"${unit.serial}" exists already: ${isNow(unit)}.`;
    return [{ ...inTheWay(entry, unit), code: 'serial-exists', detail }];
  });
  const units = entries.map((entry) => {
    const before = context.units.get(unitKey(item.itemId, entry.key));
    const after: Unit = {
      id: before?.id ?? context.newUnitId({ itemId: item.itemId, key: entry.key }),
      itemId: item.itemId,
      key: entry.key,
      serial: entry.text,
      status: 'in-stock',
      heldBy: before?.heldBy,
      aliases: before?.aliases,
      reservedBy: isAnnounced(before) ? before?.reservedBy : undefined,
      locationId,
      addedDate: context.today,
      origin: { known: false, reason: 'linked to existing stock' },
      asOf: asserted(movementId, { place, context }),
      lastEffectiveDate: context.today,
      entity: entityAfter(before, item, { order: false, stockUpdate: true }),
      ...remember(before, movementId),
      version: (before?.version ?? 0) + 1,
    };
    return { before, after, spilled: spilledOf(before, after) };
  });
  const movement: Movement = {
    movementId,
    kind: 'link',
    itemId: item.itemId,
    quantity: 0,
    to: locationId,
    user: context.user,
    effectiveDate: context.today,
    recordedAt: context.recordedAt,
    serialCount: units.length,
    units: movedUnits(units),
    balances: [{ locationId, quantity: 0, serials: units.length, inTransit: 0, sentSerials: 0 }],
    version: 1,
  };
  const version = context.balances.get(balanceName(place))?.version;
  return {
    violations: [...unnumberedFaults(place, entries.length, context), ...taken],
    decision: {
      units,
      movements: [movement],
      balances: [{ ...changeBy(place, { serials: units.length }), version }],
    },
  };
};
