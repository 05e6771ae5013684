import { dateFaults } from '../../domain/document/dates.ts';
import {
  type AssignedSerial,
  type DocumentLine,
  type LedgerDocument,
  sentSerials,
} from '../../domain/document/document.ts';
import type { Stage } from '../../domain/document/kinds.ts';
import { roomFor } from '../../domain/document/line-after.ts';
import { entriesByItem } from '../../domain/document/line-rules.ts';
import { decidePosting, type LinePosting } from '../../domain/document/post.ts';
import { refuseIfAny } from '../../domain/errors.ts';
import { pieces, quantityShown } from '../../domain/quantity.ts';
import type { Item } from '../../domain/registry.ts';
import { duplicates, type SerialEntry } from '../../domain/serial/input.ts';
import { type Unit, unitKey } from '../../domain/unit/unit.ts';
import type { Violation } from '../../domain/violations.ts';
import type { Caller, Deps } from '../ports.ts';
import { contextOf, type Moment, momentOf } from '../posting/decision-context.ts';
import { type DocumentChange, documentChange, itemsOf, openDocument } from './change.ts';
import { type Followed, readFollowing } from './followed-numbers.ts';
import {
  dispatchFaults,
  expiryFaults,
  joinFaults,
  meantOf,
  readBatch,
  readLineSerials,
  readQuantity,
  stageOf,
  stockedFaults,
} from './input.ts';
import { looseFaultsOf } from './loose-goods.ts';
import { linesAsked, neededFor, ofItsLine, type PostRequest, workedBefore } from './post-needs.ts';
import { readWholes } from './wholes.ts';

type PostedLine = NonNullable<PostRequest['lines']>[number];
type ReadPosting = { readonly posting?: LinePosting; readonly violations: readonly Violation[] };

type Fits = (line: DocumentLine, serial: AssignedSerial) => boolean;

/** Of the numbers on a row, those that a stage is about: what is still here, or what is still on its way. */
const fitting =
  (document: LedgerDocument, stage: Stage, units: ReadonlyMap<string, Unit>): Fits =>
  (line, { key, sent }) => {
    if (stage !== 'arrive') return sent !== true;
    const unit = units.get(unitKey(line.itemId, key));
    return sent === true && unit?.status === 'in-transit' && unit.documentId === document.documentId;
  };

const assignedEntries = (line: DocumentLine, pointer: string, fits?: Fits): SerialEntry[] =>
  line.assigned
    .filter((serial) => fits?.(line, serial) ?? true)
    .map(({ text, key, id }) => ({ text, key, id, pointer }));

/** Everything outstanding, with the numbers that the lines have. */
const wholeRest = (
  document: LedgerDocument,
  { items, stage, fits }: { readonly items: readonly Item[]; readonly stage: Stage; readonly fits: Fits },
): ReadPosting[] =>
  document.lines
    .filter((line) => roomFor(line, stage) > 0)
    .flatMap((line) => {
      const pointer = `/lines/${line.line - 1}`;
      const entries = assignedEntries(line, pointer, fits);
      // What was lost on its way doesn't arrive.
      const lost = stage === 'arrive' ? sentSerials(line) - entries.length : 0;
      const quantity = roomFor(line, stage) - pieces(Math.min(lost, quantityShown(roomFor(line, stage))));
      if (quantity === 0) return [];
      const violations = items
        .filter(({ itemId }) => itemId === line.itemId)
        .flatMap((item) => stockedFaults(item, pointer));
      return [{ posting: { line, quantity, entries, meant: entries.length, pointer }, violations }];
    });

/** Without numbers in the request the assigned ones are meant, unless there are more than are posted. */
const ambiguous = (posting: LinePosting): Violation[] => {
  const { line, entries } = posting;
  if (pieces(entries.length) <= posting.quantity) return [];
  const shown = quantityShown(posting.quantity);
  const detail = `Line ${line.line} has ${entries.length} assigned serials and ${shown} are posted: say which.`;
  return [
    {
      pointer: `${posting.pointer}/serials`,
      code: 'serials-ambiguous',
      detail,
      line: line.line,
      expected: shown,
      actual: entries.length,
    },
  ];
};

/** Numbers that are typed again are those on the row, with the units that they stand for. */
const withIds = (line: DocumentLine, typed: readonly SerialEntry[]): SerialEntry[] => {
  const ids = new Map(line.assigned.map(({ key, id }) => [key, id]));
  return typed.map((entry) => ({ ...entry, id: ids.get(entry.key) ?? entry.id }));
};

const readPosting = (
  asked: PostedLine,
  i: number,
  given: {
    readonly document: LedgerDocument;
    readonly items: readonly Item[];
    readonly moment: Moment;
    readonly fits: Fits;
    readonly meaning: Followed['meant'];
    readonly isKnown: Followed['isKnown'];
  },
): ReadPosting => {
  const pointer = `/lines/${i}`;
  const line = given.document.lines.find((l) => l.line === asked.line);
  if (line === undefined) {
    const detail = `The document has no line ${asked.line}; it has ${given.document.lines.length}.`;
    return { violations: [{ pointer: `${pointer}/line`, code: 'line-unknown', detail, line: asked.line }] };
  }
  const quantity = readQuantity(asked.quantity, `${pointer}/quantity`);
  const item = given.items.find(({ itemId }) => itemId === line.itemId);
  const { settings } = given.moment;
  const isKnown = (key: string): boolean => given.isKnown(line.itemId, key);
  const typed = readLineSerials(asked.serials, pointer, { settings, item, isKnown });
  const batch = readBatch(asked.batch, `${pointer}/batch`, settings);
  const stocked = item === undefined ? [] : stockedFaults(item, pointer);
  const joined = joinFaults(given.document.kind, line, { asked, pointer });
  const dated = expiryFaults(given.document.kind, line, { asked, pointer });
  const violations = [
    ...quantity.violations,
    ...typed.violations,
    ...batch.violations,
    ...stocked,
    ...joined,
    ...dated,
  ];
  if (quantity.value === undefined) return { violations };
  const explicit = asked.serials !== undefined;
  const entries = explicit
    ? withIds(line, given.meaning(line.itemId, typed.entries))
    : assignedEntries(line, pointer, given.fits);
  const meant = explicit ? meantOf(typed, quantity.value) : entries.length;
  const posting = {
    line: {
      ...line,
      batch: batch.value ?? line.batch,
      expiresOn: dated.length > 0 ? line.expiresOn : (asked.expiresOn ?? line.expiresOn),
      parentSerial: asked.parentSerial ?? line.parentSerial,
      parentItemId: asked.parentItemId ?? line.parentItemId,
    },
    quantity: quantity.value,
    entries,
    meant,
    pointer,
  };
  const choice = explicit ? [] : ambiguous(posting);
  // Where it isn't clear which are meant, none is judged: complaints about them would be guesses.
  return { ...(choice.length > 0 ? {} : { posting }), violations: [...violations, ...choice] };
};

/** Numbers that other lines hold are theirs. */
const assignedElsewhere = (document: LedgerDocument, posted: readonly LinePosting[]) =>
  document.lines
    .filter(({ line }) => !posted.some((posting) => posting.line.line === line))
    .map((line) => ({
      itemId: line.itemId,
      entries: assignedEntries(line, `line ${line.line} of the document`),
    }));

/** A posting of nothing is a mistake of whoever asks for it. */
const nothingLeft = (document: LedgerDocument, stage: Stage, reads: readonly ReadPosting[]): Violation[] => {
  if (reads.length > 0) return [];
  const detail = `Nothing of document ${document.number ?? document.documentId} is left to ${stage}.`;
  return [{ pointer: '', code: 'line-not-dispatchable', detail, documentId: document.documentId }];
};

const repeated = (lines: readonly PostedLine[]): Violation[] =>
  lines.flatMap(({ line }, i) => {
    if (lines.findIndex((other) => other.line === line) === i) return [];
    const detail = `Line ${line} is named twice.`;
    return [{ pointer: `/lines/${i}/line`, code: 'line-repeated' as const, detail, line }];
  });

/**
 * Posts the outstanding rest of a document, or the lines and quantities named.
 * @throws LedgerError `not-found`, `refused`, `version-mismatch`
 */
export const postDocument = async (
  deps: Deps,
  caller: Caller,
  request: PostRequest,
): Promise<DocumentChange> => {
  const { store } = deps;
  const [settings, before] = await Promise.all([
    store.settings.read(caller.tenant),
    openDocument(deps, caller, { ...request, command: 'post' }),
  ]);
  const moment = momentOf(deps, settings);
  const stage = stageOf(before, request.dispatch);
  const { made, opened } = await workedBefore(deps, caller, before);
  const needed = (of: LedgerDocument) => {
    const named = neededFor(request, of, settings);
    return { ...named, units: [...named.units, ...made] };
  };
  const isBuyBack = before.lines.some(({ buyBack }) => buyBack === true) && before.partnerId !== undefined;
  const [items, partner, { document, state, meant, isKnown }] = await Promise.all([
    itemsOf(deps, caller, before),
    isBuyBack ? store.partners.read(caller.tenant, before.partnerId ?? '') : undefined,
    readFollowing(deps, caller, { document: before, needed }),
  ]);
  const isAsked = ({ line }: DocumentLine) => request.lines?.some((one) => one.line === line) ?? true;
  const joining = linesAsked(request, document).filter(isAsked);
  const wholes = await readWholes(deps, caller, { lines: joining, state, settings, opened });
  const context = contextOf(deps, caller, { moment, items, state, partner, wholes });
  const fits = fitting(document, stage, context.units);
  const reads =
    request.lines?.map((asked, i) =>
      readPosting(asked, i, { document, items, moment, fits, meaning: meant, isKnown }),
    ) ?? wholeRest(document, { items, stage, fits });
  const lines = reads.flatMap(({ posting }) => (posting === undefined ? [] : [posting]));
  const effectiveDate = request.effectiveDate ?? document.effectiveDate ?? moment.today;
  const { violations, decision } = decidePosting({ document, lines, effectiveDate, stage }, context);
  const groups = entriesByItem([
    ...assignedElsewhere(document, lines),
    ...lines.map(({ line, entries }) => ({ itemId: line.itemId, entries })),
  ]);
  const pointers = new Map(lines.map(({ line, pointer }) => [line.line, `${pointer}/quantity`]));
  const pointerOf = ({ line = 0 }: { readonly line?: number | undefined }) => pointers.get(line) ?? '';
  const loose = await looseFaultsOf(deps, caller.tenant, {
    decision,
    document,
    pointerOf,
    faults: [...reads.flatMap((read) => read.violations), ...violations],
  });
  const faults = [
    ...dateFaults(effectiveDate, moment, '/effectiveDate'),
    ...dispatchFaults(document.kind, request.dispatch),
    ...nothingLeft(document, stage, reads),
    ...repeated(request.lines ?? []),
    ...reads.flatMap((read) => read.violations),
    ...groups.flatMap(duplicates),
    ...violations,
    ...loose,
  ];
  refuseIfAny(request.lines === undefined ? faults.map(ofItsLine) : faults);
  return documentChange(deps, caller, { decision, context, document, before, items, moment });
};
