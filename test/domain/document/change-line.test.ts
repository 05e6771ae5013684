import { describe, expect, it } from 'vitest';
import { decideQuantity } from '../../../functions/domain/document/change-line.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aDocument, aLine } from '../builders.ts';

const changed = (line: DocumentLine, quantity: number, document: Partial<LedgerDocument> = {}) =>
  decideQuantity(aDocument({ kind: 'purchase-order', lines: [line], ...document }), {
    line,
    quantity: pieces(quantity),
  });

const sent = (line: DocumentLine, ...serials: readonly string[]): DocumentLine => ({
  ...line,
  dispatched: pieces(serials.length),
  assigned: [...line.assigned, ...serials.map((text) => ({ text, key: text, sent: true as const }))],
});

describe('the quantity of a row', () => {
  it.each([
    ['numbers are on', aLine({ quantity: 9, assigned: ['A1', 'A2'] }), 2],
    ['a part is posted of', aLine({ quantity: 9, posted: 3, postedSerials: 3 }), 3],
    ['is posted in part and numbered', aLine({ quantity: 9, posted: 3, assigned: ['A4', 'A5'] }), 5],
    ['is sent off in part', sent(aLine({ quantity: 9 }), 'A1', 'A2', 'A3'), 3],
    [
      'has arrived in part of what was sent',
      { ...sent(aLine({ quantity: 9 }), 'A1', 'A2', 'A3'), posted: pieces(1) },
      3,
    ],
    [
      'is sent off in part, with numbers for the rest',
      sent(aLine({ quantity: 9, assigned: ['B1', 'B2'] }), 'A1', 'A2', 'A3'),
      5,
    ],
  ])('that %s can fall to what is posted, sent or numbered, and no further', (_, line, least) => {
    expect(changed(line, least).violations).toEqual([]);
    expect(changed(line, least - 0.0001).violations).toEqual([
      {
        pointer: '/quantity',
        code: 'quantity-below-posted',
        detail: `${least} of line 1 are posted or numbered; its quantity can't be ${least - 0.0001}.`,
        line: 1,
        expected: least,
        actual: least - 0.0001,
      },
    ]);
  });

  it('is what is asked for, with nothing given up any more; other rows stay', () => {
    const line = { ...aLine({ line: 2, quantity: 9, posted: 1 }), cancelled: pieces(8) };
    const other = { ...aLine({ line: 1, quantity: 3 }), cancelled: pieces(3) };
    const { decision } = changed(line, 4, { lines: [other, line], status: 'posted', version: 7 });
    expect(decision).toEqual({
      document: aDocument({
        kind: 'purchase-order',
        lines: [other, { ...line, quantity: pieces(4), cancelled: 0 }],
        status: 'partly-posted',
        version: 8,
      }),
      units: [],
      movements: [],
      balances: [],
    });
  });

  it('closes the document where nothing else is outstanding', () => {
    const line = aLine({ quantity: 9, posted: 3 });
    expect(changed(line, 3, { status: 'partly-posted' }).decision.document?.status).toBe('posted');
  });
});
