import type { DecisionContext } from '../document/context.ts';
import type { DocumentLine, LedgerDocument } from '../document/document.ts';
import { claimOf, lineFlow } from '../document/kinds.ts';
import type { Item } from '../registry.ts';
import { type Unit, unitKey } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { ImportRow, RowFault } from './row.ts';

/** Batch and expiry that rows name besides their numbers. */

export type Details = {
  /** As it is decided on. */
  readonly line: DocumentLine;
  /** As it is stated by the document. */
  readonly stated: DocumentLine;
};

/**
 * Units of an order have the batch and expiry of their row. Where that says nothing and nothing is on it yet, the first
 * one of the file that does says it.
 */
export const withDetails = (
  document: LedgerDocument,
  line: DocumentLine,
  rows: readonly ImportRow[],
): Details => {
  const isBlank = line.assigned.length === 0 && line.posted === 0;
  if (!isBlank || claimOf(document.kind, line) !== 'expect') return { line, stated: line };
  const batch = line.batch ?? rows.find((row) => row.batch !== undefined)?.batch;
  const expiresOn = line.expiresOn ?? rows.find((row) => row.expiresOn !== undefined)?.expiresOn;
  return { line: { ...line, batch, expiresOn }, stated: line };
};

type Given = {
  readonly item: Item;
  readonly context: DecisionContext;
  readonly document: LedgerDocument;
};

const at = ({ row, serial }: ImportRow) => ({ pointer: '', position: row, serial: serial.text });

/** Why a row that names a unit that is there already contradicts it; nothing where it says the same or less. */
export const contradiction = (
  row: ImportRow,
  has: { readonly batch?: string | undefined; readonly expiresOn?: string | undefined },
): RowFault | undefined => {
  const { text } = row.serial;
  if (row.batch !== undefined && has.batch !== undefined && row.batch !== has.batch) {
    const detail = `"${text}" is there already, with batch ${has.batch}, not ${row.batch}.`;
    return { code: 'batch-differs', detail };
  }
  if (row.expiresOn !== undefined && has.expiresOn !== undefined && row.expiresOn !== has.expiresOn) {
    const detail = `"${text}" is there already, and expires on ${has.expiresOn}, not on ${row.expiresOn}.`;
    return { code: 'expiry-differs', detail };
  }
  return undefined;
};

/** Against the row of the order, where units come in by it. */
const againstLine = (row: ImportRow, { line, stated }: Details): Violation[] => {
  const faults: Violation[] = [];
  const batch = stated.batch ?? line.batch;
  if (row.batch !== undefined && row.batch !== batch) {
    const detail = `Line ${line.line} has batch ${batch ?? 'none'}, not ${row.batch}.`;
    faults.push({ ...at(row), code: 'batch-differs', detail });
  }
  const expiresOn = stated.expiresOn ?? line.expiresOn;
  if (row.expiresOn !== undefined && row.expiresOn !== expiresOn) {
    const detail = `Line ${line.line} expires on ${expiresOn ?? 'no day'}, not on ${row.expiresOn}.`;
    faults.push({ ...at(row), code: 'expiry-differs', detail });
  }
  return faults;
};

/** Against what the unit has, where it is there already. */
const againstUnit = (row: ImportRow, unit: Unit | undefined): Violation[] => {
  const faults: Violation[] = [];
  if (row.batch !== undefined && unit?.batch !== undefined && row.batch !== unit.batch) {
    const detail = `"${unit.serial}" is of batch ${unit.batch}, not ${row.batch}.`;
    faults.push({ ...at(row), code: 'batch-differs', detail });
  }
  if (row.expiresOn !== undefined && unit?.expiresOn !== undefined && row.expiresOn !== unit.expiresOn) {
    const detail = `"${unit.serial}" expires on ${unit.expiresOn}, not on ${row.expiresOn}.`;
    faults.push({ ...at(row), code: 'expiry-differs', detail });
  }
  return faults;
};

export const detailFaults = (
  rows: readonly ImportRow[],
  details: Details,
  { item, context, document }: Given,
): Violation[] => {
  const isIn = lineFlow(document.kind, details.line, 'post')?.stock === 'in';
  return rows.flatMap((row) =>
    isIn
      ? againstLine(row, details)
      : againstUnit(row, context.units.get(unitKey(item.itemId, row.serial.key))),
  );
};
