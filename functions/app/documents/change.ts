import type { Decision, DecisionContext } from '../../domain/document/context.ts';
import {
  type DocumentCommand,
  type DocumentLine,
  type LedgerDocument,
  takes,
} from '../../domain/document/document.ts';
import { LedgerError, notFound } from '../../domain/errors.ts';
import type { Item } from '../../domain/registry.ts';
import type { Caller, Deps } from '../ports.ts';
import type { Moment } from '../posting/decision-context.ts';
import { decisionParts } from '../posting/decision-parts.ts';
import { checkVersion } from '../versions.ts';
import type { WritePart } from '../write-part.ts';

/** The document that a command is about, and the version that it is based on. */
export type DocumentAsked = { readonly documentId: string; readonly ifMatch?: string | undefined };

/** What a command makes of a document: what to write, and what to answer. */
export type DocumentChange = {
  readonly parts: readonly WritePart[];
  readonly postingId: string;
  readonly document: LedgerDocument;
  readonly movementIds: readonly string[];
  readonly items: readonly Item[];
  readonly moment: Moment;
};

export const documentChange = async (
  deps: Deps,
  caller: Caller,
  given: {
    readonly decision: Decision;
    readonly context: DecisionContext;
    readonly document: LedgerDocument;
    readonly before: LedgerDocument | undefined;
    readonly items: readonly Item[];
    readonly moment: Moment;
  },
): Promise<DocumentChange> => {
  const { decision, context, document, before, items, moment } = given;
  return {
    parts: (await decisionParts(deps, caller, { decision, before, context })).parts,
    postingId: context.postingId,
    document: decision.document ?? document,
    movementIds: decision.movements.map(({ movementId }) => movementId),
    items,
    moment,
  };
};

/** @throws LedgerError `not-found`; `version-mismatch`; `refused` with `document-closed` where its status doesn't take the command */
export const openDocument = async (
  { store }: Deps,
  { tenant }: Caller,
  { documentId, ifMatch, command }: DocumentAsked & { readonly command: DocumentCommand },
): Promise<LedgerDocument> => {
  const document = await store.documents.read(tenant, documentId);
  if (document === undefined) throw notFound('document', documentId);
  checkVersion(ifMatch, document.version);
  if (takes(document.status, command)) return document;
  const detail = `Document ${document.number ?? documentId} is ${document.status}; it can't be ${COMMANDED[command]}.`;
  throw new LedgerError({
    code: 'refused',
    violations: [{ pointer: '', code: 'document-closed', detail, documentId, status: document.status }],
  });
};

const COMMANDED = {
  create: 'made again',
  number: 'numbered',
  change: 'changed',
  post: 'posted',
  cancel: 'cancelled',
  void: 'voided',
} as const satisfies Record<DocumentCommand, string>;

/** @throws LedgerError `not-found` */
export const lineOf = (document: LedgerDocument, n: number): DocumentLine => {
  const line = document.lines.find((one) => one.line === n);
  if (line === undefined) throw notFound('line', `${document.documentId}/${n}`);
  return line;
};

export const itemsOf = (deps: Deps, caller: Caller, document: LedgerDocument): Promise<readonly Item[]> =>
  deps.store.items.readMany(
    caller.tenant,
    document.lines.map((line) => line.itemId),
  );
