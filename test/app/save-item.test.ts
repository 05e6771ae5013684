import { beforeEach, describe, expect, it } from 'vitest';
import { type ItemInput, saveItem } from '../../functions/app/registry/save-item.ts';
import { SERIAL_TYPES } from '../../functions/domain/policy.ts';
import type { Item } from '../../functions/domain/registry.ts';
import { aWorld, CALLER, refusal, violations, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld({ items: [] });
});

const pump: ItemInput = { itemId: 'pump', name: 'Pump', kind: 'stocked', tracking: 'serial' };
const save = (given: Partial<ItemInput> = {}, ifMatch?: string): Promise<Item> =>
  world.run(async () => {
    const { parts, item } = await saveItem(world.deps, CALLER, { input: { ...pump, ...given }, ifMatch });
    return { parts, answer: item };
  });
const codes = (given: Partial<ItemInput>, ifMatch?: string) => world.refused(() => save(given, ifMatch));

describe('an item', () => {
  it('has the default policy, or the one that is stated in any of its ways', async () => {
    const policy = async (given: Partial<ItemInput>) => (await save(given)).serialPolicy;
    expect(await policy({})).toEqual({ creditor: 'optional', internal: 'optional', debtor: 'required' });
    expect(await policy({ serialType: 'fully-tracked' })).toEqual(SERIAL_TYPES['fully-tracked']);
    expect(await policy({ requireAtSale: false, requireAtPurchase: true })).toEqual({
      creditor: 'required',
      internal: 'optional',
      debtor: 'optional',
    });
    const stated = { creditor: 'off', internal: 'required', debtor: 'optional' } as const;
    expect(await policy({ serialPolicy: stated })).toEqual(stated);
  });

  it('counts its versions, and is changed only from the version that was meant', async () => {
    expect((await save()).version).toBe(1);
    expect((await save({ name: 'Pump 2' }, '"1"')).version).toBe(2);
    expect(await codes({ name: 'Pump 3' }, '"1"')).toEqual(['version-mismatch']);
    expect(await codes({ itemId: 'new' }, '*')).toEqual(['version-mismatch']);
    expect(await codes({}, '"7", "2"')).toEqual([]);
  });

  it('made twice at once is made once and then changed', async () => {
    world.table.beforeNext(() => save({ name: 'First' }));
    expect(await save({ name: 'Second' })).toMatchObject({ name: 'Second', version: 2 });
  });

  it('keeps shorter GTINs with zeros in front', async () => {
    expect((await save({ gtin: '9506000134352' })).gtin).toBe('09506000134352');
  });

  describe('with a GTIN', () => {
    const GTIN = '09506000134352';
    const known = async () => (await world.store.gtins.itemsOf('acme', [GTIN])).get(GTIN);

    it('is found by it for as long as it has it', async () => {
      await save({ gtin: '9506000134352' });
      expect(await known()).toBe('pump');
      await save({ gtin: '9506000134352', name: 'Pump 2' });
      expect(await known()).toBe('pump');
      await save({ gtin: '00000012345670' });
      expect(await known()).toBeUndefined();
      expect((await world.store.gtins.itemsOf('acme', ['00000012345670'])).get('00000012345670')).toBe(
        'pump',
      );
      expect(await save({ itemId: 'fan', gtin: GTIN })).toMatchObject({ gtin: GTIN });
      expect(await known()).toBe('fan');
      await save({ itemId: 'fan' });
      expect(await known()).toBeUndefined();
    });

    it('keeps others from having it, who learn whose it is', async () => {
      await save({ gtin: GTIN });
      const refused = world.run(async () => {
        const input = { ...pump, itemId: 'fan', gtin: GTIN };
        const { parts } = await saveItem(world.deps, CALLER, { input, ifMatch: undefined });
        return { parts, answer: {} };
      });
      expect(await violations(refused)).toMatchObject([
        { code: 'gtin-taken', pointer: '/gtin', itemId: 'pump' },
      ]);
    });

    it('given to two at once is one’s alone', async () => {
      world.table.beforeNext(() => save({ itemId: 'fan', gtin: GTIN }));
      expect(await refusal(save({ gtin: GTIN }))).toEqual(['gtin-taken']);
      expect(await known()).toBe('fan');
      expect(await world.store.items.read('acme', 'pump')).toBeUndefined();
    });

    it('that was saved before GTINs were looked up by, is found from its next save on', async () => {
      const item = await save({ gtin: GTIN });
      await world.store.unitOfWork.write([world.store.gtins.release('acme', GTIN)]);
      expect(await save({ gtin: GTIN })).toMatchObject({ version: item.version + 1 });
      expect(await known()).toBe('pump');
    });
  });

  it.each<readonly [string, Partial<ItemInput>, readonly string[]]>([
    ['a lookup item with tracking', { kind: 'lookup' }, ['item-not-stocked']],
    ['two ways of one policy', { serialType: 'debtor-only', requireAtSale: true }, ['policy-ambiguous']],
    [
      'a policy without tracking',
      { tracking: 'none', serialType: 'debtor-only' },
      ['policy-without-tracking'],
    ],
    ['a pattern that is none', { pattern: 'ö' }, ['pattern-invalid']],
    ['a GTIN with a wrong check digit', { gtin: '9506000134353' }, ['gtin-invalid']],
    ['several faults at once', { pattern: '--', gtin: '1' }, ['pattern-invalid', 'gtin-invalid']],
  ])('is refused as %s', async (_, given, expected) => {
    expect(await codes(given)).toEqual(expected);
  });
});

describe('its tracking', () => {
  it('changes freely without stock, and with it everything else but the tracking', async () => {
    await save();
    expect(await codes({ tracking: 'none' })).toEqual([]);
    expect(await codes({})).toEqual([]);
    await world.receive(['A1'], { itemId: 'pump' });
    expect(await codes({ name: 'Other', serialType: 'fully-tracked' })).toEqual([]);
    expect(await codes({ tracking: 'none' })).toEqual(['item-tracking-locked']);
    expect(await codes({ tracking: 'batch' })).toEqual(['item-tracking-locked']);
    await world.sell(['A1'], { itemId: 'pump' });
    expect(await codes({ tracking: 'none' })).toEqual([]);
  });

  it('does not change while units are expected', async () => {
    await save();
    await world.order(['A1'], { itemId: 'pump' });
    await world.settle();
    expect(await codes({ tracking: 'none' })).toEqual(['item-tracking-locked']);
  });

  it('does not change under a receipt that comes between', async () => {
    await save();
    world.table.beforeNext(() => world.receive(['A1'], { itemId: 'pump' }));
    expect(await refusal(save({ tracking: 'none' }))).toEqual(['item-tracking-locked']);
    expect(await world.store.items.read(CALLER.tenant, 'pump')).toMatchObject({ tracking: 'serial' });
  });

  it('under a receipt that was decided before changes nothing of what the receipt then does', async () => {
    await save();
    world.table.beforeNext(() => save({ tracking: 'none' }));
    expect(await refusal(world.receive(['A1'], { itemId: 'pump' }))).toEqual(['serials-not-tracked']);
    expect(await world.unit('A1', 'pump')).toBeUndefined();
  });
});
