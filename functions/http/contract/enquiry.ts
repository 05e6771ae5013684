import * as z from 'zod';
import { once } from '../../domain/lazily.ts';
import {
  contract,
  date,
  itemId,
  listOf,
  locationId,
  noBody,
  nothing,
  paging,
  partnerId,
  quantity,
} from './shared.ts';
import { balance, found, movement, movementId, status, unit } from './views.ts';

const difference = once(() =>
  z
    .object({
      itemId,
      locationId,
      quantity,
      serials: z.int(),
      difference: quantity.meta({ description: 'Quantity less serials' }),
      untracked: z.array(movement()).meta({ description: 'Movements here that left quantity unnumbered' }),
    })
    .meta({ id: 'StockDifference' }),
);

const counts = once(() =>
  z.object({ bought: z.int(), sold: z.int(), inStock: z.int() }).meta({
    id: 'SerialCounts',
    description: 'Numbered units of the item: received and sold ever, in stock now',
  }),
);

const get = { body: noBody, statuses: [200] } as const;
const typed = z.string().min(1).max(200);

export const ENQUIRY = {
  getMovement: contract(() => ({
    ...get,
    params: z.strictObject({ movementId }),
    query: nothing,
    reply: movement(),
  })),
  listMovements: contract(() => ({
    ...get,
    params: nothing,
    query: z.strictObject({
      itemId: itemId.optional(),
      partnerId: partnerId.optional(),
      from: date.optional(),
      to: date.optional(),
      ...paging,
    }),
    reply: listOf(movement()),
  })),
  getStock: contract(() => ({
    ...get,
    params: nothing,
    query: z.strictObject({ itemId: itemId.optional(), locationId: locationId.optional(), ...paging }),
    reply: listOf(balance()),
  })),
  listUnits: contract(() => ({
    ...get,
    params: z.strictObject({ itemId }),
    query: z.strictObject({
      serial: typed.optional(),
      prefix: typed.optional(),
      status: status.optional(),
      locationId: locationId.optional(),
      ...paging,
    }),
    reply: listOf(unit()).extend({ counts: counts().optional() }),
  })),
  getReconciliation: contract(() => ({
    ...get,
    params: nothing,
    query: z.strictObject({
      itemId: itemId.optional(),
      locationId: locationId.optional(),
      ...paging,
    }),
    reply: listOf(difference()),
  })),
  searchSerials: contract(() => ({
    ...get,
    params: nothing,
    query: z.strictObject({
      q: z.string().meta({
        description:
          'A part of a number, at least three letters and digits; or, of five and more, a whole number with one typo',
        example: '5NOOO1',
      }),
      itemId: itemId.optional(),
      status: status.optional(),
      ...paging,
    }),
    reply: listOf(found()),
  })),
};
