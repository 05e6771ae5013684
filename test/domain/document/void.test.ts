import { describe, expect, it } from 'vitest';
import type { Decision, DecisionContext } from '../../../functions/domain/document/context.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decideVoid } from '../../../functions/domain/document/void.ts';
import type { Movement } from '../../../functions/domain/movement.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
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
  type PostingGiven,
  play,
} from '../builders.ts';

const documentOf = ({ document }: Decision): LedgerDocument => document ?? aDocument();

/** Takes movements of a document back, newest first as given; all that were posted unless some are chosen. */
const takeBack = (context: DecisionContext, decisions: readonly Decision[], chosen?: readonly Movement[]) => {
  const all = decisions.flatMap(({ movements }) => movements.filter(({ kind }) => kind !== 'unreserve'));
  const document = documentOf(decisions.at(-1) ?? { units: [], movements: [], balances: [] });
  return decideVoid(
    {
      document,
      movements: chosen ?? all.toReversed(),
      isChosen: chosen !== undefined,
      all,
      reason: 'wrong delivery',
    },
    context,
  );
};

const sold = (given: PostingGiven) =>
  aPosting({ ...given, document: { kind: 'customer-invoice', partnerId: 'jane', ...given.document } });
const next = (given: PostingGiven, { document }: Decision): PostingGiven => ({
  ...given,
  ...(document === undefined ? {} : { document, line: document.lines[0]! }),
});
const unitOf = (context: DecisionContext, key: string) => context.units.get(`phone#${key}`);
const stockOf = (context: DecisionContext) =>
  Object.fromEntries(
    [...context.balances.values()].map(({ locationId, quantity, serials, inTransit, bought, sold: out }) => [
      locationId,
      { quantity, serials, inTransit, bought, sold: out },
    ]),
  );
const stocked = (...units: Parameters<typeof aUnit>[]) =>
  aContext({
    units: units.map(([serial, given]) => aUnit(serial, { supplierId: 'maker', ...given })),
    balances: [aBalance({ quantity: units.length, serials: units.length, bought: units.length })],
  });

const UNKNOWN = anItem({ allowUnknownAtSale: true });
const retrospective = { documentId: 'doc-r', retrospective: true } as const;
const exceptionOf = (context: DecisionContext) => [...context.exceptions.values()][0]!;

describe('a void', () => {
  it.each([
    ['a sale', { kind: 'customer-invoice', partnerId: 'jane' }, {}],
    ['a supplier return', { kind: 'supplier-return', partnerId: 'maker' }, {}],
    ['a transfer', { kind: 'transfer', toLocationId: 'shop' }, {}],
    ['a write-off', { kind: 'write-off', reason: 'broken' }, {}],
    ['an adjustment out', { kind: 'adjustment' }, { direction: 'out' }],
    ['a works order that consumes', { kind: 'works-order' }, { role: 'consume' }],
    ['a works order that scraps', { kind: 'works-order' }, { role: 'scrap' }],
  ] as const)('of %s puts every field and every balance back', (_, document, choice) => {
    const before = stocked(['A1', { batch: 'L1', expiresOn: '2027-01-01' }], ['A2']);
    const line = aLine({ quantity: 2, ...choice });
    const { context, decisions } = play(before, aPosting({ serials: ['A1', 'A2'], line, document }));
    const { violations, decision } = takeBack(context, decisions);
    expect(violations).toEqual([]);
    const after = contextAfter(context, decision, 'p9');
    for (const key of ['A1', 'A2']) {
      const { version, movementIds, ...was } = unitOf(before, key)!;
      expect(unitOf(after, key)).toMatchObject({
        ...was,
        movementIds: [...movementIds, 'p1.1', 'p2.1'],
        version: version + 2,
      });
    }
    expect(stockOf(after).main).toEqual(stockOf(before).main);
    expect(stockOf(after).shop ?? { quantity: 0, serials: 0 }).toMatchObject({ quantity: 0, serials: 0 });
    expect(decision.document).toMatchObject({ status: 'void', lines: [{ posted: 0, postedSerials: 0 }] });
  });

  it('is a movement of its own that names what it takes back, and marks that', () => {
    const { context, decisions } = play(stocked(['A1']), sold({ serials: ['A1'] }));
    const { decision } = takeBack(context, decisions);
    expect(decision.movements).toMatchObject([
      { movementId: 'p2.1', kind: 'void', voids: 'p1.1', to: 'main', reason: 'wrong delivery' },
    ]);
    expect(decision.voided).toMatchObject([{ movementId: 'p1.1', kind: 'sell', voidedBy: 'p2.1' }]);
  });

  it('of a receipt keeps the record, as none; the number can be received again and keeps its id', () => {
    const receipt = aPosting({ serials: ['A1'] });
    const { context, decisions } = play(aContext(), receipt);
    const { decision } = takeBack(context, decisions);
    const voided = contextAfter(context, decision, 'p3');
    expect(unitOf(voided, 'A1')).toMatchObject({ status: 'written-off', voided: true });
    expect(unitOf(voided, 'A1')?.origin).toBeUndefined();
    expect(stockOf(voided).main).toMatchObject({ quantity: 0, serials: 0, bought: 0 });
    const again = play(voided, aPosting({ serials: ['A1'], document: { documentId: 'doc-2' } })).context;
    expect(unitOf(again, 'A1')).toMatchObject({
      id: unitOf(context, 'A1')?.id,
      status: 'in-stock',
      origin: { documentId: 'doc-2' },
    });
    expect(unitOf(again, 'A1')?.voided).toBeUndefined();
  });

  it('is refused where something came later, and names the units and that', () => {
    const { context, decisions } = play(aContext(), aPosting({ serials: ['A1', 'A2', 'A3'] }));
    const invoice = { documentId: 'doc-2', number: 'INV-2' };
    const later = play(context, sold({ serials: ['A2', 'A3'], document: invoice })).context;
    const { violations } = takeBack(later, decisions);
    expect(violations.filter(({ code }) => code === 'void-superseded')).toMatchObject([
      { serial: 'A2', status: 'sold', documentId: 'doc-2', documentNumber: 'INV-2', movementId: 'p2.1' },
      { serial: 'A3', status: 'sold' },
    ]);
  });

  it('is not hindered by what is not physical, and leaves that', () => {
    const { context, decisions } = play(stocked(['A1']), sold({ serials: ['A1'] }));
    const held = [{ holdId: 'p7.1', reason: 'recall', at: '', user: 'bob' }];
    const marked = { ...unitOf(context, 'A1')!, heldBy: held, serial: 'A1x' };
    const now = { ...context, units: new Map([['phone#A1', marked]]) };
    const { violations, decision } = takeBack(now, decisions);
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after).toMatchObject({ status: 'in-stock', heldBy: held, serial: 'A1x' });
  });

  it('takes several back at once, newest first, and may leave older ones', () => {
    const transfer = { kind: 'transfer', toLocationId: 'shop' } as const;
    const line = aLine({ quantity: 2 });
    const first = { serials: ['A1', 'A2'], line, document: transfer, stage: 'dispatch' } as const;
    const sent = play(stocked(['A1'], ['A2']), aPosting(first));
    const arrival = next({ serials: ['A1'], stage: 'arrive' }, sent.decisions[0]!);
    const { context, decisions } = play(sent.context, aPosting(arrival));
    const all = [...sent.decisions, ...decisions];

    const onlyOldest = takeBack(context, all, sent.decisions[0]!.movements);
    expect(onlyOldest.violations[0]).toMatchObject({ code: 'void-superseded', serial: 'A1' });

    const newest = takeBack(context, all, decisions[0]!.movements).decision;
    expect(newest.units).toMatchObject([{ after: { status: 'in-transit', locationId: 'main' } }]);
    expect(newest.document).toMatchObject({
      status: 'dispatched',
      lines: [{ posted: 0, dispatched: pieces(2), assigned: [{ key: 'A2' }, { key: 'A1' }] }],
    });

    const both = takeBack(context, all);
    expect(both.violations).toEqual([]);
    const after = contextAfter(context, both.decision, 'p9');
    expect(unitOf(after, 'A1')).toMatchObject({ status: 'in-stock', locationId: 'main' });
    expect(stockOf(after).main).toMatchObject({ quantity: pieces(2), serials: 2, inTransit: 0 });
    expect(both.decision.document?.status).toBe('void');
  });

  it('binds reserved units to their order again while the order has other postings', () => {
    const reservedBy = { documentId: 'doc-1', documentNumber: 'R-1', line: 1 };
    const order = { kind: 'sales-order', partnerId: 'jane' } as const;
    const line = aLine({ quantity: 2, assigned: ['A1'] });
    const one = play(
      stocked(['A1', { reservedBy }], ['A2']),
      aPosting({ serials: ['A1'], line, document: order }),
    );
    const rest = aPosting(next({ serials: ['A2'] }, one.decisions[0]!));
    const { context, decisions } = play(one.context, rest);
    const { decision } = takeBack(context, [...one.decisions, ...decisions], one.decisions[0]!.movements);
    expect(decision.units).toMatchObject([{ after: { status: 'in-stock', reservedBy } }]);
    expect(decision.document).toMatchObject({
      status: 'partly-posted',
      lines: [{ posted: pieces(1), assigned: [{ key: 'A1' }] }],
    });
    const all = takeBack(context, [...one.decisions, ...decisions]).decision;
    expect(all.units.map(({ after }) => after?.reservedBy)).toEqual([undefined, undefined]);
  });

  it('of an order makes its units expected again, and nothing of them once the order is void', () => {
    const order = { kind: 'purchase-order' } as const;
    const line = aLine({ quantity: 2, assigned: ['A1', 'A2'] });
    const expected = ['A1', 'A2'].map((serial) =>
      aUnit(serial, { status: 'expected', documentId: 'doc-1', locationId: undefined, origin: undefined }),
    );
    const one = play(aContext({ units: expected }), aPosting({ serials: ['A1'], line, document: order }));
    const { context, decisions } = play(one.context, aPosting(next({ serials: ['A2'] }, one.decisions[0]!)));
    const all = [...one.decisions, ...decisions];
    const part = takeBack(context, all, decisions[0]!.movements).decision;
    expect(part.units).toMatchObject([{ after: { key: 'A2', status: 'expected', documentId: 'doc-1' } }]);
    expect(part.document?.lines[0]?.assigned).toMatchObject([{ key: 'A2' }]);
    const whole = takeBack(context, all).decision;
    expect(whole.units.map(({ after }) => after?.voided)).toEqual([true, true]);
  });

  describe('of the only posting of a document, named', () => {
    const order = { kind: 'purchase-order', number: 'PO-1' } as const;
    const line = aLine({ quantity: 2, assigned: ['A1', 'A2'] });
    const expected = ['A1', 'A2'].map((serial) =>
      aUnit(serial, { status: 'expected', documentId: 'doc-1', locationId: undefined, origin: undefined }),
    );
    const posted = (context: DecisionContext, given: PostingGiven) => {
      const one = play(context, aPosting(given));
      return { ...one, chosen: one.decisions[0]!.movements };
    };

    it('leaves what was not posted yet as it was, to be posted again with the rest', () => {
      const given = { serials: ['A1'], line, document: order };
      const { context, decisions, chosen } = posted(aContext({ units: expected }), given);
      const { violations, decision } = takeBack(context, decisions, chosen);
      expect(violations).toEqual([]);
      expect(decision.document).toMatchObject({
        status: 'open',
        lines: [{ posted: 0, postedSerials: 0, assigned: [{ key: 'A2' }, { key: 'A1' }] }],
      });
      expect(decision.document?.lines[0]?.postedOn).toBeUndefined();
      expect(decision.units).toMatchObject([
        { after: { key: 'A1', status: 'expected', documentId: 'doc-1' } },
      ]);
      expect(decision.movements.map(({ kind }) => kind)).toEqual(['void']);
      const again = play(
        contextAfter(context, decision, 'p3'),
        aPosting({ serials: ['A1', 'A2'], document: decision.document!, line: decision.document!.lines[0]! }),
      );
      expect(again.decisions[0]?.document).toMatchObject({ status: 'posted', lines: [{ postedSerials: 2 }] });
    });

    it('keeps what its rest has reserved', () => {
      const reservedBy = { documentId: 'doc-1', documentNumber: 'R-1', line: 1 };
      const reserved = stocked(['A1', { reservedBy }], ['A2', { reservedBy }]);
      const document = { kind: 'sales-order', partnerId: 'jane' } as const;
      const { context, decisions, chosen } = posted(reserved, { serials: ['A1'], line, document });
      const { decision } = takeBack(context, decisions, chosen);
      expect(decision.document).toMatchObject({
        status: 'open',
        lines: [{ assigned: [{ key: 'A2' }, { key: 'A1' }] }],
      });
      const after = contextAfter(context, decision, 'p9');
      expect(['A1', 'A2'].map((key) => unitOf(after, key)?.reservedBy)).toEqual([reservedBy, reservedBy]);
    });

    it('leaves a draft where its rest claims nothing', () => {
      const given = { serials: ['A1'], line: aLine({ quantity: 2 }), document: order };
      const { context, decisions, chosen } = posted(aContext(), given);
      expect(takeBack(context, decisions, chosen).decision.document?.status).toBe('draft');
      const transfer = { kind: 'transfer', toLocationId: 'shop' } as const;
      const sent = { serials: ['A1'], line: aLine(), document: transfer, stage: 'dispatch' } as const;
      const away = posted(stocked(['A1']), sent);
      expect(takeBack(away.context, away.decisions, away.chosen).decision.document).toMatchObject({
        status: 'draft',
        lines: [{ dispatched: 0, assigned: [] }],
      });
    });

    it('ends one that was posted whole', () => {
      const given = { serials: ['A1', 'A2'], line, document: order };
      const { context, decisions, chosen } = posted(aContext({ units: expected }), given);
      const { decision } = takeBack(context, decisions, chosen);
      expect(decision.document).toMatchObject({ status: 'void', lines: [{ assigned: [] }] });
      expect(decision.units.map(({ after }) => after?.voided)).toEqual([true, true]);
    });
  });

  it('of units taken from elsewhere puts quantity and count back where they were', () => {
    const items = [anItem({ serialPolicy: SERIAL_TYPES['creditor-and-debtor'] })];
    const units = [aUnit('A1', { locationId: 'attic' })];
    const balances = [aBalance({ quantity: 1 }), aBalance({ locationId: 'attic', quantity: 0, serials: 1 })];
    const { context, decisions } = play(aContext({ items, units, balances }), sold({ serials: ['A1'] }));
    const after = contextAfter(context, takeBack(context, decisions).decision, 'p9');
    expect(unitOf(after, 'A1')?.locationId).toBe('attic');
    expect(stockOf(after)).toMatchObject({
      main: { quantity: pieces(1), serials: 0 },
      attic: { quantity: 0, serials: 1 },
    });
  });

  it('of a receipt whose stock went on without numbers is refused', () => {
    const items = [anItem({ serialPolicy: SERIAL_TYPES['creditor-only'] })];
    const { context, decisions } = play(aContext({ items }), aPosting({ serials: ['A1'] }));
    const later = play(context, sold({ quantity: 1 })).context;
    expect(codes(takeBack(later, decisions).violations)).toEqual(['stock-insufficient']);
  });
});

describe('a void at first sight', () => {
  const sale = sold({ serials: ['N1'] });
  const receipt = aPosting({ serials: ['N1'], document: retrospective });

  it('of the sale closes its exception, and that of the receipt opens it again', () => {
    const first = play(aContext({ items: [UNKNOWN] }), sale);
    expect(exceptionOf(first.context)).toMatchObject({ status: 'open', serial: 'N1' });
    const closed = takeBack(first.context, first.decisions).decision.exceptions;
    expect(closed).toMatchObject([{ status: 'closed', closedBy: 'ann', reason: 'wrong delivery' }]);

    const second = play(first.context, receipt);
    expect(exceptionOf(second.context)).toMatchObject({ status: 'closed', closedByMovementId: 'p2.1' });
    const { violations, decision } = takeBack(second.context, second.decisions);
    expect(violations).toEqual([]);
    expect(decision.exceptions).toMatchObject([{ status: 'open' }]);
    expect(decision.units[0]?.after).toMatchObject({ status: 'sold', origin: { known: false } });
    expect(decision.units[0]?.after).toMatchObject({
      provisionalAt: 'main',
      exceptionId: expect.any(String),
    });
  });

  it('of the sale is refused while the retrospective receipt stands on it', () => {
    const first = play(aContext({ items: [UNKNOWN] }), sale);
    const { context } = play(first.context, receipt);
    expect(codes(takeBack(context, first.decisions).violations)).toEqual(['void-superseded']);
  });

  it('of a retrospective receipt is refused for a unit of it that was new and is sold', () => {
    const first = play(aContext({ items: [UNKNOWN] }), sale);
    const both = play(first.context, aPosting({ serials: ['N1', 'B1'], document: retrospective }));
    const later = play(both.context, sold({ serials: ['B1'], document: { documentId: 'doc-3' } })).context;
    expect(codes(takeBack(later, both.decisions).violations)).toContain('void-superseded');
  });

  it('of the sale takes it off the units sold', () => {
    const { context, decisions } = play(aContext({ items: [UNKNOWN] }), sale);
    const after = contextAfter(context, takeBack(context, decisions).decision, 'p9');
    expect(stockOf(after).main).toMatchObject({ sold: 0 });
  });

  it('leaves an exception that a person closed as it is', () => {
    const { context, decisions } = play(aContext({ items: [UNKNOWN] }), sale);
    const closed = { ...exceptionOf(context), status: 'closed', closedBy: 'bob', reason: 'seen' } as const;
    const now = { ...context, exceptions: new Map([[closed.exceptionId, closed]]) };
    expect(takeBack(now, decisions).decision.exceptions).toEqual([]);
  });
});

describe('what a void must not leave behind', () => {
  it.each([
    ['expected', 'purchase-order', { status: 'expected', documentId: 'doc-1', line: 1 }],
    ['reserved', 'sales-order', { reservedBy: { documentId: 'doc-1', line: 1 } }],
  ] as const)('is a unit %s by the unposted rest of a %s', (_, kind, given) => {
    const line = aLine({ quantity: 2, assigned: ['A1', 'A2'] });
    const before = stocked(['A1', given], ['A2', given]);
    const { context, decisions } = play(before, aPosting({ serials: ['A1'], line, document: { kind } }));
    const { decision } = takeBack(context, decisions);
    expect(decision.document?.status).toBe('void');
    expect(decision.units.map(({ before: unit }) => unit?.key)).toContain('A2');
  });

  it.each([{ hold: 'quarantine' }, { batch: 'L1' }])('is %o of a voided receipt', (given) => {
    const line = aLine({ quantity: 1, ...given });
    const { context, decisions } = play(aContext(), aPosting({ serials: ['A1'], line }));
    const voided = contextAfter(context, takeBack(context, decisions).decision, 'p3');
    const unit = unitOf(play(voided, aPosting({ serials: ['A1'] })).context, 'A1');
    expect([unit?.heldBy, unit?.batch]).toEqual([undefined, undefined]);
  });

  const covered = anItem({ warranty: { supplier: { months: 12 }, customer: { months: 24 } } });
  const found = (serials: readonly string[]) =>
    aPosting({
      serials,
      line: aLine({ direction: 'in' }),
      document: { documentId: 'doc-2', kind: 'adjustment', partnerId: undefined, reason: 'found' },
    });

  it('is the cover of a supplier that never supplied', () => {
    const { context, decisions } = play(aContext({ items: [covered] }), aPosting({ serials: ['A1'] }));
    expect(unitOf(context, 'A1')?.supplierCover).toEqual({ until: '2027-03-10' });
    const voided = contextAfter(context, takeBack(context, decisions).decision, 'p3');
    const unit = unitOf(play(voided, found(['A1'])).context, 'A1');
    expect([unit?.status, unit?.supplierCover]).toEqual(['in-stock', undefined]);
  });

  it('is a sale that never was, nor what it promised', () => {
    const item = { ...covered, serialPolicy: SERIAL_TYPES['debtor-only'] };
    const balances = [aBalance({ quantity: 1 })];
    const { context, decisions } = play(aContext({ items: [item], balances }), sold({ serials: ['A1'] }));
    const unit = unitOf(contextAfter(context, takeBack(context, decisions).decision, 'p3'), 'A1');
    expect([unit?.voided, unit?.soldOn, unit?.customerCover]).toEqual([true, undefined, undefined]);
  });

  it('is the batch of a row that expected it', () => {
    const before = stocked([
      'A1',
      { status: 'expected', documentId: 'doc-1', batch: 'L1', origin: undefined },
    ]);
    const line = aLine({ batch: 'L1', assigned: ['A1'] });
    const order = aPosting({ serials: ['A1'], line, document: { kind: 'purchase-order' } });
    const { context, decisions } = play(before, order);
    const voided = contextAfter(context, takeBack(context, decisions).decision, 'p3');
    const unit = unitOf(play(voided, aPosting({ serials: ['A1'] })).context, 'A1');
    expect([unit?.status, unit?.batch]).toEqual(['in-stock', undefined]);
  });

  it('is a date: what was received on a wrong day may be received on the right one', () => {
    const { context, decisions } = play(aContext(), aPosting({ serials: ['A1'] }));
    const voided = contextAfter(context, takeBack(context, decisions).decision, 'p3');
    const earlier = aPosting({ serials: ['A1'], effectiveDate: '2026-03-05' });
    expect(unitOf(play(voided, earlier).context, 'A1')).toMatchObject({
      addedDate: '2026-03-05',
      lastEffectiveDate: '2026-03-05',
    });
  });
});
