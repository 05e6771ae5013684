import type { DecisionContext } from '../../domain/document/context.ts';
import {
  type DocumentLine,
  LINES_PER_DOCUMENT,
  SERIALS_PER_DOCUMENT,
} from '../../domain/document/document.ts';
import {
  aKind,
  aKindFirst,
  type DocumentKind,
  kindRule,
  lineFlow,
  rolesOf,
} from '../../domain/document/kinds.ts';
import { LedgerError } from '../../domain/errors.ts';
import { pieces, type Quantity } from '../../domain/quantity.ts';
import type { Item, Location } from '../../domain/registry.ts';
import type { SerialEntries, SerialInput } from '../../domain/serial/input.ts';
import type { Settings } from '../../domain/settings.ts';
import { isKnownNumber } from '../../domain/unit/unit.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Needed } from '../posting/decision-context.ts';
import {
  expiryFaults,
  joinFaults,
  keysOf,
  parentNames,
  readBatch,
  readLineSerials,
  readQuantity,
  stockedFaults,
  unknownItem,
} from './input.ts';

/** The lines of a new document, as far as they can be read. */

/** A line as it is asked for: what a document keeps of it, its quantity and numbers as they were typed. */
export type NewLine = Pick<
  DocumentLine,
  | 'itemId'
  | 'batch'
  | 'expiresOn'
  | 'role'
  | 'direction'
  | 'buyBack'
  | 'scrap'
  | 'parentSerial'
  | 'parentItemId'
  | 'locationId'
  | 'hold'
> & {
  readonly quantity: number;
  readonly serials?: SerialInput | undefined;
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

/** Fields that only some kinds of documents, or some lines of them, know. */
const fieldFaults = (kind: DocumentKind, line: NewLine, pointer: string): Violation[] => {
  const { by } = kindRule(kind).flow;
  const roles = rolesOf(kind);
  const flow = lineFlow(kind, line, 'post');
  const faults: Violation[] = [];
  const field = (name: keyof NewLine, taken: boolean, needed: boolean): void => {
    const given = line[name] !== undefined && line[name] !== false;
    const at = { pointer: `${pointer}/${name}` };
    if (given && !taken) {
      const detail =
        name === 'role' && roles.length > 0
          ? `Lines of ${aKind(kind)} have no role, or ${roles.join(' or ')}.`
          : `${aKindFirst(kind)} takes no ${name} on this line.`;
      faults.push({ ...at, code: 'field-not-taken', detail });
    }
    if (!given && needed) {
      faults.push({ ...at, code: 'field-required', detail: `Each line of ${aKind(kind)} needs ${name}.` });
    }
  };
  field('role', line.role === undefined || roles.includes(line.role), by === 'role');
  field('direction', by === 'direction', by === 'direction');
  field('buyBack', by === 'buyBack', false);
  field('locationId', flow?.placed === true, false);
  field('scrap', by === 'role' && line.role === 'take-out', false);
  field('hold', flow === undefined || flow.stock === 'in', false);
  const given = { asked: line, pointer };
  return [...faults, ...expiryFaults(kind, line, given), ...joinFaults(kind, line, given)];
};

const placeFaults = (
  { locationId }: NewLine,
  locations: readonly Location[],
  pointer: string,
): Violation[] => {
  if (locationId === undefined || locations.some((one) => one.locationId === locationId)) return [];
  const detail = `There is no location ${locationId}.`;
  return [{ pointer: `${pointer}/locationId`, code: 'location-unknown', detail }];
};

export const readLine = (
  typed: NewLine,
  i: number,
  given: {
    readonly kind: DocumentKind;
    readonly locations: readonly Location[];
    readonly context: DecisionContext;
  },
): ReadLine => {
  const pointer = `/lines/${i}`;
  const { itemId } = typed;
  const { settings, items, units } = given.context;
  const item = items.get(itemId);
  const quantity = readQuantity(typed.quantity, `${pointer}/quantity`);
  const batch = readBatch(typed.batch, `${pointer}/batch`, settings);
  const isKnown = (key: string): boolean => isKnownNumber(units, { itemId, key });
  const serials = readLineSerials(typed.serials, pointer, { settings, item, isKnown });
  return {
    typed,
    n: i + 1,
    pointer,
    item,
    quantity: quantity.value,
    batch: batch.value,
    serials,
    violations: [
      ...(item === undefined ? [unknownItem(itemId, pointer)] : stockedFaults(item, pointer)),
      ...fieldFaults(given.kind, typed, pointer),
      ...placeFaults(typed, given.locations, pointer),
      ...quantity.violations,
      ...batch.violations,
      ...serials.violations,
    ],
  };
};

/** @throws LedgerError `posting-too-large` before any line is looked at */
export const checkLineCount = ({ length: actual }: readonly NewLine[]): void => {
  if (actual <= LINES_PER_DOCUMENT) return;
  throw new LedgerError({ code: 'posting-too-large', what: 'lines', actual, limit: LINES_PER_DOCUMENT });
};

export const tooManySerials = (lines: readonly ReadLine[]): Violation[] => {
  const count = lines.reduce((sum, line) => sum + (line.serials.count ?? 0), 0);
  if (count <= SERIALS_PER_DOCUMENT) return [];
  const detail = `${count} serials were given; a document holds at most ${SERIALS_PER_DOCUMENT}. More are taken as a file by POST /v1/imports.`;
  return [{ pointer: '/lines', code: 'serials-too-many', detail, actual: count }];
};

export const documentLine = (line: ReadLine): DocumentLine => ({
  line: line.n,
  itemId: line.typed.itemId,
  // A faulty quantity has been noted; judged on as if it fitted, so that it hides no other fault and adds none.
  quantity: line.quantity ?? pieces(Math.max(1, line.serials.count ?? 1)),
  batch: line.batch,
  expiresOn: line.typed.expiresOn,
  role: line.typed.role,
  direction: line.typed.direction,
  buyBack: line.typed.buyBack,
  scrap: line.typed.scrap,
  parentSerial: line.typed.parentSerial,
  parentItemId: line.typed.parentItemId,
  locationId: line.typed.locationId,
  hold: line.typed.hold,
  dispatched: 0,
  cancelled: 0,
  assigned: [],
  posted: 0,
  postedSerials: 0,
});

type Places = {
  readonly locationId: string;
  readonly toLocationId?: string | undefined;
  readonly lines: readonly NewLine[];
};

export const placesIn = ({ locationId, toLocationId, lines }: Places): string[] =>
  [locationId, toLocationId, ...lines.map((line) => line.locationId)].flatMap((place) => place ?? []);

/** What a document names and a decision on it must see, as far as it can be read at all. */
export const neededForNew = (
  given: Places & { readonly kind: DocumentKind; readonly post: boolean },
  settings: Settings,
): Needed => {
  const lines = given.lines.map((line) => ({
    itemId: line.itemId,
    places: placesIn({ ...given, locationId: line.locationId ?? given.locationId, lines: [] }),
    batch: readBatch(line.batch, '', settings).value,
    keys: keysOf(line.serials, settings),
  }));
  return {
    units: [
      ...lines.flatMap(({ itemId, keys }) => keys.map((key) => ({ itemId, key }))),
      ...parentNames(given, settings.caseSensitive),
    ],
    balances: given.post
      ? lines.flatMap(({ itemId, batch, places }) =>
          places.map((locationId) => ({ itemId, locationId, batch })),
        )
      : [],
  };
};
