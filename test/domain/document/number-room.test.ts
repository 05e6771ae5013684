import { describe, expect, it } from 'vitest';
import { SERIALS_PER_DOCUMENT } from '../../../functions/domain/document/document.ts';
import { roomOf } from '../../../functions/domain/document/number-room.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aDocument, aLine } from '../builders.ts';

type Line = Parameters<typeof aLine>[0];
type Kind = 'purchase-order' | 'product-receipt' | 'sales-order' | 'outsourced-purchase-order' | 'transfer';

const of = (given: Line, kind: Kind = 'purchase-order') => {
  const line = aLine(given);
  return [aDocument({ kind, number: 'PO-1', lines: [line] }), line] as const;
};

describe('the room for numbers of a row', () => {
  it.each<[string, Line, { open: number; late: number }]>([
    ['is its quantity', { quantity: 5 }, { open: 5, late: 0 }],
    ['is less by what is numbered already', { quantity: 5, assigned: ['A1', 'A2'] }, { open: 3, late: 0 }],
    ['is less by what was cancelled', { quantity: 5, cancelled: pieces(2) }, { open: 3, late: 0 }],
    ['is that of what is posted, once it is', { quantity: 5, posted: 5 }, { open: 0, late: 5 }],
    [
      'is both where a part is posted',
      { quantity: 5, posted: 3, postedSerials: 1, assigned: ['A1'] },
      { open: 1, late: 2 },
    ],
    ['is none where all is numbered', { quantity: 2, posted: 2, postedSerials: 2 }, { open: 0, late: 0 }],
    ['is never below nothing', { quantity: 1, assigned: ['A1', 'A2'] }, { open: 0, late: 0 }],
    ['is never below nothing, late', { quantity: 1, posted: 1, postedSerials: 2 }, { open: 0, late: 0 }],
    [
      'is none of an open row that has been sent off',
      { quantity: 2, dispatched: pieces(1) },
      { open: 0, late: 0 },
    ],
    ['begins with a part of a piece that is open', { quantity: 0.5 }, { open: 1, late: 0 }],
    ['begins with a whole piece that is posted', { quantity: 3, posted: 1.5 }, { open: 2, late: 1 }],
  ])('%s', (_, line, room) => {
    expect(roomOf(...of(line))).toEqual(room);
  });

  it('is late on rows only whose numbers can be told after they were posted', () => {
    const posted = { quantity: 3, posted: 2 };
    expect(roomOf(...of(posted, 'sales-order'))).toEqual({ open: 1, late: 2 });
    expect(roomOf(...of(posted, 'transfer'))).toEqual({ open: 1, late: 0 });
    expect(roomOf(...of(posted, 'outsourced-purchase-order'))).toEqual({ open: 1, late: 2 });
    expect(roomOf(...of({ ...posted, role: 'consume' }, 'outsourced-purchase-order'))).toEqual({
      open: 1,
      late: 0,
    });
  });

  it('ends where its document has as many numbers as one can have', () => {
    const held = (count: number, posted: number) => {
      const numbers = Array.from({ length: count }, (_, n) => `A${n}`);
      const full = aLine({ line: 2, quantity: 20_000, posted, postedSerials: posted, assigned: numbers });
      const line = aLine({ quantity: 5 });
      return roomOf(aDocument({ kind: 'purchase-order', lines: [line, full] }), line).open;
    };
    expect(SERIALS_PER_DOCUMENT).toBe(10_000);
    expect(held(4_000, 5_995)).toBe(5);
    expect(held(4_000, 5_998)).toBe(2);
    expect(held(4_000, 6_000)).toBe(0);
    expect(held(4_000, 6_001)).toBe(0);
  });
});
