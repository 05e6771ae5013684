import type { IdempotencyRepository } from '../app/posting/ports.ts';
import type { Condition } from '../app/write-part.ts';
import { RECORD_TYPES } from './attributes.ts';
import { idempotencyKey } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

/** How long an answer is kept (DESIGN section 3), in seconds; checked on reading, for the engine removes late. */
const KEPT = 7 * 24 * 60 * 60;

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** Takes the place of a record that was read, or of none that lives. */
const over = (version: number, at: number, postingId: string | undefined): Condition =>
  version === 0
    ? { name: 'absent-or-expired', at: seconds(at) }
    : { name: 'unchanged', version, ...(postingId === undefined ? {} : { is: { postingId } }) };

export const idempotencyRecords = (table: Table): IdempotencyRepository => ({
  read: async (tenant, scope, at) => {
    const [record] = await table.getMany([idempotencyKey(tenant, scope)]);
    if (record === undefined) return undefined;
    const { bodyHash, postingId, answer, expiresAt, version } = parseStored(STORED.idempotency, record);
    return expiresAt <= seconds(at) ? undefined : { bodyHash, postingId, answer, version };
  },
  save: (tenant, scope, { bodyHash, postingId, answer, version, at, over: before }) => ({
    action: 'put',
    key: idempotencyKey(tenant, scope),
    attributes: {
      v: 1,
      type: RECORD_TYPES.idempotency,
      bodyHash,
      postingId,
      answer,
      expiresAt: seconds(at) + KEPT,
      version,
    },
    condition: over(version - 1, at, before),
  }),
  forget: (tenant, scope, { version, postingId }) => ({
    action: 'delete',
    key: idempotencyKey(tenant, scope),
    condition: { name: 'unchanged', version, is: { postingId } },
  }),
});
