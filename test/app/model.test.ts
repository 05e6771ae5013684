import fc from 'fast-check';
import { expect, it } from 'vitest';
import { balanceName } from '../../functions/domain/balance.ts';
import { pieces } from '../../functions/domain/quantity.ts';
import { about, judge, type Model, newModel, placed, type Step, statusOf, steps } from './model.ts';
import { aWorld, CALLER, list, refusal, type World } from './world.ts';

const { tenant } = CALLER;

/** Asks the ledger for what a step says; `orders` are its orders so far. */
const ask = async (world: World, orders: string[], step: Step): Promise<unknown> => {
  if ('item' in step) {
    const { item: itemId, place: locationId, quantity } = step;
    const made = await world[step.do](step.numbers, { itemId, locationId, quantity });
    return step.do === 'order' && orders.push(made.documentId);
  }
  const documentId = orders[step.order] ?? 'none';
  const serials = step.numbers === undefined ? undefined : list(...step.numbers);
  return step.do === 'post'
    ? world.post({ documentId, lines: [{ line: 1, quantity: step.quantity, serials }] })
    : world.number({ documentId, line: 1, mode: step.do, serials: list(...step.numbers) });
};

const compareUnits = async (world: World, model: Model): Promise<void> => {
  const records = world.truth().filter(({ type }) => type === 'unit');
  const names = records.map(({ itemId, key }) => placed(String(itemId), String(key)));
  expect(names.sort()).toEqual([...model.units.keys()].sort());
  for (const { itemId, key, id, status, locationId } of records) {
    const naive = model.units.get(placed(String(itemId), String(key)));
    expect([key, status, locationId]).toEqual([key, naive?.status, naive?.place]);
    const life = await world.store.units.readById(tenant, String(itemId), String(id));
    const movements = await world.store.movements.readMany(tenant, life?.movementIds ?? []);
    expect(movements).toHaveLength(naive?.movements ?? 0);
    expect(movements.every(({ serials }) => serials.some((text) => text.toUpperCase() === key))).toBe(true);
  }
};

const compareStock = async (world: World, model: Model): Promise<void> => {
  for (const itemId of ['phone', 'radio']) {
    for (const locationId of ['main', 'shop']) {
      const balance = await world.balance(itemId, locationId);
      const here = [...model.units].filter(
        ([name, unit]) =>
          name.startsWith(`${itemId} `) && unit.status === 'in-stock' && unit.place === locationId,
      );
      const quantity = model.stock.get(placed(itemId, locationId)) ?? 0;
      const name = balanceName({ itemId, locationId });
      expect([name, balance?.quantity ?? 0, balance?.serials ?? 0]).toEqual([
        name,
        pieces(quantity),
        here.length,
      ]);
      if (itemId === 'phone') expect(here.length).toBe(quantity);
    }
  }
};

const compareOrders = async (world: World, model: Model, orders: readonly string[]): Promise<void> => {
  for (const [n, naive] of model.orders.entries()) {
    const document = await world.document(orders[n] ?? '');
    expect(document).toMatchObject({ status: statusOf(naive), lines: [{ posted: pieces(naive.posted) }] });
    expect(document?.lines[0]?.assigned.map(({ key }) => key).sort()).toEqual([...naive.assigned].sort());
  }
};

it('does what a naive ledger does, and where that refuses, refuses and changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const [world, model, orders] = [await aWorld(), newModel(), [] as string[]];
      for (const given of all) {
        const step = about(model, given);
        const before = world.table.snapshot();
        const taken = judge(model, step);
        const codes = await refusal(ask(world, orders, step));
        expect({ step, refused: codes.length > 0, codes }).toMatchObject({ refused: !taken });
        if (!taken) expect(world.table.snapshot()).toEqual(before);
        await compareUnits(world, model);
        await compareStock(world, model);
        await compareOrders(world, model, orders);
      }
    }),
    { numRuns: 150 },
  );
});

it('the naive ledger is made to take and to refuse steps of every kind', () => {
  const counts = new Map<string, number>();
  for (const all of fc.sample(steps, { numRuns: 300, seed: 7 })) {
    const model = newModel();
    for (const step of all) {
      const name = `${step.do} ${judge(model, about(model, step)) ? 'taken' : 'refused'}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const kinds = ['receive', 'sell', 'order', 'add', 'remove', 'post'];
  const names = kinds.flatMap((kind) => [`${kind} taken`, `${kind} refused`]);
  expect(names.filter((name) => (counts.get(name) ?? 0) < 20)).toEqual([]);
});
