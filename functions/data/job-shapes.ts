import * as z from 'zod';
import { attribute } from './attribute-shape.ts';
import { WANTS_STEP } from './attributes.ts';

/** What background work keeps in the table. */

const v = z.literal(1);
const text = z.string();

export const JOBS = {
  job: () =>
    z.object({
      v,
      jobId: text,
      tenant: text,
      kind: text,
      status: z.enum(['queued', 'running', 'completed', 'failed']),
      checkpoint: attribute,
      progress: z.record(text, z.number()),
      alone: z.literal(true).optional(),
      notBefore: z.number().optional(),
      leaseUntil: z.number().optional(),
      attempts: z.number(),
      reason: text.optional(),
      createdAt: text,
      createdBy: text,
      version: z.number(),
      /** For the stream's filter: the next step is to be run at once. */
      wants: z.literal(WANTS_STEP).optional(),
    }),
  waitingJob: () => z.object({ v, tenant: text, jobId: text, kind: text }),
} as const;
