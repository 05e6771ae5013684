import * as z from 'zod';

/** Where an import's job stands. */

const line = z.object({
  line: z.number(),
  assigned: z.number(),
  captured: z.number(),
  batch: z.string().optional(),
  expiresOn: z.string().optional(),
});

/** What a dry run would have changed by now, as far as later rows depend on it. */
const overlay = z.object({
  document: z.object({ documentId: z.string(), lines: z.array(line) }).optional(),
  /** By name: quantity and serials that would be there more. */
  balances: z.record(z.string(), z.object({ quantity: z.number(), serials: z.number() })),
});
export type Overlay = z.output<typeof overlay>;

const place = z.object({
  importId: z.string(),
  chunk: z.number(),
  /** Of the chunk's rows, the first one that is to be done. */
  from: z.number(),
  /** How many rows the next posting takes, where the engine is slow. */
  size: z.number().optional(),
  overlay: overlay.optional(),
  /** Why it has come to nothing. */
  failed: z.string().optional(),
});
export type ImportPlace = z.output<typeof place>;

/** @throws ZodError where it is no checkpoint of ours */
export const importPlaceIn = (checkpoint: unknown): ImportPlace => place.parse(checkpoint);
