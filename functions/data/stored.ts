import * as z from 'zod';
import { DOCUMENT_STATUSES } from '../domain/document/document.ts';
import { DOCUMENT_KIND_NAMES, LINE_DIRECTIONS, LINE_ROLES } from '../domain/document/kinds.ts';
import { MOVEMENT_KINDS } from '../domain/movement.ts';
import { PARTNER_ROLES } from '../domain/registry.ts';
import type { StoredRecord } from './table.ts';
import { asOf, before, unitState } from './unit-shapes.ts';

/**
 * The shapes in the table. Each carries its version as `v`; a changed shape gets a new number and an upgrade.
 * test/data/stored.test.ts pins them.
 */

const v = z.literal(1);
const text = z.string();
const maybe = text.optional();
const need = z.enum(['off', 'optional', 'required']);

export const STORED = {
  settings: z.object({
    v,
    serialTracking: z.boolean(),
    serialNumbersRequired: z.boolean(),
    activating: z.boolean(),
    epoch: z.number(),
    caseSensitive: z.boolean(),
    placeholders: z.array(text),
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
    expiryTracking: z.boolean().optional(),
    shelfLifeDays: z.number().optional(),
    allowUnknownAtSale: z.boolean().optional(),
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
    ...unitState,
    heldBy: z.array(z.object({ holdId: text, reason: text, at: text, user: text })).optional(),
    asOf,
    aliases: z.array(text).optional(),
    movementIds: z.array(text),
    lifeChunks: z.number(),
    version: z.number(),
  }),
  alias: z.object({ v, id: text, itemId: text, to: text }),
  batch: z.object({
    v,
    itemId: text,
    batch: text,
    expiresOn: maybe,
    receipts: z.number(),
    version: z.number(),
  }),
  exception: z.object({
    v,
    exceptionId: text,
    kind: z.literal('unknown-number'),
    status: z.enum(['open', 'closed']),
    itemId: text,
    serial: text,
    id: text,
    documentId: maybe,
    movementId: text,
    at: text,
    closedAt: maybe,
    closedBy: maybe,
    reason: maybe,
    closedByMovementId: maybe,
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
    sentSerials: z.number(),
    untracked: z.number(),
    bought: z.number(),
    sold: z.number(),
    /** The item's epoch under which it is posted to. */
    epoch: z.number(),
    version: z.number(),
  }),
  movement: z.object({
    v,
    movementId: text,
    kind: z.enum(MOVEMENT_KINDS),
    partnerClass: z.enum(['creditor', 'internal', 'debtor']).optional(),
    documentId: maybe,
    documentKind: maybe,
    documentNumber: maybe,
    line: z.number().optional(),
    itemId: text,
    quantity: z.number(),
    from: maybe,
    to: maybe,
    batch: maybe,
    expiresOn: maybe,
    partnerId: maybe,
    reason: maybe,
    provisional: z.number().optional(),
    retrospective: z.literal(true).optional(),
    renamedTo: maybe,
    user: text,
    effectiveDate: text,
    recordedAt: text,
    serialCount: z.number(),
    units: z.array(z.object({ id: text, key: text, serial: text, before: before.optional() })),
    voids: maybe,
    voidedBy: maybe,
    balances: z.array(
      z.object({
        locationId: text,
        batch: maybe,
        quantity: z.number(),
        serials: z.number(),
        inTransit: z.number(),
        sentSerials: z.number(),
      }),
    ),
    version: z.number(),
  }),
  document: z.object({
    v,
    documentId: text,
    kind: z.enum(DOCUMENT_KIND_NAMES),
    number: maybe,
    partnerId: maybe,
    locationId: text,
    toLocationId: maybe,
    effectiveDate: maybe,
    reason: maybe,
    retrospective: z.boolean().optional(),
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
    expiresOn: maybe,
    role: z.enum(LINE_ROLES).optional(),
    direction: z.enum(LINE_DIRECTIONS).optional(),
    buyBack: z.boolean().optional(),
    parentSerial: maybe,
    hold: maybe,
    dispatched: z.number(),
    cancelled: z.number(),
    postedOn: maybe,
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
    serials: z.array(z.object({ text, key: text, id: maybe, sent: z.literal(true).optional() })),
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
