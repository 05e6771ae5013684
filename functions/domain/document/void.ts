import { sumChanges } from '../balance.ts';
import { type MovedUnit, type Movement, movementIdOf, restored } from '../movement.ts';
import { pieces } from '../quantity.ts';
import { remember, type Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { CLAIMS_FROM, claimSide } from './assign.ts';
import { leftByOrder } from './claims.ts';
import type { Decision, DecisionContext, UnitChange } from './context.ts';
import { type LedgerDocument, statusFrom, takes } from './document.ts';
import { joiningOf } from './inside.ts';
import { stockFaults } from './stock-faults.ts';
import { spilledOf } from './unit-step.ts';
import {
  batchesAfter,
  exceptionsAfter,
  gapFaults,
  numberedFaults,
  reversed,
  rowsAfter,
  toldOf,
  type Working,
} from './void-aftermath.ts';
import { convertedFaults, promisedTo, stranded, superseded, unsentFaults } from './void-faults.ts';
import { backInNothing, keptWithin, type Since, type Within } from './void-parts.ts';
import { NO_WHOLES } from './wholes.ts';

export type Void = {
  readonly document: LedgerDocument;
  /** Newest first. */
  readonly movements: readonly Movement[];
  /** They were named; without, the document ends with them. */
  readonly isChosen?: boolean | undefined;
  /** All that the document ever posted. */
  readonly all: readonly Omit<Movement, 'units'>[];
  /** Ids of units that other documents still wait for as they were before. */
  readonly awaited?: ReadonlySet<string> | undefined;
  /** What is in units that were made by the movements. */
  readonly within?: readonly Within[] | undefined;
  /** What became of the units that parts are put back into. */
  readonly since?: Since | undefined;
  readonly reason: string;
};

const NOTHING_SINCE: Since = { planned: new Set(), remade: new Set() };

/** A unit that came with a movement now taken back: its record stays, and says nothing more. */
const NOTHING_LEFT = {
  status: 'written-off',
  voided: true,
  partnerId: undefined,
  supplierId: undefined,
  parent: undefined,
  wasPart: undefined,
  batch: undefined,
  expiresOn: undefined,
  reservedBy: undefined,
  soldOn: undefined,
  supplierCover: undefined,
  customerCover: undefined,
  addedDate: undefined,
  origin: undefined,
  exceptionId: undefined,
  provisionalAt: undefined,
} as const satisfies Partial<Unit>;

/** Whether it is still the last physical change of the unit, and its origin stands on nothing later. */
const isLast = (unit: Unit, { before }: MovedUnit, { movementId }: Movement): boolean => {
  const known = unit.origin?.known === true ? unit.origin.movementId : undefined;
  const set = before === undefined || before.origin !== undefined;
  // A receipt after the fact changed the origin only; state and place were asserted before it.
  if (before !== undefined && set && before.asOf === undefined) return known === movementId;
  return unit.asOf.movementId === movementId && (!set || known === undefined || known === movementId);
};

/** Another document relies on the unit's being there, and it would be here no more; an entity may be sold before it arrives. */
const promisedElsewhere = (unit: Unit, back: Unit, { documentId }: LedgerDocument): Violation[] => {
  const { reservedBy } = unit;
  if (reservedBy === undefined || reservedBy.documentId === documentId) return [];
  const isToCome = back.status === 'expected' && back.entity !== undefined;
  return back.status === 'in-stock' || isToCome ? [] : [promisedTo(unit, reservedBy)];
};

/** As it was before; a unit that the movement made is kept, and counts as none. Holds it brought in go with it. */
const takenBack = (unit: Unit, { before }: MovedUnit, ids: { voidId: string; movementId: string }): Unit => {
  // Of what is none nothing is recalled.
  const isNone = before === undefined || before.voided === true;
  const holds =
    unit.heldBy?.filter(
      ({ holdId, recallId, cameWith = holdId }) =>
        cameWith !== ids.movementId && !(isNone && recallId !== undefined),
    ) ?? [];
  const state = before === undefined ? { ...unit, ...NOTHING_LEFT } : restored(unit, before);
  return {
    ...state,
    heldBy: holds.length === 0 ? undefined : holds,
    ...remember(unit, ids.voidId),
    version: unit.version,
  };
};

/** What an order expected, and doesn't any more, is nothing, but for an entity that waits by itself. */
const unawaited = (back: Unit): Unit => {
  if (back.status !== 'expected' || back.documentId === undefined) return back;
  return leftByOrder(back) ?? { ...back, ...NOTHING_LEFT };
};

/**
 * Takes chosen postings of a document back, newest first, in one posting, while each is still the last physical change
 * of all its units.
 */
export const decideVoid = (
  { document, movements, isChosen = false, all, reason, awaited, within = [], since = NOTHING_SINCE }: Void,
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const working: Working = new Map([...context.units.values()].map((u) => [u.id, { first: u, now: u }]));
  /** The units as their oldest movement finds them. */
  const backs = new Map<string, Unit>();
  const violations: Violation[] = [];
  /** Units that something stands in the way of, and their rows. */
  const refused = { units: new Set<string>(), rows: new Set<number | undefined>() };
  const voids = movements.map((movement, i): Movement => {
    const movementId = movementIdOf(context.postingId, i + 1);
    for (const moved of movement.units) {
      const state = working.get(moved.id);
      const ids = { voidId: movementId, movementId: movement.movementId };
      const back = state === undefined ? undefined : takenBack(state.now, moved, ids);
      if (state === undefined || back === undefined || !isLast(state.now, moved, movement)) {
        // A unit that several of the movements are about is told once.
        if (!refused.units.has(moved.id)) violations.push(superseded(state?.now, moved, movement));
        refused.units.add(moved.id);
        refused.rows.add(movement.line);
        continue;
      }
      const isLoose = back.documentId !== document.documentId && awaited?.has(moved.id) === false;
      if (isLoose && back.status === 'in-transit') violations.push(stranded(back));
      backs.set(moved.id, back);
      working.set(moved.id, { first: state.first, now: isLoose ? unawaited(back) : back });
    }
    return {
      ...movement,
      movementId,
      kind: 'void',
      from: movement.to,
      to: movement.from,
      reason,
      voids: movement.movementId,
      user: context.user,
      effectiveDate: context.today,
      recordedAt: context.recordedAt,
      units: movement.units.map(({ id, key, serial }) => ({ id, key, serial, before: {} })),
      balances: movement.balances.map(({ locationId, batch, ...counts }) => ({
        locationId,
        batch,
        quantity: -counts.quantity,
        serials: -counts.serials,
        inTransit: -counts.inTransit,
        sentSerials: -counts.sentSerials,
      })),
      version: 1,
    };
  });
  const voidedIds = new Set(movements.map(({ movementId }) => movementId));
  const left = all.filter((m) => m.voidedBy === undefined && !voidedIds.has(m.movementId));
  // What was not posted yet still can be, unless all was meant to go.
  const isVoid = left.length === 0 && !(isChosen && takes(document.status, 'post'));
  const states = [...working.entries()].filter(([id]) => backs.has(id)).map(([, state]) => state);
  const units = states.flatMap(({ first, now }) => settledUnit({ first, now }, { document, isVoid }));
  const moved = units.flatMap(({ after }) => after ?? []);
  const rows = rowsAfter(document, { movements, left, isVoid, units: moved });
  const lines = rows.map(({ after }) => after);
  // What the unposted rest still claims is free with the document.
  const released = !isVoid
    ? []
    : document.lines.flatMap((line, i) => {
        const item = context.items.get(line.itemId);
        const entries = line.assigned.map(({ text, key }) => ({ text, key, pointer: '' }));
        const side = { side: 'remove' as const, entries, line, n: CLAIMS_FROM + i };
        return item === undefined ? [] : [claimSide(document, { ...side, item }, context)];
      });
  const promises = [...backs].flatMap(([id, back]) => {
    const unit = refused.units.has(id) ? undefined : working.get(id)?.first;
    return unit === undefined ? [] : promisedElsewhere(unit, back, document);
  });
  const numbered = numberedFaults(lines);
  const unsent = rows.flatMap((row) =>
    refused.rows.has(row.line.line) ? [] : unsentFaults(row, document, working),
  );
  const joined = units.map((change) => ({ change, pointer: '/movementIds' }));
  const joining = joiningOf(joined, units, context.wholes);
  const faults = [
    ...convertedFaults(movements, context),
    ...violations,
    ...promises,
    ...keptWithin(within, working),
    ...backInNothing({ changes: units, movements }, context.wholes ?? NO_WHOLES, since),
    ...numbered,
    ...unsent,
    ...joining.violations,
  ];
  const balances = sumChanges(movements.flatMap(reversed));
  const isUnnumbered = movements.some(
    ({ itemId, quantity, units: moved }) =>
      context.items.get(itemId)?.tracking === 'serial' && pieces(moved.length) < quantity,
  );
  return {
    violations:
      faults.length > 0
        ? faults
        : [...stockFaults([{ pointer: '/movementIds', balances }], context), ...gapFaults(balances, context)],
    decision: {
      document: {
        ...document,
        lines,
        status: isVoid ? 'void' : statusFrom(lines, document.kind),
        version: document.version + 1,
      },
      units: [...units, ...released.flatMap((claimed) => claimed.units)],
      relied: joining.relied,
      movements: [...toldOf(voids, units), ...released.flatMap((claimed) => claimed.movements)],
      voided: movements.map((movement, i) => ({
        ...movement,
        voidedBy: movementIdOf(context.postingId, i + 1),
        version: movement.version + 1,
      })),
      balances,
      batches: batchesAfter(movements, balances, context),
      exceptions: exceptionsAfter(working, { context, reason, voided: voidedIds }),
      unnumbered: isUnnumbered,
    },
  };
};

/** A void document claims nothing any more. */
const settledUnit = (
  { first, now }: { readonly first: Unit; readonly now: Unit },
  { document, isVoid }: { readonly document: LedgerDocument; readonly isVoid: boolean },
): UnitChange[] => {
  const after = { ...now, version: first.version + 1 };
  const spilled = spilledOf(first, after);
  if (!isVoid) return [{ before: first, after, spilled }];
  const isMine = after.status === 'expected' && after.documentId === document.documentId;
  if (isMine) {
    const left = leftByOrder(after) ?? { ...after, ...NOTHING_LEFT };
    return [{ before: first, after: left, spilled }];
  }
  const reservedBy = after.reservedBy?.documentId === document.documentId ? undefined : after.reservedBy;
  return [{ before: first, after: { ...after, reservedBy }, spilled }];
};
