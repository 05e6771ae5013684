import {
  type Fields,
  type Model,
  type NaiveDocument,
  type NaiveUnit,
  nameOf,
  stateOf,
  unitAt,
} from './model.ts';
import type { Part } from './model-posting.ts';
import { isMade, isSerial, needOf } from './model-rules.ts';

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
    if (now.includes(key) || state === 'none' || state === 'expected' || unit === undefined) {
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

/** Whether something is in one of these, with a number or without. */
export const isContaining = (model: Model, document: NaiveDocument, units: ReadonlySet<number>): boolean => {
  const isOne = (parent: Fields['parent']): boolean => typeof parent === 'number' && units.has(parent);
  return (
    [...model.units.values()].some(({ now: { status, parent } }) => status === 'consumed' && isOne(parent)) ||
    document.moves.some(
      ({ voided, parent, quantity, changes }) => !voided && isOne(parent) && quantity > changes.length,
    )
  );
};
