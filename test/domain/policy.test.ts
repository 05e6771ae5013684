import { describe, expect, it } from 'vitest';
import {
  DEFAULT_POLICY,
  effectiveNeed,
  isFullyTracked,
  isSerialType,
  policyFrom,
  SERIAL_TYPES,
  type SerialPolicy,
  serialTypeOf,
  statements,
  type TrackedItem,
} from '../../functions/domain/policy.ts';

const SWITCHES = { serialTracking: true, serialNumbersRequired: false };
const CLASSES = ['creditor', 'internal', 'debtor'] as const;
const tracked = (serialPolicy: SerialPolicy, tracking: TrackedItem['tracking'] = 'serial'): TrackedItem => ({
  tracking,
  serialPolicy,
});
const MIXED: SerialPolicy = { creditor: 'optional', internal: 'off', debtor: 'required' };

describe('a statement of a policy', () => {
  const serialPolicy = SERIAL_TYPES['debtor-only'];
  const serialType = 'fully-tracked';
  it.each([
    [{}, 0],
    [{ serialPolicy }, 1],
    [{ serialType } as const, 1],
    [{ requireAtSale: false }, 1],
    [{ requireAtPurchase: false }, 1],
    [{ requireAtSale: true, requireAtPurchase: true }, 1],
    [{ serialPolicy, serialType } as const, 2],
    [{ serialPolicy, requireAtPurchase: true }, 2],
    [{ serialPolicy, serialType, requireAtSale: true } as const, 3],
  ])('%j uses %i of the three ways', (given, count) => {
    expect(statements(given)).toBe(count);
  });

  it.each([
    [{}, 'optional optional required'],
    [{ requireAtSale: true }, 'optional optional required'],
    [{ requireAtSale: false }, 'optional optional optional'],
    [{ requireAtPurchase: true }, 'required optional required'],
    [{ requireAtPurchase: false }, 'optional optional required'],
    [{ requireAtSale: false, requireAtPurchase: true }, 'required optional optional'],
    [{ serialType: 'internal-only' } as const, 'off required off'],
    [{ serialPolicy: MIXED }, 'optional off required'],
  ])('%j means %s', (given, needs) => {
    const policy = policyFrom(given);
    expect(CLASSES.map((one) => policy[one]).join(' ')).toBe(needs);
  });

  it('that is none means what an item demands of whom nothing is said', () => {
    expect(policyFrom({})).toEqual(DEFAULT_POLICY);
  });
});

describe('a named type', () => {
  it.each([
    ['not-serialised', 'off off off'],
    ['fully-tracked', 'required required required'],
    ['creditor-and-internal', 'required required off'],
    ['debtor-only', 'off off required'],
    ['creditor-and-debtor', 'required off required'],
    ['creditor-only', 'required off off'],
    ['internal-and-debtor', 'off required required'],
    ['internal-only', 'off required off'],
  ] as const)('%s needs numbers of its members: %s', (name, needs) => {
    expect(CLASSES.map((one) => SERIAL_TYPES[name][one]).join(' ')).toBe(needs);
    expect(isSerialType(name)).toBe(true);
  });

  it('is one of eight, and nothing that every object has', () => {
    expect(Object.keys(SERIAL_TYPES)).toHaveLength(8);
    expect(['toString', 'constructor', '', 'Debtor-only'].filter(isSerialType)).toEqual([]);
  });

  it('is borne by the policy that it states, and by no other', () => {
    for (const [name, policy] of Object.entries(SERIAL_TYPES)) {
      expect(serialTypeOf({ ...policy })).toBe(name);
      for (const one of CLASSES) expect(serialTypeOf({ ...policy, [one]: 'optional' })).toBeUndefined();
    }
    expect(serialTypeOf(MIXED)).toBeUndefined();
  });
});

describe('what a line needs', () => {
  const needs = (switches: Partial<typeof SWITCHES>, item: TrackedItem) =>
    CLASSES.map((one) => effectiveNeed({ ...SWITCHES, ...switches }, item, one)).join(' ');

  it('is what its item demands for its class', () => {
    expect(needs({}, tracked(MIXED))).toBe('optional off required');
  });

  it('is a number for every unit where the tenant says so, but only of what is tracked by serial', () => {
    const all = { serialNumbersRequired: true };
    expect(needs(all, tracked(MIXED))).toBe('required required required');
    for (const tracking of ['none', 'batch'] as const)
      for (const switches of [{}, all]) expect(needs(switches, tracked(MIXED, tracking))).toBe('off off off');
  });

  it('is nothing where the tenant tracks no serials, whatever else is said', () => {
    const off = { serialTracking: false };
    expect(needs(off, tracked(MIXED))).toBe('off off off');
    expect(needs({ ...off, serialNumbersRequired: true }, tracked(MIXED))).toBe('off off off');
  });

  it('is a number always of what is fully tracked, and of nothing else', () => {
    const full = tracked(SERIAL_TYPES['fully-tracked']);
    expect(isFullyTracked(SWITCHES, full)).toBe(true);
    expect(isFullyTracked({ ...SWITCHES, serialNumbersRequired: true }, tracked(MIXED))).toBe(true);
    expect(isFullyTracked({ ...SWITCHES, serialTracking: false }, full)).toBe(false);
    expect(isFullyTracked(SWITCHES, tracked(full.serialPolicy, 'batch'))).toBe(false);
    for (const one of CLASSES)
      expect(isFullyTracked(SWITCHES, tracked({ ...full.serialPolicy, [one]: 'optional' }))).toBe(false);
  });
});
