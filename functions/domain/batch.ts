/** A number for a quantity of an item; its expiry is set by its first receipt. */
export type Batch = {
  readonly itemId: string;
  readonly batch: string;
  readonly expiresOn?: string | undefined;
  /** Standing movements that brought it in under its expiry; without any, the next one sets it anew. */
  readonly receipts: number;
  readonly version: number;
};

export const batchName = (itemId: string, batch: string): string => `${itemId}#${batch}`;

/** Whether something is past its expiry on a day; on the day itself it isn't. */
export const isExpired = (expiresOn: string | undefined, on: string): boolean =>
  expiresOn !== undefined && expiresOn < on;
