import { type Batch, batchName, isExpired } from '../batch.ts';
import { addDays } from '../calendar.ts';
import { effectiveNeed, type Need } from '../policy.ts';
import { isWhole, type Quantity, quantityShown } from '../quantity.ts';
import type { Item } from '../registry.ts';
import type { SerialEntry } from '../serial/input.ts';
import type { Settings } from '../settings.ts';
import { unitKey } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import type { DecisionContext } from './context.ts';
import type { DocumentLine } from './document.ts';
import type { Flow } from './flows.ts';
import { aKind, type DocumentKind, kindRule, type LineChoice, lineFlow } from './kinds.ts';

/** A quantity of an item with the numbers that were given for it, and the place of both in the request. */
export type NumberedQuantity = {
  readonly item: Item;
  readonly quantity: Quantity;
  readonly serialCount: number;
  readonly pointer: string;
  readonly line: number;
  /** How many of the quantity need no number although numbers are required. */
  readonly spared?: number;
};

const STRICTER: readonly Need[] = ['off', 'optional', 'required'];

/** What a line needs: by its kind's class, or the stricter of several (a works order that consumes or takes out). */
export const needOf = (
  settings: Settings,
  item: Item,
  { kind, line }: { readonly kind: DocumentKind; readonly line: LineChoice },
): Need => {
  const classes = lineFlow(kind, line, 'post')?.classes ?? [kindRule(kind).partnerClass];
  const needs = classes.map((partnerClass) => STRICTER.indexOf(effectiveNeed(settings, item, partnerClass)));
  return STRICTER[Math.max(...needs)] ?? 'off';
};

const notTracked = (
  { item, pointer, line, serialCount }: NumberedQuantity,
  kind: DocumentKind,
): Violation => ({
  pointer: `${pointer}/serials`,
  code: 'serials-not-tracked',
  detail: `Item ${item.itemId} takes no serials on ${aKind(kind)}; ${serialCount} were given.`,
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
  const least = shown - (given.spared ?? 0);
  if (faults.length > 0 || need !== 'required' || given.serialCount >= least) return faults;
  const detail = `${given.serialCount} serials for a quantity of ${shown} of item ${given.item.itemId}; each unit needs one.`;
  return [{ pointer: `${given.pointer}/serials`, code: 'serials-missing', detail, ...counts(given) }];
};

/** Batch on a line: exactly one for a batch-tracked item (M4), a mark of the units of a serial-tracked one, else none. */
export const batchFaults = (item: Item, batch: string | undefined, pointer: string): Violation[] => {
  const at = `${pointer}/batch`;
  if (item.tracking === 'batch' && batch === undefined) {
    const detail = `Item ${item.itemId} is tracked by batch; the line names none.`;
    return [{ pointer: at, code: 'batch-required', detail, itemId: item.itemId }];
  }
  if (item.tracking === 'none' && batch !== undefined) {
    const detail = `Item ${item.itemId} is not tracked by batch.`;
    return [{ pointer: at, code: 'batch-not-tracked', detail, itemId: item.itemId }];
  }
  return [];
};

type Expiring = {
  readonly item: Item;
  readonly line: DocumentLine;
  readonly flow: Flow;
  readonly pointer: string;
  readonly effectiveDate: string;
  /** The numbers that come in; none where they are known to be of what is there. */
  readonly entries?: readonly SerialEntry[] | undefined;
};

export type Expiry = {
  readonly expiresOn?: string | undefined;
  /** The batch that the line begins or adds to, with this receipt counted. */
  readonly receives?: Batch | undefined;
  readonly violations: readonly Violation[];
};

/** The expiry of what comes in, and whether what goes out is still good (I6). */
export const expiryOf = (given: Expiring, context: DecisionContext): Expiry => {
  const { item, line, flow, pointer, effectiveDate } = given;
  const at = { pointer: `${pointer}/expiresOn`, itemId: item.itemId };
  const isBatch = item.tracking === 'batch';
  const known =
    isBatch && line.batch !== undefined ? context.batches.get(batchName(item.itemId, line.batch)) : undefined;
  if (item.expiryTracking !== true) {
    const detail = `Item ${item.itemId} has no expiry.`;
    const faults: Violation[] =
      line.expiresOn === undefined ? [] : [{ ...at, code: 'expiry-not-tracked', detail }];
    return { violations: faults };
  }
  if (flow.stock !== 'in') {
    const late = flow.fresh === true && !context.settings.allowExpiredSale;
    if (!late || !isExpired(known?.expiresOn, effectiveDate)) return { violations: [] };
    const detail = `Batch ${line.batch} of item ${item.itemId} expired on ${known?.expiresOn}.`;
    return { violations: [{ ...at, pointer: `${pointer}/batch`, code: 'serial-expired', detail }] };
  }
  // A shelf life begins when something is made or bought, not when it comes back.
  const isNew = flow.movement === 'receive' || flow.movement === 'produce' || flow.movement === 'capture';
  const counted =
    item.shelfLifeDays === undefined || !isNew ? undefined : addDays(effectiveDate, item.shelfLifeDays);
  const expiresOn = line.expiresOn ?? known?.expiresOn ?? counted;
  if (known?.expiresOn !== undefined && expiresOn !== known.expiresOn) {
    const detail = `Batch ${line.batch} of item ${item.itemId} expires on ${known.expiresOn}, not on ${expiresOn}.`;
    return { violations: [{ ...at, code: 'expiry-differs', detail }] };
  }
  // What comes back or is found has the expiry it had, if it had one.
  const isBlank = given.entries?.some(
    ({ key }) => context.units.get(unitKey(item.itemId, key))?.expiresOn === undefined,
  );
  const isDue = isBatch || flow.movement === 'receive' || flow.movement === 'produce' || isBlank === true;
  if (expiresOn === undefined && isDue) {
    const why =
      item.shelfLifeDays === undefined
        ? 'give a date, or the item a shelf life'
        : 'give a date, for its shelf life is counted only from when it is bought or made';
    const detail = `Item ${item.itemId} expires; ${why}.`;
    return { violations: [{ ...at, code: 'expiry-required', detail }] };
  }
  const { receipts, version } = known ?? { receipts: 0, version: 0 };
  const receives =
    isBatch && line.batch !== undefined && expiresOn !== undefined
      ? { itemId: item.itemId, batch: line.batch, expiresOn, receipts: receipts + 1, version: version + 1 }
      : undefined;
  return { expiresOn, receives, violations: [] };
};

/** The numbers of one item in the order given, for the search for duplicates across lines. */
export const entriesByItem = (
  lines: readonly { readonly itemId: string; readonly entries: readonly SerialEntry[] }[],
): SerialEntry[][] => {
  const groups = new Map<string, SerialEntry[]>();
  for (const { itemId, entries } of lines) groups.set(itemId, [...(groups.get(itemId) ?? []), ...entries]);
  return [...groups.values()];
};
