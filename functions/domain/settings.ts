import { PLACEHOLDERS } from './serial/text.ts';

/** What editions may leave out (E12); a tenant has all of them unless its settings record says less. */
export const FEATURES = ['serial-numbers-required', 'batch-tracking', 'expiry-tracking'] as const;
export type Feature = (typeof FEATURES)[number];

/** What a tenant chose; a tenant exists from its first request, with these defaults. */
export type Settings = {
  readonly serialTracking: boolean;
  /** Every posting is judged as if each class required numbers; on from the moment its activation begins (E10). */
  readonly serialNumbersRequired: boolean;
  /** Its activation is under way: gaps may still turn it back. */
  readonly activating: boolean;
  /** Raised whenever that changes; postings that leave quantity unnumbered hold only under the one they saw. */
  readonly epoch: number;
  readonly caseSensitive: boolean;
  /** Texts that are refused as numbers. */
  readonly placeholders: readonly string[];
  readonly allowNegativeStock: boolean;
  readonly allowExpiredSale: boolean;
  readonly warrantyAlertDays: readonly number[];
  readonly timeZone: string;
  readonly lockDate?: string | undefined;
  readonly features: readonly string[];
  readonly version: number;
};

export const DEFAULT_SETTINGS: Settings = {
  serialTracking: true,
  serialNumbersRequired: false,
  activating: false,
  epoch: 0,
  caseSensitive: false,
  placeholders: PLACEHOLDERS,
  allowNegativeStock: false,
  allowExpiredSale: false,
  warrantyAlertDays: [90, 30, 0],
  timeZone: 'UTC',
  features: [...FEATURES],
  version: 0,
};
