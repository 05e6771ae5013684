import {
  type Model,
  type NaiveDocument,
  type NaiveLine,
  nameOf,
  next,
  outstandingOf,
  postedOf,
  roomOf,
  setUnit,
  stageOf,
  stateOf,
  statusOf,
  underWayOf,
  unitAt,
  unnumberedAt,
} from './model.ts';
import { assign, judgeNumber, unclaim } from './numbers.ts';
import { isAwaitedBy } from './parents.ts';
import { lostOf, type Part, post, stillSent } from './posting.ts';
import { distinct, isNumber, isSerial, keyOf, needsPartner } from './rules.ts';
import type { Step } from './step.ts';
import { judgeVoid } from './void.ts';

/** What the naive ledger makes of each call. */

const OPEN = ['draft', 'open', 'dispatched', 'partly-posted'];

const judgeCreate = (model: Model, step: Step & { do: 'create' }): boolean => {
  const document: NaiveDocument = {
    n: model.documents.length,
    kind: step.kind,
    place: step.place,
    to: step.to,
    partner: step.partner,
    retrospective: step.retrospective,
    moves: [],
    isVoid: false,
    lines: step.lines.map((line, i) => ({
      ...line,
      line: i + 1,
      assigned: [],
      onWay: [],
      moved: 0,
      sent: 0,
      arrived: 0,
      cameBack: 0,
      cancelled: 0,
      numbered: 0,
    })),
  };
  model.documents.push(document);
  const parts = document.lines.map((line) => ({
    line,
    quantity: line.quantity,
    numbers: line.numbers.map(keyOf),
  }));
  const typed = parts.flatMap(({ line, numbers }) => numbers.map((key) => nameOf(line.item, key)));
  if (!distinct(typed) || (needsPartner(step.kind) && step.partner === undefined)) return false;
  // What was used before its receipt is bought from nobody, and comes in no more.
  const isLate = step.retrospective;
  if (isLate && step.lines.some(({ hold, buyBack }) => hold !== undefined || buyBack === true)) return false;
  return step.post
    ? post(model, document, stageOf(document, step.send), parts)
    : parts.every(({ line, numbers }) => assign(model, { document, line, add: numbers, remove: [] }));
};

const judgePost = (model: Model, step: Step & { do: 'post' }): boolean => {
  const document = model.documents[step.doc];
  if (document === undefined || !OPEN.includes(statusOf(document))) return false;
  if (step.send && document.kind !== 'transfer') return false;
  const stage = stageOf(document, step.send);
  const rest = document.lines.filter((line) => roomOf(line, stage) > 0);
  const there = (line: NaiveLine): number =>
    roomOf(line, stage) - (stage === 'arrive' ? lostOf(model, document, line) : 0);
  const asked =
    step.parts ??
    rest
      .map((line) => ({ line: line.line, quantity: there(line), numbers: undefined }))
      .filter(({ quantity }) => quantity > 0);
  const parts = asked.flatMap(({ line: n, quantity, numbers }): Part[] => {
    const line = document.lines.find((one) => one.line === n);
    if (line === undefined) return [];
    const still = stillSent(model, document, line).map(({ key }) => key);
    const mine = stage === 'arrive' ? still : line.assigned;
    return [{ line, quantity, numbers: numbers?.map(keyOf) ?? mine }];
  });
  return parts.length === asked.length && parts.length > 0 && post(model, document, stage, parts);
};

const judgeCancel = (model: Model, step: Step & { do: 'cancel' }): boolean => {
  const document = model.documents[step.doc];
  if (document === undefined || !OPEN.includes(statusOf(document))) return false;
  const parts = document.lines.flatMap((line): Part[] => {
    const quantity = underWayOf(line) - lostOf(model, document, line);
    const numbers = stillSent(model, document, line).map(({ key }) => key);
    return quantity > 0 ? [{ line, quantity, numbers }] : [];
  });
  const claimed = document.lines.map((line) => ({ line, keys: line.assigned }));
  if (parts.length > 0 && !post(model, document, 'back', parts)) return false;
  if (claimed.some((one) => isAwaitedBy(model, document, one))) return false;
  for (const { line, keys } of claimed) {
    for (const key of keys) unclaim(model, document, line, key);
    line.assigned = [];
    line.onWay = [];
    line.cancelled += outstandingOf(line);
  }
  return true;
};

const judgeChange = (model: Model, step: Step & { do: 'change' }): boolean => {
  const document = model.documents[step.doc];
  const line = document?.lines.find((one) => one.line === step.line);
  if (document === undefined || line === undefined || !OPEN.includes(statusOf(document))) return false;
  if (step.quantity < postedOf(line) + underWayOf(line) + line.assigned.length) return false;
  line.quantity = step.quantity;
  line.cancelled = 0;
  return true;
};

const judgeMark = (model: Model, step: Step & { do: 'hold' | 'release' }): boolean => {
  const unit = unitAt(model, step.item, step.number);
  if (unit === undefined) return false;
  if (step.do === 'release') {
    const { length } = unit.holds;
    if (length === 0 || step.which === 'wrong' || (step.which === 'only' && length > 1)) return false;
  }
  const { holds } = unit;
  setUnit(model, unit, unit.now).holds = step.do === 'hold' ? [...holds, next(model)] : holds.slice(1);
  return true;
};

const judgeRename = (model: Model, step: Step & { do: 'rename' }): boolean => {
  const { item, number, to } = step;
  const unit = unitAt(model, item, number);
  const there = unitAt(model, item, to);
  if (unit === undefined || (there !== undefined && there.n !== unit.n)) return false;
  const { status, by, reservedBy } = unit.now;
  if (status === 'in-transit' && reservedBy !== undefined) return false;
  model.units.delete(nameOf(item, number));
  const now = { ...unit.now, hasPast: unit.now.hasPast || to !== number };
  model.units.set(nameOf(item, to), { ...unit, now, key: to, movements: unit.movements + 1 });
  const isWaiting = status === 'expected' || status === 'in-transit';
  const rows = new Set([reservedBy?.doc, isWaiting ? by?.doc : undefined]);
  for (const { n, lines } of model.documents) {
    for (const line of lines.filter((one) => rows.has(n) && one.item === item)) {
      line.assigned = line.assigned.map((key) => (key === number ? to : key));
      line.onWay = line.onWay.map((key) => (key === number ? to : key));
    }
  }
  return true;
};

const judgeLink = (model: Model, { item, place, numbers }: Step & { do: 'link' }): boolean => {
  const keys = numbers.map(keyOf);
  if (!isSerial(item) || !distinct(keys)) return false;
  if (keys.length > unnumberedAt(model, item, place)) return false;
  if (keys.some((key) => stateOf(unitAt(model, item, key)) !== 'none')) return false;
  const last = next(model);
  for (const key of keys) {
    setUnit(
      model,
      { item, key },
      {
        status: 'in-stock',
        gone: false,
        place,
        partner: undefined,
        supplier: undefined,
        reservedBy: undefined,
        by: undefined,
        last,
        hasPast: true,
        origin: 'unknown',
        owed: false,
        provisionalAt: undefined,
      },
    );
  }
  return true;
};

const numbersIn = (step: Step): readonly string[] => {
  switch (step.do) {
    case 'create':
      return step.lines.flatMap(({ numbers }) => numbers);
    case 'post':
      return (step.parts ?? []).flatMap(({ numbers }) => numbers ?? []);
    case 'number':
    case 'link':
      return step.numbers;
    default:
      return [];
  }
};

const take = (model: Model, step: Step): boolean => {
  if (!numbersIn(step).every(isNumber)) return false;
  switch (step.do) {
    case 'create':
      return judgeCreate(model, step);
    case 'post':
      return judgePost(model, step);
    case 'number':
      return distinct(step.numbers.map(keyOf)) && judgeNumber(model, step);
    case 'change':
      return judgeChange(model, step);
    case 'cancel':
      return judgeCancel(model, step);
    case 'void':
      return judgeVoid(model, step);
    case 'hold':
    case 'release':
      return judgeMark(model, step);
    case 'rename':
      return judgeRename(model, step);
    case 'link':
      return judgeLink(model, step);
  }
};

/** The naive ledger after a step, or nothing where it refuses. */
export const judge = (model: Model, step: Step): Model | undefined => {
  const trial = structuredClone(model);
  return take(trial, step) ? trial : undefined;
};
