import { describe, expect, it } from 'vitest';
import { claimSide, decideAssignment } from '../../../functions/domain/document/assign.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import { SERIAL_TYPES } from '../../../functions/domain/policy.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import { aContext, aDocument, aLine, anItem, aUnit, codes, entriesOf } from '../builders.ts';

const ORDER = { kind: 'purchase-order', number: 'PO-1' } as const;
const SALE = { kind: 'sales-order', number: 'SO-1', partnerId: 'jane' } as const;
const MOVE = { kind: 'transfer', toLocationId: 'shop' } as const;

type Change = {
  readonly line?: DocumentLine;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly meant?: number;
};
type Given = { readonly units?: readonly Unit[]; readonly items?: readonly Item[] };

/** Several rows are numbered one after the other. */
const numbered = (document: Partial<LedgerDocument>, changes: readonly Change[], given: Given = {}) => {
  const lines = changes.map(({ line = aLine({ quantity: 3 }), add = [], remove = [], meant }, i) => ({
    line,
    add: entriesOf(add, `/lines/${i}/add`),
    remove: entriesOf(remove, `/lines/${i}/remove`),
    meant: meant ?? add.length,
    pointer: `/lines/${i}`,
  }));
  const whole = aDocument({ version: 4, lines: lines.map(({ line }) => line), ...document });
  return decideAssignment({ document: whole, lines }, aContext(given));
};
const told = (serial: string, id?: string) => ({
  text: serial,
  key: serial,
  ...(id === undefined ? {} : { id }),
});
const reserved = (serial: string): Unit =>
  aUnit(serial, { reservedBy: { documentId: 'doc-1', documentNumber: 'SO-1', line: 1 } });

describe('numbers on a row', () => {
  it('take the place of others, with the ids of units that they mean', () => {
    const line = aLine({ quantity: 3, assigned: ['A1', 'A2'] });
    const units = [reserved('A1'), reserved('A2'), aUnit('A3')];
    const { violations, decision } = numbered(SALE, [{ line, remove: ['A1'], add: ['A3'] }], { units });
    expect(violations).toEqual([]);
    expect(decision.document).toMatchObject({ version: 5, status: 'open' });
    const [row] = decision.document?.lines ?? [];
    expect(row?.assigned).toEqual([told('A2'), told('A3', aUnit('A3').id)]);
    expect(decision.movements.map(({ movementId, kind }) => [movementId, kind])).toEqual([
      ['p1.1', 'unreserve'],
      ['p1.2', 'reserve'],
    ]);
    expect(decision.units.map(({ after }) => [after?.key, after?.reservedBy?.documentId])).toEqual([
      ['A1', undefined],
      ['A3', 'doc-1'],
    ]);
    expect(decision.balances).toEqual([]);
  });

  it('mean units that an order makes known by them', () => {
    const { decision } = numbered(ORDER, [{ add: ['A1'] }]);
    expect(decision.document?.lines[0]?.assigned).toEqual([told('A1', 'A1.n3wn3wn3')]);
  });

  it.each<[string, readonly Unit[], string | undefined]>([
    ['one that is there', [aUnit('A1')], aUnit('A1').id],
    ['one that is expected', [aUnit('A1', { status: 'expected' })], aUnit('A1').id],
    ['none, where what brought it in was taken back', [aUnit('A1', { voided: true })], undefined],
    ['none, where nothing is known of it', [], undefined],
    ['none of another item', [aUnit('A1', { itemId: 'watch' })], undefined],
  ])('mean %s on a row that claims nothing', (_, units, id) => {
    const { decision } = numbered(MOVE, [{ add: ['A1'] }], { units });
    expect(decision.document?.lines[0]?.assigned).toStrictEqual([told('A1', id)]);
    expect(decision.document?.status).toBe('draft');
    expect([decision.units, decision.movements]).toEqual([[], []]);
  });

  it('are claimed row by row, each with movements of its own; other rows stay as they are', () => {
    const rows = [
      { line: aLine({ quantity: 1 }), add: ['A1'] },
      { line: aLine({ line: 2, itemId: 'watch', quantity: 1 }), add: ['W1'] },
    ];
    const rest = aLine({ line: 3, quantity: 7 });
    const lines = [rest, ...rows.map(({ line }) => line)];
    const items = [anItem(), anItem({ itemId: 'watch' })];
    const { decision } = numbered({ ...ORDER, lines, reason: 'urgent' }, rows, { items });
    expect(decision.movements).toMatchObject([
      { movementId: 'p1.2', kind: 'assign', line: 1, itemId: 'phone', reason: 'urgent', documentId: 'doc-1' },
      { movementId: 'p1.4', kind: 'assign', line: 2, itemId: 'watch', reason: 'urgent', documentId: 'doc-1' },
    ]);
    expect(decision.units.map(({ after }) => after?.asOf.movementId)).toEqual(['p1.2', 'p1.4']);
    expect(decision.document?.lines.map(({ assigned }) => assigned.map(({ key }) => key))).toEqual([
      [],
      ['A1'],
      ['W1'],
    ]);
    expect(decision.document?.lines[0]).toBe(rest);
  });

  it('are left alone on a row of an item that is gone', () => {
    const line = aLine({ itemId: 'gone', assigned: ['A1'] });
    const { violations, decision } = numbered(ORDER, [{ line, remove: ['A1'], add: ['A2'] }]);
    expect([violations, decision.units]).toEqual([[], []]);
    expect(decision.document?.lines).toEqual([line]);
  });

  it('move nothing where no unit changes', () => {
    const line = aLine({ assigned: ['A1'] });
    const units = [aUnit('A1', { reservedBy: { documentId: 'so-2', line: 1 } })];
    const { decision } = numbered(SALE, [{ line, remove: ['A1'] }], { units });
    expect([decision.units, decision.movements]).toEqual([[], []]);
    expect(decision.document).toMatchObject({ status: 'draft', lines: [{ assigned: [] }] });
  });
});

describe('what forbids numbers on a row', () => {
  it('are more than what is still outstanding, the faulty ones counted', () => {
    const line = aLine({ quantity: 4, posted: 2, assigned: ['A1'] });
    expect(numbered(ORDER, [{ line, add: ['A2'] }]).violations).toEqual([]);
    expect(numbered(ORDER, [{ line, add: ['A2'], meant: 2 }]).violations).toEqual([
      {
        pointer: '/lines/0/serials',
        code: 'serials-exceed-quantity',
        detail: '3 serials for a quantity of 2 of item phone.',
        itemId: 'phone',
        line: 1,
        expected: 2,
        actual: 3,
      },
    ]);
    expect(numbered(ORDER, [{ line, add: ['A2', 'A3'], remove: ['A1'] }]).violations).toEqual([]);
  });

  it('is that the item takes none; such as are there may still be taken off', () => {
    const items = [anItem({ serialPolicy: SERIAL_TYPES['not-serialised'], tracking: 'none' })];
    expect(codes(numbered(MOVE, [{ add: ['A1'] }], { items }).violations)).toEqual(['serials-not-tracked']);
    const line = aLine({ quantity: 1, assigned: ['A1', 'A2', 'A3'] });
    expect(numbered(MOVE, [{ line, remove: ['A1'] }], { items }).violations).toEqual([]);
    expect(numbered(MOVE, [{ line, remove: ['A1'] }]).violations).toEqual([]);
  });

  it('is all told at once: of the row, and of each number on each row', () => {
    const rows = [
      { line: aLine({ quantity: 1 }), add: ['A1', 'A2'] },
      { line: aLine({ line: 2, quantity: 1 }), add: ['A3'] },
    ];
    const units = ['A1', 'A3'].map((serial) => aUnit(serial));
    const { violations } = numbered(ORDER, rows, { units });
    expect(violations.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['serials-exceed-quantity', '/lines/0/serials'],
      ['serial-exists', '/lines/0/add/0'],
      ['serial-exists', '/lines/1/add/0'],
    ]);
  });
});

describe('one side of an assignment', () => {
  const given = { side: 'add', entries: entriesOf(['A1']), line: aLine(), item: anItem(), n: 7 } as const;

  it('is numbered as the posting has it', () => {
    const { units, movements } = claimSide(aDocument(ORDER), given, aContext());
    expect(movements).toMatchObject([
      { movementId: 'p1.7', kind: 'assign', quantity: 0, serialCount: 1, units: [{ key: 'A1' }] },
    ]);
    expect(units).toMatchObject([{ after: { asOf: { movementId: 'p1.7' }, movementIds: ['p1.7'] } }]);
  });

  it('is nothing without numbers, or where the document claims none', () => {
    const nothing = { units: [], movements: [], violations: [] };
    expect(claimSide(aDocument(ORDER), { ...given, entries: [] }, aContext())).toEqual(nothing);
    expect(claimSide(aDocument(MOVE), given, aContext())).toEqual(nothing);
  });

  it('tells of numbers that stand in the way, and claims the others', () => {
    const entries = entriesOf(['A1', 'A2']);
    const { units, movements, violations } = claimSide(
      aDocument(ORDER),
      { ...given, entries },
      aContext({ units: [aUnit('A1')] }),
    );
    expect(codes(violations)).toEqual(['serial-exists']);
    expect(units.map(({ after }) => after?.key)).toEqual(['A2']);
    expect(movements).toMatchObject([{ serialCount: 1 }]);
  });
});
