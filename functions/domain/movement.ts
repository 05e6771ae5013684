import type { PartnerClass } from './policy.ts';
import type { Quantity } from './quantity.ts';

/** What a ledger entry did; its kinds are verbs. */
export const MOVEMENT_KINDS = ['assign', 'remove', 'receive', 'sell'] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** One immutable entry of the ledger, for one line of a document. */
export type Movement = {
  /** `<posting>.<n>`: postings sort by time. */
  readonly movementId: string;
  readonly kind: MovementKind;
  readonly partnerClass: PartnerClass;
  readonly documentId: string;
  readonly documentKind: string;
  readonly documentNumber?: string | undefined;
  readonly line: number;
  readonly itemId: string;
  /** Zero where only records change, as when numbers are assigned. */
  readonly quantity: Quantity;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly batch?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly user: string;
  /** The day it counts for, in the tenant's calendar. */
  readonly effectiveDate: string;
  /** The instant it was written, ISO 8601 in UTC; the order of the ledger. */
  readonly recordedAt: string;
  readonly serialCount: number;
  readonly serials: readonly string[];
};

export const movementIdOf = (postingId: string, n: number): string => `${postingId}.${n}`;

/** The posting a movement belongs to. */
export const postingIdOf = (movementId: string): string => movementId.split('.')[0] ?? movementId;

export const MOVEMENT_ID = /^[0-9A-HJKMNP-TV-Z]{26}\.[1-9][0-9]{0,4}$/;
