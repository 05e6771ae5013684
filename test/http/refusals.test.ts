import { beforeEach, describe, expect, it } from 'vitest';
import { aWorld } from '../app/world.ts';
import { type Answer, aService } from './gateway.ts';

/** What is refused where it is asked for, so that nothing comes of it that nobody could go on with. */

let world: Awaited<ReturnType<typeof aWorld>>;
let ask: Awaited<ReturnType<typeof aService>>['ask'];
beforeEach(async () => {
  world = await aWorld();
  ({ ask } = await aService(world));
});

const faults = ({ status, body }: Answer) => [
  status,
  ...(body.violations ?? []).map(
    ({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`,
  ),
];
const order = (kind: string, lines: readonly object[], more: object = {}) =>
  ask('createDocument', { body: { kind, partnerId: 'maker', locationId: 'main', lines, ...more } });

describe('an order', () => {
  it('of a part of a serialised unit is refused when it is made, not when it is to be received', async () => {
    const lines = [
      { itemId: 'phone', quantity: 1.5 },
      { itemId: 'bolt', quantity: 1.5 },
    ];
    expect(faults(await order('purchase-order', lines))).toEqual([
      422,
      '/lines/0/quantity quantity-not-whole',
    ]);
  });

  it('that is posted as it is names its rows', async () => {
    const lines = [
      { itemId: 'bolt', quantity: 1 },
      { itemId: 'glue', quantity: 2 },
      { itemId: 'phone', quantity: 2 },
    ];
    const { documentId } = (await order('purchase-order', lines)).body;
    const posted = await ask('postDocument', { params: { documentId }, body: {} });
    expect(faults(posted)).toEqual([422, '/batch batch-required', '/serials serials-missing']);
    expect(posted.body.violations.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
  });

  it('is called by its kind as one says it', async () => {
    const body = {
      locationId: 'main',
      reason: 'x',
      lines: [{ itemId: 'bolt', quantity: 1, direction: 'in' }],
    };
    const other = await ask('createDocument', { body: { ...body, kind: 'adjustment', partnerId: 'maker' } });
    expect(other.body.detail).toBe('An adjustment has no partner.');
    const sale = await order('customer-invoice', [{ itemId: 'bolt', quantity: 1 }]);
    expect(sale.body.detail).toBe('A customer-invoice needs a customer; maker is a supplier.');
  });
});

describe('an item', () => {
  const save = (tracking: string, more: object) =>
    ask('saveItem', { params: { itemId: 'milk' }, body: { name: 'Milk', tracking, ...more } });

  it('without numbers has no expiry', async () => {
    expect(faults(await save('none', { expiryTracking: true }))).toEqual([
      422,
      '/expiryTracking expiry-without-tracking',
    ]);
    expect(faults(await save('none', { shelfLifeDays: 5 }))).toEqual([
      422,
      '/shelfLifeDays expiry-without-tracking',
    ]);
    expect(faults(await save('none', { expiryTracking: false, shelfLifeDays: 5 }))).toEqual([201]);
  });

  it('that lasts so many days has its expiry kept, unless it says otherwise', async () => {
    expect((await save('batch', { shelfLifeDays: 5 })).body).toMatchObject({ expiryTracking: true });
    expect((await save('batch', { shelfLifeDays: 5, expiryTracking: false })).body).toMatchObject({
      expiryTracking: false,
    });
    expect((await save('batch', {})).body.expiryTracking).toBeUndefined();
  });

  it('with goods on their way says so where its tracking is to change', async () => {
    await world.receive([], { itemId: 'bolt', quantity: 3 });
    const lines = [{ itemId: 'bolt', quantity: 3 }];
    const sent = { toLocationId: 'shop', partnerId: undefined, post: true, dispatch: true };
    expect((await order('transfer', lines, sent)).status).toBe(201);
    const body = { name: 'Bolt', tracking: 'batch' };
    const refused = await ask('saveItem', { params: { itemId: 'bolt' }, body });
    expect(refused.body.violations[0].detail).toMatch(/^0 of item bolt .* main and 3 on their way from it;/);
  });
});

it('numbers are linked on no day that is locked', async () => {
  await world.receive([], { itemId: 'radio', quantity: 1 });
  const today = new Date(world.deps.clock.now()).toISOString().slice(0, 10);
  expect((await ask('changeSettings', { body: { lockDate: today } })).status).toBe(200);
  const linked = await ask('linkSerials', {
    params: { itemId: 'radio' },
    body: { locationId: 'main', serials: ['R1'] },
  });
  expect(faults(linked)).toEqual([422, ' date-locked']);
});
