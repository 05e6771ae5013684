import { isInward } from '../../domain/movement.ts';
import { decideRecallHold, type RecallHold } from '../../domain/recall/holds.ts';
import { isHeldBy, type Recall } from '../../domain/recall/recall.ts';
import { isInStock, type Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, momentOf } from '../posting/decision-context.ts';
import { decisionParts } from '../posting/decision-parts.ts';
import { execute, type Planned } from '../posting/execute.ts';
import type { WritePart } from '../write-part.ts';
import { affectedPage } from './units.ts';

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

export const isDue =
  ({ recall: { recallId }, does }: RecallHold) =>
  (unit: Unit): boolean =>
    does === 'hold' ? isInStock(unit) && !isHeldBy(unit, recallId) : isHeldBy(unit, recallId);

/** Those that came in since, by the movement that told of them last. */
export const cameInSince = async (
  deps: Deps,
  tenant: string,
  { units, since }: { readonly units: readonly Unit[]; readonly since: string },
): Promise<readonly Unit[]> => {
  const late = units.filter(({ asOf }) => asOf.at >= since);
  const ids = [...new Set(late.map(({ asOf }) => asOf.movementId))];
  const heads = ids.length === 0 ? [] : await deps.store.movements.readHeads(tenant, ids);
  const inward = new Set(heads.filter(isInward).map(({ movementId }) => movementId));
  return late.filter(({ asOf }) => inward.has(asOf.movementId));
};

type Due = {
  readonly asked: RecallHold;
  readonly limit: number;
  /** Only those that came in since. */
  readonly since?: string | undefined;
};

/** Units that are still to be held, or released, up to one more than the limit. */
export const dueUnits = async (
  deps: Deps,
  tenant: string,
  { asked, limit, since }: Due,
): Promise<readonly Unit[]> => {
  const { recallId } = asked.recall;
  const due: Unit[] = [];
  for (let after: string | undefined; due.length <= limit; ) {
    const page = await affectedPage(deps, tenant, { recallId, page: { limit: 1_000, after } });
    const units = page.items.map(({ unit }) => unit).filter(isDue(asked));
    due.push(...(since === undefined ? units : await cameInSince(deps, tenant, { units, since })));
    if (page.next === undefined) break;
    after = page.next;
  }
  return due.slice(0, limit + 1);
};

const NO_ANSWER = { status: 200, headers: {}, body: '' } as const;

/** One posting over units, read when it is decided; nothing is held for a recall that is closed. */
export const holdUnits = async (
  deps: Deps,
  caller: Caller,
  { asked, read }: { readonly asked: RecallHold; readonly read: (own: Deps) => Promise<readonly Unit[]> },
): Promise<number> => {
  let posted = 0;
  await execute({ deps, caller, idempotency: undefined }, async (own): Promise<Planned> => {
    const [recall, units] = await Promise.all([
      own.store.recalls.read(caller.tenant, asked.recall.recallId),
      read(own),
    ]);
    const isMeant = recall !== undefined && (asked.does === 'release' || recall.status === 'open');
    posted = isMeant ? units.length : 0;
    if (!isMeant || units.length === 0) return { parts: [], answer: NO_ANSWER };
    const { parts, postingId } = await holdPosting(own, caller, { units, asked });
    const check = asked.does === 'hold' ? [own.store.recalls.check(caller.tenant, recall)] : [];
    return { parts: [...parts, ...check], postingId, answer: NO_ANSWER };
  });
  return posted;
};

/** Holds or releases what is due, in one posting where one takes it; answers how many, and whether that was all. */
export const holdDue = async (
  deps: Deps,
  caller: Caller,
  given: Omit<Due, 'limit'> & { readonly until: number },
): Promise<{ readonly done: number; readonly all: boolean }> => {
  const { asked, until, since } = given;
  const { held, heldOfMore } = deps.limits;
  let done = 0;
  for (;;) {
    let all = true;
    const posted = await holdUnits(deps, caller, {
      asked,
      read: async (own) => {
        const due = await dueUnits(own, caller.tenant, { asked, limit: held, since });
        all = due.length <= held;
        return all ? due : due.slice(0, heldOfMore);
      },
    });
    done += posted;
    if (all || posted === 0 || deps.clock.now() >= until) return { done, all: all || posted === 0 };
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
