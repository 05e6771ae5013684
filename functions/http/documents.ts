import { cancelDocument } from '../app/documents/cancel.ts';
import { type DocumentChange, itemsOf } from '../app/documents/change.ts';
import { changeLine } from '../app/documents/change-line.ts';
import { changeLineSerials } from '../app/documents/change-line-serials.ts';
import { createDocument } from '../app/documents/create.ts';
import { withNumbersOfToday } from '../app/documents/followed-numbers.ts';
import { postDocument } from '../app/documents/post.ts';
import { voidDocument } from '../app/documents/void.ts';
import type { List } from '../app/lists/ports.ts';
import { listProposals } from '../app/lists/proposals.ts';
import type { Caller, Deps } from '../app/ports.ts';
import { tagOf } from '../app/versions.ts';
import { type DocumentLine, type LedgerDocument, tracingOf } from '../domain/document/document.ts';
import { needOf } from '../domain/document/line-rules.ts';
import { notFound } from '../domain/errors.ts';
import { quantityShown } from '../domain/quantity.ts';
import type { Item } from '../domain/registry.ts';
import type { Settings } from '../domain/settings.ts';
import { givenInput, inputOf, jsonOf } from './bodies.ts';
import { DOCUMENTS } from './contract/documents.ts';
import { listing, type Operation, reading, writing } from './operation.ts';

/** Orders, receipts and invoices. */

type View = {
  readonly document: LedgerDocument;
  readonly items: readonly Item[];
  readonly settings: Settings;
};

const lineView = (line: DocumentLine, { document, items, settings }: View) => {
  const item = items.find(({ itemId }) => itemId === line.itemId);
  return {
    line: line.line,
    itemId: line.itemId,
    quantity: quantityShown(line.quantity),
    posted: quantityShown(line.posted),
    dispatched: line.dispatched === 0 ? undefined : quantityShown(line.dispatched),
    cancelled: line.cancelled === 0 ? undefined : quantityShown(line.cancelled),
    batch: line.batch,
    expiresOn: line.expiresOn,
    role: line.role,
    direction: line.direction,
    buyBack: line.buyBack,
    scrap: line.scrap,
    parentSerial: line.parentSerial,
    parentItemId: line.parentItemId,
    locationId: line.locationId,
    hold: line.hold,
    tracing:
      item === undefined ? undefined : tracingOf(line, needOf(settings, item, { kind: document.kind, line })),
  };
};

const documentView = (view: View) => ({
  ...view.document,
  movementIds: view.document.movementIds.length === 0 ? undefined : [...view.document.movementIds],
  lines: view.document.lines.map((line) => lineView(line, view)),
});

const changed = ({ document, items, moment, parts, postingId }: DocumentChange) => ({
  parts,
  postingId,
  body: documentView({ document, items, settings: moment.settings }),
  tag: tagOf(document.version),
});

const lineSerials = (
  id: 'addSerials' | 'replaceSerials' | 'removeSerials',
  mode: 'add' | 'replace' | 'remove',
) =>
  writing(id, DOCUMENTS[id], async ({ deps, caller, params, body, ifMatch }) =>
    changed(await changeLineSerials(deps, caller, { ...params, mode, serials: givenInput(body), ifMatch })),
  );

/** A supplier sees the documents that are addressed to it, and knows of no other. */
const visibleTo = (caller: Caller, document: LedgerDocument): boolean =>
  caller.partner === undefined || document.partnerId === caller.partner;

const HIDDEN = { reason: undefined, createdBy: undefined, movementIds: undefined };

/** A supplier isn't told how we came to a document, nor what we do with what it sends. */
const untoldTo = (caller: Caller) => (caller.partner === undefined ? {} : HIDDEN);

type Filter = {
  readonly kind?: LedgerDocument['kind'] | undefined;
  readonly status?: LedgerDocument['status'] | undefined;
  readonly partnerId?: string | undefined;
};

/** The narrowest list that there is for a filter. */
const listFor = ({ kind, status, partnerId }: Filter): List => {
  if (partnerId !== undefined) return { of: 'documents', by: { partnerId } };
  if (status !== undefined) return { of: 'documents', by: { status } };
  return { of: 'documents', by: kind === undefined ? undefined : { kind } };
};

const fits = (filter: Filter, document: LedgerDocument): boolean =>
  (filter.kind === undefined || document.kind === filter.kind) &&
  (filter.status === undefined || document.status === filter.status) &&
  (filter.partnerId === undefined || document.partnerId === filter.partnerId);

const readAll = (deps: Deps, tenant: string, ids: readonly (string | undefined)[]) =>
  Promise.all(ids.map((id) => (id === undefined ? undefined : deps.store.documents.read(tenant, id))));

export const documentOperations: readonly Operation[] = [
  writing('createDocument', DOCUMENTS.createDocument, async ({ deps, caller, body }) => {
    const { lines, ...head } = jsonOf(body);
    const change = await createDocument(deps, caller, {
      ...head,
      lines: lines.map((line) => ({ ...line, serials: inputOf(line) })),
    });
    const location = `/v1/documents/${change.document.documentId}`;
    return { ...changed(change), status: 201, location };
  }),
  reading('getDocument', DOCUMENTS.getDocument, async ({ deps, caller, params: { documentId } }) => {
    const found = await deps.store.documents.read(caller.tenant, documentId);
    if (found === undefined || !visibleTo(caller, found)) throw notFound('document', documentId);
    const document = await withNumbersOfToday(deps, caller, found);
    const [settings, items] = await Promise.all([
      deps.store.settings.read(caller.tenant),
      itemsOf(deps, caller, document),
    ]);
    const body = documentView({ document, items, settings });
    const serials = (n: number) => document.lines[n]?.assigned.map(({ text }) => text) ?? [];
    const lines = body.lines.map((line, n) => ({
      ...line,
      hold: caller.partner === undefined ? line.hold : undefined,
      serials: line.tracing === undefined ? undefined : serials(n),
    }));
    return { body: { ...body, lines, ...untoldTo(caller) }, tag: tagOf(document.version) };
  }),
  listing('listDocuments', DOCUMENTS.listDocuments, async ({ deps, caller, query, at }) => {
    const { kind, status, limit } = query;
    const partnerId = caller.partner ?? query.partnerId;
    const page = await listProposals(deps, caller.tenant, {
      list: listFor({ kind, status, partnerId }),
      page: { limit, after: at?.position },
      read: (proposals) =>
        readAll(
          deps,
          caller.tenant,
          proposals.map(({ ref }) => ref[0]),
        ),
      keep: (document: LedgerDocument) =>
        fits({ kind, status, partnerId: query.partnerId }, document) && visibleTo(caller, document),
    });
    return {
      items: page.items.map(({ movementIds, ...head }) => ({
        ...head,
        movementIds: [...movementIds],
        ...untoldTo(caller),
      })),
      next: page.next === undefined ? undefined : { position: page.next },
    };
  }),
  writing('postDocument', DOCUMENTS.postDocument, async ({ deps, caller, params, body, ifMatch }) => {
    const { lines, effectiveDate, dispatch } = jsonOf(body);
    const asked = lines?.map((line) => ({ ...line, serials: inputOf(line) }));
    return changed(
      await postDocument(deps, caller, { ...params, lines: asked, effectiveDate, dispatch, ifMatch }),
    );
  }),
  writing('cancelDocument', DOCUMENTS.cancelDocument, async ({ deps, caller, params, ifMatch }) =>
    changed(await cancelDocument(deps, caller, { ...params, ifMatch })),
  ),
  writing('voidDocument', DOCUMENTS.voidDocument, async ({ deps, caller, params, body, ifMatch }) =>
    changed(await voidDocument(deps, caller, { ...params, ...jsonOf(body), ifMatch })),
  ),
  writing('changeLine', DOCUMENTS.changeLine, async ({ deps, caller, params, body, ifMatch }) =>
    changed(await changeLine(deps, caller, { ...params, ...jsonOf(body), ifMatch })),
  ),
  lineSerials('addSerials', 'add'),
  lineSerials('replaceSerials', 'replace'),
  lineSerials('removeSerials', 'remove'),
];
