import { CsvError, type Options, parse } from 'csv-parse/sync';
import * as z from 'zod';
import type { FileRows } from '../app/start-import.ts';
import { LedgerError, type ViolationCode } from '../domain/errors.ts';
import { knownIn } from '../domain/imports/columns.ts';
import type { RawRow } from '../domain/imports/row.ts';

/** From the text of a file to its rows: which delimiter it has, and what lies in its cells (RFC 4180). */

const RECORD_MAX = 64_000;
/** How often parsing is begun anew behind a quote that nobody closed; what then is left is one unreadable row. */
const RECOVERIES = 20;
const DELIMITERS = [',', ';', '\t'] as const;

const refused = (code: ViolationCode, detail: string): LedgerError =>
  new LedgerError({ code: 'refused', violations: [{ pointer: '', code, detail }] });

const LINE_END = /\r\n|\n|\r/;
const OPTIONS: Options = {
  relax_column_count: true,
  relax_quotes: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  max_record_size: RECORD_MAX,
};
const withInfo = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

/** Records up to a fault, and on which line it begins, from 0. */
const parsed = (
  text: string,
  delimiter: string,
): { readonly records: readonly (readonly string[])[]; readonly faultAt?: number } => {
  const records: (readonly string[])[] = [];
  let lines = 0;
  try {
    parse(text, {
      ...OPTIONS,
      delimiter,
      info: true,
      on_record: (given: unknown) => {
        const { record, info } = withInfo.parse(given);
        records.push(record);
        lines = info.lines;
        return null;
      },
    });
    return { records };
  } catch (error) {
    if (error instanceof CsvError) return { records, faultAt: lines };
    throw error;
  }
};

const quick = (text: string, delimiter: string): readonly (readonly string[])[] | undefined => {
  try {
    return z.array(z.array(z.string())).parse(parse(text, { ...OPTIONS, delimiter }));
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
};

type Parted = { readonly cells: readonly string[]; readonly isUnreadable?: true };

/** A quote that nobody closes spoils its own line only. */
const recovered = (text: string, delimiter: string): Parted[] => {
  const all: Parted[] = [];
  let rest = text;
  for (let n = 0; n < RECOVERIES; n += 1) {
    const { records, faultAt } = parsed(rest, delimiter);
    all.push(...records.map((cells) => ({ cells })));
    if (faultAt === undefined) return all;
    const lines = rest.split(LINE_END);
    all.push({ cells: [lines[faultAt] ?? ''], isUnreadable: true });
    rest = lines.slice(faultAt + 1).join('\n');
    if (rest === '') return all;
  }
  return [...all, { cells: [rest.slice(0, 1_000)], isUnreadable: true }];
};

const partedBy = (text: string, delimiter: string): Parted[] =>
  quick(text, delimiter)?.map((cells) => ({ cells })) ?? recovered(text, delimiter);

/** By the header: the delimiter that shows most of our columns, or makes most cells. */
const delimiterOf = (header: string): string => {
  const rated = DELIMITERS.map((delimiter) => {
    const cells = partedBy(header, delimiter)[0]?.cells ?? [];
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
const withoutBlankEnd = (text: string): string => {
  let end = text.length;
  while (end > 0 && ' ,;\t\r\n'.includes(text[end - 1] ?? '')) end -= 1;
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
  const filled = withoutBlankEnd(text);
  const lines = linesIn(filled);
  if (lines > LINES_MAX) {
    const detail = `The file has ${lines} lines, blank ones too; at most ${LINES_MAX} are read.`;
    throw refused('rows-too-many', detail);
  }
  const delimiter = said?.[1] ?? delimiterOf(text.split(LINE_END, 1)[0] ?? '');
  const [header, ...rows] = partedBy(filled, delimiter).map(
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
