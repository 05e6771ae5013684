import { keyOf, normaliseText } from '../serial/text.ts';
import { isHere, type Parent, type Unit, unitKey } from '../unit/unit.ts';
import type { DecisionContext } from './context.ts';
import type { DocumentLine, LedgerDocument } from './document.ts';
import { lineFlow } from './kinds.ts';
import type { LinePosting, Posting } from './post.ts';
import { NO_WHOLES } from './wholes.ts';

/** Units that a document works on, into which parts may go without more being said. */

export type Candidate = {
  readonly itemId: string;
  readonly key: string;
  readonly serial: string;
  readonly id?: string | undefined;
  /** What it was called before it was renamed. */
  readonly aliases?: readonly string[] | undefined;
  /** None where it isn't made yet. */
  readonly unit?: Unit | undefined;
};

export const producing = ({ kind, lines }: LedgerDocument): readonly DocumentLine[] =>
  lines.filter((line) => lineFlow(kind, line, 'post')?.makes === true);

const standing = (unit: Unit): Candidate => {
  const { itemId, key, serial, id, aliases } = unit;
  return { itemId, key, serial, id, aliases, unit };
};

const distinct = (all: readonly Candidate[]): Candidate[] => [
  ...new Map(all.map((one) => [unitKey(one.itemId, one.key), one])).values(),
];

/** The numbers of units that the document produces, as far as they are known: assigned, made by it, or posted now. */
export const producedIn = ({ document, lines }: Posting, context: DecisionContext): Candidate[] => {
  const its = producing(document);
  const items = new Set(its.map(({ itemId }) => itemId));
  const numbers = new Set(its.map(({ line }) => line));
  const planned = (
    itemId: string,
    { key, text, id }: { key: string; text: string; id?: string | undefined },
  ) => {
    const unit = context.units.get(unitKey(itemId, key));
    return { itemId, key, serial: text, id: id ?? unit?.id };
  };
  const assigned = its.flatMap(({ itemId, assigned: all }) =>
    all.map((one): Candidate => {
      const unit = context.units.get(unitKey(itemId, one.key));
      // What came under the number by another way isn't what parts went into.
      const isIts = unit !== undefined && isHere(unit) && (one.id === undefined || one.id === unit.id);
      return isIts ? standing(unit) : planned(itemId, one);
    }),
  );
  const made = [...context.units.values()]
    .filter(({ itemId }) => items.has(itemId))
    .filter(({ origin }) => origin?.known === true && origin.documentId === document.documentId)
    .map(standing);
  const now = lines
    .filter(({ line }) => numbers.has(line.line))
    .flatMap(({ line, entries }) => entries.map((entry) => planned(line.itemId, entry)));
  return distinct([...assigned, ...made, ...now]);
};

/** What the units of a line are in. */
export const openedBy = ({ line, entries }: LinePosting, context: DecisionContext): Candidate[] => {
  const { byId } = context.wholes ?? NO_WHOLES;
  return distinct(
    entries.flatMap(({ key }) => {
      const whole = byId.get(context.units.get(unitKey(line.itemId, key))?.parent?.id ?? '');
      return whole === undefined ? [] : [standing(whole)];
    }),
  );
};

/** Units that the document takes parts out of: by this posting, or by an earlier one. */
export const openedIn = ({ document, lines }: Posting, context: DecisionContext): Candidate[] => {
  const { byId, opened } = context.wholes ?? NO_WHOLES;
  const before = [...opened].flatMap((id) => byId.get(id) ?? []).map(standing);
  const now = lines.filter(({ line }) => lineFlow(document.kind, line, 'post')?.movement === 'take-out');
  return distinct([
    ...before,
    ...now.flatMap((posted) => [...namedBy(posted, context), ...openedBy(posted, context)]),
  ]);
};

/** Whatever unit a line names by its item and number. */
export const namedBy = ({ line }: LinePosting, context: DecisionContext): Candidate[] => {
  const { parentSerial, parentItemId } = line;
  if (parentSerial === undefined || parentItemId === undefined) return [];
  const key = keyOf(normaliseText(parentSerial), context.settings.caseSensitive);
  return (context.wholes?.named.get(unitKey(parentItemId, key)) ?? []).map(standing);
};

/** By its id, which stays when it is renamed; what isn't made yet has its id already. */
export const parentAs = ({ itemId, key, serial, id }: Candidate, context: DecisionContext): Parent => ({
  itemId,
  serial,
  id: id ?? context.newUnitId({ itemId, key }),
});
