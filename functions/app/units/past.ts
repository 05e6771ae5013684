import { type MovedUnit, rewound } from '../../domain/movement.ts';
import type { Unit } from '../../domain/unit/unit.ts';
import type { Deps, MovementHead } from '../ports.ts';

/** What units were at moments of the past, by what their movements remember. */

/** An instant, by when things were recorded; or a day, by the dates they count for. */
export type PastMoment = { readonly instant: string } | { readonly day: string };

type Named = { readonly unit: Unit; readonly movements: readonly MovementHead[] };

/** The units of movements, by their ids; those of large ones lie in chunks. */
export const unitsOfMovements = async (
  deps: Deps,
  tenant: string,
  movements: readonly MovementHead[],
): Promise<ReadonlyMap<string, readonly MovedUnit[]>> => {
  const large = movements.filter(({ units }) => units === undefined).map(({ movementId }) => movementId);
  const whole = large.length === 0 ? [] : await deps.store.movements.readMany(tenant, large);
  return new Map([
    ...movements.flatMap(({ movementId, units }) =>
      units === undefined ? [] : [[movementId, units] as const],
    ),
    ...whole.map(({ movementId, units }) => [movementId, units] as const),
  ]);
};

/** The unit after each of its movements, oldest first; nothing while there was none. */
const statesOf = async (
  deps: Deps,
  tenant: string,
  { unit, movements }: Named,
): Promise<(Unit | undefined)[]> => {
  const unitsIn = await unitsOfMovements(deps, tenant, movements);
  const states: (Unit | undefined)[] = [unit];
  for (const { movementId } of movements.slice(1).toReversed()) {
    const state = states[0];
    const moved = unitsIn.get(movementId)?.find(({ id }) => id === unit.id);
    states.unshift(state === undefined || moved === undefined ? undefined : rewound(state, moved));
  }
  return states;
};

const KEPT = new Set(['movementIds', 'lifeChunks', 'version']);

type Fields = { readonly [field: string]: unknown };
const fieldsOf = (unit: Unit | undefined): Fields => ({ ...unit });

/** What a movement made of a unit, field by field. */
const changeOf = (before: Unit | undefined, after: Unit | undefined): Fields => {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => !KEPT.has(name));
  return Object.fromEntries(
    names.flatMap((name) =>
      JSON.stringify(was[name]) === JSON.stringify(is[name]) ? [] : [[name, is[name]]],
    ),
  );
};

/** A receipt after the fact says where the unit was before anything else was heard of it. */
const receivedAs = ({ to, documentId, documentNumber, line }: MovementHead): Fields => ({
  status: 'in-stock',
  locationId: to,
  documentId,
  documentNumber,
  line,
});

/**
 * By days, as the ledger knows it now: what counts for that day or an earlier one, in recorded order, and nothing that
 * was taken back.
 */
const onDay = (
  { unit, movements }: Named,
  states: readonly (Unit | undefined)[],
  day: string,
): { readonly unit: Unit; readonly movements: readonly MovementHead[] } | undefined => {
  const kept: MovementHead[] = [];
  const first = states.find((state) => state !== undefined) ?? unit;
  const { id, itemId, key, serial, version } = first;
  let state: Fields = { id, itemId, key, serial, version, movementIds: [], lifeChunks: 0 };
  for (const [i, movement] of movements.entries()) {
    if (movement.effectiveDate > day || movement.voidedBy !== undefined || movement.voids !== undefined)
      continue;
    kept.push(movement);
    const was = states[i - 1];
    // Of what was taken back nothing is told, so that all is new to what came after.
    const change = changeOf(was?.voided === true ? undefined : was, states[i]);
    const isFirst = state.status === undefined && change.status === undefined;
    state = {
      ...state,
      ...(isFirst && movement.retrospective === true ? receivedAs(movement) : {}),
      ...change,
    };
  }
  // Fields are those of states; only their combination is new.
  return isUnitState(state) ? { unit: state, movements: kept } : undefined;
};

const isUnitState = (state: Fields): state is Fields & Unit =>
  typeof state.status === 'string' && state.asOf !== undefined;

const millisecondsOf = (instant: string): number => Date.parse(instant);

/** By instants, as the ledger had it then: what was recorded until then. */
const atInstant = (
  { movements }: Named,
  states: readonly (Unit | undefined)[],
  instant: string,
): Named | undefined => {
  const until = millisecondsOf(instant);
  const later = movements.findIndex(({ recordedAt }) => millisecondsOf(recordedAt) > until);
  const count = later < 0 ? movements.length : later;
  const unit = states[count - 1];
  if (unit === undefined) return undefined;
  const kept = movements.slice(0, count);
  const told = new Set(kept.map(({ movementId }) => movementId));
  return {
    unit,
    // Nobody knew then that it would be taken back.
    movements: kept.map(({ voidedBy, ...movement }) =>
      voidedBy === undefined || !told.has(voidedBy) ? movement : { ...movement, voidedBy },
    ),
  };
};

/** The unit as it was, and what had happened to it; nothing where it wasn't known. */
export const pastOf = async (
  deps: Deps,
  tenant: string,
  { at, ...named }: Named & { readonly at: PastMoment },
): Promise<Named | undefined> => {
  const { unit, movements } = named;
  // Nothing has happened since: it is what it is.
  if ('day' in at && movements.every(({ effectiveDate }) => effectiveDate <= at.day))
    return { unit, movements };
  const states = await statesOf(deps, tenant, named);
  return 'instant' in at ? atInstant(named, states, at.instant) : onDay(named, states, at.day);
};
