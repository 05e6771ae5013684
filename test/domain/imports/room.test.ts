import { describe, expect, it } from 'vitest';
import { noRoom } from '../../../functions/domain/imports/room.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aDocument, aLine } from '../builders.ts';

type Line = Parameters<typeof aLine>[0];
type Kind = 'purchase-order' | 'product-receipt' | 'sales-order' | 'outsourced-purchase-order' | 'transfer';

const of = (given: Line, kind: Kind = 'purchase-order') => {
  const line = aLine(given);
  return [aDocument({ kind, number: 'PO-1', lines: [line] }), line] as const;
};

describe('why a row has no room', () => {
  const exceeds = (detail: string) => ({ code: 'serials-exceed-quantity', detail });
  const posted = (detail: string) => ({ code: 'line-posted', detail });

  it('is that all of it has numbers: those that wait and those that are posted', () => {
    expect(noRoom(...of({ line: 2, quantity: 3, posted: 2, postedSerials: 2, assigned: ['A1'] }))).toEqual(
      exceeds('Line 2 of PO-1 has 3 numbers for a quantity of 3: there is no room for more.'),
    );
  });

  it('is told with what was cancelled', () => {
    expect(noRoom(...of({ quantity: 3, cancelled: pieces(1.5), assigned: ['A1'] }))).toEqual(
      exceeds(
        'Line 1 of PO-1 has 1 numbers for a quantity of 3, of which 1.5 were cancelled: there is no room for more.',
      ),
    );
  });

  it('is that it is posted, where numbers can not be told later', () => {
    const closed = posted('Line 1 of PO-1 is posted; its numbers cannot be changed here.');
    expect(noRoom(...of({ quantity: 2, posted: 2 }, 'transfer'))).toEqual(closed);
    expect(noRoom(...of({ quantity: 2, posted: 1, cancelled: pieces(1) }, 'transfer'))).toEqual(closed);
    expect(noRoom(...of({ quantity: 2, posted: 1 }, 'transfer'))).toMatchObject({
      code: 'serials-exceed-quantity',
    });
    expect(noRoom(...of({ quantity: 2, posted: 2 }))).toMatchObject({ code: 'serials-exceed-quantity' });
  });

  it('is that it is sent off', () => {
    expect(noRoom(...of({ quantity: 2, dispatched: pieces(1) }, 'transfer'))).toEqual(
      posted('Line 1 of PO-1 is sent off; its numbers cannot be changed here.'),
    );
  });

  it('names a document without a number by its id', () => {
    const line = aLine({ assigned: ['A1'] });
    const document = aDocument({ kind: 'purchase-order', number: undefined, lines: [line] });
    expect(noRoom(document, line).detail).toMatch(/^Line 1 of doc-1 has 1 numbers/);
  });
});
