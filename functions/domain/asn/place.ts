import type { DecisionContext } from '../document/context.ts';
import type { DocumentLine, LedgerDocument } from '../document/document.ts';
import { outstanding } from '../document/document.ts';
import { aKind, claimOf } from '../document/kinds.ts';
import { batchFaults, needOf } from '../document/line-rules.ts';
import { quantityShown } from '../quantity.ts';
import type { Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { AsnEntry, AsnLine, OnList } from './asn.ts';
import type { ListEntry } from './read-list.ts';

/** Which rows of the order the numbers of a list go on. */

export type Announcement = {
  readonly asnNumber: string;
  /** The order, with the numbers of today on its rows. */
  readonly document: LedgerDocument;
  readonly lines: readonly AsnLine[];
  readonly entries: readonly ListEntry[];
  /** What the version before announced. */
  readonly before: readonly AsnEntry[];
  /** Other lists that wait for nothing more. */
  readonly done: ReadonlySet<string>;
  /** Why a unit that isn't this order's can't be on the list, in words that the sender may read. */
  readonly explain: (unit: Unit) => string;
};

export type Known = { readonly entry: ListEntry; readonly unit: Unit; readonly onList: OnList };

/** The rows of an order on which units are expected. */
export const expecting = ({ kind, lines }: Pick<LedgerDocument, 'kind' | 'lines'>): readonly DocumentLine[] =>
  lines.filter((line) => claimOf(kind, line) === 'expect');

/** How many more numbers a row takes. */
export const freeOn = (line: DocumentLine, less = 0): number =>
  Math.max(0, Math.floor(quantityShown(outstanding(line))) - (line.assigned.length - less));

export type Sorted = {
  readonly fresh: readonly ListEntry[];
  readonly adopted: readonly Known[];
  readonly violations: readonly Violation[];
};

export const itemFaults = (
  { document, lines }: Announcement,
  { settings, items }: DecisionContext,
): Violation[] =>
  lines.flatMap(({ itemId, batch, expiresOn, serials }, i): Violation[] => {
    const pointer = `/lines/${i}`;
    const rows = expecting(document).filter((line) => line.itemId === itemId);
    const item = items.get(itemId);
    if (item === undefined || rows.length === 0) {
      const detail = `Item ${itemId} is not on order ${document.number ?? document.documentId}.`;
      return [{ pointer: `${pointer}/itemId`, code: 'item-not-on-order', itemId, detail }];
    }
    const faults = batch === undefined ? [] : batchFaults(item, batch, pointer);
    const isTaken = rows.some((line) => needOf(settings, item, { kind: document.kind, line }) !== 'off');
    if (!isTaken) {
      const detail = `Item ${itemId} takes no serials on ${aKind(document.kind)}; ${serials} were given.`;
      faults.push({ pointer: `${pointer}/serials`, code: 'serials-not-tracked', itemId, detail });
    }
    if (item.expiryTracking !== true && expiresOn !== undefined) {
      const detail = `Item ${itemId} has no expiry.`;
      faults.push({ pointer: `${pointer}/expiresOn`, code: 'expiry-not-tracked', itemId, detail });
    }
    const known = expiresOn ?? item.shelfLifeDays;
    const isDue = item.expiryTracking === true && known === undefined;
    if (isDue && rows.some((line) => line.expiresOn === undefined)) {
      const detail = `Item ${itemId} expires; give a date.`;
      faults.push({ pointer: `${pointer}/expiresOn`, code: 'expiry-required', itemId, detail });
    }
    return faults;
  });

/** All numbers of a range stand at one pointer. */
const placeName = ({ pointer, position }: Pick<ListEntry, 'pointer' | 'position'>): string =>
  JSON.stringify([pointer, position]);

export type Row = {
  readonly line: DocumentLine;
  readonly add: ListEntry[];
  readonly adopt: Known[];
  readonly remove: Unit[];
  readonly drop: Unit[];
};

/** Gives numbers to the rows of their item that have room, in order. */
export const placed = (
  announcement: Announcement,
  { fresh, adopted, violations: faults }: Sorted,
  gone: readonly Unit[],
): { readonly rows: readonly Row[]; readonly violations: readonly Violation[] } => {
  const { document, lines } = announcement;
  const rows = document.lines.map((line): Row => {
    const left = gone.filter((unit) => unit.itemId === line.itemId && unit.line === line.line);
    return {
      line,
      add: [],
      adopt: adopted.filter(({ unit }) => unit.itemId === line.itemId && unit.line === line.line),
      remove: left.filter(({ onList }) => onList?.adopted !== true),
      drop: left.filter(({ onList }) => onList?.adopted === true),
    };
  });
  // Those are told of one by one.
  const refused = new Set(faults.map(placeName));
  const ordered = expecting(document);
  const open = rows.filter(({ line }) => ordered.includes(line));
  const over = new Map<string, number>();
  for (const entry of fresh) {
    const row = open.find(
      ({ line, add, remove }) => line.itemId === entry.itemId && freeOn(line, remove.length) > add.length,
    );
    if (row === undefined) over.set(entry.itemId, (over.get(entry.itemId) ?? 0) + 1);
    else row.add.push(entry);
  }
  const violations = [...over].flatMap(([itemId, more]): Violation[] => {
    if (!ordered.some((line) => line.itemId === itemId)) return [];
    const line = lines.findIndex((one) => one.itemId === itemId);
    const actual = announcement.entries.filter(
      (entry) => entry.itemId === itemId && !refused.has(placeName(entry)),
    ).length;
    const detail = `${actual} serials of item ${itemId} are announced; order ${document.number ?? document.documentId} has room for ${actual - more}.`;
    const code = 'quantity-exceeds-outstanding';
    return [{ pointer: `/lines/${line}/serials`, code, detail, itemId, expected: actual - more, actual }];
  });
  return { rows, violations };
};
