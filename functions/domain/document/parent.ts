import { pieces } from '../quantity.ts';
import { keyOf, normaliseText } from '../serial/text.ts';
import { type Parent, shownStatus, type Unit, type UnitStatus } from '../unit/unit.ts';
import type { Violation } from '../violations.ts';
import { type Candidate, namedBy, openedIn, parentAs, producedIn, producing } from './candidates.ts';
import type { DecisionContext } from './context.ts';
import { needOf } from './line-rules.ts';
import type { LinePosting, Posting } from './post.ts';
import { byDocument, inTheWay } from './unit-faults.ts';

/** The unit that the parts of a line go into. */

export type Found = { readonly parent?: Parent; readonly violations: readonly Violation[] };
type At = { readonly pointer: string; readonly line: number };

const isCalled = (key: string, caseSensitive: boolean) => ({
  now: (one: Candidate): boolean => one.key === key,
  before: ({ aliases }: Candidate): boolean =>
    aliases?.some((alias) => keyOf(normaliseText(alias), caseSensitive) === key) === true,
});

const apart = (all: readonly Candidate[], context: DecisionContext): Candidate[] => [
  ...new Map(all.map((one) => [parentAs(one, context).id, one])).values(),
];

/** Those that bear the number; where none does, those that bore it. */
export const bearers = (
  serial: string,
  among: readonly Candidate[],
  context: DecisionContext,
): Candidate[] => {
  const { caseSensitive } = context.settings;
  const { now, before } = isCalled(keyOf(normaliseText(serial), caseSensitive), caseSensitive);
  const bearing = among.filter(now);
  return apart(bearing.length > 0 ? bearing : among.filter(before), context);
};

const FIT: readonly UnitStatus[] = ['in-stock', 'sold', 'consumed'];

/** Why a unit that is there can take no parts on that day, if it can't. */
const unfit = (unit: Unit, effectiveDate: string, at: At): Violation[] => {
  const entry = { text: unit.serial, key: unit.key, pointer: at.pointer };
  const where = { ...inTheWay(entry, unit), line: at.line };
  if (unit.voided === true || !FIT.includes(unit.status)) {
    const is = unit.voided === true ? 'what brought it in was taken back' : `it is ${shownStatus(unit)}`;
    const detail = `"${unit.serial}" of item ${unit.itemId} can take no parts: ${is}${byDocument(unit)}.`;
    return [{ ...where, code: 'parent-wrong-state', detail }];
  }
  if (unit.addedDate === undefined || unit.addedDate <= effectiveDate) return [];
  const detail = `"${unit.serial}" of item ${unit.itemId} came in on ${unit.addedDate}, after ${effectiveDate}.`;
  return [{ ...where, code: 'date-before-unit', detail }];
};

const judged = (one: Candidate, { effectiveDate }: Posting, given: { at: At; context: DecisionContext }) => ({
  parent: parentAs(one, given.context),
  violations: one.unit === undefined ? [] : unfit(one.unit, effectiveDate, given.at),
});

/** Where nothing is made, what goes in goes where something came out: implied by one such unit, asked for among several. */
const opened = (
  posting: Posting,
  { line }: Pick<LinePosting, 'line'>,
  given: { at: At; context: DecisionContext },
): Found => {
  const all = openedIn(posting, given.context);
  const units = [...new Map(all.map((one) => [`${one.itemId} ${one.key}`, one])).values()];
  const [only, ...others] = units;
  if (only === undefined) return { violations: [] };
  if (others.length === 0) return judged(only, posting, given);
  const detail = `Parts come out of ${units.length} units; say which of them line ${line.line} goes into.`;
  return { violations: [{ ...given.at, code: 'parent-required', detail }] };
};

/** Implied where the document produces exactly one; asked for where one can be named. */
const implied = (
  posting: Posting,
  { line, entries }: LinePosting,
  given: { at: At; context: DecisionContext },
): Found => {
  const { context, at } = given;
  const its = producing(posting.document).filter(
    ({ itemId }) => context.items.get(itemId)?.tracking === 'serial',
  );
  if (its.length === 0) return opened(posting, { line }, given);
  const all = its.reduce((sum, { quantity }) => sum + quantity, 0);
  const candidates = producedIn(posting, context);
  const [only] = candidates;
  if (all === pieces(1) && only !== undefined && candidates.length === 1) {
    return judged(only, posting, given);
  }
  const { kind } = posting.document;
  const isNumbered = its.some((one) => {
    const item = context.items.get(one.itemId);
    return item !== undefined && needOf(context.settings, item, { kind, line: one }) === 'required';
  });
  if (entries.length === 0 || (candidates.length === 0 && !isNumbered)) return { violations: [] };
  const detail = `Say which produced unit the serials of line ${line.line} go into.`;
  return { violations: [{ ...at, code: 'parent-required', detail }] };
};

export const itemAlone = ({ line, parentItemId }: LinePosting['line'], at: At): Found => {
  const detail = `Say which unit of item ${parentItemId} line ${line} is about.`;
  return { violations: [{ ...at, code: 'parent-required', detail }] };
};

export const unknown = ({ parentSerial, parentItemId }: LinePosting['line'], at: At): Violation => {
  const detail =
    parentItemId === undefined
      ? `"${parentSerial}" is not a unit that this document produces or takes a part out of; for another one say its item too, as parentItemId.`
      : `"${parentSerial}" is not a known unit of item ${parentItemId}.`;
  return { ...at, code: 'parent-unknown', serial: parentSerial ?? '', detail };
};

export const ambiguous = (serial: string, found: readonly Candidate[], at: At): Violation => {
  const names = found.map((one) => `"${one.serial}" of item ${one.itemId}`).join(' and ');
  const isNamed = new Set(found.map(({ itemId }) => itemId)).size === 1;
  const say = isNamed ? 'say the number that it bears today' : 'say its item too, as parentItemId';
  const detail = `"${serial}" may be ${names}; ${say}.`;
  return { ...at, code: 'parent-ambiguous', serial, detail };
};

/**
 * The unit that parts go into: one that the document produces, or takes a part out of; any, where its item is named
 * too. None is asked for where nothing numbered is produced.
 */
export const parentOf = (posting: Posting, posted: LinePosting, context: DecisionContext): Found => {
  const { line, pointer } = posted;
  const { parentSerial, parentItemId } = line;
  const at = { pointer: `${pointer}/parentSerial`, line: line.line };
  if (parentSerial === undefined && parentItemId !== undefined) return itemAlone(line, at);
  if (parentSerial === undefined) return implied(posting, posted, { at, context });
  const worked = [...producedIn(posting, context), ...openedIn(posting, context)];
  const its = worked.filter(({ itemId }) => parentItemId === undefined || itemId === parentItemId);
  const [found, ...others] = bearers(parentSerial, [...namedBy(posted, context), ...its], context);
  if (found === undefined) return { violations: [unknown(line, at)] };
  if (others.length > 0) return { violations: [ambiguous(parentSerial, [found, ...others], at)] };
  return judged(found, posting, { at, context });
};
