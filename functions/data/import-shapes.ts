import * as z from 'zod';

/** What imports keep in the table; rows and refusals are many, and lie there as gzipped JSON. */

const v = z.literal(1);
const text = z.string();
const place = z.number().optional();

export const IMPORTS = {
  import: () =>
    z.object({
      v,
      importId: text,
      mode: z.enum(['accept-good', 'all-or-nothing']),
      dryRun: z.boolean(),
      locationId: text.optional(),
      header: z.array(text),
      columns: z.object({
        orderNumber: place,
        line: place,
        itemId: place,
        serial: place,
        batch: place,
        expiresOn: place,
        locationId: place,
        status: place,
      }),
      rows: z.number(),
      chunks: z.number(),
      notices: z.array(text),
      createdAt: text,
      createdBy: text,
      expiresAt: z.number(),
    }),
  importRows: () => z.object({ v, packed: text, expiresAt: z.number() }),
  importRejects: () =>
    z.object({
      v,
      chunk: z.number(),
      from: z.number(),
      packed: text,
      expiresAt: z.number(),
    }),
} as const;
