import * as z from 'zod';
import { DOCUMENT_STATUSES } from '../domain/document/document.ts';
import { DOCUMENT_KIND_NAMES, LINE_DIRECTIONS, LINE_ROLES } from '../domain/document/kinds.ts';

/** Of what a document is made in the table. */

const v = z.literal(1);
const text = z.string();
const maybe = text.optional();

export const DOCUMENT_RECORDS = {
  document: () =>
    z.object({
      v,
      documentId: text,
      kind: z.enum(DOCUMENT_KIND_NAMES),
      number: maybe,
      partnerId: maybe,
      locationId: text,
      toLocationId: maybe,
      effectiveDate: maybe,
      reason: maybe,
      retrospective: z.boolean().optional(),
      status: z.enum(DOCUMENT_STATUSES),
      createdAt: text,
      createdBy: text,
      movementIds: z.array(text),
      /** At which version of the document each chunk was written; a reader knows by it what belongs together. */
      lineChunks: z.array(z.number()),
      serialChunks: z.array(z.number()),
      version: z.number(),
    }),
  documentLines: () =>
    z.object({
      v,
      /** The document's version that it was written with. */
      at: z.number(),
      lines: z.array(
        z.object({
          line: z.number(),
          itemId: text,
          quantity: z.number(),
          batch: maybe,
          expiresOn: maybe,
          role: z.enum(LINE_ROLES).optional(),
          direction: z.enum(LINE_DIRECTIONS).optional(),
          buyBack: z.boolean().optional(),
          scrap: z.boolean().optional(),
          parentSerial: maybe,
          parentItemId: maybe,
          locationId: maybe,
          hold: maybe,
          dispatched: z.number(),
          cancelled: z.number(),
          postedOn: maybe,
          posted: z.number(),
          postedSerials: z.number(),
        }),
      ),
    }),
  /** One for each document that bears the number. */
  documentNumber: () => z.object({ v, number: text, documentId: text }),
  documentSerials: () =>
    z.object({
      v,
      at: z.number(),
      serials: z.array(
        z.object({ line: z.number(), text, key: text, id: maybe, sent: z.literal(true).optional() }),
      ),
    }),
} as const;
