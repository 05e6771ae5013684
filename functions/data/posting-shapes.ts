import * as z from 'zod';
import { once } from '../domain/lazily.ts';
import { MOVEMENT_KINDS } from '../domain/movement.ts';
import { SERVICE_KINDS } from '../domain/service/service.ts';
import { before, parent } from './unit-shapes.ts';

/** What postings leave in the table beside the records that they change. */

const v = z.literal(1);
const text = z.string();
const maybe = text.optional();

const exchanged = z.object({ itemId: text, serial: text, id: text });
const recordKey = z.object({ pk: text, sk: text });
const movedUnit = once(() =>
  z.object({
    id: text,
    key: text,
    serial: text,
    before: before().optional(),
    /** None in movements that were written before it was told. */
    version: z.number().optional(),
    held: z.literal(true).optional(),
  }),
);

export const POSTINGS = {
  movement: () =>
    z.object({
      v,
      movementId: text,
      kind: z.enum(MOVEMENT_KINDS),
      partnerClass: z.enum(['creditor', 'internal', 'debtor']).optional(),
      documentId: maybe,
      documentKind: maybe,
      documentNumber: maybe,
      line: z.number().optional(),
      itemId: text,
      quantity: z.number(),
      from: maybe,
      to: maybe,
      batch: maybe,
      expiresOn: maybe,
      partnerId: maybe,
      reason: maybe,
      provisional: z.number().optional(),
      retrospective: z.literal(true).optional(),
      renamedTo: maybe,
      service: z
        .object({
          kind: z.enum(SERVICE_KINDS),
          description: text,
          underWarranty: z.boolean(),
          partsUsed: z
            .array(
              z.object({ itemId: maybe, serial: maybe, quantity: z.number().optional(), description: maybe }),
            )
            .optional(),
          replacedBy: exchanged.optional(),
          replaces: exchanged.optional(),
        })
        .optional(),
      parent: parent.optional(),
      scrapped: z.literal(true).optional(),
      user: text,
      effectiveDate: text,
      recordedAt: text,
      serialCount: z.number(),
      /** None where they lie in chunks. */
      units: z.array(movedUnit()),
      unitChunks: z.number().optional(),
      voids: maybe,
      voidedBy: maybe,
      balances: z.array(
        z.object({
          locationId: text,
          batch: maybe,
          quantity: z.number(),
          serials: z.number(),
          inTransit: z.number(),
          sentSerials: z.number(),
        }),
      ),
      version: z.number(),
    }),
  movementUnits: () => z.object({ v, units: z.array(movedUnit()) }),
  posting: () =>
    z.object({
      v,
      postingId: text,
      status: z.enum(['pending', 'posted', 'aborted']),
      drawn: z.array(text),
      at: z.number(),
      leaseUntil: z.number(),
      released: z.literal(true).optional(),
      moved: z.literal(true).optional(),
      idempotency: z.object({ scope: text, version: z.number() }).optional(),
      version: z.number(),
    }),
  plan: () =>
    z.object({
      v,
      keys: z.array(recordKey).optional(),
      counts: z
        .array(z.object({ key: recordKey, amounts: z.record(text, z.number()), epoch: z.number() }))
        .optional(),
      version: z.number(),
    }),
  underWay: () => z.object({ v, tenant: text, postingId: text }),
  idempotency: () =>
    z.object({
      v,
      bodyHash: text,
      /** The large posting that is under way for it; none once it is answered. */
      postingId: maybe,
      answer: z
        .object({ status: z.number(), headers: z.record(z.string(), z.string()), body: text })
        .optional(),
      expiresAt: z.number(),
      version: z.number(),
    }),
} as const;
