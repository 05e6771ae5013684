/** What a scanned text turns out to be (docs/scan.md). */
export const SCAN_KINDS = ['gs1', 'digital-link', 'unit', 'carton', 'sscc', 'serial'] as const;
export type ScanKind = (typeof SCAN_KINDS)[number];
