import { type Balance, type BalanceChange, balanceName } from '../balance.ts';
import type { DocumentLine, LedgerDocument } from '../document/document.ts';
import type { FoldedDocument } from '../document/fold.ts';
import { pieces } from '../quantity.ts';
import type { Overlay } from './place.ts';

/**
 * A dry run writes nothing, and yet judges each row after those before it: what they would have changed is carried
 * along. Units needn't be: a number that stands twice in a file is refused when the file comes.
 */

export const NO_OVERLAY: Overlay = { balances: {} };
/** So many places of items a checkpoint can hold, of a record's 400 KB. */
export const OVERLAY_BALANCES_MAX = 3_000;

type Carried = NonNullable<Overlay['document']>;

const withCounts = (line: DocumentLine, { lines }: Carried): DocumentLine => {
  const more = lines.find((one) => one.line === line.line);
  if (more === undefined) return line;
  // Nobody asks which they are: no number can be typed like this.
  const assigned = Array.from({ length: more.assigned }, (_, n) => ({ text: `·${n}`, key: `·${n}` }));
  return {
    ...line,
    assigned: [...line.assigned, ...assigned],
    postedSerials: line.postedSerials + more.captured,
    batch: line.batch ?? more.batch,
    expiresOn: line.expiresOn ?? more.expiresOn,
  };
};

export const documentAfter = (overlay: Overlay | undefined, document: LedgerDocument): LedgerDocument => {
  const carried = overlay?.document;
  return carried?.documentId === document.documentId
    ? { ...document, lines: document.lines.map((line) => withCounts(line, carried)) }
    : document;
};

export const balancesAfter = (overlay: Overlay | undefined, balances: readonly Balance[]): Balance[] =>
  balances.map((balance) => {
    const more = overlay?.balances[balanceName(balance)];
    if (more === undefined) return balance;
    const [quantity, serials] = [balance.quantity + pieces(more.quantity), balance.serials + more.serials];
    return { ...balance, quantity, serials };
  });

/** With what a slice would change; `last` is the document that the next slice may go on with. */
export const overlayAfter = (
  overlay: Overlay,
  given: {
    readonly balances: readonly BalanceChange[];
    readonly documents: readonly FoldedDocument[];
    readonly last: LedgerDocument | undefined;
  },
): Overlay => {
  const balances = { ...overlay.balances };
  for (const change of given.balances) {
    const name = balanceName(change);
    const before = balances[name] ?? { quantity: 0, serials: 0 };
    // Whole units only: opening stock comes in by its numbers.
    const quantity = before.quantity + change.quantity / pieces(1);
    balances[name] = { quantity, serials: before.serials + change.serials };
  }
  const { last } = given;
  const carried = overlay.document?.documentId === last?.documentId ? overlay.document : undefined;
  const changed = given.documents.find(({ after }) => after.documentId === last?.documentId);
  if (changed === undefined) return { balances, document: carried };
  const lines = changed.after.lines.flatMap((line) => {
    const before = changed.before?.lines.find((one) => one.line === line.line);
    const earlier = carried?.lines.find((one) => one.line === line.line);
    const assigned =
      (earlier?.assigned ?? 0) + line.assigned.length - (before?.assigned.length ?? line.assigned.length);
    const captured =
      (earlier?.captured ?? 0) + line.postedSerials - (before?.postedSerials ?? line.postedSerials);
    const { batch, expiresOn } = line;
    return assigned === 0 && captured === 0
      ? []
      : [{ line: line.line, assigned, captured, batch, expiresOn }];
  });
  return { balances, document: { documentId: changed.after.documentId, lines } };
};
