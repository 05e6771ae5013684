import type { Violation } from '../violations.ts';

/** What a file of rows says in its first line. */

/** The template's columns; `locationId` and `status` are what an export has besides. */
export const IMPORT_COLUMNS = ['orderNumber', 'line', 'itemId', 'serial', 'batch', 'expiresOn'] as const;
const KNOWN = [...IMPORT_COLUMNS, 'locationId', 'status'] as const;
export type ImportColumn = (typeof KNOWN)[number];

/** Where each column stands, from 0. */
export type Columns = { readonly [Name in ImportColumn]?: number | undefined };

export type Header = {
  readonly columns: Columns;
  /** How many cells a row has. */
  readonly width: number;
  readonly notices: readonly string[];
  readonly violations: readonly Violation[];
};

const folded = (cell: string): string => cell.trim().toLowerCase();
const NAMES: ReadonlyMap<string, ImportColumn> = new Map(KNOWN.map((name) => [name.toLowerCase(), name]));

const nameOf = (cell: string): ImportColumn | undefined => NAMES.get(folded(cell));

/** Whether a column of this name is read at all. */
export const readsColumn = (cell: string): boolean => nameOf(cell) !== undefined;

/** How many cells of a line are names of ours; tells a delimiter from others. */
export const knownIn = (cells: readonly string[]): number => cells.filter(readsColumn).length;

const missing = (name: string, why: string): Violation => ({
  pointer: '/header',
  code: 'column-missing',
  detail: `The column ${name} is missing${why}.`,
});

const missingIn = (columns: Columns, hasPlace: boolean): Violation[] => {
  const needed = (['itemId', 'serial'] as const).filter((name) => columns[name] === undefined);
  const faults = needed.map((name) => missing(name, ''));
  if (columns.orderNumber === undefined) {
    const why = '; rows of opening stock need the column locationId, or the place in the query';
    return columns.locationId === undefined && !hasPlace ? [...faults, missing('orderNumber', why)] : faults;
  }
  return columns.line === undefined ? [...faults, missing('line', '')] : faults;
};

const COLUMNS_MAX = 200;
const HEADER_MAX = 20_000;

/** The header is kept with the import. */
const lengthFaults = (cells: readonly string[]): Violation[] => {
  const characters = cells.reduce((sum, cell) => sum + cell.length, 0);
  if (cells.length <= COLUMNS_MAX && characters <= HEADER_MAX) return [];
  const detail = `The header has ${cells.length} columns and ${characters} characters; at most ${COLUMNS_MAX} and ${HEADER_MAX} are taken.`;
  return [{ pointer: '/header', code: 'header-too-long', detail }];
};

const SHOWN = 20;

const noticesFor = (extra: readonly string[]): string[] => {
  if (extra.length === 0) return [];
  const names = extra.slice(0, SHOWN).map((cell) => JSON.stringify(cell.trim().slice(0, 64)));
  const more = extra.length > SHOWN ? ` and ${extra.length - SHOWN} more` : '';
  return [`These columns are not read: ${names.join(', ')}${more}.`];
};

/**
 * Reads the header: names in any case, in any order; others are ignored with a notice. `hasPlace` says that rows
 * without an order have their place from elsewhere.
 */
export const readHeader = (cells: readonly string[], hasPlace: boolean): Header => {
  const columns: { [Name in ImportColumn]?: number } = {};
  const violations: Violation[] = [];
  const extra: string[] = [];
  for (const [at, cell] of cells.entries()) {
    const name = nameOf(cell);
    if (name === undefined) {
      if (cell.trim() !== '') extra.push(cell);
    } else if (columns[name] === undefined) columns[name] = at;
    else {
      const detail = `The column ${name} stands twice, as number ${(columns[name] ?? 0) + 1} and ${at + 1}.`;
      violations.push({ pointer: '/header', code: 'column-repeated', detail });
    }
  }
  return {
    columns,
    width: cells.length,
    notices: noticesFor(extra),
    violations: [...lengthFaults(cells), ...violations, ...missingIn(columns, hasPlace)],
  };
};
