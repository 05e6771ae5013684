import { describe, expect, it } from 'vitest';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { folding } from '../../../functions/domain/document/fold.ts';
import type { Outcome } from '../../../functions/domain/imports/lane.ts';
import { decideOrderRows, type PostedBefore } from '../../../functions/domain/imports/order-rows.ts';
import type { ImportRow, RowFault } from '../../../functions/domain/imports/row.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { type Unit, unitKey } from '../../../functions/domain/unit/unit.ts';
import { aBalance, aContext, aDocument, aLine, anItem, aRow, aUnit } from '../builders.ts';

const DAY = '2027-01-31';
const LATER = '2028-01-31';
const LOOSE = { creditor: 'optional', internal: 'optional', debtor: 'optional' } as const;

const ITEMS = [
  anItem({ serialPolicy: LOOSE }),
  anItem({ itemId: 'coded', serialPolicy: LOOSE, pattern: 'C##' }),
  anItem({ itemId: 'milk', serialPolicy: LOOSE, expiryTracking: true }),
  anItem({ itemId: 'bolt', serialPolicy: SERIAL_TYPES['not-serialised'] }),
];

/** An order as it is kept: one of phones, unless said otherwise. */
const anOrder = (given: Partial<LedgerDocument> = {}): LedgerDocument =>
  aDocument({
    kind: 'purchase-order',
    number: 'PO-1',
    version: 3,
    lines: [aLine({ quantity: 3 })],
    ...given,
  });
/** Of phones that came without numbers, of which `posted` are on the row. */
const aReceived = (given: Parameters<typeof aLine>[0] = {}) =>
  anOrder({
    status: 'posted',
    lines: [aLine({ quantity: 3, posted: 3, postedOn: '2026-03-05', ...given })],
  });

type Given = {
  readonly context?: Parameters<typeof aContext>[0];
  readonly formers?: readonly (readonly [string, Unit])[];
  /** On which line of the order units were posted before, by their ids. */
  readonly posted?: readonly (readonly [string, number])[];
};

const deciding = (
  document: LedgerDocument,
  rows: readonly ImportRow[],
  { context, formers = [], posted = [] }: Given = {},
) => {
  const outcomes = new Map<number, Outcome>();
  const fold = folding(aContext({ items: ITEMS, ...context }));
  const before: PostedBefore = new Map(posted.length === 0 ? [] : [[document.documentId, new Map(posted)]]);
  decideOrderRows(fold, document, { rows, outcomes, formers: new Map(formers), posted: before });
  return { outcomes: Object.fromEntries(outcomes), ...fold.total() };
};
const outcomesOf = (...given: Parameters<typeof deciding>) => deciding(...given).outcomes;

const row = (n: number, serial: string, given: Partial<ImportRow> = {}) =>
  aRow(n, serial, { order: 'PO-1', line: 1, ...given });

const fault = (code: RowFault['code'], detail: string): RowFault => ({ code, detail });
const unknownLine = (detail: string) => fault('line-unknown', detail);

/** A phone that the order waits for, or that it has received. */
const expected = (serial: string, line = 1, given: Partial<Unit> = {}) =>
  aUnit(serial, {
    status: 'expected',
    locationId: undefined,
    documentId: 'doc-1',
    line,
    origin: undefined,
    ...given,
  });
const received = (serial: string, line = 1, given: Partial<Unit> = {}) =>
  aUnit(serial, { documentId: 'doc-1', documentNumber: 'PO-1', line, ...given });

describe('rows of an order', () => {
  it('put their numbers on what is open: units are expected, and the order is written once', () => {
    const order = anOrder();
    const { outcomes, decision, documents } = deciding(order, [row(2, 'a1'), row(3, 'A2')]);
    expect(outcomes).toEqual({ 2: 'added', 3: 'added' });
    expect(decision.units.map(({ after }) => [after?.serial, after?.status, after?.documentId])).toEqual([
      ['a1', 'expected', 'doc-1'],
      ['A2', 'expected', 'doc-1'],
    ]);
    expect(decision.movements.map(({ kind, movementId }) => [kind, movementId])).toEqual([
      ['assign', 'p1.2'],
    ]);
    expect(decision.balances).toEqual([]);
    expect(documents).toEqual([
      { before: order, after: expect.objectContaining({ status: 'open', version: 4 }) },
    ]);
    expect(documents[0]?.after.lines[0]?.assigned.map(({ text }) => text)).toEqual(['a1', 'A2']);
  });

  it('give numbers to what came without: units are in stock of the day that it came', () => {
    const context = { balances: [aBalance({ quantity: 3, version: 7 })] };
    const { outcomes, decision, documents } = deciding(aReceived(), [row(2, 'A1'), row(3, 'A2')], {
      context,
    });
    expect(outcomes).toEqual({ 2: 'added', 3: 'added' });
    expect(decision.units.map(({ after }) => [after?.serial, after?.status, after?.addedDate])).toEqual([
      ['A1', 'in-stock', '2026-03-05'],
      ['A2', 'in-stock', '2026-03-05'],
    ]);
    expect(decision.movements).toMatchObject([{ kind: 'capture', movementId: 'p1.1', serialCount: 2 }]);
    expect(decision.balances).toMatchObject([{ quantity: 0, serials: 2, bought: 2, version: 7 }]);
    expect(documents).toMatchObject([
      { after: { status: 'posted', version: 4, lines: [{ postedSerials: 2 }] } },
    ]);
  });

  it('fill what is open first, then what is posted; what is over is told how many numbers there are', () => {
    const order = anOrder({
      status: 'partly-posted',
      lines: [aLine({ quantity: 3, posted: 1, postedOn: '2026-03-05' })],
    });
    const rows = ['A1', 'A2', 'A3', 'A4'].map((text, n) => row(n + 2, text));
    const { outcomes, decision, documents } = deciding(order, rows, {
      context: { balances: [aBalance({ quantity: 1 })] },
    });
    expect(outcomes).toEqual({
      2: 'added',
      3: 'added',
      4: 'added',
      5: fault(
        'serials-exceed-quantity',
        'Line 1 of PO-1 has 3 numbers for a quantity of 3: there is no room for more.',
      ),
    });
    expect(decision.units.map(({ after }) => [after?.serial, after?.status])).toEqual([
      ['A1', 'expected'],
      ['A2', 'expected'],
      ['A3', 'in-stock'],
    ]);
    // What is put on open rows uses up two numbers of movements.
    expect(decision.movements.map(({ movementId }) => movementId)).toEqual(['p1.2', 'p1.3']);
    expect(documents).toHaveLength(1);
  });

  it('that are over on an open row are told so after what was taken', () => {
    const rows = ['A1', 'A2', 'A3', 'A4', 'A5'].map((text, n) => row(n + 2, text));
    const full = fault(
      'serials-exceed-quantity',
      'Line 1 of PO-1 has 3 numbers for a quantity of 3: there is no room for more.',
    );
    expect(outcomesOf(anOrder(), rows)).toEqual({ 2: 'added', 3: 'added', 4: 'added', 5: full, 6: full });
  });

  it('leave the room of a bad one to the next good one', () => {
    const context = { units: [aUnit('A2')] };
    const rows = ['A1', 'A2', 'A3', 'A4'].map((text, n) => row(n + 2, text));
    expect(outcomesOf(anOrder(), rows, { context })).toEqual({
      2: 'added',
      3: fault('serial-exists', '"A2" exists already: it is in-stock by document R-0.'),
      4: 'added',
      5: 'added',
    });
  });

  it('are decided on line by line, each on what those before it leave', () => {
    const order = anOrder({
      lines: [
        aLine({ line: 1, quantity: 1 }),
        aLine({ line: 2, quantity: 2, itemId: 'coded' }),
        aLine({ line: 3, quantity: 1 }),
      ],
    });
    const { outcomes, decision, documents } = deciding(order, [
      row(2, 'C01', { line: 2, itemId: 'coded' }),
      row(3, 'A1', { line: 1 }),
      row(4, 'C02', { line: 2, itemId: 'coded' }),
      row(5, 'A3', { line: 3 }),
    ]);
    expect(outcomes).toEqual({ 2: 'added', 3: 'added', 4: 'added', 5: 'added' });
    expect(decision.movements.map(({ movementId, itemId, line }) => [movementId, itemId, line])).toEqual([
      ['p1.2', 'coded', 2],
      ['p1.4', 'phone', 1],
      ['p1.6', 'phone', 3],
    ]);
    expect(documents[0]?.after.lines.map(({ assigned }) => assigned.map(({ key }) => key))).toEqual([
      ['A1'],
      ['C01', 'C02'],
      ['A3'],
    ]);
  });

  it('name no more than there are units without a number; the others are told why', () => {
    const context = { balances: [aBalance({ quantity: 3, serials: 2 })] };
    const few = fault(
      'unnumbered-insufficient',
      '3 serials for 1 units of item phone at location main that have none.',
    );
    const rows = ['A1', 'A2', 'A3'].map((text, n) => row(n + 2, text));
    expect(outcomesOf(aReceived(), rows, { context })).toEqual({ 2: 'added', 3: few, 4: few });
  });

  it('are refused where the item takes no numbers, is unknown, or has no whole quantity', () => {
    const of = (line: Parameters<typeof aLine>[0], given: Partial<LedgerDocument> = {}) =>
      anOrder({ lines: [aLine({ quantity: 2, ...line })], ...given });
    expect(outcomesOf(of({ itemId: 'bolt' }), [row(2, 'A1', { itemId: 'bolt' })])).toEqual({
      2: fault('serials-not-tracked', 'Item bolt takes no serials on a purchase-order; 1 were given.'),
    });
    expect(
      outcomesOf(of({ itemId: 'nix' }), [row(2, 'A1', { itemId: 'nix' }), row(3, 'A2', { itemId: 'nix' })]),
    ).toEqual({
      2: fault('item-unknown', 'There is no item nix.'),
      3: fault('item-unknown', 'There is no item nix.'),
    });
    const part = fault('quantity-not-whole', '0.5 of item phone: a serialised quantity is whole.');
    expect(outcomesOf(of({ quantity: 0.5 }), [row(2, 'A1'), row(3, 'A2')])).toEqual({ 2: part, 3: part });
  });

  it.each(['cancelled', 'void'] as const)('of one that is %s are all refused', (status) => {
    const closed = (name: string) =>
      fault('document-closed', `Document ${name} is ${status}; it can't be numbered.`);
    expect(outcomesOf(anOrder({ status }), [row(2, 'A1'), row(3, 'A2', { line: 9 })])).toEqual({
      2: closed('PO-1'),
      3: closed('PO-1'),
    });
    expect(outcomesOf(anOrder({ status, number: undefined }), [row(2, 'A1')])).toEqual({
      2: closed('doc-1'),
    });
  });

  it('of one that changes nothing write nothing', () => {
    expect(deciding(anOrder(), [row(2, 'A1', { line: 9 })])).toMatchObject({
      decision: { units: [], movements: [], balances: [] },
      documents: [],
    });
  });
});

describe('the line that a row of a file means', () => {
  const order = anOrder({
    lines: [aLine({ line: 1 }), aLine({ line: 2, itemId: 'coded' }), aLine({ line: 3, itemId: 'coded' })],
  });

  it('is the one that it names, with its item', () => {
    expect(outcomesOf(order, [row(2, 'C01', { line: 3, itemId: 'coded' })])).toEqual({ 2: 'added' });
    expect(outcomesOf(order, [row(2, 'A1', { line: 3 })])).toEqual({
      2: fault('item-differs', 'Line 3 of PO-1 is item coded, not phone.'),
    });
    expect(outcomesOf(order, [row(2, 'A1', { line: 4 })])).toEqual({
      2: unknownLine('PO-1 has no line 4; it has 3.'),
    });
  });

  it('is, where it names none, the only one with its item', () => {
    const { outcomes, documents } = deciding(order, [row(2, 'A1', { line: undefined })]);
    expect(outcomes).toEqual({ 2: 'added' });
    expect(documents[0]?.after.lines.map(({ assigned }) => assigned.length)).toEqual([1, 0, 0]);
    expect(outcomesOf(order, [row(2, 'C01', { line: undefined, itemId: 'coded' })])).toEqual({
      2: unknownLine('Item coded is on 2 lines of PO-1; say which.'),
    });
    expect(outcomesOf(order, [row(2, 'M1', { line: undefined, itemId: 'milk' })])).toEqual({
      2: fault('item-differs', 'Item milk is not on PO-1.'),
    });
  });

  it('is told by the id of an order without a number', () => {
    const unnamed = { ...order, number: undefined };
    expect(outcomesOf(unnamed, [row(2, 'A1', { line: 4 })])).toEqual({
      2: unknownLine('doc-1 has no line 4; it has 3.'),
    });
  });

  it('is none that consumes: its numbers are told when it is posted', () => {
    const outsourced = anOrder({
      kind: 'outsourced-purchase-order',
      lines: [
        aLine({ line: 1 }),
        aLine({ line: 2, role: 'consume' }),
        aLine({ line: 3, itemId: 'coded', role: 'consume' }),
      ],
    });
    const consumes = (line: number) =>
      unknownLine(`Line ${line} of PO-1 consumes; its numbers are told when it is posted.`);
    expect(
      outcomesOf(outsourced, [
        row(2, 'A1', { line: undefined }),
        row(3, 'A2', { line: 2 }),
        row(4, 'C01', { line: 3, itemId: 'coded' }),
        row(5, 'C02', { line: undefined, itemId: 'coded' }),
      ]),
    ).toEqual({ 2: 'added', 3: consumes(2), 4: consumes(3), 5: consumes(3) });
  });
});

describe('a number that an order knows already', () => {
  const open = anOrder({
    status: 'open',
    lines: [
      aLine({ line: 1, quantity: 3, assigned: ['A1'], batch: 'B1', expiresOn: DAY }),
      aLine({ line: 2, quantity: 3, assigned: ['A2'] }),
    ],
  });
  const two = { units: [expected('A1', 1, { batch: 'B1', expiresOn: DAY }), expected('A2', 2)] };

  it('changes nothing where it is on the row, in whatever case', () => {
    const { outcomes, documents } = deciding(open, [row(2, 'a1'), row(3, 'A2', { line: 2 })], {
      context: two,
    });
    expect(outcomes).toEqual({ 2: 'unchanged', 3: 'unchanged' });
    expect(documents).toEqual([]);
  });

  it('is refused where it is on another row', () => {
    expect(outcomesOf(open, [row(2, 'a2'), row(3, 'A1', { line: 2 })], { context: two })).toEqual({
      2: fault('serial-duplicate', '"a2" is on line 2 of the document.'),
      3: fault('serial-duplicate', '"A1" is on line 1 of the document.'),
    });
  });

  it('is refused where it is on another row of the same item that claims no unit', () => {
    const receipt = { ...open, kind: 'product-receipt', status: 'draft' } as const;
    expect(outcomesOf(receipt, [row(2, 'A2'), row(3, 'A9')])).toEqual({
      2: fault('serial-duplicate', '"A2" is on line 2 of the document.'),
      3: 'added',
    });
    const lines = [aLine({ line: 1, quantity: 3 }), aLine({ line: 2, itemId: 'coded', assigned: ['C01'] })];
    expect(outcomesOf({ ...receipt, lines }, [row(2, 'C01')])).toEqual({ 2: 'added' });
  });

  it('is refused where the file says another batch or expiry of it', () => {
    const says = (given: Partial<ImportRow>) => outcomesOf(open, [row(2, 'A1', given)], { context: two });
    expect(says({ batch: 'B1', expiresOn: DAY })).toEqual({ 2: 'unchanged' });
    expect(says({ batch: 'B2' })).toEqual({
      2: fault('batch-differs', '"A1" is there already, with batch B1, not B2.'),
    });
    expect(says({ expiresOn: LATER })).toEqual({
      2: fault('expiry-differs', `"A1" is there already, and expires on ${DAY}, not on ${LATER}.`),
    });
  });

  it('has the batch and expiry of its row where there is no unit yet, or one that stands no more', () => {
    const receipt = { ...open, kind: 'product-receipt', status: 'draft' } as const;
    const gone = aUnit('A1', { batch: 'OLD', expiresOn: LATER, voided: true });
    for (const units of [[], [gone]]) {
      const says = (given: Partial<ImportRow>) =>
        outcomesOf(receipt, [row(2, 'A1', given)], { context: { units } });
      expect(says({ batch: 'B1', expiresOn: DAY })).toEqual({ 2: 'unchanged' });
      expect(says({ batch: 'OLD' })).toEqual({
        2: fault('batch-differs', '"A1" is there already, with batch B1, not OLD.'),
      });
      expect(says({ expiresOn: LATER })).toEqual({
        2: fault('expiry-differs', `"A1" is there already, and expires on ${DAY}, not on ${LATER}.`),
      });
    }
  });

  const closed = anOrder({
    status: 'posted',
    lines: [
      aLine({ line: 1, quantity: 3, posted: 3, postedSerials: 1 }),
      aLine({ line: 2, quantity: 3, posted: 3, postedSerials: 1 }),
    ],
  });
  const stock = [aBalance({ quantity: 6, serials: 1 })];
  const judged = (unit: Unit, given: Partial<ImportRow> = {}, posted: Given['posted'] = []) =>
    outcomesOf(closed, [row(2, 'A1', given)], { context: { units: [unit], balances: stock }, posted })[2];
  const wasPosted = (line: number) =>
    fault('serial-duplicate', `"A1" was posted on line ${line} of the document.`);

  it('changes nothing where it was posted by the row, whatever became of the unit since', () => {
    expect(judged(received('A1'))).toBe('unchanged');
    expect(judged(received('A1', 2), { line: 2 })).toBe('unchanged');
    expect(judged(aUnit('A1', { status: 'sold' }), {}, [[aUnit('A1').id, 1]])).toBe('unchanged');
    expect(judged(received('A1', 1, { batch: 'B1' }), { batch: 'B2' })).toEqual(
      fault('batch-differs', '"A1" is there already, with batch B1, not B2.'),
    );
  });

  it('is refused where another row has posted it', () => {
    expect(judged(received('A1', 2))).toEqual(wasPosted(2));
    expect(judged(aUnit('A1', { status: 'sold' }), {}, [[aUnit('A1').id, 2]])).toEqual(wasPosted(2));
  });

  it('is told as posted also where the unit is promised to somebody by now', () => {
    const reservedBy = { documentId: 'so-1', line: 1 };
    expect(judged(received('A1', 2, { reservedBy }))).toEqual(wasPosted(2));
  });

  it('is there where the unit comes from the order, on a row that nobody remembers', () => {
    const from = (documentId: string): Unit['origin'] => ({
      known: true,
      documentId,
      movementId: 'm0.1',
      date: '2026-03-05',
    });
    expect(judged(aUnit('A1', { origin: from('doc-1') }), { line: 2 })).toBe('unchanged');
    expect(judged(aUnit('A1', { origin: from('doc-2') }))).toMatchObject({ code: 'serial-exists' });
    expect(judged(aUnit('A1', { origin: { known: false, reason: 'found' } }))).toMatchObject({
      code: 'serial-exists',
    });
    expect(judged(aUnit('A1', { origin: undefined }))).toMatchObject({ code: 'serial-exists' });
  });

  it('is new where the unit stands no more', () => {
    expect(judged(received('A1', 2, { voided: true }))).toBe('added');
    expect(judged(received('A1', 1, { voided: true }))).toBe('added');
  });

  it('is there where it is reserved for the row, and not where it is for another or by another', () => {
    const order = anOrder({
      kind: 'sales-order',
      number: 'SO-1',
      status: 'open',
      lines: [aLine({ line: 1, quantity: 2 }), aLine({ line: 2, quantity: 2 })],
    });
    const by = (documentId: string, line: number) =>
      outcomesOf(order, [row(2, 'A1')], {
        context: { units: [aUnit('A1', { reservedBy: { documentId, line } })] },
      })[2];
    expect(by('doc-1', 1)).toBe('unchanged');
    expect(by('doc-1', 2)).toEqual(fault('serial-reserved', '"A1" is reserved by document doc-1.'));
    expect(by('doc-2', 1)).toEqual(fault('serial-reserved', '"A1" is reserved by document doc-2.'));
  });

  it('means the unit that bore it before it was corrected, until another bears it', () => {
    const renamed = received('NEW');
    const formers = [[unitKey('phone', 'A1'), renamed]] as const;
    const of = (units: readonly Unit[]) =>
      outcomesOf(closed, [row(2, 'A1')], { context: { units, balances: stock }, formers })[2];
    expect(of([])).toBe('unchanged');
    expect(of([aUnit('A1', { voided: true })])).toBe('unchanged');
    expect(of([aUnit('A1')])).toMatchObject({ code: 'serial-exists' });
  });
});

describe('what a row of an order may say', () => {
  it('is a number that fits the pattern of its item', () => {
    const order = anOrder({ lines: [aLine({ quantity: 3, itemId: 'coded' })] });
    const of = (serial: string, settings = {}) =>
      outcomesOf(order, [row(2, serial, { itemId: 'coded' })], { context: { settings } })[2];
    expect(of('c01')).toBe('added');
    expect(of('X01')).toEqual(fault('serial-pattern', '"X01" does not fit the pattern "C##".'));
    const lower = aRow(2, 'c01', { itemId: 'coded', line: 1, serial: { text: 'c01', key: 'c01' } });
    const settings = { caseSensitive: true };
    expect(outcomesOf(order, [lower], { context: { settings } })[2]).toMatchObject({
      code: 'serial-pattern',
    });
    expect(outcomesOf(order, [lower])[2]).toMatchObject({ code: 'serial-pattern' });
  });

  it('is the number of a unit on record however it is written, and of a new one no placeholder', () => {
    const order = anOrder({ kind: 'sales-order', lines: [aLine({ quantity: 3, itemId: 'coded' })] });
    const of = (serial: string, units: readonly Unit[], settings = {}) =>
      outcomesOf(order, [row(2, serial, { itemId: 'coded' })], { context: { settings, units } })[2];
    const settings = { placeholders: ['X01'] };
    expect(of('x01', [aUnit('X01', { itemId: 'coded' })], settings)).toBe('added');
    expect(of('x01', [aUnit('X01', { itemId: 'coded', voided: true })])).toMatchObject({
      code: 'serial-pattern',
    });
    expect(of('x01', [], settings)).toEqual(
      fault('serial-placeholder', '"x01" is a placeholder, not a number.'),
    );
  });

  it('is an expiry only of items that have one', () => {
    const none = fault('expiry-not-tracked', 'Item phone has no expiry.');
    expect(outcomesOf(anOrder(), [row(2, 'A1', { expiresOn: DAY }), row(3, 'A2')])).toEqual({
      2: none,
      3: 'added',
    });
    const order = anOrder({ lines: [aLine({ quantity: 3, itemId: 'milk' })] });
    expect(outcomesOf(order, [row(2, 'M1', { itemId: 'milk', expiresOn: DAY })])).toEqual({ 2: 'added' });
  });

  it('is, on an open row, one batch and one expiry for all of it', () => {
    const order = anOrder({ lines: [aLine({ quantity: 5, itemId: 'milk' })] });
    const milk = (n: number, given: Partial<ImportRow> = {}) => row(n, `M${n}`, { itemId: 'milk', ...given });
    const { outcomes, decision, documents } = deciding(order, [
      milk(2),
      milk(3, { batch: 'B1', expiresOn: DAY }),
      milk(4, { batch: 'B2' }),
      milk(5, { expiresOn: LATER }),
    ]);
    expect(outcomes).toEqual({
      2: 'added',
      3: 'added',
      4: fault('batch-differs', 'Line 1 has batch B1, not B2.'),
      5: fault('expiry-differs', `Line 1 expires on ${DAY}, not on ${LATER}.`),
    });
    expect(decision.units.map(({ after }) => after?.batch)).toEqual(['B1', 'B1']);
    expect(documents[0]?.after.lines[0]).toMatchObject({ batch: 'B1', expiresOn: DAY });
  });

  it('is, of units that came without, what each of them has, where the row says none', () => {
    const received = aReceived({ quantity: 5, posted: 5, itemId: 'milk' });
    const context = { balances: [aBalance({ itemId: 'milk', quantity: 5 })] };
    const milk = (n: number, given: Partial<ImportRow> = {}) => row(n, `M${n}`, { itemId: 'milk', ...given });
    const { outcomes, decision, documents } = deciding(
      received,
      [
        milk(2, { batch: 'B1', expiresOn: DAY }),
        milk(3, { batch: 'B2', expiresOn: DAY }),
        milk(4, { batch: 'B1', expiresOn: DAY }),
        milk(5, { batch: 'B1', expiresOn: LATER }),
      ],
      { context },
    );
    expect(outcomes).toEqual({ 2: 'added', 3: 'added', 4: 'added', 5: 'added' });
    expect(
      decision.units.map(({ after }) => [after?.serial, after?.batch, after?.expiresOn].join(' ')),
    ).toEqual([`M2 B1 ${DAY}`, `M4 B1 ${DAY}`, `M3 B2 ${DAY}`, `M5 B1 ${LATER}`]);
    // One movement for each batch and expiry.
    expect(decision.movements.map(({ movementId, batch }) => [movementId, batch])).toEqual([
      ['p1.1', 'B1'],
      ['p1.2', 'B2'],
      ['p1.3', 'B1'],
    ]);
    const [line] = documents[0]?.after.lines ?? [];
    expect([line?.batch, line?.expiresOn, line?.postedSerials]).toEqual([undefined, undefined, 4]);
  });

  it('is, of units that came without, what the row of the order says, where it does', () => {
    const order = aReceived({ quantity: 5, posted: 5, itemId: 'milk', batch: 'B1', expiresOn: DAY });
    const context = { balances: [aBalance({ itemId: 'milk', quantity: 5 })] };
    const milk = (n: number, given: Partial<ImportRow> = {}) => row(n, `M${n}`, { itemId: 'milk', ...given });
    const { outcomes, decision } = deciding(
      order,
      [milk(2), milk(3, { batch: 'B2' }), milk(4, { expiresOn: LATER })],
      {
        context,
      },
    );
    expect(outcomes).toEqual({
      2: 'added',
      3: fault('batch-differs', 'Line 1 has batch B1, not B2.'),
      4: fault('expiry-differs', `Line 1 expires on ${DAY}, not on ${LATER}.`),
    });
    expect(decision.units.map(({ after }) => [after?.batch, after?.expiresOn])).toEqual([['B1', DAY]]);
  });

  it('is, of what is sold, what the unit has', () => {
    const order = anOrder({ kind: 'sales-order', number: 'SO-1' });
    const units = [aUnit('A1', { batch: 'B1' }), aUnit('A2', { batch: 'B1' }), aUnit('A3')];
    const rows = [row(2, 'A1', { batch: 'B1' }), row(3, 'A2', { batch: 'B2' }), row(4, 'A3')];
    const { outcomes, decision } = deciding(order, rows, { context: { units } });
    expect(outcomes).toEqual({
      2: 'added',
      3: fault('batch-differs', '"A2" is of batch B1, not B2.'),
      4: 'added',
    });
    expect(decision.units.map(({ after }) => [after?.serial, after?.reservedBy])).toEqual([
      ['A1', { documentId: 'doc-1', documentNumber: 'SO-1', line: 1 }],
      ['A3', { documentId: 'doc-1', documentNumber: 'SO-1', line: 1 }],
    ]);
  });

  it('is, late, the number of a unit that was sold without', () => {
    const order = anOrder({
      kind: 'customer-invoice',
      number: 'CI-1',
      partnerId: 'jane',
      status: 'posted',
      lines: [aLine({ quantity: 2, posted: 2, postedSerials: 0, postedOn: '2026-03-05' })],
    });
    const context = {
      units: [aUnit('A1', { batch: 'B1' })],
      balances: [aBalance({ quantity: 1, serials: 1 })],
    };
    const { outcomes, decision } = deciding(order, [row(2, 'A1'), row(3, 'A2'), row(4, 'A3')], { context });
    expect(outcomes).toEqual({
      2: 'added',
      3: 'added',
      4: fault(
        'serials-exceed-quantity',
        'Line 1 of CI-1 has 2 numbers for a quantity of 2: there is no room for more.',
      ),
    });
    expect(decision.units.map(({ after }) => [after?.serial, after?.status])).toEqual([
      ['A1', 'sold'],
      ['A2', 'sold'],
    ]);
  });
});

describe('a row of an order that is full', () => {
  it('takes nothing, open or posted, and says how many numbers it has and what was cancelled', () => {
    const line = { quantity: 5, posted: 2, postedSerials: 2, cancelled: pieces(1), assigned: ['X1', 'X2'] };
    const order = anOrder({ status: 'partly-posted', lines: [aLine(line)] });
    expect(outcomesOf(order, [row(2, 'A1')])).toEqual({
      2: fault(
        'serials-exceed-quantity',
        'Line 1 of PO-1 has 4 numbers for a quantity of 5, of which 1 were cancelled: there is no room for more.',
      ),
    });
  });
});
