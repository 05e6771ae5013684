import type { RawRow } from '../../domain/imports/row.ts';
import { cellOf } from '../../domain/imports/row.ts';
import type { Import } from './ports.ts';

/** How many rows go into one posting: as many as its one last transaction can commit. */

export type SliceLimits = { readonly rows: number; readonly groups: number };

/** Orders, or items of opening stock: each is some records of the commit. */
export const GROUPS_AT_ONCE = 14;

/** What is committed with a row: its order's document, or the balance of its item where it is opening stock. */
const groupOf = (imported: Import, { cells }: RawRow): string => {
  const cell = (name: 'orderNumber' | 'itemId' | 'locationId') => cellOf(cells, imported.columns, name);
  const order = cell('orderNumber');
  return order === '' ? JSON.stringify([cell('itemId'), cell('locationId')]) : order;
};

/** The first of the rows, and smaller limits for when they turn out to be too many. */
export const slicesFrom = (
  rows: readonly RawRow[],
  imported: Import,
  limits: SliceLimits,
): { readonly rows: readonly RawRow[]; readonly smaller: SliceLimits | undefined } => {
  const groups = new Set<string>();
  const slice: RawRow[] = [];
  for (const row of rows) {
    const group = groupOf(imported, row);
    if (slice.length === limits.rows) break;
    if (!groups.has(group) && groups.size === limits.groups) break;
    groups.add(group);
    slice.push(row);
  }
  if (groups.size > 1) return { rows: slice, smaller: { ...limits, groups: Math.ceil(groups.size / 2) } };
  const half = Math.ceil(slice.length / 2);
  return { rows: slice, smaller: slice.length > 1 ? { ...limits, rows: half } : undefined };
};

/** What a posting should take, milliseconds. */
const TARGET = 5_000;
export const SIZE_MIN = 20;

/** How many rows the next posting takes: all that are taken at once, or as many as a slow engine does in its time. */
export const nextSize = (size: number, taken: number, elapsed: number): number =>
  elapsed > TARGET
    ? Math.max(SIZE_MIN, Math.floor(taken * Math.max(0.25, TARGET / elapsed)))
    : Math.max(size, Math.floor(taken * Math.min(4, TARGET / Math.max(1, elapsed))));
