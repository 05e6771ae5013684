import type { IdempotencyRepository } from '../app/ports.ts';
import { RECORD_TYPES } from './attributes.ts';
import { idempotencyKey } from './keys.ts';
import { parseStored, STORED } from './stored.ts';
import type { Table } from './table.ts';

/** How long an answer is kept (DESIGN section 3), in seconds; checked on reading, for the engine removes late. */
const KEPT = 7 * 24 * 60 * 60;

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

export const idempotencyRecords = (table: Table): IdempotencyRepository => ({
  read: async (tenant, scope, at) => {
    const [record] = await table.getMany([idempotencyKey(tenant, scope)]);
    if (record === undefined) return undefined;
    const { bodyHash, status, headers, body, expiresAt } = parseStored(STORED.idempotency, record);
    return expiresAt <= seconds(at) ? undefined : { bodyHash, answer: { status, headers, body } };
  },
  add: (tenant, scope, { bodyHash, answer, at }) => ({
    action: 'put',
    key: idempotencyKey(tenant, scope),
    attributes: {
      v: 1,
      type: RECORD_TYPES.idempotency,
      bodyHash,
      status: answer.status,
      headers: answer.headers,
      body: answer.body,
      expiresAt: seconds(at) + KEPT,
    },
    condition: { name: 'absent-or-expired', at: seconds(at) },
  }),
});
