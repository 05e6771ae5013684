import * as z from 'zod';
import type { Attribute } from '../app/write-part.ts';

/** Whatever an attribute can hold. */
export const attribute: z.ZodType<Attribute> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(attribute),
    z.record(z.string(), attribute.optional()),
  ]),
);
