import { type Balance, type BalanceName, balanceName } from '../domain/balance.ts';
import { dayIn } from '../domain/calendar.ts';
import type { Decision, DecisionContext } from '../domain/document/context.ts';
import type { LedgerDocument } from '../domain/document/document.ts';
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

/** Everything a decision writes, as one set of parts. */
export const decisionParts = (
  { store }: Deps,
  { tenant }: Caller,
  given: {
    readonly decision: Decision;
    readonly before?: LedgerDocument | undefined;
    readonly settings: Settings;
  },
): WritePart[] => {
  const { decision, before, settings } = given;
  return [
    ...store.documents.save(tenant, decision.document, before),
    ...decision.movements.map((movement) => store.movements.add(tenant, movement)),
    ...decision.balances.map((change) => store.balances.change(tenant, change, settings)),
    ...decision.units.flatMap((change) => store.units.change(tenant, change)),
  ];
};
