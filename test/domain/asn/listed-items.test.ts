import { describe, expect, it } from 'vitest';
import type { AsnLine } from '../../../functions/domain/asn/asn.ts';
import { itemFaults } from '../../../functions/domain/asn/place.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import { aContext, aLine, anItem } from '../builders.ts';
import { announcing, aSent, ORDER, orderOf } from './on-order.ts';

describe('what a list says of its items', () => {
  const faults = (
    sent: Partial<AsnLine>,
    {
      items = [anItem()],
      document = ORDER,
    }: { readonly items?: readonly Item[]; readonly document?: LedgerDocument } = {},
  ) => itemFaults(announcing({ document, lines: [aSent(sent)] }), aContext({ items }));
  const fault = (field: string, code: string, detail: string, itemId = 'phone') => ({
    pointer: `/lines/0/${field}`,
    code,
    itemId,
    detail,
  });

  it('is fine where the order wants them', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ batch: 'B1' })).toEqual([]);
  });

  it('must be on the order, on a row that expects units', () => {
    const lamps = [anItem(), anItem({ itemId: 'lamp' })];
    expect(faults({ itemId: 'lamp' }, { items: lamps })).toEqual([
      fault('itemId', 'item-not-on-order', 'Item lamp is not on order PO-1.', 'lamp'),
    ]);
    const nameless = { ...ORDER, number: undefined };
    expect(faults({ itemId: 'lamp', batch: 'B1' }, { document: nameless })).toEqual([
      fault('itemId', 'item-not-on-order', 'Item lamp is not on order po-1.', 'lamp'),
    ]);
    expect(faults({}, { items: [] })).toEqual([
      fault('itemId', 'item-not-on-order', 'Item phone is not on order PO-1.'),
    ]);
    const consuming = { ...orderOf(aLine({ role: 'consume' })), kind: 'outsourced-purchase-order' as const };
    expect(faults({}, { document: consuming })).toEqual([
      fault('itemId', 'item-not-on-order', 'Item phone is not on order PO-1.'),
    ]);
  });

  it('is told at the line that says it', () => {
    const lines = [aSent(), aSent({ itemId: 'lamp' })];
    expect(itemFaults(announcing({ lines }), aContext())).toMatchObject([{ pointer: '/lines/1/itemId' }]);
  });

  it('must be numbered on orders', () => {
    const items = [anItem({ serialPolicy: SERIAL_TYPES['debtor-only'] })];
    expect(faults({ serials: 4 }, { items })).toEqual([
      fault(
        'serials',
        'serials-not-tracked',
        'Item phone takes no serials on a purchase-order; 4 were given.',
      ),
    ]);
  });

  it('must have no batch where nothing is tracked, and may leave it out', () => {
    const items = [anItem({ tracking: 'none' })];
    expect(faults({ batch: 'B1' }, { items })).toEqual([
      fault('batch', 'batch-not-tracked', 'Item phone is not tracked by batch.'),
      fault(
        'serials',
        'serials-not-tracked',
        'Item phone takes no serials on a purchase-order; 1 were given.',
      ),
    ]);
    expect(faults({}, { items: [anItem({ tracking: 'batch' })] }).map(({ code }) => code)).toEqual([
      'serials-not-tracked',
    ]);
  });

  it('must have no expiry where the item has none', () => {
    expect(faults({ expiresOn: '2027-01-01' })).toEqual([
      fault('expiresOn', 'expiry-not-tracked', 'Item phone has no expiry.'),
    ]);
    expect(faults({ expiresOn: '2027-01-01' }, { items: [anItem({ expiryTracking: true })] })).toEqual([]);
  });

  it('must tell when an item expires, unless that or the order does', () => {
    const items = [anItem({ expiryTracking: true })];
    const due = [fault('expiresOn', 'expiry-required', 'Item phone expires; give a date.')];
    expect(faults({}, { items })).toEqual(due);
    expect(faults({}, { items: [anItem({ expiryTracking: true, shelfLifeDays: 90 })] })).toEqual([]);
    const [said, unsaid] = [aLine({ expiresOn: '2027-01-01' }), aLine({ line: 2 })];
    expect(faults({}, { items, document: orderOf(said) })).toEqual([]);
    expect(faults({}, { items, document: orderOf(said, unsaid) })).toEqual(due);
    const other = aLine({ line: 2, itemId: 'lamp' });
    expect(faults({}, { items, document: orderOf(said, other) })).toEqual([]);
  });
});
