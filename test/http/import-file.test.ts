import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerError } from '../../functions/domain/errors.ts';
import { csvOf } from '../../functions/http/csv.ts';
import { FILE_BYTES_MAX, fileText } from '../../functions/http/file-text.ts';
import { readFile } from '../../functions/http/import-file.ts';

const rowsOf = (text: string) =>
  readFile(text).rows.map(({ row, cells, fault }) => [row, ...cells, fault?.code]);

const codesOf = (act: () => unknown): string[] => {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof LedgerError) || error.error.code !== 'refused') throw error;
    return error.error.violations.map(({ code, detail }) => `${code}: ${detail}`);
  }
};

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
/** Text as it may stand in a cell; the parser is not asked what control characters mean. */
const cell = fc.string({ unit: fc.constantFrom(...'ab1 ,;"\'=+-@ä\n\t'.split('')), maxLength: 8 });
const DELIMITERS = [',', ';', '\t'] as const;
const NEWLINES = ['\n', '\r\n', '\r'] as const;
const HEADER = ['orderNumber', 'line', 'itemId', 'serial'];

describe('a file', () => {
  it('is read as it was written, whatever its delimiter, quotes and line ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
        fc.constantFrom(...DELIMITERS),
        fc.constantFrom(...NEWLINES),
        fc.boolean(),
        fc.boolean(),
        (rows, delimiter, newline, isEnded, hasMark) => {
          const lines = [HEADER, ...rows].map((cells) => cells.map(quoted).join(delimiter));
          const text = `${hasMark ? '\uFEFF' : ''}${lines.join(newline)}${isEnded ? newline : ''}`;
          const read = readFile(fileText(text));
          expect(read.header).toEqual(HEADER);
          const full = rows
            .map((cells, i) => ({ row: i + 2, cells }))
            .filter(({ cells }) => cells.some((one) => one.trim() !== ''));
          expect(read.rows).toEqual(full);
        },
      ),
    );
  });

  it('is read as our exports write it', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 5 }), (rows) => {
        const read = readFile(csvOf(['itemId', 'serial'], rows));
        const unguard = (cells: readonly string[]) =>
          cells.map((one) => one.replace(/^'(?=[=+\-@\t\r])/, ''));
        const unguarded = read.rows.map(({ cells }) => unguard(cells));
        const isText = (cells: readonly string[]) => cells.some((one) => one.trim() !== '');
        // An apostrophe of their own, where we would put one, goes as well.
        expect(unguarded.filter(isText)).toEqual(rows.map(unguard).filter(isText));
      }),
    );
  });

  it('never breaks us, whatever it is', () => {
    const part = fc.constantFrom(
      '"',
      ',',
      ';',
      '\n',
      '\r',
      '\t',
      'serial',
      'itemId',
      ' ',
      '""',
      'a',
      "'",
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        codesOf(() => readFile(fileText(text)));
        codesOf(() => readFile(fileText(Buffer.from(text, 'utf16le'))));
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        codesOf(() => readFile(fileText(Buffer.from(bytes))));
      }),
      { numRuns: 1_000 },
    );
  });

  it('numbers its rows as a spreadsheet does: blank ones count and are left out', () => {
    expect(rowsOf('itemId,serial\n\na,1\n,\n"b\nb",2\nc,3\n')).toEqual([
      [3, 'a', '1', undefined],
      [5, 'b\nb', '2', undefined],
      [6, 'c', '3', undefined],
    ]);
  });

  it('may say its delimiter in a line that spreadsheets do not show', () => {
    expect(readFile('sep=;\r\nitemId;serial\r\na;1\r\n')).toMatchObject({
      header: ['itemId', 'serial'],
      rows: [{ row: 2 }],
    });
  });

  it('loses no more than the row in which a quote is not closed', () => {
    expect(rowsOf('itemId,serial\na,"1\nb,2\nc,3')).toEqual([
      [2, 'a,"1', 'row-unreadable'],
      [3, 'b', '2', undefined],
      [4, 'c', '3', undefined],
    ]);
  });

  it('with many quotes that are not closed is read in bounded time', () => {
    const text = `itemId,serial\n${'a,"1\nb,"2\nc,3\n'.repeat(60_000)}`;
    const start = performance.now();
    expect(readFile(text).rows.length).toBeGreaterThan(1);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it.each([
    ['nothing', '', /^file-empty/],
    ['blanks', ' \r\n ', /^file-empty/],
    ['a control character', 'itemId,serial\na,\u0001', /^file-binary: .*byte 16 is U\+0001/],
    ['bytes that are no UTF-8', Buffer.from([0x69, 0xe4, 0x2c]), /^file-encoding: .*byte 1 begins/],
    ['UTF-16', Buffer.from('\uFEFFitemId', 'utf16le'), /^file-encoding: .*byte 0 .*UTF-16/],
    ['an archive', Buffer.from('PK\u0003\u0004'), /^file-binary: .*byte 2/],
    ['more than 4 MB', Buffer.alloc(FILE_BYTES_MAX + 1, 'a'), /^file-too-large: .*4194305/],
  ])('of %s is refused', (_, body, told) => {
    expect(codesOf(() => readFile(fileText(body)))).toEqual([expect.stringMatching(told)]);
  });

  it.each(NEWLINES)('stays quick where most lines are blank, and leaves out the blank end: %j', (end) => {
    const start = performance.now();
    const blank = [`,,,,${end}`.repeat(500_000), end.repeat(2_000_000)].join(end);
    const filled = readFile(['itemId,serial', 'watch,A1', '', 'watch,A2,,', blank].join(end));
    expect(filled.rows.map(({ row, cells }) => [row, cells[1]])).toEqual([
      [2, 'A1'],
      [4, 'A2'],
    ]);
    expect(codesOf(() => readFile(`itemId,serial${end}${end.repeat(2_000_000)}watch,A1`))).toEqual([
      expect.stringMatching(/^rows-too-many: The file has 2000002 lines/),
    ]);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
