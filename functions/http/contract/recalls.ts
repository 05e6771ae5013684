import * as z from 'zod';
import { once } from '../../domain/lazily.ts';
import { SHOWN_STATUSES } from '../../domain/unit/unit.ts';
import {
  contract,
  date,
  documentId,
  id,
  instant,
  itemId,
  listOf,
  locationId,
  name,
  noBody,
  nothing,
  paging,
  partnerId,
  text,
} from './shared.ts';
import { status, unitId } from './views.ts';

const recallId = id('a recall', '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4');
const oneRecall = z.strictObject({ recallId });
const reason = text(500).meta({ example: 'cracked housings' });
const number = z.string().min(1).max(200);

const criteria = z
  .strictObject({
    itemId: itemId.optional(),
    partnerId: partnerId.optional().meta({ description: 'Who supplied it' }),
    documentId: documentId.optional().meta({ description: 'What it came with, or was made by' }),
    batch: number.optional(),
    from: date.optional().meta({ description: 'Received on this day or later' }),
    to: date.optional().meta({ description: 'Received on this day or earlier' }),
    serialFrom: number.optional().meta({ description: 'Runs of digits compare as numbers' }),
    serialTo: number.optional(),
    component: z
      .strictObject({ itemId, serial: number })
      .optional()
      .meta({ description: 'The unit is this one, or contains it' }),
  })
  .meta({ id: 'RecallCriteria', description: 'All that are given must fit' });

const count = z.int();
const counts = once(() =>
  z
    .object({
      total: count,
      byStatus: z.partialRecord(z.enum(SHOWN_STATUSES), count),
      inStock: count,
      held: count.meta({ description: 'Of those in stock, held by this recall' }),
    })
    .meta({ id: 'RecallCounts' }),
);

const customers = once(() =>
  z
    .array(z.object({ partnerId, name: z.string().optional(), units: count }))
    .meta({ description: 'Who has sold units, most first; at most 1,000 of them' }),
);

const progress = z.enum(['running', 'completed', 'failed']);
const closing = { at: instant, by: z.string(), reason: z.string().optional() };

const recall = once(() =>
  z
    .object({
      recallId,
      name: z.string(),
      criteria,
      status: z.enum(['open', 'closed']),
      createdAt: instant,
      createdBy: z.string(),
      counts: counts(),
      countedAt: instant
        .optional()
        .meta({ description: 'When it was counted, where there are too many units to count now' }),
      customers: customers(),
      search: z
        .object({ status: progress, found: count })
        .meta({ description: 'The search for its units; all are found once it is completed' }),
      hold: z
        .object({ at: instant, by: z.string(), reason: z.string(), status: progress })
        .optional()
        .meta({ description: 'All its units in stock were asked to be held' }),
      closed: z
        .object({ ...closing, summary: z.object({ counts: counts(), customers: customers() }) })
        .optional(),
    })
    .meta({ id: 'Recall' }),
);

const listed = once(() =>
  recall().omit({ counts: true, countedAt: true, customers: true, search: true, hold: true }),
);

const recallUnit = once(() =>
  z
    .object({
      itemId,
      serial: z.string(),
      id: unitId,
      status,
      inStock: z.boolean(),
      held: z.boolean().meta({ description: 'By this recall' }),
      locationId: locationId.optional(),
      partnerId: partnerId.optional().meta({ description: 'Who has it' }),
      parent: z.object({ itemId, serial: z.string(), id: unitId.optional() }).optional(),
      via: z
        .object({
          itemId,
          serial: z.string().optional(),
          id: unitId.optional(),
          batch: z.string().optional(),
        })
        .optional()
        .meta({
          description:
            'The affected part that it contains, or once contained; of goods without numbers their item and batch',
        }),
    })
    .meta({ id: 'RecallUnit' }),
);

const filters = { status: status.optional(), partnerId: partnerId.optional(), itemId: itemId.optional() };
const get = { body: noBody, statuses: [200] } as const;

export const RECALLS = {
  openRecall: contract(() => ({
    isNew: true,
    params: nothing,
    query: nothing,
    body: z
      .strictObject({
        name,
        criteria,
        hold: z
          .strictObject({ reason: reason.optional() })
          .optional()
          .meta({ description: 'Holds all its units in stock at once' }),
      })
      .meta({ id: 'RecallInput' }),
    reply: recall(),
    statuses: [201],
  })),
  listRecalls: contract(() => ({
    ...get,
    params: nothing,
    query: z.strictObject(paging),
    reply: listOf(listed()),
  })),
  getRecall: contract(() => ({ ...get, params: oneRecall, query: nothing, reply: recall() })),
  listRecallUnits: contract(() => ({
    ...get,
    params: oneRecall,
    query: z.strictObject({ ...filters, ...paging }),
    reply: listOf(recallUnit()),
  })),
  exportRecallUnits: contract(() => ({
    ...get,
    params: oneRecall,
    query: z.strictObject({ ...filters, cursor: paging.cursor }),
    reply: z.string(),
    media: 'text/csv',
  })),
  holdRecall: contract(() => ({
    params: oneRecall,
    query: nothing,
    body: z.strictObject({ reason: reason.optional() }).default({}).meta({ id: 'RecallHoldInput' }),
    reply: recall(),
    statuses: [200],
  })),
  closeRecall: contract(() => ({
    params: oneRecall,
    query: nothing,
    body: z
      .strictObject({
        reason: reason.optional(),
        release: z.boolean().optional().meta({ description: 'Lifts the holds of this recall' }),
      })
      .default({})
      .meta({ id: 'RecallCloseInput' }),
    reply: recall(),
    statuses: [200],
  })),
};
