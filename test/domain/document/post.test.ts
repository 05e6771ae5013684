import { describe, expect, it } from 'vitest';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { decidePosting } from '../../../functions/domain/document/post.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { aBalance, aContext, aDocument, aLine, anItem, aUnit, codes, entriesOf, TODAY } from '../builders.ts';

type Given = {
  readonly serials?: readonly string[];
  readonly quantity?: number;
  readonly line?: DocumentLine;
  readonly document?: Partial<LedgerDocument>;
  readonly effectiveDate?: string;
};

const posting = ({ serials = [], quantity = serials.length, line, document, effectiveDate }: Given) => {
  const its = line ?? aLine({ quantity });
  return {
    document: aDocument({ lines: [its], ...document }),
    lines: [
      {
        line: its,
        quantity: pieces(quantity),
        entries: entriesOf(serials),
        meant: serials.length,
        pointer: '/lines/0',
      },
    ],
    effectiveDate: effectiveDate ?? TODAY,
    stage: 'post' as const,
  };
};

const sale = (given: Given) =>
  posting({ ...given, document: { kind: 'customer-invoice', partnerId: 'jane', ...given.document } });

const stocked = (...units: readonly string[]) => ({
  units: units.map((serial) => aUnit(serial)),
  balances: [aBalance({ quantity: units.length, serials: units.length })],
});

describe('a receipt', () => {
  const { decision, violations } = decidePosting(posting({ serials: ['a1', 'A2'] }), aContext());

  it('makes units in stock at its place, with itself as their origin', () => {
    expect(violations).toEqual([]);
    expect(decision.units.map(({ before }) => before)).toEqual([undefined, undefined]);
    expect(decision.units[0]?.after).toMatchObject({
      key: 'A1',
      serial: 'a1',
      status: 'in-stock',
      locationId: 'main',
      addedDate: TODAY,
      origin: { known: true, documentId: 'doc-1', movementId: 'p1.1', partnerId: 'maker', date: TODAY },
      asOf: { movementId: 'p1.1' },
      movementIds: ['p1.1'],
      version: 1,
    });
  });

  it('writes one movement for its line and one change for its balance', () => {
    expect(decision.movements).toMatchObject([
      {
        movementId: 'p1.1',
        kind: 'receive',
        quantity: pieces(2),
        to: 'main',
        units: [{ serial: 'a1' }, { serial: 'A2' }],
      },
    ]);
    expect(decision.balances).toMatchObject([
      { locationId: 'main', quantity: pieces(2), serials: 2, inTransit: 0, untracked: 0, bought: 2, sold: 0 },
    ]);
  });

  it('is posted when nothing is outstanding, and partly posted before', () => {
    expect(decision.document).toMatchObject({ status: 'posted', movementIds: ['p1.1'], version: 1 });
    const part = decidePosting(posting({ serials: ['A1'], line: aLine({ quantity: 2 }) }), aContext());
    expect(part.decision.document).toMatchObject({
      status: 'partly-posted',
      lines: [{ posted: pieces(1), postedSerials: 1 }],
    });
  });

  it('of a number in stock or sold is refused and names the document that has it', () => {
    const sold = aUnit('B1', { status: 'sold', documentId: 'doc-9', documentNumber: 'INV-9' });
    const refused = decidePosting(
      posting({ serials: ['B1', 'A1', 'B2'] }),
      aContext({ units: [sold, aUnit('B2')] }),
    );
    expect(refused.violations).toMatchObject([
      {
        pointer: '/lines/0/serials/0',
        code: 'serial-exists',
        serial: 'B1',
        status: 'sold',
        documentNumber: 'INV-9',
      },
      { pointer: '/lines/0/serials/2', code: 'serial-exists', serial: 'B2', status: 'in-stock' },
    ]);
  });

  it('takes a number that any order expects, and keeps its id', () => {
    const expected = aUnit('A1', {
      status: 'expected',
      locationId: undefined,
      origin: undefined,
      addedDate: undefined,
      lastEffectiveDate: undefined,
      documentId: 'order',
    });
    const received = decidePosting(posting({ serials: ['A1'] }), aContext({ units: [expected] }));
    expect(received.violations).toEqual([]);
    expect(received.decision.units[0]).toMatchObject({
      before: { status: 'expected' },
      after: { id: expected.id, status: 'in-stock', movementIds: ['m0.1', 'p1.1'], version: 2 },
    });
  });

  it('of an order takes only what that very line expects', () => {
    const expected = aUnit('A1', {
      status: 'expected',
      documentId: 'other-order',
      lastEffectiveDate: undefined,
    });
    const order = posting({ serials: ['A1'], document: { kind: 'purchase-order' } });
    expect(codes(decidePosting(order, aContext({ units: [expected] })).violations)).toEqual([
      'serial-exists',
    ]);
    const own = { ...expected, documentId: 'doc-1' };
    expect(decidePosting(order, aContext({ units: [own] })).violations).toEqual([]);
    const otherLine = { ...own, line: 2 };
    expect(codes(decidePosting(order, aContext({ units: [otherLine] })).violations)).toEqual([
      'serial-exists',
    ]);
  });

  it.each([
    [{ serials: ['A1'], quantity: 2 }, ['serials-missing']],
    [{ serials: ['A1', 'A2'], quantity: 1 }, ['serials-exceed-quantity']],
    [{ serials: ['A1'], quantity: 1.5 }, ['quantity-not-whole']],
    [
      { serials: [], quantity: 3, line: aLine({ quantity: 2 }) },
      ['quantity-exceeds-outstanding', 'serials-missing'],
    ],
    [
      { serials: ['A1'], quantity: 1, line: aLine({ quantity: 2, assigned: ['B1', 'B2'] }) },
      ['serials-exceed-quantity'],
    ],
  ])('with %j is refused', (given, expected) => {
    expect(codes(decidePosting(posting(given), aContext()).violations)).toEqual(expected);
  });

  it('leaves units unnumbered where the policy lets it, and counts that', () => {
    const item = anItem({ serialPolicy: { creditor: 'optional', internal: 'off', debtor: 'required' } });
    const { decision, violations } = decidePosting(
      posting({ serials: ['A1'], quantity: 3 }),
      aContext({ items: [item] }),
    );
    expect(violations).toEqual([]);
    expect(decision.balances).toMatchObject([{ quantity: pieces(3), serials: 1, untracked: 1 }]);
  });

  it.each([
    ['the item is not tracked', { items: [anItem({ tracking: 'none' })] }],
    ['the policy is off', { items: [anItem({ serialPolicy: SERIAL_TYPES['debtor-only'] })] }],
    ['the tenant tracks none', { settings: { serialTracking: false } }],
  ])('with numbers is refused where %s', (_, context) => {
    expect(codes(decidePosting(posting({ serials: ['A1'] }), aContext(context)).violations)).toEqual([
      'serials-not-tracked',
    ]);
  });

  it('needs numbers wherever the tenant requires them', () => {
    const items = [anItem({ serialPolicy: SERIAL_TYPES['debtor-only'] })];
    const context = aContext({ items, settings: { serialNumbersRequired: true } });
    expect(codes(decidePosting(posting({ quantity: 1 }), context).violations)).toEqual(['serials-missing']);
  });
});

describe('a sale', () => {
  it('moves a unit to its customer and remembers where it left from', () => {
    const { decision, violations } = decidePosting(sale({ serials: ['A1'] }), aContext(stocked('A1', 'A2')));
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after).toMatchObject({
      status: 'sold',
      partnerId: 'jane',
      locationId: 'main',
      addedDate: '2026-03-01',
      origin: { documentId: 'doc-0' },
      lastEffectiveDate: TODAY,
      version: 2,
    });
    expect(decision.movements).toMatchObject([{ kind: 'sell', from: 'main', quantity: pieces(1) }]);
    expect(decision.balances).toMatchObject([{ quantity: pieces(-1), serials: -1 }]);
  });

  it.each([
    ['unknown', [], 'serial-unknown'],
    ['sold', [aUnit('A1', { status: 'sold' })], 'serial-not-in-stock'],
    ['only expected', [aUnit('A1', { status: 'expected' })], 'serial-not-in-stock'],
    ['elsewhere', [aUnit('A1', { locationId: 'shop' })], 'serial-elsewhere'],
    ['moved on a later day', [aUnit('A1', { lastEffectiveDate: '2026-03-11' })], 'date-before-unit'],
  ])('of a unit that is %s is refused', (_, units, code) => {
    const context = aContext({ units, balances: [aBalance({ quantity: 5 })] });
    expect(codes(decidePosting(sale({ serials: ['A1'] }), context).violations)).toEqual([code]);
  });

  it('of more than there is is refused, unless the tenant lets stock go below zero', () => {
    const untracked = [anItem({ tracking: 'none' })];
    const few = { items: untracked, balances: [aBalance({ quantity: 2 })] };
    const refused = decidePosting(sale({ quantity: 3 }), aContext(few));
    expect(refused.violations).toMatchObject([{ code: 'stock-insufficient', expected: 3, actual: 2 }]);
    const allowed = aContext({ ...few, settings: { allowNegativeStock: true } });
    expect(decidePosting(sale({ quantity: 3 }), allowed).violations).toEqual([]);
  });

  it('or a receipt beyond what can be counted exactly is refused', () => {
    const full = aBalance({ quantity: 899_999_999_999 });
    const items = [anItem({ tracking: 'none' })];
    const refused = decidePosting(posting({ quantity: 2 }), aContext({ items, balances: [full] }));
    expect(codes(refused.violations)).toEqual(['stock-too-large']);
    expect(decidePosting(posting({ quantity: 1 }), aContext({ items, balances: [full] })).violations).toEqual(
      [],
    );
  });

  it('where places are not checked takes the quantity here and the number where it was', () => {
    const items = [anItem({ serialPolicy: SERIAL_TYPES['creditor-and-debtor'] })];
    const units = [aUnit('A1', { locationId: 'shop' })];
    const context = aContext({ items, units, balances: [aBalance({ quantity: 1 })] });
    const { decision, violations } = decidePosting(sale({ serials: ['A1'] }), context);
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after).toMatchObject({ locationId: 'main' });
    expect(decision.balances).toMatchObject([
      { locationId: 'main', quantity: pieces(-1), serials: 0 },
      { locationId: 'shop', quantity: 0, serials: -1 },
    ]);
  });

  it('may be the first sight of a number where receipts need none, and says so', () => {
    const items = [anItem({ serialPolicy: SERIAL_TYPES['debtor-only'] })];
    const context = aContext({ items, balances: [aBalance({ quantity: 1 })] });
    const { decision, violations } = decidePosting(sale({ serials: ['N1'] }), context);
    expect(violations).toEqual([]);
    expect(decision.units[0]?.after).toMatchObject({
      status: 'sold',
      origin: { known: false, reason: 'not registered at receipt' },
    });
    expect(decision.units[0]?.after?.addedDate).toBeUndefined();
    expect(decision.balances).toMatchObject([{ quantity: pieces(-1), serials: 0 }]);
  });

  it('with several faults names all of them', () => {
    const context = aContext({
      units: [aUnit('S1', { status: 'sold' }), aUnit('E1', { locationId: 'shop' })],
      balances: [aBalance({ quantity: 1 })],
    });
    const { violations } = decidePosting(sale({ serials: ['S1', 'E1', 'U1'] }), context);
    expect(codes(violations)).toEqual([
      'serial-not-in-stock',
      'serial-elsewhere',
      'serial-unknown',
      'stock-insufficient',
    ]);
  });
});

it('a record passes its oldest movements on when it is full', () => {
  const full = aUnit('A1', { movementIds: Array.from({ length: 10 }, (_, i) => `m${i}.1`) });
  const context = aContext({ units: [full], balances: [aBalance({ quantity: 1, serials: 1 })] });
  const { decision } = decidePosting(sale({ serials: ['A1'] }), context);
  expect(decision.units[0]).toMatchObject({
    after: { movementIds: ['p1.1'], lifeChunks: 1 },
    spilled: full.movementIds,
  });
});
