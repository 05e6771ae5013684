import { READ_DOCUMENTS, type Route, WRITE } from './route.ts';

/** Orders, receipts, invoices and whatever else is posted. */

const documents = { function: 'documents' } as const;
const LINE = '/v1/documents/{documentId}/lines/{line}';

export const DOCUMENT_ROUTES = {
  createDocument: {
    ...documents,
    method: 'POST',
    path: '/v1/documents',
    scopes: WRITE,
    summary: 'Make a document, and post it at once with `post: true`',
  },
  listDocuments: {
    ...documents,
    method: 'GET',
    path: '/v1/documents',
    scopes: READ_DOCUMENTS,
    summary: 'Documents, by one of kind, status or partner and filtered by the others',
  },
  getDocument: {
    ...documents,
    method: 'GET',
    path: '/v1/documents/{documentId}',
    scopes: READ_DOCUMENTS,
    summary: 'One document with the tracing of its lines',
  },
  postDocument: {
    ...documents,
    method: 'POST',
    path: '/v1/documents/{documentId}/post',
    scopes: WRITE,
    summary: 'Receive or deliver, whole or in part',
  },
  cancelDocument: {
    ...documents,
    method: 'POST',
    path: '/v1/documents/{documentId}/cancel',
    scopes: WRITE,
    summary: 'Give up what is not posted; what was sent off comes back',
  },
  voidDocument: {
    ...documents,
    method: 'POST',
    path: '/v1/documents/{documentId}/void',
    scopes: WRITE,
    heavy: true,
    summary:
      'Take postings back, newest first, all or none: those named, or every one and the document with them',
  },
  changeLine: {
    ...documents,
    method: 'PATCH',
    path: LINE,
    scopes: WRITE,
    summary: "Change a line's quantity, down to what is posted or numbered",
  },
  addSerials: {
    ...documents,
    method: 'POST',
    path: `${LINE}/serials`,
    scopes: WRITE,
    summary:
      'Add serials to a line, until it has one for each of its units; what is not posted is filled first',
  },
  replaceSerials: {
    ...documents,
    method: 'PUT',
    path: `${LINE}/serials`,
    scopes: WRITE,
    summary: 'Replace the serials of a line that is not posted',
  },
  removeSerials: {
    ...documents,
    method: 'POST',
    path: `${LINE}/serials/remove`,
    scopes: WRITE,
    summary: 'Remove serials from a line that is not posted',
  },
} as const satisfies Record<string, Route>;
