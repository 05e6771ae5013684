import * as z from 'zod';
import { recallSummary } from '../domain/recall/progress.ts';

/** What recalls keep in the table. */

const v = z.literal(1);
const text = z.string();
const maybe = text.optional();
const numbered = z.object({ itemId: text, serial: text });

const criteria = z.object({
  itemId: maybe,
  partnerId: maybe,
  documentId: maybe,
  batch: maybe,
  from: maybe,
  to: maybe,
  serialFrom: maybe,
  serialTo: maybe,
  component: numbered.optional(),
});

const asked = { recallId: text, name: text, criteria, componentIds: z.array(text).optional() };

export const RECALLS = {
  recall: () =>
    z.object({
      v,
      ...asked,
      status: z.enum(['open', 'closed']),
      createdAt: text,
      createdBy: text,
      jobId: text,
      hold: z.object({ at: text, by: text, reason: text, jobId: maybe }).optional(),
      closed: z.object({ at: text, by: text, reason: maybe, summary: recallSummary() }).optional(),
      version: z.number(),
    }),
  beacon: () => z.object({ v, beacon: text, light: z.number() }),
  openRecalls: () => z.object({ v, recalls: z.array(z.object(asked)), version: z.number() }),
  recallUnit: () =>
    z.object({
      v,
      recallId: text,
      itemId: text,
      key: text,
      serial: text,
      id: text,
      via: z.object({ itemId: text, serial: maybe, id: maybe, batch: maybe }).optional(),
      unaffected: z.literal(true).optional(),
    }),
} as const;
