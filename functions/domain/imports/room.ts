import { type DocumentLine, type LedgerDocument, outstanding } from '../document/document.ts';
import { captureOf } from '../document/kinds.ts';
import { quantityShown } from '../quantity.ts';
import type { RowFault } from './row.ts';

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
