import { balanceName, changeBy, sumChanges } from '../balance.ts';
import type { Movement } from '../movement.ts';
import { pieces, quantityShown } from '../quantity.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import type { Violation } from '../violations.ts';
import type { Decision, DecisionContext, UnitChange } from './context.ts';
import { dateFaults } from './dates.ts';
import type { DocumentLine, LedgerDocument } from './document.ts';
import type { Flow } from './flows.ts';
import { aKind, captureOf, lineFlow } from './kinds.ts';
import { expiryOf, needOf } from './line-rules.ts';
import { documentIn, movedUnits, movementAt } from './movement-of.ts';
import { movedBalances, serialChanges, splitBatch } from './stock-effects.ts';
import { type StepPlan, stepUnit } from './unit-step.ts';

/** Numbers for units that were received or delivered without: nothing moves but the record (K5, K16). */
export type Capture = {
  readonly document: LedgerDocument;
  readonly line: DocumentLine;
  readonly item: Item;
  readonly entries: readonly SerialEntry[];
  /** How many numbers were meant to be added, the faulty ones and those for the open part of the row too. */
  readonly meant: number;
  /** How many of them the open part of the row takes. */
  readonly open?: number | undefined;
};

const numberFaults = (
  { document, line, item, meant, open = 0 }: Capture,
  context: DecisionContext,
): Violation[] => {
  const at = { pointer: '/serials', itemId: item.itemId, line: line.line };
  if (needOf(context.settings, item, { kind: document.kind, line }) === 'off') {
    const detail = `Item ${item.itemId} takes no serials on ${aKind(document.kind)}; ${meant} were given.`;
    return [{ ...at, code: 'serials-not-tracked', detail }];
  }
  const room = open + quantityShown(line.posted) - line.postedSerials;
  if (meant <= room) return [];
  const detail = `${meant} serials for ${room} units of line ${line.line} that have none.`;
  return [{ ...at, code: 'serials-exceed-quantity', detail, expected: room, actual: meant }];
};

/** Stock that is there must have as many units without a number. */
export const unnumberedFaults = (
  place: { readonly itemId: string; readonly locationId: string; readonly batch?: string | undefined },
  count: number,
  context: DecisionContext,
): Violation[] => {
  const balance = context.balances.get(balanceName(place));
  const free = Math.max(0, quantityShown(balance?.quantity ?? 0) - (balance?.serials ?? 0));
  if (count <= free) return [];
  const { itemId, locationId } = place;
  const detail = `${count} serials for ${free} units of item ${itemId} at location ${locationId} that have none.`;
  return [
    {
      pointer: '/serials',
      code: 'unnumbered-insufficient',
      detail,
      itemId,
      locationId,
      expected: free,
      actual: count,
    },
  ];
};

export const decideCapture = (
  capture: Capture,
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const { document, line, item, entries } = capture;
  const step = captureOf(document.kind, line);
  const posted = lineFlow(document.kind, line, 'post');
  const movementId = movementAt(context, 1);
  const effectiveDate = line.postedOn ?? context.today;
  const batch = splitBatch(item, line.batch);
  const place = { itemId: item.itemId, locationId: document.locationId, batch };
  if (step === undefined || posted === undefined) {
    const detail = `Line ${line.line} is posted; its numbers cannot be changed here.`;
    const closed: Violation = { pointer: '', code: 'line-posted', detail, line: line.line };
    return { violations: [closed], decision: { units: [], movements: [], balances: [] } };
  }
  const { unknown: _, ...rest } = posted;
  const isSold = step === 'capture-sold';
  const flow: Flow = {
    ...rest,
    step,
    movement: 'capture',
    ...(isSold ? { unknown: 'capture-sold-unknown' } : {}),
  };
  const { expiresOn } = expiryOf({ item, line, flow, pointer: '', effectiveDate }, context);
  const plan: StepPlan = { flow, document, line, item, movementId, effectiveDate, expiresOn };
  const steps = entries.map((entry) => stepUnit(entry, plan, context));
  const explained = steps.filter(({ retrospective }) => retrospective === true);
  // What was counted in when it was used is in the quantity of its receipt a second time.
  const twice = explained.filter(({ change }) => change?.before?.provisionalAt !== undefined).length;
  const units = steps.flatMap(({ change }): UnitChange[] => (change === undefined ? [] : [change]));
  const isIn = flow.stock === 'in';
  const version = context.balances.get(balanceName(place))?.version;
  const moved = sumChanges([...serialChanges(units, batch), changeBy(place, { quantity: -pieces(twice) })]);
  const counts = changeBy(place, isIn ? { bought: units.length } : { sold: units.length });
  const movement: Movement = {
    movementId,
    kind: 'capture',
    ...documentIn(document),
    line: line.line,
    itemId: item.itemId,
    quantity: 0,
    ...(isIn ? { to: document.locationId } : { from: document.locationId }),
    batch: line.batch,
    ...(explained.length === 0 ? {} : { retrospective: true as const }),
    user: context.user,
    effectiveDate,
    recordedAt: context.recordedAt,
    serialCount: units.length,
    units: movedUnits(units),
    balances: movedBalances(moved),
    version: 1,
  };
  const faults = numberFaults(capture, context);
  // Units that have been used before don't come in any more.
  const incoming = entries.length - explained.length + twice;
  return {
    violations: [
      ...faults,
      // It counts for the day of its row, which may be locked since.
      ...dateFaults(effectiveDate, context, ''),
      ...(isIn && faults.length === 0 ? unnumberedFaults(place, incoming, context) : []),
      ...steps.flatMap(({ violations }) => violations),
    ],
    decision: {
      document: {
        ...document,
        lines: document.lines.map((one) =>
          one.line === line.line ? { ...one, postedSerials: one.postedSerials + units.length } : one,
        ),
        movementIds: [...document.movementIds, movementId],
        version: document.version + 1,
      },
      units,
      movements: [movement],
      exceptions: steps.flatMap(({ exception }) => (exception === undefined ? [] : [exception])),
      // Fitted to what is there: nobody else may change it meanwhile.
      balances: sumChanges([...moved, isIn ? { ...counts, version } : counts]),
    },
  };
};
