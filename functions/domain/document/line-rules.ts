import type { Violation } from '../errors.ts';
import { effectiveNeed, type Need } from '../policy.ts';
import { isWhole, type Quantity, quantityShown } from '../quantity.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial-input.ts';
import type { Settings } from '../settings.ts';
import { type DocumentKind, kindRule } from './kinds.ts';

/** A quantity of an item with the numbers that were given for it, and the place of both in the request. */
export type NumberedQuantity = {
  readonly item: Item;
  readonly quantity: Quantity;
  readonly serialCount: number;
  readonly pointer: string;
  readonly line: number;
};

export const needOf = (settings: Settings, item: Item, kind: DocumentKind): Need =>
  effectiveNeed(settings, item, kindRule(kind).partnerClass);

const notTracked = (
  { item, pointer, line, serialCount }: NumberedQuantity,
  kind: DocumentKind,
): Violation => ({
  pointer: `${pointer}/serials`,
  code: 'serials-not-tracked',
  detail: `Item ${item.itemId} takes no serials on a ${kind}; ${serialCount} were given.`,
  itemId: item.itemId,
  line,
});

const counts = (given: NumberedQuantity): Pick<Violation, 'itemId' | 'line' | 'expected' | 'actual'> => ({
  itemId: given.item.itemId,
  line: given.line,
  expected: quantityShown(given.quantity),
  actual: given.serialCount,
});

/** What holds for numbers on a line at any time: taken at all, whole, no more than the quantity (K6, M3). */
export const assignmentFaults = (given: NumberedQuantity, need: Need, kind: DocumentKind): Violation[] => {
  const { item, quantity, serialCount, pointer } = given;
  if (need === 'off') return serialCount > 0 ? [notTracked(given, kind)] : [];
  const shown = quantityShown(quantity);
  if (!isWhole(quantity)) {
    const detail = `${shown} of item ${item.itemId}: a serialised quantity is whole.`;
    return [{ pointer: `${pointer}/quantity`, code: 'quantity-not-whole', detail, ...counts(given) }];
  }
  if (serialCount > shown) {
    const detail = `${serialCount} serials for a quantity of ${shown} of item ${item.itemId}.`;
    return [{ pointer: `${pointer}/serials`, code: 'serials-exceed-quantity', detail, ...counts(given) }];
  }
  return [];
};

/** What holds besides when the quantity is posted: where serials are required, one for each unit. */
export const postingFaults = (given: NumberedQuantity, need: Need, kind: DocumentKind): Violation[] => {
  const faults = assignmentFaults(given, need, kind);
  const shown = quantityShown(given.quantity);
  if (faults.length > 0 || need !== 'required' || given.serialCount === shown) return faults;
  const detail = `${given.serialCount} serials for a quantity of ${shown} of item ${given.item.itemId}; each unit needs one.`;
  return [{ pointer: `${given.pointer}/serials`, code: 'serials-missing', detail, ...counts(given) }];
};

/** Batch on a line: exactly one for a batch-tracked item, none for another (M4). */
export const batchFaults = (item: Item, batch: string | undefined, pointer: string): Violation[] => {
  const at = `${pointer}/batch`;
  if (item.tracking === 'batch' && batch === undefined) {
    const detail = `Item ${item.itemId} is tracked by batch; the line names none.`;
    return [{ pointer: at, code: 'batch-required', detail, itemId: item.itemId }];
  }
  if (item.tracking !== 'batch' && batch !== undefined) {
    const detail = `Item ${item.itemId} is not tracked by batch.`;
    return [{ pointer: at, code: 'batch-not-tracked', detail, itemId: item.itemId }];
  }
  return [];
};

/** The numbers of one item in the order given, for the search for duplicates across lines. */
export const entriesByItem = (
  lines: readonly { readonly itemId: string; readonly entries: readonly SerialEntry[] }[],
): SerialEntry[][] => {
  const groups = new Map<string, SerialEntry[]>();
  for (const { itemId, entries } of lines) groups.set(itemId, [...(groups.get(itemId) ?? []), ...entries]);
  return [...groups.values()];
};
