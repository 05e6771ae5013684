import * as z from 'zod';
import { DOCUMENT_STATUSES } from '../domain/document/document.ts';
import { DOCUMENT_KIND_NAMES } from '../domain/document/kinds.ts';
import { MOVEMENT_KINDS } from '../domain/movement.ts';
import { PARTNER_ROLES } from '../domain/registry.ts';
import { UNIT_STATUSES } from '../domain/unit.ts';
import type { StoredRecord } from './table.ts';

/**
 * The shapes in the table. Each carries its version as `v`; a changed shape gets a new number and an upgrade.
 * test/data/stored.test.ts pins them.
 */

const v = z.literal(1);
const text = z.string();
const maybe = text.optional();
const need = z.enum(['off', 'optional', 'required']);

const origin = z.discriminatedUnion('known', [
  z.object({ known: z.literal(true), documentId: text, movementId: text, partnerId: maybe, date: text }),
  z.object({ known: z.literal(false), reason: text }),
]);

export const STORED = {
  settings: z.object({
    v,
    serialTracking: z.boolean(),
    serialNumbersRequired: z.boolean(),
    caseSensitive: z.boolean(),
    allowNegativeStock: z.boolean(),
    allowExpiredSale: z.boolean(),
    warrantyAlertDays: z.array(z.number()),
    timeZone: text,
    lockDate: maybe,
    features: z.array(text),
    version: z.number(),
  }),
  item: z.object({
    v,
    itemId: text,
    name: text,
    kind: z.enum(['stocked', 'lookup']),
    tracking: z.enum(['none', 'serial', 'batch']),
    serialPolicy: z.object({ creditor: need, internal: need, debtor: need }),
    pattern: maybe,
    gtin: maybe,
    epoch: z.number(),
    version: z.number(),
  }),
  guard: z.object({
    v,
    itemId: text,
    epoch: z.number(),
    openRows: z.number(),
    balances: z.number(),
  }),
  location: z.object({ v, locationId: text, name: text, version: z.number() }),
  partner: z.object({ v, partnerId: text, name: text, role: z.enum(PARTNER_ROLES), version: z.number() }),
  unit: z.object({
    v,
    id: text,
    itemId: text,
    key: text,
    serial: text,
    status: z.enum(UNIT_STATUSES),
    locationId: maybe,
    partnerId: maybe,
    documentId: text,
    documentNumber: maybe,
    line: z.number(),
    addedDate: maybe,
    origin: origin.optional(),
    asOf: z.object({ movementId: text, at: text }),
    lastEffectiveDate: maybe,
    movementIds: z.array(text),
    lifeChunks: z.number(),
    version: z.number(),
  }),
  life: z.object({ v, id: text, movementIds: z.array(text) }),
  balance: z.object({
    v,
    itemId: text,
    locationId: text,
    batch: maybe,
    quantity: z.number(),
    serials: z.number(),
    inTransit: z.number(),
    untracked: z.number(),
    /** The item's epoch under which it is posted to. */
    epoch: z.number(),
    version: z.number(),
  }),
  movement: z.object({
    v,
    movementId: text,
    kind: z.enum(MOVEMENT_KINDS),
    partnerClass: z.enum(['creditor', 'internal', 'debtor']),
    documentId: text,
    documentKind: text,
    documentNumber: maybe,
    line: z.number(),
    itemId: text,
    quantity: z.number(),
    from: maybe,
    to: maybe,
    batch: maybe,
    partnerId: maybe,
    user: text,
    effectiveDate: text,
    recordedAt: text,
    serialCount: z.number(),
    serials: z.array(text),
  }),
  document: z.object({
    v,
    documentId: text,
    kind: z.enum(DOCUMENT_KIND_NAMES),
    number: maybe,
    partnerId: maybe,
    locationId: text,
    effectiveDate: maybe,
    status: z.enum(DOCUMENT_STATUSES),
    createdAt: text,
    createdBy: text,
    movementIds: z.array(text),
    /** The sum of the versions of its lines, by which a reader knows that head and lines belong together. */
    lineVersions: z.number(),
    version: z.number(),
  }),
  line: z.object({
    v,
    line: z.number(),
    itemId: text,
    quantity: z.number(),
    batch: maybe,
    /** In records of their own, so many in each. */
    chunks: z.array(z.number()),
    posted: z.number(),
    postedSerials: z.number(),
    version: z.number(),
  }),
  lineSerials: z.object({
    v,
    line: z.number(),
    chunk: z.number(),
    serials: z.array(z.object({ text, key: text })),
  }),
  idempotency: z.object({
    v,
    bodyHash: text,
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: text,
    expiresAt: z.number(),
  }),
  entry: z.object({ v, ref: z.array(text) }),
} as const;

/** A record that doesn't fit its shape: a fault of ours, told with the key and nothing of the content. */
export class CorruptRecord extends Error {
  constructor({ pk, sk }: { readonly pk: string; readonly sk: string }, why: string) {
    super(`record ${pk} / ${sk} does not fit its shape: ${why}`);
    this.name = 'CorruptRecord';
  }
}

/** @throws CorruptRecord */
export const parseStored = <S extends z.ZodType>(schema: S, record: StoredRecord): z.output<S> => {
  const parsed = schema.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new CorruptRecord(
    record,
    parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.code}`).join('; '),
  );
};
