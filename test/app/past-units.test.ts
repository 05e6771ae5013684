import { expect, it } from 'vitest';
import { unitHistory } from '../../functions/app/units/history.ts';
import { aWorld, CALLER } from './world.ts';

it('a unit of a past day is told whole, also where it was received before and that was taken back', async () => {
  const world = await aWorld();
  const wrong = await world.receive(['A1'], { effectiveDate: '2026-03-04' });
  await world.void({ documentId: wrong.documentId, reason: 'wrong delivery' });
  const right = await world.receive(['A1'], { effectiveDate: '2026-03-03' });
  await world.sell(['A1'], { effectiveDate: '2026-03-08' });
  const { id = '' } = (await world.unit('A1')) ?? {};
  const { unit } = await unitHistory(world.deps, CALLER, { itemId: 'phone', id, at: { day: '2026-03-05' } });
  expect(unit).toMatchObject({
    status: 'in-stock',
    locationId: 'main',
    documentId: right.documentId,
    line: 1,
    supplierId: 'maker',
    supplierCover: { until: '2027-03-03' },
    addedDate: '2026-03-03',
    lastEffectiveDate: '2026-03-03',
  });
  expect(unit.voided).toBeUndefined();
});
