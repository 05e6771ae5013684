import * as z from 'zod';
import { ASN_STATUSES } from '../../domain/asn/asn.ts';
import { once } from '../../domain/lazily.ts';
import {
  contract,
  date,
  documentId,
  id,
  instant,
  itemId,
  listOf,
  noBody,
  nothing,
  paging,
  partnerId,
  serialRange,
  serialTexts,
} from './shared.ts';
import { movementId } from './views.ts';

const asnNumber = id('an advance list', 'SHIP-2026-117');
const sscc = z.string().max(200).meta({
  description: 'Serial shipping container code of a carton or pallet: 18 digits',
  example: '006141411234567890',
});
const one = z.strictObject({ asnNumber });
const status = z.enum(ASN_STATUSES);

const carton = z.strictObject({
  sscc,
  serials: serialTexts.min(1).meta({ description: 'What is in it', example: ['SN-0001', 'SN/0002'] }),
});
const sentLine = once(() =>
  z.strictObject({
    itemId,
    serials: serialTexts.optional().meta({
      description:
        'All numbers of the line, or those that are in no carton; a whole list holds at most 10,000',
    }),
    serialRange: serialRange().optional(),
    cartons: z.array(carton).max(10_000).optional(),
    batch: z.string().max(1000).optional(),
    expiresOn: date.optional(),
  }),
);

const lineCounted = once(() =>
  z.object({
    itemId,
    serials: z.int(),
    cartons: z.int(),
    batch: z.string().optional(),
    expiresOn: date.optional(),
  }),
);

const head = once(() => ({
  asnNumber,
  partnerId,
  orderId: documentId,
  status,
  revision: z.int().meta({ description: 'Which accepted version it is, from 1' }),
  shipDate: date.optional(),
  expectedDate: date.optional(),
  counts: z.object({
    announced: z.int(),
    received: z.int(),
    left: z.int().meta({ description: 'Neither here nor decided about, since it was received' }),
  }),
  movementIds: z.array(movementId).optional().meta({ description: 'A supplier is not told' }),
  createdAt: instant,
  createdBy: z.string().optional().meta({ description: 'A supplier is not told' }),
}));

const asnHead = once(() =>
  z.object({ ...head(), lines: z.array(lineCounted()) }).meta({ id: 'AdvanceListHead' }),
);

const asn = once(() =>
  z
    .object({
      ...head(),
      lines: z.array(
        z.object({
          itemId,
          serials: z.array(z.string()),
          cartons: z.array(z.object({ sscc: z.string(), serials: z.array(z.string()) })),
          batch: z.string().optional(),
          expiresOn: date.optional(),
        }),
      ),
      revisions: z
        .array(z.object({ revision: z.int(), at: instant, by: z.string().optional(), serials: z.int() }))
        .meta({ description: 'Accepted versions; each can be asked for' }),
    })
    .meta({ id: 'AdvanceList' }),
);

const named = z.object({ itemId, serial: z.string() });

const received = once(() =>
  z
    .object({
      asnNumber,
      status,
      matched: z.array(named).meta({ description: 'On the list and here; received now or before' }),
      missing: z.array(named).meta({ description: 'On the list, not here' }),
      unexpected: z
        .array(
          z.object({ itemId: itemId.optional(), serial: z.string(), code: z.string(), detail: z.string() }),
        )
        .meta({ description: 'Scanned, not on the list' }),
      refused: z
        .array(named.extend({ code: z.string(), detail: z.string() }))
        .meta({ description: 'On the list and here, but not to be received as it is' }),
      counts: z.object({
        received: z.int(),
        matched: z.int(),
        missing: z.int(),
        unexpected: z.int(),
        refused: z.int(),
      }),
      movementId: movementId.optional(),
      movementIds: z.array(movementId),
    })
    .meta({ id: 'ReceivedList', description: 'Lists name at most 500 each; counts tell of all' }),
);

const whose = { partnerId: partnerId.optional() };

const scanned = once(() =>
  z.union([z.string().min(1).max(1000), z.strictObject({ itemId, serial: z.string().min(1).max(1000) })]),
);

export const ASNS = {
  putAsn: contract(() => ({
    params: one,
    query: nothing,
    body: z
      .strictObject({
        orderId: documentId,
        shipDate: date.optional(),
        expectedDate: date.optional(),
        lines: z.array(sentLine()).min(1).max(500),
      })
      .meta({ id: 'AdvanceListInput' }),
    reply: asnHead(),
    statuses: [200, 201],
  })),
  getAsn: contract(() => ({
    params: one,
    query: z.strictObject({
      ...whose,
      revision: z
        .string()
        .regex(/^[1-9]\d{0,5}$/, 'must be a whole number above 0')
        .transform(Number)
        .optional()
        .meta({ override: { type: 'integer', minimum: 1 } }),
    }),
    body: noBody,
    reply: asn(),
    statuses: [200],
  })),
  listAsns: contract(() => ({
    params: nothing,
    query: z.strictObject({
      status: status.optional(),
      orderId: documentId.optional(),
      ...whose,
      ...paging,
    }),
    body: noBody,
    reply: listOf(asnHead()),
    statuses: [200],
  })),
  cancelAsn: contract(() => ({
    params: one,
    query: z.strictObject(whose),
    body: z.strictObject({}).default({}),
    reply: asnHead(),
    statuses: [200],
  })),
  receiveAsn: contract(() => ({
    params: one,
    query: z.strictObject(whose),
    body: z
      .strictObject({
        scanned: z.array(scanned()).min(1).max(10_000).meta({
          description: 'Numbers, numbers with their item, or codes of cartons and pallets',
        }),
        effectiveDate: date.optional(),
        complete: z.boolean().default(true).meta({
          description:
            'False while more of the delivery is still to be scanned: what is missing is told, but not waited for',
        }),
      })
      .meta({ id: 'ReceiveInput' }),
    reply: received(),
    statuses: [200],
  })),
};
