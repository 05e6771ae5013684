import { NO_WHOLES, type Wholes } from '../../domain/document/wholes.ts';
import { type Movement, restored } from '../../domain/movement.ts';
import { keyOf, normaliseText, readSerialText } from '../../domain/serial/text.ts';
import type { Settings } from '../../domain/settings.ts';
import { type Parent, type Unit, unitKey } from '../../domain/unit/unit.ts';
import type { Caller, Deps, UnitName } from '../ports.ts';
import type { State } from '../posting/decision-context.ts';
import { parentOf } from '../trace/parents.ts';
import { currentUnits } from '../units/current.ts';

/** Reading what parts go into and come out of, with all that it is in itself. */

type Given = {
  readonly lines: readonly {
    readonly role?: string | undefined;
    readonly parentSerial?: string | undefined;
    readonly parentItemId?: string | undefined;
  }[];
  readonly state: Pick<State, 'units'>;
  readonly settings: Settings;
  /** What earlier postings took parts out of. */
  readonly opened?: readonly Parent[] | undefined;
};

const namesIn = ({ lines, settings: { caseSensitive } }: Given): UnitName[] => {
  const names = lines.flatMap(({ parentSerial, parentItemId }) => {
    if (parentSerial === undefined || parentItemId === undefined) return [];
    const read = readSerialText(parentSerial, caseSensitive, []);
    return read.ok ? [{ itemId: parentItemId, key: read.serial.key }] : [];
  });
  return [...new Map(names.map((name) => [unitKey(name.itemId, name.key), name])).values()];
};

type Reading = { readonly deps: Deps; readonly tenant: string; readonly caseSensitive: boolean };

/** The units that parents stand for, by their ids. */
const unitsBehind = async ({ deps, tenant, caseSensitive }: Reading, parents: readonly Parent[]) => {
  const named = parents.flatMap(({ itemId, serial, id }) =>
    id === undefined ? [] : [{ itemId, key: keyOf(normaliseText(serial), caseSensitive), id }],
  );
  const units = await currentUnits(deps, tenant, named);
  return new Map(
    named.flatMap(({ id }, i) => {
      const unit = units[i];
      return unit === undefined ? [] : [[id, unit] as const];
    }),
  );
};

/** Everything that units are in, however deep, by the ids that their parts name. */
const allAbove = async (reading: Reading, units: readonly Unit[]): Promise<Map<string, Unit>> => {
  const above = new Map<string, Unit>();
  for (let parts = units; parts.length > 0; ) {
    const open = new Map(
      parts.flatMap((part) => {
        const { id } = part.parent ?? {};
        return id === undefined || above.has(id) ? [] : [[id, part] as const];
      }),
    );
    const parents = [...open.values()].flatMap(({ parent }) => parent ?? []);
    const found = await unitsBehind(reading, parents);
    const wholes = await Promise.all(
      [...open].map(async ([id, part]) => {
        // One that was planned and never made may have another in its place.
        const whole = found.get(id) ?? (await parentOf(reading.deps, reading.tenant, part));
        return whole === undefined ? [] : [[id, whole] as const];
      }),
    );
    for (const [id, whole] of wholes.flat()) above.set(id, whole);
    parts = wholes.flat().map(([, whole]) => whole);
  }
  return above;
};

const byIds = (units: readonly Unit[]) => units.map((unit) => [unit.id, unit] as const);

/** Nothing is read where no line joins units. */
export const readWholes = async (deps: Deps, { tenant }: Caller, given: Given): Promise<Wholes> => {
  const { lines, state, settings, opened = [] } = given;
  if (!lines.some(({ role }) => role === 'consume' || role === 'take-out')) return NO_WHOLES;
  const reading = { deps, tenant, caseSensitive: settings.caseSensitive };
  const names = namesIn(given);
  const [worked, bearers] = await Promise.all([
    unitsBehind(reading, opened),
    Promise.all(names.map((name) => deps.store.units.readByNumber(tenant, name))),
  ]);
  const units = [...state.units, ...worked.values(), ...bearers.flat()];
  const above = await allAbove(reading, units);
  return {
    byId: new Map([...byIds(units), ...worked, ...above]),
    named: new Map(names.map((name, i) => [unitKey(name.itemId, name.key), bearers[i] ?? []])),
    opened: new Set(worked.keys()),
  };
};

/** What units go back into where movements are taken back. */
export const wholesOf = async (
  deps: Deps,
  { tenant }: Caller,
  {
    movements,
    state,
    settings,
  }: Pick<Given, 'state' | 'settings'> & { readonly movements: readonly Movement[] },
): Promise<Wholes> => {
  const byId = new Map(state.units.map((unit) => [unit.id, unit]));
  const back = movements.flatMap(({ units }) =>
    units.flatMap(({ id, before }) => {
      const unit = byId.get(id);
      return unit === undefined || !before?.parent ? [] : [restored(unit, before)];
    }),
  );
  const told = movements.flatMap(({ parent }) => parent ?? []);
  if (back.length === 0 && told.length === 0) return NO_WHOLES;
  const reading = { deps, tenant, caseSensitive: settings.caseSensitive };
  const [above, worked] = await Promise.all([
    allAbove(reading, [...state.units, ...back]),
    unitsBehind(reading, told),
  ]);
  return { ...NO_WHOLES, byId: new Map([...byIds(state.units), ...worked, ...above]) };
};
