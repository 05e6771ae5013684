import { type DocumentLine, type LedgerDocument, statusFrom, takes } from '../document/document.ts';
import { claimOf } from '../document/kinds.ts';
import type { Movement } from '../movement.ts';
import { type Quantity, quantityShown } from '../quantity.ts';
import type { Unit } from '../unit/unit.ts';

/** Whether a document's rows say what its movements did, and units and rows name one another. */

type Posted = Omit<Movement, 'units'>;

type Counts = { readonly posted: Quantity; readonly postedSerials: number };

const counted = (line: DocumentLine, movements: readonly Posted[]): Counts => {
  let [posted, postedSerials] = [0, 0];
  for (const { kind, quantity, serialCount } of movements.filter((one) => one.line === line.line)) {
    if (kind === 'dispatch' || kind === 'bring-back') continue;
    if (kind !== 'capture') posted += quantity;
    postedSerials += serialCount;
  }
  return { posted, postedSerials };
};

/** By its movements that stand, of those that it lists. */
export const countFaults = (document: LedgerDocument, movements: readonly Posted[]): string[] => {
  const standing = movements.filter(({ voidedBy }) => voidedBy === undefined);
  return document.lines.flatMap((line) => {
    const { posted, postedSerials } = counted(line, standing);
    const at = `line ${line.line}`;
    return [
      ...(line.posted === posted
        ? []
        : [`${at} tells ${quantityShown(line.posted)} posted, its movements ${quantityShown(posted)}`]),
      ...(line.postedSerials === postedSerials
        ? []
        : [`${at} tells ${line.postedSerials} numbers posted, its movements ${postedSerials}`]),
      ...(line.posted + line.cancelled > line.quantity ? [`${at} has more posted than it is of`] : []),
    ];
  });
};

/** What the rows say of the document; one that ended as its postings were taken back is void. */
export const statusFault = (document: LedgerDocument): string | undefined => {
  const { status, lines, kind } = document;
  if (status === 'void') {
    const isLeft = lines.some(({ posted, assigned }) => posted !== 0 || assigned.length > 0);
    return isLeft ? 'it is void, and its rows have something posted or numbered' : undefined;
  }
  const told = statusFrom(lines, kind);
  return told === status ? undefined : `it is ${status}, by its rows ${told}`;
};

/** What a number on a row must be: reserved or expected for it, or under way. */
export type Bound = 'reserved' | 'expected' | 'sent';

export const boundAs = (
  { kind, status }: Pick<LedgerDocument, 'kind' | 'status'>,
  line: DocumentLine,
  { sent }: { readonly sent?: true | undefined },
): Bound | undefined => {
  if (sent === true) return 'sent';
  if (!takes(status, 'number')) return undefined;
  const claim = claimOf(kind, line);
  if (claim === 'none') return undefined;
  return claim === 'reserve' ? 'reserved' : 'expected';
};

type Row = { readonly documentId: string; readonly line: number };

const isAt = (
  one: { readonly documentId?: string | undefined; readonly line?: number | undefined } | undefined,
  { documentId, line }: Row,
): boolean => one?.documentId === documentId && one.line === line;

/**
 * Whether the unit says of itself what the row says of it. What an order expects may have come by another document, and
 * what was sent may have been lost: then it stays on the row.
 */
export const isBoundTo = (unit: Unit | undefined, row: Row, as: Bound): boolean => {
  if (unit === undefined) return false;
  if (as === 'reserved') return unit.voided !== true && isAt(unit.reservedBy, row);
  if (as === 'expected') return unit.status !== 'expected' || isAt(unit, row);
  return unit.status !== 'in-transit' || isAt(unit, row);
};

/** The rows that a unit says it is on. */
export const rowsOf = (unit: Unit): { readonly row: Row; readonly as: Bound }[] => {
  const { reservedBy, status, documentId, line, voided } = unit;
  if (voided === true) return [];
  const own = documentId === undefined || line === undefined ? undefined : { documentId, line };
  return [
    ...(reservedBy === undefined ? [] : [{ row: reservedBy, as: 'reserved' as const }]),
    ...(own !== undefined && status === 'expected' ? [{ row: own, as: 'expected' as const }] : []),
    ...(own !== undefined && status === 'in-transit' ? [{ row: own, as: 'sent' as const }] : []),
  ];
};

/** Whether the row names the unit, by its id or, where that wasn't known, by its number. */
export const namesUnit = (
  document: LedgerDocument | undefined,
  { row, as }: { readonly row: Row; readonly as: Bound },
  unit: Unit,
): boolean => {
  const line = document?.lines.find((one) => one.line === row.line);
  if (document === undefined || line === undefined) return false;
  return line.assigned.some(
    (one) =>
      boundAs(document, line, one) === as &&
      (one.id === undefined ? one.key === unit.key : one.id === unit.id),
  );
};
