import { dateFaults } from '../document/dates.ts';
import type { LedgerDocument } from '../document/document.ts';
import { LINES_PER_DOCUMENT } from '../document/document.ts';
import type { Fold } from '../document/fold.ts';
import { OPENING_KINDS } from '../document/kinds.ts';
import { decidePosting } from '../document/post.ts';
import { effectiveNeed } from '../policy.ts';
import { pieces } from '../quantity.ts';
import { isInStock, shownStatus, type Unit } from '../unit/unit.ts';
import { bearerOf, numberFault } from './bearer.ts';
import { decideLane, entriesOf, type Outcome, type Outcomes } from './lane.ts';
import { type ImportRow, isInStockRow } from './row.ts';
import { contradiction } from './row-details.ts';

/** Units that are there when the ledger begins: they come in by documents of their own. */

const REASON = 'Opening stock, import ';

/** Whether a document was made by an import, for opening stock. */
export const isOpening = ({ reason }: LedgerDocument): boolean => reason?.startsWith(REASON) === true;

export type OpeningGiven = {
  readonly importId: string;
  readonly place: string;
  readonly isPlace: boolean;
  /** Documents by which opening stock came in, among those that units come from. */
  readonly openings: ReadonlyMap<string, LedgerDocument>;
  /** Units that bore numbers of the file before they were renamed, by `unitKey`. */
  readonly formers: ReadonlyMap<string, Unit>;
  readonly rows: readonly ImportRow[];
  readonly newDocumentId: () => string;
};

const isSame = (row: ImportRow, unit: Unit, { openings, place }: OpeningGiven): boolean => {
  if (row.status !== undefined && !isInStockRow(row.status)) return shownStatus(unit) === row.status;
  if (isInStock(unit) && unit.locationId === place) return true;
  const { origin } = unit;
  // It came in by such a file before, and has gone its way since.
  return origin?.known === true && openings.get(origin.documentId)?.locationId === place;
};

type Way = keyof typeof OPENING_KINDS;

const ownOutcome = (row: ImportRow, fold: Fold, given: OpeningGiven): Way | Outcome => {
  const { items, units, settings } = fold.context();
  const { itemId } = row;
  const item = items.get(itemId);
  if (item === undefined) return { code: 'item-unknown', detail: `There is no item ${itemId}.` };
  const unit = bearerOf(row, { units, formers: given.formers });
  if (unit !== undefined && isSame(row, unit, given)) return contradiction(row, unit) ?? 'unchanged';
  if (row.status !== undefined && !isInStockRow(row.status)) {
    const detail = `A unit that is ${row.status} is no opening stock.`;
    return { code: 'status-not-stock', detail };
  }
  if (!given.isPlace) {
    return { code: 'location-unknown', detail: `There is no location ${given.place}.` };
  }
  if (item.kind !== 'stocked' || item.tracking !== 'serial' || !settings.serialTracking) {
    return { code: 'serials-not-tracked', detail: `Item ${itemId} takes no serials.` };
  }
  const fault = numberFault(row, item, { units, settings });
  if (fault !== undefined) return fault;
  const way = (['found', 'received'] as const).find(
    (one) => effectiveNeed(settings, item, OPENING_KINDS[one].partnerClass) !== 'off',
  );
  const detail = `Item ${itemId} is numbered at its sale only; its stock has no numbers.`;
  return way ?? { code: 'numbers-begin-at-sale', detail };
};

const lineName = ({ itemId, batch, expiresOn }: ImportRow): string =>
  JSON.stringify([itemId, batch, expiresOn]);

const documentOf = (
  way: Way,
  documentId: string,
  { fold, given }: { readonly fold: Fold; readonly given: OpeningGiven },
): LedgerDocument => {
  const { recordedAt, user } = fold.context();
  return {
    documentId,
    kind: OPENING_KINDS[way].kind,
    locationId: given.place,
    reason: `${REASON}${given.importId}`,
    status: 'draft',
    createdAt: recordedAt,
    createdBy: user,
    movementIds: [],
    lines: [],
    version: 0,
  };
};

/** All rows of a document, as lines of one item, batch and expiry each. */
const judging = (document: LedgerDocument, way: Way, fold: Fold) => (rows: readonly ImportRow[]) => {
  const context = fold.context();
  const groups = [...Map.groupBy(rows, lineName).values()];
  const posted = groups.map((group, i) => {
    const { itemId = '', batch, expiresOn } = group[0] ?? {};
    const line = {
      line: i + 1,
      itemId,
      quantity: pieces(group.length),
      batch,
      expiresOn,
      direction: OPENING_KINDS[way].direction,
      dispatched: 0,
      cancelled: 0,
      assigned: [],
      posted: 0,
      postedSerials: 0,
    };
    const entries = entriesOf(group);
    return { line, quantity: line.quantity, entries, meant: entries.length, pointer: `/lines/${i}` };
  });
  const whole = { ...document, lines: posted.map(({ line }) => line) };
  const { violations, decision } = decidePosting(
    { document: whole, lines: posted, effectiveDate: context.today, stage: 'post' },
    context,
  );
  // What is said of a line is said of each of its rows.
  const spread = violations.flatMap((violation) => {
    const at = /^\/lines\/(\d+)/.exec(violation.pointer)?.[1];
    return groups[Number(at)]?.map(({ row }) => ({ ...violation, position: row })) ?? [violation];
  });
  const date = dateFaults(context.today, context, '');
  return { violations: [...date, ...spread], decision };
};

const inDocuments = (rows: readonly ImportRow[]): ImportRow[][] => {
  const lines = new Set<string>();
  const documents: ImportRow[][] = [[]];
  for (const row of rows) {
    if (lines.size === LINES_PER_DOCUMENT && !lines.has(lineName(row))) {
      lines.clear();
      documents.push([]);
    }
    lines.add(lineName(row));
    documents.at(-1)?.push(row);
  }
  return documents;
};

const isWay = (outcome: Way | Outcome): outcome is Way =>
  typeof outcome === 'string' && Object.hasOwn(OPENING_KINDS, outcome);

/** Decides on rows of opening stock at one place; each row that isn't refused is absorbed. */
export const decideOpeningRows = (fold: Fold, given: OpeningGiven, outcomes: Outcomes): void => {
  const ways = new Map<Way, ImportRow[]>();
  for (const row of given.rows) {
    const outcome = ownOutcome(row, fold, given);
    if (!isWay(outcome)) outcomes.set(row.row, outcome);
    else ways.get(outcome)?.push(row) ?? ways.set(outcome, [row]);
  }
  for (const [way, all] of ways) {
    for (const rows of inDocuments(all)) {
      const document = documentOf(way, given.newDocumentId(), { fold, given });
      const judge = judging(document, way, fold);
      const { taken, decision } = decideLane({ rows, room: rows.length, judge }, outcomes);
      if (decision !== undefined) fold.absorb(decision, LINES_PER_DOCUMENT);
      for (const { row } of taken) outcomes.set(row, 'added');
    }
  }
};
