import { beforeOf, type MovedBalance, type MovedUnit, type Movement, movementIdOf } from '../movement.ts';
import type { Quantity } from '../quantity.ts';
import type { Parent } from '../unit/unit.ts';
import type { Decision, DecisionContext, UnitChange } from './context.ts';
import type { DocumentLine, LedgerDocument } from './document.ts';
import type { Flow } from './flows.ts';
import { kindRule } from './kinds.ts';
import type { StepResult } from './unit-step.ts';

/** The id of the n-th movement of a decision, from 1. */
export const movementAt = (
  { postingId, movementsBefore = 0 }: Pick<DecisionContext, 'postingId' | 'movementsBefore'>,
  n: number,
): string => movementIdOf(postingId, movementsBefore + n);

export const movedUnits = (changes: readonly UnitChange[]): MovedUnit[] =>
  changes.flatMap(({ before, after }) => {
    const unit = after ?? before;
    if (unit === undefined) return [];
    const { id, key, serial } = unit;
    return [{ id, key, serial, before: after === undefined ? undefined : beforeOf(before, after) }];
  });

/** What the posting leaves of a unit; a record that goes is a version later like any other. */
const leftOf = ({ before, after }: UnitChange): Pick<MovedUnit, 'version' | 'held'> => ({
  version: after?.version ?? (before?.version ?? 0) + 1,
  ...((after?.heldBy ?? []).length === 0 ? {} : { held: true as const }),
});

/** The decision with what it leaves of each unit told by the unit's movements. */
export const leftTold = (decision: Decision): Decision => {
  const left = new Map(
    decision.units.flatMap((change) => {
      const unit = change.after ?? change.before;
      return unit === undefined ? [] : [[unit.id, leftOf(change)] as const];
    }),
  );
  const movements = decision.movements.map((movement) => ({
    ...movement,
    units: movement.units.map((moved) => ({ ...moved, ...left.get(moved.id) })),
  }));
  return { ...decision, movements };
};

/** Movements of one posting, each unit told anew where it stands last. */
export const toldLast = (
  movements: readonly Movement[],
  changes: readonly UnitChange[],
  tell: (moved: MovedUnit, change: UnitChange) => MovedUnit,
): Movement[] => {
  const open = new Map(changes.flatMap((change) => (change.after ? [[change.after.id, change]] : [])));
  return movements
    .toReversed()
    .map((movement) => ({
      ...movement,
      units: movement.units.map((moved) => {
        const change = open.get(moved.id);
        open.delete(moved.id);
        return change === undefined ? moved : tell(moved, change);
      }),
    }))
    .toReversed();
};

/** What a document tells of each of its movements. */
export const documentIn = (document: LedgerDocument) => ({
  partnerClass: kindRule(document.kind).partnerClass,
  documentId: document.documentId,
  documentKind: document.kind,
  documentNumber: document.number,
  partnerId: document.partnerId,
  reason: document.reason,
});

/** From where to where it goes, as far as it is ours. */
const placesOf = ({ stock }: Flow, { locationId, toLocationId }: LedgerDocument) => {
  switch (stock) {
    case 'in':
      return { to: locationId };
    case 'out':
      return { from: locationId };
    case 'move':
    case 'dispatch':
    case 'arrive':
      return { from: locationId, to: toLocationId };
    case 'bring-back':
      return { from: toLocationId, to: locationId };
    case 'none':
      return {};
  }
};

export const movementOf = (
  given: {
    readonly document: LedgerDocument;
    readonly line: DocumentLine;
    readonly flow: Flow;
    readonly movementId: string;
    readonly effectiveDate: string;
    readonly quantity: Quantity;
    readonly steps: readonly StepResult[];
    readonly parent?: Parent | undefined;
  },
  beside: {
    readonly context: DecisionContext;
    readonly balances: readonly MovedBalance[];
    readonly expiresOn: string | undefined;
  },
): Movement => {
  const { document, line, flow, steps } = given;
  const { context, balances, expiresOn } = beside;
  const units = movedUnits(steps.flatMap(({ change }) => (change === undefined ? [] : [change])));
  const provisional = steps.filter((step) => step.provisional === true).length;
  const retrospective = steps.some((step) => step.retrospective === true);
  return {
    movementId: given.movementId,
    kind: flow.movement,
    ...documentIn(document),
    line: line.line,
    itemId: line.itemId,
    quantity: given.quantity,
    ...placesOf(flow, document),
    batch: line.batch,
    expiresOn,
    ...(provisional === 0 ? {} : { provisional }),
    ...(retrospective ? { retrospective: true as const } : {}),
    parent: given.parent,
    ...(flow.scrapped === true ? { scrapped: true as const } : {}),
    user: context.user,
    effectiveDate: given.effectiveDate,
    recordedAt: context.recordedAt,
    serialCount: units.length,
    units,
    balances,
    version: 1,
  };
};

type Still = Pick<Movement, 'movementId' | 'kind' | 'line' | 'itemId' | 'reason'> & {
  readonly document?: LedgerDocument | undefined;
  readonly changes: readonly UnitChange[];
};

/** One by which nothing moves: units change, as when they are held, or when numbers are put on the rows of a document. */
export const stillMovement = (given: Still, context: DecisionContext): Movement => {
  const { document, changes, ...told } = given;
  return {
    ...(document === undefined ? {} : documentIn(document)),
    ...told,
    quantity: 0,
    user: context.user,
    effectiveDate: context.today,
    recordedAt: context.recordedAt,
    serialCount: changes.length,
    units: movedUnits(changes),
    balances: [],
    version: 1,
  };
};
