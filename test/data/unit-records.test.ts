import { expect, it } from 'vitest';
import { MOVEMENTS_ON_UNIT, unitIdOf } from '../../functions/domain/unit/unit.ts';
import { aWorld, CALLER } from '../app/world.ts';
import { aUnit } from '../domain/builders.ts';

const { tenant } = CALLER;

it.each(['A1', 'B/2, x'])(
  'a unit with more movements than its record holds keeps them all, in order: %s',
  async (serial) => {
    const { store } = await aWorld();
    const id = unitIdOf(serial.toUpperCase(), 'r4nd0m00');
    const ids = Array.from({ length: 3 * MOVEMENTS_ON_UNIT + 2 }, (_, i) => `m${i}.1`);
    let before = aUnit(serial, { id, movementIds: [] });
    await store.unitOfWork.write(store.units.change(tenant, { after: before }));
    for (const movementId of ids) {
      const full = before.movementIds.length === MOVEMENTS_ON_UNIT;
      const after = {
        ...before,
        movementIds: full ? [movementId] : [...before.movementIds, movementId],
        lifeChunks: before.lifeChunks + (full ? 1 : 0),
        version: before.version + 1,
      };
      const spilled = full ? before.movementIds : undefined;
      await store.unitOfWork.write(store.units.change(tenant, { before, after, spilled }));
      before = after;
    }
    const found = await store.units.readById(tenant, 'phone', id);
    expect(found?.movementIds).toEqual(ids);
    expect(found?.unit).toMatchObject({ lifeChunks: 3, movementIds: ids.slice(-2) });
  },
);

it('a unit is found by its own id only', async () => {
  const { store } = await aWorld();
  const unit = aUnit('A1');
  await store.unitOfWork.write(store.units.change(tenant, { after: unit }));
  const read = async (id: string, itemId = 'phone') =>
    (await store.units.readById(tenant, itemId, id))?.unit.key;
  expect(await read(unit.id)).toBe('A1');
  for (const id of ['A1.other000', 'A2.r4nd0m00', 'A1', '', '.', 'xQTE.b.r4nd0m00', 'x.b.']) {
    expect(await read(id)).toBeUndefined();
  }
  expect(await read(unit.id, 'radio')).toBeUndefined();
});
