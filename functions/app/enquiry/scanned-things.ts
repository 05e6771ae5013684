import type { AsnStatus } from '../../domain/asn/asn.ts';
import { fold } from '../../domain/search/entry.ts';
import { keyOf } from '../../domain/serial/text.ts';
import { firstKeyOf, type Unit } from '../../domain/unit/unit.ts';
import type { ProposedEntry } from '../lists/ports.ts';
import type { Caller, Deps } from '../ports.ts';

/** Units and cartons by what was scanned, of whatever item. */

/** Of numbers that are alike so many entries are looked at: 100 of each bucket a time. */
const PAGES = 5;
const PAGE = 100;

/** Whole numbers that fold alike, as the search index proposes them. */
const alike = async (
  { store }: Deps,
  { tenant }: Caller,
  number: string,
): Promise<{ readonly entries: readonly ProposedEntry[]; readonly more: boolean }> => {
  const query = fold(number);
  const entries: ProposedEntry[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const asked = { phase: 'whole', query, exact: true, limit: PAGE, after } as const;
    const found = await store.indexes.search(tenant, asked);
    entries.push(...found.items);
    after = found.next;
    if (after === undefined) return { entries, more: false };
  }
  return { entries, more: true };
};

/** As they are now; one that is gone is left out. */
const unitsOf = async (
  { store }: Deps,
  { tenant }: Caller,
  entries: readonly ProposedEntry[],
): Promise<Unit[]> => {
  const names = new Map(entries.map(({ itemId, id }) => [JSON.stringify([itemId, id]), { itemId, id }]));
  const read = await Promise.all(
    [...names.values()].map(({ itemId, id }) => store.units.readById(tenant, itemId, id)),
  );
  return read.flatMap((found) => found?.unit ?? []);
};

/**
 * The unit of an id, whatever its item: the id tells the number that the unit had first, which the search index knows,
 * and the unit is then read by item and id.
 */
export const unitsById = async (deps: Deps, caller: Caller, id: string): Promise<Unit[]> => {
  const first = firstKeyOf(id);
  if (first === undefined || fold(first) === '') return [];
  const { entries } = await alike(deps, caller, first);
  return unitsOf(
    deps,
    caller,
    entries.filter((entry) => entry.id === id),
  );
};

/** At most so many are told. */
const UNITS_MAX = 50;

/** Units that bear the very number, or bore it. */
export const unitsByNumber = async (
  deps: Deps,
  caller: Caller,
  number: { readonly text: string; readonly key: string; readonly caseSensitive: boolean },
): Promise<{ readonly units: readonly Unit[]; readonly more: boolean }> => {
  const { text, key, caseSensitive } = number;
  const { entries, more } = await alike(deps, caller, text);
  const units = await unitsOf(deps, caller, entries);
  const its = units.filter(({ serial, aliases = [] }) =>
    [serial, ...aliases].some((one) => keyOf(one, caseSensitive) === key),
  );
  return { units: its.slice(0, UNITS_MAX), more: more || its.length > UNITS_MAX };
};

/** A carton or pallet, with the advance list that it is on. */
export type ScannedCarton = {
  readonly sscc: string;
  readonly asnNumber: string;
  readonly partnerId: string;
  readonly status: AsnStatus;
  readonly orderId: string;
  /** How many numbers the list has in it. */
  readonly serials: number;
};

export const scannedCarton = async (
  { store }: Deps,
  { tenant }: Caller,
  sscc: string,
): Promise<ScannedCarton | undefined> => {
  const [carton] = await store.asns.readCartons(tenant, [sscc]);
  const asn = carton === undefined ? undefined : await store.asns.read(tenant, carton);
  if (asn === undefined) return undefined;
  const { asnNumber, partnerId, status, orderId } = asn;
  const entries = await store.asns.readEntries(tenant, asn);
  const serials = entries.filter((entry) => entry.sscc === sscc).length;
  return { sscc, asnNumber, partnerId, status, orderId, serials };
};
