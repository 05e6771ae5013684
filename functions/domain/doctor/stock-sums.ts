import { type Balance, balanceName } from '../balance.ts';
import { isOpenRow, type LedgerDocument } from '../document/document.ts';
import type { Movement } from '../movement.ts';
import { pieces } from '../quantity.ts';
import { isInStock, type Unit } from '../unit/unit.ts';

/** What balances and guards should be, summed up from movements, units and rows, in whatever order they go by. */

const COUNTS = ['quantity', 'serials', 'inTransit', 'sentSerials'] as const;
type Count = (typeof COUNTS)[number];
export type Counts = { readonly [Name in Count]: number };
type Sums = ReadonlyMap<string, Counts>;

const NOTHING: Counts = { quantity: 0, serials: 0, inTransit: 0, sentSerials: 0 };

export type Guarded = { readonly openRows: number; readonly balances: number };

export type Stock = {
  /** By the name of the balance. */
  readonly moved: Sums;
  readonly numbered: Sums;
  readonly balances: ReadonlyMap<string, Balance>;
  /** By item: what is there, and what its guard tells. */
  readonly counted: ReadonlyMap<string, Guarded>;
  readonly guards: ReadonlyMap<string, Guarded>;
};

const adding = () => {
  const sums = new Map<string, Counts>();
  const add = (name: string, more: Partial<Counts>): void => {
    const was = sums.get(name) ?? NOTHING;
    const sum = COUNTS.map((count) => [count, was[count] + (more[count] ?? 0)] as const);
    sums.set(name, { ...NOTHING, ...Object.fromEntries(sum) });
  };
  return { sums, add };
};

/** Counts one company's stock anew; of some items only, where they are named. */
export const stockCount = (items?: ReadonlySet<string>) => {
  const [moved, numbered] = [adding(), adding()];
  const balances = new Map<string, Balance>();
  const counted = new Map<string, Guarded>();
  const guards = new Map<string, Guarded>();
  const isMeant = (itemId: string): boolean => items?.has(itemId) ?? true;
  const guarded = (itemId: string, more: Partial<Guarded>): void => {
    const was = counted.get(itemId) ?? { openRows: 0, balances: 0 };
    counted.set(itemId, {
      openRows: was.openRows + (more.openRows ?? 0),
      balances: was.balances + (more.balances ?? 0),
    });
  };
  return {
    stock: { moved: moved.sums, numbered: numbered.sums, balances, counted, guards } satisfies Stock,
    movement: ({ itemId, balances: its }: Pick<Movement, 'itemId' | 'balances'>): void => {
      if (isMeant(itemId)) for (const one of its) moved.add(balanceName({ ...one, itemId }), one);
    },
    /** Numbers are counted where their records say that they are. */
    unit: (unit: Unit): void => {
      const { itemId, locationId, status, voided } = unit;
      if (!isMeant(itemId) || voided === true || !isInStock(unit) || locationId === undefined) return;
      const counts = status === 'in-transit' ? { sentSerials: 1 } : { serials: 1 };
      numbered.add(balanceName({ itemId, locationId }), counts);
    },
    balance: (balance: Balance): void => {
      if (!isMeant(balance.itemId)) return;
      balances.set(balanceName(balance), balance);
      guarded(balance.itemId, { balances: 1 });
    },
    guard: ({ itemId, openRows, balances: many }: Guarded & { readonly itemId: string }): void => {
      if (isMeant(itemId)) guards.set(itemId, { openRows, balances: many });
    },
    document: (document: LedgerDocument): void => {
      for (const line of document.lines) {
        if (isMeant(line.itemId) && isOpenRow(document, line)) guarded(line.itemId, { openRows: 1 });
      }
    },
  };
};

export type StockFault = {
  readonly invariant: 'balance-differs' | 'serials-differ' | 'not-fully-tracked' | 'guard-differs';
  readonly itemId: string;
  /** The balance, where it is one's. */
  readonly balance?: Pick<Balance, 'itemId' | 'locationId' | 'batch'> | undefined;
  readonly detail: string;
};

const differing = (is: Counts, should: Counts, counts: readonly Count[]): string =>
  counts
    .filter((count) => is[count] !== should[count])
    .map((count) => `${count} is ${is[count]} and should be ${should[count]}`)
    .join(', ');

/** What is in one of several maps. */
const namesIn = (...maps: readonly ReadonlyMap<string, unknown>[]): string[] => [
  ...new Set(maps.flatMap((map) => [...map.keys()])),
];

const balanceNamed = (name: string): Pick<Balance, 'itemId' | 'locationId' | 'batch'> => {
  const [itemId = '', locationId = '', batch = ''] = name.split('#');
  return batch === '' ? { itemId, locationId } : { itemId, locationId, batch };
};

const balanceFaults = (
  { moved, numbered, balances }: Stock,
  isFullyTracked: (itemId: string) => boolean,
): StockFault[] =>
  namesIn(moved, numbered, balances).flatMap((name) => {
    const named = balanceNamed(name);
    const is = balances.get(name) ?? NOTHING;
    const units = numbered.get(name) ?? NOTHING;
    const fault = (invariant: StockFault['invariant'], detail: string): StockFault[] =>
      detail === '' ? [] : [{ invariant, itemId: named.itemId, balance: named, detail }];
    const numbers = pieces(units.serials);
    const isOdd = isFullyTracked(named.itemId) && is.quantity !== numbers;
    return [
      ...fault('balance-differs', differing(is, moved.get(name) ?? NOTHING, COUNTS)),
      ...fault('serials-differ', differing(is, units, ['serials', 'sentSerials'])),
      ...fault('not-fully-tracked', isOdd ? `quantity is ${is.quantity}, its units make ${numbers}` : ''),
    ];
  });

const guardFaults = ({ counted, guards }: Stock): StockFault[] =>
  namesIn(counted, guards).flatMap((itemId) => {
    const is = guards.get(itemId) ?? { openRows: 0, balances: 0 };
    const should = counted.get(itemId) ?? { openRows: 0, balances: 0 };
    if (is.openRows === should.openRows && is.balances === should.balances) return [];
    const detail = `openRows is ${is.openRows} and should be ${should.openRows}, balances is ${is.balances} and should be ${should.balances}`;
    return [{ invariant: 'guard-differs', itemId, detail }];
  });

export const stockFaults = (stock: Stock, isFullyTracked: (itemId: string) => boolean): StockFault[] => [
  ...balanceFaults(stock, isFullyTracked),
  ...guardFaults(stock),
];
