import type { DocumentLine, LedgerDocument } from '../domain/document/document.ts';
import { type Unit, unitKey } from '../domain/unit.ts';
import { type Needed, readState, type State } from './decision-context.ts';
import type { Caller, Deps } from './ports.ts';

type Strayed = { readonly itemId: string; readonly key: string; readonly id: string };

/** Numbers on rows, among those that were read, whose unit isn't found under them any more. */
const strayedIn = (document: LedgerDocument, needed: Needed, units: readonly Unit[]): Strayed[] => {
  const read = new Set(needed.units.map(({ itemId, key }) => unitKey(itemId, key)));
  const idAt = new Map(units.map(({ itemId, key, id }) => [unitKey(itemId, key), id]));
  return document.lines.flatMap(({ itemId, assigned }) =>
    assigned.flatMap(({ key, id }) => {
      const name = unitKey(itemId, key);
      return id === undefined || !read.has(name) || idAt.get(name) === id ? [] : [{ itemId, key, id }];
    }),
  );
};

const renumbered = (line: DocumentLine, byId: ReadonlyMap<string, Unit>): DocumentLine => {
  if (!line.assigned.some(({ id }) => byId.has(unitKey(line.itemId, id ?? '')))) return line;
  const assigned = line.assigned.map((one) => {
    const unit = byId.get(unitKey(line.itemId, one.id ?? ''));
    return unit === undefined ? one : { ...one, text: unit.serial, key: unit.key };
  });
  return { ...line, assigned };
};

/**
 * Reads what a command on a document needs. A number on a row means the unit it was put there for; where that has been
 * renamed since, the row bears its number of today. That costs another reading, and only then.
 */
export const readFollowing = async (
  deps: Deps,
  caller: Caller,
  given: { readonly document: LedgerDocument; readonly needed: (document: LedgerDocument) => Needed },
): Promise<{ readonly document: LedgerDocument; readonly state: State }> => {
  const { document, needed } = given;
  const asked = needed(document);
  const state = await readState(deps, caller, asked);
  const found = await Promise.all(
    strayedIn(document, asked, state.units).map(({ itemId, id }) =>
      deps.store.units.readById(caller.tenant, itemId, id),
    ),
  );
  const byId = new Map(
    found.flatMap((one) =>
      one === undefined ? [] : [[unitKey(one.unit.itemId, one.unit.id), one.unit] as const],
    ),
  );
  if (byId.size === 0) return { document, state };
  const followed = { ...document, lines: document.lines.map((line) => renumbered(line, byId)) };
  return { document: followed, state: await readState(deps, caller, needed(followed)) };
};
