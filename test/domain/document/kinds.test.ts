import { describe, expect, it } from 'vitest';
import { FLOWS } from '../../../functions/domain/document/flows.ts';
import {
  captureOf,
  claimOf,
  type DocumentKind,
  hasDestination,
  isDocumentKind,
  isMaking,
  type LineChoice,
  lineFlow,
  rolesOf,
  type Stage,
  takesNumbersApart,
} from '../../../functions/domain/document/kinds.ts';
import type { MovementKind } from '../../../functions/domain/movement.ts';

describe('what a line does', () => {
  it.each<[DocumentKind, LineChoice, keyof typeof FLOWS]>([
    ['purchase-order', {}, 'receive-order'],
    ['purchase-order', { buyBack: true, role: 'consume' }, 'receive-order'],
    ['outsourced-purchase-order', {}, 'receive-made'],
    ['outsourced-purchase-order', { role: 'consume' }, 'consume-outside'],
    ['product-receipt', {}, 'receive'],
    ['product-receipt', { buyBack: false }, 'receive'],
    ['product-receipt', { buyBack: true }, 'buy-back'],
    ['supplier-return', {}, 'return-to-supplier'],
    ['sales-order', {}, 'sell'],
    ['customer-invoice', {}, 'sell'],
    ['customer-return', {}, 'return'],
    ['transfer', {}, 'move'],
    ['write-off', {}, 'write-off'],
    ['adjustment', { direction: 'in' }, 'find'],
    ['adjustment', { direction: 'out' }, 'lose'],
    ['works-order', { role: 'consume' }, 'consume'],
    ['works-order', { role: 'produce' }, 'produce'],
    ['works-order', { role: 'scrap' }, 'scrap'],
    ['works-order', { role: 'take-out' }, 'take-out'],
    ['works-order', { role: 'take-out', scrap: false }, 'take-out'],
    ['works-order', { role: 'take-out', scrap: true }, 'discard'],
    ['works-order', { role: 'consume', scrap: true }, 'consume'],
  ])('of a %s with %j is told by its kind and choice', (kind, line, flow) => {
    expect(lineFlow(kind, line, 'post')).toBe(FLOWS[flow]);
  });

  it.each<[DocumentKind, LineChoice]>([
    ['adjustment', {}],
    ['works-order', {}],
    ['outsourced-purchase-order', { role: 'produce' }],
  ])('of a %s with %j is not known', (kind, line) => {
    expect(lineFlow(kind, line, 'post')).toBeUndefined();
  });

  it.each<[Stage, keyof typeof FLOWS]>([
    ['dispatch', 'dispatch'],
    ['arrive', 'arrive'],
    ['bring-back', 'bring-back'],
  ])('at the stage to %s is known of a transfer alone', (stage, flow) => {
    expect(lineFlow('transfer', {}, stage)).toBe(FLOWS[flow]);
    expect(lineFlow('sales-order', {}, stage)).toBeUndefined();
    expect(lineFlow('works-order', { role: 'consume' }, stage)).toBeUndefined();
  });
});

describe('a kind of document', () => {
  it('is known by its name, and by nothing else that objects have', () => {
    expect(isDocumentKind('transfer')).toBe(true);
    expect(isDocumentKind('toString')).toBe(false);
  });

  it('goes from one place to another only where it is a transfer', () => {
    expect(hasDestination('transfer')).toBe(true);
    expect(hasDestination('write-off')).toBe(false);
  });

  it.each<[DocumentKind, readonly string[]]>([
    ['works-order', ['consume', 'produce', 'scrap', 'take-out']],
    ['outsourced-purchase-order', ['consume']],
    ['purchase-order', []],
    ['transfer', []],
  ])('%s knows lines of the roles %j', (kind, roles) => {
    expect(rolesOf(kind)).toEqual(roles);
  });
});

describe('numbers on a line', () => {
  it.each<[DocumentKind, LineChoice, string, string | undefined]>([
    ['purchase-order', {}, 'expect', 'capture-received'],
    ['purchase-order', { role: 'consume' }, 'expect', 'capture-received'],
    ['outsourced-purchase-order', {}, 'expect', 'capture-received'],
    ['outsourced-purchase-order', { role: 'consume' }, 'none', undefined],
    ['product-receipt', {}, 'none', 'capture-received'],
    ['sales-order', {}, 'reserve', 'capture-sold'],
    ['customer-invoice', {}, 'none', 'capture-sold'],
    ['transfer', {}, 'none', undefined],
    ['works-order', { role: 'produce' }, 'none', undefined],
  ])(
    'of a %s with %j claim (%s) before it is posted, and are added after (%s)',
    (kind, line, claim, capture) => {
      expect(claimOf(kind, line)).toBe(claim);
      expect(captureOf(kind, line)).toBe(capture);
      expect(takesNumbersApart(kind, line)).toBe(claim !== 'none' || capture !== undefined);
    },
  );
});

describe('a movement', () => {
  it.each<[DocumentKind | undefined, MovementKind, boolean]>([
    ['works-order', 'produce', true],
    ['works-order', 'consume', false],
    ['works-order', 'take-out', false],
    ['outsourced-purchase-order', 'receive', true],
    ['outsourced-purchase-order', 'consume', false],
    // Numbers that are given after the receipt are of the same goods.
    ['outsourced-purchase-order', 'capture', true],
    ['works-order', 'capture', false],
    ['purchase-order', 'receive', false],
    ['purchase-order', 'capture', false],
    ['sales-order', 'capture', false],
    [undefined, 'produce', false],
  ])('of a %s that is to %s brings in what is made: %s', (documentKind, kind, expected) => {
    expect(isMaking({ documentKind, kind })).toBe(expected);
  });

  it('of a kind of document that there is no more makes nothing', () => {
    expect(isMaking({ documentKind: 'toString', kind: 'produce' })).toBe(false);
  });
});
