import {
  type DocumentLine,
  type LedgerDocument,
  outstanding,
  SERIALS_PER_DOCUMENT,
} from '../document/document.ts';
import { captureOf } from '../document/kinds.ts';
import { quantityShown } from '../quantity.ts';
import type { RowFault } from './row.ts';

/** How many more numbers a row takes while it is open, and how many for what was posted without. */
export const roomOf = (document: LedgerDocument, line: DocumentLine): { open: number; late: number } => {
  const held = document.lines.reduce((sum, one) => sum + one.assigned.length + one.postedSerials, 0);
  const open = line.dispatched > 0 ? 0 : Math.ceil(quantityShown(outstanding(line))) - line.assigned.length;
  const isCaught = captureOf(document.kind, line) !== undefined;
  const late = isCaught ? Math.floor(quantityShown(line.posted)) - line.postedSerials : 0;
  return { open: Math.max(0, Math.min(open, SERIALS_PER_DOCUMENT - held)), late: Math.max(0, late) };
};

/** Why a row of an order takes no more numbers, as it is by now. */
export const noRoom = (document: LedgerDocument, line: DocumentLine): RowFault => {
  const name = `Line ${line.line} of ${document.number ?? document.documentId}`;
  if (captureOf(document.kind, line) === undefined && outstanding(line) <= 0) {
    return { code: 'line-posted', detail: `${name} is posted; its numbers cannot be changed here.` };
  }
  if (line.dispatched > 0) {
    return { code: 'line-posted', detail: `${name} is sent off; its numbers cannot be changed here.` };
  }
  const has = line.assigned.length + line.postedSerials;
  const given = line.cancelled > 0 ? `, of which ${quantityShown(line.cancelled)} were cancelled` : '';
  const quantity = `${quantityShown(line.quantity)}${given}`;
  const detail = `${name} has ${has} numbers for a quantity of ${quantity}: there is no room for more.`;
  return { code: 'serials-exceed-quantity', detail };
};
