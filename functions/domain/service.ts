/** What was done to a unit, or claimed for it, while it stayed where it was (E3). */

export const SERVICE_KINDS = ['repair', 'claim', 'inspection', 'replacement'] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

export type ServiceEvent = {
  readonly kind: ServiceKind;
  readonly description: string;
  readonly underWarranty: boolean;
};
