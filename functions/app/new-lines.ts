import { type DocumentLine, SERIALS_PER_DOCUMENT } from '../domain/document/document.ts';
import type { Violation } from '../domain/errors.ts';
import { pieces, type Quantity } from '../domain/quantity.ts';
import type { Item } from '../domain/registry.ts';
import type { SerialEntries, SerialInput } from '../domain/serial-input.ts';
import type { Moment } from './decision-context.ts';
import { readBatch, readLineSerials, readQuantity, stockedFaults, unknownItem } from './document-input.ts';

/** The lines of a new document, as far as they can be read. */

export type NewLine = {
  readonly itemId: string;
  readonly quantity: number;
  readonly serials?: SerialInput | undefined;
  readonly batch?: string | undefined;
};

export type ReadLine = {
  readonly typed: NewLine;
  readonly n: number;
  readonly pointer: string;
  readonly item: Item | undefined;
  readonly quantity: Quantity | undefined;
  readonly batch: string | undefined;
  readonly serials: SerialEntries;
  readonly violations: readonly Violation[];
};

export const readLine = (
  typed: NewLine,
  i: number,
  given: { readonly items: readonly Item[]; readonly moment: Moment },
): ReadLine => {
  const pointer = `/lines/${i}`;
  const { settings } = given.moment;
  const item = given.items.find(({ itemId }) => itemId === typed.itemId);
  const quantity = readQuantity(typed.quantity, `${pointer}/quantity`);
  const batch = readBatch(typed.batch, `${pointer}/batch`, settings);
  const serials = readLineSerials(typed.serials, pointer, { settings, item });
  return {
    typed,
    n: i + 1,
    pointer,
    item,
    quantity: quantity.value,
    batch: batch.value,
    serials,
    violations: [
      ...(item === undefined ? [unknownItem(typed.itemId, pointer)] : stockedFaults(item, pointer)),
      ...quantity.violations,
      ...batch.violations,
      ...serials.violations,
    ],
  };
};

export const tooManySerials = (lines: readonly ReadLine[]): Violation[] => {
  const count = lines.reduce((sum, line) => sum + (line.serials.count ?? 0), 0);
  if (count <= SERIALS_PER_DOCUMENT) return [];
  const detail = `${count} serials were given; a document holds at most ${SERIALS_PER_DOCUMENT}.`;
  return [{ pointer: '/lines', code: 'serials-too-many', detail, actual: count }];
};

export const documentLine = (line: ReadLine): DocumentLine => ({
  line: line.n,
  itemId: line.typed.itemId,
  // A faulty quantity has been noted; judged on as if it fitted, so that it hides no other fault and adds none.
  quantity: line.quantity ?? pieces(Math.max(1, line.serials.count ?? 1)),
  batch: line.batch,
  assigned: [],
  posted: 0,
  postedSerials: 0,
  version: 0,
});
