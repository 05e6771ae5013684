/**
 * Records of a delimited text (RFC 4180, with the line ends LF, CRLF and CR), in time that grows with the text however
 * many quotes are not closed: libraries go on to the next quote wherever it is, and can't be told that a cell has to
 * end with its line.
 */

/** Longer ones have lost an end. */
const RECORD_MAX = 64_000;
const BREAK = /\r\n|\n|\r/;

export type CsvRecord = { readonly cells: readonly string[]; readonly isUnreadable?: true };

export type CsvForm = {
  readonly delimiter: string;
  /** Whether cells of a column, from 0, are of one line; asked once the first record is known. */
  readonly singleLine: (header: readonly string[]) => (column: number) => boolean;
};

/** Where the line ends that `from` lies in. */
const lineEnd = (text: string, from: number): number => {
  const end = /[\r\n]|$/g;
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
};

const behindBreak = (text: string, end: number): number => end + (text.startsWith('\r\n', end) ? 2 : 1);

/** The first quote that isn't one of two. */
const loneQuote = (text: string, from: number): number => {
  let at = text.indexOf('"', from);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
};

type Found = {
  readonly text: string;
  readonly end: number;
  /** Text stands behind its last quote, and a line break before it: that quote is another cell's. */
  readonly isTorn?: boolean;
};

/** A cell that begins with a quote; one within it that isn't doubled and ends nothing makes it plain text. */
const quotedCell = (text: string, from: number, plain: RegExp): Found | undefined => {
  const quote = loneQuote(text, from + 1);
  if (quote < 0) return undefined;
  plain.lastIndex = quote + 1;
  const rest = plain.exec(text)?.[0] ?? '';
  const inner = text.slice(from + 1, quote).replaceAll('""', '"');
  const end = quote + 1 + rest.length;
  return rest === '' ? { text: inner, end } : { text: `"${inner}"${rest}`, end, isTorn: BREAK.test(inner) };
};

const plainCell = (text: string, from: number, plain: RegExp): Found => {
  plain.lastIndex = from;
  const cell = plain.exec(text)?.[0] ?? '';
  return { text: cell, end: from + cell.length };
};

type Form = {
  readonly delimiter: string;
  readonly plain: RegExp;
  /** Whether a cell can't have been meant so. */
  readonly isTorn: (cell: string, column: number) => boolean;
};

/** The record that begins at a place, or how far it was read until it was seen to have lost its end. */
const recordAt = (
  text: string,
  from: number,
  { delimiter, plain, isTorn }: Form,
): { readonly cells?: readonly string[]; readonly end: number } => {
  const cells: string[] = [];
  for (let at = from; ; ) {
    const cell = text[at] === '"' ? quotedCell(text, at, plain) : plainCell(text, at, plain);
    if (cell === undefined || cell.end - from > RECORD_MAX) return { end: from + RECORD_MAX };
    if (cell.isTorn === true || isTorn(cell.text, cells.length)) return { end: cell.end };
    cells.push(cell.text);
    if (text[cell.end] !== delimiter) return { cells, end: cell.end };
    at = cell.end + 1;
  }
};

/** So many characters are read in vain; then a quote that is open at the end of its line is wrong in any column. */
const VAIN_MAX = 4_000_000;

/** A record that has its end is taken; of another its first line is unreadable, and what follows is read anew. */
export const csvRecords = (text: string, { delimiter, singleLine }: CsvForm): CsvRecord[] => {
  const plain = new RegExp(`[^${delimiter}\r\n]*`, 'y');
  const records: CsvRecord[] = [];
  let isTorn: Form['isTorn'] = () => false;
  let vain = 0;
  for (let at = 0; at < text.length; ) {
    const { cells, end } = recordAt(text, at, { delimiter, plain, isTorn });
    const last = cells === undefined ? lineEnd(text, at) : end;
    records.push(cells === undefined ? { cells: [text.slice(at, last)], isUnreadable: true } : { cells });
    if (records.length === 1) {
      const isSingle = singleLine(records[0]?.cells ?? []);
      // A break at its end says nothing and is taken off with other white space.
      isTorn = (cell, column) => isSingle(column) && BREAK.test(cell.trim());
    }
    vain += Math.max(0, end - last);
    if (vain > VAIN_MAX) isTorn = (cell) => BREAK.test(cell);
    at = behindBreak(text, last);
  }
  return records;
};
