import { describe, expect, it } from 'vitest';
import {
  type Announcement,
  expecting,
  freeOn,
  type Known,
  placed,
  type Sorted,
} from '../../../functions/domain/asn/place.ts';
import type { ListEntry } from '../../../functions/domain/asn/read-list.ts';
import type { LedgerDocument } from '../../../functions/domain/document/document.ts';
import type { Unit } from '../../../functions/domain/unit/unit.ts';
import type { Violation } from '../../../functions/domain/violations.ts';
import { aLine } from '../builders.ts';
import { announcing, aSent, assigned, LIST, listed, orderOf } from './on-order.ts';

const entry = (text: string, given: Partial<ListEntry> = {}): ListEntry => ({
  line: 0,
  itemId: 'phone',
  text,
  key: text,
  pointer: `/lines/0/serials/${text}`,
  ...given,
});

describe('the rows that expect units', () => {
  it('are those of an order, and none of what it gives out', () => {
    const lines = [aLine(), aLine({ line: 2, role: 'consume' })];
    expect(expecting({ kind: 'outsourced-purchase-order', lines })).toEqual([lines[0]]);
    expect(expecting({ kind: 'purchase-order', lines: [aLine()] })).toEqual([aLine()]);
    expect(expecting({ kind: 'sales-order', lines: [aLine()] })).toEqual([]);
  });

  it.each([
    ['nothing on it', aLine({ quantity: 3 }), 0, 3],
    ['some numbers on it', aLine({ quantity: 3, assigned: ['A1', 'A2'] }), 0, 1],
    ['numbers on it that go', aLine({ quantity: 3, assigned: ['A1', 'A2'] }), 2, 3],
    ['some of it received', aLine({ quantity: 3, posted: 2 }), 0, 1],
    ['a broken quantity', aLine({ quantity: 2.5 }), 0, 2],
    ['a number for each unit', aLine({ quantity: 1, assigned: ['A1'] }), 0, 0],
    ['more numbers than units', aLine({ quantity: 1, assigned: ['A1', 'A2'] }), 0, 0],
  ])('take as many numbers as they have room, with %s', (_, line, less, room) => {
    expect(freeOn(line, less)).toBe(room);
  });

  it('have no room for what was given up', () => {
    expect(freeOn({ ...aLine({ quantity: 3 }), cancelled: 20_000 })).toBe(1);
  });
});

describe('the numbers of a list', () => {
  const placing = (given: Partial<Announcement>, sorted: Partial<Sorted>, gone: readonly Unit[] = []) =>
    placed(announcing(given), { fresh: [], adopted: [], violations: [], ...sorted }, gone);
  const rowsOf = ({ rows }: ReturnType<typeof placed>) =>
    rows.map(({ line, add, adopt, remove, drop }) => [
      line.line,
      add.map(({ key }) => key),
      adopt.map(({ entry: { key } }) => key),
      remove.map(({ key }) => key),
      drop.map(({ key }) => key),
    ]);
  const known = (unit: Unit): Known => ({ entry: entry(unit.key), unit, onList: { asnNumber: LIST } });

  it('go on the first rows of their item that expect units and have room', () => {
    const document: LedgerDocument = {
      ...orderOf(
        aLine({ quantity: 5, role: 'consume' }),
        aLine({ line: 2, itemId: 'lamp', quantity: 5 }),
        aLine({ line: 3, quantity: 2, assigned: ['A0'] }),
        aLine({ line: 4, quantity: 2 }),
      ),
      kind: 'outsourced-purchase-order',
    };
    const fresh = ['A1', 'A2', 'A3'].map((text) => entry(text));
    const made = placing({ document, entries: fresh }, { fresh });
    expect(made.violations).toEqual([]);
    expect(rowsOf(made)).toEqual([
      [1, [], [], [], []],
      [2, [], [], [], []],
      [3, ['A1'], [], [], []],
      [4, ['A2', 'A3'], [], [], []],
    ]);
  });

  it('take the room of those that go, but not of those that the order keeps', () => {
    const [gone, kept] = [listed('A1'), listed('A2', { onList: { asnNumber: LIST, adopted: true } })];
    const document = orderOf({ ...aLine({ quantity: 2 }), assigned: assigned(gone, kept) });
    const fresh = [entry('A3')];
    const made = placing({ document, entries: fresh }, { fresh }, [gone, kept]);
    expect(made.violations).toEqual([]);
    expect(rowsOf(made)).toEqual([[1, ['A3'], [], ['A1'], ['A2']]]);
    const more = [entry('A3'), entry('A4')];
    expect(placing({ document, entries: more }, { fresh: more }, [gone, kept]).violations).toMatchObject([
      { code: 'quantity-exceeds-outstanding', expected: 1, actual: 2 },
    ]);
  });

  it('stay on the row that expects them, or leave that', () => {
    const on = (serial: string, line: number, itemId = 'phone') => listed(serial, { line, itemId });
    const document = orderOf(
      aLine({ quantity: 5 }),
      aLine({ line: 2, quantity: 5 }),
      aLine({ line: 3, itemId: 'lamp', quantity: 5 }),
    );
    const adopted = [known(on('A1', 2)), known(on('A2', 1)), known(on('A3', 3, 'lamp'))];
    const gone = [on('A4', 2), on('A5', 1), on('A6', 3, 'lamp')];
    // A line's number says nothing where it is of another item.
    const strays = [on('A7', 1, 'lamp'), on('A8', 3)];
    const made = placing({ document }, { adopted: [...adopted, ...strays.map(known)] }, [...gone, ...strays]);
    expect(rowsOf(made)).toEqual([
      [1, [], ['A2'], ['A5'], []],
      [2, [], ['A1'], ['A4'], []],
      [3, [], ['A3'], ['A6'], []],
    ]);
  });

  const tooMany = (sent: Partial<Announcement>, violations: readonly Violation[] = []) => {
    const entries = sent.entries ?? [];
    const refused = new Set(violations.map(({ serial }) => serial));
    const fresh = entries.filter(({ text }) => !refused.has(text));
    return placing({ ...sent, entries }, { fresh, violations }).violations;
  };
  const beyond = (
    itemId: string,
    [expected, actual]: readonly [number, number],
    line = 0,
    order = 'PO-1',
  ) => ({
    pointer: `/lines/${line}/serials`,
    code: 'quantity-exceeds-outstanding',
    itemId,
    expected,
    actual,
    detail: `${actual} serials of item ${itemId} are announced; order ${order} has room for ${expected}.`,
  });

  it('are too many where an item has no more room, told once of each at its first line', () => {
    const document = orderOf(aLine({ quantity: 1 }), aLine({ line: 2, itemId: 'lamp', quantity: 2 }));
    const lines = ['radio', 'lamp', 'phone', 'lamp'].map((itemId) => aSent({ itemId }));
    const phones = ['A1', 'A2'].map((text) => entry(text));
    const lamps = ['L1', 'L2', 'L3', 'L4', 'L5'].map((text) => entry(text, { itemId: 'lamp' }));
    expect(tooMany({ document, lines, entries: [...lamps, ...phones] })).toEqual([
      beyond('lamp', [2, 5], 1),
      beyond('phone', [1, 2], 2),
    ]);
    const nameless = { ...orderOf(aLine()), number: undefined };
    expect(tooMany({ document: nameless, entries: phones })).toEqual([beyond('phone', [1, 2], 0, 'po-1')]);
  });

  it('are not too many of an item that is not on the order at all: that is told already', () => {
    const entries = [entry('L1', { itemId: 'lamp' })];
    expect(tooMany({ lines: [aSent({ itemId: 'lamp' })], entries })).toEqual([]);
  });

  it('are counted without those that are refused one by one', () => {
    const entries = ['A1', 'A2', 'A3', 'A4', 'A5'].map((text) => entry(text));
    const refused = {
      pointer: '/lines/0/serials/A1',
      serial: 'A1',
      code: 'serial-exists' as const,
      detail: '',
    };
    expect(tooMany({ entries }, [refused])).toEqual([beyond('phone', [3, 4])]);
  });

  it('of a range are refused one by one too, though all stand at one place', () => {
    const pointer = '/lines/0/serialRange';
    const entries = ['A1', 'A2', 'A3', 'A4', 'A5'].map((text, i) =>
      entry(text, { pointer, position: i + 1 }),
    );
    const refused = { pointer, position: 2, serial: 'A2', code: 'serial-exists' as const, detail: '' };
    expect(tooMany({ entries }, [refused])).toEqual([beyond('phone', [3, 4])]);
  });
});
