import { expect, it } from 'vitest';
import { scan } from '../../functions/app/enquiry/scan.ts';
import { aWorld, CALLER, refusal } from './world.ts';

const GTIN = '09506000134352';
/** A number that could be an element string without any check digit; the id is too long for a number. */
const LONG = '91ABCDEFGHIJKLMNOPQRSTUVWXYZ';

it('a unit is found by its id, also where that could be read as GS1', async () => {
  const world = await aWorld();
  await world.receive([LONG]);
  await world.settle();
  const { id = '' } = (await world.unit(LONG)) ?? {};
  expect(id).toMatch(/^91ABCDEFGHIJKLMNOPQRSTUVWXYZ\.\w+$/);
  expect(await scan(world.deps, CALLER, id)).toMatchObject({
    kind: 'unit',
    serial: LONG,
    found: { unit: { id, serial: LONG } },
    others: [],
  });
});

it('what could be an id, but is nobody’s, is read as GS1 where it can be', async () => {
  const { deps } = await aWorld();
  expect(await scan(deps, CALLER, `${LONG}.k3v9x2ma`)).toMatchObject({
    kind: 'gs1',
    elements: [{ ai: '91', value: `${LONG.slice(2)}.k3v9x2ma` }],
    found: undefined,
    others: [],
  });
  expect(await refusal(scan(deps, CALLER, `X${LONG}.k3v9x2ma`))).toEqual(['not-found']);
});

it('a placeholder is the number of the unit that bears it, and of no other', async () => {
  const items = [
    { itemId: 'phone', name: 'Phone', kind: 'stocked', tracking: 'serial', gtin: GTIN } as const,
  ];
  const world = await aWorld({ items, settings: { placeholders: [] } });
  await world.receive(['TBA']);
  await world.settle();
  const settings = await world.store.settings.read('acme');
  await world.store.unitOfWork.write([
    world.store.settings.save('acme', {
      ...settings,
      placeholders: ['TBA', 'NONE'],
      version: settings.version + 1,
    }),
  ]);
  const found = { unit: { itemId: 'phone', serial: 'TBA' } };
  expect(await scan(world.deps, CALLER, ' tba')).toMatchObject({ kind: 'serial', found });
  expect(await refusal(scan(world.deps, CALLER, 'none'))).toEqual(['serial-placeholder']);
  expect(await scan(world.deps, CALLER, `(01)${GTIN}(21)TBA`)).toMatchObject({ found, notices: [] });
  expect(await scan(world.deps, CALLER, `(01)${GTIN}(21)NONE`)).toMatchObject({
    found: undefined,
    notices: [{ code: 'serial-placeholder', serial: 'NONE' }],
  });
});

it('what is neither an id nor a number is refused with what is wrong with it', async () => {
  const { deps } = await aWorld();
  expect(await refusal(scan(deps, CALLER, 'SN-1.+++'))).toEqual(['serial-characters']);
});
