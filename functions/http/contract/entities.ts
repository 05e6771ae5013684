import * as z from 'zod';
import { PARAMETERS_MAX } from '../../app/entities/input.ts';
import { DOCUMENT_KIND_NAMES } from '../../domain/document/kinds.ts';
import { once } from '../../domain/lazily.ts';
import { parameterName } from './registry.ts';
import { SERVICE } from './service.ts';
import {
  contract,
  date,
  documentId,
  id,
  itemId,
  listOf,
  locationId,
  noBody,
  nothing,
  paging,
  partnerId,
  text,
} from './shared.ts';
import { historyEvent, node } from './trace.ts';
import { serviceTold, status, unitId } from './views.ts';

const modelId = id('a model', 'audi-a6');
const entityId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(~[A-Za-z0-9._-]{1,100})?$/,
    'must be 1–64 letters, digits, dots, dashes or underscores, or the entityId of an answer',
  )
  .meta({ description: 'As given, or as made of item and unit', example: 'our-a6-7' });
const parameters = z.record(parameterName, text(200));

const entity = once(() =>
  z
    .object({
      entityId,
      modelId,
      itemId,
      id: unitId.meta({ description: 'Its unit' }),
      serial: z.string(),
      projectNumber: z.string(),
      status: status.meta({
        description: 'That of its unit, but `sold` from the moment that it stands on a sales order',
      }),
      available: z
        .boolean()
        .meta({ description: 'Nobody has it, ordered it or holds it; it may be still to come' }),
      soldOnOrder: z.object({ documentId, documentNumber: z.string().optional(), line: z.int() }).optional(),
      locationId: locationId.optional(),
      partnerId: partnerId.optional().meta({ description: 'Who has it' }),
      parameters: z.record(z.string(), z.string()),
      bought: z.int().meta({ description: 'How often it was received from a supplier' }),
      sold: z.int().meta({ description: 'How often it was sold, the order it stands on included' }),
    })
    .meta({ id: 'Entity' }),
);

const life = once(() =>
  z
    .object({
      entity: entity(),
      documents: z.array(
        z.object({
          documentId,
          kind: z.enum(DOCUMENT_KIND_NAMES).optional(),
          number: z.string().optional(),
          from: date.meta({ description: 'The day of its first movement' }),
        }),
      ),
      owners: z
        .array(
          z.object({
            partnerId: partnerId.optional(),
            from: date,
            to: date.optional().meta({ description: 'The day that it came back' }),
          }),
        )
        .meta({ description: 'Whom it was delivered to, earlier ones first' }),
      movements: z.array(historyEvent()),
      services: z.array(z.object({ ...serviceTold(), date, user: z.string() })),
      warranty: SERVICE.getWarranty().reply,
      parts: z.array(node()),
    })
    .meta({ id: 'EntityLife' }),
);

const one = z.strictObject({ entityId });
const get = { query: nothing, body: noBody, statuses: [200] } as const;

export const ENTITIES = {
  saveEntity: contract(() => ({
    params: one,
    query: nothing,
    body: z
      .strictObject({
        modelId,
        itemId: itemId.optional(),
        serial: z.string().max(1000).optional().meta({
          description: "The unit's number; it may be given as the parameter that it is",
          example: 'XY123001',
        }),
        projectNumber: z
          .string()
          .max(1000)
          .optional()
          .meta({ description: 'One is drawn where none is given', example: 'PRJ-17' }),
        parameters: parameters.optional().meta({
          description: `At most ${PARAMETERS_MAX}; those not given are dropped`,
          maxProperties: PARAMETERS_MAX,
          example: { Colour: 'red' },
        }),
      })
      .meta({ id: 'EntityInput' }),
    reply: entity(),
    statuses: [200, 201],
  })),
  getEntity: contract(() => ({ ...get, params: one, reply: entity() })),
  removeEntity: contract(() => ({ ...get, params: one, reply: entity() })),
  getEntityLife: contract(() => ({ ...get, params: one, reply: life() })),
  listEntities: contract(() => ({
    params: nothing,
    query: z
      .strictObject({
        itemId: itemId.optional(),
        modelId: modelId.optional(),
        projectNumber: z.string().max(200).optional(),
        parameter: z.string().max(200).optional().meta({ description: 'With value', example: 'Colour' }),
        value: z.string().max(200).optional(),
        status: status.optional(),
        ...paging,
      })
      .refine(({ parameter, value }) => (parameter === undefined) === (value === undefined), {
        message: 'parameter and value are given together',
        path: ['value'],
      }),
    body: noBody,
    reply: listOf(entity()),
    statuses: [200],
  })),
};
