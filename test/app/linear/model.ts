import type { UnitStatus } from '../../../functions/domain/unit/unit.ts';
import type { Operation, SequentialModel } from './check.ts';

/** Units of one fully tracked item and their stock, as a ledger that takes one call at a time would keep them. */

export const PLACES = ['main', 'shop'] as const;
export type Place = (typeof PLACES)[number];

export type Call =
  | {
      readonly do: 'receive' | 'sell' | 'return';
      readonly keys: readonly string[];
      readonly at: Place;
      /** On a line each, or all on one. */
      readonly apart: boolean;
    }
  | { readonly do: 'hold' | 'release'; readonly id: string }
  | { readonly do: 'rename'; readonly id: string; readonly to: string }
  | { readonly do: 'read'; readonly keys: readonly string[] }
  | { readonly do: 'look'; readonly id: string }
  | { readonly do: 'count'; readonly at: Place };

export type Posting = Extract<Call, { readonly apart: boolean }>;

/** What of a unit is looked at. */
export type Seen = {
  readonly id: string;
  readonly key: string;
  readonly status: UnitStatus;
  readonly holds: number;
  readonly at: string | undefined;
};

export type Stock = {
  readonly quantity: number;
  readonly serials: number;
  readonly bought: number;
  readonly sold: number;
};

export type Answer =
  | { readonly is: 'refused'; readonly codes: readonly string[] }
  /** The units that were read, or as they are after what was done. */
  | { readonly is: 'units'; readonly units: readonly Seen[] }
  | { readonly is: 'stock'; readonly stock: Stock };

export type Asked = { readonly client: number; readonly call: Call; readonly answer: Answer };
export type History = readonly Operation<Asked>[];

type State = {
  readonly units: readonly Seen[];
  readonly stock: Readonly<Record<Place, Stock>>;
};

const nameOf = (units: readonly Seen[]): string =>
  units
    .map(({ id, key, status, holds, at }) => [id, key, status, holds, at].join(' '))
    .toSorted()
    .join();

const bearing = ({ units }: State, key: string): Seen | undefined => units.find((unit) => unit.key === key);

const saleFaults = (unit: Seen | undefined, at: Place): string[] => {
  if (unit === undefined) return ['serial-unknown'];
  if (unit.status !== 'in-stock') return ['serial-not-in-stock'];
  return [...(unit.holds > 0 ? ['serial-held'] : []), ...(unit.at === at ? [] : ['serial-elsewhere'])];
};

const returnFaults = (unit: Seen | undefined): string[] => {
  if (unit === undefined) return ['serial-unknown'];
  return unit.status === 'sold' ? [] : ['serial-wrong-state'];
};

const faultsOf = (state: State, call: Call): string[] => {
  switch (call.do) {
    case 'receive':
      return call.keys.flatMap((key) => (bearing(state, key) === undefined ? [] : ['serial-exists']));
    case 'sell': {
      const isShort = state.stock[call.at].quantity < call.keys.length;
      const faults = call.keys.flatMap((key) => saleFaults(bearing(state, key), call.at));
      return [...faults, ...(isShort ? ['stock-insufficient'] : [])];
    }
    case 'return':
      return call.keys.flatMap((key) => returnFaults(bearing(state, key)));
    case 'release': {
      const holds = state.units.find(({ id }) => id === call.id)?.holds ?? 0;
      if (holds === 0) return ['hold-unknown'];
      return holds === 1 ? [] : ['hold-ambiguous'];
    }
    case 'rename': {
      const there = bearing(state, call.to);
      return there === undefined || there.id === call.id ? [] : ['serial-exists'];
    }
    default:
      return [];
  }
};

/** The units that a call changes, as they are then; a new one has the id that the answer tells. */
const changed = (state: State, call: Call, told: readonly Seen[]): readonly Seen[] => {
  const named = (keys: readonly string[]) => keys.flatMap((key) => bearing(state, key) ?? []);
  const itself = (id: string) => state.units.filter((unit) => unit.id === id);
  switch (call.do) {
    case 'receive':
      return told
        .filter(({ id, key }) => call.keys.includes(key) && itself(id).length === 0)
        .map(({ id, key }) => ({ id, key, status: 'in-stock', holds: 0, at: call.at }));
    case 'sell':
      return named(call.keys).map((unit) => ({ ...unit, status: 'sold', at: call.at }));
    case 'return':
      return named(call.keys).map((unit) => ({ ...unit, status: 'in-stock', at: call.at }));
    case 'hold':
      return itself(call.id).map((unit) => ({ ...unit, holds: unit.holds + 1 }));
    case 'release':
      return itself(call.id).map((unit) => ({ ...unit, holds: unit.holds - 1 }));
    case 'rename':
      return itself(call.id).map((unit) => ({ ...unit, key: call.to }));
    default:
      return [];
  }
};

const stockAfter = ({ stock }: State, call: Call): State['stock'] => {
  if (call.do !== 'receive' && call.do !== 'sell' && call.do !== 'return') return stock;
  const { quantity, serials, bought, sold } = stock[call.at];
  const n = call.keys.length;
  const by = call.do === 'sell' ? -n : n;
  const after: Stock = {
    quantity: quantity + by,
    serials: serials + by,
    bought: bought + (call.do === 'receive' ? n : 0),
    sold: sold + (call.do === 'sell' ? n : 0),
  };
  return { ...stock, [call.at]: after };
};

/** How many units a call that is done changes. */
const changes = (call: Call): number => ('keys' in call ? call.keys.length : 1);

const isSame = (a: Stock, b: Stock): boolean =>
  a.quantity === b.quantity && a.serials === b.serials && a.bought === b.bought && a.sold === b.sold;

const read = (state: State, call: Call): Answer | undefined => {
  const units = (fits: (unit: Seen) => boolean) =>
    ({ is: 'units', units: state.units.filter(fits) }) as const;
  if (call.do === 'read') return units(({ key }) => call.keys.includes(key));
  if (call.do === 'look') return units(({ id }) => id === call.id);
  return call.do === 'count' ? { is: 'stock', stock: state.stock[call.at] } : undefined;
};

const isTold = (as: Answer, answer: Answer): boolean => {
  if (as.is === 'units') return answer.is === 'units' && nameOf(as.units) === nameOf(answer.units);
  return as.is === 'stock' && answer.is === 'stock' && isSame(as.stock, answer.stock);
};

const next = (state: State, { call, answer }: Asked): State | undefined => {
  const found = read(state, call);
  if (found !== undefined) return isTold(found, answer) ? state : undefined;
  const faults = faultsOf(state, call);
  // It may name several records, each as it was when that was read; of one moment is each fault, not all of them.
  if (answer.is === 'refused') return answer.codes.some((code) => faults.includes(code)) ? state : undefined;
  if (faults.length > 0 || answer.is !== 'units') return undefined;
  const units = changed(state, call, answer.units);
  if (units.length !== changes(call) || nameOf(units) !== nameOf(answer.units)) return undefined;
  const ids = new Set(units.map(({ id }) => id));
  return {
    units: [...state.units.filter(({ id }) => !ids.has(id)), ...units],
    stock: stockAfter(state, call),
  };
};

const READS: ReadonlySet<string> = new Set(['read', 'look', 'count']);
const NOTHING: Stock = { quantity: 0, serials: 0, bought: 0, sold: 0 };

export const LEDGER: SequentialModel<State, Asked> = {
  initial: { units: [], stock: { main: NOTHING, shop: NOTHING } },
  next,
  isIdle: ({ call, answer }) => answer.is === 'refused' || READS.has(call.do),
  nameOf: ({ units, stock }) =>
    [nameOf(units), ...PLACES.map((at) => Object.values(stock[at]).join(' '))].join(';'),
};
