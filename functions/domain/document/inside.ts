import type { Unit } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
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

/** `into`: the id of what it goes into. */
type Join = Joined & { readonly part: Unit; readonly into: string };

const joinsIn = (all: readonly Joined[]): Join[] =>
  all.flatMap((one) => {
    const { before, after: part } = one.change;
    const into = part?.parent?.id;
    if (part === undefined || into === undefined || before?.parent?.id === into) return [];
    return [{ ...one, part, into }];
  });

const called = ({ serial, itemId }: Unit): string => `"${serial}" of item ${itemId}`;

/** `chain`: from what it goes into, each unit in the next one, up to itself. */
const insideItself = ({ part, pointer, line }: Join, chain: readonly Unit[]): Violation => {
  const [into, ...above] = chain.map(called);
  const detail =
    above.length === 0
      ? `${called(part)} cannot go into itself.`
      : `${called(part)} cannot go into ${into}: ${into} is in ${above.join(', which is in ')}.`;
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
  const changed = new Map(changes.map(({ before, after }) => [(after ?? before)?.id, after]));
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
  const chains = new Map([...new Set(joins.map(({ into }) => into))].map((id) => [id, above(id)]));
  const violations = joins.flatMap((join) => {
    const chain = chains.get(join.into) ?? [];
    return chain.some(({ id }) => id === join.part.id) ? [insideItself(join, chain)] : [];
  });
  const relied = new Map([...chains.values()].flat().map((unit) => [unit.id, unit]));
  return { violations, relied: [...relied.values()].filter(({ id }) => !changed.has(id)) };
};
