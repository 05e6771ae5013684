/** Something that awaits a decision by a person, or a later document that explains it (I12). */
export type LedgerException = {
  readonly exceptionId: string;
  readonly kind: 'unknown-number';
  readonly status: 'open' | 'closed';
  readonly itemId: string;
  readonly serial: string;
  /** The unit's id. */
  readonly id: string;
  readonly documentId?: string | undefined;
  readonly movementId: string;
  readonly at: string;
  readonly closedAt?: string | undefined;
  readonly closedBy?: string | undefined;
  readonly reason?: string | undefined;
  /** The retrospective receipt that explained it. */
  readonly closedByMovementId?: string | undefined;
  readonly version: number;
};
