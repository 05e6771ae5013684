import { quantityShown } from '../quantity.ts';
import { type DocumentLine, type LedgerDocument, outstanding, SERIALS_PER_DOCUMENT } from './document.ts';
import { captureOf } from './kinds.ts';

/** How many more numbers a row takes while it is open, and how many for what was posted without. */
export const roomOf = (document: LedgerDocument, line: DocumentLine): { open: number; late: number } => {
  const held = document.lines.reduce((sum, one) => sum + one.assigned.length + one.postedSerials, 0);
  const open = line.dispatched > 0 ? 0 : Math.ceil(quantityShown(outstanding(line))) - line.assigned.length;
  const isCaught = captureOf(document.kind, line) !== undefined;
  const late = isCaught ? Math.floor(quantityShown(line.posted)) - line.postedSerials : 0;
  return { open: Math.max(0, Math.min(open, SERIALS_PER_DOCUMENT - held)), late: Math.max(0, late) };
};
