import { READ, type Route, WRITE } from './route.ts';

/** Files in and out. */

const imports = { function: 'imports' } as const;
const IMPORT = '/v1/imports/{importId}';

export const IMPORT_ROUTES = {
  getImportTemplate: {
    ...imports,
    method: 'GET',
    path: '/v1/imports/template',
    scopes: READ,
    summary: 'The header of a file of serials, as CSV',
  },
  startImport: {
    ...imports,
    method: 'POST',
    path: '/v1/imports',
    scopes: WRITE,
    heavy: true,
    summary: 'Put serials of a CSV file on the rows of orders, or into opening stock',
  },
  getImport: {
    ...imports,
    method: 'GET',
    path: IMPORT,
    scopes: READ,
    summary: 'How far an import is, and the rows that it rejected',
  },
  getRejectedRows: {
    ...imports,
    method: 'GET',
    path: `${IMPORT}/rejected.csv`,
    scopes: READ,
    heavy: true,
    summary: 'The rejected rows as they came, with what is wrong with each, to be corrected and sent again',
  },
  exportSerials: {
    ...imports,
    method: 'GET',
    path: '/v1/exports/serials',
    scopes: READ,
    heavy: true,
    summary: 'Units as CSV, in pages of up to 5,000 rows; what is in stock can be imported again',
  },
  exportStock: {
    ...imports,
    method: 'GET',
    path: '/v1/exports/stock',
    scopes: READ,
    heavy: true,
    summary: 'Balances as CSV, in pages',
  },
  exportMovements: {
    ...imports,
    method: 'GET',
    path: '/v1/exports/movements',
    scopes: READ,
    heavy: true,
    summary: 'The ledger as CSV, in pages',
  },
} as const satisfies Record<string, Route>;
