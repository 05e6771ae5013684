import { pieces, type Quantity, quantityShown } from '../quantity.ts';
import type { Violation } from '../violations.ts';
import type { Decision } from './context.ts';
import { type DocumentLine, type LedgerDocument, sentSerials, statusFrom } from './document.ts';

/** What of a line is done or numbered already; what was sent off is counted there, with its numbers. */
const settled = (line: DocumentLine): Quantity =>
  Math.max(line.posted, line.dispatched) + pieces(line.assigned.length - sentSerials(line));

/** A line's quantity can change down to what is posted or numbered. */
export const decideQuantity = (
  document: LedgerDocument,
  { line, quantity }: { readonly line: DocumentLine; readonly quantity: Quantity },
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const least = settled(line);
  const lines = document.lines.map((one) =>
    one.line === line.line ? { ...one, quantity, cancelled: 0 } : one,
  );
  const [asked, done] = [quantityShown(quantity), quantityShown(least)];
  const detail = `${done} of line ${line.line} are posted or numbered; its quantity can't be ${asked}.`;
  const violations: Violation[] =
    quantity >= least
      ? []
      : [
          {
            pointer: '/quantity',
            code: 'quantity-below-posted',
            detail,
            line: line.line,
            expected: done,
            actual: asked,
          },
        ];
  return {
    violations,
    decision: {
      document: {
        ...document,
        lines,
        status: statusFrom(lines, document.kind),
        version: document.version + 1,
      },
      units: [],
      movements: [],
      balances: [],
    },
  };
};
