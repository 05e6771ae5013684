import * as z from 'zod';
import { IMPORT_MODES } from '../../app/imports/ports.ts';
import { IMPORT_COLUMNS } from '../../domain/imports/columns.ts';
import { once } from '../../domain/lazily.ts';
import {
  contract,
  cursor,
  date,
  id,
  instant,
  itemId,
  locationId,
  noBody,
  nothing,
  partnerId,
} from './shared.ts';
import { status } from './views.ts';

const importId = id('an import', '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4');
const oneImport = z.strictObject({ importId });
const count = z.int();

const rejected = once(() =>
  z.object({
    row: z.int().meta({ description: 'As a spreadsheet numbers it: the header is row 1' }),
    serial: z.string(),
    code: z.string(),
    detail: z.string(),
  }),
);

const imported = once(() =>
  z
    .object({
      importId,
      status: z.enum(['queued', 'running', 'completed', 'failed']),
      reason: z.string().optional().meta({ description: 'Why it has failed' }),
      mode: z.enum(IMPORT_MODES),
      dryRun: z.boolean().meta({ description: 'Nothing is changed, only judged' }),
      rows: count,
      done: count.meta({ description: 'How many rows have been decided; the progress' }),
      accepted: count.meta({
        description: 'Added and unchanged; accepted + rejectedCount = rows in the end',
      }),
      added: count,
      unchanged: count.meta({ description: 'Was so already' }),
      rejectedCount: count,
      rejected: z.array(rejected()),
      notices: z.array(z.string()),
      notice: z.string().optional(),
      createdAt: instant,
      createdBy: z.string(),
      nextCursor: z.string().optional().meta({ description: 'Of the rejected rows' }),
    })
    .meta({ id: 'Import' }),
);

const get = { body: noBody, statuses: [200] } as const;
const file = { ...get, reply: z.string(), media: 'text/csv' } as const;
const flag = z
  .string()
  .regex(/^(true|false)$/, 'must be true or false')
  .default('false')
  .transform((text) => text === 'true')
  .meta({ override: { type: 'boolean', default: false } });

/** More than a list's page: nobody wants to turn a hundred of them. */
const limit = z
  .string()
  .regex(/^(1000|[1-9]\d{0,2})$/, 'must be a whole number from 1 to 1000')
  .transform(Number)
  .default(1000)
  .meta({ override: { type: 'integer', minimum: 1, maximum: 1000, default: 1000 } });

export const IMPORTS = {
  getImportTemplate: contract(() => ({ ...file, params: nothing, query: nothing })),
  startImport: contract(() => ({
    isNew: true,
    params: nothing,
    query: z.strictObject({
      mode: z.enum(IMPORT_MODES).default('accept-good'),
      dryRun: flag,
      locationId: locationId
        .optional()
        .meta({ description: 'The place of opening stock, of rows that name neither an order nor a place' }),
    }),
    body: noBody,
    csv: `A file of at most 4 MB with the columns ${IMPORT_COLUMNS.join(', ')}`,
    reply: imported(),
    statuses: [202],
  })),
  getImport: contract(() => ({
    ...get,
    params: oneImport,
    query: z.strictObject({ limit, cursor }),
    reply: imported(),
  })),
  getRejectedRows: contract(() => ({ ...file, params: oneImport, query: z.strictObject({ cursor }) })),
  exportSerials: contract(() => ({
    ...file,
    params: nothing,
    query: z.strictObject({
      itemId: itemId.optional(),
      status: status.optional(),
      locationId: locationId.optional(),
      cursor,
    }),
  })),
  exportStock: contract(() => ({
    ...file,
    params: nothing,
    query: z.strictObject({ itemId: itemId.optional(), locationId: locationId.optional(), cursor }),
  })),
  exportMovements: contract(() => ({
    ...file,
    params: nothing,
    query: z.strictObject({
      itemId: itemId.optional(),
      partnerId: partnerId.optional(),
      from: date.optional(),
      to: date.optional(),
      cursor,
    }),
  })),
};
