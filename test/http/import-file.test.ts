import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerError } from '../../functions/domain/errors.ts';
import { csvOf } from '../../functions/http/csv.ts';
import { csvRecords } from '../../functions/http/csv-records.ts';
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
/** Only what we don't read may have line breaks. */
const HEADER = ['orderNumber', 'note', 'itemId', 'more', 'third'];
const flat = (cells: readonly string[]): string[] =>
  cells.map((one, i) => (i % 2 === 0 && i < 4 ? one.replaceAll('\n', ' ') : one));

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
          const given = rows.map(flat);
          const lines = [HEADER, ...given].map((cells) => cells.map(quoted).join(delimiter));
          const text = `${hasMark ? '\uFEFF' : ''}${lines.join(newline)}${isEnded ? newline : ''}`;
          const read = readFile(fileText(text));
          expect(read.header).toEqual(HEADER);
          const full = given
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
        const read = readFile(csvOf(['note', 'more'], rows));
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
    expect(rowsOf('note,serial\n\na,1\n,\n"b\nb",2\nc,3\n')).toEqual([
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

  it('loses no row between two quotes that nobody closed', () => {
    const text = 'itemId,note,serial\na,x,"1\nb,"of two\n lines",2\nc,x,"3\nd,x,4\n"e,x,5\nf,x,"6\n"\n';
    expect(rowsOf(text)).toEqual([
      [2, 'a,x,"1', 'row-unreadable'],
      [3, 'b', 'of two\n lines', '2', undefined],
      [4, 'c,x,"3', 'row-unreadable'],
      [5, 'd', 'x', '4', undefined],
      [6, '"e,x,5', 'row-unreadable'],
      [7, 'f', 'x', '6\n', undefined],
    ]);
  });

  it('loses none in columns that are not read either, where the second quote ends nothing', () => {
    const text = 'itemId,serial,note\na,1,"new\nb,2,"used\nc,3,"5 inch\nd,4,"two\nlines"\n';
    expect(rowsOf(text)).toEqual([
      [2, 'a,1,"new', 'row-unreadable'],
      [3, 'b,2,"used', 'row-unreadable'],
      [4, 'c,3,"5 inch', 'row-unreadable'],
      [5, 'd', '4', 'two\nlines', undefined],
    ]);
  });

  it.each([
    [0, 'a,"1\nb,"2\nc,3\n'],
    [0, '"a\n'],
    [0, 'x","\n'],
    [10_000, 'a,b,x","\n'],
    [10_000, 'a,b,x"",""","\n'],
    [1, 'a,b,"\n'],
    [1, 'a,b,"""\n'],
  ])(
    'with many quotes that are not closed is read in bounded time: %i columns that are not ours, %j',
    (columns, part) => {
      const count = Math.min(4_000_000 / part.length, 240_000 / (part.split('\n').length - 1));
      const text = `itemId,serial${',n'.repeat(columns)}\n${part.repeat(Math.floor(count))}`;
      expect(readFile(text).rows.length).toBeGreaterThan(1);
    },
  );

  it('is parted as the library csv-parse does it, where no cell has to be of one line', () => {
    const part = fc.constantFrom('"', '"', '""', ',', ',', ';', '\n', '\r\n', '\r', ' ', 'a', '1');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), fc.constantFrom(...DELIMITERS), (parts, delimiter) => {
        const text = parts.join('');
        const read = csvRecords(text, { delimiter, singleLine: () => () => false });
        // What has no end is told by an error there, which is not what we want.
        if (read.some(({ isUnreadable }) => isUnreadable)) return;
        const record_delimiter = ['\r\n', '\n', '\r'];
        const options = { delimiter, record_delimiter, relax_quotes: true, relax_column_count: true };
        expect(read.map(({ cells }) => cells)).toEqual(parse(text, options));
      }),
      { numRuns: 5_000 },
    );
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
    const blank = [`,,,,${end}`.repeat(500_000), end.repeat(2_000_000)].join(end);
    const filled = readFile(['itemId,serial', 'watch,A1', '', 'watch,A2,,', blank].join(end));
    expect(filled.rows.map(({ row, cells }) => [row, cells[1]])).toEqual([
      [2, 'A1'],
      [4, 'A2'],
    ]);
    expect(codesOf(() => readFile(`itemId,serial${end}${end.repeat(2_000_000)}watch,A1`))).toEqual([
      expect.stringMatching(/^rows-too-many: The file has 2000002 lines/),
    ]);
  });
});
