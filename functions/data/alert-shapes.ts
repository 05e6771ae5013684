import * as z from 'zod';
import { ALERT_KINDS, ALERT_STATUSES } from '../domain/alert/alert.ts';
import { DUE_OF } from '../domain/alert/check-passes.ts';

/** Alerts and daily checks as they are stored. */

const v = z.literal(1);
const text = z.string();
const maybe = text.optional();

export const ALERTS = {
  alert: () =>
    z.object({
      v,
      alertId: text,
      kind: z.enum(ALERT_KINDS),
      status: z.enum(ALERT_STATUSES),
      dueOn: text,
      daysBefore: z.number().optional(),
      ended: z.literal(true).optional(),
      raisedOn: text,
      raisedAt: text,
      itemId: maybe,
      serial: maybe,
      id: maybe,
      unitVersion: z.number().optional(),
      batch: maybe,
      partnerId: maybe,
      asnNumber: maybe,
      documentId: maybe,
      exceptionId: maybe,
      snoozedUntil: maybe,
      acknowledgedBy: maybe,
      acknowledgedAt: maybe,
      note: maybe,
      version: z.number(),
    }),
  checked: () => z.object({ v, day: maybe, horizon: text, version: z.number() }),
  lateDue: () => z.object({ v, of: z.enum(DUE_OF), ref: z.array(text) }),
  tenant: () => z.object({ v, tenant: text }),
};
