import { decideAddition } from '../../domain/document/add-numbers.ts';
import { decideAssignment } from '../../domain/document/assign.ts';
import type { DecisionContext } from '../../domain/document/context.ts';
import {
  type DocumentLine,
  type LedgerDocument,
  outstanding,
  SERIALS_PER_DOCUMENT,
} from '../../domain/document/document.ts';
import { roomOf } from '../../domain/document/number-room.ts';
import { refuseIfAny } from '../../domain/errors.ts';
import { pieces } from '../../domain/quantity.ts';
import { duplicates, LOOKED_FOR, type SerialEntry, type SerialInput } from '../../domain/serial/input.ts';
import { unitKey } from '../../domain/unit/unit.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, momentOf } from '../posting/decision-context.ts';
import {
  type DocumentAsked,
  type DocumentChange,
  documentChange,
  itemsOf,
  lineOf,
  openDocument,
} from './change.ts';
import { readFollowing } from './followed-numbers.ts';
import { keysOf, readLineSerials } from './input.ts';
import { plannedFaults } from './planned-parts.ts';

export type SerialsChange = DocumentAsked & {
  readonly line: number;
  readonly mode: 'add' | 'replace' | 'remove';
  readonly serials: SerialInput;
};

const assignedTo = (line: DocumentLine, pointer: string): SerialEntry[] =>
  line.assigned.map(({ text, key, id }) => ({ text, key, id, pointer }));

type Sides = { readonly add: readonly SerialEntry[]; readonly remove: readonly SerialEntry[] };

const sidesOf = (mode: SerialsChange['mode'], line: DocumentLine, typed: readonly SerialEntry[]): Sides => {
  if (mode === 'add') return { add: typed, remove: [] };
  if (mode === 'remove') return { add: [], remove: typed };
  const [kept, wanted] = [new Set(line.assigned.map(({ key }) => key)), new Set(typed.map(({ key }) => key))];
  return {
    add: typed.filter(({ key }) => !kept.has(key)),
    remove: assignedTo(line, '').filter(({ key }) => !wanted.has(key)),
  };
};

const notAssigned = (line: DocumentLine, removed: readonly SerialEntry[]): Violation[] => {
  const assigned = new Set(line.assigned.map(({ key }) => key));
  return removed
    .filter(({ key }) => !assigned.has(key))
    .map(({ pointer, position, text }) => ({
      pointer,
      ...(position === undefined ? {} : { position }),
      code: 'serial-not-assigned' as const,
      serial: text,
      detail: `"${text}" is not assigned to line ${line.line}.`,
      line: line.line,
    }));
};

/** Numbers count once over all lines of an item, with those that the lines have already. */
const duplicateFaults = (
  document: LedgerDocument,
  line: DocumentLine,
  change: { readonly mode: SerialsChange['mode']; readonly typed: readonly SerialEntry[] },
): Violation[] => {
  if (change.mode === 'remove') return duplicates(change.typed);
  const others = document.lines
    .filter((l) => l.itemId === line.itemId && (l.line !== line.line || change.mode === 'add'))
    .flatMap((l) => assignedTo(l, `line ${l.line} of the document`));
  return duplicates([...others, ...change.typed]);
};

/** All that is outstanding has its number, or gets it; what else is added is for what was posted without (K5, K12). */
const goesOver = (document: LedgerDocument, line: DocumentLine, meant: number): boolean => {
  const { open, late } = roomOf(document, line);
  const isFull = pieces(line.assigned.length) >= outstanding(line);
  return line.posted > 0 && (isFull || (late > 0 && meant > open));
};

/** Once a line is posted or sent off, its numbers are what went. */
const fixed = (document: LedgerDocument, line: DocumentLine): Violation[] => {
  if (outstanding(line) > 0 && line.dispatched === 0) return [];
  const detail = `Line ${line.line} is posted or sent off; its numbers cannot be changed here.`;
  return [{ pointer: '', code: 'line-posted', detail, line: line.line, documentId: document.documentId }];
};

/** Numbers count over the partial posts of a document too. */
const alreadyPosted = (
  { document, itemId }: { readonly document: LedgerDocument; readonly itemId: string },
  added: readonly SerialEntry[],
  { units }: DecisionContext,
): Violation[] =>
  added.flatMap(({ key, text, pointer, position }) => {
    const unit = units.get(unitKey(itemId, key));
    if (unit === undefined || unit.voided === true || unit.status === 'expected') return [];
    if (unit.documentId !== document.documentId) return [];
    const detail = `"${text}" was posted on line ${unit.line} of this document.`;
    const at = { pointer, ...(position === undefined ? {} : { position }) };
    const line = unit.line === undefined ? {} : { line: unit.line };
    return [{ ...at, code: 'serial-duplicate' as const, serial: text, ...line, detail }];
  });

const tooMany = (document: LedgerDocument, more: number): Violation[] => {
  const count = more + document.lines.reduce((sum, l) => sum + l.assigned.length + l.postedSerials, 0);
  if (count <= SERIALS_PER_DOCUMENT) return [];
  const detail = `The document would hold ${count} serials; it holds at most ${SERIALS_PER_DOCUMENT}. More are taken as a file by POST /v1/imports.`;
  return [{ pointer: '/serials', code: 'serials-too-many', detail, actual: count }];
};

/**
 * Adds numbers to a line; replaces or removes those of one that isn't posted.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const changeLineSerials = async (
  deps: Deps,
  caller: Caller,
  change: SerialsChange,
): Promise<DocumentChange> => {
  const { store } = deps;
  const [settings, before] = await Promise.all([
    store.settings.read(caller.tenant),
    openDocument(deps, caller, { ...change, command: 'number' }),
  ]);
  const moment = momentOf(deps, settings);
  const asked = keysOf(change.serials, settings);
  const needed = (of: LedgerDocument) => {
    const { itemId, batch, assigned } = lineOf(of, change.line);
    const kept = change.mode === 'replace' ? assigned : [];
    return {
      units: [...kept.map(({ key }) => key), ...asked].map((key) => ({ itemId, key })),
      balances: [{ itemId, locationId: of.locationId, batch }],
    };
  };
  const [items, { document, state, meant: meaning, isKnown }] = await Promise.all([
    itemsOf(deps, caller, before),
    readFollowing(deps, caller, { document: before, needed }),
  ]);
  const line = lineOf(document, change.line);
  const item = items.find(({ itemId }) => itemId === line.itemId);
  const read = readLineSerials(change.serials, '', {
    settings,
    item,
    // What is taken off is only looked for, so it need not fit what was set later.
    ...(change.mode === 'remove' ? LOOKED_FOR : { isKnown: (key) => isKnown(line.itemId, key) }),
  });
  const typed = { ...read, entries: meaning(line.itemId, read.entries) };
  const repeated = duplicateFaults(document, line, { mode: change.mode, typed: typed.entries });
  const faulty = new Set(repeated.map(({ pointer }) => pointer));
  // A repetition is one fault; it is not judged again as a number that exists.
  const distinct = typed.entries.filter(({ pointer }) => !faulty.has(pointer));
  const { add, remove } = sidesOf(change.mode, line, distinct);
  const context = contextOf(deps, caller, { moment, items, state });
  const count = typed.count ?? 0;
  if (change.mode === 'add' && item !== undefined && goesOver(document, line, count)) {
    const given = { document, line, item, entries: distinct, meant: count };
    const { waiting, violations, decision } = decideAddition(given, context);
    const posted = alreadyPosted({ document, itemId: line.itemId }, waiting, context);
    refuseIfAny([...typed.violations, ...repeated, ...posted, ...violations]);
    return documentChange(deps, caller, { decision, context, document, before, items, moment });
  }
  refuseIfAny(fixed(document, line));
  const meant = change.mode === 'remove' ? 0 : count - (typed.entries.length - add.length);
  const assignment = { line, add, remove, meant, pointer: '' };
  const { violations, decision } = decideAssignment({ document, lines: [assignment] }, context);
  refuseIfAny([
    ...typed.violations,
    ...repeated,
    ...(change.mode === 'remove' ? notAssigned(line, remove) : []),
    ...(change.mode === 'remove'
      ? []
      : [
          ...alreadyPosted({ document, itemId: line.itemId }, add, context),
          ...tooMany(document, add.length - remove.length),
        ]),
    ...violations,
    ...(await plannedFaults(deps, caller.tenant, {
      document,
      leaves: (of, key) => of.line === line.line && remove.some((one) => one.key === key),
      pointer: '/serials',
    })),
  ]);
  return documentChange(deps, caller, { decision, context, document, before, items, moment });
};
