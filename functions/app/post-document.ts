import { dateFaults } from '../domain/document/dates.ts';
import {
  type DocumentCommand,
  type DocumentLine,
  type LedgerDocument,
  outstanding,
  takes,
} from '../domain/document/document.ts';
import { entriesByItem } from '../domain/document/line-rules.ts';
import { decidePosting, type LinePosting } from '../domain/document/post.ts';
import { LedgerError, notFound, refuseIfAny, type Violation } from '../domain/errors.ts';
import { pieces, quantityShown } from '../domain/quantity.ts';
import type { Item } from '../domain/registry.ts';
import { duplicates, type SerialEntry, type SerialInput } from '../domain/serial-input.ts';
import type { Settings } from '../domain/settings.ts';
import type { DocumentChange } from './create-document.ts';
import {
  contextOf,
  decisionParts,
  type Moment,
  momentOf,
  type Needed,
  readState,
} from './decision-context.ts';
import { meantOf, readBatch, readLineSerials, readQuantity, stockedFaults } from './document-input.ts';
import type { Caller, Deps } from './ports.ts';
import { checkVersion } from './versions.ts';

export type PostRequest = {
  readonly documentId: string;
  readonly lines?:
    | readonly {
        readonly line: number;
        readonly quantity: number;
        readonly serials?: SerialInput | undefined;
        readonly batch?: string | undefined;
      }[]
    | undefined;
  readonly effectiveDate?: string | undefined;
  readonly ifMatch?: string | undefined;
};

type PostedLine = NonNullable<PostRequest['lines']>[number];
type ReadPosting = { readonly posting?: LinePosting; readonly violations: readonly Violation[] };

const assignedEntries = (line: DocumentLine, pointer: string): SerialEntry[] =>
  line.assigned.map(({ text, key }) => ({ text, key, pointer }));

/** Everything outstanding, with the numbers that the lines have. */
const wholeRest = (document: LedgerDocument, items: readonly Item[]): ReadPosting[] =>
  document.lines
    .filter((line) => outstanding(line) > 0)
    .map((line) => {
      // The request says nothing of lines; the violation names the line instead.
      const pointer = '';
      const entries = assignedEntries(line, pointer);
      return {
        posting: { line, quantity: outstanding(line), entries, meant: entries.length, pointer },
        violations: items
          .filter(({ itemId }) => itemId === line.itemId)
          .flatMap((item) => stockedFaults(item, pointer)),
      };
    });

/** Without numbers in the request the assigned ones are meant, unless there are more than are posted. */
const ambiguous = (line: DocumentLine, posting: LinePosting): Violation[] => {
  if (pieces(line.assigned.length) <= posting.quantity) return [];
  const shown = quantityShown(posting.quantity);
  const detail = `Line ${line.line} has ${line.assigned.length} assigned serials and ${shown} are posted: say which.`;
  return [
    {
      pointer: `${posting.pointer}/serials`,
      code: 'serials-ambiguous',
      detail,
      line: line.line,
      expected: shown,
      actual: line.assigned.length,
    },
  ];
};

const readPosting = (
  asked: PostedLine,
  i: number,
  given: { readonly document: LedgerDocument; readonly items: readonly Item[]; readonly moment: Moment },
): ReadPosting => {
  const pointer = `/lines/${i}`;
  const line = given.document.lines.find((l) => l.line === asked.line);
  if (line === undefined) {
    const detail = `The document has no line ${asked.line}; it has ${given.document.lines.length}.`;
    return { violations: [{ pointer: `${pointer}/line`, code: 'line-unknown', detail, line: asked.line }] };
  }
  const quantity = readQuantity(asked.quantity, `${pointer}/quantity`);
  const item = given.items.find(({ itemId }) => itemId === line.itemId);
  const typed = readLineSerials(asked.serials, pointer, { settings: given.moment.settings, item });
  const batch = readBatch(asked.batch, `${pointer}/batch`, given.moment.settings);
  const stocked = item === undefined ? [] : stockedFaults(item, pointer);
  const violations = [...quantity.violations, ...typed.violations, ...batch.violations, ...stocked];
  if (quantity.value === undefined) return { violations };
  const explicit = asked.serials !== undefined;
  const entries = explicit ? typed.entries : assignedEntries(line, pointer);
  const meant = explicit ? meantOf(typed, quantity.value) : entries.length;
  const posting = {
    line: { ...line, batch: batch.value ?? line.batch },
    quantity: quantity.value,
    entries,
    meant,
    pointer,
  };
  const choice = explicit ? [] : ambiguous(line, posting);
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

/** The units and balances of the lines asked for, or of everything outstanding. */
const neededFor = (request: PostRequest, document: LedgerDocument, settings: Settings): Needed => {
  const asked =
    request.lines ?? document.lines.map(({ line }) => ({ line, serials: undefined, batch: undefined }));
  const named = asked.flatMap(({ line: n, serials, batch }) => {
    const line = document.lines.find((l) => l.line === n);
    if (line === undefined) return [];
    const posted = readBatch(batch, '', settings).value ?? line.batch;
    const typed = readLineSerials(serials, '', { settings, item: undefined }).entries;
    return [
      { line, batch: posted, keys: (serials === undefined ? line.assigned : typed).map(({ key }) => key) },
    ];
  });
  return {
    units: named.flatMap(({ line, keys }) => keys.map((key) => ({ itemId: line.itemId, key }))),
    balances: named.map(({ line: { itemId, batch } }) => ({
      itemId,
      locationId: document.locationId,
      batch,
    })),
  };
};

const repeated = (lines: readonly PostedLine[]): Violation[] =>
  lines.flatMap(({ line }, i) => {
    if (lines.findIndex((other) => other.line === line) === i) return [];
    const detail = `Line ${line} is named twice.`;
    return [{ pointer: `/lines/${i}/line`, code: 'line-repeated' as const, detail, line }];
  });

/** @throws LedgerError `not-found`; `refused` with `document-closed` where its status doesn't take the command */
export const openDocument = async (
  { store }: Deps,
  { tenant }: Caller,
  { documentId, command }: { readonly documentId: string; readonly command: DocumentCommand },
): Promise<LedgerDocument> => {
  const document = await store.documents.read(tenant, documentId);
  if (document === undefined) throw notFound('document', documentId);
  if (takes(document.status, command)) return document;
  const detail = `Document ${document.number ?? documentId} is ${document.status}; it takes no more changes.`;
  throw new LedgerError({
    code: 'refused',
    violations: [{ pointer: '', code: 'document-closed', detail, documentId, status: document.status }],
  });
};

export const itemsOf = (deps: Deps, caller: Caller, document: LedgerDocument): Promise<readonly Item[]> =>
  deps.store.items.readMany(
    caller.tenant,
    document.lines.map((line) => line.itemId),
  );

/**
 * Posts the outstanding rest of a document, or the lines and quantities named.
 * @throws LedgerError `not-found`, `refused`
 */
export const postDocument = async (
  deps: Deps,
  caller: Caller,
  request: PostRequest,
): Promise<DocumentChange> => {
  const { store } = deps;
  const [settings, document] = await Promise.all([
    store.settings.read(caller.tenant),
    openDocument(deps, caller, { documentId: request.documentId, command: 'post' }),
  ]);
  checkVersion(request.ifMatch, document.version);
  const moment = momentOf(deps, settings);
  const [items, state] = await Promise.all([
    itemsOf(deps, caller, document),
    readState(deps, caller, neededFor(request, document, settings)),
  ]);
  const reads =
    request.lines?.map((asked, i) => readPosting(asked, i, { document, items, moment })) ??
    wholeRest(document, items);
  const lines = reads.flatMap(({ posting }) => (posting === undefined ? [] : [posting]));
  const effectiveDate = request.effectiveDate ?? document.effectiveDate ?? moment.today;
  const context = contextOf(deps, caller, { moment, items, state });
  const { violations, decision } = decidePosting({ document, lines, effectiveDate }, context);
  const groups = entriesByItem([
    ...assignedElsewhere(document, lines),
    ...lines.map(({ line, entries }) => ({ itemId: line.itemId, entries })),
  ]);
  refuseIfAny([
    ...dateFaults(effectiveDate, moment, '/effectiveDate'),
    ...repeated(request.lines ?? []),
    ...reads.flatMap((read) => read.violations),
    ...groups.flatMap(duplicates),
    ...violations,
  ]);
  return {
    parts: decisionParts(deps, caller, { decision, before: document, context }),
    document: decision.document,
    movementIds: decision.movements.map(({ movementId }) => movementId),
    items,
    moment,
  };
};
