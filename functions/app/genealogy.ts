import type { Unit } from '../domain/unit.ts';
import { listProposals } from './list-proposals.ts';
import { readProposed } from './list-units.ts';
import { parentOf } from './parents.ts';
import type { Caller, Deps, Page } from './ports.ts';

/** What units are made of and what they are parts of, as works orders joined them. */

/** How many parts in all one answer tells of, and up how many levels it looks. */
const PARTS_MAX = 1_000;
const WHOLES_MAX = 100;

const PAGE = 100;

const partsPage = (
  deps: Deps,
  tenant: string,
  { whole, after }: { readonly whole: Unit; readonly after: string | undefined },
): Promise<Page<Unit>> =>
  listProposals(deps, tenant, {
    list: { of: 'parts', itemId: whole.itemId, id: whole.id },
    page: { limit: PAGE, after },
    read: readProposed(deps, tenant),
    keep: (part) => part.parent?.id === whole.id && part.voided !== true,
  });

/** The units that are parts of this one itself, at most `limit`; the list that names them may lag. */
export const partsOf = async (
  deps: Deps,
  tenant: string,
  { whole, limit = PARTS_MAX }: { readonly whole: Unit; readonly limit?: number },
): Promise<Unit[]> => {
  const parts: Unit[] = [];
  for (let after: string | undefined; parts.length < limit; ) {
    const page = await partsPage(deps, tenant, { whole, after });
    parts.push(...page.items);
    if (page.next === undefined) break;
    after = page.next;
  }
  return parts.slice(0, limit);
};

export type Part = { readonly unit: Unit; readonly level: number; readonly of: Unit };

/** What a unit is in: nearest first. A product that was never made has a number only, and ends the chain. */
export const wholesOf = async (
  deps: Deps,
  caller: Caller,
  unit: Unit,
): Promise<{ readonly units: readonly Unit[]; readonly planned?: Unit['parent']; readonly more?: true }> => {
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
export const allPartsOf = async (
  deps: Deps,
  tenant: string,
  { unit, levels }: { readonly unit: Unit; readonly levels: number },
): Promise<{ readonly parts: readonly Part[]; readonly more: boolean }> => {
  const parts: Part[] = [];
  let wholes: readonly Unit[] = [unit];
  const seen = new Set([unit.id]);
  for (let level = 1; level <= levels && wholes.length > 0; level += 1) {
    const room = PARTS_MAX - parts.length;
    const found = await Promise.all(wholes.map((whole) => partsOf(deps, tenant, { whole, limit: room + 1 })));
    const its = wholes
      .flatMap((of, i) => (found[i] ?? []).map((part): Part => ({ unit: part, level, of })))
      .filter((part) => !seen.has(part.unit.id));
    for (const part of its) seen.add(part.unit.id);
    if (its.length > room) return { parts: [...parts, ...its.slice(0, room)], more: true };
    parts.push(...its);
    wholes = its.map((part) => part.unit);
  }
  const below = await Promise.all(wholes.map((whole) => partsOf(deps, tenant, { whole, limit: 1 })));
  return { parts, more: below.some((its) => its.length > 0) };
};
