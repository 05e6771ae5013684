import { decideAssignment } from '../document/assign.ts';
import { decideCapture } from '../document/capture.ts';
import type { DecisionContext } from '../document/context.ts';
import { type DocumentLine, type LedgerDocument, takes } from '../document/document.ts';
import type { Fold } from '../document/fold.ts';
import { takesNumbersApart } from '../document/kinds.ts';
import { roomOf } from '../document/number-room.ts';
import type { Item } from '../registry.ts';
import type { Unit } from '../unit/unit.ts';
import { bearerOf, numberFault } from './bearer.ts';
import { decideLane, entriesOf, type Outcomes } from './lane.ts';
import { noRoom } from './room.ts';
import type { ImportRow, RowFault } from './row.ts';
import { contradiction, type Details, detailFaults, withDetails } from './row-details.ts';

/** Numbers for the rows of an order: what is open is assigned, what is posted captured (K5, K16). */

const found = (document: LedgerDocument, row: ImportRow): DocumentLine | RowFault => {
  const name = document.number ?? document.documentId;
  const isTaken = (line: DocumentLine): boolean => takesNumbersApart(document.kind, line);
  const notTaken = ({ line }: DocumentLine): RowFault => {
    const detail = `Line ${line} of ${name} consumes; its numbers are told when it is posted.`;
    return { code: 'line-unknown', detail };
  };
  if (row.line === undefined) {
    const all = document.lines.filter(({ itemId }) => itemId === row.itemId);
    const its = all.filter(isTaken);
    const [only, second] = its;
    if (only !== undefined && second === undefined) return only;
    if (only !== undefined) {
      const detail = `Item ${row.itemId} is on ${its.length} lines of ${name}; say which.`;
      return { code: 'line-unknown', detail };
    }
    const [other] = all;
    if (other !== undefined) return notTaken(other);
    return { code: 'item-differs', detail: `Item ${row.itemId} is not on ${name}.` };
  }
  const line = document.lines.find((one) => one.line === row.line);
  if (line === undefined) {
    const detail = `${name} has no line ${row.line}; it has ${document.lines.length}.`;
    return { code: 'line-unknown', detail };
  }
  if (line.itemId === row.itemId) return isTaken(line) ? line : notTaken(line);
  const detail = `Line ${row.line} of ${name} is item ${line.itemId}, not ${row.itemId}.`;
  return { code: 'item-differs', detail };
};

const isOn = (line: DocumentLine, { serial }: ImportRow): boolean =>
  line.assigned.some(({ key }) => key === serial.key);

/** On which line an order has posted units before that don't stand there any more: by document, and by unit's id. */
export type PostedBefore = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** On which line the document has posted the unit, or waits for it, wherever it is by now. */
const postedOn = (unit: Unit | undefined, { document, posted }: Given): number | undefined => {
  if (unit === undefined) return undefined;
  const { documentId } = document;
  return unit.documentId === documentId ? unit.line : posted.get(documentId)?.get(unit.id);
};

/** The number is on the row already, or was posted by it. */
const isThere = (unit: Unit | undefined, line: DocumentLine, given: Given): boolean => {
  if (unit === undefined) return false;
  const { documentId } = given.document;
  const at = postedOn(unit, given);
  if (at !== undefined || unit.documentId === documentId) return at === line.line;
  if (unit.reservedBy?.documentId === documentId && unit.reservedBy.line === line.line) return true;
  return unit.origin?.known === true && unit.origin.documentId === documentId;
};

type Given = {
  readonly fold: Fold;
  readonly document: LedgerDocument;
  readonly item: Item;
  readonly outcomes: Outcomes;
  readonly formers: ReadonlyMap<string, Unit>;
  readonly posted: PostedBefore;
};

/** What forbids a row whatever the others are. */
const ownFault = (row: ImportRow, line: DocumentLine, given: Given): RowFault | 'unchanged' | undefined => {
  const { fold, document, item } = given;
  const { settings, units } = fold.context();
  const { text } = row.serial;
  const unit = bearerOf(row, { units, formers: given.formers });
  if (isOn(line, row) || isThere(unit, line, given)) {
    const { batch = line.batch, expiresOn = line.expiresOn } = unit ?? {};
    return contradiction(row, { batch, expiresOn }) ?? 'unchanged';
  }
  const before = postedOn(unit, given);
  if (before !== undefined) {
    const detail = `"${text}" ${unit?.status === 'expected' ? 'is' : 'was posted'} on line ${before} of the document.`;
    return { code: 'serial-duplicate', detail };
  }
  const wrong = numberFault(row, item, { units, settings });
  if (wrong !== undefined) return wrong;
  if (row.expiresOn !== undefined && item.expiryTracking !== true) {
    return { code: 'expiry-not-tracked', detail: `Item ${item.itemId} has no expiry.` };
  }
  const other = document.lines.find((one) => one.itemId === line.itemId && isOn(one, row));
  return other && { code: 'serial-duplicate', detail: `"${text}" is on line ${other.line} of the document.` };
};

const lineNow = ({ fold, document }: Given, line: DocumentLine) => {
  const now = fold.document(document);
  return { now, line: now.lines.find((one) => one.line === line.line) ?? line };
};

const assign = (given: Given, line: DocumentLine, rows: readonly ImportRow[]) => {
  const { fold, item, outcomes } = given;
  const { now, line: before } = lineNow(given, line);
  const context = fold.context();
  const end = decideLane(
    {
      rows,
      room: roomOf(now, before).open,
      judge: (trial) => {
        const details = withDetails(now, before, trial);
        const asked = { line: details.line, add: entriesOf(trial), remove: [], meant: trial.length };
        const { violations, decision } = decideAssignment(
          { document: now, lines: [{ ...asked, pointer: '' }] },
          context,
        );
        const own = detailFaults(trial, details, { item, context, document: now });
        return { violations: [...own, ...violations], decision };
      },
    },
    outcomes,
  );
  if (end.decision !== undefined) fold.absorb(end.decision, 2);
  for (const { row } of end.taken) outcomes.set(row, 'added');
  return end;
};

const variantOf = ({ batch, expiresOn }: ImportRow): string => JSON.stringify([batch, expiresOn]);

const capture = (given: Given, line: DocumentLine, rows: readonly ImportRow[]): void => {
  const { fold, item, outcomes } = given;
  for (const variant of Map.groupBy(rows, variantOf).values()) {
    const { now, line: before } = lineNow(given, line);
    const [one] = variant;
    const stated: Details = {
      line: {
        ...before,
        batch: one?.batch ?? before.batch,
        expiresOn: one?.expiresOn ?? before.expiresOn,
      },
      stated: before,
    };
    const context: DecisionContext = fold.context();
    const end = decideLane(
      {
        rows: variant,
        room: roomOf(now, before).late,
        judge: (trial) => {
          const asked = { document: now, line: stated.line, item, entries: entriesOf(trial) };
          const { violations, decision } = decideCapture({ ...asked, meant: trial.length }, context);
          const own = detailFaults(trial, stated, { item, context, document: now });
          return { violations: [...own, ...violations], decision };
        },
      },
      outcomes,
    );
    if (end.decision !== undefined) fold.absorb(end.decision, 1);
    for (const { row } of end.taken) outcomes.set(row, 'added');
    // It has what was taken just now as well.
    const after = lineNow(given, line);
    for (const { row } of end.over) outcomes.set(row, end.short ?? noRoom(after.now, after.line));
  }
};

const decideLine = (given: Given, line: DocumentLine, rows: readonly ImportRow[]): void => {
  const { outcomes } = given;
  const good: ImportRow[] = [];
  for (const row of rows) {
    const fault = ownFault(row, line, given);
    if (fault === undefined) good.push(row);
    else outcomes.set(row.row, fault);
  }
  capture(given, line, assign(given, line, good).over);
};

const push = <K>(groups: Map<K, ImportRow[]>, key: K, row: ImportRow): void => {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [row]);
  else group.push(row);
};

/** Decides on the rows of one document; each row that isn't refused is absorbed. */
export const decideOrderRows = (
  fold: Fold,
  read: LedgerDocument,
  { rows, ...rest }: Pick<Given, 'outcomes' | 'formers' | 'posted'> & { readonly rows: readonly ImportRow[] },
): void => {
  const document = fold.document(read);
  const { outcomes } = rest;
  const { items } = fold.context();
  const byLine = new Map<DocumentLine, ImportRow[]>();
  for (const row of rows) {
    if (!takes(document.status, 'number')) {
      const detail = `Document ${document.number ?? document.documentId} is ${document.status}; it can't be numbered.`;
      outcomes.set(row.row, { code: 'document-closed', detail });
      continue;
    }
    const line = found(document, row);
    if ('code' in line) outcomes.set(row.row, line);
    else push(byLine, line, row);
  }
  for (const [line, its] of byLine) {
    const item = items.get(line.itemId);
    if (item !== undefined) decideLine({ fold, document: read, item, ...rest }, line, its);
    else
      for (const { row } of its)
        outcomes.set(row, { code: 'item-unknown', detail: `There is no item ${line.itemId}.` });
  }
};
