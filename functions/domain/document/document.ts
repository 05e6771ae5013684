import type { Need } from '../policy.ts';
import { isWhole, type Quantity, quantityShown } from '../quantity.ts';
import type { SerialText } from '../serial-text.ts';
import type { DocumentKind } from './kinds.ts';

export const DOCUMENT_STATUSES = ['draft', 'open', 'partly-posted', 'posted'] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

/** `number`: numbers are put on its lines, replaced or taken off. */
export type DocumentCommand = 'create' | 'number' | 'post';

/** Which statuses a command is for, and what it may make of each; drawn in docs/state-machines.md. */
export const DOCUMENT_TRANSITIONS = {
  create: { none: ['draft', 'open', 'posted'] },
  number: { draft: ['draft', 'open'], open: ['open', 'draft'], 'partly-posted': ['partly-posted'] },
  post: {
    draft: ['partly-posted', 'posted'],
    open: ['partly-posted', 'posted'],
    'partly-posted': ['partly-posted', 'posted'],
  },
} as const satisfies Record<
  DocumentCommand,
  Partial<Record<DocumentStatus | 'none', readonly DocumentStatus[]>>
>;

export const takes = (status: DocumentStatus, command: DocumentCommand): boolean =>
  Object.hasOwn(DOCUMENT_TRANSITIONS[command], status);

export const LINES_PER_DOCUMENT = 500;
export const SERIALS_PER_DOCUMENT = 10_000;

export type DocumentLine = {
  /** From 1, in the order given. */
  readonly line: number;
  readonly itemId: string;
  readonly quantity: Quantity;
  readonly batch?: string | undefined;
  /** Numbers put on the line and not posted yet. */
  readonly assigned: readonly SerialText[];
  readonly posted: Quantity;
  readonly postedSerials: number;
  /** Counts how often the line has been written; 0 where it is new. */
  readonly version: number;
};

export type LedgerDocument = {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly number?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly locationId: string;
  readonly effectiveDate?: string | undefined;
  readonly status: DocumentStatus;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly movementIds: readonly string[];
  readonly lines: readonly DocumentLine[];
  readonly version: number;
};

export const outstanding = (line: DocumentLine): Quantity => line.quantity - line.posted;

/**
 * What a document's lines say of its status: a draft claims nothing; it is open once units are bound to it,
 * and posted when nothing is outstanding.
 */
export const statusFrom = (lines: readonly DocumentLine[], claims: boolean): DocumentStatus => {
  if (lines.every((line) => outstanding(line) === 0)) return 'posted';
  if (lines.some((line) => line.posted > 0)) return 'partly-posted';
  return claims && lines.some((line) => line.assigned.length > 0) ? 'open' : 'draft';
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
  if (isWhole(line.quantity) && assigned === quantity) return { state: 'complete', assigned, quantity };
  return { state: assigned === 0 ? 'missing' : 'partial', assigned, quantity };
};
