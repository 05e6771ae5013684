import { describe, expect, it } from 'vitest';
import type { FlowName } from '../../../functions/domain/document/flows.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { anItem, codes } from '../builders.ts';
import { stepped } from './stepped.ts';

/** By which steps a number may be seen for the first time, and in which state its unit is then (I11–I13). */

const NOT_AT_RECEIPT = anItem({ serialPolicy: SERIAL_TYPES['internal-and-debtor'] });
const REQUIRED = anItem();
const LAX = anItem({ allowUnknownAtSale: true });

const taken = (flow: FlowName, item: typeof REQUIRED) => {
  const { change, violations } = stepped(flow, { item, document: { toLocationId: 'shop' } });
  return change?.after?.status ?? codes(violations).join();
};

describe('a number at first sight', () => {
  it.each([
    ['receive', 'in-stock', 'in-stock', 'in-stock'],
    ['receive-order', 'in-stock', 'in-stock', 'in-stock'],
    ['receive-made', 'in-stock', 'in-stock', 'in-stock'],
    ['buy-back', 'in-stock', 'in-stock', 'in-stock'],
    ['produce', 'in-stock', 'in-stock', 'in-stock'],
    ['find', 'in-stock', 'in-stock', 'in-stock'],
    ['sell', 'sold', 'serial-unknown', 'sold'],
    ['move', 'in-stock', 'serial-unknown', 'in-stock'],
    ['dispatch', 'in-transit', 'serial-unknown', 'in-transit'],
    ['write-off', 'written-off', 'serial-unknown', 'written-off'],
    ['return', 'in-stock', 'serial-unknown', 'serial-unknown'],
    ['lose', 'written-off', 'serial-unknown', 'serial-unknown'],
    ['consume', 'consumed', 'serial-unknown', 'serial-unknown'],
    ['consume-outside', 'consumed', 'serial-unknown', 'serial-unknown'],
    ['scrap', 'written-off', 'serial-unknown', 'serial-unknown'],
    ['return-to-supplier', 'serial-unknown', 'serial-unknown', 'serial-unknown'],
    ['arrive', 'serial-unknown', 'serial-unknown', 'serial-unknown'],
    ['bring-back', 'serial-unknown', 'serial-unknown', 'serial-unknown'],
    ['take-out', 'serial-unknown', 'serial-unknown', 'serial-unknown'],
    ['discard', 'serial-unknown', 'serial-unknown', 'serial-unknown'],
  ] as const)(
    'by %s: %s; %s where receipts need numbers, but %s where its item may leave unknown',
    (flow, free, owed, lax) => {
      expect([taken(flow, NOT_AT_RECEIPT), taken(flow, REQUIRED), taken(flow, LAX)]).toEqual([
        free,
        owed,
        lax,
      ]);
    },
  );
});
