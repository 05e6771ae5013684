import { longPage, type UnitsPlace, unitsToExport } from '../app/enquiry/export-pages.ts';
import { listMovements, listStock } from '../app/enquiry/list-ledger.ts';
import {
  type ImportState,
  importState,
  type RejectedPlace,
  type RejectedRow,
  rejectedPage,
  stateOfImport,
  withCells,
} from '../app/imports/report.ts';
import { startImport } from '../app/imports/start.ts';
import { ID_PATTERN } from '../domain/id-pattern.ts';
import { IMPORT_COLUMNS } from '../domain/imports/columns.ts';
import { shownStatus, type Unit } from '../domain/unit/unit.ts';
import { IMPORTS } from './contract/imports.ts';
import { csvOf } from './csv.ts';
import { invalidCursor, type Position } from './cursor.ts';
import { readFile } from './import-file.ts';
import { exporting, type Operation, paged, writing } from './operation.ts';
import { balanceView, movementView, position } from './views.ts';

/** Files in and out, as clients see them. */

const noticeOf = ({ imported, job, status }: ImportState): string | undefined => {
  const { added = 0, unchanged = 0 } = job.progress;
  if (status !== 'completed' || added > 0 || unchanged === 0) return undefined;
  const all = unchanged === imported.rows ? `All ${unchanged} rows were` : `${unchanged} rows were`;
  return `Nothing was added: ${all} there already.`;
};

const importView = (state: ImportState, rejected: readonly RejectedRow[]) => {
  const { imported, job, status, reason } = state;
  const { importId, mode, dryRun, rows, notices, createdAt, createdBy } = imported;
  const { done = 0, accepted = 0, added = 0, unchanged = 0, rejected: rejectedCount = 0 } = job.progress;
  return {
    importId,
    status,
    reason,
    mode,
    dryRun,
    rows,
    done,
    accepted,
    added,
    unchanged,
    rejectedCount,
    rejected: rejected.map(({ row, serial, code, detail }) => ({ row, serial, code, detail })),
    notices: [...notices],
    notice: noticeOf(state),
    createdAt,
    createdBy,
  };
};

const PLACE = /^(?:(\d+)\.(\d+))?\/(\d+)$/;

const rejectedPlaceIn = (at: Position | undefined): RejectedPlace => {
  if (at === undefined) return { skip: 0 };
  const [, chunk, from, skip] = PLACE.exec(at.position) ?? [];
  if (skip === undefined) throw invalidCursor();
  const after = chunk === undefined ? undefined : { chunk: Number(chunk), from: Number(from) };
  return { after, skip: Number(skip) };
};

const positionOfRejected = (place: RejectedPlace | undefined): Position | undefined => {
  if (place === undefined) return undefined;
  const { after, skip } = place;
  return { position: `${after === undefined ? '' : `${after.chunk}.${after.from}`}/${skip}` };
};

const inRowOrder = (items: readonly RejectedRow[]): RejectedRow[] => items.toSorted((a, b) => a.row - b.row);

/** In front of the cells, so that a row with too many of them displaces none of ours. */
const REJECTED_COLUMNS = ['rejectedRow', 'rejectedCode', 'rejectedDetail'];
const isOurs = (name: string | undefined): boolean => REJECTED_COLUMNS.includes(name ?? '');

const REJECTED_ROWS = 2_000;
const UNITS = 5_000;
const BALANCES = 5_000;
/** Their reasons may be long. */
const MOVEMENTS = 1_500;

/** First those of the template, so that a file of units can be imported; they are of no order. */
const UNIT_COLUMNS = [
  ...IMPORT_COLUMNS,
  ...['locationId', 'status', 'inStock', 'reservedBy', 'held', 'addedDate', 'partnerId', 'id'],
];
const unitCells = (unit: Unit) => {
  const { itemId, serial, batch, expiresOn, locationId, reservedBy, heldBy, addedDate, partnerId, id } = unit;
  const isHeld = (heldBy ?? []).length > 0;
  const isInStock = unit.status === 'in-stock' || unit.status === 'in-transit';
  return [
    ...[undefined, undefined, itemId, serial, batch, expiresOn, locationId, shownStatus(unit), isInStock],
    ...[reservedBy?.documentNumber ?? reservedBy?.documentId, isHeld, addedDate, partnerId, id],
  ];
};

const BALANCE_COLUMNS = [
  ...['itemId', 'locationId', 'batch', 'quantity', 'serials', 'inTransit', 'untracked', 'bought', 'sold'],
] as const;
const MOVEMENT_COLUMNS = [
  ...['movementId', 'kind', 'effectiveDate', 'recordedAt', 'documentKind', 'documentNumber', 'documentId'],
  ...['line', 'itemId', 'quantity', 'serialCount', 'from', 'to', 'batch', 'expiresOn', 'partnerId', 'user'],
  ...['reason', 'voids', 'voidedBy'],
] as const;

const unitsPlaceIn = (at: Position | undefined): UnitsPlace | undefined => {
  if (at === undefined) return undefined;
  const { phase: itemId = '', position } = at;
  if (!ID_PATTERN.test(itemId)) throw invalidCursor();
  return { itemId, after: position === '' ? undefined : position };
};

export const importOperations: readonly Operation[] = [
  exporting('getImportTemplate', IMPORTS.getImportTemplate, async () => ({
    text: csvOf(IMPORT_COLUMNS, []),
    next: undefined,
  })),
  writing('startImport', IMPORTS.startImport, async ({ deps, caller, query, body }) => {
    const file = readFile('text' in body ? body.text : '');
    const { parts, imported, job } = await startImport(deps, caller, { ...query, file });
    const location = `/v1/imports/${imported.importId}`;
    return { parts, status: 202, location, body: importView(stateOfImport(imported, job), []) };
  }),
  paged('getImport', IMPORTS.getImport, async ({ deps, caller, params: { importId }, query, at }) => {
    // First how far it is: what is told of rows is then not less.
    const state = await importState(deps, caller, importId);
    const place = rejectedPlaceIn(at);
    const { items, next } = await rejectedPage(deps, caller, { importId, limit: query.limit, at: place });
    const view = importView(state, inRowOrder(items));
    return { body: (nextCursor) => ({ ...view, nextCursor }), next: positionOfRejected(next) };
  }),
  exporting('getRejectedRows', IMPORTS.getRejectedRows, async ({ deps, caller, params, at }) => {
    const { importId } = params;
    const { imported } = await importState(deps, caller, importId);
    const asked = { importId, limit: REJECTED_ROWS, at: rejectedPlaceIn(at) };
    const { items, next } = await rejectedPage(deps, caller, asked);
    const rows = await withCells(deps, caller, { importId, items: inRowOrder(items) });
    // A file that was corrected has them already.
    const kept = imported.header.map((name) => !isOurs(name));
    const others = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => kept[i] ?? true);
    return {
      text: csvOf(
        [...REJECTED_COLUMNS, ...others(imported.header)],
        rows.map(({ row, code, detail, cells }) => [row, code, detail, ...others(cells)]),
      ),
      next: positionOfRejected(next),
    };
  }),
  exporting('exportSerials', IMPORTS.exportSerials, async ({ deps, caller, query, at }) => {
    const { cursor: _, ...filter } = query;
    const { items, next } = await unitsToExport(deps, caller, { filter, limit: UNITS, at: unitsPlaceIn(at) });
    return {
      text: csvOf(UNIT_COLUMNS, items.map(unitCells)),
      next: next && { phase: next.itemId, position: next.after ?? '' },
    };
  }),
  exporting('exportStock', IMPORTS.exportStock, async ({ deps, caller, query, at }) => {
    const { cursor: _, ...filter } = query;
    const { items, next } = await longPage({ limit: BALANCES, after: at?.position }, (page) =>
      listStock(deps, caller, { filter, page }),
    );
    const cells = items
      .map(balanceView)
      .map((balance) => [
        ...[balance.itemId, balance.locationId, balance.batch, balance.quantity, balance.serials],
        ...[balance.inTransit, balance.untracked, balance.bought, balance.sold],
      ]);
    return { text: csvOf(BALANCE_COLUMNS, cells), next: position(next) };
  }),
  exporting('exportMovements', IMPORTS.exportMovements, async ({ deps, caller, query, at }) => {
    const { cursor: _, ...filter } = query;
    const { items, next } = await longPage({ limit: MOVEMENTS, after: at?.position }, (page) =>
      listMovements(deps, caller, { filter, page }),
    );
    const cells = items
      .map(movementView)
      .map((movement) => [
        ...[movement.movementId, movement.kind, movement.effectiveDate, movement.recordedAt],
        ...[movement.documentKind, movement.documentNumber, movement.documentId, movement.line],
        ...[movement.itemId, movement.quantity, movement.serialCount, movement.from, movement.to],
        ...[movement.batch, movement.expiresOn, movement.partnerId, movement.user, movement.reason],
        ...[movement.voids, movement.voidedBy],
      ]);
    return { text: csvOf(MOVEMENT_COLUMNS, cells), next: position(next) };
  }),
];
