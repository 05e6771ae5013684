/**
 * Every route, once: the stack makes its routes and scopes from this table, the handlers are bound to it and the OpenAPI
 * document lists it. Free of any library, so that `lib/` can read it.
 */
import { ASN_ROUTES } from './asn-routes.ts';
import { DOCUMENT_ROUTES } from './document-routes.ts';
import { IMPORT_ROUTES } from './import-routes.ts';
import { RECALL_ROUTES } from './recall-routes.ts';
import { ADMIN, READ, type Route, WRITE } from './route.ts';
import { UNIT_ROUTES } from './unit-routes.ts';

const registry = { function: 'registry' } as const;
const reference = { function: 'reference', method: 'GET', scopes: [] } as const;

const NUMBERS = '/v1/settings/serial-numbers-required';

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
  getNumbersRequired: {
    ...registry,
    method: 'GET',
    path: NUMBERS,
    scopes: READ,
    summary: 'Whether numbers are required on all transactions, and the gaps that stand against it',
  },
  activateNumbers: {
    ...registry,
    method: 'POST',
    path: `${NUMBERS}/activate`,
    scopes: ADMIN,
    summary: 'Require numbers on all transactions, in and out',
  },
  deactivateNumbers: {
    ...registry,
    method: 'POST',
    path: `${NUMBERS}/deactivate`,
    scopes: ADMIN,
    summary: 'Let the policies of the items count again',
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
  saveModel: {
    ...registry,
    method: 'PUT',
    path: '/v1/models/{modelId}',
    scopes: WRITE,
    summary: 'Make or replace a model of a brand',
  },
  getModel: { ...registry, method: 'GET', path: '/v1/models/{modelId}', scopes: READ, summary: 'One model' },
  listModels: { ...registry, method: 'GET', path: '/v1/models', scopes: READ, summary: 'Models' },
  saveEntity: {
    ...registry,
    method: 'PUT',
    path: '/v1/entities/{entityId}',
    scopes: WRITE,
    summary: 'Make an entity in advance, or describe one',
  },
  getEntity: {
    ...registry,
    method: 'GET',
    path: '/v1/entities/{entityId}',
    scopes: READ,
    summary: 'One entity',
  },
  removeEntity: {
    ...registry,
    method: 'DELETE',
    path: '/v1/entities/{entityId}',
    scopes: WRITE,
    summary: 'Take an entity back that nothing has brought and nothing waits for',
  },
  getEntityLife: {
    ...registry,
    method: 'GET',
    path: '/v1/entities/{entityId}/life',
    scopes: READ,
    summary: 'The life of an entity: documents, owners, movements, service, cover and parts',
  },
  listEntities: {
    ...registry,
    method: 'GET',
    path: '/v1/entities',
    scopes: READ,
    summary: 'Entities, by item, model, project number or parameter',
  },
  ...DOCUMENT_ROUTES,
  ...UNIT_ROUTES,
  ...RECALL_ROUTES,
  ...ASN_ROUTES,
  ...IMPORT_ROUTES,
  getOpenApi: { ...reference, path: '/openapi.json', summary: 'This document' },
  getDocs: { ...reference, path: '/docs', summary: 'The reference as a page' },
  getDocsFile: { ...reference, path: '/docs/{file}', summary: 'A file of that page' },
} as const satisfies Record<string, Route>;

export type RouteId = keyof typeof ROUTES;

export const routeKeyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

/** Everything else goes to this function, which answers that there is no such path. */
export const DEFAULT_ROUTE = { key: '$default', function: 'reference' } as const;
