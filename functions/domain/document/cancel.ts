import { pieces } from '../quantity.ts';
import type { SerialEntry } from '../serial/input.ts';
import { unitKey } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { CLAIMS_FROM, claimSide } from './assign.ts';
import type { Decision, DecisionContext } from './context.ts';
import { dateFaults } from './dates.ts';
import {
  type AssignedSerial,
  type DocumentLine,
  type LedgerDocument,
  outstanding,
  statusFrom,
  underWay,
} from './document.ts';
import { decidePosting, type LinePosting } from './post.ts';

const entriesOf = (numbers: readonly AssignedSerial[]): SerialEntry[] =>
  numbers.map(({ text, key, id }) => ({ text, key, id, pointer: '' }));

/** What of a line is still on its way: what was lost meanwhile can't come back. */
const stillSent = (line: DocumentLine, document: LedgerDocument, context: DecisionContext): LinePosting => {
  const sent = line.assigned.filter((one) => one.sent === true);
  const entries = entriesOf(sent).filter(({ key }) => {
    const unit = context.units.get(unitKey(line.itemId, key));
    return (
      unit?.status === 'in-transit' && unit.documentId === document.documentId && unit.line === line.line
    );
  });
  const lost = sent.length - entries.length;
  return {
    line,
    quantity: underWay(line) - pieces(lost),
    entries,
    meant: entries.length,
    pointer: '',
  };
};

/** Gives up what is outstanding: what it claims is free again, and what is on its way comes back. */
export const decideCancel = (
  document: LedgerDocument,
  context: DecisionContext,
): { readonly violations: readonly Violation[]; readonly decision: Decision } => {
  const sent = document.lines
    .map((line) => stillSent(line, document, context))
    .filter(({ quantity }) => quantity > 0);
  const { violations, decision: back } = decidePosting(
    { document, lines: sent, effectiveDate: context.today, stage: 'bring-back' },
    context,
  );
  const released = document.lines.flatMap((line, i) => {
    const item = context.items.get(line.itemId);
    const given = { side: 'remove' as const, entries: entriesOf(line.assigned), line, n: CLAIMS_FROM + i };
    return item === undefined ? [] : [claimSide(document, { ...given, item }, context)];
  });
  // What comes back moves stock today; giving up the rest alone is no posting of any day.
  const dates = sent.length === 0 ? [] : dateFaults(context.today, context, '');
  const lines = (back.document ?? document).lines.map((line) => ({
    ...line,
    assigned: [],
    // All else has come back: what was lost on its way is sent off no more.
    dispatched: Math.min(line.dispatched, line.posted),
    cancelled: line.cancelled + outstanding(line),
  }));
  return {
    violations: [...dates, ...violations],
    decision: {
      ...back,
      document: {
        ...(back.document ?? document),
        lines,
        status: statusFrom(lines, document.kind),
        version: document.version + 1,
      },
      units: [...back.units, ...released.flatMap(({ units }) => units)],
      movements: [...back.movements, ...released.flatMap(({ movements }) => movements)],
      unnumbered: false,
    },
  };
};
