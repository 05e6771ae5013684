import { describe, expect, it } from 'vitest';
import { actionsOn, type Standing } from '../../../functions/domain/document/unit-actions.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../functions/domain/settings.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { anItem, aUnit, TODAY } from '../builders.ts';

type Given = Partial<Omit<Standing, 'unit' | 'settings'>> & { readonly settings?: Partial<Settings> };
const told = (unit: Partial<Unit>, { settings, ...given }: Given = {}) =>
  actionsOn({
    unit: aUnit('A1', { supplierId: 'maker', ...unit }),
    item: anItem(),
    settings: { ...DEFAULT_SETTINGS, ...settings },
    today: TODAY,
    ...given,
  });

const OWN = ['hold', 'rename', 'service'];
const OUTWARD = ['adjust', 'consume', 'dispatch', 'return-to-supplier', 'scrap', 'transfer', 'write-off'];
const among = (...actions: readonly string[]) => [...actions].sort();
const reservedBy = { documentId: 'so-7', line: 1 } as const;
const hold = { holdId: 'h1', reason: 'cracked', at: '', user: 'ann' } as const;
const NEVER_HERE = {
  status: 'expected',
  locationId: undefined,
  supplierId: undefined,
  origin: undefined,
  addedDate: undefined,
  lastEffectiveDate: undefined,
} as const;
const CRANE = anItem({
  entity: { modelId: 'crane', create: true, createOnSave: true, createOnStockUpdate: true },
});
const ANNOUNCED = {
  ...NEVER_HERE,
  documentId: undefined,
  documentNumber: undefined,
  line: undefined,
  entity: { modelId: 'crane', advance: true },
} as const;

describe('what may be done', () => {
  it.each([
    ['in stock', {}, among(...OUTWARD, ...OWN, 'reserve', 'sell')],
    ['held no more', { heldBy: [] }, among(...OUTWARD, ...OWN, 'reserve', 'sell')],
    ['sold', { status: 'sold', partnerId: 'jane' }, among(...OWN, 'buy-back', 'return')],
    ['consumed', { status: 'consumed', parent: { itemId: 'bike', serial: 'B1' } }, among(...OWN, 'take-out')],
    ['written off', { status: 'written-off' }, among(...OWN, 'adjust')],
    ['back at its supplier', { status: 'returned-to-supplier' }, among(...OWN, 'receive')],
    [
      'taken back',
      { status: 'written-off', voided: true, origin: undefined },
      ['adjust', 'assign', 'hold', 'produce', 'receive', 'rename'],
    ],
  ] as const)('with a unit that is %s', (_, unit, actions) => {
    expect(told(unit)).toEqual(actions);
  });

  it('with one that was never here has nothing to do with service', () => {
    const unit = { ...NEVER_HERE, documentId: 'po-1', line: 2 } as const;
    expect(told(unit)).toEqual(['hold', 'receive', 'remove', 'rename']);
  });

  it('with one that is held is what a hold allows, and its release', () => {
    expect(told({ heldBy: [hold] })).toEqual(
      among('adjust', 'dispatch', 'return-to-supplier', 'scrap', 'transfer', 'write-off', ...OWN, 'release'),
    );
    expect(told({ heldBy: [hold, { ...hold, holdId: 'h2' }] })).toContain('release');
  });

  it('with one that is expired is all but its sale, unless the tenant lets it be sold', () => {
    const unit = { expiresOn: '2026-03-09' };
    expect(told(unit)).toEqual(among(...OUTWARD, ...OWN, 'reserve'));
    expect(told(unit, { settings: { allowExpiredSale: true } })).toContain('sell');
  });

  it('needs neither supplier nor buyer to be known', () => {
    expect(told({ supplierId: undefined })).toEqual(among(...OUTWARD, ...OWN, 'reserve', 'sell'));
    expect(told({ status: 'sold', supplierId: undefined })).toEqual(among(...OWN, 'buy-back', 'return'));
  });
});

describe('documents that a unit is bound to', () => {
  it('are its order, which alone sells it and may let it go', () => {
    expect(told({ reservedBy })).toEqual(among(...OWN, 'deliver', 'dispatch', 'transfer', 'unreserve'));
  });

  it('are the transfer that has sent it, by the very line', () => {
    const unit = { status: 'in-transit', documentId: 't-1', line: 2 } as const;
    expect(told(unit)).toEqual(among(...OWN, 'arrive', 'bring-back', 'write-off'));
  });

  it('are both its order and the transfer that has sent it', () => {
    expect(told({ status: 'in-transit', reservedBy })).toEqual([
      'arrive',
      'bring-back',
      'hold',
      'service',
      'unreserve',
    ]);
  });

  it('are both the order that sold it and the one that brings it', () => {
    const unit = { ...NEVER_HERE, documentId: 'po-1', reservedBy, entity: { modelId: 'crane' } };
    expect(told(unit, { item: CRANE })).toEqual(['hold', 'receive', 'remove', 'rename', 'unreserve']);
  });

  it('are the order that has sold an individual before anything brings it', () => {
    const sold = { ...ANNOUNCED, reservedBy };
    const free = ['adjust', 'assign', 'hold', 'produce', 'receive', 'rename', 'reserve'];
    expect(told(ANNOUNCED, { item: CRANE })).toEqual(free);
    expect(told(sold, { item: CRANE })).toEqual([
      ...free.filter((action) => action !== 'reserve'),
      'unreserve',
    ]);
    const lax = { ...CRANE, allowUnknownAtSale: true };
    expect(told(sold, { item: lax })).toContain('deliver');
    expect(told(sold, { item: lax })).not.toContain('sell');
    expect(told(ANNOUNCED, { item: lax })).toContain('sell');
  });
});

describe('what numbers are for', () => {
  it('is told by classes: no document moves a unit that it takes no number of', () => {
    const at = (name: keyof typeof SERIAL_TYPES) => anItem({ serialPolicy: SERIAL_TYPES[name] });
    expect(told({}, { item: at('debtor-only') })).toEqual(among(...OWN, 'consume', 'reserve', 'sell'));
    expect(told({}, { item: at('creditor-only') })).toEqual(among(...OWN, 'return-to-supplier'));
    expect(told({}, { item: at('internal-only') })).toEqual(
      among(...OWN, ...OUTWARD.filter((action) => action !== 'return-to-supplier')),
    );
  });

  it('is nothing where the tenant tracks none, but what was claimed before is let go', () => {
    const settings = { serialTracking: false };
    expect(told({}, { settings })).toEqual(OWN);
    expect(told({ reservedBy }, { settings })).toEqual([...OWN, 'unreserve']);
    expect(told({ ...NEVER_HERE, documentId: 'po-1' }, { settings })).toEqual(['hold', 'remove', 'rename']);
  });
});

describe('a locked period', () => {
  it('leaves what has no date', () => {
    const settings = { lockDate: TODAY };
    expect(told({}, { settings })).toEqual(['hold', 'rename', 'reserve']);
    expect(told({ reservedBy, heldBy: [hold] }, { settings })).toEqual([
      'hold',
      'release',
      'rename',
      'unreserve',
    ]);
    expect(told({}, { settings: { lockDate: '2026-03-09' } })).toContain('sell');
  });
});
