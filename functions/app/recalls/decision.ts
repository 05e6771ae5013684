import type { Decision, DecisionContext, UnitChange } from '../../domain/document/context.ts';
import { looseInto, looseIntoAny } from '../../domain/parts/joins.ts';
import { areMeant, type KnownUnits, toBeLookedUp, withRecalls } from '../../domain/recall/effects.ts';
import type { OpenRecall, RecallUnit } from '../../domain/recall/recall.ts';
import type { Deps } from '../ports.ts';
import { goodsBefore } from '../trace/order-goods.ts';
import type { WritePart } from '../write-part.ts';
import { goodsOrigins } from './goods.ts';
import { searchAgain } from './search.ts';

/** What open recalls make of a decision, and what is written of that. */

type Recalled = {
  readonly decision: Decision;
  readonly units: readonly RecallUnit[];
};

const nameOf = (recallId: string, id: string): string => JSON.stringify([recallId, id]);

/** The decision as open recalls have it. */
export const recalled = async (
  deps: Deps,
  tenant: string,
  { decision, context }: { readonly decision: Decision; readonly context: DecisionContext },
): Promise<Recalled & { readonly searches: readonly WritePart[] }> => {
  const { store } = deps;
  const isIdle =
    decision.units.length === 0 &&
    decision.movements.every((one) => looseInto(one) === undefined && !looseIntoAny(one));
  if (context.recalls.length === 0 || isIdle) return { decision, units: [], searches: [] };
  const { recalls } = context;
  const ids = toBeLookedUp(decision);
  const recallIds = recalls.map(({ recallId }) => recallId);
  const before = await goodsBefore(deps, tenant, decision);
  const movements = [...before, ...decision.movements];
  const [found, { came, unsure }] = await Promise.all([
    ids.length === 0 ? [] : store.recalls.readUnits(tenant, recallIds, ids),
    goodsOrigins(deps, tenant, { movements, recalls }),
  ]);
  const byName = new Map(found.map((unit) => [nameOf(unit.recallId, unit.id), unit]));
  const known = { of: (recallId: string, id: string) => byName.get(nameOf(recallId, id)), came, before };
  const made = withRecalls(decision, context, known);
  return {
    ...made,
    searches: await searchesFor(deps, tenant, {
      ...made,
      known,
      unsure: [...unsure, ...intoAny(made.decision, { recalls, known })],
      user: context.user,
    }),
  };
};

/** Goods go into all that the document has made already. */
const intoAny = (
  { movements }: Decision,
  { recalls, known }: { readonly recalls: readonly OpenRecall[]; readonly known: KnownUnits },
): string[] =>
  recalls.flatMap((recall) =>
    movements.some((one) => looseIntoAny(one) && areMeant(one, { recall, known })) ? [recall.recallId] : [],
  );

/** A part goes into a product that is there already: that may be a part of others, or wait in stock to be held. */
const intoOthers = async (deps: Deps, tenant: string, { decision, units }: Recalled): Promise<string[]> => {
  const changed = new Set(decision.units.flatMap(({ after }) => after?.id ?? []));
  const others = units.filter(({ id }) => !changed.has(id));
  const found = await Promise.all(
    others.map(({ itemId, id }) => deps.store.units.readById(tenant, itemId, id)),
  );
  return others.flatMap(({ recallId }, i) => (found[i] === undefined ? [] : [recallId]));
};

/** What turns out to be affected only now was so in all that it was ever a part of. */
const foundLate = ({ decision, units }: Recalled, known: Pick<KnownUnits, 'of'>): string[] => {
  const parts = new Set(
    decision.units.flatMap(({ before }) =>
      before !== undefined && (before.parent !== undefined || before.wasPart === true) ? [before.id] : [],
    ),
  );
  return units.flatMap(({ recallId, id, unaffected }) => {
    const was = known.of(recallId, id);
    const isNews = unaffected !== true && (was === undefined || was.unaffected === true);
    return isNews && parts.has(id) ? [recallId] : [];
  });
};

/** What a posting alone can't tell is looked for once more. */
const searchesFor = async (
  deps: Deps,
  tenant: string,
  given: Recalled & {
    readonly known: KnownUnits;
    readonly unsure: readonly string[];
    readonly user: string;
  },
): Promise<WritePart[]> => {
  const { known, unsure, user, ...made } = given;
  const recallIds = [...(await intoOthers(deps, tenant, made)), ...foundLate(made, known), ...unsure];
  return [...new Set(recallIds)].flatMap((recallId) =>
    deps.store.jobs.begin(searchAgain(deps, { tenant, user, recallId })),
  );
};

/** Every n-th, so that all are told over n places. */
const slotted = <T>(all: readonly T[], { at, of }: { readonly at: number; readonly of: number }): T[] =>
  all.length <= at
    ? []
    : Array.from({ length: Math.ceil((all.length - at) / of) }, (_, n) => all[at + n * of]).flatMap((one) =>
        one === undefined ? [] : [one],
      );

/**
 * What recalls know tells of what is, whatever becomes of the posting: spread, as each goes with a record; with the
 * commit, where no record of a unit is written.
 */
export const unitParts = (
  { store }: Deps,
  tenant: string,
  {
    units,
    recalled: known,
  }: { readonly units: readonly UnitChange[]; readonly recalled: readonly RecallUnit[] },
): WritePart[] => {
  if (units.length === 0) {
    return known.map((unit) => ({ ...store.recalls.putUnit(tenant, unit), ahead: undefined }));
  }
  return units.flatMap((change, i) => [
    ...store.units.change(tenant, change),
    ...slotted(known, { at: i, of: units.length }).map((unit) => store.recalls.putUnit(tenant, unit)),
  ]);
};
