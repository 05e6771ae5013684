import type { Unit } from '../../domain/unit/unit.ts';
import { listProposals } from '../lists/proposals.ts';
import type { Caller, Deps, Page } from '../ports.ts';
import { currentUnits } from '../units/current.ts';
import { readProposed } from '../units/list.ts';
import { contentsOf, type Joins, readJoins } from './contents.ts';
import { parentOf } from './parents.ts';

/** What units are made of and what they are parts of, as works orders joined them. */

/** How many parts in all one answer tells of, and up how many levels it looks. */
export const PARTS_MAX = 1_000;
export const WHOLES_MAX = 100;

const PAGE = 100;

type Name = Pick<Unit, 'itemId' | 'serial' | 'id'>;

const partsPage = (
  deps: Deps,
  tenant: string,
  { whole, after }: { readonly whole: Name; readonly after: string | undefined },
): Promise<Page<Unit>> =>
  listProposals(deps, tenant, {
    list: { of: 'parts', itemId: whole.itemId, id: whole.id },
    page: { limit: PAGE, after },
    read: readProposed(deps, tenant),
    keep: (part) => part.parent?.id === whole.id && part.voided !== true,
  });

/** By the list of them, which knows also those of before products remembered. */
const listedParts = async (
  deps: Deps,
  tenant: string,
  { whole, limit }: { readonly whole: Name; readonly limit: number },
): Promise<Unit[]> => {
  const parts: Unit[] = [];
  for (let after: string | undefined; parts.length < limit; ) {
    const page = await partsPage(deps, tenant, { whole, after });
    parts.push(...page.items);
    if (page.next === undefined) break;
    after = page.next;
  }
  return parts;
};

/** By what the product remembers. */
const rememberedParts = async (
  deps: Deps,
  tenant: string,
  { joins, limit }: { readonly joins: Joins; readonly limit: number },
): Promise<Unit[]> => {
  const { parts } = contentsOf(joins);
  const units = parts.length === 0 ? [] : await currentUnits(deps, tenant, parts.slice(0, limit));
  const isIn = ({ parent, voided }: Unit): boolean =>
    parent?.id !== undefined && joins.ids.has(parent.id) && voided !== true;
  return units.flatMap((unit) => (unit !== undefined && isIn(unit) ? [unit] : []));
};

const byKey = (a: Unit, b: Unit): number => (a.key < b.key ? -1 : Number(a.key > b.key));

/** The units that are parts of this one itself, at most `limit`. */
export const partsOf = async (
  deps: Deps,
  tenant: string,
  given: { readonly whole: Name; readonly limit?: number; readonly joins?: Joins },
): Promise<Unit[]> => {
  const { whole, limit = PARTS_MAX } = given;
  const [listed, remembered] = await Promise.all([
    listedParts(deps, tenant, { whole, limit }),
    Promise.resolve(given.joins ?? readJoins(deps, tenant, whole)).then((joins) =>
      rememberedParts(deps, tenant, { joins, limit }),
    ),
  ]);
  const parts = new Map([...listed, ...remembered].map((part) => [part.id, part]));
  return [...parts.values()].sort(byKey).slice(0, limit);
};

export type Part<U> = { readonly unit: U; readonly level: number; readonly of: Name };

export type Wholes = {
  readonly units: readonly Unit[];
  readonly planned?: Unit['parent'];
  readonly more?: true;
};

/** What a unit is in: nearest first. A product that was never made has a number only, and ends the chain. */
export const wholesOf = async (deps: Deps, caller: Caller, unit: Unit): Promise<Wholes> => {
  const units: Unit[] = [];
  for (let part = unit; units.length < WHOLES_MAX; ) {
    const { parent } = part;
    if (parent === undefined) return { units };
    const whole = await parentOf(deps, caller.tenant, part);
    if (whole === undefined) return { units, planned: { itemId: parent.itemId, serial: parent.serial } };
    if (whole.id === unit.id || units.some(({ id }) => id === whole.id)) return { units };
    units.push(whole);
    part = whole;
  }
  return { units, more: true };
};

/** A unit's parts, the parts of those and so on, level by level. */
export const partsByLevel = async <U extends Name>(
  { unit, levels }: { readonly unit: Name; readonly levels: number },
  within: (whole: Name, limit: number) => Promise<readonly U[]>,
): Promise<{ readonly parts: readonly Part<U>[]; readonly more: boolean }> => {
  const parts: Part<U>[] = [];
  let wholes: readonly Name[] = [unit];
  const seen = new Set([unit.id]);
  for (let level = 1; level <= levels && wholes.length > 0; level += 1) {
    const room = PARTS_MAX - parts.length;
    const found = await Promise.all(wholes.map((whole) => within(whole, room + 1)));
    const its = wholes
      .flatMap((of, i) => (found[i] ?? []).map((part) => ({ unit: part, level, of })))
      .filter((part) => !seen.has(part.unit.id));
    for (const part of its) seen.add(part.unit.id);
    if (its.length > room) return { parts: [...parts, ...its.slice(0, room)], more: true };
    parts.push(...its);
    wholes = its.map((part) => part.unit);
  }
  const below = await Promise.all(wholes.map((whole) => within(whole, 1)));
  return { parts, more: below.some((its) => its.length > 0) };
};

export const allPartsOf = (
  deps: Deps,
  tenant: string,
  given: { readonly unit: Name; readonly levels: number },
) => partsByLevel(given, (whole, limit) => partsOf(deps, tenant, { whole, limit }));
