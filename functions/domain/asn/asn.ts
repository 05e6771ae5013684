import { unitKey } from '../unit/unit.ts';

/**
 * Advance shipping lists (C2): what a supplier says it will send of an order, number by number. In the trade it is an
 * advance ship notice, ASN.
 */

/** `open` while nothing of it has arrived: until then the supplier may replace it. */
export const ASN_STATUSES = ['open', 'partly-received', 'received', 'cancelled'] as const;
export type AsnStatus = (typeof ASN_STATUSES)[number];

/** Which statuses a command is for, and what it may make of each; drawn in docs/state-machines.md. */
export const ASN_TRANSITIONS = {
  announce: { none: ['open'], open: ['open'], cancelled: ['open'] },
  receive: {
    open: ['partly-received', 'received'],
    'partly-received': ['partly-received', 'received'],
    // What was scanned is scanned again, or its receipt was taken back.
    received: ['partly-received', 'received'],
  },
  // None of it is here: nothing came, or what did was taken back.
  cancel: { open: ['cancelled'], 'partly-received': ['cancelled'], received: ['cancelled'] },
} as const satisfies Record<string, Partial<Record<AsnStatus | 'none', readonly AsnStatus[]>>>;

export type AsnCommand = keyof typeof ASN_TRANSITIONS;

export const asnTakes = (status: AsnStatus, command: AsnCommand): boolean =>
  Object.hasOwn(ASN_TRANSITIONS[command], status);

/** The most numbers that a list holds: those of one document. */
export const SERIALS_PER_ASN = 10_000;

/** A line as it was sent, counted. */
export type AsnLine = {
  readonly itemId: string;
  readonly serials: number;
  readonly cartons: number;
  readonly batch?: string | undefined;
  readonly expiresOn?: string | undefined;
};

/** One number of a list. */
export type AsnEntry = {
  /** From 0, its line on the list. */
  readonly line: number;
  readonly itemId: string;
  readonly text: string;
  readonly key: string;
  /** The unit that was announced by it, also when that is renamed. */
  readonly id?: string | undefined;
  /** The carton or pallet that it is in. */
  readonly sscc?: string | undefined;
};

/** Tells its unit apart. */
export const nameOf = ({ itemId, key }: Pick<AsnEntry, 'itemId' | 'key'>): string => unitKey(itemId, key);

/** A number of a list by what its unit bears now, with what was sent of it. */
export type ListedEntry = AsnEntry & { readonly sentKey: string };

/** What a version says beside its numbers. */
export type VersionHead = {
  readonly orderId?: string | undefined;
  readonly lines: readonly AsnLine[];
  readonly shipDate?: string | undefined;
  readonly expectedDate?: string | undefined;
};

export type AsnRevision = {
  /** From 1. */
  readonly revision: number;
  readonly at: string;
  readonly by: string;
  readonly serials: number;
  /** Over how many records its numbers are spread. */
  readonly chunks: number;
};

export type Asn = {
  /** The supplier's own; two suppliers may use the same. */
  readonly asnNumber: string;
  readonly partnerId: string;
  readonly orderId: string;
  readonly status: AsnStatus;
  readonly shipDate?: string | undefined;
  readonly expectedDate?: string | undefined;
  readonly lines: readonly AsnLine[];
  /** Accepted versions, latest last; the last one counts. */
  readonly revisions: readonly AsnRevision[];
  /** How many of its numbers had come in on its order when it was received last. */
  readonly received: number;
  /** How many are neither here nor decided about, since it was received. */
  readonly left: number;
  readonly movementIds: readonly string[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly version: number;
};

/** What a unit's record says of the list that announced it. */
export type OnList = {
  readonly asnNumber: string;
  /** The order expected it before the list did, and does so after it. */
  readonly adopted?: true | undefined;
};

/** As it is once so many are left; with none left it is done with. */
export const withLeft = (asn: Asn, left: number): Asn => ({
  ...asn,
  left,
  status: left === 0 ? 'received' : 'partly-received',
  version: asn.version + 1,
});

export const latestOf = ({ revisions }: Asn): AsnRevision | undefined => revisions.at(-1);
