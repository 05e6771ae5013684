import { describe, expect, it } from 'vitest';
import { BALANCE_MAX } from '../../../functions/domain/balance.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import { folding } from '../../../functions/domain/document/fold.ts';
import type { Outcome } from '../../../functions/domain/imports/lane.ts';
import { decideOpeningRows, isOpening } from '../../../functions/domain/imports/opening-rows.ts';
import type { ImportRow, RowFault } from '../../../functions/domain/imports/row.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import { pieces } from '../../../functions/domain/quantity.ts';
import { type Unit, unitKey } from '../../../functions/domain/unit/unit.ts';
import { aBalance, aContext, aDocument, anItem, aRow, aUnit, RECORDED_AT, TODAY } from '../builders.ts';

const DAY = '2027-01-31';

const ITEMS = [
  anItem(),
  anItem({ itemId: 'coded', pattern: 'C##' }),
  anItem({ itemId: 'milk', expiryTracking: true }),
  anItem({ itemId: 'seal', serialPolicy: SERIAL_TYPES['creditor-only'] }),
  anItem({ itemId: 'radio', serialPolicy: SERIAL_TYPES['debtor-only'] }),
  anItem({ itemId: 'bolt', tracking: 'none' }),
  anItem({ itemId: 'glue', tracking: 'batch' }),
  anItem({ itemId: 'fee', kind: 'lookup' }),
];

type Given = {
  readonly context?: Parameters<typeof aContext>[0];
  readonly isPlace?: boolean;
  readonly openings?: readonly LedgerDocument[];
  readonly formers?: readonly (readonly [string, Unit])[];
};

const deciding = (
  rows: readonly ImportRow[],
  { context, isPlace = true, openings = [], formers = [] }: Given = {},
) => {
  const outcomes = new Map<number, Outcome>();
  const fold = folding(aContext({ items: ITEMS, ...context }));
  let made = 0;
  const newDocumentId = () => {
    made += 1;
    return `new-${made}`;
  };
  const given = {
    importId: 'i1',
    place: 'main',
    isPlace,
    openings: new Map(openings.map((document) => [document.documentId, document])),
    formers: new Map(formers),
    rows,
    newDocumentId,
  };
  decideOpeningRows(fold, given, outcomes);
  return { outcomes: Object.fromEntries(outcomes), ...fold.total() };
};
const outcomesOf = (...given: Parameters<typeof deciding>) => deciding(...given).outcomes;

const row = (n: number, serial: string, given: Partial<ImportRow> = {}) =>
  aRow(n, serial, { place: 'main', ...given });
const fault = (code: RowFault['code'], detail: string): RowFault => ({ code, detail });

/** What documents and their lines are, in short. */
const shown = ({ documents }: ReturnType<typeof deciding>) =>
  documents.map(({ after: { documentId, kind, lines } }) => ({
    documentId,
    kind,
    lines: lines.map((line) => [
      line.line,
      line.itemId,
      line.quantity / pieces(1),
      line.batch,
      line.expiresOn,
    ]),
  }));

describe('units that are there when the ledger begins', () => {
  it('come in as found, today, by a document of their own', () => {
    const { outcomes, decision, documents } = deciding([row(2, 'a1'), row(3, 'A2')]);
    expect(outcomes).toEqual({ 2: 'added', 3: 'added' });
    expect(documents).toEqual([
      {
        before: undefined,
        after: {
          documentId: 'new-1',
          kind: 'adjustment',
          locationId: 'main',
          reason: 'Opening stock, import i1',
          status: 'posted',
          createdAt: RECORDED_AT,
          createdBy: 'ann',
          movementIds: ['p1.1'],
          version: 1,
          lines: [
            {
              line: 1,
              itemId: 'phone',
              quantity: pieces(2),
              batch: undefined,
              expiresOn: undefined,
              direction: 'in',
              dispatched: 0,
              cancelled: 0,
              assigned: [],
              posted: pieces(2),
              postedSerials: 2,
              postedOn: TODAY,
            },
          ],
        },
      },
    ]);
    expect(decision.units.map(({ after }) => [after?.serial, after?.status, after?.locationId])).toEqual([
      ['a1', 'in-stock', 'main'],
      ['A2', 'in-stock', 'main'],
    ]);
    expect(decision.movements).toMatchObject([
      { kind: 'adjust', quantity: pieces(2), serialCount: 2, effectiveDate: TODAY, to: 'main' },
    ]);
    expect(decision.balances).toMatchObject([
      { itemId: 'phone', locationId: 'main', quantity: pieces(2), serials: 2, bought: 0 },
    ]);
  });

  it('come in as a receipt where that alone takes numbers', () => {
    const { outcomes, decision, documents } = deciding([row(2, 'S1', { itemId: 'seal' })]);
    expect(outcomes).toEqual({ 2: 'added' });
    expect(documents[0]?.after).toMatchObject({
      kind: 'product-receipt',
      reason: 'Opening stock, import i1',
      lines: [{ direction: undefined, posted: pieces(1) }],
    });
    expect(decision.balances).toMatchObject([{ quantity: pieces(1), serials: 1, bought: 1 }]);
  });

  it('are a line for each item, batch and expiry', () => {
    const decided = deciding([
      row(2, 'A1'),
      row(3, 'A2', { batch: 'B1' }),
      row(4, 'M1', { itemId: 'milk', batch: 'B1', expiresOn: DAY }),
      row(5, 'A3', { batch: 'B1' }),
      row(6, 'M2', { itemId: 'milk', expiresOn: DAY }),
      row(7, 'M3', { itemId: 'milk', batch: 'B1', expiresOn: '2028-01-31' }),
    ]);
    expect(Object.values(decided.outcomes)).toEqual(Array.from({ length: 6 }, () => 'added'));
    expect(shown(decided)).toEqual([
      {
        documentId: 'new-1',
        kind: 'adjustment',
        lines: [
          [1, 'phone', 1, undefined, undefined],
          [2, 'phone', 2, 'B1', undefined],
          [3, 'milk', 1, 'B1', DAY],
          [4, 'milk', 1, undefined, DAY],
          [5, 'milk', 1, 'B1', '2028-01-31'],
        ],
      },
    ]);
    expect(
      decided.decision.units.map(({ after }) => [after?.serial, after?.batch, after?.expiresOn]),
    ).toEqual([
      ['A1', undefined, undefined],
      ['A2', 'B1', undefined],
      ['A3', 'B1', undefined],
      ['M1', 'B1', DAY],
      ['M2', undefined, DAY],
      ['M3', 'B1', '2028-01-31'],
    ]);
  });

  it('are a document for each way in which they come', () => {
    const decided = deciding([
      row(2, 'S1', { itemId: 'seal' }),
      row(3, 'A1'),
      row(4, 'S2', { itemId: 'seal' }),
      row(5, 'A2'),
    ]);
    expect(shown(decided)).toEqual([
      { documentId: 'new-1', kind: 'product-receipt', lines: [[1, 'seal', 2, undefined, undefined]] },
      { documentId: 'new-2', kind: 'adjustment', lines: [[1, 'phone', 2, undefined, undefined]] },
    ]);
    // A document of opening stock uses up as many numbers of movements as it may have lines.
    expect(decided.decision.movements.map(({ movementId }) => movementId)).toEqual(['p1.1', 'p1.501']);
  });

  it('are several documents where there are more lines than one can have', () => {
    const of = (lines: number) =>
      Array.from({ length: lines }, (_, n) => row(n + 2, `A${n}`, { batch: `B${n}` }));
    expect(shown(deciding(of(500))).map(({ lines }) => lines.length)).toEqual([500]);
    expect(shown(deciding(of(1_001))).map(({ lines }) => lines.length)).toEqual([500, 500, 1]);
    const again = [row(900, 'X1', { batch: 'B0' }), row(901, 'X2', { batch: 'B500' })];
    const decided = deciding([...of(501), ...again]);
    expect(Object.values(decided.outcomes).every((outcome) => outcome === 'added')).toBe(true);
    expect(shown(decided).map(({ lines }) => lines.length)).toEqual([500, 2]);
    expect(shown(decided)[1]?.lines).toEqual([
      [1, 'phone', 2, 'B500', undefined],
      [2, 'phone', 1, 'B0', undefined],
    ]);
    const within = [...of(500), row(900, 'X1', { batch: 'B0' })];
    expect(shown(deciding(within)).map(({ lines }) => lines.length)).toEqual([500]);
  });

  it('write nothing where none of them can be taken', () => {
    const { documents, decision } = deciding([row(2, 'A1', { itemId: 'nix' })]);
    expect([documents, decision.units, decision.balances]).toEqual([[], [], []]);
  });

  it('are known by the reason of their document', () => {
    const [made] = deciding([row(2, 'A1')]).documents;
    expect(made && isOpening(made.after)).toBe(true);
    expect(isOpening(aDocument({ reason: 'No opening stock, import i1' }))).toBe(false);
    expect(isOpening(aDocument({ reason: undefined }))).toBe(false);
  });
});

describe('a row of opening stock', () => {
  const outcome = (serial: string, given: Partial<ImportRow> = {}, more: Given = {}) =>
    outcomesOf([row(2, serial, given)], more)[2];

  it.each<[string, Partial<ImportRow>, RowFault]>([
    ['of an item that is not known', { itemId: 'nix' }, fault('item-unknown', 'There is no item nix.')],
    [
      'of an item without tracking',
      { itemId: 'bolt' },
      fault('serials-not-tracked', 'Item bolt takes no serials.'),
    ],
    ['of an item by batch', { itemId: 'glue' }, fault('serials-not-tracked', 'Item glue takes no serials.')],
    [
      'of what is never in stock',
      { itemId: 'fee' },
      fault('serials-not-tracked', 'Item fee takes no serials.'),
    ],
    [
      'whose number does not fit',
      { itemId: 'coded' },
      fault('serial-pattern', '"x1" does not fit the pattern "C##".'),
    ],
    [
      'of an item that is numbered at its sale only',
      { itemId: 'radio' },
      fault('numbers-begin-at-sale', 'Item radio is numbered at its sale only; its stock has no numbers.'),
    ],
    [
      'of a unit that is not in stock',
      { status: 'sold' },
      fault('status-not-stock', 'A unit that is sold is no opening stock.'),
    ],
  ])('%s is refused', (_, given, refused) => {
    expect(outcome('x1', given)).toEqual(refused);
  });

  it.each(['in-stock', 'reserved'])('of an export is taken where it says %s', (status) => {
    expect(outcome('A1', { status })).toBe('added');
  });

  it('is refused where its place is none', () => {
    expect(outcome('A1', {}, { isPlace: false })).toEqual(
      fault('location-unknown', 'There is no location main.'),
    );
  });

  it('is refused where the tenant tracks no serials', () => {
    expect(outcome('A1', {}, { context: { settings: { serialTracking: false } } })).toEqual(
      fault('serials-not-tracked', 'Item phone takes no serials.'),
    );
  });

  it('fits the pattern of its item as the tenant tells upper from lower case', () => {
    expect(outcome('c01', { itemId: 'coded' })).toBe('added');
    const lower = { itemId: 'coded', serial: { text: 'c01', key: 'c01' } };
    expect(outcome('c01', lower, { context: { settings: { caseSensitive: true } } })).toMatchObject({
      code: 'serial-pattern',
    });
  });

  it('names a unit on record however its number is written, and a new one by no placeholder', () => {
    const written = { status: 'written-off' } as const;
    const more = (given: Parameters<typeof aUnit>[1]) => ({
      context: {
        settings: { placeholders: ['X1'] },
        units: [aUnit('X1', given), aUnit('X2', { itemId: 'coded', ...given })],
      },
    });
    expect(outcome('x1', {}, more(written))).toBe('added');
    expect(outcome('x2', { itemId: 'coded' }, more(written))).toBe('added');
    const gone = more({ ...written, voided: true });
    const detail = '"x1" is a placeholder, not a number.';
    expect(outcome('x1', {}, gone)).toEqual(fault('serial-placeholder', detail));
    expect(outcome('x2', { itemId: 'coded' }, gone)).toMatchObject({ code: 'serial-pattern' });
    expect(outcome('x1', {}, { context: { settings: { placeholders: ['X1'] } } })).toEqual(
      fault('serial-placeholder', detail),
    );
  });

  it('is told the first thing that is wrong with it', () => {
    const told = (given: Partial<ImportRow>, isPlace: boolean) => {
      const refused = outcome('x1', given, { isPlace });
      return typeof refused === 'object' ? refused.code : refused;
    };
    expect(told({ itemId: 'nix', status: 'sold' }, false)).toBe('item-unknown');
    expect(told({ itemId: 'bolt', status: 'sold' }, false)).toBe('status-not-stock');
    expect(told({ itemId: 'bolt' }, false)).toBe('location-unknown');
    expect(told({ itemId: 'coded' }, false)).toBe('location-unknown');
  });

  it('is refused where the unit is elsewhere; the others of its line are taken', () => {
    const units = [aUnit('A1', { locationId: 'shop' })];
    expect(outcomesOf([row(2, 'A1'), row(3, 'A2')], { context: { units } })).toEqual({
      2: fault('serial-exists', '"A1" exists already: it is in-stock by document R-0.'),
      3: 'added',
    });
  });

  it('is refused with all of its line, and with no other, where something is wrong with the line', () => {
    const due = fault('expiry-required', 'Item milk expires; give a date, or the item a shelf life.');
    const phones = Array.from({ length: 10 }, (_, n) => row(n + 2, `A${n}`, { batch: `B${n}` }));
    const decided = deciding([
      ...phones,
      row(12, 'M1', { itemId: 'milk' }),
      row(13, 'M2', { itemId: 'milk', expiresOn: DAY }),
      row(14, 'M3', { itemId: 'milk' }),
    ]);
    const added = phones.map((one) => [one.row, 'added'] as const);
    expect(decided.outcomes).toEqual({ ...Object.fromEntries(added), 12: due, 13: 'added', 14: due });
    expect(shown(decided)[0]?.lines).toHaveLength(11);
  });

  it('is refused with all of its item where a balance would outgrow what can be counted', () => {
    const full = { ...aBalance({ quantity: 1 }), quantity: BALANCE_MAX };
    const decided = deciding([row(2, 'A1'), row(3, 'A2'), row(4, 'C01', { itemId: 'coded' })], {
      context: { balances: [full] },
    });
    expect(decided.outcomes).toMatchObject({
      2: { code: 'stock-too-large' },
      3: { code: 'stock-too-large' },
      4: 'added',
    });
  });

  it('is refused with all others where today is locked', () => {
    const locked = fault('date-locked', `${TODAY} is in a locked period; it ends with ${TODAY}.`);
    const context = { settings: { lockDate: TODAY } };
    const rows = [row(2, 'A1'), row(3, 'C01', { itemId: 'coded' })];
    expect(outcomesOf(rows, { context })).toEqual({ 2: locked, 3: locked });
    expect(outcomesOf(rows, { context: { settings: { lockDate: '2026-03-09' } } })).toEqual({
      2: 'added',
      3: 'added',
    });
  });
});

describe('a row of opening stock whose unit is there already', () => {
  const CAME: Unit['origin'] = { known: true, documentId: 'o-1', movementId: 'm0.1', date: '2026-03-01' };
  const opening = (locationId: string) => aDocument({ documentId: 'o-1', kind: 'adjustment', locationId });
  const outcome = (unit: Unit, given: Partial<ImportRow> = {}, more: Given = {}) =>
    outcomesOf([row(2, 'A1', given)], { context: { units: [unit] }, ...more })[2];

  it.each<[string, Partial<Unit>, Partial<ImportRow>]>([
    ['in stock at the place', {}, {}],
    ['on the way from the place', { status: 'in-transit' }, {}],
    ['in stock, and the row says so', {}, { status: 'in-stock' }],
    [
      'reserved, and the row says in stock',
      { reservedBy: { documentId: 'so', line: 1 } },
      { status: 'in-stock' },
    ],
    ['sold, and the row says so', { status: 'sold' }, { status: 'sold' }],
    [
      'elsewhere on its way, and the row says so',
      { status: 'in-transit', locationId: 'shop' },
      { status: 'in-transit' },
    ],
  ])('changes nothing: it is %s', (_, unit, given) => {
    const { outcomes, documents } = deciding([row(2, 'a1', given)], {
      context: { units: [aUnit('A1', unit)] },
      isPlace: false,
    });
    expect(outcomes).toEqual({ 2: 'unchanged' });
    expect(documents).toEqual([]);
  });

  it('changes nothing where it came in by such a file at the place, and has gone its way since', () => {
    for (const gone of [{ status: 'sold' }, { locationId: 'shop' }] as const) {
      const unit = aUnit('A1', { ...gone, origin: CAME });
      expect(outcome(unit, {}, { openings: [opening('main')] })).toBe('unchanged');
      expect(outcome(unit, {}, { openings: [opening('shop')] })).toMatchObject({ code: 'serial-exists' });
      expect(outcome(unit)).toMatchObject({ code: 'serial-exists' });
    }
    const unknown = aUnit('A1', { status: 'sold', origin: { known: false, reason: 'found' } });
    expect(outcome(unknown, {}, { openings: [opening('main')] })).toMatchObject({ code: 'serial-exists' });
    const none = aUnit('A1', { status: 'sold', origin: undefined });
    expect(outcome(none, {}, { openings: [opening('main')] })).toMatchObject({ code: 'serial-exists' });
  });

  it('is refused where the row says of it what it is not', () => {
    expect(outcome(aUnit('A1'), { status: 'sold' })).toEqual(
      fault('status-not-stock', 'A unit that is sold is no opening stock.'),
    );
    const reserved = aUnit('A1', { reservedBy: { documentId: 'so', line: 1 } });
    expect(outcome(reserved, { status: 'sold' })).toMatchObject({ code: 'status-not-stock' });
  });

  it('is refused where the row says another batch or expiry of it', () => {
    const unit = aUnit('A1', { batch: 'B1', expiresOn: DAY });
    expect(outcome(unit, { batch: 'B1', expiresOn: DAY })).toBe('unchanged');
    expect(outcome(unit, { batch: 'B2' })).toEqual(
      fault('batch-differs', '"A1" is there already, with batch B1, not B2.'),
    );
    expect(outcome(unit, { expiresOn: '2028-01-31' })).toEqual(
      fault('expiry-differs', `"A1" is there already, and expires on ${DAY}, not on 2028-01-31.`),
    );
  });

  it('comes in anew where the unit stands no more', () => {
    expect(outcome(aUnit('A1', { voided: true }))).toBe('added');
    expect(outcome(aUnit('A1', { voided: true, status: 'sold' }), { status: 'sold' })).toMatchObject({
      code: 'status-not-stock',
    });
  });

  it('means the unit that bore its number before it was corrected, until another bears it', () => {
    const formers = [[unitKey('phone', 'A1'), aUnit('NEW')]] as const;
    const of = (units: readonly Unit[]) => outcomesOf([row(2, 'A1')], { context: { units }, formers })[2];
    expect(of([])).toBe('unchanged');
    expect(of([aUnit('A1', { voided: true })])).toBe('unchanged');
    expect(of([aUnit('A1', { locationId: 'shop' })])).toMatchObject({ code: 'serial-exists' });
    const gone = [[unitKey('phone', 'A1'), aUnit('NEW', { voided: true })]] as const;
    expect(outcomesOf([row(2, 'A1')], { formers: gone })).toEqual({ 2: 'added' });
  });
});
