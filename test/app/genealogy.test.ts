import { expect, it } from 'vitest';
import { allPartsOf, wholesOf } from '../../functions/app/trace/genealogy.ts';
import { aWorld, CALLER, list } from './world.ts';

const numbers = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

/** A product made of parts, all of one item. */
const made = async (parts: readonly string[]) => {
  const world = await aWorld();
  await world.receive(parts, { itemId: 'watch' });
  await world.create({
    kind: 'works-order',
    locationId: 'main',
    post: true,
    lines: [
      { itemId: 'phone', quantity: 1, role: 'produce', serials: list('P1') },
      { itemId: 'watch', quantity: parts.length, role: 'consume', serials: list(...parts) },
    ],
  });
  await world.settle();
  return world;
};

it.each([
  [1_000, false],
  [1_001, true],
])('of %i parts tells a thousand, and whether there are more', async (count, more) => {
  const world = await made(numbers('W', Math.min(count, 1_000)));
  if (count > 1_000) {
    // One more, by another posting of the same kind of order.
    const [part] = await world.store.units.readMany(CALLER.tenant, [{ itemId: 'watch', key: 'W0' }]);
    await world.receive(['X1'], { itemId: 'watch' });
    const [other] = await world.store.units.readMany(CALLER.tenant, [{ itemId: 'watch', key: 'X1' }]);
    const after = {
      ...other!,
      status: 'consumed' as const,
      parent: part?.parent,
      version: other!.version + 1,
    };
    await world.store.unitOfWork.write(world.store.units.change(CALLER.tenant, { before: other, after }));
    await world.settle();
  }
  const unit = await world.unit('P1');
  const found = await allPartsOf(world.deps, CALLER.tenant, { unit: unit!, levels: 20 });
  expect([found.parts.length, found.more]).toEqual([1_000, more]);
});

it('says that there are more levels than it was asked for, both ways', async () => {
  const count = 103;
  const itemOf = (n: number): string => (n % 2 === 0 ? 'frame' : 'phone');
  const items = ['phone', 'frame'].map((itemId) => ({
    itemId,
    name: itemId,
    kind: 'stocked' as const,
    tracking: 'serial' as const,
    serialType: 'fully-tracked' as const,
  }));
  const world = await aWorld({ items });
  await world.receive(['N0'], { itemId: 'frame' });
  for (let n = 1; n < count; n += 1) {
    await world.create({
      kind: 'works-order',
      locationId: 'main',
      post: true,
      lines: [
        { itemId: itemOf(n), quantity: 1, role: 'produce', serials: list(`N${n}`) },
        { itemId: itemOf(n - 1), quantity: 1, role: 'consume', serials: list(`N${n - 1}`) },
      ],
    });
  }
  await world.settle();
  const [first, last] = [
    await world.unit('N0', 'frame'),
    await world.unit(`N${count - 1}`, itemOf(count - 1)),
  ];
  const down = (levels: number) => allPartsOf(world.deps, CALLER.tenant, { unit: last!, levels });
  expect((await down(20)).parts).toHaveLength(20);
  expect([(await down(20)).more, (await down(count)).more]).toEqual([true, false]);
  const up = await wholesOf(world.deps, CALLER, first!);
  expect([up.units.length, up.more]).toEqual([100, true]);
  expect(await wholesOf(world.deps, CALLER, last!)).toEqual({ units: [] });
});
