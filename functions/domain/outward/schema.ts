import * as z from 'zod';
import { ALERT_KINDS, type AlertKind } from '../alert/alert.ts';
import { MOVEMENT_KINDS, type MovementKind } from '../movement.ts';
import { SERVICE_KINDS } from '../service/service.ts';
import {
  ALERT_TYPES,
  type AlertType,
  type FactType,
  STOCK_FACT,
  UNIT_FACTS,
  UNITS_PER_EVENT,
} from './facts.ts';

/** The `detail` of what is told outward. Fields may be added under the same version; anything else is another one. */

const text = z.string();
const told = (description: string) => text.optional().meta({ description });

const unit = z.object({
  id: text.meta({ description: 'Never changes, whatever number the unit bears' }),
  serial: text.meta({ description: 'The number it bore; in `unit.renamed` the old one' }),
  version: z.int().positive().optional().meta({
    description: 'Of the unit after the posting; only rises. Missing in movements older than these events',
  }),
  held: z.literal(true).optional().meta({ description: 'It is held after the posting' }),
});

const reference = z.object({ itemId: text, serial: text, id: text.optional() });

/** What events of every type tell. */
export const FACT_DETAIL = z.object({
  version: z.literal(1).meta({ description: 'Of this schema' }),
  eventId: text.meta({ description: '`<movementId>.<part>`: the same however often it is delivered' }),
  tenant: text,
  movementId: text.meta({ description: '`<posting>.<n>`; postings sort by time, movements of one by n' }),
  kind: z.enum(MOVEMENT_KINDS),
  documentId: told('The document that was posted; none where a call was about units alone'),
  documentKind: told('Its kind'),
  documentNumber: told('Its number'),
  line: z.int().optional().meta({ description: 'Its line' }),
  itemId: text,
  quantity: z
    .number()
    .meta({ description: 'Of the whole movement, not of this part; 0 where nothing moved' }),
  from: told('The location it left, where that is ours'),
  to: told('The location it came to, where that is ours'),
  batch: told('Batch'),
  expiresOn: told('Its expiry'),
  partnerId: told('Supplier or customer'),
  reason: told('As somebody gave it'),
  renamedTo: told('The new number'),
  voids: told('The movement that is taken back'),
  retrospective: z.literal(true).optional().meta({ description: 'Booked after its units had been used' }),
  provisional: z.int().optional().meta({ description: 'Units that were counted in at the same moment' }),
  parent: reference.optional().meta({ description: 'What parts went into, or came out of' }),
  scrapped: z.literal(true).optional().meta({ description: 'What was taken out is no good any more' }),
  service: z
    .object({
      kind: z.enum(SERVICE_KINDS),
      underWarranty: z.boolean(),
      replacedBy: reference.optional(),
      replaces: reference.optional(),
    })
    .optional(),
  user: text.meta({ description: 'Who did it: `sub` of the token' }),
  effectiveDate: z.iso.date().meta({ description: "The day it counts for, in the tenant's calendar" }),
  recordedAt: z.iso.datetime().meta({ description: 'The instant it was recorded' }),
  part: z.int().positive().meta({ description: 'Of a movement of many units; from 1' }),
  parts: z.int().positive().meta({ description: 'Into how many events the movement is told' }),
  units: z.array(unit).max(UNITS_PER_EVENT),
});

export type FactDetail = z.output<typeof FACT_DETAIL>;

const kindsOf = (type: FactType): MovementKind[] =>
  type === STOCK_FACT ? [...MOVEMENT_KINDS] : MOVEMENT_KINDS.filter((kind) => UNIT_FACTS[kind] === type);

/** What is always told by a type, beyond what every one tells. */
const NEEDED: { readonly [Type in FactType]?: z.ZodRawShape } = {
  'unit.moved': { from: text, to: text },
  'unit.renamed': { renamedTo: text, reason: text },
  'unit.held': { reason: text },
  'unit.released': { reason: text },
  'unit.movement-voided': { voids: text, reason: text },
};

export const FACT_TYPES: readonly FactType[] = [...new Set<FactType>(Object.values(UNIT_FACTS)), STOCK_FACT];

export const detailSchema = (type: FactType) => {
  const units = type === STOCK_FACT ? FACT_DETAIL.shape.units.max(0) : FACT_DETAIL.shape.units.min(1);
  return FACT_DETAIL.extend({ kind: z.enum(kindsOf(type)), units, ...NEEDED[type] });
};

/** What events about alerts tell. */
export const ALERT_DETAIL = z.object({
  version: z.literal(1).meta({ description: 'Of this schema' }),
  eventId: text.meta({ description: '`<tenant>.<alertId>`: the same however often it is delivered' }),
  tenant: text,
  alertId: text,
  kind: z.enum(ALERT_KINDS),
  dueOn: z.iso.date().meta({
    description: 'The last day of what ends; the day that a list was expected, or that an exception came up',
  }),
  daysBefore: z.int().optional().meta({ description: 'Which threshold of the tenant it is, in days before' }),
  ended: z.literal(true).optional().meta({ description: 'It was over already when it was found' }),
  raisedOn: z.iso.date().meta({ description: "The tenant's day for which it was found" }),
  raisedAt: z.iso.datetime().meta({ description: 'The instant it was found' }),
  itemId: told('Item'),
  batch: told('Batch'),
  partnerId: told('The supplier; of `customer-warranty` the customer'),
  asnNumber: told("The supplier's advance list"),
  documentId: told('Document'),
  exceptionId: told('Exception'),
  serial: told('The number that it is about, also where no unit bears it'),
  units: z
    .array(unit.omit({ held: true }))
    .max(1)
    .meta({ description: 'The unit that it is about' }),
});

export type AlertDetail = z.output<typeof ALERT_DETAIL>;

const alertKindsOf = (type: AlertType): AlertKind[] =>
  ALERT_KINDS.filter((kind) => ALERT_TYPES[kind] === type);

const ALERT_NEEDED: { readonly [Type in AlertType]?: z.ZodRawShape } = {
  'unit.warranty-ending': { itemId: text, units: ALERT_DETAIL.shape.units.min(1) },
  'unit.expiring': { itemId: text, units: ALERT_DETAIL.shape.units.min(1) },
  'batch.expiring': { itemId: text, batch: text },
  'list.overdue': { asnNumber: text, partnerId: text },
  'exception.open': { exceptionId: text },
};

export const ALERT_TYPE_NAMES: readonly AlertType[] = [...new Set<AlertType>(Object.values(ALERT_TYPES))];

export const alertSchema = (type: AlertType) =>
  ALERT_DETAIL.extend({ kind: z.enum(alertKindsOf(type)), ...ALERT_NEEDED[type] });
