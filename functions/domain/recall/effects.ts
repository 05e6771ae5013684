import type { Decision, DecisionContext, UnitChange } from '../document/context.ts';
import { isMaking } from '../document/kinds.ts';
import { toldLast } from '../document/movement-of.ts';
import type { Movement } from '../movement.ts';
import { looseInto, looseIntoAny } from '../parts/joins.ts';
import { type Hold, isInStock, type Parent, type Unit } from '../unit/unit.ts';
import { affectedBy, asksOrigin, isHeldBy, meansGoods, type OpenRecall, type RecallUnit } from './recall.ts';

/** What open recalls make of a posting: whatever of theirs it brings in comes in held, in the same write. */

export type KnownUnits = {
  /** What the recall knows of the unit with this id. */
  readonly of: (recallId: string, id: string) => RecallUnit | undefined;
  /** Whether a batch came as the recall asks. */
  readonly came: (recallId: string, goods: { readonly itemId: string; readonly batch: string }) => boolean;
  /** What the document has put before into what it makes, without saying which of it. */
  readonly before: readonly Omit<Movement, 'units'>[];
};

const isThere = (unit: Unit | undefined): boolean =>
  unit !== undefined && unit.voided !== true && isInStock(unit);

/** What it is judged by is told only now: where it came from, its right number, or its batch. */
const isToldNow = ({ before, after }: UnitChange): boolean =>
  before?.origin !== after?.origin || before?.key !== after?.key || before?.batch !== after?.batch;

/** It comes into our hands, or is there and turns out to be what a recall is about. */
const comesIn = (change: UnitChange): boolean =>
  isThere(change.after) && (!isThere(change.before) || isToldNow(change));

/** So is whatever nobody has seen before. */
const isNews = (change: UnitChange): boolean => comesIn(change) || isToldNow(change);

/** Movements by the ids of their units; the last of each. */
const byUnit = (movements: readonly Movement[]): ReadonlyMap<string, Movement> =>
  new Map(movements.flatMap((movement) => movement.units.map(({ id }) => [id, movement] as const)));

/**
 * Ids of units of which a recall may know more than their records tell: such as were there before, parts and what they
 * go into, and products whose parts were consumed before they were made.
 */
export const toBeLookedUp = ({ units, movements }: Decision): string[] => {
  const movementOf = byUnit(movements);
  const ids = units.flatMap((change) => {
    const { before, after } = change;
    if (after === undefined) return [];
    const { id, status, parent } = after;
    if (status === 'consumed' && parent?.id !== undefined) return [id, parent.id];
    const movement = movementOf.get(id);
    const mayBeKnown = before !== undefined || (movement !== undefined && isMaking(movement));
    return mayBeKnown && isNews(change) ? [id] : [];
  });
  return [...new Set(ids)];
};

const named = ({ itemId, key, serial, id }: Unit, recallId: string): RecallUnit => ({
  recallId,
  itemId,
  key,
  serial,
  id,
});

/** Where goods without numbers came from only their batch can tell. */
export const areMeant = (
  { itemId, batch }: Omit<Movement, 'units'>,
  { recall, known }: { readonly recall: OpenRecall; readonly known: Pick<KnownUnits, 'came'> },
): boolean => {
  const { recallId, criteria } = recall;
  if (!meansGoods(criteria, { itemId, batch })) return false;
  return !asksOrigin(criteria) || (batch !== undefined && known.came(recallId, { itemId, batch }));
};

/** The products that goods without numbers go into. */
const wholesOfGoods = (
  { movements }: Decision,
  given: { readonly recall: OpenRecall; readonly known: KnownUnits },
): RecallUnit[] =>
  movements.flatMap((movement) => {
    const whole = looseInto(movement);
    if (whole === undefined || !areMeant(movement, given)) return [];
    const { itemId, serial, id } = whole;
    const via = { itemId: movement.itemId, batch: movement.batch };
    return [{ recallId: given.recall.recallId, itemId, key: serial, serial, id, via }];
  });

/** All that a document makes now may have of what it put into no product in particular. */
const sharingGoods = (
  { units, movements }: Decision,
  given: { readonly recall: OpenRecall; readonly known: KnownUnits },
): RecallUnit[] => {
  const [goods] = [...given.known.before, ...movements.filter(looseIntoAny)].filter((one) =>
    areMeant(one, given),
  );
  if (goods === undefined) return [];
  const made = new Set(movements.filter(isMaking).flatMap((one) => one.units.map(({ id }) => id)));
  const via = { itemId: goods.itemId, batch: goods.batch };
  return units.flatMap(({ after }) =>
    after === undefined || !made.has(after.id) ? [] : [{ ...named(after, given.recall.recallId), via }],
  );
};

const isAffected = (known: RecallUnit | undefined): boolean =>
  known !== undefined && known.unaffected !== true;

/** Of what is known of one unit: what contains an affected part stays affected, whatever else goes into it. */
const surer = (one: RecallUnit | undefined, other: RecallUnit | undefined): RecallUnit | undefined =>
  [one, other].find(isAffected) ?? one ?? other;

/** Numbered parts that go into products. */
const joinedIn = ({ units }: Decision): { readonly part: Unit; readonly whole: Parent & { id: string } }[] =>
  units.flatMap(({ before, after: part }) => {
    const { parent } = part ?? {};
    if (part?.status !== 'consumed' || parent?.id === undefined || before?.status === 'consumed') return [];
    return [{ part, whole: { ...parent, id: parent.id } }];
  });

/** The products that parts go into by this posting, by id; those that aren't made yet have theirs already. */
const wholesIn = (
  decision: Decision,
  { recall, known }: { readonly recall: OpenRecall; readonly known: KnownUnits },
): Map<string, RecallUnit> => {
  const { recallId } = recall;
  const goods = [...sharingGoods(decision, { recall, known }), ...wholesOfGoods(decision, { recall, known })];
  const wholes = new Map(goods.map((whole) => [whole.id, whole]));
  const joined = joinedIn(decision);
  const intoOthers = Map.groupBy(joined, ({ part }) => part.id);
  for (const { part, whole } of joined) {
    const is = surer(wholes.get(part.id), known.of(recallId, part.id));
    const judged = affectedBy(recall, part, { contains: is !== undefined });
    if (is === undefined && judged === undefined) continue;
    const affects = judged === 'affected' || isAffected(is);
    const earlier = wholes.get(whole.id);
    if (earlier !== undefined && (isAffected(earlier) || !affects)) continue;
    const { itemId, serial, id } = whole;
    const via = { itemId: part.itemId, serial: part.serial, id: part.id };
    const its = { recallId, itemId, key: serial, serial, id, via };
    wholes.set(id, affects ? its : { ...its, unaffected: true });
    // It may go into another by the same posting, on a line before: that is looked at again, at the end.
    joined.push(...(intoOthers.get(id) ?? []));
  }
  return wholes;
};

type Judged = { readonly unit: RecallUnit; readonly held: boolean };

/** What a recall has to say of one unit of a posting. */
const judge = (
  change: UnitChange,
  given: {
    readonly recall: OpenRecall;
    readonly known: KnownUnits;
    readonly wholes: ReadonlyMap<string, RecallUnit>;
    readonly movementOf: ReadonlyMap<string, Movement>;
  },
): Judged | undefined => {
  const { before, after } = change;
  const { recall, known, wholes, movementOf } = given;
  if (after === undefined || !(isNews(change) || wholes.has(after.id))) return undefined;
  const remembered = known.of(recall.recallId, after.id);
  // What begins anew after a void is judged anew; and what bears its right number now, or is made, but for what is in it.
  const isSame = before !== undefined && before.key === after.key;
  const isRemembered = before?.voided !== true && (isSame || remembered?.via !== undefined);
  const is = surer(wholes.get(after.id), isRemembered ? remembered : undefined);
  const movement = movementOf.get(after.id);
  const judged = affectedBy(recall, after, { receipt: movement, contains: is !== undefined });
  const isMeant = judged === 'affected' || isAffected(is);
  if (!isMeant && judged === undefined && remembered === undefined) return undefined;
  const { unaffected: _, ...rest } = { ...is, ...named(after, recall.recallId) };
  return {
    unit: isMeant ? rest : { ...rest, unaffected: true },
    held: isMeant && comesIn(change) && !isHeldBy(after, recall.recallId),
  };
};

const holdOf = ({ recallId, name }: OpenRecall, movementId: string, context: DecisionContext): Hold => ({
  holdId: recallId,
  recallId,
  reason: `recall: ${name}`,
  at: context.recordedAt,
  user: context.user,
  cameWith: movementId,
});

type Recalled = { readonly decision: Decision; readonly units: readonly RecallUnit[] };

/** Movements tell that their units were not held before. */
const toldHeld = (movements: readonly Movement[], changes: readonly UnitChange[]): readonly Movement[] =>
  toldLast(movements, changes, (moved, { before }) =>
    moved.before === undefined
      ? moved
      : { ...moved, before: { ...moved.before, heldBy: before?.heldBy ?? null } },
  );

/** The decision as open recalls have it, and what they know of its units afterwards. */
export const withRecalls = (decision: Decision, context: DecisionContext, known: KnownUnits): Recalled => {
  const { movements } = decision;
  const movementOf = byUnit(movements);
  const units: RecallUnit[] = [];
  const held = new Map<string, UnitChange>();
  for (const recall of context.recalls) {
    const wholes = wholesIn(decision, { recall, known });
    const judged = new Map<string, Judged>();
    for (const change of decision.units) {
      const its = judge(change, { recall, known, wholes, movementOf });
      if (its !== undefined) judged.set(its.unit.id, its);
    }
    units.push(
      ...[...wholes.values()].filter(
        (whole) => !judged.has(whole.id) && surer(whole, known.of(recall.recallId, whole.id)) === whole,
      ),
      ...[...judged.values()].map(({ unit }) => unit),
    );
    for (const change of decision.units) {
      const { after } = held.get(change.after?.id ?? '') ?? change;
      if (after === undefined || judged.get(after.id)?.held !== true) continue;
      const { movementId } = movementOf.get(after.id) ?? after.asOf;
      const hold = holdOf(recall, movementId, context);
      held.set(after.id, { ...change, after: { ...after, heldBy: [...(after.heldBy ?? []), hold] } });
    }
  }
  if (held.size === 0) return { decision, units };
  return {
    decision: {
      ...decision,
      units: decision.units.map((change) => held.get(change.after?.id ?? '') ?? change),
      movements: toldHeld(movements, [...held.values()]),
    },
    units,
  };
};
