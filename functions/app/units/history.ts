import { balanceName } from '../../domain/balance.ts';
import { isMaking } from '../../domain/document/kinds.ts';
import { notFound } from '../../domain/errors.ts';
import { isFullyTracked } from '../../domain/policy.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Caller, Deps, MovementHead, UnitWithLife } from '../ports.ts';
import { isEarlier, type Joined, type Joins, joinsAt, readLife } from '../trace/contents.ts';
import { partsOf } from '../trace/genealogy.ts';
import { type PastPart, partsThen } from '../trace/past-genealogy.ts';
import { type PastMoment, pastOf } from './past.ts';

/** @throws LedgerError `not-found` where the item has no such unit */
export const unitOf = async (
  deps: Deps,
  caller: Caller,
  name: { readonly itemId: string; readonly id: string },
): Promise<UnitWithLife> => {
  const found = await deps.store.units.readById(caller.tenant, name.itemId, name.id);
  if (found === undefined) throw notFound('unit', name.id);
  return found;
};

export type UnitEvent = {
  readonly movement: MovementHead;
  /** The number that the unit bore then. */
  readonly serial: string;
  /** What it became a part of, or was taken out of. */
  readonly parent?: Unit['parent'];
  /** What went into it, or came out of it; nothing where it was moved itself. */
  readonly joined?: Joined | undefined;
};

type Told = Pick<UnitEvent, 'movement' | 'joined'>;

/** What went in and out, and what of that was taken back. */
const toldOf = ({ all }: Joins): Told[] =>
  [
    ...all.map((joined): Told => ({ movement: joined.movement, joined })),
    ...all.flatMap((joined) => (joined.undone === undefined ? [] : [{ movement: joined.undone, joined }])),
  ].sort((a, b) => (isEarlier(a.movement, b.movement) ? -1 : 1));

/** Its own movements in their order, and the others where they belong between them. */
const together = (movements: readonly MovementHead[], joins: Joins): Told[] => {
  const others = toldOf(joins);
  const own = movements.flatMap((movement): Told[] => {
    const later = others.findIndex((other) => !isEarlier(other.movement, movement));
    return [...others.splice(0, later < 0 ? others.length : later), { movement }];
  });
  return [...own, ...others];
};

/** Backwards from the number of today: only renames changed it. */
const eventsOf = (told: readonly Told[], unit: Unit): UnitEvent[] => {
  let then = unit.serial;
  return told
    .toReversed()
    .map(({ movement, joined }) => {
      if (joined !== undefined) return { movement, joined, serial: then };
      const moved = movement.units?.find(({ id }) => id === unit.id);
      if (movement.kind === 'rename') then = moved?.serial ?? then;
      const left = movement.kind === 'take-out' ? (moved?.before?.parent ?? undefined) : undefined;
      return { movement, serial: then, parent: movement.parent ?? left };
    })
    .toReversed();
};

export type UnitHistory = {
  readonly unit: Unit;
  readonly events: readonly UnitEvent[];
  /** Units that are parts of it, or were then. */
  readonly parts: readonly PastPart[];
  /** Of a unit that may move without its number: how many movements without numbers its place has seen since `asOf`. */
  readonly untrackedSince?: number | undefined;
};

const untrackedSince = async (deps: Deps, { tenant }: Caller, unit: Unit): Promise<number | undefined> => {
  const { itemId, locationId, asOf } = unit;
  if (locationId === undefined) return undefined;
  const name = { itemId, locationId };
  // Asked for together with the movements: one batch-get for all of it.
  const [settings, [item], balances] = await Promise.all([
    deps.store.settings.read(tenant),
    deps.store.items.readMany(tenant, [itemId]),
    deps.store.balances.readMany(tenant, [name]),
  ]);
  if (item === undefined || isFullyTracked(settings, item)) return undefined;
  const balance = balances.find((one) => balanceName(one) === balanceName(name));
  return Math.max(0, (balance?.untracked ?? 0) - (asOf.untracked ?? 0));
};

/** Only what was made here or for us, or remembers something, has parts. */
const partsIn = (
  deps: Deps,
  { tenant }: Caller,
  { unit, movements, joins }: { unit: Unit; movements: readonly MovementHead[]; joins: Joins },
) => (joins.all.length > 0 || movements.some(isMaking) ? partsOf(deps, tenant, { whole: unit, joins }) : []);

/**
 * A unit and every movement that touched it, or put something into it or took it out, oldest first: one query and one
 * batch-get (up to 100 movements). With a moment of the past, the unit as it was then, what was in it, and what had
 * happened to it.
 * @throws LedgerError `not-found` where there is no such unit, or none was known then
 */
export const unitHistory = async (
  deps: Deps,
  caller: Caller,
  asked: { readonly itemId: string; readonly id: string; readonly at?: PastMoment | undefined },
): Promise<UnitHistory> => {
  const found = await unitOf(deps, caller, asked);
  const { unit } = found;
  const [{ movements, joins }, since] = await Promise.all([
    readLife(deps, caller.tenant, found),
    untrackedSince(deps, caller, unit),
  ]);
  const { at } = asked;
  if (at === undefined) {
    const parts = await partsIn(deps, caller, { unit, movements, joins });
    return { unit, events: eventsOf(together(movements, joins), unit), parts, untrackedSince: since };
  }
  const past = await pastOf(deps, caller.tenant, { unit, movements, at });
  if (past === undefined) throw notFound('unit at that moment', asked.id);
  const then = joinsAt(joins, at);
  return {
    unit: past.unit,
    events: eventsOf(together(past.movements, then), past.unit),
    parts: await partsThen(deps, caller.tenant, { joins: then, at }),
  };
};
