import type { LedgerDocument } from '../../domain/document/document.ts';
import {
  aKindFirst,
  type DocumentKind,
  hasDestination,
  type LineChoice,
  lineFlow,
  type Stage,
} from '../../domain/document/kinds.ts';
import { QUANTITY_MAX, type Quantity, quantityFrom, quantityShown } from '../../domain/quantity.ts';
import type { Item } from '../../domain/registry.ts';
import {
  LOOKED_FOR,
  readSerials,
  type SerialEntries,
  type SerialInput,
  type SerialRules,
} from '../../domain/serial/input.ts';
import { keyOf, normaliseText, readSerialText } from '../../domain/serial/text.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Violation } from '../../domain/violations.ts';
import type { UnitName } from '../ports.ts';

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
  const read = readSerialText(typed, settings.caseSensitive, settings.placeholders);
  if (read.ok) return { value: read.serial.key, violations: [] };
  return {
    violations: [{ pointer, code: 'batch-invalid', detail: read.detail.replace(/^The serial/, 'The batch') }],
  };
};

/** Numbers of a line; those of no unit are judged as new ones of its item, where that is known. */
export const readLineSerials = (
  input: SerialInput | undefined,
  pointer: string,
  given: Pick<SerialRules, 'isKnown'> & { readonly settings: Settings; readonly item: Item | undefined },
): SerialEntries =>
  input === undefined
    ? { entries: [], count: 0, violations: [] }
    : readSerials(input, input.form === 'range' ? `${pointer}/serialRange` : `${pointer}/serials`, {
        caseSensitive: given.settings.caseSensitive,
        placeholders: given.settings.placeholders,
        pattern: given.item?.pattern,
        isKnown: given.isKnown,
      });

/** Under which keys the units of a line's numbers are looked for. */
export const keysOf = (input: SerialInput | undefined, settings: Settings): string[] =>
  readLineSerials(input, '', { settings, item: undefined, ...LOOKED_FOR }).entries.map(({ key }) => key);

/** How many numbers a line means; one that cannot be read is judged on as if it fitted. */
export const meantOf = ({ count }: SerialEntries, quantity: Quantity): number =>
  count ?? Math.floor(quantityShown(quantity));

export const unknownItem = (itemId: string, pointer: string): Violation => ({
  pointer: `${pointer}/itemId`,
  code: 'item-unknown',
  detail: `There is no item ${itemId}.`,
  itemId,
});

type Parenting = LineChoice & { readonly itemId: string; readonly parentSerial?: string | undefined };

/** Units that are named as parents, of whatever item the document makes. */
export const parentNames = (
  { kind, lines }: { readonly kind: DocumentKind; readonly lines: readonly Parenting[] },
  caseSensitive: boolean,
): UnitName[] => {
  const makes = (line: Parenting): boolean => lineFlow(kind, line, 'post')?.makes === true;
  const items = new Set(lines.filter(makes).map(({ itemId }) => itemId));
  const keys = lines.flatMap(({ parentSerial }) =>
    parentSerial === undefined ? [] : [keyOf(normaliseText(parentSerial), caseSensitive)],
  );
  return [...items].flatMap((itemId) => [...new Set(keys)].map((key) => ({ itemId, key })));
};

/** The stage that is meant: sending off is said, receiving what was sent goes without saying. */
export const stageOf = (
  document: Pick<LedgerDocument, 'kind' | 'lines'>,
  dispatch: boolean | undefined,
): Stage => {
  if (!hasDestination(document.kind)) return 'post';
  if (dispatch === true) return 'dispatch';
  return document.lines.some((line) => line.dispatched > 0) ? 'arrive' : 'post';
};

export const dispatchFaults = (kind: DocumentKind, dispatch: boolean | undefined): Violation[] =>
  dispatch === true && !hasDestination(kind)
    ? [{ pointer: '/dispatch', code: 'field-not-taken', detail: `${aKindFirst(kind)} is not sent off.` }]
    : [];

/** Only what comes in is given an expiry; what moves or goes out has one. */
export const expiryFaults = (
  kind: DocumentKind,
  line: LineChoice,
  {
    asked: { expiresOn },
    pointer,
  }: { readonly asked: { readonly expiresOn?: string | undefined }; readonly pointer: string },
): Violation[] => {
  const flow = lineFlow(kind, line, 'post');
  if (expiresOn === undefined || flow === undefined || flow.stock === 'in') return [];
  const detail = `${aKindFirst(kind)} takes no expiresOn on this line.`;
  return [{ pointer: `${pointer}/expiresOn`, code: 'field-not-taken', detail }];
};

/** Only where parts go into a unit, or come out of one, it is named. */
export const joinFaults = (
  kind: DocumentKind,
  line: LineChoice,
  { asked, pointer }: { readonly asked: Naming; readonly pointer: string },
): Violation[] =>
  (['parentSerial', 'parentItemId'] as const).flatMap((name): Violation[] => {
    if (asked[name] === undefined || lineFlow(kind, line, 'post')?.parent !== undefined) return [];
    const detail = `${aKindFirst(kind)} takes no ${name} on this line.`;
    return [{ pointer: `${pointer}/${name}`, code: 'field-not-taken', detail }];
  });

type Naming = { readonly parentSerial?: string | undefined; readonly parentItemId?: string | undefined };

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
