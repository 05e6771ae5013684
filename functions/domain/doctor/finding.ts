/** What the doctor finds: an invariant that doesn't hold, where, and what would repair it. */

const REBUILD = 'npm run rebuild-index';
const SWEEP = 'npm run sweep';
const WORK = 'npm run work';
const BY_HAND = 'by hand: docs/runbook.md, section doctor';

/** By invariant, what repairs it. */
export const REPAIRS = {
  unreadable: BY_HAND,
  'balance-differs': BY_HAND,
  'serials-differ': BY_HAND,
  'not-fully-tracked': BY_HAND,
  'guard-differs': BY_HAND,
  'marker-stale': SWEEP,
  'posting-stuck': SWEEP,
  'posting-left': SWEEP,
  'idempotency-stuck': SWEEP,
  'index-missing': REBUILD,
  'index-stale': REBUILD,
  'tenant-unlisted': REBUILD,
  'unit-misplaced': BY_HAND,
  'unit-movement-missing': BY_HAND,
  'unit-differs': BY_HAND,
  'unit-version': BY_HAND,
  'unit-life-missing': BY_HAND,
  'unit-missing': BY_HAND,
  'reservation-dangling': BY_HAND,
  'row-dangling': BY_HAND,
  'row-unmet': BY_HAND,
  'parent-dangling': BY_HAND,
  'join-missing': BY_HAND,
  'alias-broken': BY_HAND,
  'claim-missing': BY_HAND,
  'claim-dangling': BY_HAND,
  'exception-missing': BY_HAND,
  'movement-units-missing': BY_HAND,
  'movement-unlisted': BY_HAND,
  'void-one-sided': BY_HAND,
  'document-movement-missing': BY_HAND,
  'document-counts': BY_HAND,
  'document-status': BY_HAND,
  'number-missing': BY_HAND,
  'job-stuck': WORK,
  'job-unplaced': BY_HAND,
  'job-left': BY_HAND,
  'recall-counts': BY_HAND,
  'recall-list': BY_HAND,
  'recall-unit-missing': BY_HAND,
  'list-incomplete': BY_HAND,
} as const satisfies Record<string, string>;

export type Invariant = keyof typeof REPAIRS;

export type Finding = {
  readonly invariant: Invariant;
  /** The record that is not as it should be. */
  readonly pk: string;
  readonly sk: string;
  readonly detail: string;
  readonly repair: string;
};

type Place = { readonly pk: string; readonly sk: string };

/** A command is told with what it needs to know. */
export const finding = (
  invariant: Invariant,
  { pk, sk }: Place,
  told: { readonly detail: string; readonly repair?: string },
): Finding => ({
  invariant,
  pk,
  sk,
  detail: told.detail,
  repair: told.repair ?? REPAIRS[invariant],
});

/** The same fault, seen again. */
export const faultName = ({ invariant, pk, sk, detail }: Finding): string =>
  JSON.stringify([invariant, pk, sk, detail]);

/** A posting that the sweeper may not know of is named to it. */
export const sweepOf = (tenant: string, postingId: string): string =>
  `${SWEEP} -- --tenant ${tenant} --posting ${postingId}`;
