import fc from 'fast-check';

/** The ledger as a child would keep it: maps in memory, rules written out. Judges all documents of one line. */

const ITEMS = ['phone', 'radio'] as const;
const PLACES = ['main', 'shop'] as const;
type ItemId = (typeof ITEMS)[number];
type Place = (typeof PLACES)[number];

type Numbers = { readonly numbers: readonly string[] };
type OnOrder = { readonly order: number };
export type Step =
  | ({ readonly do: 'receive' | 'sell' | 'order'; readonly item: ItemId; readonly place: Place } & Numbers & {
        readonly quantity: number;
      })
  | ({ readonly do: 'add' | 'remove' } & OnOrder & Numbers)
  | ({ readonly do: 'post'; readonly quantity: number } & OnOrder & { readonly numbers?: readonly string[] });

/** Few numbers, so that they meet; now and then in another case, twice, or none at all. */
const good = fc.constantFrom('A1', 'A2', 'A3', 'A4');
const number = fc.oneof(good, fc.constantFrom('a1', ' A2 ', '', '--', 'n/a', 'Ä1', 'X'.repeat(33)));
const numbers = fc.oneof(
  { weight: 5, arbitrary: good.map((one) => [one]) },
  { weight: 2, arbitrary: fc.uniqueArray(good, { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(number, { maxLength: 3 }) },
);
const counted = fc
  .tuple(numbers, fc.constantFrom(0, 0, 0, 1))
  .map(([texts, more]) => ({ numbers: texts, quantity: Math.max(1, texts.length + more) }));
const order = fc.nat({ max: 5 });
const head = {
  item: fc.constantFrom(...ITEMS, 'phone' as const),
  place: fc.constantFrom(...PLACES, 'main' as const, 'main' as const),
};
const making = (what: 'receive' | 'sell' | 'order'): fc.Arbitrary<Step> =>
  fc.tuple(fc.record(head), counted).map(([at, given]) => ({ do: what, ...at, ...given }));
const numbering = (what: 'add' | 'remove'): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant(what), order, numbers });

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    making('receive'),
    making('sell'),
    making('sell'),
    making('order'),
    numbering('add'),
    numbering('remove'),
    fc.tuple(order, counted).map(([n, given]): Step => ({ do: 'post', order: n, ...given })),
    fc
      .record({ order, quantity: fc.integer({ min: 1, max: 3 }) })
      .map((given): Step => ({ do: 'post', ...given })),
  ),
  { minLength: 1, maxLength: 30, size: 'max' },
);

type NaiveUnit = {
  status: 'expected' | 'in-stock' | 'sold';
  place?: Place;
  /** The order that expects it. */
  order?: number;
  movements: number;
};
type NaiveOrder = { item: ItemId; place: Place; quantity: number; posted: number; assigned: string[] };

export const newModel = () => ({
  units: new Map<string, NaiveUnit>(),
  /** Quantity by item and place. */
  stock: new Map<string, number>(),
  orders: [] as NaiveOrder[],
});
export type Model = ReturnType<typeof newModel>;

const isNumber = (text: string): boolean => /^[A-Z]\d$/i.test(text.trim());
const keyOf = (text: string): string => text.trim().toUpperCase();
const distinct = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;
export const placed = (item: string, key: string): string => `${item} ${key}`;

const stockAt = (model: Model, item: ItemId, place: Place): number =>
  model.stock.get(placed(item, place)) ?? 0;
const add = (model: Model, at: { item: ItemId; place: Place }, quantity: number): void => {
  model.stock.set(placed(at.item, at.place), stockAt(model, at.item, at.place) + quantity);
};

const move = (model: Model, name: string, to: Omit<NaiveUnit, 'movements'>): void => {
  model.units.set(name, { ...to, movements: (model.units.get(name)?.movements ?? 0) + 1 });
};

/** The step, about one of the orders that there are. */
export const about = (model: Model, step: Step): Step =>
  'order' in step ? { ...step, order: step.order % Math.max(1, model.orders.length) } : step;

/** Whether the ledger should take a step; if so, the model takes it too. */
export const judge = (model: Model, step: Step): boolean => {
  const keys = (step.numbers ?? []).map(keyOf);
  if (!(step.numbers ?? []).every(isNumber) || !distinct(keys)) return false;
  switch (step.do) {
    case 'receive': {
      const names = keys.map((key) => placed(step.item, key));
      const fits = step.item === 'phone' ? keys.length === step.quantity : keys.length === 0;
      const free = names.every((name) => (model.units.get(name)?.status ?? 'expected') === 'expected');
      if (!fits || !free) return false;
      for (const name of names) move(model, name, { status: 'in-stock', place: step.place });
      add(model, step, step.quantity);
      return true;
    }
    case 'sell': {
      const names = keys.map((key) => placed(step.item, key));
      const free = names.every((name) => {
        const unit = model.units.get(name);
        return step.item === 'phone'
          ? unit?.status === 'in-stock' && unit.place === step.place
          : unit === undefined;
      });
      if (keys.length !== step.quantity || !free || stockAt(model, step.item, step.place) < step.quantity)
        return false;
      for (const name of names) move(model, name, { status: 'sold', place: step.place });
      add(model, step, -step.quantity);
      return true;
    }
    case 'order': {
      const { item, place, quantity } = step;
      const names = keys.map((key) => placed(item, key));
      const fits = item === 'phone' ? keys.length <= quantity : keys.length === 0;
      if (!fits || names.some((name) => model.units.has(name))) return false;
      for (const name of names) move(model, name, { status: 'expected', order: model.orders.length });
      model.orders.push({ item, place, quantity, posted: 0, assigned: keys });
      return true;
    }
    case 'add':
    case 'remove':
    case 'post': {
      const its = model.orders[step.order];
      if (its === undefined || its.posted === its.quantity) return false;
      return step.do === 'post' ? judgePost(model, its, step) : judgeNumbers(model, its, step);
    }
  }
};

const judgeNumbers = (model: Model, its: NaiveOrder, step: Step & { do: 'add' | 'remove' }): boolean => {
  const keys = step.numbers.map(keyOf);
  const mine = (key: string): boolean => model.units.get(placed(its.item, key))?.order === step.order;
  if (step.do === 'remove') {
    if (!keys.every((key) => its.assigned.includes(key))) return false;
    its.assigned = its.assigned.filter((key) => !keys.includes(key));
    for (const key of keys.filter(mine)) model.units.delete(placed(its.item, key));
    return true;
  }
  const room = its.item === 'phone' ? its.quantity - its.posted - its.assigned.length : 0;
  if (
    keys.length > room ||
    keys.some((key) => model.units.has(placed(its.item, key)) || its.assigned.includes(key))
  )
    return false;
  for (const key of keys) move(model, placed(its.item, key), { status: 'expected', order: step.order });
  its.assigned.push(...keys);
  return true;
};

const judgePost = (model: Model, its: NaiveOrder, step: Step & { do: 'post' }): boolean => {
  const keys = step.numbers?.map(keyOf) ?? its.assigned;
  const left = its.assigned.filter((key) => !keys.includes(key));
  const outstanding = its.quantity - its.posted - step.quantity;
  const fits = its.item === 'phone' ? keys.length === step.quantity : keys.length === 0;
  const free = keys.every((key) => {
    const unit = model.units.get(placed(its.item, key));
    return unit === undefined || (unit.status === 'expected' && unit.order === step.order);
  });
  if (!fits || !free || outstanding < left.length) return false;
  for (const key of keys) move(model, placed(its.item, key), { status: 'in-stock', place: its.place });
  its.assigned = left;
  its.posted += step.quantity;
  add(model, its, step.quantity);
  return true;
};

export const statusOf = ({ quantity, posted, assigned }: NaiveOrder): string => {
  if (posted === quantity) return 'posted';
  if (posted > 0) return 'partly-posted';
  return assigned.length > 0 ? 'open' : 'draft';
};
