import { describe, expect, it } from 'vitest';
import { IMPORT_COLUMNS } from '../../../functions/domain/imports/columns.ts';
import {
  cellOf,
  isInStockRow,
  numberName,
  type RowRules,
  readRow,
  rulesOf,
  serialShown,
} from '../../../functions/domain/imports/row.ts';
import { DEFAULT_SETTINGS } from '../../../functions/domain/settings.ts';

const HEADER = [...IMPORT_COLUMNS, 'locationId', 'status'] as const;
const COLUMNS = Object.fromEntries(HEADER.map((name, at) => [name, at]));
const WIDTH = HEADER.length;

type Cells = { readonly [Name in (typeof HEADER)[number]]?: string };

const RULES: RowRules = { caseSensitive: false, placeholders: ['N/A'] };

const read = (cells: readonly string[], rules: Partial<RowRules> = {}) =>
  readRow({ row: 7, cells }, { columns: COLUMNS, width: WIDTH }, { ...RULES, ...rules });
const cellsOf = (cells: Cells): string[] => HEADER.map((name) => cells[name] ?? '');

/** A row of an order that is good, but for what is told otherwise. */
const ordered = (cells: Cells = {}, rules: Partial<RowRules> = {}) =>
  read(cellsOf({ orderNumber: 'PO-1', itemId: 'phone', serial: 'a1', ...cells }), rules);
/** A row of opening stock that is good, but for what is told otherwise. */
const opening = (cells: Cells = {}, rules: Partial<RowRules> = {}) =>
  read(cellsOf({ itemId: 'phone', serial: 'a1', locationId: 'main', ...cells }), rules);

const fault = (code: string, detail: string) => ({ fault: { code, detail } });
const invalid = (detail: string) => fault('cell-invalid', detail);
const rounded = (text: string, name: string) =>
  fault(
    'scientific-notation',
    `"${text}" is what a spreadsheet made of a long number; format the column as text and enter the ${name} again.`,
  );

const A1 = { text: 'a1', key: 'A1' };

describe('a row of a file', () => {
  it('of an order is read with what it tells, and with nothing else', () => {
    expect(ordered()).toStrictEqual({ value: { row: 7, order: 'PO-1', itemId: 'phone', serial: A1 } });
    expect(ordered({ line: '3', batch: 'b1', expiresOn: '2027-01-31' })).toStrictEqual({
      value: {
        row: 7,
        order: 'PO-1',
        line: 3,
        itemId: 'phone',
        serial: A1,
        batch: 'B1',
        expiresOn: '2027-01-31',
      },
    });
  });

  it('of an order has no place and no status, whatever its cells and the query say', () => {
    expect(ordered({ locationId: 'sh op', status: 'sold' }, { locationId: 'main' })).toStrictEqual({
      value: { row: 7, order: 'PO-1', itemId: 'phone', serial: A1 },
    });
  });

  it('of opening stock has its place, by its own cell or by the query', () => {
    expect(opening()).toStrictEqual({ value: { row: 7, place: 'main', itemId: 'phone', serial: A1 } });
    expect(opening({ locationId: '' }, { locationId: 'shop' })).toStrictEqual({
      value: { row: 7, place: 'shop', itemId: 'phone', serial: A1 },
    });
    expect(opening({}, { locationId: 'shop' })).toMatchObject({ value: { place: 'main' } });
  });

  it('of an export says what the unit is, in lower case; what is not in stock may be nowhere', () => {
    expect(opening({ status: 'In-Stock' })).toStrictEqual({
      value: { row: 7, place: 'main', itemId: 'phone', serial: A1, status: 'in-stock' },
    });
    expect(opening({ status: 'Sold', locationId: '' })).toMatchObject({
      value: { place: undefined, status: 'sold' },
    });
    expect(opening({ status: 'sold', locationId: 'sh op' })).toEqual(
      invalid('"sh op" in the column locationId is not an id.'),
    );
  });

  it.each([
    ['in-stock', true],
    ['RESERVED', true],
    ['in-stock ', false],
    ['not-in-stock', false],
    ['sold', false],
    ['', false],
  ])('with the status "%s" is of stock: %s', (status, isStock) => {
    expect(isInStockRow(status)).toBe(isStock);
  });

  it('is judged as the tenant says: upper and lower case, placeholders, the place of the query', () => {
    const settings = { ...DEFAULT_SETTINGS, caseSensitive: true, placeholders: ['NIX'] };
    const rules = rulesOf(settings, { locationId: 'main' });
    expect(rules).toEqual({ caseSensitive: true, placeholders: ['NIX'], locationId: 'main' });
    expect(opening({ serial: 'a1', batch: 'b1' }, rules)).toMatchObject({
      value: { serial: { text: 'a1', key: 'a1' }, batch: 'b1' },
    });
    expect(opening({ batch: 'nix' }, rules)).toEqual(
      fault('batch-invalid', '"nix" is a placeholder, not a number.'),
    );
    expect(opening({ batch: 'N/A' }, rules)).toMatchObject({ value: { batch: 'N/A' } });
  });

  it.each(['n/a', 'NIX'])('may have a unit of the number "%s", as far as it can tell by itself', (serial) => {
    const rules = { caseSensitive: false, placeholders: ['N/A', 'NIX'] };
    expect(opening({ serial }, rules)).toMatchObject({ value: { serial: { text: serial } } });
  });

  it('may lack cells at its end, and may have empty ones beyond the header', () => {
    const short = ['PO-1', '', 'phone', 'a1'];
    expect(read(short)).toMatchObject({ value: { order: 'PO-1', serial: A1 } });
    expect(read([...cellsOf({ orderNumber: 'PO-1', itemId: 'phone', serial: 'a1' }), '', ' '])).toMatchObject(
      {
        value: { order: 'PO-1', serial: A1 },
      },
    );
    const full = cellsOf({ itemId: 'phone', serial: 'a1', locationId: 'main', status: 'in-stock' });
    expect(read(full)).toMatchObject({ value: { status: 'in-stock' } });
    expect(read([...full, '', 'x', ''])).toEqual(
      fault(
        'row-cells',
        'The row has 10 cells, and the header 8. A serial with the delimiter in it needs quotes.',
      ),
    );
  });
});

describe('a cell', () => {
  const cell = (text: string) => cellOf([text], { serial: 0 }, 'serial');

  it('is what stands in its column, without blanks around; nothing where there is none', () => {
    expect(cellOf(['x', ' a1 '], { serial: 1 }, 'serial')).toBe('a1');
    expect(cellOf(['x'], { serial: 1 }, 'serial')).toBe('');
    expect(cellOf(['x'], {}, 'serial')).toBe('');
  });

  it.each([
    ["'=1", '=1'],
    ["'+1", '+1'],
    ["'-1", '-1'],
    ["'@x", '@x'],
    ["'＝1", '＝1'],
    ["'\tx", 'x'],
    ["'a1", "'a1"],
    ["a'-1", "a'-1"],
    ["''-1", "''-1"],
  ])('%j is read as %j: an apostrophe in front of what would be a formula goes', (text, is) => {
    expect(cell(text)).toBe(is);
  });

  it('of a serial is shown whatever is wrong with it, by 64 characters at most', () => {
    expect(serialShown(['x', ` ${'ä'.repeat(70)}`], { serial: 1 })).toBe('ä'.repeat(64));
    expect(serialShown(['x'], {})).toBe('');
  });
});

describe('what a spreadsheet has rounded', () => {
  it.each(['1.2E+11', '1,2E+11', '1E+5', '-12E+11', '+3.5e+10', '1.23456E11', '1,5e100'])(
    '%s is no serial',
    (serial) => {
      expect(ordered({ serial })).toEqual(rounded(serial, 'serial'));
    },
  );

  it.each(['12E4', '1.5E9', '12E-4', 'A1E+11', '1.2E11B', '12.5E11', '1.5E1000', 'E11', '.5E11'])(
    '%s may be one, or at least nothing rounded',
    (serial) => {
      expect(ordered({ serial })).not.toMatchObject({ fault: { code: 'scientific-notation' } });
    },
  );

  it('is refused in every column of numbers, by its name', () => {
    expect(ordered({ batch: '1.2E+11' })).toEqual(rounded('1.2E+11', 'batch'));
    expect(ordered({ orderNumber: '1.2E+11' })).toEqual(rounded('1.2E+11', 'order number'));
    expect(ordered({ line: '1.2E+11' })).toEqual(rounded('1.2E+11', 'line'));
    expect(ordered({ itemId: '1.2E+11' })).toEqual(rounded('1.2E+11', 'item'));
    expect(ordered({ expiresOn: '1.2E+11' })).toMatchObject({ fault: { code: 'date-invalid' } });
  });
});

describe('a row that can not be read', () => {
  it.each([
    ['', 'serial-empty', 'The serial is empty.'],
    ['--', 'serial-no-alphanumeric', '"--" has neither a letter nor a digit.'],
  ])('has the serial "%s"', (serial, code, detail) => {
    expect(ordered({ serial })).toEqual(fault(code, detail));
  });

  it('has a batch that is no number, and is told so of its batch', () => {
    expect(ordered({ batch: '--' })).toEqual(
      fault('batch-invalid', '"--" has neither a letter nor a digit.'),
    );
    expect(ordered({ batch: 'n/a' })).toEqual(
      fault('batch-invalid', '"n/a" is a placeholder, not a number.'),
    );
    expect(ordered({ batch: 'serial#1' })).toEqual(
      fault(
        'batch-invalid',
        '"serial#1" holds "#" (U+0023); letters A–Z, digits, spaces and - _ / , . are allowed.',
      ),
    );
  });

  it.each([
    ['', 'The cell itemId is empty.'],
    ['-x', '"-x" in the column itemId is not an id.'],
    ['a b', '"a b" in the column itemId is not an id.'],
    ['x'.repeat(65), `"${'x'.repeat(40)}…" in the column itemId is not an id.`],
    [`${'x'.repeat(39)} `.padEnd(41, '!'), `"${'x'.repeat(39)} …" in the column itemId is not an id.`],
    [`${'x'.repeat(39)}!`, `"${'x'.repeat(39)}!" in the column itemId is not an id.`],
  ])('has the item "%s"', (itemId, detail) => {
    expect(ordered({ itemId })).toEqual(invalid(detail));
  });

  it.each(['phone', 'P.h_o-n.3', '0', 'x'.repeat(64)])('has not the item %s', (itemId) => {
    expect(ordered({ itemId })).toMatchObject({ value: { itemId } });
  });

  it('has an order number of more than 64 characters', () => {
    expect(ordered({ orderNumber: 'x'.repeat(64) })).toMatchObject({ value: { order: 'x'.repeat(64) } });
    expect(ordered({ orderNumber: 'x'.repeat(65) })).toEqual(
      invalid('The order number has more than 64 characters.'),
    );
  });

  it.each(['0', '01', '-1', '1.5', '10000', 'x', '1x', 'x1'])('has the line %s', (line) => {
    expect(ordered({ line })).toEqual(invalid(`"${line}" is not the number of a line, from 1.`));
  });

  it.each(['1', '10', '9999'])('has not the line %s', (line) => {
    expect(ordered({ line })).toMatchObject({ value: { line: Number(line) } });
  });

  it('names a line, and no order', () => {
    expect(opening({ line: '1' })).toEqual(invalid('A line is named, and no order.'));
  });

  it('is of opening stock, and at no place or none that could be one', () => {
    const required = fault('location-required', 'Opening stock needs a place in the column locationId.');
    expect(opening({ locationId: '' })).toEqual(required);
    expect(opening({ locationId: '', status: 'reserved' })).toEqual(required);
    expect(opening({ locationId: 'sh op' })).toEqual(
      invalid('"sh op" in the column locationId is not an id.'),
    );
    expect(opening({ locationId: '' }, { locationId: '' })).toEqual(invalid('The cell locationId is empty.'));
  });

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '2026-01',
    '2026',
    '+012026-01-01',
    '+012026-01',
    '1.2.2027',
    '1899-12-31',
    '2026-01-01x',
    'x2026-01-01',
    '02026-01-01',
    'soon',
  ])('has the expiry %s', (expiresOn) => {
    expect(ordered({ expiresOn })).toEqual(
      fault('date-invalid', `"${expiresOn}" is not a day that exists, as YYYY-MM-DD.`),
    );
    expect(opening({ expiresOn })).toEqual(ordered({ expiresOn }));
  });

  it.each(['1900-01-01', '2028-02-29', '9999-12-31'])('has not the expiry %s', (expiresOn) => {
    expect(ordered({ expiresOn })).toMatchObject({ value: { expiresOn } });
  });

  it('is told the first thing that is wrong with it', () => {
    const wrong: Cells = {
      orderNumber: 'x'.repeat(65),
      line: '0',
      itemId: '-',
      serial: '--',
      batch: '--',
      expiresOn: 'soon',
    };
    const codeOf = (cells: Cells, more: readonly string[] = []) => {
      const result = read([...cellsOf(cells), ...more]);
      return 'fault' in result ? `${result.fault.code} ${result.fault.detail}` : 'good';
    };
    const told = [
      codeOf(wrong, ['more']),
      codeOf(wrong),
      codeOf({ ...wrong, serial: 'a1' }),
      codeOf({ ...wrong, serial: 'a1', batch: '' }),
      codeOf({ ...wrong, serial: 'a1', batch: '', itemId: 'phone' }),
      codeOf({ ...wrong, serial: 'a1', batch: '', itemId: 'phone', orderNumber: '' }),
      codeOf({ ...wrong, serial: 'a1', batch: '', itemId: 'phone', orderNumber: '', line: '1' }),
      codeOf({ ...wrong, serial: 'a1', batch: '', itemId: 'phone', orderNumber: '', line: '' }),
      codeOf({ ...wrong, serial: 'a1', batch: '', itemId: 'phone', orderNumber: 'PO-1', line: '' }),
    ];
    expect(told.map((one) => one.split(' ')[0])).toEqual([
      'row-cells',
      'serial-no-alphanumeric',
      'batch-invalid',
      'cell-invalid',
      'cell-invalid',
      'cell-invalid',
      'cell-invalid',
      'location-required',
      'date-invalid',
    ]);
    expect(told.slice(3, 7)).toEqual([
      'cell-invalid "-" in the column itemId is not an id.',
      'cell-invalid The order number has more than 64 characters.',
      'cell-invalid "0" is not the number of a line, from 1.',
      'cell-invalid A line is named, and no order.',
    ]);
  });
});

describe('the name of a number', () => {
  it('is the same where item and key are, and only there', () => {
    const name = (itemId: string, key: string, row = 1) =>
      numberName({ row, itemId, serial: { text: key.toLowerCase(), key } });
    expect(name('phone', 'A1', 1)).toBe(name('phone', 'A1', 2));
    const names = [name('phone', 'A1'), name('phone', 'A2'), name('radio', 'A1'), name('phoneA', '1')];
    expect(new Set(names).size).toBe(4);
  });
});
