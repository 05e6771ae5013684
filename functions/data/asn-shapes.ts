import * as z from 'zod';
import { ASN_STATUSES } from '../domain/asn/asn.ts';
import { once } from '../domain/lazily.ts';

/** Advance lists as they are stored. */

const v = z.literal(1);
const text = z.string();
const maybe = text.optional();

const line = once(() =>
  z.object({
    itemId: text,
    serials: z.number(),
    cartons: z.number(),
    batch: maybe,
    expiresOn: maybe,
  }),
);

export const ASNS = {
  asn: () =>
    z.object({
      v,
      asnNumber: text,
      partnerId: text,
      orderId: text,
      status: z.enum(ASN_STATUSES),
      shipDate: maybe,
      expectedDate: maybe,
      lines: z.array(line()),
      revisions: z.array(
        z.object({ revision: z.number(), at: text, by: text, serials: z.number(), chunks: z.number() }),
      ),
      received: z.number(),
      left: z.number(),
      movementIds: z.array(text),
      createdAt: text,
      createdBy: text,
      version: z.number(),
    }),
  /** `text` only where it is not the key; the first record of a version has what it says beside its numbers. */
  asnEntries: () =>
    z.object({
      v,
      head: z
        .object({ orderId: maybe, lines: z.array(line()), shipDate: maybe, expectedDate: maybe })
        .optional(),
      entries: z.array(
        z.object({ line: z.number(), itemId: text, key: text, text: maybe, id: maybe, sscc: maybe }),
      ),
    }),
  carton: () => z.object({ v, sscc: text, asnNumber: text, partnerId: text, version: z.number() }),
};
