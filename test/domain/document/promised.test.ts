import { describe, expect, it } from 'vitest';
import { promised } from '../../../functions/domain/document/promised.ts';
import { aLine } from '../builders.ts';

const row = aLine({ itemId: 'bike', quantity: 2, role: 'produce', assigned: ['b1', 'B2'] });

describe('a number to be produced', () => {
  it('stands for the unit that parts have gone into under it', () => {
    expect(promised(row, [{ itemId: 'bike', serial: 'b1', id: 'B1.x' }])).toEqual({
      ...row,
      assigned: [
        { text: 'b1', key: 'B1', id: 'B1.x' },
        { text: 'B2', key: 'B2', id: undefined },
      ],
    });
  });

  it('keeps the unit that it stands for already', () => {
    const known = { ...row, assigned: [{ text: 'b1', key: 'B1', id: 'B1.first' }] };
    expect(promised(known, [{ itemId: 'bike', serial: 'b1', id: 'B1.x' }])).toEqual(known);
  });

  it.each([
    ['of another item', { itemId: 'phone', serial: 'b1', id: 'B1.x' }],
    ['of which no id is known', { itemId: 'bike', serial: 'b1' }],
  ])('is not that of a unit %s', (_, parent) => {
    // Nothing is written anew either.
    expect(promised(row, [parent])).toBe(row);
  });
});
