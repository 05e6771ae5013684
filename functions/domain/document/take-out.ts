import { type Parent, shownStatus, stateOf, type Unit, unitKey } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { namedBy, openedBy, openedIn, parentAs, producedIn } from './candidates.ts';
import type { DecisionContext } from './context.ts';
import type { Flow } from './flows.ts';
import { ambiguous, bearers, type Found, itemAlone, parentOf, unknown } from './parent.ts';
import type { LinePosting, Posting } from './post.ts';
import { inTheWay } from './unit-faults.ts';
import { NO_WHOLES } from './wholes.ts';

/** The unit that the parts of a line come out of, or go into. */

/** By the number of today, and by the id of what is there, where that isn't what was planned. */
const wholeOf = (part: Unit, context: DecisionContext): Parent | undefined => {
  const { parent } = part;
  const whole = (context.wholes ?? NO_WHOLES).byId.get(parent?.id ?? '');
  return whole === undefined ? parent : { itemId: whole.itemId, serial: whole.serial, id: whole.id };
};

const partsOn = ({ line, entries }: LinePosting, context: DecisionContext) =>
  entries.flatMap((entry) => {
    const unit = context.units.get(unitKey(line.itemId, entry.key));
    return unit === undefined || stateOf(unit) !== 'consumed' ? [] : [{ entry, unit }];
  });

/** Told where all come out of the same one. */
const shared = (posted: LinePosting, context: DecisionContext): Parent | undefined => {
  const parents = partsOn(posted, context).map(({ unit }) => wholeOf(unit, context));
  const [first] = parents;
  return parents.every((one) => one?.id !== undefined && one.id === first?.id) ? first : undefined;
};

const elsewhere = (posted: LinePosting, parent: Parent | undefined, context: DecisionContext): Violation[] =>
  partsOn(posted, context).flatMap(({ entry, unit }): Violation[] => {
    const whole = wholeOf(unit, context);
    if (parent !== undefined && whole?.id === parent.id) return [];
    const is =
      whole === undefined ? 'is in no unit that is known' : `is in "${whole.serial}" of item ${whole.itemId}`;
    const detail = `"${unit.serial}" of item ${unit.itemId} ${is}, not in "${posted.line.parentSerial}".`;
    return [{ ...inTheWay(entry, unit), line: posted.line.line, code: 'part-elsewhere', detail }];
  });

/** Any that is there, or is to be made, may have parts; also one that is no good any more. */
const unfit = (
  unit: Unit | undefined,
  at: { readonly pointer: string; readonly line: number },
): Violation[] => {
  if (unit === undefined || (unit.voided !== true && unit.status !== 'expected')) return [];
  const where = inTheWay({ text: unit.serial, key: unit.key, pointer: at.pointer }, unit);
  const is = unit.voided === true ? 'what brought it in was taken back' : `it is ${shownStatus(unit)}`;
  const detail = `"${unit.serial}" of item ${unit.itemId} has no parts: ${is}.`;
  return [{ ...where, line: at.line, code: 'parent-wrong-state', detail }];
};

/** Named, or what all of the numbered parts are in. Numbered parts must be in the one that is named. */
const takenFrom = (posting: Posting, posted: LinePosting, context: DecisionContext): Found => {
  const { line, pointer } = posted;
  const { parentSerial, parentItemId } = line;
  const at = { pointer: `${pointer}/parentSerial`, line: line.line };
  if (parentSerial === undefined && parentItemId !== undefined) return itemAlone(line, at);
  if (parentSerial === undefined) {
    const parent = shared(posted, context);
    return { violations: [], ...(parent === undefined ? {} : { parent }) };
  }
  const isIts = ({ itemId }: { readonly itemId: string }) =>
    parentItemId === undefined || itemId === parentItemId;
  const mine = bearers(parentSerial, openedBy(posted, context).filter(isIts), context);
  const worked = [...producedIn(posting, context), ...openedIn(posting, context)].filter(isIts);
  const all = bearers(parentSerial, [...namedBy(posted, context), ...worked], context);
  // What the parts are in is meant rather than another of the same number.
  const [found, ...others] = mine.length === 1 ? mine : all;
  if (others.length > 0 && found !== undefined) {
    return { violations: [ambiguous(parentSerial, [found, ...others], at)] };
  }
  const parent = found === undefined ? undefined : parentAs(found, context);
  const strayed = elsewhere(posted, parent, context);
  if (parent === undefined) return { violations: strayed.length > 0 ? strayed : [unknown(line, at)] };
  return { parent, violations: [...unfit(found?.unit, at), ...strayed] };
};

/** What parts go into, or come out of. */
export const joinedBy = (
  posting: Posting,
  posted: LinePosting,
  { flow, context }: { readonly flow: Flow; readonly context: DecisionContext },
): Found => {
  if (flow.parent === undefined) return { violations: [] };
  return (flow.parent === 'into' ? parentOf : takenFrom)(posting, posted, context);
};
