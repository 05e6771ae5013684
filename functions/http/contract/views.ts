import * as z from 'zod';
import { DOCUMENT_KIND_NAMES } from '../../domain/document/kinds.ts';
import { once } from '../../domain/lazily.ts';
import { MOVEMENT_KINDS } from '../../domain/movement.ts';
import { SERVICE_KINDS } from '../../domain/service/service.ts';
import { SHOWN_STATUSES } from '../../domain/unit/unit.ts';
import { date, documentId, id, instant, itemId, locationId, partnerId, quantity } from './shared.ts';

/** What answers show of records, in several operations. */

export const movementId = id('a ledger entry', '01K8Y6Z4M8Q0S2V4X6Z8B0D2F4.1');
export const unitId = id('a unit', 'SN-0001.k3v9x2ma');
export const status = z.enum(SHOWN_STATUSES);

const exchanged = z.object({ itemId, serial: z.string(), id: unitId });

/** What stands in answers of a service event, wherever it is told. */
export const serviceTold = once(() => ({
  kind: z.enum(SERVICE_KINDS),
  description: z.string(),
  underWarranty: z.boolean(),
  partsUsed: z
    .array(
      z.object({
        itemId: itemId.optional(),
        serial: z.string().optional(),
        quantity: quantity.optional(),
        description: z.string().optional(),
      }),
    )
    .readonly()
    .optional(),
  replacedBy: exchanged.optional(),
  replaces: exchanged.optional(),
}));
export const service = once(() => z.object(serviceTold()));

const parent = z.object({ itemId, serial: z.string(), id: unitId.optional() });

export const movement = once(() =>
  z
    .object({
      movementId,
      kind: z.enum(MOVEMENT_KINDS),
      documentId: documentId.optional(),
      documentKind: z.enum(DOCUMENT_KIND_NAMES).optional(),
      documentNumber: z.string().optional(),
      line: z.int().optional(),
      itemId,
      quantity,
      from: locationId.optional(),
      to: locationId.optional(),
      batch: z.string().optional(),
      expiresOn: date.optional(),
      partnerId: partnerId.optional(),
      reason: z.string().optional(),
      provisional: z.int().optional(),
      retrospective: z.boolean().optional(),
      renamedTo: z.string().optional(),
      service: service().optional(),
      parent: parent.optional().meta({ description: 'What it put parts into, or took them out of' }),
      scrapped: z.boolean().optional().meta({ description: 'What it took out is no good any more' }),
      voids: z.string().optional(),
      voidedBy: z.string().optional(),
      user: z.string(),
      effectiveDate: date,
      recordedAt: instant,
      serialCount: z.int(),
      serials: z.array(z.string()).optional().meta({ description: 'In the single movement only' }),
    })
    .meta({ id: 'Movement' }),
);

export const balance = once(() =>
  z
    .object({
      itemId,
      locationId,
      batch: z.string().optional(),
      quantity,
      serials: z.int().meta({ description: 'Units in stock here, by their records' }),
      inTransit: quantity,
      untracked: z.int().meta({ description: 'Movements here that left units unnumbered' }),
      bought: z.int().meta({ description: 'Numbered units received here, ever' }),
      sold: z.int().meta({ description: 'Numbered units sold from here, ever' }),
    })
    .meta({ id: 'Balance' }),
);

export const unit = once(() =>
  z
    .object({
      id: unitId,
      itemId,
      serial: z.string(),
      status,
      inStock: z.boolean(),
      locationId: locationId.optional(),
      addedDate: date.optional(),
      asOf: z.object({ movementId, at: instant }),
      reservedBy: z.object({ documentId, documentNumber: z.string().optional(), line: z.int() }).optional(),
      heldBy: z
        .array(
          z.object({
            holdId: movementId,
            reason: z.string(),
            at: instant,
            user: z.string(),
            recallId: movementId.optional().meta({ description: 'The recall that it is for' }),
          }),
        )
        .optional(),
      batch: z.string().optional(),
      expiresOn: date.optional(),
      partnerId: partnerId.optional(),
      entityId: z.string().optional().meta({ description: 'The individual that it is' }),
      projectNumber: z.string().optional(),
      parent: parent.optional(),
      documentId: documentId.optional(),
      exceptionId: z.string().optional(),
      onList: z
        .object({ asnNumber: z.string() })
        .optional()
        .meta({ description: 'The advance list that announced it, while it is expected' }),
      voided: z
        .boolean()
        .optional()
        .meta({ description: 'Its only posting was taken back; the number may be received again' }),
      aliases: z.array(z.string()),
    })
    .meta({ id: 'Unit' }),
);

const match = z.enum(['exact', 'prefix', 'ending', 'inside', 'look-alike', 'typo']);
export const found = once(() =>
  z
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
    .meta({ id: 'SearchResult' }),
);
