import { type BalanceChange, balanceName, changeBy } from '../balance.ts';
import { type Batch, batchName } from '../batch.ts';
import type { LedgerException } from '../exception.ts';
import { beforeOf, type Movement } from '../movement.ts';
import { isFullyTracked } from '../policy.ts';
import { pieces, quantityShown } from '../quantity.ts';
import type { Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { DecisionContext, UnitChange } from './context.ts';
import type { AssignedSerial, DocumentLine, LedgerDocument } from './document.ts';
import { lineBefore } from './line-before.ts';
import { toldLast } from './movement-of.ts';

/** What a void leads to beside the units and the stock that it puts back. */

/** The state of the units while movements are taken back one after the other; by id, for numbers may have changed. */
export type Working = Map<string, { readonly first: Unit; readonly now: Unit }>;

/** Numbers that are again bound to the line, as they were before it was posted. */
export const boundTo = (line: DocumentLine, document: LedgerDocument, units: readonly Unit[]) =>
  units
    .filter(
      (unit) =>
        unit.itemId === line.itemId &&
        (unit.reservedBy?.documentId === document.documentId
          ? unit.reservedBy.line === line.line
          : unit.documentId === document.documentId &&
            unit.line === line.line &&
            (unit.status === 'expected' || unit.status === 'in-transit')),
    )
    .map(
      ({ serial, key, id, status }): AssignedSerial =>
        status === 'in-transit' ? { text: serial, key, id, sent: true } : { text: serial, key, id },
    );

type Posted = Pick<Movement, 'kind' | 'effectiveDate'>;

const isPosting = ({ kind }: Posted): boolean =>
  kind !== 'dispatch' && kind !== 'bring-back' && kind !== 'capture';

/** The counts of a row without movements that are taken back, newest first. */
export const rowBefore = (
  line: DocumentLine,
  movements: readonly Movement[],
  standing: readonly Posted[],
): DocumentLine => {
  const before = movements.reduce(lineBefore, line);
  // What went in one step counts as sent off only beside what goes in two.
  const isSent = standing.some(({ kind }) => kind === 'dispatch');
  // Its date is that of the last posting that stands.
  const postedOn = standing.findLast(isPosting)?.effectiveDate;
  // A change of its quantity meanwhile had dropped what was given up: that is asked for again beside it.
  const again = Math.max(0, -before.cancelled);
  return {
    ...before,
    quantity: before.quantity + again,
    cancelled: before.cancelled + again,
    dispatched: isSent ? before.dispatched : 0,
    postedOn,
  };
};

/** The numbers of a row: what was sent off and is here again is on its way no more, or it would count as lost there. */
export const numbersAfter = (
  { assigned }: DocumentLine,
  bound: readonly AssignedSerial[],
  movements: readonly Movement[],
): AssignedSerial[] => {
  const again = new Set(bound.map(({ key }) => key));
  const moved = new Set<string | undefined>(movements.flatMap(({ units }) => units.map(({ id }) => id)));
  const others = assigned.filter(({ key, id }) => !again.has(key) && !moved.has(id));
  return [...others, ...bound];
};

/** A row of which movements are taken back. */
export type RowAfter = {
  readonly line: DocumentLine;
  /** Those, newest first. */
  readonly its: readonly Movement[];
  /** What stands of it then, in order. */
  readonly standing: readonly Omit<Movement, 'units'>[];
  readonly after: DocumentLine;
};

/** The rows of a document without some of its movements; of one that ends they have no numbers. */
export const rowsAfter = (
  document: LedgerDocument,
  {
    movements,
    left,
    isVoid,
    units,
  }: {
    readonly movements: readonly Movement[];
    readonly left: readonly Omit<Movement, 'units'>[];
    readonly isVoid: boolean;
    readonly units: readonly Unit[];
  },
): RowAfter[] =>
  document.lines.map((line) => {
    const its = movements.filter((movement) => movement.line === line.line);
    const standing = left.filter((one) => one.line === line.line);
    const before = rowBefore(line, its, standing);
    const assigned = isVoid ? [] : numbersAfter(before, boundTo(line, document, units), its);
    return { line, its, standing, after: { ...before, assigned } };
  });

/** Which count of numbered units it raised. */
const countedBy = ({ kind, to }: Movement): 'bought' | 'sold' | undefined => {
  if (kind === 'receive') return 'bought';
  if (kind === 'sell') return 'sold';
  if (kind !== 'capture') return undefined;
  return to === undefined ? 'sold' : 'bought';
};

/** What it did to balances, the other way round. */
export const reversed = (movement: Movement): BalanceChange[] => {
  const { itemId, units } = movement;
  const changes = movement.balances.map(({ locationId, batch, ...counts }) =>
    changeBy(
      { itemId, locationId, batch },
      Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, -count])),
    ),
  );
  const counted = countedBy(movement);
  const locationId = movement.to ?? movement.from;
  return counted === undefined || units.length === 0 || locationId === undefined
    ? changes
    : [...changes, changeBy({ itemId, locationId }, { [counted]: -units.length })];
};

/** What was opened by what is taken back is closed; what a receipt now gone had explained is open again. */
export const exceptionsAfter = (
  working: Working,
  { context, reason, voided }: { context: DecisionContext; reason: string; voided: ReadonlySet<string> },
): LedgerException[] =>
  [...working.values()].flatMap(({ first, now }): LedgerException[] => {
    const closes = first.exceptionId !== undefined && now.exceptionId === undefined;
    const reopens = first.exceptionId === undefined && now.exceptionId !== undefined;
    const exception = context.exceptions.get((closes ? first : now).exceptionId ?? '');
    if (exception === undefined) return [];
    const { closedAt: _, closedBy: __, closedByMovementId, ...open } = exception;
    const version = exception.version + 1;
    // What a person has closed stays closed.
    if (reopens && exception.status === 'closed' && voided.has(closedByMovementId ?? '')) {
      // It has come up anew, so that it is told anew.
      return [{ ...open, status: 'open', reason: undefined, at: context.recordedAt, version }];
    }
    if (!closes || exception.status === 'closed') return [];
    const closed = { status: 'closed' as const, closedAt: context.recordedAt, closedBy: context.user };
    return [{ ...open, ...closed, reason, version }];
  });

/** Batches without the receipts taken back: without any that stands, the next one sets the expiry anew. */
export const batchesAfter = (
  movements: readonly Movement[],
  changes: readonly BalanceChange[],
  { batches, balances }: DecisionContext,
): Batch[] => {
  // Receipts that came while the item had no expiry aren't counted, but what they brought is.
  const leftOf = (name: string): number =>
    [...balances.values(), ...changes]
      .filter(({ itemId, batch }) => batch !== undefined && batchName(itemId, batch) === name)
      .reduce((sum, { quantity, inTransit }) => sum + quantity + inTransit, 0);
  const after = new Map<string, Batch>();
  for (const { itemId, batch, expiresOn, from, to } of movements) {
    if (batch === undefined || expiresOn === undefined || from !== undefined || to === undefined) continue;
    const name = batchName(itemId, batch);
    const before = batches.get(name);
    if (before === undefined) continue;
    const receipts = Math.max(0, (after.get(name)?.receipts ?? before.receipts) - 1);
    const kept = receipts > 0 || leftOf(name) > 0 ? before.expiresOn : undefined;
    after.set(name, { ...before, receipts, expiresOn: kept, version: before.version + 1 });
  }
  return [...after.values()];
};

/** What must stay fully numbered may not lose its numbers, or its stock, by a void alone. */
export const gapFaults = (balances: readonly BalanceChange[], context: DecisionContext): Violation[] =>
  balances.flatMap((sum): Violation[] => {
    const item = context.items.get(sum.itemId);
    // Of a loosely bound item stock and numbers may differ (M18), whatever made them.
    if (item === undefined || !isFullyTracked(context.settings, item)) return [];
    const even = sum.quantity === pieces(sum.serials) && sum.inTransit === pieces(sum.sentSerials);
    if (even) return [];
    const balance = context.balances.get(balanceName(sum));
    const [quantity, serials] = [balance?.quantity ?? 0, balance?.serials ?? 0];
    const left = serials + sum.serials;
    const detail = `Units of item ${sum.itemId} at location ${sum.locationId} were numbered since; this would leave ${quantityShown(quantity + sum.quantity)} in stock for ${left} serials.`;
    const at = { pointer: '/movementIds', itemId: sum.itemId, locationId: sum.locationId };
    return [{ ...at, code: 'numbers-incomplete', detail }];
  });

/** Numbers that were added to a posted row later stand on its posting. */
export const numberedFaults = (lines: readonly DocumentLine[]): Violation[] =>
  lines.flatMap((line): Violation[] => {
    if (pieces(line.postedSerials) <= line.posted) return [];
    const posted = quantityShown(line.posted);
    const detail = `Line ${line.line} would have ${line.postedSerials} numbered units and ${posted} posted ones; take back what numbered them as well.`;
    const at = { pointer: '/movementIds', line: line.line };
    return [{ ...at, code: 'void-superseded', detail, expected: posted, actual: line.postedSerials }];
  });

/** What a unit was before all of its voids stands with the last of them, behind which it is what the others made it. */
export const toldOf = (voids: readonly Movement[], changes: readonly UnitChange[]): Movement[] =>
  toldLast(voids, changes, (moved, { before, after }) => ({
    ...moved,
    ...(after === undefined ? {} : { before: beforeOf(before, after) }),
  }));
