import { describe, expect, it } from 'vitest';
import { decidePosting } from '../../../functions/domain/document/post.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import {
  aBalance,
  aContext,
  aLine,
  anItem,
  aPosting,
  aUnit,
  codes,
  type PostingGiven,
  play,
  TODAY,
} from '../builders.ts';

const FRESH = anItem({ expiryTracking: true, shelfLifeDays: 30 });
const DATED = anItem({ expiryTracking: true });
const MILK = anItem({ itemId: 'milk', tracking: 'batch', expiryTracking: true });
const sold = (given: PostingGiven) => aPosting({ ...given, document: { kind: 'customer-invoice' } });
const batchLine = (given: Parameters<typeof aLine>[0] = {}) =>
  aLine({ itemId: 'milk', quantity: 1.5, batch: 'L1', ...given });

describe('the expiry of units', () => {
  it('is counted from the shelf life at the effective date', () => {
    const posting = aPosting({ serials: ['A1'], effectiveDate: '2026-02-27' });
    const { decision } = decidePosting(posting, aContext({ items: [FRESH] }));
    expect(decision.units[0]?.after?.expiresOn).toBe('2026-03-29');
    expect(decision.movements[0]?.expiresOn).toBe('2026-03-29');
  });

  it('is the date given, which goes before the shelf life', () => {
    const posting = aPosting({ serials: ['A1'], line: aLine({ expiresOn: '2026-12-31' }) });
    const { decision } = decidePosting(posting, aContext({ items: [FRESH] }));
    expect(decision.units[0]?.after?.expiresOn).toBe('2026-12-31');
  });

  it('must be told where the item has no shelf life, and may not where it does not expire', () => {
    const plain = aPosting({ serials: ['A1'] });
    expect(codes(decidePosting(plain, aContext({ items: [DATED] })).violations)).toEqual(['expiry-required']);
    const found = aPosting({
      serials: ['A1'],
      document: { kind: 'adjustment', reason: 'found' },
      line: aLine({ direction: 'in' }),
    });
    const { violations } = decidePosting(found, aContext({ items: [FRESH] }));
    expect(violations).toMatchObject([
      { code: 'expiry-required', detail: expect.stringContaining('its shelf life is counted only') },
    ]);
    const dated = aPosting({ serials: ['A1'], line: aLine({ expiresOn: '2026-12-31' }) });
    expect(codes(decidePosting(dated, aContext()).violations)).toEqual(['expiry-not-tracked']);
  });

  it.each([
    ['2026-03-09', ['serial-expired']],
    [TODAY, []],
    ['2026-03-11', []],
    [undefined, []],
  ])('%s lets a sale on the tenth pass unless it is over', (expiresOn, expected) => {
    const given = {
      items: [FRESH],
      units: [aUnit('A1', { expiresOn })],
      balances: [aBalance({ quantity: 1, serials: 1 })],
    };
    expect(codes(decidePosting(sold({ serials: ['A1'] }), aContext(given)).violations)).toEqual(expected);
    const allowed = aContext({ ...given, settings: { allowExpiredSale: true } });
    expect(decidePosting(sold({ serials: ['A1'] }), allowed).violations).toEqual([]);
  });

  it('is judged on the effective date of the document, not today', () => {
    const units = [aUnit('A1', { expiresOn: '2026-03-05' })];
    const context = aContext({ items: [FRESH], units, balances: [aBalance({ quantity: 1, serials: 1 })] });
    const early = sold({ serials: ['A1'], effectiveDate: '2026-03-05' });
    expect(decidePosting(early, context).violations).toEqual([]);
  });

  it.each([
    ['a transfer', { kind: 'transfer', toLocationId: 'shop' }],
    ['a write-off', { kind: 'write-off' }],
    ['a supplier return', { kind: 'supplier-return' }],
  ] as const)('being over is no matter to %s, which keeps it', (_, document) => {
    const units = [aUnit('A1', { expiresOn: '2026-01-01', supplierId: 'maker' })];
    const context = aContext({ items: [FRESH], units, balances: [aBalance({ quantity: 1, serials: 1 })] });
    const { violations, decision } = decidePosting(aPosting({ serials: ['A1'], document }), context);
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after?.expiresOn).toBe('2026-01-01');
  });

  it.each([
    ['a customer return', { kind: 'customer-return' }, {}, 'sold'],
    ['an adjustment in', { kind: 'adjustment' }, { direction: 'in' }, 'written-off'],
    ['a works order that takes out', { kind: 'works-order' }, { role: 'take-out' }, 'consumed'],
  ] as const)('stays through %s', (_, document, choice, status) => {
    const units = [aUnit('A1', { expiresOn: '2026-03-01', status, partnerId: 'maker' })];
    const posting = aPosting({ serials: ['A1'], line: aLine(choice), document });
    const { violations, decision } = decidePosting(posting, aContext({ items: [FRESH], units }));
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after?.expiresOn).toBe('2026-03-01');
  });
});

describe('the expiry of a batch', () => {
  const receive = (given: Parameters<typeof aLine>[0] = {}) =>
    aPosting({ quantity: 1.5, line: batchLine(given) });
  const start = aContext({ items: [MILK] });

  it('is set by its first receipt, with a balance of its own', () => {
    const { context, decisions } = play(start, receive({ expiresOn: '2026-04-01' }));
    expect(decisions[0]?.batches).toEqual([
      { itemId: 'milk', batch: 'L1', expiresOn: '2026-04-01', receipts: 1, version: 1 },
    ]);
    expect(context.balances.get('milk#main#L1')?.quantity).toBe(pieces(1.5));
  });

  it('is taken over by later receipts, and another date is refused', () => {
    const { context } = play(start, receive({ expiresOn: '2026-04-01' }));
    const again = decidePosting(receive(), context);
    expect(again.violations).toEqual([]);
    expect(again.decision.batches).toMatchObject([{ expiresOn: '2026-04-01', receipts: 2, version: 2 }]);
    expect(again.decision.movements[0]?.expiresOn).toBe('2026-04-01');
    const { violations } = decidePosting(receive({ expiresOn: '2026-04-02' }), context);
    expect(violations).toMatchObject([{ code: 'expiry-differs', pointer: '/lines/0/expiresOn' }]);
    expect(codes(decidePosting(receive(), start).violations)).toEqual(['expiry-required']);
  });

  it('forbids its sale from the day after', () => {
    const { context } = play(start, receive({ expiresOn: '2026-03-09' }));
    const out = sold({ quantity: 1, line: batchLine() });
    expect(codes(decidePosting(out, context).violations)).toEqual(['serial-expired']);
    expect(decidePosting({ ...out, effectiveDate: '2026-03-09' }, context).violations).toEqual([]);
    const allowed = { ...context, settings: { ...context.settings, allowExpiredSale: true } };
    expect(decidePosting(out, allowed).violations).toEqual([]);
  });

  const together = (...lines: readonly ReturnType<typeof aLine>[]) => {
    const [posting] = lines.map((line) => aPosting({ quantity: 1.5, line }));
    return {
      ...posting!,
      document: { ...posting!.document, lines },
      lines: lines.map((line, i) => ({ ...posting!.lines[0]!, line, pointer: `/lines/${i}` })),
    };
  };

  it('is set for batches of one name of two items', () => {
    const items = [MILK, { ...MILK, itemId: 'cheese' }];
    const lines = ['milk', 'cheese'].map((itemId, i) =>
      batchLine({ line: i + 1, itemId, expiresOn: '2026-04-01' }),
    );
    const { decision } = decidePosting(together(...lines), aContext({ items }));
    expect(decision.batches?.map(({ itemId }) => itemId)).toEqual(['milk', 'cheese']);
  });

  it('cannot be two dates of two lines', () => {
    const lines = ['2026-04-01', '2026-04-02'].map((expiresOn, i) => batchLine({ line: i + 1, expiresOn }));
    expect(codes(decidePosting(together(...lines), start).violations)).toEqual(['expiry-differs']);
  });
});
