import * as z from 'zod';
import { DOCUMENT_KIND_NAMES } from '../../domain/document/kinds.ts';
import { MOVEMENT_KINDS } from '../../domain/movement.ts';
import { UNIT_STATUSES } from '../../domain/unit.ts';
import {
  contract,
  date,
  documentId,
  id,
  instant,
  itemId,
  listOf,
  locationId,
  noBody,
  nothing,
  paging,
  partnerId,
  quantity,
} from './shared.ts';

const movementId = id('a ledger entry', '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.1');
const unitId = id('a unit', 'SN-0001.k3v9x2ma');
const status = z.enum(UNIT_STATUSES);

const movement = z
  .object({
    movementId,
    kind: z.enum(MOVEMENT_KINDS),
    documentId,
    documentKind: z.enum(DOCUMENT_KIND_NAMES),
    documentNumber: z.string().optional(),
    line: z.int(),
    itemId,
    quantity,
    from: locationId.optional(),
    to: locationId.optional(),
    batch: z.string().optional(),
    partnerId: partnerId.optional(),
    user: z.string(),
    effectiveDate: date,
    recordedAt: instant,
    serialCount: z.int(),
    serials: z.array(z.string()).optional().meta({ description: 'In the single movement only' }),
  })
  .meta({ id: 'Movement' });

const balance = z
  .object({
    itemId,
    locationId,
    batch: z.string().optional(),
    quantity,
    serials: z.int().meta({ description: 'Units in stock here, by their records' }),
    inTransit: quantity,
    untracked: z.int().meta({ description: 'Movements here that left units unnumbered' }),
  })
  .meta({ id: 'Balance' });

const unit = z
  .object({
    id: unitId,
    itemId,
    serial: z.string(),
    status,
    inStock: z.boolean(),
    locationId: locationId.optional(),
    addedDate: date.optional(),
    asOf: z.object({ movementId, at: instant }),
    partnerId: partnerId.optional(),
    documentId,
    aliases: z.array(z.string()),
  })
  .meta({ id: 'Unit' });

const history = z
  .object({
    unit,
    origin: z.union([
      z.object({ documentId, movementId, partnerId: partnerId.optional(), date }),
      z.object({ unknown: z.string() }),
    ]),
    events: z.array(
      z.object({
        type: z.enum(MOVEMENT_KINDS),
        at: instant,
        effectiveDate: date,
        movementId,
        documentId,
        documentKind: z.string(),
        documentNumber: z.string().optional(),
        partnerId: partnerId.optional(),
        locationId: locationId.optional(),
        user: z.string(),
      }),
    ),
  })
  .meta({ id: 'History' });

const match = z.enum(['exact', 'prefix', 'ending', 'inside', 'look-alike', 'typo']);
const found = z
  .object({
    itemId,
    serial: z.string(),
    id: unitId,
    match,
    status,
    inStock: z.boolean(),
    locationId: locationId.optional(),
    correctedTo: z.string().optional(),
  })
  .meta({ id: 'SearchResult' });

const get = { body: noBody, statuses: [200] } as const;
const oneUnit = z.strictObject({ itemId, id: unitId });
const typed = z.string().min(1).max(200);

export const ENQUIRY = {
  getMovement: contract({ ...get, params: z.strictObject({ movementId }), query: nothing, reply: movement }),
  listMovements: contract({
    ...get,
    params: nothing,
    query: z
      .strictObject({
        itemId: itemId.optional(),
        partnerId: partnerId.optional(),
        from: date.optional(),
        to: date.optional(),
        ...paging,
      })
      .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
        path: ['to'],
        message: 'lies before "from"',
      }),
    reply: listOf(movement),
  }),
  getStock: contract({
    ...get,
    params: nothing,
    query: z.strictObject({ itemId: itemId.optional(), locationId: locationId.optional(), ...paging }),
    reply: listOf(balance),
  }),
  listUnits: contract({
    ...get,
    params: z.strictObject({ itemId }),
    query: z.strictObject({
      serial: typed.optional(),
      prefix: typed.optional(),
      status: status.optional(),
      locationId: locationId.optional(),
      ...paging,
    }),
    reply: listOf(unit),
  }),
  getUnit: contract({ ...get, params: oneUnit, query: nothing, reply: unit }),
  getUnitHistory: contract({ ...get, params: oneUnit, query: nothing, reply: history }),
  searchSerials: contract({
    ...get,
    params: nothing,
    query: z.strictObject({
      q: z
        .string()
        .meta({ description: 'A part of a number, at least three letters and digits', example: '5NOOO1' }),
      itemId: itemId.optional(),
      status: status.optional(),
      ...paging,
    }),
    reply: listOf(found),
  }),
};
