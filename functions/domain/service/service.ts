/** What was done to a unit, or claimed for it, while it stayed where it was (E3). */

export const SERVICE_KINDS = ['repair', 'claim', 'inspection', 'replacement'] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

/** A part that went into the unit; told as people told it, numbered or not. */
export type PartUsed = {
  readonly itemId?: string | undefined;
  readonly serial?: string | undefined;
  readonly quantity?: number | undefined;
  readonly description?: string | undefined;
};

/** The other one of two units of which one took the other's place. */
export type Exchanged = { readonly itemId: string; readonly serial: string; readonly id: string };

export type ServiceEvent = {
  readonly kind: ServiceKind;
  readonly description: string;
  readonly underWarranty: boolean;
  readonly partsUsed?: readonly PartUsed[] | undefined;
  readonly replacedBy?: Exchanged | undefined;
  readonly replaces?: Exchanged | undefined;
};
