import type { Decision, DecisionContext } from '../document/context.ts';
import type { LedgerDocument } from '../document/document.ts';
import { byDocument, isNow, placeOf } from '../document/unit-faults.ts';
import { spilledOf } from '../document/unit-step.ts';
import { beforeOf, type Movement, type MovementKind, movementIdOf } from '../movement.ts';
import type { SerialEntry } from '../serial/input.ts';
import { newNumberFault } from '../serial/new-number.ts';
import type { SerialText } from '../serial/text.ts';
import type { Violation } from '../violations.ts';
import { type Hold, isKnownNumber, remember, shownStatus, stateOf, type Unit, unitKey } from './unit.ts';

/** Calls about units alone, without a document: each is a movement like any other. */

type Decided = { readonly violations: readonly Violation[]; readonly decision: Decision };

const NOTHING: Decision = { units: [], movements: [], balances: [] };

export const entryFor = (
  kind: MovementKind,
  {
    unit,
    context,
    reason,
  }: {
    readonly unit: Pick<Unit, 'id' | 'itemId' | 'key' | 'serial'>;
    readonly context: DecisionContext;
    readonly reason?: string;
  },
): Movement => ({
  movementId: movementIdOf(context.postingId, 1),
  kind,
  itemId: unit.itemId,
  quantity: 0,
  reason,
  user: context.user,
  effectiveDate: context.today,
  recordedAt: context.recordedAt,
  serialCount: 1,
  units: [{ id: unit.id, key: unit.key, serial: unit.serial }],
  balances: [],
  version: 1,
});

export const marked = (unit: Unit, changes: Partial<Unit>, movement: Movement): Decision => {
  const after: Unit = {
    ...unit,
    ...changes,
    ...remember(unit, movement.movementId),
    version: unit.version + 1,
  };
  const renamed = after.key !== unit.key;
  const units = movement.units.map((was) => ({ ...was, before: beforeOf(unit, after) }));
  return {
    units: [{ before: unit, after, spilled: spilledOf(unit, after), ...(renamed ? { renamed } : {}) }],
    movements: [{ ...movement, units }],
    balances: [],
  };
};

export const decideHold = (unit: Unit, reason: string, context: DecisionContext): Decided => {
  const movement = entryFor('hold', { unit, context, reason });
  const hold: Hold = {
    holdId: movement.movementId,
    reason,
    at: context.recordedAt,
    user: context.user,
  };
  return { violations: [], decision: marked(unit, { heldBy: [...(unit.heldBy ?? []), hold] }, movement) };
};

/** Lifts the hold named, or the only one. */
export const decideRelease = (
  unit: Unit,
  given: { readonly holdId?: string | undefined; readonly reason?: string | undefined },
  context: DecisionContext,
): Decided => {
  const holds = unit.heldBy ?? [];
  const refuse = (code: 'hold-unknown' | 'hold-ambiguous', detail: string): Decided => ({
    violations: [{ pointer: '/holdId', code, serial: unit.serial, detail }],
    decision: NOTHING,
  });
  const { holdId, reason } = given;
  if (holdId === undefined && holds.length > 1) {
    return refuse('hold-ambiguous', `"${unit.serial}" has ${holds.length} holds: name one by its holdId.`);
  }
  const lifted = holds.find((hold) => holdId === undefined || hold.holdId === holdId);
  if (lifted === undefined) return refuse('hold-unknown', `"${unit.serial}" has no such hold.`);
  const heldBy = holds.filter((hold) => hold !== lifted);
  const movement = entryFor('release', { unit, context, reason: reason ?? lifted.reason });
  return {
    violations: [],
    decision: marked(unit, { heldBy: heldBy.length === 0 ? undefined : heldBy }, movement),
  };
};

const ALIASES_MAX = 10;

/** The number on a document's row follows the unit. */
const renumbered = (document: LedgerDocument, unit: Unit, to: SerialText): LedgerDocument => ({
  ...document,
  lines: document.lines.map((line) =>
    line.itemId === unit.itemId
      ? {
          ...line,
          assigned: line.assigned.map((one) =>
            one.key === unit.key ? { ...one, text: to.text, key: to.key } : one,
          ),
        }
      : line,
  ),
  version: document.version + 1,
});

/** Gives a unit its right number (I14): one correction, one chain of history, the old number an alias. */
export const decideRename = (
  unit: Unit,
  given: {
    readonly to: SerialEntry;
    readonly reason: string;
    /** The document whose row holds its number. */
    readonly document?: LedgerDocument | undefined;
  },
  context: DecisionContext,
): Decided => {
  const { to, reason, document } = given;
  const { itemId } = unit;
  const fault = isKnownNumber(context.units, { itemId, key: to.key })
    ? undefined
    : newNumberFault(to, { ...context.settings, pattern: context.items.get(itemId)?.pattern });
  if (fault !== undefined) {
    return { violations: [{ pointer: to.pointer, serial: to.text, ...fault }], decision: NOTHING };
  }
  const there = context.units.get(unitKey(itemId, to.key));
  if (there !== undefined && there.id !== unit.id) {
    const detail =
      stateOf(there) === 'none'
        ? `"${there.serial}" was posted${byDocument(there)} and taken back; its record is kept, so no other unit is renamed to it.`
        : `"${there.serial}" is another unit: ${isNow(there)}.`;
    const violation: Violation = {
      ...placeOf(to),
      code: 'serial-exists',
      status: shownStatus(there),
      detail,
    };
    return { violations: [violation], decision: NOTHING };
  }
  if (unit.status === 'in-transit' && unit.reservedBy !== undefined) {
    const detail = `"${unit.serial}" is on its way and reserved by document ${unit.reservedBy.documentNumber ?? unit.reservedBy.documentId}; rename it when it has arrived.`;
    return { violations: [{ ...placeOf(to), code: 'serial-in-use', detail }], decision: NOTHING };
  }
  const movement: Movement = { ...entryFor('rename', { unit, context, reason }), renamedTo: to.text };
  const old = (unit.aliases ?? []).filter((alias) => alias !== to.text && alias !== unit.serial);
  const aliases = to.text === unit.serial ? old : [...old, unit.serial].slice(-ALIASES_MAX);
  const decision = marked(unit, { key: to.key, serial: to.text, aliases }, movement);
  return {
    violations: [],
    decision: { ...decision, document: document === undefined ? undefined : renumbered(document, unit, to) },
  };
};
