import * as z from 'zod';
import { ID_PATTERN } from '../../domain/id-pattern.ts';
import { once } from '../../domain/lazily.ts';

/** Shapes that many operations share, and how an operation is described. */

export const id = (of: string, example: string) =>
  z
    .string()
    .regex(
      ID_PATTERN,
      'must be 1–64 letters, digits, dots, dashes or underscores, beginning with a letter or digit',
    )
    .meta({ description: `Id of ${of}`, example });

export const itemId = id('an item', 'pump');
export const locationId = id('a location', 'main');
export const partnerId = id('a partner', 'acme-supplies');
export const documentId = id('a document', '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4');

/** What people write about a thing: no control characters, and nothing that isn't Unicode. */
export const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine(
      (given) => given.isWellFormed() && !/\p{Cc}/u.test(given),
      'must hold no control characters and no half characters',
    );
export const name = text(200);

export const date = z
  .string()
  .refine((text) => {
    const day = new Date(`${text}T00:00:00Z`);
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && text >= '1900' && day.toJSON()?.startsWith(text) === true;
  }, 'must be a day that exists, as YYYY-MM-DD')
  .meta({ override: { type: 'string', format: 'date' }, example: '2026-03-14' });

export const instant = z
  .string()
  .meta({ override: { type: 'string', format: 'date-time' }, example: '2026-03-14T09:26:53.589Z' });

export const quantity = z.number().meta({ description: 'At most four decimals, kept exact', example: 3 });

/** Serials come as typed; the rules about them are the domain's, so that every fault gets its own code. */
export const serialTexts = z
  .array(z.string().max(1000))
  .max(10_000)
  .meta({ description: 'At most 1000 serials of up to 32 characters', example: ['SN-0001', 'SN/0002'] });

export const serialRange = once(() =>
  z
    .union([
      z.strictObject({ first: z.string().max(1000), count: z.int().min(1) }),
      z.strictObject({ first: z.string().max(1000), last: z.string().max(1000) }),
    ])
    .meta({ description: 'Counts up the last run of digits', example: { first: 'SN-0001', count: 10 } }),
);

export const limit = z
  .string()
  .regex(/^(100|[1-9]\d?)$/, 'must be a whole number from 1 to 100')
  .transform(Number)
  .default(50)
  .meta({ override: { type: 'integer', minimum: 1, maximum: 100, default: 50 } });

export const cursor = z
  .string()
  .max(2048)
  .optional()
  .meta({ description: 'nextCursor of the page before; for the same query only' });

export const paging = { limit, cursor };

export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() });

export const nothing = z.strictObject({});
/** For operations without a body; `{}` is taken too. */
export const noBody = z.strictObject({}).optional();

export const problem = once(() =>
  z
    .object({
      type: z.string(),
      title: z.string(),
      status: z.int(),
      code: z.string(),
      detail: z.string().optional(),
      requestId: z.string(),
      violations: z
        .array(
          z.looseObject({
            pointer: z.string(),
            code: z.string(),
            detail: z.string(),
            serial: z.string().optional(),
            position: z.int().optional(),
          }),
        )
        .optional(),
      violationsOmitted: z.int().optional(),
    })
    .meta({ id: 'Problem', description: 'RFC 9457 problem; `violations` names everything that is wrong' }),
);

export type Contract<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Takes pasted text (`text/plain`) too. */
  readonly text?: boolean;
  /** Takes a file of CSV (`text/csv`), and nothing else; says what is in it. */
  readonly csv?: string;
  readonly reply: R;
  /** What a success is, where that isn't JSON. */
  readonly media?: 'text/csv';
  /** Makes something new, so that there is no version that it could be based on. */
  readonly isNew?: true;
  /** What a 409 is, where it tells more than the problem. */
  readonly conflict?: z.ZodType;
  /** What a success answers. */
  readonly statuses: readonly (200 | 201 | 202)[];
};

/** A contract of which nothing is made before it is first asked for: schemas take long to make, and most aren't needed. */
export type Made<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
> = () => Contract<P, Q, B, R>;

export const contract = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  make: Made<P, Q, B, R>,
): Made<P, Q, B, R> => once(make);
