/**
 * Every route, once: the stack makes its routes and scopes from this table, the handlers are bound to it and the OpenAPI
 * document lists it. Free of any library, so that `lib/` can read it.
 */

export const FUNCTION_NAMES = ['registry', 'documents', 'enquiry', 'reference'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

export const SCOPES = ['ledger.read', 'ledger.write', 'ledger.admin', 'asn.write'] as const;
export type Scope = (typeof SCOPES)[number];

export type Route = {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH';
  readonly path: string;
  readonly function: FunctionName;
  /** Alternatives; a route without any is public. */
  readonly scopes: readonly Scope[];
  readonly summary: string;
};

const READ = ['ledger.read', 'ledger.write', 'ledger.admin'] as const;
const WRITE = ['ledger.write', 'ledger.admin'] as const;
const ADMIN = ['ledger.admin'] as const;
/** Suppliers read the documents that are addressed to them. */
const READ_DOCUMENTS = [...READ, 'asn.write'] as const;

const registry = { function: 'registry' } as const;
const documents = { function: 'documents' } as const;
const enquiry = { function: 'enquiry' } as const;
const reference = { function: 'reference', method: 'GET', scopes: [] } as const;

const LINE = '/v1/documents/{documentId}/lines/{line}';
const UNITS = '/v1/items/{itemId}/serials';

export const ROUTES = {
  getSettings: {
    ...registry,
    method: 'GET',
    path: '/v1/settings',
    scopes: READ,
    summary: "The tenant's settings",
  },
  changeSettings: {
    ...registry,
    method: 'PATCH',
    path: '/v1/settings',
    scopes: ADMIN,
    summary: 'Change settings',
  },
  saveItem: {
    ...registry,
    method: 'PUT',
    path: '/v1/items/{itemId}',
    scopes: WRITE,
    summary: 'Make or replace an item',
  },
  getItem: { ...registry, method: 'GET', path: '/v1/items/{itemId}', scopes: READ, summary: 'One item' },
  listItems: { ...registry, method: 'GET', path: '/v1/items', scopes: READ, summary: 'Items' },
  saveLocation: {
    ...registry,
    method: 'PUT',
    path: '/v1/locations/{locationId}',
    scopes: WRITE,
    summary: 'Make or replace a location',
  },
  getLocation: {
    ...registry,
    method: 'GET',
    path: '/v1/locations/{locationId}',
    scopes: READ,
    summary: 'One location',
  },
  listLocations: { ...registry, method: 'GET', path: '/v1/locations', scopes: READ, summary: 'Locations' },
  savePartner: {
    ...registry,
    method: 'PUT',
    path: '/v1/partners/{partnerId}',
    scopes: WRITE,
    summary: 'Make or replace a partner',
  },
  getPartner: {
    ...registry,
    method: 'GET',
    path: '/v1/partners/{partnerId}',
    scopes: READ,
    summary: 'One partner',
  },
  listPartners: {
    ...registry,
    method: 'GET',
    path: '/v1/partners',
    scopes: READ,
    summary: 'Suppliers and customers',
  },
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
  addSerials: {
    ...documents,
    method: 'POST',
    path: `${LINE}/serials`,
    scopes: WRITE,
    summary: 'Add serials to a line that is not posted',
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
  getMovement: {
    ...enquiry,
    method: 'GET',
    path: '/v1/movements/{movementId}',
    scopes: READ,
    summary: 'One ledger entry with its serials',
  },
  listMovements: {
    ...enquiry,
    method: 'GET',
    path: '/v1/movements',
    scopes: READ,
    summary: 'The ledger, by effective date',
  },
  getStock: {
    ...enquiry,
    method: 'GET',
    path: '/v1/stock',
    scopes: READ,
    summary: 'Balances per item, location and batch',
  },
  listUnits: { ...enquiry, method: 'GET', path: UNITS, scopes: READ, summary: "An item's serials" },
  getUnit: { ...enquiry, method: 'GET', path: `${UNITS}/{id}`, scopes: READ, summary: 'One unit' },
  getUnitHistory: {
    ...enquiry,
    method: 'GET',
    path: `${UNITS}/{id}/history`,
    scopes: READ,
    summary: "A unit's origin and everything that happened to it",
  },
  searchSerials: {
    ...enquiry,
    method: 'GET',
    path: '/v1/search/serials',
    scopes: READ,
    summary: 'Find units by a part of their number, also a misread one',
  },
  getOpenApi: { ...reference, path: '/openapi.json', summary: 'This document' },
  getDocs: { ...reference, path: '/docs', summary: 'The reference as a page' },
  getDocsFile: { ...reference, path: '/docs/{file}', summary: 'A file of that page' },
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof ROUTES;

export const routeKeyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

/** Everything else goes to this function, which answers that there is no such path. */
export const DEFAULT_ROUTE = { key: '$default', function: 'reference' } as const;
