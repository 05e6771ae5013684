import { type Balance, type BalanceChange, type BalanceName, balanceName } from '../domain/balance.ts';
import { dayIn } from '../domain/calendar.ts';
import type { Decision, DecisionContext } from '../domain/document/context.ts';
import { type LedgerDocument, outstanding } from '../domain/document/document.ts';
import type { Item } from '../domain/registry.ts';
import type { Settings } from '../domain/settings.ts';
import { type Unit, unitIdOf, unitKey } from '../domain/unit.ts';
import type { Caller, Deps, UnitName } from './ports.ts';
import type { WritePart } from './write-part.ts';

/** The instant of a command, in the tenant's calendar. */
export type Moment = { readonly settings: Settings; readonly today: string; readonly recordedAt: string };

export const momentOf = ({ clock }: Deps, settings: Settings): Moment => {
  const now = clock.now();
  return { settings, today: dayIn(settings.timeZone, now), recordedAt: new Date(now).toISOString() };
};

export type Needed = { readonly units: readonly UnitName[]; readonly balances: readonly BalanceName[] };
export type State = { readonly units: readonly Unit[]; readonly balances: readonly Balance[] };

/** Reads afresh the units and balances that a decision looks at. */
export const readState = async ({ store }: Deps, { tenant }: Caller, needed: Needed): Promise<State> => {
  const [units, balances] = await Promise.all([
    store.units.readMany(tenant, needed.units),
    store.balances.readMany(tenant, needed.balances),
  ]);
  return { units, balances };
};

/** What a decision looks at: all of it has been read. */
export const contextOf = (
  { ids }: Deps,
  { user }: Caller,
  given: { readonly moment: Moment; readonly items: readonly Item[]; readonly state: State },
): DecisionContext => ({
  ...given.moment,
  items: new Map(given.items.map((item) => [item.itemId, item])),
  units: new Map(given.state.units.map((unit) => [unitKey(unit.itemId, unit.key), unit])),
  balances: new Map(given.state.balances.map((balance) => [balanceName(balance), balance])),
  user,
  postingId: ids.sortable(),
  newUnitId: (key) => unitIdOf(key, ids.short()),
});

/** How many more rows of each item are open than before. */
const rowsOpened = (after: LedgerDocument, before: LedgerDocument | undefined): Map<string, number> => {
  const rows = new Map<string, number>();
  const count = (document: LedgerDocument | undefined, sign: 1 | -1): void => {
    for (const line of document?.lines ?? []) {
      if (outstanding(line) > 0) rows.set(line.itemId, (rows.get(line.itemId) ?? 0) + sign);
    }
  };
  count(after, 1);
  count(before, -1);
  return rows;
};

type Written = {
  readonly decision: Decision;
  readonly context: DecisionContext;
  readonly before?: LedgerDocument | undefined;
};

/** A balance that was read, or that must exist because units were counted there. */
const exists = (change: BalanceChange, context: DecisionContext): boolean =>
  context.balances.has(balanceName(change)) || (change.quantity === 0 && change.serials < 0);

/**
 * Under which tracking of its items a decision holds. Existing balances tell by themselves; where one is made, where
 * none is touched, or where rows are opened or closed, the item's guard is looked at in the same transaction.
 */
const guardParts = ({ store }: Deps, tenant: string, { decision, context, before }: Written): WritePart[] => {
  const rows = rowsOpened(decision.document, before);
  const items = new Set([
    ...decision.balances.map(({ itemId }) => itemId),
    ...decision.movements.map(({ itemId }) => itemId),
    ...rows.keys(),
  ]);
  return [...items].flatMap((itemId) => {
    const epoch = context.items.get(itemId)?.epoch ?? 0;
    const opened = rows.get(itemId) ?? 0;
    const its = decision.balances.filter((change) => change.itemId === itemId);
    const made = its.filter((change) => !exists(change, context)).length;
    if (opened !== 0 || made > 0) {
      return [store.guards.count(tenant, itemId, { epoch, openRows: opened, balances: made })];
    }
    return its.length > 0 ? [] : [store.guards.check(tenant, itemId, epoch)];
  });
};

/** Everything a decision writes, as one set of parts. */
export const decisionParts = (deps: Deps, { tenant }: Caller, written: Written): WritePart[] => {
  const { store } = deps;
  const { decision, before, context } = written;
  const { allowNegativeStock } = context.settings;
  return [
    ...store.documents.save(tenant, decision.document, before),
    ...decision.movements.map((movement) => store.movements.add(tenant, movement)),
    ...decision.balances.map((change) =>
      store.balances.change(tenant, change, {
        allowNegativeStock,
        epoch: context.items.get(change.itemId)?.epoch ?? 0,
        isNew: !exists(change, context),
      }),
    ),
    ...guardParts(deps, tenant, written),
    ...decision.units.flatMap((change) => store.units.change(tenant, change)),
  ];
};
