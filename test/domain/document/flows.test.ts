import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision, DecisionContext } from '../../../functions/domain/document/context.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decidePosting, type Posting } from '../../../functions/domain/document/post.ts';
import { decideVoid } from '../../../functions/domain/document/void.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import { isInStock, stateOf } from '../../../functions/domain/unit/unit.ts';
import {
  aBalance,
  aContext,
  aLine,
  anItem,
  aPosting,
  aUnit,
  codes,
  contextAfter,
  type PostingGiven,
  play,
  TODAY,
} from '../builders.ts';

describe('LOCNO and INSTOCK (M22–M25)', () => {
  const receipt = aPosting({ serials: ['A1', 'A2'] });
  const move = (serials: readonly string[], document: Partial<LedgerDocument> = {}) =>
    aPosting({ serials, quantity: 1, document: { kind: 'transfer', toLocationId: 'shop', ...document } });
  const sale = (locationId: string) =>
    aPosting({ serials: ['A1'], document: { kind: 'customer-invoice', locationId, partnerId: 'jane' } });
  const told = (item: Item, ...postings: readonly Posting[]) => {
    const { context } = play(aContext({ items: [item] }), ...postings);
    const unit = context.units.get('phone#A1');
    const stock = [...context.balances.values()].map((b) => [b.locationId, b.quantity / 10_000, b.serials]);
    return { locno: unit?.locationId, inStock: unit !== undefined && isInStock(unit), stock };
  };
  const typed = (name: keyof typeof SERIAL_TYPES) => anItem({ serialPolicy: SERIAL_TYPES[name] });

  it('of a creditor-and-debtor item stay through an untracked transfer, and are right again at the sale', () => {
    const item = typed('creditor-and-debtor');
    expect(told(item, receipt, move([]))).toEqual({
      locno: 'main',
      inStock: true,
      stock: [
        ['main', 1, 2],
        ['shop', 1, 0],
      ],
    });
    expect(told(item, receipt, move([]), sale('shop'))).toEqual({
      locno: 'shop',
      inStock: false,
      stock: [
        ['main', 1, 1],
        ['shop', 0, 0],
      ],
    });
  });

  it('stay through a works order that used the unit untracked', () => {
    const used = aPosting({
      line: aLine({ quantity: 1, role: 'consume' }),
      quantity: 1,
      document: { kind: 'works-order' },
    });
    const { locno, inStock, stock } = told(typed('creditor-only'), receipt, used);
    expect({ locno, inStock, stock }).toEqual({ locno: 'main', inStock: true, stock: [['main', 1, 2]] });
  });

  it('of a creditor-and-internal item say in stock after an untracked sale', () => {
    const untracked = aPosting({ quantity: 1, document: { kind: 'customer-invoice', partnerId: 'jane' } });
    const { inStock, stock } = told(typed('creditor-and-internal'), receipt, untracked);
    expect([inStock, stock]).toEqual([true, [['main', 1, 2]]]);
  });

  it('add up over all places, whichever way units are transferred (M25)', () => {
    const { stock } = told(typed('creditor-and-debtor'), receipt, move([]), move([]));
    expect(stock).toEqual([
      ['main', 0, 2],
      ['shop', 2, 0],
    ]);
  });

  it('of a fully tracked item agree with stock at every step', () => {
    const item = typed('fully-tracked');
    expect(told(item, receipt, move(['A1']))).toMatchObject({ locno: 'shop', inStock: true });
    expect(told(item, receipt, move(['A1']), sale('shop'))).toEqual({
      locno: 'shop',
      inStock: false,
      stock: [
        ['main', 1, 1],
        ['shop', 0, 0],
      ],
    });
  });
});

const UNKNOWN = anItem({ allowUnknownAtSale: true });
const sold = (given: PostingGiven) =>
  aPosting({ ...given, document: { kind: 'customer-invoice', partnerId: 'jane', ...given.document } });
const differences = ({ balances }: DecisionContext) =>
  [...balances.values()].filter(({ quantity, serials }) => quantity !== pieces(serials));

const voidOf = ({ document, movements }: Decision) => ({
  document: document!,
  movements: movements.toReversed(),
  all: movements,
  reason: 'wrong',
});
/** What is where, without what only counts. */
const shown = ({ units, balances }: DecisionContext) => ({
  units: [...units.values()]
    .filter((unit) => stateOf(unit) !== 'none')
    .map(({ version: _, movementIds: __, lifeChunks: ___, ...unit }) => JSON.stringify(unit))
    .map((text) => JSON.parse(text)),
  stock: [...balances.values()]
    .filter(({ quantity, serials, inTransit }) => quantity !== 0 || serials !== 0 || inTransit !== 0)
    .map(({ locationId, quantity, serials, inTransit }) => ({ locationId, quantity, serials, inTransit })),
});

describe('a fully tracked number at first sight', () => {
  it('enters and leaves in one movement, and its retrospective receipt cancels what was counted in', () => {
    const owed = aPosting({
      serials: ['N1'],
      effectiveDate: '2026-03-02',
      document: { documentId: 'doc-2', retrospective: true },
    });
    const { context, decisions } = play(aContext({ items: [UNKNOWN] }), sold({ serials: ['N1'] }), owed);
    expect(decisions[0]?.movements).toMatchObject([{ kind: 'sell', provisional: 1 }]);
    expect(decisions[1]?.movements).toMatchObject([{ kind: 'receive', retrospective: true }]);
    expect(context.units.get('phone#N1')).toMatchObject({
      status: 'sold',
      partnerId: 'jane',
      supplierId: 'maker',
      addedDate: '2026-03-02',
      origin: { known: true, documentId: 'doc-2', partnerId: 'maker', date: '2026-03-02' },
      // What was physical last is still the sale.
      asOf: { movementId: 'p1.1' },
      lastEffectiveDate: TODAY,
    });
    expect(context.units.get('phone#N1')?.exceptionId).toBeUndefined();
    expect([...context.exceptions.values()]).toMatchObject([
      { status: 'closed', closedByMovementId: 'p2.1' },
    ]);
    expect(context.balances.get('phone#main#')).toMatchObject({
      quantity: 0,
      serials: 0,
      bought: 1,
      sold: 1,
    });
  });

  it('is received where it was counted in, and as what it is only by a receipt that says so', () => {
    const { context } = play(aContext({ items: [UNKNOWN] }), sold({ serials: ['N1'] }));
    const at = (document: Partial<LedgerDocument>) =>
      codes(decidePosting(aPosting({ serials: ['N1'], document }), context).violations);
    expect(at({ retrospective: true, locationId: 'shop' })).toEqual(['retrospective-elsewhere']);
    expect(at({})).toEqual(['serial-exists']);
  });

  it('leaves serials and stock equal, whatever is posted in whichever order', () => {
    const ways = [
      { kind: 'product-receipt' },
      { kind: 'product-receipt', retrospective: true },
      { kind: 'customer-invoice' },
      { kind: 'customer-return' },
      { kind: 'transfer', toLocationId: 'shop' },
      { kind: 'transfer', locationId: 'shop', toLocationId: 'main' },
      { kind: 'write-off' },
      { kind: 'supplier-return' },
    ] as const satisfies Partial<LedgerDocument>[];
    const steps = fc.array(
      fc.record({
        document: fc.constantFrom(...ways),
        serials: fc.uniqueArray(fc.constantFrom('N1', 'N2', 'N3'), { minLength: 1 }),
      }),
      { maxLength: 15 },
    );
    fc.assert(
      fc.property(steps, (given) => {
        let context = aContext({ items: [UNKNOWN] });
        for (const [i, { document, serials }] of given.entries()) {
          const its = { ...document, documentId: `doc-${i}` };
          const { violations, decision } = decidePosting(aPosting({ serials, document: its }), context);
          if (violations.length > 0) continue;
          const after = contextAfter(context, decision, `p${i + 2}`);
          expect(differences(after)).toEqual([]);
          // Taken back at once, nothing has happened.
          const back = decideVoid(voidOf(decision), after);
          expect(back.violations).toEqual([]);
          expect(shown(contextAfter(after, back.decision, ''))).toEqual(shown(context));
          context = after;
        }
      }),
    );
  });
});

describe('the unit that consumed units go into', () => {
  const order = (produced: readonly string[], parentSerial?: string) => {
    const lines = [
      aLine({ itemId: 'bike', quantity: produced.length, role: 'produce' }),
      aLine({ line: 2, quantity: 1, role: 'consume', ...(parentSerial ? { parentSerial } : {}) }),
    ];
    const [makes, uses] = lines.map((line, i) =>
      aPosting({ line, serials: i === 0 ? produced : ['A1'], document: { kind: 'works-order', lines } }),
    );
    const context = aContext({
      items: [anItem(), anItem({ itemId: 'bike' })],
      units: [aUnit('A1')],
      balances: [aBalance({ quantity: 1, serials: 1 })],
    });
    return decidePosting({ ...makes!, lines: [...makes!.lines, ...uses!.lines] }, context);
  };
  const parentIn = ({ decision }: ReturnType<typeof order>) =>
    decision.units.find(({ after }) => after?.status === 'consumed')?.after?.parent;

  it('is implied where one is produced, and must be named where there are more', () => {
    expect(parentIn(order(['B1']))).toEqual({ itemId: 'bike', serial: 'B1', id: 'B1.n3wn3wn3' });
    expect(order(['B1', 'B2']).violations).toMatchObject([{ code: 'parent-required', line: 2 }]);
    expect(parentIn(order(['B1', 'B2'], 'b2'))).toEqual({ itemId: 'bike', serial: 'B2', id: 'B2.n3wn3wn3' });
  });

  it('must be one that the document produces', () => {
    const fault = [{ code: 'parent-unknown', serial: 'B9', line: 2 }];
    expect(order(['B1'], 'B9').violations).toMatchObject(fault);
    expect(order(['B1', 'B2'], 'B9').violations).toMatchObject(fault);
  });
});

describe('whose unit it is', () => {
  const sent = (kind: 'customer-return' | 'supplier-return', partnerId: string | undefined, unit: object) =>
    codes(
      decidePosting(
        aPosting({ serials: ['A1'], document: { kind, partnerId } }),
        aContext({
          units: [aUnit('A1', { supplierId: 'maker', ...unit })],
          balances: [aBalance({ quantity: 1, serials: 1 })],
        }),
      ).violations,
    );

  it.each([
    ['jane', 'jane', []],
    ['jane', 'joe', ['partner-differs']],
    ['jane', undefined, ['partner-differs']],
    [undefined, 'joe', []],
    [undefined, undefined, []],
  ])('sold to %s may be returned by %s unless %j', (buyer, by, expected) => {
    expect(sent('customer-return', by, { status: 'sold', partnerId: buyer })).toEqual(expected);
  });

  it('goes back to the supplier of its last receipt, the second one after a buy-back', () => {
    expect(sent('supplier-return', 'maker', {})).toEqual([]);
    expect(sent('supplier-return', 'other', {})).toEqual(['partner-differs']);
    expect(sent('supplier-return', 'other', { supplierId: 'other' })).toEqual([]);
  });
});
