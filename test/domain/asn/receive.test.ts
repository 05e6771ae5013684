import { describe, expect, it } from 'vitest';
import type { AsnEntry, AsnLine } from '../../../functions/domain/asn/asn.ts';
import { decideReceipt } from '../../../functions/domain/asn/receive.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aLine, anItem, aUnit } from '../builders.ts';
import { assigned, LIST, listed, ORDER } from './on-order.ts';

const OPEN: LedgerDocument = { ...ORDER, status: 'open' };
const orderOf = (...lines: LedgerDocument['lines']): LedgerDocument => ({ ...OPEN, lines });

const entry = (text: string, given: Partial<AsnEntry> = {}): AsnEntry => ({
  line: 0,
  itemId: 'phone',
  text,
  key: text.toUpperCase(),
  ...given,
});
type Given = {
  readonly matched: readonly AsnEntry[];
  readonly document?: LedgerDocument;
  readonly lines?: readonly AsnLine[];
  readonly units?: readonly Unit[];
  readonly items?: readonly Item[];
};
const receiving = ({ matched, document = OPEN, lines = [], ...given }: Given) =>
  decideReceipt(
    matched,
    { document, lines, asnNumber: LIST, effectiveDate: '2026-03-09' },
    aContext({ items: [anItem(), anItem({ itemId: 'lamp' })], ...given }),
  );
/** Which numbers came in, by row, and which didn't, and why. */
const told = (given: Given) => {
  const { decision, received, refused, violations } = receiving(given);
  expect(violations).toEqual([]);
  expect(received.map(({ key }) => key).sort()).toEqual(
    decision?.units.map(({ after }) => after?.key).sort() ?? [],
  );
  return {
    received: received.map(({ text }) => text),
    rows: decision?.movements.map(({ line, units }) => `${line}: ${units.map(({ key }) => key).join(' ')}`),
    refused: refused.map(({ entry: { text }, code }) => `${text} ${code}`),
  };
};

describe('a delivery against its list', () => {
  it('brings in what was scanned, on the row that expects it, and closes nothing else', () => {
    const [a1, a2] = [listed('A1'), listed('A2')];
    const document = orderOf({ ...aLine({ quantity: 3 }), assigned: assigned(a1, a2) });
    const matched = [entry('A1')];
    const receipt = receiving({ matched, document, units: [a1, a2] });
    expect(receipt).toMatchObject({ received: matched, refused: [], violations: [] });
    expect(receipt.decision?.units).toMatchObject([
      {
        before: a1,
        after: { id: a1.id, status: 'in-stock', locationId: 'main', documentId: 'po-1', line: 1 },
      },
    ]);
    expect(receipt.decision?.units[0]?.after?.onList).toBeUndefined();
    expect(receipt.decision?.movements).toMatchObject([
      {
        movementId: 'p1.1',
        kind: 'receive',
        documentId: 'po-1',
        line: 1,
        quantity: pieces(1),
        effectiveDate: '2026-03-09',
        serialCount: 1,
      },
    ]);
    expect(receipt.decision?.document).toMatchObject({
      status: 'partly-posted',
      lines: [{ posted: pieces(1), postedSerials: 1, assigned: assigned(a2) }],
    });
  });

  it('brings each unit in on the row that it is expected on', () => {
    const units = [listed('A1', { line: 2 }), listed('A2'), listed('A3', { line: 2 })];
    const [one, two, three] = [units.slice(1, 2), units.slice(0, 1), units.slice(2)].map((its) =>
      assigned(...its),
    );
    const document = orderOf(
      { ...aLine({ quantity: 2 }), assigned: one ?? [] },
      { ...aLine({ line: 2, quantity: 2 }), assigned: [...(two ?? []), ...(three ?? [])] },
    );
    const matched = ['A1', 'A2', 'A3'].map((text) => entry(text));
    expect(told({ matched, document, units })).toEqual({
      received: ['A1', 'A2', 'A3'],
      rows: ['2: A1 A3', '1: A2'],
      refused: [],
    });
  });

  it('brings what is unknown in on the first rows of its item that have room', () => {
    const there = listed('A0');
    const document = orderOf(
      aLine({ itemId: 'lamp', quantity: 9 }),
      { ...aLine({ line: 2, quantity: 2 }), assigned: assigned(there) },
      aLine({ line: 3, quantity: 2 }),
    );
    const matched = ['A1', 'A2', 'A3', 'A4'].map((text) => entry(text));
    expect(told({ matched, document, units: [there] })).toEqual({
      received: ['A1', 'A2', 'A3'],
      rows: ['2: A1', '3: A2 A3'],
      refused: ['A4 quantity-exceeds-outstanding'],
    });
  });

  it('takes no room with what has a place of its own', () => {
    const units = [listed('A1'), listed('A2')];
    const document = orderOf({ ...aLine({ quantity: 3 }), assigned: assigned(...units) });
    const matched = ['A1', 'A2', 'A3', 'A4'].map((text) => entry(text));
    expect(told({ matched, document, units })).toMatchObject({
      rows: ['1: A1 A2 A3'],
      refused: ['A4 quantity-exceeds-outstanding'],
    });
  });

  it('says of what has no room what is not outstanding, on an order by its number if it has one', () => {
    const refused = (document: LedgerDocument) =>
      receiving({ matched: [entry('A1', { itemId: 'lamp' })], document });
    expect(refused(OPEN)).toEqual({
      decision: undefined,
      received: [],
      refused: [
        {
          entry: entry('A1', { itemId: 'lamp' }),
          code: 'quantity-exceeds-outstanding',
          detail: 'Nothing of item lamp is outstanding on order PO-1.',
        },
      ],
      violations: [],
    });
    expect(refused({ ...OPEN, number: undefined }).refused[0]?.detail).toBe(
      'Nothing of item lamp is outstanding on order po-1.',
    );
  });

  it('of nothing is none', () => {
    expect(receiving({ matched: [] })).toEqual({
      decision: undefined,
      received: [],
      refused: [],
      violations: [],
    });
  });

  it('brings nothing in on a row of another role', () => {
    const outside = { ...OPEN, kind: 'outsourced-purchase-order' } as const;
    const document = { ...outside, lines: [aLine({ quantity: 3, role: 'consume' })] };
    expect(told({ matched: [entry('A1')], document }).refused).toEqual(['A1 quantity-exceeds-outstanding']);
  });
});

describe('what can not come in', () => {
  it('keeps nothing else out', () => {
    const sold = aUnit('A2', { status: 'sold' });
    const { decision, received, refused } = receiving({
      matched: ['A1', 'A2', 'A3'].map((text) => entry(text)),
      units: [sold],
    });
    expect(received).toEqual([entry('A1'), entry('A3')]);
    expect(decision?.units.map(({ after }) => after?.key)).toEqual(['A1', 'A3']);
    expect(decision?.document?.lines[0]).toMatchObject({ posted: pieces(2), postedSerials: 2 });
    expect(refused).toEqual([
      {
        entry: entry('A2'),
        code: 'serial-exists',
        detail: '"A2" exists already: it is sold by document R-0.',
      },
    ]);
  });

  it('is a unit that is in another state, whether the order waits for more or not', () => {
    const full = orderOf(aLine({ quantity: 1, posted: 1 }));
    for (const status of ['in-stock', 'in-transit', 'sold', 'consumed', 'written-off'] as const) {
      const given = { matched: [entry('A1')], units: [aUnit('A1', { status })] };
      expect(told(given).refused).toEqual(['A1 serial-exists']);
      expect(told({ ...given, document: { ...full, status: 'posted' } }).refused).toEqual([
        'A1 serial-exists',
      ]);
    }
  });

  it('is a unit that another order expects, on whatever row', () => {
    const document = orderOf(aLine({ quantity: 3 }), aLine({ line: 2, quantity: 3 }));
    for (const line of [1, 2, 9]) {
      const elsewhere = listed('A1', { documentId: 'po-2', line });
      expect(told({ matched: [entry('A1')], units: [elsewhere], document })).toEqual({
        received: [],
        rows: undefined,
        refused: ['A1 serial-exists'],
      });
    }
  });

  it('is a unit whose row is there no more', () => {
    const { refused } = told({ matched: [entry('A1')], units: [listed('A1', { line: 9 })] });
    expect(refused).toEqual(['A1 quantity-exceeds-outstanding']);
  });

  it('is what another list announces by now', () => {
    const on = (onList: Unit['onList'], given: Partial<Unit> = {}) => {
      const unit = listed('A1', { onList, ...given });
      const document = orderOf({ ...aLine({ quantity: 3 }), assigned: assigned(unit) });
      return receiving({ matched: [entry('a1'), entry('A2')], units: [unit], document });
    };
    const other = on({ asnNumber: 'L-2' });
    expect(other.received).toEqual([entry('A2')]);
    expect(other.refused).toEqual([
      { entry: entry('a1'), code: 'serial-on-list', detail: '"a1" is on list L-2 by now.' },
    ]);
    expect(on({ asnNumber: LIST }).refused).toEqual([]);
    expect(on(undefined).refused).toEqual([]);
    // What is sold is refused as that.
    const sold = on({ asnNumber: 'L-2' }, { status: 'sold' });
    expect(sold.refused.map(({ code }) => code)).toEqual(['serial-exists']);
  });

  it('leaves its room to others', () => {
    expect(
      told({
        matched: [entry('A1'), entry('A2')],
        units: [aUnit('A1')],
        document: orderOf(aLine({ quantity: 1 })),
      }),
    ).toEqual({ received: ['A2'], rows: ['1: A2'], refused: ['A1 serial-exists'] });
  });

  it('takes no room on its row, so that what is outstanding comes in as a whole', () => {
    expect(
      told({
        matched: ['A1', 'A2', 'A3', 'A4', 'A5'].map((text) => entry(text)),
        units: [aUnit('A5')],
      }),
    ).toEqual({
      received: ['A1', 'A2', 'A3'],
      rows: ['1: A1 A2 A3'],
      refused: ['A5 serial-exists', 'A4 quantity-exceeds-outstanding'],
    });
  });

  it('may be all of it', () => {
    expect(
      receiving({ matched: [entry('A1'), entry('A2')], units: [aUnit('A1'), aUnit('A2')] }),
    ).toMatchObject({
      decision: undefined,
      received: [],
      refused: [{ code: 'serial-exists' }, { code: 'serial-exists' }],
      violations: [],
    });
  });

  it('is everything on a row that is wrong, and nothing on another', () => {
    const items = [anItem(), anItem({ itemId: 'lamp', expiryTracking: true })];
    const document = orderOf(aLine({ quantity: 3 }), aLine({ line: 2, itemId: 'lamp', quantity: 3 }));
    const lamps = ['B1', 'B2', 'B3'].map((text) => entry(text, { itemId: 'lamp' }));
    const { received, refused } = receiving({
      matched: [...lamps, entry('A1')],
      units: [aUnit('B3', { itemId: 'lamp' })],
      document,
      items,
    });
    expect(received).toEqual([entry('A1')]);
    const detail = 'Item lamp expires; give a date, or the item a shelf life.';
    expect(refused).toEqual([
      // What is its own is told rather than what concerns all.
      {
        entry: lamps[2],
        code: 'serial-exists',
        detail: '"B3" exists already: it is in-stock by document R-0.',
      },
      { entry: lamps[0], code: 'expiry-required', detail },
      { entry: lamps[1], code: 'expiry-required', detail },
    ]);
  });

  it('is told by its own row, of which there may be ten and more', () => {
    const items = [anItem({ expiryTracking: true }), anItem({ itemId: 'lamp' })];
    const lamps = Array.from({ length: 9 }, (_, n) => aLine({ line: 2 + n, itemId: 'lamp' }));
    const document = orderOf(aLine(), ...lamps, aLine({ line: 11, expiresOn: '2027-01-01' }));
    const unit = listed('A2', { line: 11, expiresOn: '2027-01-01' });
    expect(told({ matched: [entry('A1'), entry('A2')], document, items, units: [unit] })).toEqual({
      received: ['A2'],
      rows: ['11: A2'],
      refused: ['A1 expiry-required'],
    });
  });
});

describe('batch and expiry of what comes in', () => {
  const items = [anItem({ expiryTracking: true })];
  const marks = (lines: readonly AsnLine[]) => {
    const document = orderOf(aLine({ quantity: 3, batch: 'B0', expiresOn: '2027-01-01' }));
    const { decision } = receiving({ matched: [entry('A1')], lines, items, document });
    return decision?.units.map(({ after }) => [after?.batch, after?.expiresOn]);
  };

  it('are those of the list, each, or else those of the row', () => {
    const line = { itemId: 'phone', serials: 1, cartons: 0 };
    expect(marks([])).toEqual([['B0', '2027-01-01']]);
    expect(marks([line])).toEqual([['B0', '2027-01-01']]);
    expect(marks([{ ...line, batch: 'B1' }])).toEqual([['B1', '2027-01-01']]);
    expect(marks([{ ...line, expiresOn: '2028-01-01' }])).toEqual([['B0', '2028-01-01']]);
    expect(marks([{ ...line, itemId: 'lamp', batch: 'B1' }])).toEqual([['B0', '2027-01-01']]);
  });
});

describe('an order', () => {
  it.each(['cancelled', 'void'] as const)('that is %s takes nothing', (status) => {
    const closed = (given: Partial<LedgerDocument>) =>
      receiving({ matched: [entry('A1')], document: { ...OPEN, status, ...given } });
    expect(closed({})).toEqual({
      decision: undefined,
      received: [],
      refused: [],
      violations: [
        {
          pointer: '',
          code: 'document-closed',
          detail: `Order PO-1 is ${status}; nothing is received on it.`,
          status,
        },
      ],
    });
    expect(closed({ number: undefined }).violations[0]?.detail).toBe(
      `Order po-1 is ${status}; nothing is received on it.`,
    );
  });

  it('that is posted takes nothing more, and says so of each number', () => {
    // Rows that seem to have room are of no account.
    const document: LedgerDocument = { ...OPEN, status: 'posted' };
    expect(told({ matched: [entry('A1')], document })).toEqual({
      received: [],
      rows: undefined,
      refused: ['A1 quantity-exceeds-outstanding'],
    });
  });
});
