import { ANNOUNCE, READ_DOCUMENTS, type Route, WRITE } from './route.ts';

/** Advance shipping lists: what suppliers have sent, before it arrives. */

const asns = { function: 'asns' } as const;
const ASN = '/v1/asns/{asnNumber}';

export const ASN_ROUTES = {
  putAsn: {
    ...asns,
    method: 'PUT',
    path: ASN,
    scopes: ANNOUNCE,
    summary: 'Announce the units of a delivery, or replace what was announced',
  },
  getAsn: { ...asns, method: 'GET', path: ASN, scopes: READ_DOCUMENTS, summary: 'An advance list' },
  listAsns: { ...asns, method: 'GET', path: '/v1/asns', scopes: READ_DOCUMENTS, summary: 'Advance lists' },
  cancelAsn: {
    ...asns,
    method: 'POST',
    path: `${ASN}/cancel`,
    scopes: ANNOUNCE,
    summary: 'Take a list back of which nothing has arrived',
  },
  receiveAsn: {
    ...asns,
    method: 'POST',
    path: `${ASN}/receive`,
    scopes: WRITE,
    summary: 'Receive what was scanned against the list: what is good comes in, the rest awaits a decision',
  },
} as const satisfies Record<string, Route>;
