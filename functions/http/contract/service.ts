import * as z from 'zod';
import { TERM_MAX } from '../../domain/cover/cover.ts';
import { DUE_KINDS } from '../../domain/cover/due.ts';
import { once } from '../../domain/lazily.ts';
import { SERVICE_KINDS } from '../../domain/service/service.ts';
import {
  contract,
  date,
  instant,
  itemId,
  listOf,
  noBody,
  nothing,
  paging,
  partnerId,
  text,
} from './shared.ts';
import { movementId, serviceTold, status, unitId } from './views.ts';

const serviceEvent = once(() =>
  z
    .object({ movementId, ...serviceTold(), date, user: z.string(), at: instant })
    .meta({ id: 'ServiceEvent' }),
);

const partUsed = once(() =>
  z
    .strictObject({
      itemId: itemId.optional(),
      serial: text(200).optional(),
      quantity: z.number().positive().max(1_000_000).optional(),
      description: text(500).optional(),
    })
    .refine(({ itemId: of, description }) => of !== undefined || description !== undefined, {
      message: 'give itemId or description',
    }),
);

const serviceInput = once(() =>
  z
    .strictObject({
      kind: z.enum(SERVICE_KINDS),
      description: text(2000).meta({ example: 'seal replaced' }),
      underWarranty: z.boolean(),
      date: date.optional().meta({ description: 'Today, where none is given' }),
      partsUsed: z.array(partUsed()).max(100).optional(),
      replacedBy: z
        .strictObject({ itemId, serial: z.string().min(1).max(1000) })
        .optional()
        .meta({ description: 'The unit that took its place, of a replacement' }),
    })
    .refine(({ kind, replacedBy }) => replacedBy === undefined || kind === 'replacement', {
      message: 'is taken by a replacement only',
      path: ['replacedBy'],
    })
    .meta({ id: 'ServiceEventInput' }),
);

const oneUnit = z.strictObject({ itemId, id: unitId });

const covered = once(() =>
  z.object({
    covered: z.boolean(),
    from: date.optional(),
    until: date.optional().meta({ description: 'The last day' }),
    partnerId: partnerId.optional(),
    reason: z.string().optional().meta({ description: 'Why not; or why not as the item says' }),
  }),
);

const warranty = once(() =>
  z
    .object({
      itemId,
      serial: z.string(),
      id: unitId,
      on: date,
      covered: z.boolean().meta({ description: 'By anybody' }),
      supplier: covered(),
      customer: covered(),
      sales: z
        .array(
          z.object({
            soldOn: date,
            partnerId: partnerId.optional(),
            until: date.optional(),
            endedOn: date.optional().meta({ description: 'The day that the unit came back' }),
          }),
        )
        .meta({ description: 'All sales of the unit, earlier ones first' }),
    })
    .meta({ id: 'UnitWarranty' }),
);

const term = once(() =>
  z.union([
    z.strictObject({ months: z.int().min(1).max(TERM_MAX.months) }),
    z.strictObject({ days: z.int().min(1).max(TERM_MAX.days) }),
  ]),
);
const change = once(() =>
  z
    .union([
      z.strictObject({ until: date }),
      z.strictObject({ extendBy: term() }),
      z.strictObject({ voided: z.boolean() }),
    ])
    .meta({ description: 'Another last day, a longer term, or whether it is void' }),
);

const due = once(() =>
  z
    .object({
      itemId,
      serial: z.string(),
      id: unitId,
      kind: z.enum(DUE_KINDS),
      dueOn: date,
      status,
      supplierId: partnerId.optional(),
      partnerId: partnerId.optional().meta({ description: 'Who has it' }),
      supplierUntil: date.optional(),
      customerUntil: date.optional(),
    })
    .meta({ id: 'CoverEnding' }),
);

export const SERVICE = {
  getWarranty: contract(() => ({
    params: oneUnit,
    query: z.strictObject({ on: date.optional() }),
    body: noBody,
    reply: warranty(),
    statuses: [200],
  })),
  changeWarranty: contract(() => ({
    params: oneUnit,
    query: nothing,
    body: z
      .strictObject({ supplier: change().optional(), customer: change().optional(), reason: text(500) })
      .refine(
        ({ supplier, customer }) => supplier !== undefined || customer !== undefined,
        'give supplier or customer, or both',
      )
      .meta({ id: 'WarrantyChange' }),
    reply: warranty(),
    statuses: [200],
  })),
  listWarranties: contract(() => ({
    params: nothing,
    query: z.strictObject({
      kind: z.enum(DUE_KINDS).default('customer').meta({
        description: 'Whose cover ends; or gap: the supplier answers no more while we still do',
      }),
      from: date,
      to: date,
      itemId: itemId.optional(),
      partnerId: partnerId.optional(),
      ...paging,
    }),
    body: noBody,
    reply: listOf(due()),
    statuses: [200],
  })),
  listServiceEvents: contract(() => ({
    params: oneUnit,
    query: z.strictObject(paging),
    body: noBody,
    reply: listOf(serviceEvent()),
    statuses: [200],
  })),
  addServiceEvent: contract(() => ({
    params: oneUnit,
    query: nothing,
    body: serviceInput(),
    reply: serviceEvent(),
    statuses: [201],
  })),
};
