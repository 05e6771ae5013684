import type { Warranty } from './cover/cover.ts';
import type { EntityRules } from './entity/entity.ts';
import { checkDigitFits } from './gs1/check-digits.ts';
import type { SerialPolicy, Tracking } from './policy.ts';

/** Master data: what is dealt in, where it lies, with whom. */

export type Item = {
  readonly itemId: string;
  readonly name: string;
  /** Lookup items have no stock and can't be serialised (M1). */
  readonly kind: 'stocked' | 'lookup';
  readonly tracking: Tracking;
  readonly serialPolicy: SerialPolicy;
  readonly pattern?: string | undefined;
  /** 14 digits; shorter GTINs are kept with zeros in front (GS1 General Specifications). */
  readonly gtin?: string | undefined;
  /** What is received of it bears an expiry date: given, or counted from the shelf life (I6). */
  readonly expiryTracking?: boolean | undefined;
  readonly shelfLifeDays?: number | undefined;
  /** What its units are covered by, from receipt and from sale (E4, E9). */
  readonly warranty?: Warranty | undefined;
  /** Its units are individuals of a model (D7). */
  readonly entity?: EntityRules | undefined;
  /** An unknown number may leave although receipts must be numbered; it then awaits its receipt (I11–I13). */
  readonly allowUnknownAtSale?: boolean | undefined;
  /** Raised when its tracking changes: a posting judged under an earlier one must not be written. */
  readonly epoch: number;
  readonly version: number;
};

export type Location = { readonly locationId: string; readonly name: string; readonly version: number };

export const PARTNER_ROLES = ['supplier', 'customer', 'both'] as const;
export type PartnerRole = (typeof PARTNER_ROLES)[number];
export type Partner = {
  readonly partnerId: string;
  readonly name: string;
  readonly role: PartnerRole;
  readonly version: number;
};

/** The 14-digit form of a GTIN-8, -12, -13 or -14 with a right check digit (mod 10, weights 3 and 1 from the right). */
export const gtin14 = (text: string): string | undefined => {
  if (!/^(\d{8}|\d{12}|\d{13}|\d{14})$/.test(text)) return undefined;
  const padded = text.padStart(14, '0');
  return checkDigitFits(padded) ? padded : undefined;
};
