/**
 * What awaits a decision: `unknown-number` was used before its receipt (I12); the others were told apart when an
 * advance list was received: announced but not there, there but not announced, there but not to be received as it is.
 */
export const EXCEPTION_KINDS = ['unknown-number', 'missing', 'unexpected', 'not-received'] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

/** Something that awaits a decision by a person, or a later document that explains it (I12). */
export type LedgerException = {
  readonly exceptionId: string;
  readonly kind: ExceptionKind;
  readonly status: 'open' | 'closed';
  /** None where nobody could tell of which item a scanned text is. */
  readonly itemId?: string | undefined;
  readonly serial: string;
  /** The unit's id, where there is a unit. */
  readonly id?: string | undefined;
  readonly documentId?: string | undefined;
  /** The movement that opened it, if one did. */
  readonly movementId?: string | undefined;
  /** The advance list on whose receipt it came up, and whose that is. */
  readonly asnNumber?: string | undefined;
  readonly partnerId?: string | undefined;
  /** Why it can't come in as it is. */
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly at: string;
  readonly closedAt?: string | undefined;
  readonly closedBy?: string | undefined;
  readonly reason?: string | undefined;
  /** The movement that explained or settled it. */
  readonly closedByMovementId?: string | undefined;
  readonly version: number;
};

export const closed = (
  open: LedgerException,
  by: Pick<LedgerException, 'closedAt' | 'closedBy' | 'reason' | 'closedByMovementId'>,
): LedgerException => ({ ...open, ...by, status: 'closed', version: open.version + 1 });

/** Opened anew, or again: what was closed before is forgotten, what came since is told. */
export const opened = (
  told: Omit<LedgerException, 'status' | 'version'>,
  before: LedgerException | undefined,
): LedgerException => ({ ...told, status: 'open', version: (before?.version ?? 0) + 1 });
