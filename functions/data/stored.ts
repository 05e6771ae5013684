import * as z from 'zod';
import type { Listing } from '../app/ports.ts';
import { EXCEPTION_KINDS } from '../domain/exception.ts';
import { lazily } from '../domain/lazily.ts';
import { PARTNER_ROLES } from '../domain/registry.ts';
import { ALERTS } from './alert-shapes.ts';
import { ASNS } from './asn-shapes.ts';
import { RECORD_TYPES } from './attributes.ts';
import { DOCUMENT_RECORDS } from './document-shapes.ts';
import { ENTITIES, entity, entityRules } from './entity-shapes.ts';
import { IMPORTS } from './import-shapes.ts';
import { JOBS } from './job-shapes.ts';
import { POSTINGS } from './posting-shapes.ts';
import { RECALLS } from './recall-shapes.ts';
import type { StoredRecord } from './table.ts';
import { heldBy, unitKept } from './unit-shapes.ts';
import { upgraded } from './upgrades.ts';

/**
 * The shapes in the table. Each carries its version as `v`; a changed shape gets a new number and an upgrade
 * (upgrades.ts).
 * test/data/stored.test.ts pins them.
 */

const v = z.literal(1);
const text = z.string();
const maybe = text.optional();
const term = z.union([z.object({ months: z.number() }), z.object({ days: z.number() })]);
const need = z.enum(['off', 'optional', 'required']);

export const STORED = lazily({
  settings: () =>
    z.object({
      v: z.literal(2),
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
      /** Features that were taken from the tenant. */
      without: z.array(text),
      version: z.number(),
    }),
  item: () =>
    z.object({
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
      warranty: z.object({ supplier: term.optional(), customer: term.optional() }).optional(),
      entity: entityRules().optional(),
      allowUnknownAtSale: z.boolean().optional(),
      epoch: z.number(),
      version: z.number(),
    }),
  gtin: () => z.object({ v, gtin: text, itemId: text }),
  guard: () =>
    z.object({
      v,
      itemId: text,
      epoch: z.number(),
      openRows: z.number(),
      balances: z.number(),
    }),
  location: () => z.object({ v, locationId: text, name: text, version: z.number() }),
  partner: () =>
    z.object({ v, partnerId: text, name: text, role: z.enum(PARTNER_ROLES), version: z.number() }),
  unit: () =>
    z.object({
      v,
      id: text,
      itemId: text,
      key: text,
      /** None where it is the key. */
      serial: maybe,
      ...unitKept(),
      heldBy: heldBy.optional(),
      aliases: z.array(text).optional(),
      entity: entity().optional(),
      movementIds: z.array(text),
      /** None where there are none. */
      lifeChunks: z.number().optional(),
      version: z.number(),
    }),
  alias: () => z.object({ v, id: text, itemId: text, to: text }),
  batch: () =>
    z.object({
      v,
      itemId: text,
      batch: text,
      expiresOn: maybe,
      receipts: z.number(),
      version: z.number(),
    }),
  exception: () =>
    z.object({
      v,
      exceptionId: text,
      kind: z.enum(EXCEPTION_KINDS),
      status: z.enum(['open', 'closed']),
      itemId: maybe,
      serial: text,
      id: maybe,
      documentId: maybe,
      movementId: maybe,
      asnNumber: maybe,
      partnerId: maybe,
      code: maybe,
      detail: maybe,
      at: text,
      closedAt: maybe,
      closedBy: maybe,
      reason: maybe,
      closedByMovementId: maybe,
      version: z.number(),
    }),
  life: () => z.object({ v, id: text, movementIds: z.array(text) }),
  join: () => z.object({ v, id: text, movementId: text }),
  balance: () =>
    z.object({
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
  ...POSTINGS,
  ...RECALLS,
  ...DOCUMENT_RECORDS,
  ...JOBS,
  ...ALERTS,
  ...ASNS,
  ...ENTITIES,
  ...IMPORTS,
  entry: () => z.object({ v, ref: z.array(text) }),
  /** How many requests were taken out of the window's. */
  allowance: () => z.object({ v, taken: z.number(), expiresAt: z.number() }),
});

/** A record that doesn't fit its shape: a fault of ours, told with the key and nothing of the content. */
export class CorruptRecord extends Error {
  readonly place: { readonly pk: string; readonly sk: string };

  constructor({ pk, sk }: { readonly pk: string; readonly sk: string }, why: string) {
    super(`record ${pk} / ${sk} does not fit its shape: ${why}`);
    this.place = { pk, sk };
    this.name = 'CorruptRecord';
  }
}

/** A record of whatever age as today's shape has it. @throws CorruptRecord */
export const parseStored = <S extends z.ZodType>(schema: S, record: StoredRecord): z.output<S> => {
  const now = upgraded(record);
  if ('later' in now) {
    throw new CorruptRecord(record, `v: ${now.later} is of a later release than this one`);
  }
  const parsed = schema.safeParse(now.record);
  if (parsed.success) return parsed.data;
  throw new CorruptRecord(
    record,
    parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.code}`).join('; '),
  );
};

/** Of what stands for several tenants: a record that can't be read keeps nobody from the others. */
export const parseEach = <S extends z.ZodType>(
  schema: S,
  records: readonly StoredRecord[],
): Listing<z.output<S>> => {
  const found: z.output<S>[] = [];
  const unreadable: unknown[] = [];
  for (const record of records) {
    try {
      found.push(parseStored(schema, record));
    } catch (error) {
      unreadable.push(error);
    }
  }
  return { found, unreadable };
};

const SHAPES: Readonly<Record<string, z.ZodType>> = STORED;

/** By the type that records tell; entries of lists and search are proposals, and judged by what they stand for. */
const NAMES: ReadonlyMap<unknown, string> = new Map(
  Object.entries(RECORD_TYPES).flatMap(([name, type]) =>
    name !== 'entry' && Object.hasOwn(SHAPES, name) ? [[type, name]] : [],
  ),
);

/** Looks whether a record of whatever type fits its shape. @throws CorruptRecord */
export const checkShape = (record: StoredRecord): void => {
  const schema = SHAPES[NAMES.get(record.type) ?? ''];
  if (schema !== undefined) parseStored(schema, record);
  else if (record.type !== RECORD_TYPES.entry) throw new CorruptRecord(record, 'type: none of ours');
};
