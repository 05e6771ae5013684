import type { Decision, DecisionContext, UnitChange } from '../document/context.ts';
import { stillMovement } from '../document/movement-of.ts';
import { spilledOf } from '../document/unit-step.ts';
import { movementIdOf } from '../movement.ts';
import { remember, type Unit } from '../unit/unit.ts';
import { isHeldBy, type OpenRecall } from './recall.ts';

/** Holds of a whole recall: many units in one posting, a movement for each item. */

export type RecallHold = {
  readonly recall: Pick<OpenRecall, 'recallId' | 'name'>;
  readonly does: 'hold' | 'release';
  readonly reason: string;
};

const heldAfter = (
  { heldBy = [] }: Unit,
  { recall: { recallId }, does, reason }: RecallHold,
  { recordedAt, user }: DecisionContext,
): Unit['heldBy'] => {
  const others = heldBy.filter((hold) => hold.recallId !== recallId);
  if (does === 'hold') return [...others, { holdId: recallId, recallId, reason, at: recordedAt, user }];
  return others.length === 0 ? undefined : others;
};

/** Holds the units, or lifts the recall's holds on them; those that are so already stay as they are. */
export const decideRecallHold = (
  units: readonly Unit[],
  asked: RecallHold,
  context: DecisionContext,
): Decision => {
  const due = units.filter((unit) => isHeldBy(unit, asked.recall.recallId) === (asked.does === 'release'));
  const items = [...new Set(due.map(({ itemId }) => itemId))];
  const lots = items.map((itemId, i) => {
    const movementId = movementIdOf(context.postingId, i + 1);
    const changes = due
      .filter((unit) => unit.itemId === itemId)
      .map((unit): UnitChange => {
        const after: Unit = {
          ...unit,
          heldBy: heldAfter(unit, asked, context),
          ...remember(unit, movementId),
          version: unit.version + 1,
        };
        return { before: unit, after, spilled: spilledOf(unit, after) };
      });
    const { does: kind, reason } = asked;
    return { changes, movement: stillMovement({ movementId, kind, itemId, reason, changes }, context) };
  });
  return {
    units: lots.flatMap(({ changes }) => changes),
    movements: lots.map(({ movement }) => movement),
    balances: [],
  };
};
