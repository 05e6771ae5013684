import type { Violation } from '../errors.ts';
import { pieces } from '../quantity.ts';
import type { SerialEntry } from '../serial-input.ts';
import { unitKey } from '../unit.ts';
import { CLAIMS_FROM, claimSide } from './assign.ts';
import type { Decision, DecisionContext } from './context.ts';
import { type DocumentLine, type LedgerDocument, outstanding, statusFrom, underWay } from './document.ts';
import { decidePosting, type LinePosting } from './post.ts';

const entriesOf = (line: DocumentLine): SerialEntry[] =>
  line.assigned.map(({ text, key, id }) => ({ text, key, id, pointer: '' }));

/** What of a line is still on its way: what was lost meanwhile can't come back. */
const stillSent = (line: DocumentLine, document: LedgerDocument, context: DecisionContext): LinePosting => {
  const sent = new Set(line.assigned.filter((one) => one.sent === true).map(({ key }) => key));
  const entries = entriesOf(line).filter(({ key }) => {
    const unit = context.units.get(unitKey(line.itemId, key));
    return (
      sent.has(key) &&
      unit?.status === 'in-transit' &&
      unit.documentId === document.documentId &&
      unit.line === line.line
    );
  });
  const lost = sent.size - entries.length;
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
    .filter((line) => underWay(line) > 0)
    .map((line) => stillSent(line, document, context))
    .filter(({ quantity }) => quantity > 0);
  const { violations, decision: back } = decidePosting(
    { document, lines: sent, effectiveDate: context.today, stage: 'bring-back' },
    context,
  );
  const released = document.lines.flatMap((line, i) => {
    const item = context.items.get(line.itemId);
    if (item === undefined || line.assigned.length === 0) return [];
    const given = { side: 'remove' as const, entries: entriesOf(line), line, item, n: CLAIMS_FROM + i };
    return [claimSide(document, given, context)];
  });
  const lines = (back.document ?? document).lines.map((line) => ({
    ...line,
    assigned: [],
    cancelled: line.cancelled + outstanding(line),
  }));
  return {
    violations,
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
