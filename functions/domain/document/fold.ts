import { type BalanceChange, balanceName, sumChanges } from '../balance.ts';
import { unitKey } from '../unit/unit.ts';
import type { Decision, DecisionContext } from './context.ts';
import type { LedgerDocument } from './document.ts';

/** Several decisions that become one posting: each is made on what those before it leave. */

export type FoldedDocument = {
  readonly after: LedgerDocument;
  readonly before: LedgerDocument | undefined;
};

export type Fold = {
  /** What the next decision looks at. */
  readonly context: () => DecisionContext;
  /** Takes a decision in; `movements` is how many numbers of movements it used up. */
  readonly absorb: (decision: Decision, movements: number) => void;
  /** As it is by now. */
  readonly document: (document: LedgerDocument) => LedgerDocument;
  readonly total: () => { readonly decision: Decision; readonly documents: readonly FoldedDocument[] };
};

const COUNTS = ['quantity', 'serials', 'inTransit', 'sentSerials', 'untracked', 'bought', 'sold'] as const;

type Balances = Map<string, DecisionContext['balances'] extends ReadonlyMap<string, infer B> ? B : never>;

const applied = (balances: Balances, change: BalanceChange): void => {
  const name = balanceName(change);
  const { itemId, locationId, batch } = change;
  const before = balances.get(name);
  const counts = {
    quantity: before?.quantity ?? 0,
    serials: before?.serials ?? 0,
    inTransit: before?.inTransit ?? 0,
    sentSerials: before?.sentSerials ?? 0,
    untracked: before?.untracked ?? 0,
    bought: before?.bought ?? 0,
    sold: before?.sold ?? 0,
  };
  for (const count of COUNTS) counts[count] += change[count];
  const { epoch = 0, version = 0 } = before ?? {};
  // The version stays: what is written is conditional on what was read.
  balances.set(name, { itemId, locationId, batch, ...counts, epoch, version });
};

/** A decision is absorbed with its document as the last one of that id; `before` is as it was read, none where it wasn't. */
export const folding = (read: DecisionContext): Fold => {
  const units = new Map(read.units);
  const balances: Balances = new Map(read.balances);
  const exceptions = new Map(read.exceptions);
  const documents = new Map<string, LedgerDocument>();
  const firsts = new Map<string, LedgerDocument>();
  const decisions: Decision[] = [];
  let movementsBefore = 0;
  return {
    context: () => ({ ...read, units, balances, exceptions, movementsBefore }),
    document: (document) => {
      const now = documents.get(document.documentId);
      if (now === undefined) firsts.set(document.documentId, document);
      return now ?? document;
    },
    absorb: (decision, movements) => {
      movementsBefore += movements;
      decisions.push(decision);
      for (const { before, after } of decision.units) {
        if (after !== undefined) units.set(unitKey(after.itemId, after.key), after);
        else if (before !== undefined) units.delete(unitKey(before.itemId, before.key));
      }
      for (const change of decision.balances) applied(balances, change);
      for (const exception of decision.exceptions ?? []) exceptions.set(exception.exceptionId, exception);
      const { document } = decision;
      if (document !== undefined) documents.set(document.documentId, document);
    },
    total: () => ({
      decision: {
        units: decisions.flatMap((one) => one.units),
        movements: decisions.flatMap((one) => one.movements),
        balances: sumChanges(decisions.flatMap((one) => one.balances)),
        exceptions: decisions.flatMap((one) => one.exceptions ?? []),
        unnumbered: decisions.some((one) => one.unnumbered === true),
      },
      documents: [...documents.values()].map((document) => {
        const before = firsts.get(document.documentId);
        // Several decisions on one document are one write of it.
        const after = { ...document, version: (before?.version ?? 0) + 1 };
        return { after, before };
      }),
    }),
  };
};
