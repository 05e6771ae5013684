import { READ, type Route, WRITE } from './route.ts';

/** Recalls: which units share a fate, and what is done about it. */

const recalls = { function: 'recalls' } as const;
const RECALL = '/v1/recalls/{recallId}';

export const RECALL_ROUTES = {
  openRecall: {
    ...recalls,
    method: 'POST',
    path: '/v1/recalls',
    scopes: WRITE,
    heavy: true,
    summary: 'Open a recall: find all affected units, and hold whatever of them comes in from now on',
  },
  listRecalls: { ...recalls, method: 'GET', path: '/v1/recalls', scopes: READ, summary: 'Recalls' },
  getRecall: {
    ...recalls,
    method: 'GET',
    path: RECALL,
    scopes: READ,
    summary: 'A recall, its units counted by state, and the customers who have some',
  },
  listRecallUnits: {
    ...recalls,
    method: 'GET',
    path: `${RECALL}/units`,
    scopes: READ,
    summary: 'Affected units: where each is, or who has it',
  },
  exportRecallUnits: {
    ...recalls,
    method: 'GET',
    path: `${RECALL}/units.csv`,
    scopes: READ,
    heavy: true,
    summary: 'Affected units as CSV, in pages of up to 5,000 rows',
  },
  holdRecall: {
    ...recalls,
    method: 'POST',
    path: `${RECALL}/hold`,
    scopes: WRITE,
    heavy: true,
    summary: 'Hold all its units in stock',
  },
  closeRecall: {
    ...recalls,
    method: 'POST',
    path: `${RECALL}/close`,
    scopes: WRITE,
    heavy: true,
    summary: 'Close a recall, with a summary',
  },
} as const satisfies Record<string, Route>;
