import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | undefined;

/** RFC 4180, with CRLF; cells that a spreadsheet would run as formulas are neutralised by an apostrophe. */
export const csvOf = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  stringify([[...columns], ...rows.map((row) => row.map((cell) => (cell === undefined ? '' : `${cell}`)))], {
    record_delimiter: 'windows',
    escape_formulas: true,
    // Readers take either for the end of a row, not only both.
    quoted_match: /[\r\n]/,
  });
