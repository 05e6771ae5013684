import type { Decision, UnitChange } from '../../../functions/domain/document/context.ts';
import type { Movement } from '../../../functions/domain/movement.ts';
import { withRecalls } from '../../../functions/domain/recall/effects.ts';
import type { OpenRecall, RecallCriteria, RecallUnit } from '../../../functions/domain/recall/recall.ts';
import type { Hold, Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aMovement, RECORDED_AT } from '../builders.ts';

/** Postings as open recalls have them. */

export const aRecall = (criteria: RecallCriteria, given: Partial<OpenRecall> = {}): OpenRecall => ({
  recallId: 'r1',
  name: 'cracked',
  criteria,
  ...given,
});

/** What a recall knows of a unit, by its number of today. */
export const knownAs = ({ itemId, key, serial, id }: Unit, given: Partial<RecallUnit> = {}): RecallUnit => ({
  recallId: 'r1',
  itemId,
  key,
  serial,
  id,
  ...given,
});

/** A part by which a product is affected, as the recall tells it. */
export const partOf = ({ itemId, serial, id }: Unit) => ({ itemId, serial, id });

/** The hold of a recall on what came in by a movement. */
export const heldBy = (cameWith: string, { recallId, name } = aRecall({})): Hold => ({
  holdId: recallId,
  recallId,
  reason: `recall: ${name}`,
  at: RECORDED_AT,
  user: 'ann',
  cameWith,
});

/** A movement with the units of changes. */
export const moving = (
  kind: Movement['kind'],
  changes: readonly UnitChange[],
  given: Partial<Movement> = {},
): Movement => {
  const units = changes.flatMap(({ after }) =>
    after === undefined ? [] : [{ id: after.id, key: after.key, serial: after.serial }],
  );
  return aMovement(kind, { units, quantity: changes.length * 1_000_000, to: 'main', ...given });
};

export type RecallGiven = {
  readonly recalls?: readonly OpenRecall[];
  /** What is known of units before. */
  readonly known?: readonly RecallUnit[];
  /** Batches that came as the recall asks. */
  readonly came?: readonly string[];
  /** What the document has put before into what it makes. */
  readonly before?: readonly Movement[];
};

export const recalled = (
  decision: Pick<Decision, 'units'> & Partial<Decision>,
  { recalls = [aRecall({ batch: 'B1' })], known = [], came = [], before = [] }: RecallGiven = {},
) =>
  withRecalls({ movements: [], balances: [], ...decision }, aContext({ recalls }), {
    of: (recallId, id) => known.find((one) => one.recallId === recallId && one.id === id),
    came: (recallId, { itemId, batch }) => came.includes(`${recallId} ${itemId} ${batch}`),
    before,
  });
