import type { FileRows } from '../app/imports/start.ts';
import { LedgerError } from '../domain/errors.ts';
import { knownIn, readsColumn } from '../domain/imports/columns.ts';
import type { RawRow } from '../domain/imports/row.ts';
import type { ViolationCode } from '../domain/violations.ts';
import { csvRecords } from './csv-records.ts';

/** From the text of a file to its rows: which delimiter it has, and what lies in its cells (RFC 4180). */

const DELIMITERS = [',', ';', '\t'] as const;

const refused = (code: ViolationCode, detail: string): LedgerError =>
  new LedgerError({ code: 'refused', violations: [{ pointer: '', code, detail }] });

const LINE_END = /\r\n|\n|\r/;
/** A line break in a cell that we read is there because a quote was not closed; beyond the header no cell has any. */
const singleLine =
  (header: readonly string[]) =>
  (column: number): boolean =>
    column >= header.length || readsColumn(header[column] ?? '');

/** By the header: the delimiter that shows most of our columns, or makes most cells. */
const delimiterOf = (header: string): string => {
  const rated = DELIMITERS.map((delimiter) => {
    const cells = csvRecords(header, { delimiter, singleLine })[0]?.cells ?? [];
    return { delimiter, known: knownIn(cells), cells: cells.length };
  });
  const [best] = rated.sort((a, b) => b.known - a.known || b.cells - a.cells);
  return best?.delimiter ?? ',';
};

/** Some spreadsheets say their delimiter in a line of its own, which they don't show. */
const SAID = /^sep=([,;\t])(?:\r\n|\n|\r)/i;

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Blank ones cost as much as others to read; a file of 4 MB has fewer rows that say anything. */
const LINES_MAX = 250_000;

const linesIn = (text: string): number => {
  let count = 1;
  for (const _ of text.matchAll(/\r\n|\n|\r/g)) count += 1;
  return count;
};

/** Spreadsheets save as many rows as were ever touched: what comes behind the last one that says anything is left. */
const withoutBlankEnd = (text: string, delimiter: string): string => {
  const blank = ` \t\r\n${delimiter}`;
  let end = text.length;
  while (end > 0 && blank.includes(text[end - 1] ?? '')) end -= 1;
  const next = text.slice(end).search(LINE_END);
  return next < 0 ? text : text.slice(0, end + next);
};

/**
 * Rows are numbered as a spreadsheet shows them: the header is row 1, blank rows count, and are left out.
 * @throws LedgerError `refused` with `file-empty`
 */
export const readFile = (given: string): FileRows => {
  const said = SAID.exec(given);
  const text = said === null ? given : given.slice(said[0].length);
  if (text.trim() === '') throw refused('file-empty', 'The file is empty.');
  const delimiter = said?.[1] ?? delimiterOf(text.split(LINE_END, 1)[0] ?? '');
  const filled = withoutBlankEnd(text, delimiter);
  const lines = linesIn(filled);
  if (lines > LINES_MAX) {
    const detail = `The file has ${lines} lines, blank ones too; at most ${LINES_MAX} are read.`;
    throw refused('rows-too-many', detail);
  }
  const [header, ...rows] = csvRecords(filled, { delimiter, singleLine }).map(
    ({ cells, isUnreadable }, i): RawRow => ({
      row: i + 1,
      cells,
      ...(isUnreadable === true
        ? {
            fault: {
              code: 'row-unreadable',
              detail: 'A quote of this row is not closed, or the row has no end.',
            },
          }
        : {}),
    }),
  );
  return { header: header?.cells ?? [], rows: rows.filter(({ cells }) => !isBlank(cells)) };
};
