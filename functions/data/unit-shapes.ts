import * as z from 'zod';
import { once } from '../domain/lazily.ts';
import { UNIT_STATUSES } from '../domain/unit/unit.ts';
import { entity } from './entity-shapes.ts';

/** The parts of which a unit's stored shape is made, and what movements keep of it. */

const text = z.string();
const maybe = text.optional();
const unitStatus = z.enum(UNIT_STATUSES);
const isSo = z.literal(true);

const knownOrigin = z.object({
  known: z.literal(true),
  documentId: text,
  movementId: text,
  partnerId: maybe,
  date: text,
});
const unknownOrigin = z.object({ known: z.literal(false), reason: text });
const origin = z.discriminatedUnion('known', [knownOrigin, unknownOrigin]);

const asOf = z.object({ movementId: text, at: text, untracked: z.number().optional() });
export const heldBy = z.array(
  z.object({ holdId: text, reason: text, at: text, user: text, recallId: maybe, cameWith: maybe }),
);
const reservedBy = z.object({ documentId: text, documentNumber: maybe, line: z.number() });
export const parent = z.object({ itemId: text, serial: text, id: maybe });

const cover = z.object({ until: text, reason: maybe, voided: z.literal(true).optional() });
const onList = z.object({ asnNumber: text, adopted: z.literal(true).optional() });

/** What a unit's record says of its state; movements keep of it what they changed. */
const unitState = () => ({
  status: unitStatus,
  voided: isSo.optional(),
  reservedBy: reservedBy.optional(),
  locationId: maybe,
  partnerId: maybe,
  supplierId: maybe,
  parent: parent.optional(),
  wasPart: isSo.optional(),
  batch: maybe,
  expiresOn: maybe,
  documentId: maybe,
  documentNumber: maybe,
  line: z.number().optional(),
  onList: onList.optional(),
  soldOn: maybe,
  supplierCover: cover.optional(),
  customerCover: cover.optional(),
  addedDate: maybe,
  origin: origin.optional(),
  exceptionId: maybe,
  provisionalAt: maybe,
  lastEffectiveDate: maybe,
});

/** What a unit's own record may say in fewer words. */
export const unitKept = () => ({
  ...unitState(),
  asOf: asOf.partial({ movementId: true }),
  origin: z.discriminatedUnion('known', [knownOrigin.partial({ date: true }), unknownOrigin]).optional(),
  supplierCover: z.union([text, cover]).optional(),
  customerCover: z.union([text, cover]).optional(),
});

export const before = once(() =>
  z.object({
    status: unitStatus.optional(),
    voided: isSo.nullish(),
    reservedBy: reservedBy.nullish(),
    locationId: text.nullish(),
    partnerId: text.nullish(),
    supplierId: text.nullish(),
    parent: parent.nullish(),
    wasPart: isSo.nullish(),
    batch: text.nullish(),
    expiresOn: text.nullish(),
    documentId: text.nullish(),
    documentNumber: text.nullish(),
    line: z.number().nullish(),
    onList: onList.nullish(),
    soldOn: text.nullish(),
    supplierCover: cover.nullish(),
    customerCover: cover.nullish(),
    addedDate: text.nullish(),
    origin: origin.nullish(),
    exceptionId: text.nullish(),
    provisionalAt: text.nullish(),
    asOf: asOf.optional(),
    lastEffectiveDate: text.nullish(),
    key: maybe,
    serial: maybe,
    heldBy: heldBy.nullish(),
    aliases: z.array(text).nullish(),
    entity: entity().nullish(),
  }),
);
