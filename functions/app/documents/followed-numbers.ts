import type { DocumentLine, LedgerDocument } from '../../domain/document/document.ts';
import type { SerialEntry } from '../../domain/serial/input.ts';
import { isKnownNumber, type Unit, unitKey } from '../../domain/unit/unit.ts';
import type { Caller, Deps } from '../ports.ts';
import { type Needed, readState, type State } from '../posting/decision-context.ts';

type Strayed = { readonly itemId: string; readonly id: string };

/** Numbers on rows, among those that were read, whose unit isn't found under them any more. */
const strayedIn = (document: LedgerDocument, needed: Needed, units: readonly Unit[]): Strayed[] => {
  const read = new Set(needed.units.map(({ itemId, key }) => unitKey(itemId, key)));
  const idAt = new Map(units.map(({ itemId, key, id }) => [unitKey(itemId, key), id]));
  return document.lines.flatMap(({ itemId, assigned }) =>
    assigned.flatMap(({ key, id }) => {
      const name = unitKey(itemId, key);
      return id === undefined || !read.has(name) || idAt.get(name) === id ? [] : [{ itemId, id }];
    }),
  );
};

type Renumbered = { readonly lines: readonly DocumentLine[]; readonly names: ReadonlyMap<string, Unit> };

/** The rows with the numbers of today, and which units bear another one than stood there. */
const renumbered = (document: LedgerDocument, units: readonly Unit[]): Renumbered => {
  const byId = new Map(units.map((unit) => [unitKey(unit.itemId, unit.id), unit]));
  const names = new Map<string, Unit>();
  const lines = document.lines.map((line) => {
    const unitOf = (id: string | undefined): Unit | undefined =>
      id === undefined ? undefined : byId.get(unitKey(line.itemId, id));
    if (line.assigned.every(({ id, key }) => (unitOf(id)?.key ?? key) === key)) return line;
    const assigned = line.assigned.map((one) => {
      const unit = unitOf(one.id);
      if (unit === undefined || unit.key === one.key) return one;
      names.set(unitKey(line.itemId, one.key), unit);
      return { ...one, text: unit.serial, key: unit.key };
    });
    return { ...line, assigned };
  });
  return { lines, names };
};

export type Followed = {
  readonly document: LedgerDocument;
  readonly state: State;
  /** Typed numbers of an item; one that stood on a row means that row's unit, whatever it bears now. */
  readonly meant: (itemId: string, typed: readonly SerialEntry[]) => readonly SerialEntry[];
  /** Whether a number of an item means a unit on record. */
  readonly isKnown: (itemId: string, key: string) => boolean;
};

const knownAmong = (units: readonly Unit[], names: ReadonlyMap<string, Unit>): Followed['isKnown'] => {
  const meant = new Map([...units.map((unit) => [unitKey(unit.itemId, unit.key), unit] as const), ...names]);
  return (itemId, key) => isKnownNumber(meant, { itemId, key });
};

/**
 * Reads what a command on a document needs. A number on a row means the unit it was put there for; where that has been
 * renamed since, the row bears its number of today. That costs another reading, and only then.
 */
export const readFollowing = async (
  deps: Deps,
  caller: Caller,
  given: { readonly document: LedgerDocument; readonly needed: (document: LedgerDocument) => Needed },
): Promise<Followed> => {
  const { document, needed } = given;
  const asked = needed(document);
  const state = await readState(deps, caller, asked);
  const found = await Promise.all(
    strayedIn(document, asked, state.units).map(({ itemId, id }) =>
      deps.store.units.readById(caller.tenant, itemId, id),
    ),
  );
  const elsewhere = found.flatMap((one) => one?.unit ?? []);
  const { lines, names } = renumbered(document, [...state.units, ...elsewhere]);
  if (names.size === 0) {
    return { document, state, meant: (_, typed) => typed, isKnown: knownAmong(state.units, names) };
  }
  const followed = { ...document, lines };
  const more = needed(followed);
  const moved = elsewhere.map(({ itemId, key }) => ({ itemId, key }));
  const now = await readState(deps, caller, { ...more, units: [...more.units, ...moved] });
  return {
    document: followed,
    state: now,
    isKnown: knownAmong(now.units, names),
    meant: (itemId, typed) =>
      typed.map((entry) => {
        const unit = names.get(unitKey(itemId, entry.key));
        return unit === undefined ? entry : { ...entry, text: unit.serial, key: unit.key, id: unit.id };
      }),
  };
};

/** A document as it is shown: rows that claim nothing, with the numbers that their units bear today. */
export const withNumbersOfToday = async (
  deps: Deps,
  caller: Caller,
  document: LedgerDocument,
): Promise<LedgerDocument> => {
  const known = document.lines.flatMap(({ itemId, assigned }) =>
    assigned.flatMap(({ key, id }) => (id === undefined ? [] : [{ itemId, key }])),
  );
  if (known.length === 0) return document;
  const needed = () => ({ units: known, balances: [] });
  return (await readFollowing(deps, caller, { document, needed })).document;
};
