import {
  isUnderWay,
  type Model,
  type Move,
  type NaiveDocument,
  type NaiveLine,
  nameOf,
  next,
  outstandingOf,
  postedOf,
  setUnit,
  stateOf,
  statusOf,
  unitAt,
  unnumberedAt,
} from './model.ts';
import { isAwaitedBy } from './parents.ts';
import { recording, takeUnit, unreserve } from './posting.ts';
import { capturesOn, claimOf, isFull, keyOf, needOf, type Rule, ruleOf } from './rules.ts';
import type { Step } from './step.ts';

/** Numbers on the rows of documents. */

/** Whether a number may be bound to a line: expected by it, or reserved. */
const claim = (model: Model, document: NaiveDocument, line: NaiveLine, key: string): boolean => {
  const unit = unitAt(model, line.item, key);
  const by = { doc: document.n, line: line.line };
  switch (claimOf(document.kind, line)) {
    case undefined:
      return true;
    case 'reserve': {
      if (unit === undefined || stateOf(unit) !== 'in-stock') return false;
      const { reservedBy, place } = unit.now;
      if (reservedBy !== undefined || unit.holds.length > 0) return false;
      if (isFull(line.item) && place !== document.place) return false;
      setUnit(model, unit, { ...unit.now, reservedBy: by });
      return true;
    }
    case 'expect': {
      if (stateOf(unit) !== 'none') return false;
      const blank = {
        supplier: undefined,
        reservedBy: undefined,
        hasPast: false,
        origin: undefined,
        owed: false,
        provisionalAt: undefined,
      };
      setUnit(
        model,
        { item: line.item, key },
        {
          ...(unit?.now ?? blank),
          status: 'expected',
          gone: false,
          place: undefined,
          partner: undefined,
          by,
          last: next(model),
        },
      );
      return true;
    }
  }
};

/** A number that is taken off its row: an expected unit disappears, unless it has a past. */
export const unclaim = (model: Model, document: NaiveDocument, line: NaiveLine, key: string): void => {
  const unit = unitAt(model, line.item, key);
  if (claimOf(document.kind, line) === 'reserve') unreserve(model, document, line, key);
  if (claimOf(document.kind, line) !== 'expect' || unit === undefined) return;
  const { status, by, hasPast } = unit.now;
  if (status !== 'expected' || by?.doc !== document.n || by.line !== line.line) return;
  if (hasPast) setUnit(model, unit, { ...unit.now, status: 'written-off', gone: true, last: next(model) });
  else model.units.delete(nameOf(line.item, key));
};

export const assign = (
  model: Model,
  given: { document: NaiveDocument; line: NaiveLine; add: readonly string[]; remove: readonly string[] },
): boolean => {
  const { document, line, add, remove } = given;
  const kept = line.assigned.filter((key) => !remove.includes(key));
  const count = kept.length + add.length;
  const need = needOf(document.kind, line);
  const room = outstandingOf(line);
  if (need === 'off' ? count > 0 : !Number.isInteger(room) || count > room) return false;
  if (isAwaitedBy(model, document, { line, keys: remove })) return false;
  for (const key of remove) unclaim(model, document, line, key);
  line.assigned = [...kept, ...add];
  return add.every((key) => claim(model, document, line, key));
};

export const judgeNumber = (model: Model, step: Step & { do: 'number' }): boolean => {
  const document = model.documents[step.doc];
  const line = document?.lines.find((one) => one.line === step.line);
  if (document === undefined || line === undefined) return false;
  if (['cancelled', 'void'].includes(statusOf(document))) return false;
  const keys = step.numbers.map(keyOf);
  const others = document.lines
    .filter(({ item, line: n }) => item === line.item && n !== line.line)
    .flatMap(({ assigned, onWay }) => [...assigned, ...onWay]);
  const posted = (key: string): boolean => {
    const unit = unitAt(model, line.item, key);
    return unit?.now.by?.doc === document.n && stateOf(unit) !== 'expected' && stateOf(unit) !== 'none';
  };
  if (step.mode !== 'remove' && keys.some((key) => others.includes(key))) return false;
  if (step.mode === 'add' && keys.some((key) => line.assigned.includes(key))) return false;
  const open = Math.max(0, outstandingOf(line) - line.assigned.length - line.onWay.length);
  // What is open is filled first; what is over is for what was posted without.
  const [waiting, over] = [keys.slice(0, open), keys.slice(open)];
  const isOver = open === 0 || (over.length > 0 && capturesOn(document.kind, line));
  if (isOver && postedOf(line) > 0 && step.mode === 'add') {
    if (waiting.some(posted)) return false;
    if (waiting.length > 0 && !assign(model, { document, line, add: waiting, remove: [] })) return false;
    return capture(model, document, line, over);
  }
  if (outstandingOf(line) === 0 || isUnderWay(line)) return false;
  if (step.mode === 'remove') {
    if (!keys.every((key) => line.assigned.includes(key))) return false;
    return assign(model, { document, line, add: [], remove: keys });
  }
  const add = keys.filter((key) => !line.assigned.includes(key));
  const remove = step.mode === 'add' ? [] : line.assigned.filter((key) => !keys.includes(key));
  return !add.some(posted) && assign(model, { document, line, add, remove });
};

/** Numbers for what was posted without: nothing moves but the record. */
const capture = (
  model: Model,
  document: NaiveDocument,
  line: NaiveLine,
  keys: readonly string[],
): boolean => {
  const posted: Rule = ruleOf(document.kind, line);
  if (!capturesOn(document.kind, line) || needOf(document.kind, line) === 'off') return false;
  if (keys.length > postedOf(line) - line.numbered) return false;
  const isIn = posted.way === 'in';
  if (isIn && keys.length > unnumberedAt(model, line.item, document.place)) return false;
  const rule: Rule = isIn ? { ...posted, from: ['none', 'expected'] } : posted;
  const move: Move = {
    no: next(model),
    line: line.line,
    what: 'capture',
    quantity: 0,
    changes: [],
    balances: new Map(),
    voided: false,
  };
  const taken = recording(model, move, () => {
    if (!keys.every((key) => takeUnit(model, key, { document, line, rule, move }))) return false;
    const balance = model.balances.get(`${line.item} ${document.place} `);
    if (balance !== undefined && rule.counts !== undefined) balance[rule.counts] += keys.length;
    return true;
  });
  line.numbered += keys.length;
  document.moves.push(move);
  return taken;
};
