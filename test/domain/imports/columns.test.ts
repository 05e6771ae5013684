import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  IMPORT_COLUMNS,
  knownIn,
  readHeader,
  readsColumn,
} from '../../../functions/domain/imports/columns.ts';

const NEEDED = ['orderNumber', 'line', 'itemId', 'serial'];

const missing = (detail: string) => ({ pointer: '/header', code: 'column-missing', detail });

describe('the header of a file of rows', () => {
  it('tells where each column stands, in any order, any case and with blanks around', () => {
    expect(readHeader([' SERIAL ', 'itemid', 'Line', 'orderNumber\t'], false)).toEqual({
      columns: { serial: 0, itemId: 1, line: 2, orderNumber: 3 },
      width: 4,
      notices: [],
      violations: [],
    });
    expect(readHeader([...IMPORT_COLUMNS, 'locationId', 'status'], false)).toEqual({
      columns: {
        orderNumber: 0,
        line: 1,
        itemId: 2,
        serial: 3,
        batch: 4,
        expiresOn: 5,
        locationId: 6,
        status: 7,
      },
      width: 8,
      notices: [],
      violations: [],
    });
  });

  it('is read the same in whatever order its columns stand', () => {
    const shuffled = fc.shuffledSubarray([...IMPORT_COLUMNS, 'locationId', 'status', 'price'], {
      minLength: 9,
    });
    fc.assert(
      fc.property(shuffled, (cells) => {
        const { columns, width, violations } = readHeader(cells, false);
        const places = cells.flatMap((name, at) => (name === 'price' ? [] : [[name, at]]));
        expect({ columns, width, violations }).toEqual({
          columns: Object.fromEntries(places),
          width: 9,
          violations: [],
        });
      }),
    );
  });

  it.each([
    ['serial', true],
    [' LocationID ', true],
    ['status', true],
    ['price', false],
    ['', false],
  ])('has "%s" read: %s', (name, isRead) => {
    expect(readsColumn(name)).toBe(isRead);
  });

  it('is told from other lines by how many of its cells are names of ours', () => {
    expect(knownIn(['serial', 'price', '', 'ITEMID'])).toBe(2);
    expect(knownIn(['price'])).toBe(0);
  });

  it.each([
    ['item', ['orderNumber', 'line', 'serial'], 'The column itemId is missing.'],
    ['serial', ['orderNumber', 'line', 'itemId'], 'The column serial is missing.'],
    ['line of the order', ['orderNumber', 'itemId', 'serial'], 'The column line is missing.'],
    [
      'order, or the place of opening stock',
      ['line', 'itemId', 'serial'],
      'The column orderNumber is missing; rows of opening stock need the column locationId, or the place in the query.',
    ],
  ])('must name the %s', (_, cells, detail) => {
    expect(readHeader(cells, false).violations).toEqual([missing(detail)]);
  });

  it('needs no order where rows have their place from a column or from elsewhere', () => {
    expect(readHeader(['itemId', 'serial', 'locationId'], false).violations).toEqual([]);
    expect(readHeader(['itemId', 'serial'], true).violations).toEqual([]);
    expect(readHeader(['itemId', 'serial', 'locationId'], true).violations).toEqual([]);
  });

  it('needs the line of an order even where rows without an order have a place', () => {
    expect(readHeader(['orderNumber', 'itemId', 'serial', 'locationId'], true).violations).toEqual([
      missing('The column line is missing.'),
    ]);
  });

  it('is told of everything that it lacks', () => {
    const details = (cells: readonly string[], hasPlace: boolean) =>
      readHeader(cells, hasPlace).violations.map(({ detail }) => detail);
    expect(details(['price'], true)).toEqual([
      'The column itemId is missing.',
      'The column serial is missing.',
    ]);
    expect(details(['price'], false)).toEqual([
      'The column itemId is missing.',
      'The column serial is missing.',
      'The column orderNumber is missing; rows of opening stock need the column locationId, or the place in the query.',
    ]);
    expect(details(['orderNumber'], false)).toEqual([
      'The column itemId is missing.',
      'The column serial is missing.',
      'The column line is missing.',
    ]);
  });

  it('has no column twice; the first one stands', () => {
    const { columns, violations } = readHeader([...NEEDED, 'Serial', 'SERIAL'], false);
    expect(columns.serial).toBe(3);
    expect(violations).toEqual([
      {
        pointer: '/header',
        code: 'column-repeated',
        detail: 'The column serial stands twice, as number 4 and 5.',
      },
      {
        pointer: '/header',
        code: 'column-repeated',
        detail: 'The column serial stands twice, as number 4 and 6.',
      },
    ]);
  });

  it('has its other columns left out with a notice, those without a name silently', () => {
    const read = readHeader([...NEEDED, ' Price ', '', '  ', 'a "b"'], false);
    expect(read.violations).toEqual([]);
    expect(read.width).toBe(8);
    expect(read.notices).toEqual(['These columns are not read: "Price", "a \\"b\\"".']);
  });

  it('has twenty others named, each by 64 characters at most, and the rest counted', () => {
    const others = (count: number) => Array.from({ length: count }, (_, n) => `c${n}`);
    const named = others(20)
      .map((name) => `"${name}"`)
      .join(', ');
    const notices = (cells: readonly string[]) => readHeader([...NEEDED, ...cells], false).notices;
    expect(notices(others(20))).toEqual([`These columns are not read: ${named}.`]);
    expect(notices(others(23))).toEqual([`These columns are not read: ${named} and 3 more.`]);
    expect(notices(['x'.repeat(65)])).toEqual([`These columns are not read: "${'x'.repeat(64)}".`]);
  });

  it('has at most 200 columns and 20,000 characters', () => {
    const faults = (cells: readonly string[]) => readHeader(cells, false).violations;
    const used = NEEDED.join('').length;
    const wide = (width: number) => [...NEEDED, ...Array.from({ length: width - 4 }, () => '')];
    const long = (characters: number) => [...NEEDED, 'x'.repeat(characters - used)];
    const tooLong = (columns: number, characters: number) => ({
      pointer: '/header',
      code: 'header-too-long',
      detail: `The header has ${columns} columns and ${characters} characters; at most 200 and 20000 are taken.`,
    });
    expect(faults(wide(200))).toEqual([]);
    expect(faults(wide(201))).toEqual([tooLong(201, used)]);
    expect(faults(long(20_000))).toEqual([]);
    expect(faults(long(20_001))).toEqual([tooLong(5, 20_001)]);
  });

  it('is told all that is wrong with it: its length, what stands twice, what is missing', () => {
    const { violations } = readHeader(['serial', 'serial', 'line', 'x'.repeat(20_000)], true);
    expect(violations.map(({ code }) => code)).toEqual([
      'header-too-long',
      'column-repeated',
      'column-missing',
    ]);
  });
});
