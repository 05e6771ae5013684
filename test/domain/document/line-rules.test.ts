import { describe, expect, it } from 'vitest';
import {
  assignmentFaults,
  batchFaults,
  entriesByItem,
  type NumberedQuantity,
  needOf,
  postingFaults,
} from '../../../functions/domain/document/line-rules.ts';
import type { Need } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { DEFAULT_SETTINGS } from '../../../functions/domain/settings.ts';
import { anItem, entriesOf } from '../builders.ts';

type Given = { readonly quantity?: number; readonly serialCount?: number; readonly spared?: number };
const numbered = ({ quantity = 3, serialCount = 3, spared }: Given): NumberedQuantity => ({
  item: anItem(),
  quantity: pieces(quantity),
  serialCount,
  pointer: '/lines/0',
  line: 1,
  ...(spared === undefined ? {} : { spared }),
});
const assigned = (need: Need, given: Given) => assignmentFaults(numbered(given), need, 'transfer');
const posted = (need: Need, given: Given) => postingFaults(numbered(given), need, 'transfer');
const at = { itemId: 'phone', line: 1 };

const NOT_TRACKED = {
  ...at,
  pointer: '/lines/0/serials',
  code: 'serials-not-tracked',
  detail: 'Item phone takes no serials on a transfer; 1 were given.',
};
const NOT_WHOLE = {
  ...at,
  pointer: '/lines/0/quantity',
  code: 'quantity-not-whole',
  detail: '2.5 of item phone: a serialised quantity is whole.',
  expected: 2.5,
  actual: 0,
};
const TOO_MANY = {
  ...at,
  pointer: '/lines/0/serials',
  code: 'serials-exceed-quantity',
  detail: '4 serials for a quantity of 3 of item phone.',
  expected: 3,
  actual: 4,
};

describe('numbers on a line', () => {
  it('may not be given where none are taken, and then its quantity need not be whole', () => {
    expect(assigned('off', { quantity: 2.5, serialCount: 0 })).toEqual([]);
    expect(assigned('off', { serialCount: 1 })).toEqual([NOT_TRACKED]);
  });

  it.each(['optional', 'required'] as const)(
    'are for whole units, and no more than those, where %s',
    (need) => {
      expect(assigned(need, { serialCount: 3 })).toEqual([]);
      expect(assigned(need, { serialCount: 2 })).toEqual([]);
      expect(assigned(need, { serialCount: 4 })).toEqual([TOO_MANY]);
      expect(assigned(need, { quantity: 2.5, serialCount: 0 })).toEqual([NOT_WHOLE]);
    },
  );
});

describe('numbers on a line that is posted', () => {
  it('are one for each unit where they are required', () => {
    expect(posted('required', { serialCount: 3 })).toEqual([]);
    expect(posted('required', { serialCount: 2 })).toEqual([
      {
        ...at,
        pointer: '/lines/0/serials',
        code: 'serials-missing',
        detail: '2 serials for a quantity of 3 of item phone; each unit needs one.',
        expected: 3,
        actual: 2,
      },
    ]);
  });

  it('may be missing where they are optional, and where none are taken', () => {
    expect(posted('optional', { serialCount: 0 })).toEqual([]);
    expect(posted('off', { serialCount: 0 })).toEqual([]);
  });

  it('may be missing of what was sent off without', () => {
    expect(posted('required', { serialCount: 2, spared: 1 })).toEqual([]);
    expect(posted('required', { serialCount: 1, spared: 1 })).toMatchObject([
      { code: 'serials-missing', expected: 3, actual: 1 },
    ]);
  });

  it('break no more than the rules that hold at any time, where they break those', () => {
    expect(posted('off', { serialCount: 1 })).toEqual([NOT_TRACKED]);
    expect(posted('required', { serialCount: 4 })).toEqual([TOO_MANY]);
    expect(posted('required', { quantity: 2.5, serialCount: 0 })).toEqual([NOT_WHOLE]);
  });
});

describe('what a line needs', () => {
  const need = (
    policy: readonly [creditor: Need, internal: Need, debtor: Need],
    more: Parameters<typeof needOf>[2],
  ) => {
    const [creditor, internal, debtor] = policy;
    return needOf(DEFAULT_SETTINGS, anItem({ serialPolicy: { creditor, internal, debtor } }), more);
  };

  it('is what the item says of the class of its kind', () => {
    const policy = ['required', 'optional', 'off'] as const;
    expect(need(policy, { kind: 'purchase-order', line: {} })).toBe('required');
    expect(need(policy, { kind: 'transfer', line: {} })).toBe('optional');
    expect(need(policy, { kind: 'sales-order', line: {} })).toBe('off');
    expect(need(policy, { kind: 'works-order', line: { role: 'produce' } })).toBe('optional');
    // What such a line does isn't told.
    expect(need(policy, { kind: 'works-order', line: {} })).toBe('optional');
  });

  it.each<[Need, Need, Need]>([
    ['off', 'off', 'off'],
    ['off', 'optional', 'optional'],
    ['off', 'required', 'required'],
    ['optional', 'off', 'optional'],
    ['optional', 'required', 'required'],
    ['required', 'optional', 'required'],
  ])(
    'is the stricter one of %s inside and %s at a sale where units go into others: %s',
    (internal, debtor, expected) => {
      const policy = ['off', internal, debtor] as const;
      expect(need(policy, { kind: 'works-order', line: { role: 'consume' } })).toBe(expected);
      expect(need(policy, { kind: 'works-order', line: { role: 'take-out' } })).toBe(expected);
      expect(need(policy, { kind: 'outsourced-purchase-order', line: { role: 'consume' } })).toBe(expected);
    },
  );
});

describe('the batch of a line', () => {
  const faults = (tracking: 'none' | 'serial' | 'batch', batch?: string) =>
    batchFaults(anItem({ tracking }), batch, '/lines/0');

  it('is named where the item is tracked by it', () => {
    expect(faults('batch', 'L1')).toEqual([]);
    expect(faults('batch')).toEqual([
      {
        pointer: '/lines/0/batch',
        code: 'batch-required',
        detail: 'Item phone is tracked by batch; the line names none.',
        itemId: 'phone',
      },
    ]);
  });

  it('is not taken where the item is not tracked', () => {
    expect(faults('none')).toEqual([]);
    expect(faults('none', 'L1')).toEqual([
      {
        pointer: '/lines/0/batch',
        code: 'batch-not-tracked',
        detail: 'Item phone is not tracked by batch.',
        itemId: 'phone',
      },
    ]);
  });

  it('may be marked on numbered units', () => {
    expect(faults('serial')).toEqual([]);
    expect(faults('serial', 'L1')).toEqual([]);
  });
});

describe('numbers of several lines', () => {
  it('are looked through for duplicates item by item, in their order', () => {
    const [a, b, c] = [entriesOf(['A1', 'A2']), entriesOf(['B1']), entriesOf(['A1'])];
    const lines = [
      { itemId: 'phone', entries: a },
      { itemId: 'radio', entries: b },
      { itemId: 'phone', entries: c },
    ];
    expect(entriesByItem(lines)).toEqual([[...a, ...c], b]);
    expect(entriesByItem([])).toEqual([]);
  });
});
