import type { Need } from '../policy.ts';
import { type Quantity, quantityShown } from '../quantity.ts';
import type { SerialText } from '../serial/text.ts';
import { claimOf, type DocumentKind, type LineDirection, type LineRole } from './kinds.ts';

export const DOCUMENT_STATUSES = [
  'draft',
  'open',
  'dispatched',
  'partly-posted',
  'posted',
  'cancelled',
  'void',
] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

/**
 * `number`: numbers are put on its lines, replaced or taken off; `change`: a line's quantity; `post`: receive, deliver,
 * send, whole or in part; `cancel`: give up the rest; `void`: take postings back.
 */
export type DocumentCommand = 'create' | 'number' | 'change' | 'post' | 'cancel' | 'void';

/** Which statuses a command is for, and what it may make of each; drawn in docs/state-machines.md. */
export const DOCUMENT_TRANSITIONS = {
  create: { none: ['draft', 'open', 'dispatched', 'posted'] },
  number: {
    draft: ['draft', 'open'],
    open: ['open', 'draft'],
    dispatched: ['dispatched'],
    'partly-posted': ['partly-posted'],
    posted: ['posted'],
  },
  change: {
    draft: ['draft'],
    open: ['open'],
    dispatched: ['dispatched'],
    'partly-posted': ['partly-posted', 'posted'],
  },
  post: {
    draft: ['dispatched', 'partly-posted', 'posted'],
    open: ['partly-posted', 'posted'],
    dispatched: ['dispatched', 'partly-posted', 'posted'],
    'partly-posted': ['partly-posted', 'posted'],
  },
  cancel: {
    draft: ['cancelled'],
    open: ['cancelled'],
    dispatched: ['cancelled'],
    'partly-posted': ['posted'],
  },
  void: {
    dispatched: ['draft', 'dispatched', 'void'],
    'partly-posted': ['draft', 'open', 'dispatched', 'partly-posted', 'void'],
    posted: ['draft', 'open', 'dispatched', 'partly-posted', 'posted', 'void'],
    cancelled: ['cancelled', 'void'],
  },
} as const satisfies Record<
  DocumentCommand,
  Partial<Record<DocumentStatus | 'none', readonly DocumentStatus[]>>
>;

export const takes = (status: DocumentStatus, command: DocumentCommand): boolean =>
  Object.hasOwn(DOCUMENT_TRANSITIONS[command], status);

export const LINES_PER_DOCUMENT = 500;
export const SERIALS_PER_DOCUMENT = 10_000;

/** A number on a line; `sent` once it is on its way. `id` tells the unit that is meant, also when that is renamed. */
export type AssignedSerial = SerialText & {
  readonly id?: string | undefined;
  readonly sent?: true | undefined;
};

export type DocumentLine = {
  /** From 1, in the order given. */
  readonly line: number;
  readonly itemId: string;
  readonly quantity: Quantity;
  readonly batch?: string | undefined;
  readonly expiresOn?: string | undefined;
  readonly role?: LineRole | undefined;
  readonly direction?: LineDirection | undefined;
  readonly buyBack?: boolean | undefined;
  /** What is taken out is no good any more. */
  readonly scrap?: boolean | undefined;
  /** The number of the unit that this line's units become parts of. */
  readonly parentSerial?: string | undefined;
  /** Of which item that unit is, where the document alone doesn't tell. */
  readonly parentItemId?: string | undefined;
  /** Where its units are, if not at the place of the document. */
  readonly locationId?: string | undefined;
  /** Units come in held, for this reason. */
  readonly hold?: string | undefined;
  /** Numbers put on the line and not posted yet. */
  readonly assigned: readonly AssignedSerial[];
  readonly posted: Quantity;
  readonly postedSerials: number;
  /** How much was sent off in all, of a transfer in two steps. */
  readonly dispatched: Quantity;
  /** How much was given up. */
  readonly cancelled: Quantity;
  /** The effective date of its last posting. */
  readonly postedOn?: string | undefined;
};

export type LedgerDocument = {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly number?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly locationId: string;
  readonly toLocationId?: string | undefined;
  readonly effectiveDate?: string | undefined;
  readonly reason?: string | undefined;
  readonly retrospective?: boolean | undefined;
  readonly status: DocumentStatus;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly movementIds: readonly string[];
  readonly lines: readonly DocumentLine[];
  readonly version: number;
};

/** A document as one of its lines has it: at the place that it names. */
export const atPlaceOf = <T extends Pick<LedgerDocument, 'locationId'>>(
  document: T,
  { locationId }: Pick<DocumentLine, 'locationId'>,
): T => (locationId === undefined ? document : { ...document, locationId });

/** What may still be posted. */
export const outstanding = (line: DocumentLine): Quantity => line.quantity - line.posted - line.cancelled;

/** What was sent off and has neither arrived nor come back; what was lost is none of it once the line is given up. */
export const underWay = (line: DocumentLine): Quantity =>
  line.dispatched === 0 ? 0 : Math.min(line.dispatched - line.posted, outstanding(line));

/** Whether a row still waits for something; those of closed documents don't. */
export const isOpenRow = ({ status }: Pick<LedgerDocument, 'status'>, line: DocumentLine): boolean =>
  takes(status, 'post') && outstanding(line) > 0;

/** How many numbers of a line were sent off and have neither arrived nor come back; some may be lost. */
export const sentSerials = (line: Pick<DocumentLine, 'assigned'>): number =>
  line.assigned.filter(({ sent }) => sent === true).length;

/** What may still be sent off. */
export const unsent = (line: DocumentLine): Quantity => outstanding(line) - underWay(line);

/**
 * What a document's lines say of its status: a draft claims nothing; it is open once units are bound to it,
 * and posted when nothing is outstanding, cancelled when all of it was given up.
 */
export const statusFrom = (lines: readonly DocumentLine[], kind: DocumentKind): DocumentStatus => {
  const posted = lines.some((line) => line.posted > 0);
  if (lines.every((line) => outstanding(line) === 0)) return posted ? 'posted' : 'cancelled';
  if (posted) return 'partly-posted';
  if (lines.some((line) => line.dispatched > 0)) return 'dispatched';
  const binds = (line: DocumentLine): boolean => line.assigned.length > 0 && claimOf(kind, line) !== 'none';
  return lines.some(binds) ? 'open' : 'draft';
};

export type Tracing = {
  readonly state: 'complete' | 'partial' | 'missing';
  readonly assigned: number;
  readonly quantity: number;
};

/** How far a line's units are numbered (K3, K4, K12); nothing where its serials aren't taken. */
export const tracingOf = (line: DocumentLine, need: Need): Tracing | undefined => {
  if (need === 'off') return undefined;
  const assigned = line.assigned.length + line.postedSerials;
  const quantity = quantityShown(line.quantity);
  if (assigned === quantity) return { state: 'complete', assigned, quantity };
  return { state: assigned === 0 ? 'missing' : 'partial', assigned, quantity };
};
