import {
  type Fields,
  type Model,
  type NaiveDocument,
  type NaiveLine,
  type NaiveUnit,
  nameOf,
  stateOf,
  unitAt,
} from './model.ts';
import type { Part } from './posting.ts';
import { isMade, isSerial, needOf } from './rules.ts';

/** What goes into what. */

const FIT = ['in-stock', 'sold', 'consumed'];

type Join = { readonly fits: boolean; readonly parent?: Fields['parent'] };

const plannedName = (document: NaiveDocument, item: string, key: string): string =>
  `${document.n} ${nameOf(item, key)}`;

const isMadeBy = (document: NaiveDocument, { now: { origin } }: NaiveUnit): boolean =>
  typeof origin === 'number' && document.moves.some(({ no }) => no === origin);

/** Parts go into a unit that the document produces: the only one, or the one that is named. It must be here, or to come. */
export const joinOf = (model: Model, document: NaiveDocument, part: Part, parts: readonly Part[]): Join => {
  if (part.line.role !== 'consume') return { fits: true };
  const produced = document.lines.filter((line) => isMade(document.kind, line));
  const its = new Set(produced.map(({ item }) => item));
  const now = parts.filter(({ line }) => isMade(document.kind, line)).flatMap(({ numbers }) => numbers);
  const assigned = produced.flatMap(({ assigned: keys }) => keys);
  const made = [...model.units.values()].filter((unit) => its.has(unit.item) && isMadeBy(document, unit));
  const known = new Set([...now, ...assigned, ...made.map(({ key }) => key)]);
  const [item] = its;
  const into = (key: string): Join => {
    if (!known.has(key) || item === undefined) return { fits: false };
    const unit = unitAt(model, item, key);
    const state = stateOf(unit);
    // What came under the number by another way isn't what is to be made.
    const isOther = assigned.includes(key) && unit !== undefined && !isMadeBy(document, unit);
    if (isOther || now.includes(key) || state === 'none' || state === 'expected' || unit === undefined) {
      return { fits: true, parent: plannedName(document, item, key) };
    }
    return { fits: FIT.includes(state), parent: unit.n };
  };
  const { parent } = part.line;
  if (parent !== undefined) return into(parent);
  if (!produced.some((line) => isSerial(line.item))) return { fits: true };
  const numbered = produced.filter((line) => isSerial(line.item));
  const isOne = numbered.reduce((sum, { quantity }) => sum + quantity, 0) === 1;
  const [only, ...others] = known;
  if (isOne && only !== undefined && others.length === 0) return into(only);
  const isAsked = known.size > 0 || produced.some((line) => needOf(document.kind, line) === 'required');
  return { fits: part.numbers.length === 0 || !isAsked };
};

/** What was planned is a unit once it is made. No unit is in itself then. */
export const isAcyclic = (model: Model, document: NaiveDocument): boolean => {
  const units = [...model.units.values()];
  const made = new Map(
    units
      .filter((unit) => isMadeBy(document, unit))
      .map((unit) => [plannedName(document, unit.item, unit.key), unit.n]),
  );
  for (const one of [...units.map(({ now }) => now), ...document.moves]) {
    if (typeof one.parent === 'string') one.parent = made.get(one.parent) ?? one.parent;
  }
  const byN = new Map(units.map((unit) => [unit.n, unit]));
  const parentOf = (n: number): number | undefined => {
    const { parent } = byN.get(n)?.now ?? {};
    return typeof parent === 'number' ? parent : undefined;
  };
  return units.every(({ n }) => {
    const seen = new Set<number>();
    for (let at = parentOf(n); at !== undefined && !seen.has(at); at = parentOf(at)) {
      if (at === n) return false;
      seen.add(at);
    }
    return true;
  });
};

type Within = NonNullable<Fields['parent']> | undefined;

/** What was put in without numbers and is there still: by what it is in, or by the document that named nothing. */
const looseIn = (model: Model): { readonly within: Within; readonly left: number }[] => {
  const goods = new Map<string, { within: Within; left: number }>();
  for (const document of model.documents) {
    for (const { voided, parent, quantity, changes, line: n } of document.moves) {
      const line = document.lines.find((one) => one.line === n);
      if (voided || line === undefined || (line.role !== 'consume' && line.role !== 'take-out')) continue;
      const name = JSON.stringify([parent ?? `document ${document.n}`, line.item, line.batch]);
      const loose = (quantity - changes.length) * (line.role === 'consume' ? 1 : -1);
      goods.set(name, { within: parent, left: (goods.get(name)?.left ?? 0) + loose });
    }
  }
  return [...goods.values()];
};

/** No more comes out than went in. */
export const isSupplied = (model: Model): boolean => looseIn(model).every(({ left }) => left >= 0);

const isWithin = (model: Model, isOne: (parent: Within) => boolean): boolean =>
  [...model.units.values()].some(({ now: { status, parent } }) => status === 'consumed' && isOne(parent)) ||
  looseIn(model).some(({ within, left }) => isOne(within) && left > 0);

/** Whether something is in one of these, with a number or without. */
export const isContaining = (model: Model, units: ReadonlySet<number>): boolean =>
  isWithin(model, (parent) => typeof parent === 'number' && units.has(parent));

/** Whether something waits in what a row is to make by these numbers. */
export const isAwaitedBy = (
  model: Model,
  document: NaiveDocument,
  { line, keys }: { readonly line: NaiveLine; readonly keys: readonly string[] },
): boolean => {
  const names = new Set(keys.map((key) => plannedName(document, line.item, key)));
  return (
    isMade(document.kind, line) &&
    isWithin(model, (parent) => typeof parent === 'string' && names.has(parent))
  );
};

/** What all of these come out of, if that is one. */
export const sharedBy = (units: readonly { readonly parent?: Fields['parent'] }[]): Fields['parent'] => {
  const [first, ...others] = new Set(units.map(({ parent }) => parent));
  return others.length === 0 ? first : undefined;
};
