import { describe, expect, it } from 'vitest';
import { asserted, unnumberedHere } from '../../../functions/domain/document/asserted.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aBalance, aContext, aLine, anItem, aPosting, entriesOf, RECORDED_AT } from '../builders.ts';

const MAIN = { itemId: 'phone', locationId: 'main' };
const heard = { movementId: 'p1.1', at: RECORDED_AT };
const context = aContext({ balances: [aBalance({ quantity: 3, untracked: 2 })] });

describe('what a movement asserts of a unit', () => {
  it('tells how much had gone through the place without numbers', () => {
    expect(asserted('p1.1', { place: MAIN, context })).toEqual({ ...heard, untracked: 2 });
  });

  it('comes after what the same posting leaves without numbers there', () => {
    const here = new Map([['phone#main#', 3]]);
    expect(asserted('p1.1', { place: MAIN, context, unnumbered: here })).toEqual({ ...heard, untracked: 5 });
    const none = aContext();
    expect(asserted('p1.1', { place: MAIN, context: none, unnumbered: here })).toEqual({
      ...heard,
      untracked: 3,
    });
  });

  it.each([
    ['where nothing did', { place: { ...MAIN, locationId: 'shop' } }],
    ['of a unit that is nowhere', {}],
  ])('tells nothing of it %s', (_, given) => {
    const told = asserted('p1.1', { ...given, context, unnumbered: new Map([['phone#main#', 3]]) });
    expect(told).toEqual(heard);
    expect(told).not.toHaveProperty('untracked');
  });
});

describe('what a posting leaves without numbers', () => {
  const line = (n: number, quantity: number, serials: readonly string[], more = {}) => ({
    line: aLine({ line: n, quantity, ...more }),
    quantity: pieces(quantity),
    entries: entriesOf(serials),
    meant: serials.length,
    pointer: `/lines/${n - 1}`,
  });
  const left = (kind: 'product-receipt' | 'transfer' | 'adjustment', ...lines: ReturnType<typeof line>[]) =>
    unnumberedHere(
      {
        ...aPosting({ document: { kind, ...(kind === 'transfer' ? { toLocationId: 'shop' } : {}) } }),
        lines,
      },
      aContext({ items: [anItem(), anItem({ itemId: 'radio' })] }),
    );

  it('is how many lines do so at each place', () => {
    const receipt = left(
      'product-receipt',
      line(1, 2, ['A1']),
      line(2, 1, []),
      line(3, 1, ['A2']),
      line(4, 1, [], { itemId: 'radio' }),
    );
    expect(receipt).toEqual(
      new Map([
        ['phone#main#', 2],
        ['radio#main#', 1],
      ]),
    );
  });

  it('is told at both ends of a transfer, and at the place of the line where it has one', () => {
    expect(left('transfer', line(1, 1, []))).toEqual(
      new Map([
        ['phone#main#', 1],
        ['phone#shop#', 1],
      ]),
    );
    expect(left('product-receipt', line(1, 1, [], { locationId: 'maker-1' }))).toEqual(
      new Map([['phone#maker-1#', 1]]),
    );
  });

  it('is nothing of lines that mean no known item, or of which it is not told what they do', () => {
    expect(left('product-receipt', line(1, 1, [], { itemId: 'gone' }))).toEqual(new Map());
    expect(left('adjustment', line(1, 1, []))).toEqual(new Map());
  });
});
