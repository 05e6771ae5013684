import { type Balance, type BalanceName, balanceName } from '../../domain/balance.ts';
import { type Batch, batchName } from '../../domain/batch.ts';
import { dayIn } from '../../domain/calendar.ts';
import type { DecisionContext } from '../../domain/document/context.ts';
import type { Wholes } from '../../domain/document/wholes.ts';
import type { LedgerException } from '../../domain/exception.ts';
import type { OpenRecall } from '../../domain/recall/recall.ts';
import type { Item, Partner } from '../../domain/registry.ts';
import type { Settings } from '../../domain/settings.ts';
import { type Unit, unitIdOf, unitKey } from '../../domain/unit/unit.ts';
import type { Caller, Deps, UnitName } from '../ports.ts';

/** The instant of a command, in the tenant's calendar. */
export type Moment = { readonly settings: Settings; readonly today: string; readonly recordedAt: string };

export const momentOf = ({ clock }: Deps, settings: Settings): Moment => {
  const now = clock.now();
  return { settings, today: dayIn(settings.timeZone, now), recordedAt: new Date(now).toISOString() };
};

export type Needed = {
  readonly units: readonly UnitName[];
  readonly balances: readonly BalanceName[];
};

export type State = {
  readonly units: readonly Unit[];
  readonly balances: readonly Balance[];
  readonly batches: readonly Batch[];
  readonly exceptions: readonly LedgerException[];
  readonly recalls: readonly OpenRecall[];
};

const batchesIn = (balances: readonly BalanceName[]) =>
  balances.flatMap(({ itemId, batch }) => (batch === undefined ? [] : [{ itemId, batch }]));

/** Balances are split by batch for some items only; which ones is known once the items are. */
const splitOrNot = (balances: readonly BalanceName[]): BalanceName[] =>
  balances.flatMap(({ itemId, locationId, batch }) =>
    batch === undefined
      ? [{ itemId, locationId }]
      : [
          { itemId, locationId },
          { itemId, locationId, batch },
        ],
  );

/** Where units are that isn't among the places already looked at. */
const placesElsewhere = (units: readonly Unit[], balances: readonly BalanceName[]): BalanceName[] => {
  const known = new Set(balances.map(({ itemId, locationId }) => balanceName({ itemId, locationId })));
  return units.flatMap(({ itemId, locationId }) =>
    locationId === undefined || known.has(balanceName({ itemId, locationId }))
      ? []
      : [{ itemId, locationId }],
  );
};

/** Reads afresh what a decision looks at: units and balances, and what those lead to. */
export const readState = async ({ store }: Deps, { tenant }: Caller, needed: Needed): Promise<State> => {
  const [units, balances, batches, { recalls }] = await Promise.all([
    store.units.readMany(tenant, needed.units),
    store.balances.readMany(tenant, splitOrNot(needed.balances)),
    store.batches.readMany(tenant, batchesIn(needed.balances)),
    store.recalls.readOpen(tenant),
  ]);
  const elsewhere = placesElsewhere(units, needed.balances);
  const owed = units.flatMap(({ exceptionId }) => exceptionId ?? []);
  if (elsewhere.length === 0 && owed.length === 0) {
    return { units, balances, batches, exceptions: [], recalls };
  }
  const [more, exceptions] = await Promise.all([
    store.balances.readMany(tenant, elsewhere),
    store.exceptions.readMany(tenant, owed),
  ]);
  return { units, balances: [...balances, ...more], batches, exceptions, recalls };
};

/** What a decision looks at: all of it has been read. */
export const contextOf = (
  { ids }: Deps,
  { user }: Caller,
  given: {
    readonly moment: Moment;
    readonly items: readonly Item[];
    readonly state: State;
    readonly partner?: Partner | undefined;
    readonly wholes?: Wholes | undefined;
  },
): DecisionContext => {
  const postingId = ids.sortable();
  return {
    ...given.moment,
    items: new Map(given.items.map((item) => [item.itemId, item])),
    units: new Map(given.state.units.map((unit) => [unitKey(unit.itemId, unit.key), unit])),
    balances: new Map(given.state.balances.map((balance) => [balanceName(balance), balance])),
    batches: new Map(given.state.batches.map((batch) => [batchName(batch.itemId, batch.batch), batch])),
    exceptions: new Map(given.state.exceptions.map((exception) => [exception.exceptionId, exception])),
    recalls: given.state.recalls,
    wholes: given.wholes,
    user,
    isFromSupplier: given.partner !== undefined && given.partner.role !== 'customer',
    postingId,
    newUnitId: ({ itemId, key }) => unitIdOf(key, ids.shortOf(JSON.stringify([postingId, itemId, key]))),
  };
};
