import { describe, expect, it } from 'vitest';
import { SERIAL_TYPES, serialTypeOf, statements } from '../../functions/domain/policy.ts';

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
});

it('a policy that a type states bears its name, another none', () => {
  for (const [name, policy] of Object.entries(SERIAL_TYPES)) expect(serialTypeOf({ ...policy })).toBe(name);
  expect(serialTypeOf({ creditor: 'optional', internal: 'off', debtor: 'required' })).toBeUndefined();
});
