import { READ, type Route, WRITE } from './route.ts';

/** Units, the ledger and what may be asked of them. */

const units = { function: 'units' } as const;
const enquiry = { function: 'enquiry' } as const;
const UNITS = '/v1/items/{itemId}/serials';

export const UNIT_ROUTES = {
  linkSerials: {
    ...units,
    method: 'POST',
    path: `${UNITS}/link`,
    scopes: WRITE,
    summary: 'Give numbers to units that lie in stock without',
  },
  renameUnit: {
    ...units,
    method: 'POST',
    path: `${UNITS}/{id}/rename`,
    scopes: WRITE,
    summary: "Correct a unit's number; the old one stays as an alias",
  },
  holdUnit: { ...units, method: 'POST', path: `${UNITS}/{id}/hold`, scopes: WRITE, summary: 'Hold a unit' },
  releaseUnit: {
    ...units,
    method: 'POST',
    path: `${UNITS}/{id}/release`,
    scopes: WRITE,
    summary: 'Lift a hold',
  },
  listServiceEvents: {
    ...units,
    method: 'GET',
    path: `${UNITS}/{id}/service-events`,
    scopes: READ,
    summary: 'What was done to a unit',
  },
  addServiceEvent: {
    ...units,
    method: 'POST',
    path: `${UNITS}/{id}/service-events`,
    scopes: WRITE,
    summary: 'Tell of a repair, claim, inspection or replacement',
  },
  listExceptions: {
    ...units,
    method: 'GET',
    path: '/v1/exceptions',
    scopes: READ,
    summary: 'What awaits a decision',
  },
  closeException: {
    ...units,
    method: 'POST',
    path: '/v1/exceptions/{id}/close',
    scopes: WRITE,
    summary: 'Close an exception, with a reason',
  },
  settleException: {
    ...units,
    method: 'POST',
    path: '/v1/exceptions/{id}/settle',
    scopes: WRITE,
    summary: 'Take in what a delivery left open, or expect it no more',
  },
  getBatch: {
    ...units,
    method: 'GET',
    path: '/v1/items/{itemId}/batches/{batch}',
    scopes: READ,
    summary: 'A batch, its expiry and where it lies',
  },
  correctBatch: {
    ...units,
    method: 'PATCH',
    path: '/v1/items/{itemId}/batches/{batch}',
    scopes: WRITE,
    summary: "Correct a batch's expiry",
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
  getReconciliation: {
    ...enquiry,
    method: 'GET',
    path: '/v1/stock/reconciliation',
    scopes: READ,
    summary: 'Where quantity and serials differ, and the movements that explain it',
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
  getSiblings: {
    ...enquiry,
    method: 'GET',
    path: `${UNITS}/{id}/siblings`,
    scopes: READ,
    summary: 'Units of the same delivery, supplier or batch',
  },
  getGenealogy: {
    ...enquiry,
    method: 'GET',
    path: `${UNITS}/{id}/genealogy`,
    scopes: READ,
    summary: 'What a unit is made of and what it is in, over all levels',
  },
  searchSerials: {
    ...enquiry,
    method: 'GET',
    path: '/v1/search/serials',
    scopes: READ,
    summary: 'Find units by a part of their number, also a misread one',
  },
  scan: {
    ...enquiry,
    method: 'GET',
    path: '/v1/scan',
    scopes: READ,
    summary: 'What a scanner read: item, serial, batch, expiry, unit and what may be done with it now',
  },
} as const satisfies Record<string, Route>;
