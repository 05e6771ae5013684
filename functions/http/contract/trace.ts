import * as z from 'zod';
import { KINSHIPS } from '../../app/trace/siblings.ts';
import { once } from '../../domain/lazily.ts';
import { MOVEMENT_KINDS } from '../../domain/movement.ts';
import { PARTS_SHOWN } from '../../domain/parts/joins.ts';
import {
  contract,
  date,
  documentId,
  instant,
  itemId,
  listOf,
  locationId,
  noBody,
  nothing,
  paging,
  partnerId,
} from './shared.ts';
import { movementId, service, status, unit, unitId } from './views.ts';

const parent = z.object({ itemId, serial: z.string(), id: unitId.optional() });

/** A unit where it is named beside others. */
export const node = once(() =>
  z
    .object({
      itemId,
      serial: z.string(),
      id: unitId,
      status,
      inStock: z.boolean(),
      locationId: locationId.optional(),
      partnerId: partnerId.optional(),
    })
    .meta({ id: 'UnitNamed' }),
);

const material = once(() => z.object({ itemId, batch: z.string().optional(), quantity: z.number() }));

/** One entry of a unit's history. */
export const historyEvent = once(() =>
  z.object({
    type: z.enum([...MOVEMENT_KINDS, 'part-in', 'part-out']),
    at: instant,
    effectiveDate: date,
    movementId,
    documentId: documentId.optional(),
    documentKind: z.string().optional(),
    documentNumber: z.string().optional(),
    partnerId: partnerId.optional(),
    locationId: locationId.optional(),
    fromLocationId: locationId.optional(),
    reason: z.string().optional(),
    serial: z.string().optional(),
    renamedTo: z.string().optional(),
    service: service().optional(),
    voids: z.string().optional(),
    voidedBy: z.string().optional(),
    scrapped: z.boolean().optional().meta({ description: 'What was taken out is no good any more' }),
    parent: parent.optional().meta({ description: 'What it became a part of, or was taken out of' }),
    part: z
      .array(z.union([z.object({ itemId, serial: z.string(), id: unitId }), material()]))
      .optional()
      .meta({
        description: `What went into it, or came out of it: at most ${PARTS_SHOWN} numbered units, and goods without numbers`,
      }),
    partCount: z.int().optional().meta({ description: 'How many numbered units in all' }),
    user: z.string(),
  }),
);

const history = once(() =>
  z
    .object({
      unit: unit(),
      origin: z.union([
        z.object({ documentId, movementId, partnerId: partnerId.optional(), date }),
        z.object({ unknown: z.string() }),
      ]),
      asOf: z
        .object({
          movementId,
          at: instant,
          untrackedSince: z.int().optional().meta({
            description: 'Movements without numbers at its place since; none where all must be numbered',
          }),
        })
        .meta({ description: 'What last asserted its state and place' }),
      parts: z.array(node()).meta({ description: 'Units that are parts of it, or were then' }),
      events: z.array(historyEvent()),
    })
    .meta({ id: 'History' }),
);

const genealogy = once(() =>
  z
    .object({
      unit: node(),
      partOf: z.array(node()).meta({ description: 'What it is in, nearest first' }),
      planned: parent
        .optional()
        .meta({ description: 'What the last of those was put into, and which was never made' }),
      parts: z.array(
        node().extend({
          level: z.int().meta({ description: '1 for its own parts, 2 for the parts of those…' }),
          of: parent.meta({ description: 'What it is a part of' }),
        }),
      ),
      more: z
        .boolean()
        .meta({ description: 'Whether there are more parts, former parts or levels than are told' }),
      materials: z.array(material().extend({ documentId: documentId.optional() })).meta({
        description:
          'Goods without numbers that went into it, less what was taken out again; with `documentId` they went into all that this document makes, and nobody said into which of it',
      }),
      formerParts: z
        .array(
          z.object({
            itemId,
            serial: z.string(),
            id: unitId,
            from: date.optional(),
            to: date,
            fromMovementId: movementId.optional(),
            toMovementId: movementId,
          }),
        )
        .meta({
          description:
            'Units that were parts of it, once for each time, by the dates of the ledger: the last 1,000',
        }),
    })
    .meta({ id: 'Genealogy' }),
);

const get = { body: noBody, statuses: [200] } as const;
const oneUnit = z.strictObject({ itemId, id: unitId });

/** A day, or an instant with its offset. */
const moment = z
  .union([date, z.iso.datetime({ offset: true })])
  .meta({ description: 'A day, by effective dates; or an instant, by when things were recorded' });

export const TRACE = {
  getUnit: contract(() => ({ ...get, params: oneUnit, query: nothing, reply: unit() })),
  getUnitHistory: contract(() => ({
    ...get,
    params: oneUnit,
    query: z.strictObject({ at: moment.optional() }),
    reply: history(),
  })),
  getSiblings: contract(() => ({
    ...get,
    params: oneUnit,
    query: z.strictObject({ by: z.enum(KINSHIPS).default('delivery'), ...paging }),
    reply: listOf(
      unit().extend({ shares: z.array(z.enum(KINSHIPS)).meta({ description: 'What it shares' }) }),
    ).extend({ unknown: z.string().optional().meta({ description: 'Why none can be told' }) }),
  })),
  getGenealogy: contract(() => ({
    ...get,
    params: oneUnit,
    query: z.strictObject({
      at: moment.optional(),
      levels: z
        .string()
        .regex(/^([1-9]|1\d|20)$/, 'must be a whole number from 1 to 20')
        .transform(Number)
        .default(20)
        .meta({ override: { type: 'integer', minimum: 1, maximum: 20, default: 20 } }),
    }),
    reply: genealogy(),
  })),
};
