import type { Violation } from '../errors.ts';
import type { Parent, Unit } from '../unit.ts';
import type { UnitChange } from './context.ts';
import { NO_WHOLES, type Wholes } from './wholes.ts';

/** No unit is inside itself, however deep: what a posting joins is followed upwards, with all that it changes. */

/** A unit that a posting may have put into another, and where that was asked for. */
export type Joined = { readonly change: UnitChange; readonly pointer: string; readonly line?: number };

export type Joining = {
  readonly violations: readonly Violation[];
  /** Units that the decision stands on and leaves as they are: what parts go into, with all that it is in. */
  readonly relied: readonly Unit[];
};

type Join = Joined & { readonly part: Unit; readonly parent: Parent & { readonly id: string } };

const joinsIn = (all: readonly Joined[]): Join[] =>
  all.flatMap((one) => {
    const { before, after: part } = one.change;
    const { itemId, serial, id } = part?.parent ?? {};
    if (part === undefined || itemId === undefined || serial === undefined || id === undefined) return [];
    return before?.parent?.id === id ? [] : [{ ...one, part, parent: { itemId, serial, id } }];
  });

const called = ({ serial, itemId }: { readonly serial: string; readonly itemId: string }): string =>
  `"${serial}" of item ${itemId}`;

/** Each unit is in the next one. */
const chained = ([first, ...others]: readonly Unit[]): string =>
  first === undefined
    ? ''
    : others.reduce(
        (told, unit, i) => `${told}${i === 0 ? ' is in ' : ', which is in '}${called(unit)}`,
        called(first),
      );

const insideItself = ({ part, pointer, line }: Join, chain: readonly Unit[]): Violation => {
  const [into] = chain;
  const path = chain.slice(0, chain.findIndex(({ id }) => id === part.id) + 1);
  const detail =
    into === undefined || path.length === 1
      ? `${called(part)} cannot go into itself.`
      : `${called(part)} cannot go into ${called(into)}: ${chained(path)}.`;
  const where = {
    pointer,
    serial: part.serial,
    itemId: part.itemId,
    ...(line === undefined ? {} : { line }),
  };
  return { ...where, code: 'unit-inside-itself', detail };
};

/** `changes`: all of the posting, those by which nothing is joined too. */
export const joiningOf = (
  joined: readonly Joined[],
  changes: readonly UnitChange[],
  { byId }: Wholes = NO_WHOLES,
): Joining => {
  const joins = joinsIn(joined);
  if (joins.length === 0) return { violations: [], relied: [] };
  const changed = new Map(
    changes.flatMap(({ before, after }) => {
      const { id } = after ?? before ?? {};
      return id === undefined ? [] : [[id, after] as const];
    }),
  );
  const unitBehind = (id: string): Unit | undefined => {
    // One that was planned may have another in its place.
    const is = byId.get(id);
    const now = is?.id ?? id;
    return changed.has(now) ? changed.get(now) : is;
  };
  const above = (parent: string): Unit[] => {
    const chain = new Map<string, Unit>();
    for (let unit = unitBehind(parent); unit !== undefined && !chain.has(unit.id); ) {
      chain.set(unit.id, unit);
      unit = unitBehind(unit.parent?.id ?? '');
    }
    return [...chain.values()];
  };
  const chains = new Map([...new Set(joins.map(({ parent }) => parent.id))].map((id) => [id, above(id)]));
  const violations = joins.flatMap((join) => {
    const chain = chains.get(join.parent.id) ?? [];
    return chain.some(({ id }) => id === join.part.id) ? [insideItself(join, chain)] : [];
  });
  const relied = new Map([...chains.values()].flat().map((unit) => [unit.id, unit]));
  return { violations, relied: [...relied.values()].filter(({ id }) => !changed.has(id)) };
};
