import * as z from 'zod';
import { DOCUMENT_STATUSES, LINES_PER_DOCUMENT } from '../../domain/document/document.ts';
import { DOCUMENT_KIND_NAMES, LINE_DIRECTIONS, LINE_ROLES } from '../../domain/document/kinds.ts';
import { once } from '../../domain/lazily.ts';
import { date, documentId, instant, itemId, locationId, partnerId, quantity } from './shared.ts';

/** How a document is shown. */

export const kind = z.enum(DOCUMENT_KIND_NAMES);
export const status = z.enum(DOCUMENT_STATUSES);
export const line = z.int().min(1).max(LINES_PER_DOCUMENT);
export const scrap = z.boolean().meta({ description: 'What is taken out is no good: it goes to no stock' });

const tracing = once(() =>
  z.object({ state: z.enum(['complete', 'partial', 'missing']), assigned: z.int(), quantity }).meta({
    id: 'Tracing',
    description: "How far the line's units are numbered; absent where serials are not taken",
  }),
);

const documentLine = once(() =>
  z
    .object({
      line,
      itemId,
      quantity,
      posted: quantity,
      dispatched: quantity.optional(),
      cancelled: quantity.optional(),
      batch: z.string().optional(),
      expiresOn: date.optional(),
      role: z.enum(LINE_ROLES).optional(),
      direction: z.enum(LINE_DIRECTIONS).optional(),
      buyBack: z.boolean().optional(),
      scrap: scrap.optional(),
      parentSerial: z.string().optional(),
      parentItemId: itemId.optional(),
      locationId: locationId.optional(),
      hold: z.string().optional(),
      tracing: tracing().optional(),
      serials: z
        .array(z.string())
        .optional()
        .meta({ description: 'Assigned and not posted yet; in the single document only' }),
    })
    .meta({ id: 'DocumentLine' }),
);

export const document = once(() =>
  z
    .object({
      documentId,
      kind,
      number: z.string().optional(),
      partnerId: partnerId.optional(),
      locationId,
      toLocationId: locationId.optional(),
      effectiveDate: date.optional(),
      reason: z.string().optional(),
      retrospective: z.boolean().optional(),
      status,
      createdAt: instant,
      createdBy: z.string().optional().meta({ description: 'A supplier is not told' }),
      movementIds: z.array(z.string()).optional(),
      lines: z.array(documentLine()),
    })
    .meta({ id: 'Document' }),
);

export const documentHead = once(() => document().omit({ lines: true }).meta({ id: 'DocumentHead' }));
