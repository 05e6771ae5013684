import { readSerialText, type SerialText } from '../serial/text.ts';
import type { Settings } from '../settings.ts';
import type { ViolationCode } from '../violations.ts';
import type { Columns, ImportColumn } from './columns.ts';

/** One row of an imported file, as far as it can be read by itself. */

export type RowFault = { readonly code: ViolationCode; readonly detail: string };

/** A row as it lies in a chunk: its number as a spreadsheet shows it, its cells, and what is wrong with it already. */
export type RawRow = {
  readonly row: number;
  readonly cells: readonly string[];
  readonly fault?: RowFault | undefined;
};

export type ImportRow = {
  readonly row: number;
  /** The number or the id of the document whose row it is; none for opening stock. */
  readonly order?: string | undefined;
  readonly line?: number | undefined;
  readonly itemId: string;
  readonly serial: SerialText;
  /** Its key. */
  readonly batch?: string | undefined;
  readonly expiresOn?: string | undefined;
  readonly place?: string | undefined;
  /** What an export says that the unit is. */
  readonly status?: string | undefined;
};

export type ReadRow = { readonly value: ImportRow } | { readonly fault: RowFault };

export type RowRules = {
  readonly caseSensitive: boolean;
  readonly placeholders: readonly string[];
  /** The place of rows of opening stock that name none. */
  readonly locationId?: string | undefined;
};

export const rulesOf = (
  { caseSensitive, placeholders }: Pick<Settings, 'caseSensitive' | 'placeholders'>,
  { locationId }: Pick<RowRules, 'locationId'>,
): RowRules => ({ caseSensitive, placeholders, locationId });

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LINE = /^[1-9]\d{0,3}$/;
/** What spreadsheets make of long numbers, with a point or a comma; `12E-4`, `12E4` and `1.5E9` may be serials. */
const SCIENTIFIC = /^[+-]?(?:\d+(?:[.,]\d+)?E\+\d+|\d[.,]\d+E\d{2,3})$/i;
/** An apostrophe in front of what would be a formula is ours (http/csv.ts), or a spreadsheet's sign for text. */
const NEUTRALISED = /^'(?=[=+\-@\t\r＝＋－＠])/;
const ORDER_MAX = 64;

export const cellOf = (cells: readonly string[], columns: Columns, name: ImportColumn): string => {
  const at = columns[name];
  return (at === undefined ? '' : (cells[at] ?? '')).replace(NEUTRALISED, '').trim();
};

const isDay = (text: string): boolean =>
  text >= '1900-01-01' && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

const roundedFault = (text: string, name: string): RowFault | undefined => {
  if (!SCIENTIFIC.test(text)) return undefined;
  const detail = `${shown(text)} is what a spreadsheet made of a long number; format the column as text and enter the ${name} again.`;
  return { code: 'scientific-notation', detail };
};

const readNumber = (
  text: string,
  of: 'serial' | 'batch',
  { caseSensitive, placeholders }: Pick<RowRules, 'caseSensitive' | 'placeholders'>,
): { readonly serial: SerialText } | { readonly fault: RowFault } => {
  const rounded = roundedFault(text, of);
  if (rounded !== undefined) return { fault: rounded };
  const read = readSerialText(text, caseSensitive, placeholders);
  if (read.ok) return { serial: read.serial };
  return { fault: { code: of === 'batch' ? 'batch-invalid' : read.code, detail: read.detail } };
};

/** Cells beyond the header's must be empty; those that lack at the end are. */
const widthFault = (cells: readonly string[], width: number): RowFault | undefined => {
  const last = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (last > width) {
    const detail = `The row has ${last} cells, and the header ${width}. A serial with the delimiter in it needs quotes.`;
    return { code: 'row-cells', detail };
  }
  return undefined;
};

/** An export says what each unit is. */
export const isInStockRow = (status: string): boolean => /^(in-stock|reserved)$/i.test(status);

const idFault = (text: string, name: string): RowFault | undefined => {
  if (ID.test(text)) return undefined;
  const detail =
    text === '' ? `The cell ${name} is empty.` : `${shown(text)} in the column ${name} is not an id.`;
  return { code: 'cell-invalid', detail };
};

const faultIn = (
  text: { readonly [Name in ImportColumn]: string },
  locationId: string | undefined,
): RowFault | undefined => {
  const { orderNumber, line, itemId, expiresOn, status } = text;
  const place = text.locationId === '' ? locationId : text.locationId;
  const rounded =
    roundedFault(orderNumber, 'order number') ?? roundedFault(line, 'line') ?? roundedFault(itemId, 'item');
  if (rounded !== undefined) return rounded;
  const item = idFault(itemId, 'itemId');
  if (item !== undefined) return item;
  if (orderNumber.length > ORDER_MAX) {
    return { code: 'cell-invalid', detail: `The order number has more than ${ORDER_MAX} characters.` };
  }
  if (line !== '' && !LINE.test(line)) {
    return { code: 'cell-invalid', detail: `${shown(line)} is not the number of a line, from 1.` };
  }
  if (orderNumber === '' && line !== '') {
    return { code: 'cell-invalid', detail: 'A line is named, and no order.' };
  }
  // What isn't in stock may be nowhere; it is only compared.
  const isStock = status === '' || isInStockRow(status);
  if (orderNumber === '' && place === undefined && isStock) {
    return { code: 'location-required', detail: 'Opening stock needs a place in the column locationId.' };
  }
  if (orderNumber === '' && place !== undefined) {
    const fault = idFault(place, 'locationId');
    if (fault !== undefined) return fault;
  }
  if (expiresOn !== '' && !isDay(expiresOn)) {
    return { code: 'date-invalid', detail: `${shown(expiresOn)} is not a day that exists, as YYYY-MM-DD.` };
  }
  return undefined;
};

/** Reads a row's cells; the first thing that is wrong with it is told. */
export const readRow = (
  { row, cells }: RawRow,
  { columns, width }: { readonly columns: Columns; readonly width: number },
  rules: RowRules,
): ReadRow => {
  const tooWide = widthFault(cells, width);
  if (tooWide !== undefined) return { fault: tooWide };
  const cell = (name: ImportColumn): string => cellOf(cells, columns, name);
  const text = {
    orderNumber: cell('orderNumber'),
    line: cell('line'),
    itemId: cell('itemId'),
    serial: cell('serial'),
    batch: cell('batch'),
    expiresOn: cell('expiresOn'),
    locationId: cell('locationId'),
    status: cell('status'),
  };
  // Whether it may become known is judged where it is seen that it isn't.
  const serial = readNumber(text.serial, 'serial', { ...rules, placeholders: [] });
  if ('fault' in serial) return serial;
  const batch = text.batch === '' ? undefined : readNumber(text.batch, 'batch', rules);
  if (batch !== undefined && 'fault' in batch) return batch;
  const fault = faultIn(text, rules.locationId);
  if (fault !== undefined) return { fault };
  const isOpening = text.orderNumber === '';
  const place = text.locationId === '' ? rules.locationId : text.locationId;
  return {
    value: {
      row,
      ...(isOpening ? { place } : { order: text.orderNumber }),
      ...(text.line === '' ? {} : { line: Number(text.line) }),
      itemId: text.itemId,
      serial: serial.serial,
      ...(batch === undefined ? {} : { batch: batch.serial.key }),
      ...(text.expiresOn === '' ? {} : { expiresOn: text.expiresOn }),
      ...(isOpening && text.status !== '' ? { status: text.status.toLowerCase() } : {}),
    },
  };
};

/** What a row's serial is taken for, whatever is wrong with it. */
export const serialShown = (cells: readonly string[], columns: Columns): string =>
  cellOf(cells, columns, 'serial').slice(0, 64);

/** The same number of the same item, as far as it can be told before a row is judged. */
export const numberName = ({ itemId, serial }: ImportRow): string => JSON.stringify([itemId, serial.key]);
