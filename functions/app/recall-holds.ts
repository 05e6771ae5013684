import { isHeldBy, type Recall } from '../domain/recall.ts';
import { decideRecallHold, type RecallHold } from '../domain/recall-holds.ts';
import { isInStock, type Unit } from '../domain/unit.ts';
import { contextOf, momentOf } from './decision-context.ts';
import { decisionParts } from './decision-parts.ts';
import type { Planned } from './execute.ts';
import { execute } from './execute.ts';
import type { Caller, Deps } from './ports.ts';
import { affectedPage } from './recall-units.ts';
import type { WritePart } from './write-part.ts';

/** Holding the units of a recall that are in stock, and lifting those holds: in one posting, or in several. */

export type HoldPosting = {
  readonly parts: readonly WritePart[];
  readonly postingId: string;
  /** As they will be. */
  readonly units: readonly Unit[];
};

export const holdPosting = async (
  deps: Deps,
  caller: Caller,
  { units, asked }: { readonly units: readonly Unit[]; readonly asked: RecallHold },
): Promise<HoldPosting> => {
  const itemIds = [...new Set(units.map(({ itemId }) => itemId))];
  const [settings, items] = await Promise.all([
    deps.store.settings.read(caller.tenant),
    deps.store.items.readMany(caller.tenant, itemIds),
  ]);
  const state = { units, balances: [], batches: [], exceptions: [], recalls: [] };
  const context = contextOf(deps, caller, { moment: momentOf(deps, settings), items, state });
  const decision = decideRecallHold(units, asked, context);
  return {
    parts: (await decisionParts(deps, caller, { decision, context })).parts,
    postingId: context.postingId,
    units: decision.units.flatMap(({ after }) => after ?? []),
  };
};

const isDue =
  ({ recall: { recallId }, does }: RecallHold) =>
  (unit: Unit): boolean =>
    does === 'hold' ? isInStock(unit) && !isHeldBy(unit, recallId) : isHeldBy(unit, recallId);

/** Units that are still to be held, or released, up to one more than the limit. */
export const dueUnits = async (
  deps: Deps,
  tenant: string,
  { asked, limit }: { readonly asked: RecallHold; readonly limit: number },
): Promise<readonly Unit[]> => {
  const { recallId } = asked.recall;
  const due: Unit[] = [];
  for (let after: string | undefined; due.length <= limit; ) {
    const page = await affectedPage(deps, tenant, { recallId, page: { limit: 1_000, after } });
    due.push(...page.items.map(({ unit }) => unit).filter(isDue(asked)));
    if (page.next === undefined) break;
    after = page.next;
  }
  return due.slice(0, limit + 1);
};

const NO_ANSWER = { status: 200, headers: {}, body: '' } as const;

/** Holds or releases what is due, in one posting where one takes it; answers how many, and whether that was all. */
export const holdDue = async (
  deps: Deps,
  caller: Caller,
  { asked, until }: { readonly asked: RecallHold; readonly until: number },
): Promise<{ readonly done: number; readonly all: boolean }> => {
  let done = 0;
  for (;;) {
    let posted = 0;
    let all = true;
    await execute({ deps, caller, idempotency: undefined }, async (own): Promise<Planned> => {
      const due = await dueUnits(own, caller.tenant, { asked, limit: own.limits.held });
      all = due.length <= own.limits.held;
      const units = all ? due : due.slice(0, own.limits.heldOfMore);
      posted = units.length;
      if (units.length === 0) return { parts: [], answer: NO_ANSWER };
      const { parts, postingId } = await holdPosting(own, caller, { units, asked });
      return { parts, postingId, answer: NO_ANSWER };
    });
    done += posted;
    if (all || deps.clock.now() >= until) return { done, all };
  }
};

export const holdOf = (
  { recallId, name }: Pick<Recall, 'recallId' | 'name'>,
  reason?: string,
): RecallHold => ({
  recall: { recallId, name },
  does: 'hold',
  reason: reason ?? `recall: ${name}`,
});

export const releaseOf = (recall: Pick<Recall, 'recallId' | 'name'>, reason?: string): RecallHold => ({
  ...holdOf(recall),
  does: 'release',
  reason: reason ?? `recall closed: ${recall.name}`,
});
