import type { Violation } from '../domain/errors.ts';
import { QUANTITY_MAX, type Quantity, quantityFrom, quantityShown } from '../domain/quantity.ts';
import type { Item } from '../domain/registry.ts';
import { readSerials, type SerialEntries, type SerialInput } from '../domain/serial-input.ts';
import { readSerialText } from '../domain/serial-text.ts';
import type { Settings } from '../domain/settings.ts';

/** Reading what people typed on a line, with every fault of it. */

export type Read<T> = { readonly value?: T | undefined; readonly violations: readonly Violation[] };

export const readQuantity = (typed: number, pointer: string): Read<Quantity> => {
  const value = quantityFrom(typed);
  if (value !== undefined) return { value, violations: [] };
  const detail = `${typed} is not a quantity: above 0, at most ${QUANTITY_MAX}, with at most four decimals.`;
  return { violations: [{ pointer, code: 'quantity-invalid', detail }] };
};

export const readBatch = (typed: string | undefined, pointer: string, settings: Settings): Read<string> => {
  if (typed === undefined) return { violations: [] };
  const read = readSerialText(typed, settings.caseSensitive);
  if (read.ok) return { value: read.serial.key, violations: [] };
  return { violations: [{ pointer, code: 'batch-invalid', detail: read.detail.replace('serial', 'batch') }] };
};

/** Numbers of a line; the item's pattern counts where the item is known. */
export const readLineSerials = (
  input: SerialInput | undefined,
  pointer: string,
  given: { readonly settings: Settings; readonly item: Item | undefined },
): SerialEntries =>
  input === undefined
    ? { entries: [], count: 0, violations: [] }
    : readSerials(input, input.form === 'range' ? `${pointer}/serialRange` : `${pointer}/serials`, {
        caseSensitive: given.settings.caseSensitive,
        pattern: given.item?.pattern,
      });

/** How many numbers a line means; one that cannot be read is judged on as if it fitted. */
export const meantOf = ({ count }: SerialEntries, quantity: Quantity): number =>
  count ?? Math.floor(quantityShown(quantity));

export const unknownItem = (itemId: string, pointer: string): Violation => ({
  pointer: `${pointer}/itemId`,
  code: 'item-unknown',
  detail: `There is no item ${itemId}.`,
  itemId,
});

export const stockedFaults = (item: Item, pointer: string): Violation[] =>
  item.kind === 'stocked'
    ? []
    : [
        {
          pointer: `${pointer}/itemId`,
          code: 'item-not-stocked',
          detail: `Item ${item.itemId} is a lookup item: it has no stock.`,
          itemId: item.itemId,
        },
      ];
