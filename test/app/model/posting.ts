import {
  balanceOf,
  type Fields,
  type Model,
  type Move,
  type NaiveDocument,
  type NaiveLine,
  type NaiveUnit,
  nameOf,
  next,
  outstandingOf,
  roomOf,
  setUnit,
  stateOf,
  unitAt,
} from './model.ts';
import { isAcyclic, isSupplied, joinOf, sharedBy } from './parents.ts';
import {
  claimOf,
  distinct,
  isFull,
  needOf,
  owesReceipt,
  type Rule,
  ruleOf,
  type Stage,
  takesUnknown,
} from './rules.ts';

/** What postings do to units and stock, and whether they may. */

export type Taking = {
  readonly document: NaiveDocument;
  readonly line: NaiveLine;
  readonly rule: Rule;
  readonly move: Move;
  readonly parent?: Fields['parent'];
};

const same = (a: { doc: number; line: number } | undefined, { document, line }: Taking): boolean =>
  a?.doc === document.n && a.line === line.line;

const isExplained = (unit: NaiveUnit, { retrospective }: NaiveDocument): boolean =>
  retrospective && !unit.now.gone && unit.now.origin === 'unknown';

const explain = (model: Model, unit: NaiveUnit, { document, move, line }: Taking): boolean => {
  const { provisionalAt } = unit.now;
  if (provisionalAt !== undefined && provisionalAt !== document.place) return false;
  if (provisionalAt !== undefined) balanceOf(model, line.item, provisionalAt).quantity -= 1;
  const after = {
    ...unit.now,
    origin: move.no,
    supplier: document.partner,
    owed: false,
    provisionalAt: undefined,
  };
  move.changes.push({ unit: unit.n, before: unit.now, after, explained: true });
  setUnit(model, unit, after);
  return true;
};

const mayGo = (unit: NaiveUnit, taking: Taking): boolean => {
  const { document, line, rule } = taking;
  const { status, place, reservedBy, by, partner, supplier } = unit.now;
  const isOrder = claimOf(document.kind, line) === 'expect';
  if (status === 'expected' && isOrder && !same(by, taking)) return false;
  if (rule.reserved === 'all' && reservedBy !== undefined) return false;
  if (rule.reserved === 'others' && reservedBy !== undefined && reservedBy.doc !== document.n) return false;
  if (rule.held === 'refused' && unit.holds.length > 0) return false;
  const leaves = rule.way === 'out' || rule.way === 'move' || rule.way === 'send';
  if (isFull(line.item) && status === 'in-stock' && leaves && place !== document.place) return false;
  if ((rule.way === 'arrive' || rule.way === 'back') && !same(by, taking)) return false;
  if (rule.way === 'move' && by?.doc === document.n && place === document.to) return false;
  const whose = { buyer: partner, supplier }[rule.partner ?? 'buyer'];
  return rule.partner === undefined || whose === undefined || whose === document.partner;
};

/** Takes one number through a posting, or not. */
export const takeUnit = (model: Model, key: string, taking: Taking): boolean => {
  const { document, line, rule, move } = taking;
  const { item } = line;
  const unit = unitAt(model, item, key);
  const state = stateOf(unit);
  if (unit !== undefined && isExplained(unit, document)) return explain(model, unit, taking);
  const isUnknown = state === 'none' && !rule.from.includes('none');
  if (isUnknown) {
    const may = owesReceipt(item) ? rule.unknown === 'owed' && takesUnknown(item) : rule.unknown;
    if (may === undefined || may === false) return false;
    // Of one that was taken back nothing counts but that it is held.
    if (rule.held === 'refused' && unit !== undefined && unit.holds.length > 0) return false;
  } else if (!rule.from.includes(state) || (unit !== undefined && !mayGo(unit, taking))) return false;
  const was = unit?.now;
  const isLost = rule.to === 'written-off' && state === 'in-transit';
  const isHere = rule.to === 'in-stock' || rule.to === 'in-transit';
  const isReceipt = rule.counts === 'bought' && line.buyBack !== true;
  const isOwed = isUnknown && owesReceipt(item);
  const place = rule.way === 'move' || rule.way === 'arrive' ? document.to : document.place;
  const firstOrigin = rule.way === 'in' ? move.no : undefined;
  const now: Fields = {
    status: rule.to,
    gone: false,
    place: isLost ? was?.place : place,
    partner: rule.to === 'sold' || rule.to === 'returned-to-supplier' ? document.partner : undefined,
    supplier: isReceipt ? document.partner : was?.supplier,
    reservedBy: isHere ? was?.reservedBy : undefined,
    by: { doc: document.n, line: line.line },
    last: move.no,
    hasPast: true,
    origin: was?.origin ?? (isUnknown ? 'unknown' : firstOrigin),
    owed: isOwed || (was?.owed ?? false),
    provisionalAt: isOwed && isFull(item) ? document.place : was?.provisionalAt,
    parent: rule.to === 'consumed' ? taking.parent : undefined,
  };
  // It comes in and goes in the same moment.
  if (isOwed && isFull(item)) balanceOf(model, item, document.place).quantity += 1;
  // What is lost on its way was on no shelf.
  if (isLost && was?.place !== undefined && move.what !== 'capture') {
    balanceOf(model, item, document.place).quantity += 1;
    balanceOf(model, item, was.place).inTransit -= 1;
  }
  const made = setUnit(model, { item, key }, now);
  if (line.hold !== undefined && rule.way === 'in') made.holds = [...made.holds, move.no];
  move.changes.push({ unit: made.n, before: was, after: now, explained: false });
  return true;
};

const shift = (model: Model, { document, line, rule }: Omit<Taking, 'move'>, quantity: number): void => {
  const here = balanceOf(model, line.item, document.place, line.batch);
  const there = balanceOf(model, line.item, document.to ?? document.place, line.batch);
  if (rule.way === 'in' || rule.way === 'back') here.quantity += quantity;
  if (rule.way === 'out' || rule.way === 'move' || rule.way === 'send') here.quantity -= quantity;
  if (rule.way === 'move' || rule.way === 'arrive') there.quantity += quantity;
  if (rule.way === 'send') here.inTransit += quantity;
  if (rule.way === 'arrive' || rule.way === 'back') here.inTransit -= quantity;
};

/** Runs a posting of one line, and notes what it did to every balance. */
export const recording = (model: Model, move: Move, act: () => boolean): boolean => {
  const before = structuredClone(model.balances);
  if (!act()) return false;
  for (const [name, now] of model.balances) {
    const was = before.get(name);
    move.balances.set(name, {
      quantity: now.quantity - (was?.quantity ?? 0),
      serials: now.serials - (was?.serials ?? 0),
      inTransit: now.inTransit - (was?.inTransit ?? 0),
      sentSerials: now.sentSerials - (was?.sentSerials ?? 0),
      bought: now.bought - (was?.bought ?? 0),
      sold: now.sold - (was?.sold ?? 0),
    });
  }
  return true;
};

export type Part = {
  readonly line: NaiveLine;
  readonly quantity: number;
  readonly numbers: readonly string[];
};

/** Numbers of a row that are still on their way, and were not lost. */
export const stillSent = (model: Model, document: NaiveDocument, line: NaiveLine): NaiveUnit[] =>
  [...model.units.values()].filter(
    ({ item, now: { status, by } }) =>
      item === line.item && status === 'in-transit' && by?.doc === document.n && by.line === line.line,
  );

/** How many of the numbers that were sent off got lost. */
export const lostOf = (model: Model, document: NaiveDocument, line: NaiveLine): number =>
  line.onWay.length - stillSent(model, document, line).length;

const postLine = (
  model: Model,
  {
    document,
    stage,
    parts,
    part,
  }: { document: NaiveDocument; stage: Stage; parts: readonly Part[]; part: Part },
): boolean => {
  const { line, quantity, numbers } = part;
  const rule = ruleOf(document.kind, line, stage);
  const need = needOf(document.kind, line);
  const isLater = stage === 'arrive' || stage === 'back';
  const room = roomOf(line, stage) - (isLater ? lostOf(model, document, line) : 0);
  if (quantity > room || (line.item === 'glue') !== (line.batch !== undefined)) return false;
  if (need === 'off' && numbers.length > 0) return false;
  if (need !== 'off' && (!Number.isInteger(quantity) || numbers.length > quantity)) return false;
  if (need === 'required' && numbers.length !== quantity) return false;
  const left = line.assigned.filter((key) => !numbers.includes(key));
  // The units that other numbers of the row stand for must find room in what is left.
  const still = stillSent(model, document, line).filter(({ key }) => !numbers.includes(key));
  const others = isLater ? still.length : left.length;
  if (claimOf(document.kind, line) !== 'reserve' && others > room - quantity) return false;
  const { fits, parent } = joinOf(model, document, part, parts);
  if (!fits) return false;
  const move: Move = {
    no: next(model),
    line: line.line,
    what: stage,
    quantity,
    changes: [],
    parent,
    balances: new Map(),
    voided: false,
  };
  const at = { ...document, place: line.at ?? document.place };
  const taken = recording(model, move, () => {
    if (!numbers.every((key) => takeUnit(model, key, { document: at, line, rule, move, parent })))
      return false;
    shift(model, { document: at, line, rule }, quantity);
    if (rule.counts !== undefined) {
      balanceOf(model, line.item, document.place, line.batch)[rule.counts] += numbers.length;
    }
    return true;
  });
  if (!taken) return false;
  if (line.role === 'take-out') move.parent = sharedBy(move.changes.flatMap(({ before }) => before ?? []));
  document.moves.push(move);
  settle(model, { document, line, stage, quantity, numbers, left });
  return true;
};

const settle = (
  model: Model,
  given: Part & { document: NaiveDocument; stage: Stage; left: string[] },
): void => {
  const { document, line, stage, quantity, numbers, left } = given;
  // What was lost and found again is sent off once.
  const again = line.onWay.filter((key) => numbers.includes(key)).length;
  if (stage === 'send') line.sent += quantity - again;
  if (stage === 'back') line.cameBack += quantity;
  if (stage === 'arrive') line.arrived += quantity;
  if (stage === 'post') line.moved += quantity;
  if (stage === 'back') line.cancelled += quantity;
  if (stage === 'post' || stage === 'arrive') line.numbered += numbers.length;
  const room = Math.max(0, Math.floor(outstandingOf(line)));
  line.onWay = line.onWay.filter((key) => !numbers.includes(key));
  if (stage === 'send') line.onWay.push(...numbers);
  line.assigned = stage === 'post' ? left.slice(0, room) : left;
  // Units that others took the place of are free again.
  for (const key of left.filter((one) => !line.assigned.includes(one))) unreserve(model, document, line, key);
};

export const unreserve = (model: Model, document: NaiveDocument, line: NaiveLine, key: string): void => {
  const unit = unitAt(model, line.item, key);
  if (unit?.now.reservedBy?.doc === document.n) setUnit(model, unit, { ...unit.now, reservedBy: undefined });
};

/** Nothing is taken that isn't there. */
export const isCovered = (before: Model, after: Model): boolean =>
  [...after.balances].every(([name, { quantity, inTransit }]) => {
    const was = before.balances.get(name);
    return (
      (quantity >= 0 || quantity >= (was?.quantity ?? 0)) &&
      (inTransit >= 0 || inTransit >= (was?.inTransit ?? 0))
    );
  });

export const post = (
  model: Model,
  document: NaiveDocument,
  stage: Stage,
  parts: readonly Part[],
): boolean => {
  const before = structuredClone(model);
  const others = document.lines.filter((line) => !parts.some((part) => part.line === line));
  const named = [
    ...parts.flatMap(({ line, numbers }) => numbers.map((key) => nameOf(line.item, key))),
    ...others.flatMap(({ item, assigned, onWay }) => [...assigned, ...onWay].map((key) => nameOf(item, key))),
  ];
  return (
    distinct(named) &&
    distinct(parts.map(({ line }) => `${line.line}`)) &&
    parts.every((part) => postLine(model, { document, stage, parts, part })) &&
    isAcyclic(model, document) &&
    isSupplied(model) &&
    isCovered(before, model)
  );
};
