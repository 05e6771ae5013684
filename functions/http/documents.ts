import { changeLineSerials } from '../app/change-line-serials.ts';
import { createDocument, type DocumentChange } from '../app/create-document.ts';
import { listProposals } from '../app/list-proposals.ts';
import type { Caller, Deps, List } from '../app/ports.ts';
import { itemsOf, postDocument } from '../app/post-document.ts';
import { tagOf } from '../app/versions.ts';
import { type DocumentLine, type LedgerDocument, tracingOf } from '../domain/document/document.ts';
import { needOf } from '../domain/document/line-rules.ts';
import { LedgerError, notFound } from '../domain/errors.ts';
import { quantityShown } from '../domain/quantity.ts';
import type { Item } from '../domain/registry.ts';
import type { SerialInput } from '../domain/serial-input.ts';
import type { SerialRange } from '../domain/serial-range.ts';
import type { Settings } from '../domain/settings.ts';
import { DOCUMENTS } from './contract/documents.ts';
import { listing, type Operation, reading, writing } from './operation.ts';

/** Orders, receipts and invoices. */

type Forms = {
  readonly serials?: readonly string[] | undefined;
  readonly serialRange?: SerialRange | undefined;
};

const inputOf = ({ serials, serialRange }: Forms): SerialInput | undefined => {
  if (serials !== undefined) return { form: 'list', texts: serials };
  return serialRange === undefined ? undefined : { form: 'range', range: serialRange };
};

const givenInput = (body: { readonly json: Forms } | { readonly text: string }): SerialInput =>
  ('text' in body ? { form: 'text', text: body.text } : inputOf(body.json)) ?? { form: 'list', texts: [] };

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
    batch: line.batch,
    tracing: item === undefined ? undefined : tracingOf(line, needOf(settings, item, document.kind)),
  };
};

const documentView = (view: View) => ({
  ...view.document,
  movementIds: view.document.movementIds.length === 0 ? undefined : [...view.document.movementIds],
  lines: view.document.lines.map((line) => lineView(line, view)),
});

const changed = ({ document, items, moment, parts }: DocumentChange) => ({
  parts,
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
    if ('text' in body)
      throw new LedgerError({ code: 'unsupported-media-type', detail: 'Send application/json.' });
    const { lines, ...head } = body.json;
    const change = await createDocument(deps, caller, {
      ...head,
      lines: lines.map((line) => ({ ...line, serials: inputOf(line) })),
    });
    const location = `/v1/documents/${change.document.documentId}`;
    return { ...changed(change), status: 201, location };
  }),
  reading('getDocument', DOCUMENTS.getDocument, async ({ deps, caller, params: { documentId } }) => {
    const document = await deps.store.documents.read(caller.tenant, documentId);
    if (document === undefined || !visibleTo(caller, document)) throw notFound('document', documentId);
    const [settings, items] = await Promise.all([
      deps.store.settings.read(caller.tenant),
      itemsOf(deps, caller, document),
    ]);
    const body = documentView({ document, items, settings });
    const serials = (n: number) => document.lines[n]?.assigned.map(({ text }) => text) ?? [];
    const lines = body.lines.map((line, n) =>
      line.tracing === undefined ? line : { ...line, serials: serials(n) },
    );
    return { body: { ...body, lines }, tag: tagOf(document.version) };
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
      items: page.items.map(({ movementIds, ...head }) => ({ ...head, movementIds: [...movementIds] })),
      next: page.next === undefined ? undefined : { position: page.next },
    };
  }),
  writing('postDocument', DOCUMENTS.postDocument, async ({ deps, caller, params, body, ifMatch }) => {
    const { lines, effectiveDate } = 'json' in body ? body.json : {};
    const asked = lines?.map((line) => ({ ...line, serials: inputOf(line) }));
    return changed(await postDocument(deps, caller, { ...params, lines: asked, effectiveDate, ifMatch }));
  }),
  lineSerials('addSerials', 'add'),
  lineSerials('replaceSerials', 'replace'),
  lineSerials('removeSerials', 'remove'),
];
