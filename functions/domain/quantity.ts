/**
 * Quantities are exact: whole numbers of ten-thousandths, so that JSON numbers with up to four decimals add up
 * without rounding.
 */
export type Quantity = number;

const SCALE = 10_000;
/** The largest quantity of a line, in pieces. Keeps every sum of a posting within exact numbers. */
export const QUANTITY_MAX = 100_000_000;

/** The exact quantity, or nothing where `value` is not positive, too large or has more than four decimals. */
export const quantityFrom = (value: number): Quantity | undefined => {
  if (!Number.isFinite(value) || value <= 0 || value > QUANTITY_MAX) return undefined;
  const scaled = Math.round(value * SCALE);
  return scaled / SCALE === value ? scaled : undefined;
};

export const quantityShown = (quantity: Quantity): number => quantity / SCALE;

export const isWhole = (quantity: Quantity): boolean => quantity % SCALE === 0;

export const pieces = (count: number): Quantity => count * SCALE;
