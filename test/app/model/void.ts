import {
  type Model,
  type Move,
  type NaiveDocument,
  type NaiveLine,
  type NaiveUnit,
  postedOf,
  setUnit,
  stateOf,
  statusOf,
  unitAt,
} from './model.ts';
import { unclaim } from './numbers.ts';
import { isContaining, isSupplied } from './parents.ts';
import { isCovered, lostOf } from './posting.ts';
import { distinct, type ItemId, isFull } from './rules.ts';
import type { Step } from './step.ts';

/** How postings are taken back. */

/** Fully tracked: each piece has its number, on the shelf and on its way. */
const isEven = (model: Model): boolean =>
  [...model.balances].every(
    ([name, { quantity, serials, inTransit, sentSerials }]) =>
      !isFull(name.split(' ')[0] as ItemId) || (quantity === serials && inTransit === sentSerials),
  );

/** A posting isn't taken back from under numbers that its row was given since. */
const keepsNumbered = ({ documents }: Model): boolean =>
  documents.every(({ lines }) => lines.every((line) => line.numbered <= postedOf(line)));

const NOTHING = {
  status: 'written-off',
  gone: true,
  partner: undefined,
  supplier: undefined,
  reservedBy: undefined,
  origin: undefined,
  owed: false,
  provisionalAt: undefined,
  parent: undefined,
} as const;

const isAwaited = (model: Model, { key, item, now }: NaiveUnit): boolean => {
  const document = model.documents[now.by?.doc ?? -1];
  if (document === undefined || ['posted', 'cancelled', 'void'].includes(statusOf(document))) return false;
  return document.lines.some((line) => line.item === item && [...line.assigned, ...line.onWay].includes(key));
};

const takeBack = (model: Model, document: NaiveDocument, move: Move): boolean => {
  for (const { unit: n, before, after, explained } of move.changes) {
    const unit = [...model.units.values()].find((one) => one.n === n);
    if (unit === undefined) return false;
    const { last, origin } = unit.now;
    if (explained ? origin !== move.no : last !== move.no) return false;
    // What a later receipt explains stays.
    const isFirst = before === undefined || before.origin !== after.origin;
    if (isFirst && typeof origin === 'number' && origin !== move.no) return false;
    const changed = Object.entries(before ?? {}).filter(
      ([field, was]) =>
        field !== 'hasPast' && JSON.stringify(was) !== JSON.stringify(after[field as keyof typeof after]),
    );
    const made = setUnit(
      model,
      unit,
      before === undefined ? { ...unit.now, ...NOTHING } : { ...unit.now, ...Object.fromEntries(changed) },
    );
    made.holds = made.holds.filter((no) => no !== move.no);
    const { status, by } = made.now;
    if (by?.doc === document.n || isAwaited(model, made)) continue;
    // What had sent it has ended; what had expected it expects it no more.
    if (status === 'in-transit') return false;
    if (status === 'expected') setUnit(model, { ...made, counted: false }, { ...made.now, ...NOTHING });
  }
  for (const [name, change] of move.balances) {
    const balance = model.balances.get(name);
    if (balance === undefined) continue;
    balance.quantity -= change.quantity;
    balance.inTransit -= change.inTransit;
    balance.bought -= change.bought;
    balance.sold -= change.sold;
  }
  move.voided = true;
  return true;
};

const lineTakenBack = (line: NaiveLine, { what, quantity, changes }: Move): void => {
  if (what === 'send') line.sent -= quantity;
  if (what === 'back') line.cameBack -= quantity;
  if (what === 'back') line.cancelled -= quantity;
  if (what === 'arrive') line.arrived -= quantity;
  if (what === 'post') line.moved -= quantity;
  if (what === 'post' || what === 'arrive' || what === 'capture') line.numbered -= changes.length;
};

/** What another document has reserved is in stock still, or again. */
const keepsPromises = (
  before: Model,
  after: Model,
  { document, touched }: { document: NaiveDocument; touched: ReadonlySet<number> },
): boolean => {
  const promised = [...before.units.values()].filter(
    ({ n, now: { reservedBy } }) =>
      touched.has(n) && reservedBy !== undefined && reservedBy.doc !== document.n,
  );
  return promised.every(({ item, key }) => stateOf(unitAt(after, item, key)) === 'in-stock');
};

/** What was sent off carries what has arrived, come back or got lost of it. */
const isSent = (model: Model, document: NaiveDocument, line: NaiveLine): boolean =>
  line.sent >= line.arrived + line.cameBack + lostOf(model, document, line);

const isBound = ({ now }: NaiveUnit, document: NaiveDocument, line: NaiveLine): boolean => {
  const { reservedBy, by, status } = now;
  if (reservedBy?.doc === document.n) return reservedBy.line === line.line;
  const isWaiting = status === 'expected' || status === 'in-transit';
  return isWaiting && by?.doc === document.n && by.line === line.line;
};

export const judgeVoid = (model: Model, step: Step & { do: 'void' }): boolean => {
  const document = model.documents[step.doc];
  if (document === undefined) return false;
  const status = statusOf(document);
  if (['draft', 'open', 'void'].includes(status)) return false;
  const standing = document.moves.filter(({ voided }) => !voided);
  const chosen = step.moves?.map((i) => document.moves[i]) ?? standing;
  if (chosen.some((move) => move === undefined || move.voided)) return false;
  if (!distinct((step.moves ?? []).map(String))) return false;
  const moves = standing.filter((move) => chosen.includes(move)).reverse();
  const before = structuredClone(model);
  const claimed = new Map(document.lines.map(({ line, assigned }) => [line, assigned]));
  const keyOfUnit = new Map([...model.units.values()].map(({ n, key }) => [n, key]));
  const unsent = new Map(
    document.lines.map(({ line }) => [
      line,
      moves
        .filter(({ what, line: n }) => what === 'send' && n === line)
        .flatMap(({ changes }) => changes.map(({ unit }) => keyOfUnit.get(unit))),
    ]),
  );
  const made = new Set(
    moves.flatMap(({ changes }) =>
      changes.flatMap(({ unit, before }) =>
        before === undefined || before.gone || before.status === 'expected' ? [unit] : [],
      ),
    ),
  );
  if (!moves.every((move) => takeBack(model, document, move))) return false;
  if (isContaining(model, made)) return false;
  const touched = new Set(moves.flatMap(({ changes }) => changes.map(({ unit }) => unit)));
  if (!keepsPromises(before, model, { document, touched })) return false;
  for (const move of moves) {
    const line = document.lines.find((one) => one.line === move.line);
    if (line !== undefined) lineTakenBack(line, move);
  }
  // Named, they leave what was not posted yet to be posted.
  const goesOn = step.moves !== undefined && ['dispatched', 'partly-posted'].includes(status);
  document.isVoid = standing.length === moves.length && !goesOn;
  for (const line of document.lines) {
    const its = [...model.units.values()].filter(({ n, item }) => touched.has(n) && item === line.item);
    if (document.isVoid) {
      for (const key of claimed.get(line.line) ?? []) unclaim(model, document, line, key);
      line.assigned = [];
      line.onWay = [];
      for (const unit of its.filter((one) => isBound(one, document, line))) {
        const { reservedBy, status } = unit.now;
        const gone = status === 'expected' ? ({ status: 'written-off', gone: true } as const) : {};
        const other = reservedBy?.doc === document.n ? undefined : reservedBy;
        setUnit(model, { ...unit, counted: false }, { ...unit.now, ...gone, reservedBy: other });
      }
    } else {
      const bound = its.filter((unit) => isBound(unit, document, line));
      const keys = bound.map(({ key }) => key);
      const sent = bound.filter(({ now }) => now.status === 'in-transit').map(({ key }) => key);
      // What wasn't sent after all is on the row no more.
      const back = line.onWay.filter((key) => unsent.get(line.line)?.includes(key) === true);
      const waiting = line.assigned.filter((key) => !keys.includes(key));
      line.assigned = [...waiting, ...keys.filter((key) => !sent.includes(key))];
      line.onWay = [...line.onWay.filter((key) => !keys.includes(key) && !back.includes(key)), ...sent];
    }
  }
  const unsentRows = document.lines.filter(({ line: n }) =>
    moves.some(({ what, line }) => what === 'send' && line === n),
  );
  if (!unsentRows.every((line) => isSent(model, document, line))) return false;
  return isCovered(before, model) && isSupplied(model) && isEven(model) && keepsNumbered(model);
};
