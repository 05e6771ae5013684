import { decideCapture } from '../../../functions/domain/document/capture.ts';
import type { DocumentLine, LedgerDocument } from '../../../functions/domain/document/document.ts';
import type { Item } from '../../../functions/domain/registry.ts';
import { aBalance, aContext, aDocument, aLine, anItem, entriesOf } from '../builders.ts';

const LOOSE = anItem({ serialPolicy: { creditor: 'optional', internal: 'optional', debtor: 'optional' } });
/** Of three units posted, two have no number. */
export const ROW = aLine({ line: 2, quantity: 3, posted: 3, postedSerials: 1, postedOn: '2026-03-05' });

type Given = {
  readonly serials: readonly string[];
  readonly line?: DocumentLine;
  readonly document?: Partial<LedgerDocument>;
  readonly item?: Item;
  readonly context?: Partial<Parameters<typeof aContext>[0]>;
};
/** Numbers for the second row of a posted receipt, unless said otherwise. */
export const captured = ({ serials, line = ROW, document, item = LOOSE, context }: Given) =>
  decideCapture(
    {
      document: aDocument({
        status: 'posted',
        reason: 'late',
        version: 4,
        movementIds: ['m0.1'],
        lines: [aLine(), line],
        ...document,
      }),
      line,
      item,
      entries: entriesOf(serials, '/serials'),
      meant: serials.length,
    },
    aContext({ items: [item], balances: [aBalance({ quantity: 3, serials: 1, version: 7 })], ...context }),
  );
export const sale = { kind: 'customer-invoice', partnerId: 'jane' } as const;
