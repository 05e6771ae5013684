/** What a tenant chose; a tenant exists from its first request, with these defaults. */
export type Settings = {
  readonly serialTracking: boolean;
  readonly serialNumbersRequired: boolean;
  readonly caseSensitive: boolean;
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
  caseSensitive: false,
  allowNegativeStock: false,
  allowExpiredSale: false,
  warrantyAlertDays: [90, 30, 0],
  timeZone: 'UTC',
  features: [],
  version: 0,
};
