import type { AllowanceRepository } from '../app/limits/ports.ts';
import { RECORD_TYPES } from './attributes.ts';
import { allowanceKey } from './keys.ts';
import type { Table } from './table.ts';

/** Seconds that a window's record outlives it, for clocks that differ. */
const KEPT = 60 * 60;

export const allowanceRecords = (table: Pick<Table, 'raise'>): AllowanceRepository => ({
  take: async ({ tenant, partner, weight, window }, { count, windowEnds }) => {
    const expiresAt = Math.floor(windowEnds / 1000) + KEPT;
    const attributes = { v: 1, type: RECORD_TYPES.allowance, expiresAt };
    const key = allowanceKey(tenant, { partner, weight, window });
    const taken = await table.raise({ key, name: 'taken', by: count, attributes });
    return taken - count;
  },
});
