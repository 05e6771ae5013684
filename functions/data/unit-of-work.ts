import type { UnitOfWork } from '../app/ports.ts';
import { LedgerError } from '../domain/errors.ts';
import { ACTIONS_PER_TRANSACTION, type Table } from './table.ts';

/** Sends the parts of one posting as one transaction; the only place that does. */
export const unitOfWork = (table: Table): UnitOfWork => ({
  write: async (parts) => {
    if (parts.length > ACTIONS_PER_TRANSACTION) {
      throw new LedgerError({
        code: 'posting-too-large',
        what: 'records',
        actual: parts.length,
        limit: ACTIONS_PER_TRANSACTION,
      });
    }
    return table.transact(parts);
  },
});
