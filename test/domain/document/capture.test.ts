import { describe, expect, it } from 'vitest';
import { decideCapture } from '../../../functions/domain/document/capture.ts';
import type { DecisionContext } from '../../../functions/domain/document/context.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decideVoid } from '../../../functions/domain/document/void.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import {
  aBalance,
  aContext,
  aDocument,
  aLine,
  anItem,
  aPosting,
  aUnit,
  codes,
  contextAfter,
  entriesOf,
  play,
} from '../builders.ts';

const LOOSE = anItem({ serialPolicy: { creditor: 'optional', internal: 'optional', debtor: 'optional' } });

type Given = {
  readonly serials: readonly string[];
  readonly line?: DocumentLine;
  readonly document?: Partial<LedgerDocument>;
  readonly item?: Item;
  readonly context?: Partial<Parameters<typeof aContext>[0]>;
};
const captured = ({ serials, line, document, item = LOOSE, context }: Given) => {
  const posted = line ?? aLine({ quantity: 3, posted: 3, postedSerials: 1, postedOn: '2026-03-05' });
  return decideCapture(
    {
      document: aDocument({ status: 'posted', lines: [posted], ...document }),
      line: posted,
      item,
      entries: entriesOf(serials, '/serials'),
      meant: serials.length,
    },
    aContext({ items: [item], balances: [aBalance({ quantity: 3, serials: 1, version: 7 })], ...context }),
  );
};
const sale = { kind: 'customer-invoice', partnerId: 'jane' } as const;

describe('a capture on a received row', () => {
  it("makes units in stock with the row's date and place, and moves no quantity", () => {
    const { violations, decision } = captured({ serials: ['A1', 'A2'] });
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after).toMatchObject({
      status: 'in-stock',
      locationId: 'main',
      addedDate: '2026-03-05',
      lastEffectiveDate: '2026-03-05',
      origin: {
        known: true,
        documentId: 'doc-1',
        movementId: 'p1.1',
        partnerId: 'maker',
        date: '2026-03-05',
      },
    });
    expect(decision.movements).toMatchObject([{ kind: 'capture', quantity: 0, serialCount: 2, to: 'main' }]);
    expect(decision.balances).toMatchObject([{ quantity: 0, serials: 2, bought: 2, version: 7 }]);
    expect(decision.document).toMatchObject({ status: 'posted', lines: [{ postedSerials: 3 }] });
    expect(decision.document?.movementIds).toEqual(['p1.1']);
  });

  it('takes what is expected on its own row, and nothing that exists', () => {
    const expected = aUnit('A1', { status: 'expected', documentId: 'doc-1' });
    const order = { document: { kind: 'purchase-order' } as const };
    expect(captured({ serials: ['A1'], ...order, context: { units: [expected] } }).violations).toEqual([]);
    const faults = [{ documentId: 'other' }, { status: 'in-stock' }, { status: 'sold' }] as const;
    for (const fault of faults) {
      const context = { units: [{ ...expected, ...fault }] };
      expect(codes(captured({ serials: ['A1'], ...order, context }).violations)).toEqual(['serial-exists']);
    }
  });

  it('takes no more than the row has units without a number', () => {
    const { violations } = captured({ serials: ['A1', 'A2', 'A3'] });
    expect(violations[0]).toMatchObject({ code: 'serials-exceed-quantity', expected: 2, actual: 3 });
  });

  it('takes no more than the place has units without a number', () => {
    const context = { balances: [aBalance({ quantity: 3, serials: 2 })] };
    const { violations } = captured({ serials: ['A1', 'A2'], context });
    expect(violations).toMatchObject([{ code: 'unnumbered-insufficient', expected: 1, actual: 2 }]);
    expect(codes(captured({ serials: ['A1'], context: { balances: [] } }).violations)).toEqual([
      'unnumbered-insufficient',
    ]);
  });

  it('is refused where the class takes no serials', () => {
    const item = anItem({ serialPolicy: { creditor: 'off', internal: 'off', debtor: 'required' } });
    expect(codes(captured({ serials: ['A1'], item }).violations)).toEqual(['serials-not-tracked']);
  });

  it.each(['supplier-return', 'customer-return', 'transfer', 'write-off', 'works-order'] as const)(
    'is refused on a %s',
    (kind) => {
      expect(codes(captured({ serials: ['A1'], document: { kind } }).violations)).toEqual(['line-posted']);
    },
  );

  it('brings units in held where the row says so', () => {
    const line = aLine({ quantity: 1, posted: 1, postedOn: '2026-03-05', hold: 'quarantine' });
    expect(captured({ serials: ['A1'], line }).decision.units[0]?.after?.heldBy).toMatchObject([
      { reason: 'quarantine', holdId: 'p1.1' },
    ]);
  });

  it('remembers the supplier', () => {
    expect(captured({ serials: ['A1'] }).decision.units[0]?.after?.supplierId).toBe('maker');
  });

  it.each([
    [{ shelfLifeDays: 30 }, {}, '2026-04-04'],
    [{}, { expiresOn: '2026-05-01' }, '2026-05-01'],
  ])('gives units the expiry of the row: %o %o', (expiring, dated, expiresOn) => {
    const item = { ...LOOSE, expiryTracking: true, ...expiring };
    const line = aLine({ quantity: 1, posted: 1, postedOn: '2026-03-05', ...dated });
    expect(captured({ serials: ['A1'], line, item }).decision.units[0]?.after).toMatchObject({ expiresOn });
  });
});

describe('a capture on a delivered row', () => {
  it('makes units sold, and takes them off the count of the place on record', () => {
    const units = [aUnit('A1'), aUnit('A2', { locationId: 'shop' })];
    const balances = [aBalance({ quantity: 0, serials: 1 })];
    const context = { units, balances };
    const { violations, decision } = captured({ serials: ['A1', 'A2'], document: sale, context });
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after).toMatchObject({
      status: 'sold',
      partnerId: 'jane',
      locationId: 'main',
      lastEffectiveDate: '2026-03-05',
    });
    expect(decision.balances).toMatchObject([
      { locationId: 'main', quantity: 0, serials: -1, sold: 2 },
      { locationId: 'shop', quantity: 0, serials: -1 },
    ]);
  });

  it('may be the first sight of a number, where receipts need none', () => {
    const { violations, decision } = captured({ serials: ['N1'], document: sale });
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after).toMatchObject({ status: 'sold', origin: { known: false } });
    expect(decision.balances).toMatchObject([{ quantity: 0, serials: 0, sold: 1 }]);
  });

  it.each([
    [{ reservedBy: { documentId: 'so-2', documentNumber: 'SO-2', line: 1 } }, 'serial-reserved'],
    [{ heldBy: [{ holdId: 'h', reason: 'recall', at: '', user: 'ann' }] }, 'serial-held'],
    [{ status: 'sold' }, 'serial-not-in-stock'],
    [{ lastEffectiveDate: '2026-03-06' }, 'date-before-unit'],
  ] as const)('of a unit that is %o is refused', (given, code) => {
    const context = { units: [aUnit('A1', given)] };
    expect(codes(captured({ serials: ['A1'], document: sale, context }).violations)).toEqual([code]);
  });
});

it('a void of a capture leaves the count of units bought as it was', () => {
  const start = aContext({ items: [LOOSE] });
  const received = play(start, aPosting({ quantity: 1 }));
  const document = received.decisions[0]!.document!;
  const line = document.lines[0]!;
  const entries = entriesOf(['A1']);
  const { decision } = decideCapture({ document, line, item: LOOSE, entries, meant: 1 }, received.context);
  const context: DecisionContext = contextAfter(received.context, decision, 'p3');
  const given = { document: decision.document!, movements: decision.movements, reason: 'wrong' };
  const all = [...received.decisions[0]!.movements, ...decision.movements];
  const after = contextAfter(context, decideVoid({ ...given, all }, context).decision, 'p4');
  expect(after.balances.get('phone#main#')).toMatchObject({ quantity: pieces(1), serials: 0, bought: 0 });
});
