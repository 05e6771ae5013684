import { describe, expect, it } from 'vitest';
import {
  boundAs,
  countFaults,
  isBoundTo,
  namesUnit,
  rowsOf,
  statusFault,
} from '../../../functions/domain/doctor/document-rows.ts';
import { DOCUMENT_STATUSES } from '../../../functions/domain/document/document.ts';
import type { Movement } from '../../../functions/domain/movement.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { UNIT_STATUSES } from '../../../functions/domain/unit/unit.ts';
import { aDocument, aLine, aMovement, aUnit } from '../builders.ts';

const ROW = { documentId: 'doc-1', line: 1 };

describe('what a row tells posted', () => {
  const posting = (
    kind: Movement['kind'],
    quantity: number,
    serialCount = 0,
    given: Partial<Movement> = {},
  ) => aMovement(kind, { line: 1, quantity: pieces(quantity), serialCount, ...given });
  const faults = (line: Parameters<typeof aLine>[0], ...movements: readonly Movement[]) =>
    countFaults(aDocument({ lines: [aLine(line)] }), movements);

  it('is what its movements make together', () => {
    const line = { quantity: 5, posted: 4, postedSerials: 3 };
    expect(faults(line, posting('receive', 3, 2), posting('receive', 1, 1))).toEqual([]);
    expect(faults(line, posting('receive', 3, 2))).toEqual([
      'line 1 tells 4 posted, its movements 3',
      'line 1 tells 3 numbers posted, its movements 2',
    ]);
    expect(faults(line)).toEqual([
      'line 1 tells 4 posted, its movements 0',
      'line 1 tells 3 numbers posted, its movements 0',
    ]);
    expect(faults(line, posting('receive', 4, 2))).toEqual([
      'line 1 tells 3 numbers posted, its movements 2',
    ]);
    expect(faults(line, posting('receive', 2.5, 3))).toEqual(['line 1 tells 4 posted, its movements 2.5']);
  });

  it('is not what was taken back, nor what is of another row', () => {
    const line = { quantity: 5, posted: 1, postedSerials: 1 };
    expect(
      faults(
        line,
        posting('receive', 1, 1),
        posting('receive', 2, 2, { voidedBy: 'p9.1' }),
        posting('receive', 2, 2, { line: 2 }),
        posting('receive', 2, 2, { line: undefined }),
      ),
    ).toEqual([]);
  });

  it('is neither what was sent off nor what was brought back; numbers that were told later count as numbers', () => {
    const line = { quantity: 5, posted: 2, postedSerials: 2 };
    expect(
      faults(
        line,
        posting('dispatch', 4, 4),
        posting('arrive', 2, 1),
        posting('bring-back', 2, 2),
        posting('capture', 1, 1),
      ),
    ).toEqual([]);
  });

  it('is, with what was given up, no more than the row is of', () => {
    expect(countFaults(aDocument({ lines: [aLine({ quantity: 2, cancelled: pieces(2) })] }), [])).toEqual([]);
    expect(countFaults(aDocument({ lines: [aLine({ quantity: 2, cancelled: pieces(3) })] }), [])).toEqual([
      'line 1 has more posted than it is of',
    ]);
    expect(faults({ quantity: 2, posted: 2, cancelled: pieces(1) }, posting('receive', 2))).toEqual([
      'line 1 has more posted than it is of',
    ]);
    expect(faults({ quantity: 3, posted: 2, cancelled: pieces(1) }, posting('receive', 2))).toEqual([]);
  });

  it('is judged row by row', () => {
    const lines = [aLine({ quantity: 2, posted: 2 }), aLine({ line: 2, quantity: 2 })];
    const movements = [posting('receive', 1, 0, { line: 2 }), posting('receive', 2)];
    expect(countFaults(aDocument({ lines }), movements)).toEqual(['line 2 tells 0 posted, its movements 1']);
  });
});

describe('the status of a document', () => {
  it('is what its rows say', () => {
    const line = aLine({ quantity: 2, posted: 1 });
    expect(statusFault(aDocument({ status: 'partly-posted', lines: [line] }))).toBeUndefined();
    expect(statusFault(aDocument({ status: 'posted', lines: [line] }))).toBe(
      'it is posted, by its rows partly-posted',
    );
    const numbered = aLine({ assigned: ['A1'] });
    expect(
      statusFault(aDocument({ kind: 'purchase-order', status: 'open', lines: [numbered] })),
    ).toBeUndefined();
    expect(statusFault(aDocument({ kind: 'product-receipt', status: 'open', lines: [numbered] }))).toBe(
      'it is open, by its rows draft',
    );
  });

  it('is void where nothing is left on any row', () => {
    const isLeft = 'it is void, and its rows have something posted or numbered';
    const voided = (...lines: ReturnType<typeof aLine>[]) =>
      statusFault(aDocument({ status: 'void', lines }));
    expect(voided(aLine(), aLine({ line: 2 }))).toBeUndefined();
    expect(voided(aLine(), aLine({ line: 2, posted: 1 }))).toBe(isLeft);
    expect(voided(aLine({ assigned: ['A1'] }), aLine({ line: 2 }))).toBe(isLeft);
  });
});

describe('a number on a row', () => {
  const line = aLine();

  it.each([
    ['purchase-order', line, 'expected'],
    ['outsourced-purchase-order', line, 'expected'],
    ['outsourced-purchase-order', aLine({ role: 'consume' }), undefined],
    ['sales-order', line, 'reserved'],
    ['product-receipt', line, undefined],
    ['transfer', line, undefined],
  ] as const)('of a %s binds its unit, or does not', (kind, row, bound) => {
    expect(boundAs({ kind, status: 'open' }, row, {})).toBe(bound);
  });

  it('binds its unit while the document takes numbers', () => {
    const binding = DOCUMENT_STATUSES.filter(
      (status) => boundAs({ kind: 'purchase-order', status }, line, {}) !== undefined,
    );
    expect(binding).toEqual(['draft', 'open', 'dispatched', 'partly-posted', 'posted']);
  });

  it('is under way once it is sent, whatever the document is', () => {
    expect(boundAs({ kind: 'transfer', status: 'dispatched' }, line, { sent: true })).toBe('sent');
    expect(boundAs({ kind: 'sales-order', status: 'cancelled' }, line, { sent: true })).toBe('sent');
  });
});

describe('a unit that a row names', () => {
  const reservedBy = { documentId: 'doc-1', line: 1 };
  const here = { documentId: 'doc-1', line: 1 };

  it.each([
    ['reserved for it', { reservedBy }, true],
    ['not reserved', {}, false],
    ['reserved for another document', { reservedBy: { ...reservedBy, documentId: 'doc-2' } }, false],
    ['reserved for another row', { reservedBy: { ...reservedBy, line: 2 } }, false],
    ['reserved for it and taken back', { reservedBy, voided: true }, false],
    ['of that row and not reserved', here, false],
  ] as const)('as reserved says so too, or not: one that is %s', (_, given, isBound) => {
    expect(isBoundTo(aUnit('A1', given), ROW, 'reserved')).toBe(isBound);
  });

  it.each([
    ['expected', 'expected'],
    ['sent', 'in-transit'],
  ] as const)('as %s says so too, while it is %s; else it stays on the row', (as, status) => {
    expect(isBoundTo(aUnit('A1', { ...here, status }), ROW, as)).toBe(true);
    expect(isBoundTo(aUnit('A1', { ...here, status, documentId: 'doc-2' }), ROW, as)).toBe(false);
    expect(isBoundTo(aUnit('A1', { ...here, status, line: 2 }), ROW, as)).toBe(false);
    for (const other of UNIT_STATUSES.filter((one) => one !== status)) {
      const elsewhere = aUnit('A1', { status: other, documentId: 'doc-2', line: 2 });
      expect([other, isBoundTo(elsewhere, ROW, as)]).toEqual([other, true]);
    }
  });

  it('must be there', () => {
    for (const as of ['reserved', 'expected', 'sent'] as const) {
      expect(isBoundTo(undefined, ROW, as)).toBe(false);
    }
  });
});

describe('the rows that a unit says it is on', () => {
  const reservedBy = { documentId: 'so-1', line: 3 };
  const row = { documentId: 'doc-0', line: 1 };

  it.each([
    ['in stock', {}, []],
    ['reserved', { reservedBy }, [{ row: reservedBy, as: 'reserved' }]],
    ['expected', { status: 'expected' }, [{ row, as: 'expected' }]],
    ['under way', { status: 'in-transit' }, [{ row, as: 'sent' }]],
    [
      'expected and sold on order',
      { status: 'expected', reservedBy },
      [
        { row: reservedBy, as: 'reserved' },
        { row, as: 'expected' },
      ],
    ],
    ['expected by no document', { status: 'expected', documentId: undefined }, []],
    ['expected by no row', { status: 'expected', line: undefined }, []],
    ['under way by no document', { status: 'in-transit', documentId: undefined }, []],
    ['under way by no row', { status: 'in-transit', line: undefined }, []],
    ['sold', { status: 'sold' }, []],
    ['taken back', { status: 'expected', reservedBy, voided: true }, []],
  ] as const)('are none, one or two: it is %s', (_, given, rows) => {
    expect(rowsOf(aUnit('A1', given))).toEqual(rows);
  });
});

describe('a document that a unit names', () => {
  const unit = aUnit('A1');
  const assigned = (one: { readonly key?: string; readonly id?: string; readonly sent?: true }) => ({
    ...aLine({ line: 2 }),
    assigned: [
      { text: 'B1', key: 'B1' },
      { text: 'A1', key: 'A1', ...one },
    ],
  });
  const order = (line: ReturnType<typeof assigned>) =>
    aDocument({ kind: 'purchase-order', status: 'open', lines: [aLine(), line] });
  const row = { documentId: 'doc-1', line: 2 };
  const expected = { row, as: 'expected' } as const;

  it('names it by its id, or by its number where it has no id of it', () => {
    expect(namesUnit(order(assigned({})), expected, unit)).toBe(true);
    expect(namesUnit(order(assigned({ id: unit.id })), expected, unit)).toBe(true);
    // It was renamed since.
    expect(namesUnit(order(assigned({ id: unit.id, key: 'OLD' })), expected, unit)).toBe(true);
    // Another one bears its number now.
    expect(namesUnit(order(assigned({ id: 'A1.other' })), expected, unit)).toBe(false);
    expect(namesUnit(order(assigned({ key: 'OLD' })), expected, unit)).toBe(false);
  });

  it('names it as what it says of itself', () => {
    expect(namesUnit(order(assigned({ sent: true })), expected, unit)).toBe(false);
    expect(namesUnit(order(assigned({ sent: true })), { row, as: 'sent' }, unit)).toBe(true);
    expect(namesUnit(order(assigned({})), { row, as: 'reserved' }, unit)).toBe(false);
    expect(namesUnit({ ...order(assigned({})), status: 'cancelled' }, expected, unit)).toBe(false);
  });

  it('must exist, and have the row', () => {
    expect(namesUnit(undefined, expected, unit)).toBe(false);
    expect(namesUnit(order(assigned({})), { ...expected, row: { ...row, line: 1 } }, unit)).toBe(false);
    expect(namesUnit(order(assigned({})), { ...expected, row: { ...row, line: 3 } }, unit)).toBe(false);
  });
});
